// Counts what a script holds of the page: listeners on what outlives its elements, timers, frames, observers, sockets.
window.__held = (() => {
  // What the test and its driver use to wait is not the widget's.
  const byWidget = () => new Error().stack.includes('/vizochok/');

  const listeners = new Map();
  const timers = new Set();
  const frames = new Set();
  const observers = new Set();
  const sockets = new Set();

  // Listeners on the widget's own elements die with them.
  const outlives = (target) => !(target instanceof Node) || target === document || target === document.body;
  const keyOf = (type, options) => `${type}/${Boolean(typeof options === 'object' ? options?.capture : options)}`;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    // First the listener, then what forgets it: listeners are called in the order in which they were added.
    addEventListener.call(target, type, listener, options);
    if (byWidget() && listener !== null && outlives(target) && !(target instanceof WebSocket)) {
      const key = keyOf(type, options);
      if (!listeners.has(listener)) listeners.set(listener, []);
      listeners.get(listener).push([target, key]);
      if (typeof options === 'object' && options?.signal) {
        const forget = () => EventTarget.prototype.removeEventListener.call(target, type, listener, options);
        addEventListener.call(options.signal, 'abort', forget, { once: true });
      }
      if (options?.once) {
        const forget = () => EventTarget.prototype.removeEventListener.call(target, type, listener, options);
        addEventListener.call(target, type, forget, { once: true });
      }
    }
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const key = keyOf(type, options);
    const left = (listeners.get(listener) ?? []).filter(([of, what]) => of !== target || what !== key);
    if (left.length > 0) listeners.set(listener, left);
    else listeners.delete(listener);
    return removeEventListener.call(target, type, listener, options);
  };

  const wrap = (start, stop, live, once) => {
    const [started, stopped] = [window[start], window[stop]];
    window[start] = (task, ...rest) => {
      const id = started.call(
        window,
        (...args) => {
          if (once) live.delete(id);
          task(...args);
        },
        ...rest,
      );
      if (byWidget()) live.add(id);
      return id;
    };
    window[stop] = (id) => {
      live.delete(id);
      stopped.call(window, id);
    };
  };
  wrap('setTimeout', 'clearTimeout', timers, true);
  wrap('setInterval', 'clearInterval', timers, false);
  wrap('requestAnimationFrame', 'cancelAnimationFrame', frames, true);

  // In place: libraries look for what is enumerable.
  for (const { prototype } of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    const { observe, disconnect } = prototype;
    prototype.observe = function (...args) {
      if (byWidget()) observers.add(this);
      return observe.apply(this, args);
    };
    prototype.disconnect = function () {
      observers.delete(this);
      return disconnect.call(this);
    };
  }
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      sockets.add(this);
    }
  };

  return () => ({
    listeners: [...listeners.values()].flat().map(([, key]) => key),
    timers: timers.size,
    frames: frames.size,
    observers: observers.size,
    sockets: [...sockets].filter((socket) => socket.readyState < WebSocket.CLOSED).length,
  });
})();
