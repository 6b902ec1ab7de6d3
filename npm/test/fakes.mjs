// A program and a document for the tests of the class: the program writes down what it is told, and can be
// made to stop as the real one does.

/** Lets everything that is already queued as a microtask run, several rounds deep. */
export async function settle() {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}

class FakeElement {
  constructor(name) {
    this.name = name;
    this.children = [];
    this.parent = null;
    this.textContent = '';
    this.style = { setProperty: () => {} };
  }

  setAttribute() {}

  addEventListener() {}

  attachShadow() {
    this.shadow = new FakeElement('shadow');
    return this.shadow;
  }

  append(...children) {
    for (const child of children) child.parent = this;
    this.children.push(...children);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = null;
  }
}

/** Puts a document into the global scope until the test `t` ends. */
export function installDocument(t) {
  const box = new FakeElement('box');
  const document = {
    readyState: 'complete',
    body: new FakeElement('body'),
    createElement: (name) => new FakeElement(name),
    querySelector: (selector) => (selector === '#box' ? box : null),
  };
  globalThis.document = document;
  t.after(() => delete globalThis.document);
  return { document, box };
}

/**
 * A module like the glue's. `log` is what its widgets were told, as text; `stop()` is a panic inside one of
 * its calls. `crashOn` names a method that panics when called.
 */
export function fakeProgram() {
  const program = { log: [], starts: 0, generation: 0, crashOn: null, hooks: null, hosts: [], widgets: [] };
  const panic = () => {
    program.reinit = true;
    program.hooks.onPanic('panicked at test');
    throw new WebAssembly.RuntimeError('unreachable');
  };
  const enter = (generation) => {
    if (program.reinit) {
      program.reinit = false;
      program.generation += 1;
    }
    if (generation !== undefined && generation !== program.generation) throw new Error('stale object');
  };

  class VIZOCHOKWidget {
    constructor(config) {
      enter();
      this.generation = program.generation;
      this.config = config;
      program.widgets.push(this);
      if (config.theme === 'bad') throw new Error('"theme" must be an object');
      if (program.crashOn === 'new') panic();
      program.log.push(`new ${config.storeId}`);
    }

    #do(method, detail = '') {
      enter(this.generation);
      if (program.crashOn === method) panic();
      program.log.push(`${method}${detail}`);
    }

    mount(target) {
      this.#do('mount', target ? ` ${target.name}` : '');
      this.host = { remove: () => program.hosts.splice(program.hosts.indexOf(this.host), 1) };
      program.hosts.push(this.host);
      program.hooks.hold(this.host);
    }

    unmount() {
      this.#do('unmount');
      program.hooks.release(this.host);
      this.host.remove();
    }

    destroy() {
      this.#do('destroy');
    }

    open() {
      this.#do('open');
    }

    close() {
      this.#do('close');
    }

    toggle() {
      this.#do('toggle');
    }

    update(config) {
      if (config.theme === 'bad') throw new Error('"theme" must be an object');
      this.#do('update', ` ${JSON.stringify(config.words ?? config.language)}`);
      this.config = config;
    }

    sendMessage(text) {
      this.#do('sendMessage', ` ${text}`);
    }
  }

  VIZOCHOKWidget.prototype.recovered = function recovered() {
    this.config.onError({ code: 'crashed', message: 'started again' });
  };

  program.module = {
    VIZOCHOKWidget,
    loadWords: async (url) => {
      if (url.endsWith('missing.json')) throw new Error(`${url}: status 404`);
      return `{"language":"from ${url}"}`;
    },
    default: async () => {
      program.starts += 1;
    },
    setHooks: (hooks) => {
      enter();
      program.hooks = hooks;
    },
    setTrapHandler: (handler) => {
      program.trapHandler = handler;
    },
    trapped: (error) => {
      if (program.reinit) return true;
      if (!(error instanceof RangeError)) return false;
      program.reinit = true;
      program.trapHandler(String(error));
      return true;
    },
  };
  /** A panic in a timer or listener of the program: nobody outside sees the error. */
  program.stop = () => {
    try {
      panic();
    } catch {
      // The glue keeps it from the page.
    }
  };
  return program;
}

/** Like `import('./program.js')`, but arriving when the test says so. */
export function gate(program) {
  const calls = [];
  const load = (attempt) => new Promise((resolve, reject) => calls.push({ attempt, resolve: () => resolve(program.module), reject }));
  return { load, calls };
}
