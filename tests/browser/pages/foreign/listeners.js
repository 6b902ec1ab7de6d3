// As error trackers wrap listeners: each in a function of their own, the options reduced to "capture or not".
{
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const wrapped = new WeakMap();
  const wrap = (listener) => {
    if (typeof listener !== 'function') return listener;
    if (!wrapped.has(listener)) {
      wrapped.set(listener, function (event) {
        return listener.call(this, event);
      });
    }
    return wrapped.get(listener);
  };
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    return addEventListener.call(this ?? window, type, wrap(listener), options === true || Boolean(options?.capture));
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return removeEventListener.call(this ?? window, type, wrap(listener), options === true || Boolean(options?.capture));
  };
}
