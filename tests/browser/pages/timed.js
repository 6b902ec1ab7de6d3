// Puts the widget's time into the hands of the test: the wall clock, and the timeouts of the widget alone. Time stands
// still until it is told to go on. Timeouts below half a second come by themselves all the same (what is shown and stored
// a moment later), and find that no time has passed.
//
// pass(ms): time passes, and every timeout comes at its moment. throttle(ms): time passes, and every timeout that fell
// due comes late, at the end of it, as on a hidden page. sleep(ms): the machine sleeps: the wall clock goes on, and the
// timeouts stand still, as the monotonic clocks do that most browsers count them by.
window.time = (() => {
  const SHORT = 500;
  const [began, start, stop] = [Date.now(), window.setTimeout.bind(window), window.clearTimeout.bind(window)];
  // What the test and its driver use to wait is not the widget's.
  const byWidget = () => new Error().stack.includes('/vizochok/');
  const timeouts = new Map();
  let [now, slept, last] = [0, 0, 0];

  Date.now = () => began + now + slept;

  const fire = (id) => {
    const timeout = timeouts.get(id);
    if (timeout === undefined) return;
    timeouts.delete(id);
    stop(timeout.real);
    timeout.task();
  };
  window.setTimeout = (task, delay, ...rest) => {
    // As browsers read it: what is no number is none.
    const ms = Number(delay) || 0;
    if (!byWidget()) return start(task, ms, ...rest);
    // Far from the ids of the browser's own.
    const id = 1e9 + ++last;
    timeouts.set(id, { task, due: now + ms, real: ms < SHORT ? start(() => fire(id), ms) : 0 });
    return id;
  };
  window.clearTimeout = (id) => {
    stop(timeouts.get(id)?.real ?? id);
    timeouts.delete(id);
  };

  return {
    // How many timeouts wait.
    waiting: () => timeouts.size,
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timeouts].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
        if (next === undefined) break;
        now = Math.max(now, next[1].due);
        fire(next[0]);
      }
      now = end;
    },
    throttle(ms) {
      now += ms;
      for (const [id, { due }] of timeouts) if (due <= now) start(() => fire(id), 0);
    },
    sleep(ms) {
      slept += ms;
    },
  };
})();
