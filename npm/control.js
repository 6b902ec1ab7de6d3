// The class behind its facade: makes the program show what the page wants, one control per widget. It outlives the
// program, which is started again when it stopped: see runtime.js. What it shares with the facade is told in facade.js.

import { emit, report, tell } from './events.js';
import { wordsFor } from './language.js';
import { inLanguage, unavailable } from './messages.js';
import { forbiddenBy, reasonFor, watchPolicy } from './policy.js';
import { NOTICE, showStoppedCard } from './stopped-card.js';
import { nextTask } from './task.js';

/** Resolves once the document has a body and everything a selector may name. */
function documentParsed() {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}

/** The element that mount() was given, or given a selector of; undefined for a floating widget. */
function resolveTarget(target) {
  if (target === undefined || target === null) return undefined;
  if (typeof target !== 'string') return target;
  const element = document.querySelector(target);
  if (element === null) throw new Error(`VIZOCHOKWidget: mount() found no element for "${target}"`);
  return element;
}

/** Resolves when what is being pressed has been let go. */
async function letGo() {
  const ended = new AbortController();
  await new Promise((done) => {
    for (const sign of ['pointerup', 'pointercancel', 'keyup', 'blur']) {
      addEventListener(sign, done, { capture: true, signal: ended.signal });
    }
  });
  ended.abort();
  await nextTask();
}

export class Control {
  #runtime;
  #languages;
  #shell;
  // The configuration with the words of its language, as the program is given it.
  #given = null;
  // The configuration that the program's object has.
  #told = null;
  // The program's own object, while there is one, the wish it was mounted for, and the wish that is being fulfilled.
  #inner = null;
  #mountedFor = null;
  #pursued = null;
  #card = null;
  #identity = null;
  #state = { open: false, unread: 0, connected: false };
  // What the page's policy has forbidden since mount(), and what ends listening for it.
  #forbidden = [];
  #unwatch = () => {};

  constructor(runtime, languages, shell) {
    this.#runtime = runtime;
    this.#languages = languages;
    this.#shell = shell;
  }

  /** Loads the program if need be and makes it show what the page wants, unless the page changes its mind. */
  async mount() {
    const wish = this.#shell.wanted;
    if (this.#pursued === wish) return;
    this.#pursued = wish;
    this.#removeCard();
    this.#runtime.remember(this.#lifecycle);
    this.#unwatch();
    this.#forbidden = [];
    let said = false;
    const unwatch = watchPolicy((violation) => {
      this.#forbidden.push(violation);
      // Once the program runs, it is its link that is forbidden.
      if (said || this.#mountedFor === null || !/connect-src/.test(violation.remedy)) return;
      said = true;
      console.error(`VIZOCHOKWidget: ws_error: ${reasonFor([violation])}`);
    });
    this.#unwatch = unwatch;
    try {
      const program = await this.#provide(wish);
      if (program === null || this.#shell.wanted !== wish) return;
      // A program that stopped in between and was started again may have done the rest.
      if (this.#mountedFor !== wish || this.#told !== this.#given.config) this.#attach(program, wish);
    } catch (error) {
      const failed = this.#shell.wanted === wish;
      if (failed) this.#fail('load_failed', unavailable(this.#shell.config), error);
      // A violation is told a moment after the failure that it explains.
      setTimeout(() => {
        unwatch();
        if (this.#forbidden.length === 0) this.#forbidden.push(...forbiddenBy(error));
        if (failed) console.error(`VIZOCHOKWidget: load_failed: ${reasonFor(this.#forbidden)}`, error);
      }, 50);
    }
  }

  unmount() {
    this.#removeCard();
    this.#unwatch();
    this.#pursued = null;
    if (this.#mountedFor === null) return;
    this.#mountedFor = null;
    this.#state = { open: false, unread: 0, connected: false };
    this.#call('unmount', []);
  }

  destroy() {
    this.#runtime.forget(this.#lifecycle);
    if (this.#inner !== null) this.#call('destroy', []);
    this.#inner = null;
  }

  /** Calls a method of the program, now or when it can be called. */
  ask(method, args) {
    // Kept here alone, for a program that is started again; a new conversation is nobody's.
    if (method === 'identify') this.#identity = args;
    if (method === 'newConversation') this.#identity = null;
    if (this.#mountedFor !== null) this.#call(method, args);
    else if (method !== 'identify') this.#shell.waiting.push([method, args]);
  }

  hide() {
    if (this.#mountedFor !== null) this.#call('setHidden', [this.#shell.hidden]);
  }

  /** Tells a mounted widget of its new configuration. */
  async update() {
    if (this.#mountedFor === null) return;
    try {
      await Promise.all([this.#prepare(), this.#runtime.whole()]);
    } catch (error) {
      report(this.#shell, 'load_failed', unavailable(this.#shell.config), error);
      return;
    }
    if (this.#mountedFor === null) return;
    try {
      this.#told = this.#given.config;
      this.#call('update', [this.#give()]);
    } catch (error) {
      report(this.#shell, 'invalid_config', String(error?.message ?? error), error);
    }
  }

  /** Ends the conversation on this device, and begins one of nobody. */
  logout() {
    this.#given = null;
    this.#identity = null;
    if (this.#mountedFor === null) return;
    this.#call('forget', []);
    this.#call('unmount', []);
    this.#mountedFor = null;
    this.#pursued = null;
    this.mount();
  }

  state() {
    return { mounted: this.#mountedFor !== null, ...this.#state };
  }

  /** `[{ blocked, remedy }]` */
  forbidden() {
    return [...this.#forbidden];
  }

  /** Gets the words of the configuration, and again if it has changed meanwhile. */
  async #prepare() {
    while (this.#given?.config !== this.#shell.config) {
      const { config } = this.#shell;
      const { failure, ...words } = await wordsFor(config, this.#languages, this.#runtime.program);
      this.#given = { config, failure, whole: { ...config, ...words } };
    }
  }

  /** The configuration for the program. Without the words of a page's own file a widget works in Ukrainian; the page hears why. */
  #give() {
    const { failure, whole } = this.#given;
    this.#given.failure = undefined;
    if (failure !== undefined) report(this.#shell, 'load_failed', unavailable(whole), failure);
    return whole;
  }

  /**
   * Sees to it that the program has an object, and can take the page's newest configuration, and that the launcher may
   * be replaced. Resolves to the program, or to null when the wish is out of date or was refused.
   */
  async #provide(wish) {
    for (;;) {
      // Only the whole program can take another configuration than the one that an object was made with.
      const change = this.#inner !== null && this.#told !== this.#shell.config && this.#runtime.whole();
      const [program] = await Promise.all([this.#runtime.program(), this.#prepare(), documentParsed(), change]);
      if (this.#shell.wanted !== wish) return null;
      // Else the page has changed it in the meantime, and all begins again.
      if (this.#given.config !== this.#shell.config) continue;
      if (this.#inner === null) {
        if (!this.#enter(() => this.#make(program, wish))) return null;
        await nextTask();
      } else if (this.#shell.drawn?.shadowRoot.querySelector(':active')) {
        // A press is a click only on the element that it began on.
        await letGo();
      } else if (change || this.#told === this.#shell.config) return program;
    }
  }

  /** Does something in the program. Says whether it was done. */
  #enter(work) {
    // Between a stop and the restart nothing may enter the program; the restart comes back here.
    if (this.#runtime.isStopped()) return false;
    try {
      work();
      return true;
    } catch (error) {
      // A program that stopped half-way is started again by the runtime, and the page's wish with it.
      if (!this.#runtime.trapped(error)) this.#fail('invalid_config', String(error?.message ?? error), error);
      return false;
    }
  }

  #make(program, wish) {
    resolveTarget(wish.target);
    this.#inner = new program.VIZOCHOKWidget(this.#give(), this.#hear);
    this.#told = this.#given.config;
  }

  #attach(program, wish) {
    const shell = this.#shell;
    const attached = this.#enter(() => {
      const { config } = this.#given;
      if (this.#inner === null) this.#make(program, wish);
      else {
        if (this.#mountedFor !== null) this.#inner.unmount();
        if (this.#told !== config) this.#inner.update(this.#give());
        this.#told = config;
      }
      // A selector as it is: the program finds the place again when the page has made it anew.
      this.#inner.mount(wish.target);
    });
    if (!attached) return;
    this.#mountedFor = wish;
    this.#connect();
    if (shell.hidden) this.hide();
    const focused = shell.drawn?.shadowRoot.activeElement;
    shell.settle(Promise.resolve());
    if (focused) this.#call('focus', []);
    tell(shell, 'ready');
    if (this.#identity !== null) this.#call('identify', this.#identity);
    for (const [method, args] of shell.waiting.splice(0)) this.ask(method, args);
  }

  async #connect() {
    await nextTask();
    if (this.#mountedFor !== null) this.#call('connect', []);
  }

  // What the program tells, from a microtask of its own; only `before-send` is asked at once, and answered.
  #hear = (name, detail) => {
    if (name === 'before-send') {
      const event = {
        text: detail,
        defaultPrevented: false,
        preventDefault() {
          this.defaultPrevented = true;
        },
      };
      emit(this.#shell, name, event);
      return !event.defaultPrevented;
    }
    if (name === 'open' || name === 'close') this.#state.open = name === 'open';
    if (name === 'connect' || name === 'disconnect') this.#state.connected = name === 'connect';
    if (name === 'unread') {
      this.#state.unread = detail;
      detail = { count: detail };
    }
    emit(this.#shell, name, detail);
    return true;
  };

  #call(method, args) {
    try {
      this.#inner?.[method](...args);
    } catch (error) {
      if (!this.#runtime.trapped(error)) throw error;
    }
  }

  #fail(code, message, error) {
    this.#pursued = null;
    this.#shell.fail(error, code === 'load_failed');
    report(this.#shell, code, message, error);
  }

  #removeCard() {
    this.#card?.remove();
    this.#card = null;
  }

  // What the runtime calls when the program has stopped: `lost` at once, for every widget, then `revive` in a
  // fresh program, or `giveUp` when it stopped twice in a short time.
  #lifecycle = {
    lost: () => {
      if (this.#state.open) this.#shell.waiting.unshift(['open', []]);
      this.#inner = null;
      this.#mountedFor = null;
      this.#state = { open: false, unread: 0, connected: false };
      if (this.#shell.wanted !== null) this.#shell.ready = null;
    },
    revive: (program) => {
      // One that has no words yet goes on by itself when it has them.
      if (this.#shell.wanted === null || this.#given === null) return;
      this.#attach(program, this.#shell.wanted);
      if (this.#mountedFor !== null) this.#call('recovered', []);
    },
    giveUp: (reason) => {
      if (this.#shell.wanted === null) return;
      const { target } = this.#shell.wanted;
      const { language, position } = this.#shell.config;
      const words = inLanguage(NOTICE, language);
      this.#shell.waiting = [];
      this.#fail('crashed', words.stopped, new Error(`VIZOCHOKWidget: the program stopped twice: ${reason}`));
      try {
        this.#card = showStoppedCard(resolveTarget(target), words, position);
      } catch (error) {
        console.error('VIZOCHOKWidget: no place for the notice', error);
      }
    },
  };
}
