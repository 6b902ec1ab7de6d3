// A program and a document for the tests of the class: the program writes down what it is told, and can be
// made to stop as the real one does.

import { createEngine } from '../engine.js';
import { widgetClass } from '../facade.js';

export const ukrainian = 'language\tuk\nsend\tНадіслати';

/** The class over a program that `load()` resolves to, with Ukrainian words and those of some languages beside it. */
export function classOver(load, languages = {}) {
  const sources = { program: () => 'program_bg.wasm', conversation: () => 'conversation_bg.wasm' };
  const words = { uk: async () => ({ default: ukrainian }), ...languages };
  return widgetClass(async () => createEngine({ glue: await load(), sources, languages: words }));
}

/** What a timer reads that comes after the end of its test. */
if (!('navigator' in globalThis)) globalThis.navigator = { onLine: true, userAgent: 'Node.js' };

/** Lets everything run that is already queued, several rounds deep: microtasks, and the task in which widgets are made. */
export async function settle() {
  for (let round = 0; round < 5; round += 1) await new Promise((done) => setTimeout(done, 1));
}

class FakeElement {
  constructor(name) {
    this.name = name;
    this.children = [];
    this.parent = null;
    this.textContent = '';
    this.style = { setProperty: () => {} };
    this.dataset = {};
    this.attributes = {};
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  addEventListener() {}

  // Nothing is being pressed.
  querySelector() {
    return null;
  }

  attachShadow() {
    this.shadowRoot = new FakeElement('shadow');
    return this.shadowRoot;
  }

  append(...children) {
    for (const child of children) {
      if (typeof child === 'string') this.textContent += child;
      else child.parent = this;
    }
    this.children.push(...children.filter((child) => typeof child !== 'string'));
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = null;
  }
}

/**
 * Puts a document that has loaded into the global scope until the test `t` ends. Idle time comes when `idle()` is
 * called; `sheets` are the texts of the sheets made, `stored` what the tab keeps.
 */
export function installDocument(t) {
  const box = new FakeElement('box');
  const waiting = [];
  const sheets = [];
  const stored = new Map();
  const document = {
    readyState: 'complete',
    body: new FakeElement('body'),
    createElement: (name) => new FakeElement(name),
    createElementNS: (space, name) => new FakeElement(name),
    addEventListener: () => {},
    removeEventListener: () => {},
    querySelectorAll: () => [],
    querySelector: (selector) => ({ '#box': box, body: document.body })[selector] ?? null,
  };
  const globals = {
    document,
    window: globalThis,
    requestIdleCallback: (task) => waiting.push(task),
    sessionStorage: { getItem: (key) => stored.get(key) ?? null, removeItem: (key) => stored.delete(key) },
    CSSStyleSheet: class {
      replaceSync(text) {
        sheets.push(text);
      }
    },
  };
  for (const [name, value] of Object.entries(globals)) globalThis[name] = value;
  t.after(() => Object.keys(globals).forEach((name) => delete globalThis[name]));
  const idle = () => waiting.splice(0).forEach((task) => task());
  return { document, box, idle, sheets, stored };
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
    constructor(config, emit) {
      enter();
      this.emit = emit;
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
      this.#do('mount', target ? ` ${target.name ?? target}` : '');
      this.host = { remove: () => program.hosts.splice(program.hosts.indexOf(this.host), 1) };
      program.hosts.push(this.host);
      program.hooks.hold(this.host);
    }

    connect() {
      enter(this.generation);
      this.host.connected = true;
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
      this.#do('update', ` ${JSON.stringify(config.words)}`);
      this.config = config;
    }

    sendMessage(text) {
      if (this.emit('before-send', String(text))) this.#do('sendMessage', ` ${text}`);
    }

    newConversation() {
      this.#do('newConversation');
    }

    identify(who) {
      this.#do('identify', ` ${who.userId}`);
    }

    setHidden(hidden) {
      this.#do('setHidden', ` ${hidden}`);
    }

    focus() {
      this.#do('focus');
    }

    forget() {
      this.#do('forget');
    }
  }

  VIZOCHOKWidget.prototype.recovered = function recovered() {
    this.emit('error', { code: 'crashed', message: 'started again' });
  };

  program.module = {
    VIZOCHOKWidget,
    loadWords: async (url) => {
      if (url.endsWith('missing.json')) throw new Error(`${url}: status 404`);
      return `{"language":"from ${url}"}`;
    },
    default: async ({ module_or_path: source }) => {
      program.starts += 1;
      program.source = source;
    },
    setConversation: () => {},
    loadConversation: async () => {},
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

/** Like an import, but arriving when the test says so. */
export function gate(program) {
  const calls = [];
  const load = () => new Promise((resolve, reject) => calls.push({ resolve: () => resolve(program.module), reject }));
  return { load, calls };
}
