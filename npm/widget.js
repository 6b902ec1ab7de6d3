// The public class, without the choice of how the program is loaded (index.js and global.js make it).
//
// The class is a thin, synchronous front for the program, which is WebAssembly and arrives later: it keeps
// what the page asked for and lets the program catch up with it. It also outlives the program: see runtime.js.

import { checkedConfig, mergedConfig } from './config.js';
import { wordsFor } from './language.js';
import { messagesFor } from './messages.js';
import { createRuntime } from './runtime.js';
import { showStoppedCard } from './stopped-card.js';

/** A promise with its handles. Nobody has to listen to it: a refusal alone is never "unhandled". */
class Ready {
  settled = false;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = () => this.#settle(resolve);
      this.reject = (error) => this.#settle(reject, error);
    });
    this.promise.catch(() => {});
  }

  #settle(how, value) {
    this.settled = true;
    how(value);
  }

  /** This one while it is open, else a new one. */
  reopened() {
    return this.settled ? new Ready() : this;
  }
}

/** Resolves once the document has a body and everything a selector may name. */
function documentParsed() {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}

function resolveTarget(target) {
  if (target === undefined || target === null) return undefined;
  if (typeof target !== 'string') return target;
  const element = document.querySelector(target);
  if (element === null) throw new Error(`VIZOCHOKWidget: mount() found no element for "${target}"`);
  return element;
}

/**
 * Makes the class. All its instances share one program, which `load(attempt)` imports when the first of
 * them is mounted; `attempt` counts from 0 and grows when loading failed and is tried again. `languages` has
 * an import for each language whose words stand beside the program (language.js).
 */
export function widgetClass(load, languages) {
  const runtime = createRuntime(load);

  return class VIZOCHOKWidget {
    #config;
    // The configuration with the words of its language, as the program is given it.
    #given = null;
    #messages;
    // What the page wants: `{ target }` between mount() and unmount(), else null. A new object for every
    // mount(), so that a continuation of an older one can tell that it is out of date.
    #wanted = null;
    // The program's own object, while there is one, and the wish it was mounted for.
    #inner = null;
    #mountedFor = null;
    #waiting = [];
    #ready = new Ready();
    #card = null;
    #destroyed = false;

    constructor(config) {
      this.#config = checkedConfig(config);
      this.#messages = messagesFor(this.#config.language);
    }

    mount(target) {
      if (this.#destroyed) return;
      if (this.#wanted !== null && this.#wanted.target === target) return;
      if (this.#wanted === null) this.#ready = this.#ready.reopened();
      this.#removeCard();
      runtime.remember(this.#lifecycle);
      const wish = { target };
      this.#wanted = wish;
      this.#catchUp(wish);
    }

    unmount() {
      if (this.#destroyed) return;
      this.#removeCard();
      if (this.#wanted === null) return;
      this.#wanted = null;
      this.#waiting = [];
      this.#ready = this.#ready.reopened();
      if (this.#mountedFor !== null) {
        this.#mountedFor = null;
        this.#call('unmount', []);
      }
    }

    destroy() {
      if (this.#destroyed) return;
      this.unmount();
      this.#destroyed = true;
      this.#waiting = [];
      runtime.forget(this.#lifecycle);
      if (this.#inner !== null) this.#call('destroy', []);
      this.#inner = null;
      this.#ready = this.#ready.reopened();
      this.#ready.reject(new Error('VIZOCHOKWidget: the widget was destroyed'));
    }

    open() {
      this.#enqueue('open', []);
    }

    close() {
      this.#enqueue('close', []);
    }

    toggle() {
      this.#enqueue('toggle', []);
    }

    sendMessage(text) {
      this.#enqueue('sendMessage', [String(text)]);
    }

    update(partial) {
      if (this.#destroyed) return;
      // Checked before anything changes.
      this.#config = checkedConfig(mergedConfig(this.#config, partial));
      this.#messages = messagesFor(this.#config.language);
      if (this.#mountedFor !== null) this.#passOn();
    }

    whenReady() {
      return this.#ready.promise;
    }

    /** Loads the program if need be and makes it show what `wish` says, unless the page changed its mind. */
    async #catchUp(wish) {
      let program;
      try {
        [program] = await Promise.all([runtime.program(), this.#prepare(), documentParsed()]);
      } catch (error) {
        if (this.#wanted === wish) this.#fail('load_failed', this.#messages.load_failed, error);
        return;
      }
      if (this.#wanted !== wish) return;
      this.#attach(program, wish);
    }

    /** Gets the words of the configuration, and again if it has changed meanwhile. */
    async #prepare() {
      while (this.#given?.config !== this.#config) {
        const config = this.#config;
        let words;
        let failure;
        try {
          words = await wordsFor(config, languages, runtime.program);
        } catch (error) {
          failure = error;
        }
        this.#given = { config, failure, whole: words === undefined ? config : { ...config, words } };
      }
    }

    /** The configuration for the program. Without its words a widget still works, in Ukrainian; the page hears why. */
    #give() {
      const { failure, whole } = this.#given;
      this.#given.failure = undefined;
      if (failure !== undefined) this.#report('load_failed', this.#messages.load_failed, failure);
      return whole;
    }

    /** Tells a mounted widget of its new configuration. */
    async #passOn() {
      await this.#prepare();
      if (this.#mountedFor === null) return;
      try {
        this.#call('update', [this.#give()]);
      } catch (error) {
        this.#report('invalid_config', String(error?.message ?? error), error);
      }
    }

    #attach(program, wish) {
      // Between a stop and the restart nothing may enter the program; the restart comes back here.
      if (runtime.isStopped()) return;
      try {
        const target = resolveTarget(wish.target);
        if (this.#inner === null) {
          this.#inner = new program.VIZOCHOKWidget(this.#give());
        } else if (this.#mountedFor !== null) {
          this.#inner.unmount();
        }
        this.#inner.mount(target);
      } catch (error) {
        // A program that stopped half-way is started again by the runtime, and this wish with it.
        if (!runtime.trapped(error)) this.#fail('invalid_config', String(error?.message ?? error), error);
        return;
      }
      this.#mountedFor = wish;
      this.#ready.resolve();
      for (const [method, args] of this.#waiting.splice(0)) this.#call(method, args);
    }

    #enqueue(method, args) {
      if (this.#destroyed) return;
      if (this.#mountedFor !== null) this.#call(method, args);
      else this.#waiting.push([method, args]);
    }

    #call(method, args) {
      try {
        this.#inner?.[method](...args);
      } catch (error) {
        if (!runtime.trapped(error)) throw error;
      }
    }

    #fail(code, message, error) {
      this.#wanted = null;
      this.#ready.reject(error);
      this.#report(code, message, error);
    }

    /** Tells the page; a page that gave no `onError` finds the reason in its console. */
    #report(code, message, reason) {
      const { onError } = this.#config;
      if (typeof onError !== 'function') {
        console.error(`VIZOCHOKWidget: ${code}`, reason);
        return;
      }
      queueMicrotask(() => {
        try {
          onError({ code, message });
        } catch (error) {
          console.error('VIZOCHOKWidget: onError threw', error);
        }
      });
    }

    #removeCard() {
      this.#card?.remove();
      this.#card = null;
    }

    // What the runtime calls when the program has stopped: `lost` at once, for every widget, then `revive` in a
    // fresh program, or `giveUp` when it stopped twice in a short time.
    #lifecycle = {
      lost: () => {
        this.#inner = null;
        this.#mountedFor = null;
        if (this.#wanted !== null) this.#ready = this.#ready.reopened();
      },
      revive: (program) => {
        if (this.#wanted === null) return;
        this.#attach(program, this.#wanted);
        if (this.#mountedFor !== null) this.#call('recovered', []);
      },
      giveUp: (reason) => {
        if (this.#wanted === null) return;
        const { target } = this.#wanted;
        this.#waiting = [];
        this.#fail(
          'crashed',
          this.#messages.stopped,
          new Error(`VIZOCHOKWidget: the program stopped twice: ${reason}`),
        );
        try {
          this.#card = showStoppedCard(resolveTarget(target), this.#messages, this.#config.position);
        } catch (error) {
          console.error('VIZOCHOKWidget: no place for the notice', error);
        }
      },
    };
  };
}
