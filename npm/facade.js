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
//   handlers    of on(), as [event, handler]
//   ready       the promise that settled the wish, null while none has
//   settle(outcome, face)   settles it so for all who wait in whenReady(); `face` stands in the widget's place then
//   fail(error, mayStay)    the wish cannot be fulfilled
//   drawn       the host of what stands there until the program does, while it is drawn

import { checkedConfig, mergedConfig } from './config.js';
import { draw } from './launcher.js';
import { unavailable } from './messages.js';
import { forget, heard, isUsed, whenIdle } from './page.js';

/** Makes the class. `load()` imports the engine, which all its instances share; it is called again after a failure. */
export function widgetClass(load) {
  let loading;
  const loadEngine = () =>
    (loading ??= load().catch((error) => {
      loading = null;
      throw error;
    }));

  // The floating widgets.
  const floating = new Set();

  return class VIZOCHOKWidget {
    #shell = {
      waiting: [],
      handlers: new Set(),
      settle: (outcome, face) => this.#settle(outcome, face),
      fail: (error, mayStay) => this.#fail(error, mayStay),
    };
    #control;
    // What stands in the launcher's place until the program is there: `{}` for a launcher, `{ href, label, target }`
    // for a link, null for nothing.
    #face;
    #destroyed;
    #waiters = [];

    static {
      for (const method of 'open close toggle sendMessage newConversation identify'.split(' ')) {
        this.prototype[method] = function (...args) {
          const shell = this.#shell;
          if (this.#control) return this.#control.ask(method, args);
          shell.waiting.push([method, args]);
          if (shell.wanted && !/^(cl|id)/.test(method)) this.#load();
        };
      }
    }

    constructor(config) {
      this.#shell.config = checkedConfig(config);
    }

    mount(target) {
      const shell = this.#shell;
      const { wanted } = shell;
      if (this.#destroyed || (wanted && wanted.target == target)) return;
      if (!wanted) shell.ready = null;
      shell.wanted = { target: target || undefined };
      // Some routers run a page's scripts again with every visit: the newest of a store takes the others' place.
      for (const other of target ? [] : floating) {
        if (other === this || other.#shell.config.storeId !== shell.config.storeId) continue;
        if (other.#control?.state().open) shell.waiting.push(['open', []]);
        other.unmount();
      }
      floating[target ? 'delete' : 'add'](this);
      if (!this.#control) this.#wait();
      else this.#control.mount();
    }

    unmount() {
      const shell = this.#shell;
      floating.delete(this);
      this.#draw(null);
      shell.waiting = [];
      if (shell.wanted) shell.wanted = shell.ready = null;
      this.#control?.unmount();
    }

    destroy() {
      this.unmount();
      this.#destroyed = true;
      this.#control?.destroy();
      this.#settle(Promise.reject(Error('VIZOCHOKWidget: the widget was destroyed')));
    }

    hide(hidden = true) {
      this.#shell.hidden = hidden;
      this.#draw(this.#face);
      this.#control?.hide();
    }

    show() {
      this.hide(false);
    }

    update(partial) {
      const shell = this.#shell;
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
      const promise = this.#shell.ready ?? new Promise((resolve) => this.#waiters.push(resolve));
      promise.catch(() => {});
      return promise;
    }

    async diagnose() {
      return (await loadEngine()).diagnose(this.#shell, this.#control);
    }

    /** Shows what is to be seen until the program is there, and loads that when it is time to. */
    async #wait() {
      const shell = this.#shell;
      const { load } = shell.config;
      const task = () => {
        if (shell.wanted) this.#load();
      };
      if (load === 'eager' || loading || shell.waiting[0]) task();
      if (!document.body) await heard('DOMContentLoaded');
      if (!shell.wanted || this.#control) return;
      if (!shell.wanted.target) this.#draw({});
      // Where no launcher can be pressed nothing would ever load it.
      if (load !== 'intent' || isUsed(shell.config) || !(shell.drawn || (this.#face && shell.hidden))) whenIdle(task);
    }

    async #load() {
      const shell = this.#shell;
      try {
        const engine = await loadEngine();
        this.#control ??= engine.control(shell);
        if (shell.wanted) this.#control.mount();
      } catch (error) {
        if (!shell.wanted) return;
        console.error('VIZOCHOKWidget: load_failed: blocked by script-src, offline, or a file was changed', error);
        this.#fail(error, true);
        const detail = { code: 'load_failed', message: unavailable(shell.config) };
        for (const [event, handler] of [['error', shell.config.onError], ...shell.handlers]) {
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
          ? draw(config, face, ({ type, currentTarget }) => {
              if (type === 'click') {
                currentTarget.style.opacity = 0.7;
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
      let face;
      if (mayStay && /^(https?|mailto|tel):/i.test(href)) {
        face = { href, label, target };
      } else if (mayStay && !target && (load === 'intent' || shell.waiting[0])) {
        // A launcher that was pressed stays, and tries again with the next press.
        face = {};
      }
      this.#settle(Promise.reject(error), face);
    }

    /** Tells all who wait in whenReady(). Nobody has to listen: a refusal alone is never "unhandled". */
    #settle(outcome, face) {
      this.#draw(face);
      outcome.catch(() => {});
      this.#shell.ready = outcome;
      for (const resolve of this.#waiters.splice(0)) resolve(outcome);
    }
  };
}
