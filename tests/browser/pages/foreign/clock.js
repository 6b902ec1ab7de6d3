// A page that plays with time and chance: a clock of another year that makes leaps, a coarse stopwatch, the same
// random number for ever, and no crypto.
{
  const Native = window.Date;
  let leaps = 0;
  window.Date = class Date extends Native {
    constructor(...args) {
      super(...(args.length === 0 ? [Date.now()] : args));
    }
    static now() {
      leaps += 1;
      return Native.now() - 9e11 + (leaps % 2) * 1e3;
    }
  };
  const { now } = Performance.prototype;
  Performance.prototype.now = function () {
    return Math.floor(now.call(this) / 100) * 100;
  };
  Math.random = () => 0.5;
  Object.defineProperty(window, 'crypto', { value: undefined });
}
