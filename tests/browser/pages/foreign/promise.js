// A polyfill that takes the place of Promise whether needed or not, is settled by timers, and knows only the old methods.
{
  const Native = window.Promise;
  class Late {
    #inner;
    constructor(run) {
      this.#inner = run instanceof Native ? run : new Native(run);
    }
    then(done, failed) {
      return new Late(new Native((resolve) => setTimeout(resolve, 0)).then(() => this.#inner).then(done, failed));
    }
    catch(failed) {
      return this.then(undefined, failed);
    }
    static resolve = (value) => new Late((resolve) => resolve(value));
    static reject = (error) => new Late((_, reject) => reject(error));
    static all = (all) => new Late(Native.all([...all].map((one) => new Native((resolve, reject) => Native.resolve(one).then(resolve, reject)))));
    static race = (all) => new Late(Native.race(all));
  }
  window.Promise = Late;
}
