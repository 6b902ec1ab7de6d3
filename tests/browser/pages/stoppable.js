// Stops the program where a test wants it, as a panic does: by a trap. The program is the shipped one; what is changed
// is what it is entered by, and what it asks of the page. An entrance is named after what called: `call` (the
// class, on the page's behalf), `timer`, `frame`, `observer`, `microtask`, `event:click`, `socket:open`, `message:text_delta`.
window.stops = (() => {
  // (module (func (export "f") unreachable))
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f;
  const dive = () => dive() + 1;
  const memories = [];
  let entrance = 'call';
  let armed = null;
  let late = 0;
  const stopped = [];

  const stop = () => {
    const { at, how } = armed;
    armed = null;
    stopped.push(at);
    if (how === 'stack') dive();
    trap();
  };
  const within = (name, run) => {
    const before = entrance;
    entrance = name;
    try {
      return run();
    } finally {
      entrance = before;
    }
  };

  // Methods keep their names in the stack, whatever the minifier made of the rest.
  const isArmed = () =>
    armed?.at === entrance && (!armed.method || new RegExp(`\\b${armed.method}\\b`).test(new Error().stack));

  // The program's exports, each of which can stop, and the page's functions that it is given: in the midst of its work,
  // with everything that it holds.
  const wrapped = (exports) => {
    const made = {};
    for (const [name, value] of Object.entries(exports)) {
      if (value instanceof WebAssembly.Memory) memories.push(value);
      made[name] = typeof value !== 'function' ? value : (...args) => {
        if (isArmed() && armed.how !== 'inside') stop();
        const outer = armed;
        if (isArmed()) armed.inside = true;
        try {
          return value(...args);
        } finally {
          if (outer) outer.inside = false;
        }
      };
    }
    return made;
  };
  const watched = (imports) => Object.fromEntries(Object.entries(imports ?? {}).map(([from, members]) => [
    from,
    from !== './program_bg.js' ? members : Object.fromEntries(Object.entries(members).map(([name, value]) => [
      name,
      typeof value !== 'function' ? value : (...args) => {
        if (armed?.inside) stop();
        return value(...args);
      },
    ])),
  ]));
  const { Instance } = WebAssembly;
  const make = (module, imports) => ({ exports: wrapped(new Instance(module, watched(imports)).exports) });
  WebAssembly.Instance = function (module, imports) {
    return Object.setPrototypeOf(make(module, imports), Instance.prototype);
  };
  WebAssembly.Instance.prototype = Instance.prototype;
  WebAssembly.instantiate = async (source, imports) => {
    if (source instanceof WebAssembly.Module) return new WebAssembly.Instance(source, imports);
    const module = await WebAssembly.compile(source);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const module = await WebAssembly.compileStreaming(source);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  };

  // Everything by which the page calls the program.
  const byWidget = () => new Error().stack.includes('/vizochok/');
  const named = (name, callback) => (!byWidget() || typeof callback !== 'function' ? callback : (...args) => {
    return within(typeof name === 'function' ? name(...args) : name, () => callback(...args));
  });
  const wrap = (start, name) => {
    const original = window[start];
    window[start] = (callback, ...rest) => original.call(window, named(name, callback), ...rest);
  };
  wrap('setTimeout', 'timer');
  wrap('requestAnimationFrame', 'frame');
  wrap('queueMicrotask', 'microtask');
  for (const name of ['ResizeObserver', 'MutationObserver']) {
    const Original = window[name];
    window[name] = class extends Original {
      constructor(callback) {
        super(named('observer', callback));
      }
    };
  }
  const { then } = Promise.prototype;
  Promise.prototype.then = function (done, failed) {
    return then.call(this, named('microtask', done), named('microtask', failed));
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const listeners = new WeakMap();
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const wrapper = named(`event:${type}`, listener);
    if (wrapper !== listener) listeners.set(listener, wrapper);
    return addEventListener.call(this ?? window, type, wrapper, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return removeEventListener.call(this ?? window, type, listeners.get(listener) ?? listener, options);
  };
  const names = {
    onopen: 'socket:open',
    onclose: 'socket:close',
    onerror: 'socket:error',
    onmessage: ({ data }) => `message:${JSON.parse(data).type}`,
  };
  for (const [property, name] of Object.entries(names)) {
    const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, property);
    Object.defineProperty(WebSocket.prototype, property, {
      configurable: true,
      get,
      set(callback) {
        set.call(this, named(name, callback));
      },
    });
  }

  // So that two stops need not be a minute apart.
  const { now } = Performance.prototype;
  Performance.prototype.now = function () {
    return now.call(this) + late;
  };

  return {
    /** Stops the program at the next entrance of this name (by this method); `how`: 'entrance', 'inside', 'stack'. */
    at(name, how = 'entrance', method = '') {
      armed = { at: name, how, method, inside: false };
    },
    /** Whether it has stopped there. */
    done: () => armed === null,
    stopped,
    /** A minute goes by. */
    later() {
      late += 61_000;
    },
    /** Breaks the program as a stray write would: whatever it does next, it does with nonsense, and stops. */
    corrupt() {
      new Uint8Array(memories.at(-1).buffer).fill(0xff);
    },
  };
})();
