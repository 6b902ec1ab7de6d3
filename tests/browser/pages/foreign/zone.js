// Whether a page of Angular would ever become stable: it waits until its zone has neither timers nor microtasks pending.
{
  let pending = { microTask: false, macroTask: false };
  const zone = Zone.current.fork({
    name: 'angular',
    onHasTask(parent, current, target, state) {
      parent.hasTask(target, state);
      if (current === target) pending = { ...pending, [state.change]: state[state.change] };
    },
  });
  window.inZone = (run) => zone.run(run);
  window.isStable = () => !pending.microTask && !pending.macroTask;
}
