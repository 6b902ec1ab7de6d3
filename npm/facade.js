// The public class, as far as a page needs it before anybody is interested: it checks the options, keeps what the
// page asks for, draws the launcher, and decides when the rest is loaded (engine.js, which brings the program).
//
// What it keeps is the `shell`; the engine is given it, works on it, and answers through it:
//
//   config      the checked options
//   wanted      what the page wants: `{ target }` between mount() and unmount(), else null. A new object for every
//               mount(), so that a continuation of an older one can tell that it is out of date
//   waiting     calls for a program that is not there yet, as [method, arguments]
//   hidden      hide() was called
//   ready       the promise of whenReady() with its handles
//   handlers    of on(), as [event, handler]
//   fail(error, mayStay)    the wish cannot be fulfilled; what stands in the widget's place then
//   drawn       the host of what stands there until the program does, while it is drawn
//   yield()                 takes that away, for the real one
//   reopen()                has whenReady() promise anew

import { checkedConfig, mergedConfig } from './config.js';
import { draw } from './launcher.js';
import { messagesFor } from './messages.js';
import { forget, isUsed, whenIdle } from './page.js';

/** A promise with its handles. Nobody has to listen to it: a refusal alone is never "unhandled". */
function pledge() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => {});
  return made;
}

/** Makes the class. `load()` imports the engine, which all its instances share; it is called again after a failure. */
export function widgetClass(load) {
  let loading = null;
  const loadEngine = () =>
    (loading ??= load().catch((error) => {
      loading = null;
      throw error;
    }));

  // The floating widgets.
  const floating = new Set();

  return class VIZOCHOKWidget {
    #shell = {
      wanted: null,
      waiting: [],
      hidden: false,
      ready: pledge(),
      handlers: new Set(),
      fail: (error, mayStay) => this.#fail(error, mayStay),
      yield: () => this.#draw(null),
      reopen: () => this.#reopen(),
    };
    #control = null;
    // What stands in the launcher's place until the program is there: `{}` for a launcher, `{ href, label, target }`
    // for a link, null for nothing.
    #face = null;
    #destroyed = false;

    static {
      for (const method of 'open close toggle sendMessage newConversation identify'.split(' ')) {
        this.prototype[method] = function (...args) {
          this.#ask(method, args);
        };
      }
    }

    constructor(config) {
      this.#shell.config = checkedConfig(config);
    }

    mount(target) {
      const shell = this.#shell;
      target ??= undefined;
      if (this.#destroyed || (shell.wanted?.target === target && shell.wanted)) return;
      if (!shell.wanted) this.#reopen();
      shell.wanted = { target };
      // Some routers run a page's scripts again with every visit: the newest of a store takes the others' place.
      for (const other of target ? [] : floating) {
        if (other === this || other.#shell.config.storeId !== shell.config.storeId) continue;
        if (other.#control?.state().open) shell.waiting.push(['open', []]);
        other.unmount();
      }
      floating[target ? 'delete' : 'add'](this);
      if (!this.#control) this.#wait(shell.wanted);
      else this.#control.mount();
    }

    unmount() {
      const shell = this.#shell;
      if (this.#destroyed) return;
      floating.delete(this);
      this.#draw(null);
      if (shell.wanted) {
        shell.wanted = null;
        shell.waiting = [];
        this.#reopen();
      }
      this.#control?.unmount();
    }

    destroy() {
      const shell = this.#shell;
      if (this.#destroyed) return;
      this.unmount();
      this.#destroyed = true;
      shell.waiting = [];
      this.#control?.destroy();
      this.#reopen();
      shell.ready.reject(new Error('VIZOCHOKWidget: the widget was destroyed'));
    }

    hide() {
      this.#setHidden(true);
    }

    show() {
      this.#setHidden(false);
    }

    update(partial) {
      const shell = this.#shell;
      if (this.#destroyed) return;
      // Checked before anything changes.
      shell.config = checkedConfig(mergedConfig(shell.config, partial));
      this.#draw(this.#face);
      this.#control?.update();
    }

    setUser(id) {
      this.update({ userId: id ?? null });
    }

    logout() {
      const shell = this.#shell;
      if (this.#destroyed) return;
      shell.config = { ...shell.config, userId: undefined };
      shell.waiting = [];
      this.#control?.logout();
      forget(shell.config);
    }

    on(event, handler) {
      const entry = [event, handler];
      this.#shell.handlers.add(entry);
      return () => void this.#shell.handlers.delete(entry);
    }

    whenReady() {
      return this.#shell.ready.promise;
    }

    async diagnose() {
      return (await loadEngine()).diagnose(this.#shell, this.#control);
    }

    #ask(method, args) {
      if (this.#destroyed) return;
      if (this.#control) return this.#control.ask(method, args);
      this.#shell.waiting.push([method, args]);
      if (this.#shell.wanted && !['close', 'identify'].includes(method)) this.#load();
    }

    #setHidden(hidden) {
      this.#shell.hidden = hidden;
      this.#draw(this.#face);
      this.#control?.hide();
    }

    /** Shows what is to be seen until the program is there, and loads that when it is time to. */
    async #wait(wish) {
      const shell = this.#shell;
      const { load } = shell.config;
      const task = () => {
        if (shell.wanted === wish) this.#load();
      };
      if (load === 'eager' || loading || shell.waiting[0]) task();
      if (!document.body) await new Promise((parsed) => document.addEventListener('DOMContentLoaded', parsed, { once: true }));
      if (shell.wanted !== wish || this.#control) return;
      if (wish.target === undefined) this.#draw({});
      // Where no launcher can be pressed nothing would ever load it.
      if (load !== 'intent' || isUsed(shell.config) || !(shell.drawn || (this.#face && shell.hidden))) whenIdle(task);
    }

    async #load() {
      const shell = this.#shell;
      const wish = shell.wanted;
      try {
        const engine = await loadEngine();
        if (this.#destroyed) return;
        this.#control ??= engine.control(shell);
        if (shell.wanted) this.#control.mount();
      } catch (error) {
        if (shell.wanted !== wish) return;
        console.error('VIZOCHOKWidget: load_failed: blocked by script-src, offline, or a file was changed', error);
        this.#fail(error, true);
        const detail = { code: 'load_failed', message: messagesFor(shell.config).load_failed };
        for (const [event, handler] of [...shell.handlers, ['error', shell.config.onError]]) {
          if (event === 'error') Promise.resolve(detail).then(handler).catch(console.error);
        }
      }
    }

    /** Draws a face, in the place of what was drawn before. */
    #draw(face) {
      const shell = this.#shell;
      const { config, hidden } = shell;
      this.#face = face;
      shell.drawn?.remove();
      shell.drawn =
        face && !hidden
          ? draw(config, { label: config.strings?.open || messagesFor(config).open, ...face }, (pressed) => {
              if (pressed) {
                this.mount();
                this.open();
              } else this.#load();
            })
          : null;
    }

    /** The wish cannot be fulfilled; `mayStay` says whether a fresh attempt may go better. */
    #fail(error, mayStay) {
      const shell = this.#shell;
      const { target } = shell.wanted;
      const { fallback, load } = shell.config;
      const { phone, href = phone && `tel:${phone}`, label = phone ?? href } = fallback ?? {};
      shell.wanted = null;
      shell.ready.reject(error);
      let face = null;
      if (mayStay && /^(https?|mailto|tel):/i.test(href)) {
        face = { href, label, target: target?.trim ? document.querySelector(target) : target };
      } else if (mayStay && !target && (load === 'intent' || shell.waiting[0])) {
        // A launcher that was pressed stays, and tries again with the next press.
        face = {};
      }
      this.#draw(face);
    }

    /** Has whenReady() promise anew; who waits goes on waiting. */
    #reopen() {
      const { resolve, reject } = this.#shell.ready;
      this.#shell.ready = pledge();
      this.#shell.ready.promise.then(resolve, reject);
    }
  };
}
