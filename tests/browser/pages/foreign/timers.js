// Timers and frames that give objects instead of numbers, and call with arguments of their own.
{
  const wrap = (start, stop) => {
    const [begin, end] = [window[start], window[stop]];
    window[start] = (task, ...rest) => ({ id: begin((...args) => task.call({ page: true }, ...args, 'more'), ...rest) });
    window[stop] = (timer) => end(timer?.id ?? timer);
  };
  wrap('setTimeout', 'clearTimeout');
  wrap('setInterval', 'clearInterval');
  const { queueMicrotask } = window;
  window.queueMicrotask = (task) => queueMicrotask(() => task.call(window, 'more'));
  const { requestAnimationFrame } = window;
  window.requestAnimationFrame = (task) => requestAnimationFrame((time) => task(String(time)));
}
