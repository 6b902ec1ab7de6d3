// Puts the widget's time into the hands of the test: the wall clock, and the timeouts of the widget alone.
//
// pass(ms): time passes, and every timeout comes at its moment. throttle(ms): time passes, and every timeout that fell
// due comes late, at the end of it, as on a hidden page. sleep(ms): the machine sleeps: the wall clock goes on, and the
// timeouts stand still, as the monotonic clocks do that most browsers count them by.
window.time = (() => {
  const [wall, start, stop] = [Date.now.bind(Date), window.setTimeout.bind(window), window.clearTimeout.bind(window)];
  // What the test and its driver use to wait is not the widget's.
  const byWidget = () => new Error().stack.includes('/vizochok/');
  const timeouts = new Map();
  let [passed, slept, last] = [0, 0, 0];

  const now = () => performance.now() + passed;
  Date.now = () => wall() + passed + slept;

  const fire = (id) => {
    const { task } = timeouts.get(id) ?? {};
    timeouts.delete(id);
    task?.();
  };
  const arm = (id) => {
    const timeout = timeouts.get(id);
    stop(timeout.real);
    timeout.real = start(() => fire(id), Math.max(0, timeout.due - now()));
  };
  window.setTimeout = (task, ms = 0, ...rest) => {
    if (!byWidget()) return start(task, ms, ...rest);
    // Far from the ids of the browser's own.
    const id = 1e9 + ++last;
    timeouts.set(id, { task, due: now() + ms });
    arm(id);
    return id;
  };
  window.clearTimeout = (id) => {
    stop(timeouts.get(id)?.real ?? id);
    timeouts.delete(id);
  };

  return {
    wall: () => Date.now(),
    // How many timeouts wait.
    waiting: () => timeouts.size,
    pass(ms) {
      const end = now() + ms;
      for (;;) {
        const [next] = [...timeouts].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
        if (next === undefined) break;
        const [id, { due }] = next;
        stop(next[1].real);
        passed += Math.max(0, due - now());
        fire(id);
      }
      passed += Math.max(0, end - now());
      for (const id of timeouts.keys()) arm(id);
    },
    throttle(ms) {
      passed += ms;
      for (const id of timeouts.keys()) arm(id);
    },
    sleep(ms) {
      slept += ms;
    },
  };
})();
