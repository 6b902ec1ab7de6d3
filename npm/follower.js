// What the element and the components of the frameworks have in common: a widget that follows options as they are
// given anew with every rendering.

import { GROUPS } from './config.js';

const isObject = (value) => value !== null && typeof value === 'object';
const isCallback = (name, value) => typeof value === 'function' && /^on[A-Z]/.test(name);

/** What update() needs to make the options of `before` those of `after`. */
function changesOf(before, after) {
  const changes = {};
  for (const name of Object.keys({ ...before, ...after })) {
    const [old, now] = [before[name], after[name]];
    if (isObject(old) && isObject(now)) {
      const inner = changesOf(old, now);
      if (Object.keys(inner).length > 0) changes[name] = GROUPS.includes(name) ? inner : now;
    } else if (!Object.is(old, now)) {
      changes[name] = now ?? null;
    }
  }
  return changes;
}

export class Follower {
  /** The widget, from the first options that it can be made of until the end. */
  widget = null;
  #Widget;
  #changed;
  #options = {};
  #target;
  // The callbacks as they are now, and what the widget was given in their place: components make their functions
  // anew with every rendering, and no widget has to hear of that.
  #callbacks = {};
  #stable = {};

  /** `changed` hears the widget when it is made, and null when it is ended. */
  constructor(Widget, changed = () => {}) {
    this.#Widget = Widget;
    this.#changed = changed;
  }

  /**
   * Makes the widget with these options, or brings it up to date, in this place (as for mount()). Options that it
   * refuses go to the console and change nothing: an error here would take the page's own tree with it.
   */
  follow(options, target) {
    const settled = this.#settle(options);
    const isNew = this.widget === null;
    try {
      if (isNew) {
        this.widget = new this.#Widget(settled);
      } else {
        const changes = changesOf(this.#options, settled);
        if (Object.keys(changes).length > 0) this.widget.update(changes);
      }
    } catch (error) {
      console.error(error);
      return;
    }
    this.#options = settled;
    if (isNew || target !== this.#target) {
      this.#target = target;
      this.widget.mount(target);
    }
    if (isNew) this.#changed(this.widget);
  }

  /** Ends the widget. The next options make another one. */
  end() {
    if (this.widget === null) return;
    this.widget.destroy();
    this.widget = null;
    this.#changed(null);
  }

  /** The options as they stay when the page changes its objects, with functions that stay the same. */
  #settle(options) {
    const settled = {};
    this.#callbacks = {};
    for (const [name, value] of Object.entries(options)) {
      if (value === undefined || value === null) continue;
      if (isCallback(name, value)) {
        this.#callbacks[name] = value;
        settled[name] = this.#stable[name] ??= (...args) => this.#callbacks[name]?.(...args);
      } else {
        settled[name] = isObject(value) ? { ...value } : value;
      }
    }
    return settled;
  }
}
