// The entry of `import '@vizochok/widget/element'`: the custom element `<vizochok-widget api-key="…" store-id="…">`.
// Scalar options are attributes and properties, objects are properties, events are DOM events that bubble
// (`vizochok:cart-changed`). It floats; with the attribute `inline` the chat stands in it and fills it.

import { Follower } from './follower.js';
import { VIZOCHOKWidget } from './index.js';
import { EVENTS, FIELDS, OBJECTS, REPLACED, SCALARS, attributeOf } from './members.js';
import { optionsFrom } from './options.js';

/** The options that have an attribute, and those that have a property. */
const TEXTS = [...SCALARS, ...FIELDS];
const PROPERTIES = [...SCALARS, ...OBJECTS];

/** A class of its own for each tag: the registry takes none twice. Made late, because a server has no HTMLElement. */
function elementClass() {
  return class VizochokWidgetElement extends HTMLElement {
    static observedAttributes = ['inline', ...TEXTS.map(attributeOf)];

    static {
      for (const name of PROPERTIES) {
        const attribute = attributeOf(name);
        Object.defineProperty(this.prototype, name, {
          configurable: true,
          enumerable: true,
          get() {
            return this.#options()[name];
          },
          set(value) {
            if (OBJECTS.includes(name)) {
              this.#objects[name] = value;
              this.#schedule();
            } else if (value === undefined || value === null) {
              this.removeAttribute(attribute);
            } else {
              this.setAttribute(attribute, value);
            }
          },
        });
      }
      for (const name of Object.getOwnPropertyNames(VIZOCHOKWidget.prototype)) {
        if (REPLACED.includes(name)) continue;
        this.prototype[name] = function method(...args) {
          this.#follow();
          return this.widget?.[name](...args);
        };
      }
    }

    #objects = {};
    #scheduled = false;
    #follower = new Follower(VIZOCHOKWidget, (widget) => {
      for (const event of EVENTS) widget?.on(event, (detail) => this.#tell(event, detail));
    });

    /** The widget of the class, while the element is on the page. */
    get widget() {
      return this.#follower.widget;
    }

    get inline() {
      return this.hasAttribute('inline');
    }

    set inline(on) {
      this.toggleAttribute('inline', Boolean(on));
    }

    connectedCallback() {
      // What was set before the element was defined hides the properties of its class.
      for (const name of ['inline', ...PROPERTIES]) {
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
      this.#schedule();
    }

    disconnectedCallback() {
      this.#schedule();
    }

    attributeChangedCallback() {
      this.#schedule();
    }

    #options() {
      const options = optionsFrom(Object.fromEntries(TEXTS.map((name) => [name, this.getAttribute(attributeOf(name))])));
      for (const [name, value] of Object.entries(this.#objects)) options[name] = value && { ...options[name], ...value };
      return options;
    }

    /** All changes of one task become one, and an element that is only moved keeps its widget. */
    #schedule() {
      if (this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#follow();
      });
    }

    #follow() {
      if (!this.isConnected) {
        this.#follower.end();
        return;
      }
      const { inline } = this;
      // One that floats leaves no gap in the page's layout; one that is filled is a box.
      this.style.display = inline ? '' : 'none';
      if (inline && getComputedStyle(this).display === 'inline') this.style.display = 'block';
      this.#follower.follow(this.#options(), inline ? this : undefined);
    }

    #tell(name, detail) {
      const cancelable = name === 'before-send' || name === 'error';
      const event = new CustomEvent(`vizochok:${name}`, { bubbles: true, composed: true, cancelable, detail });
      const goesOn = this.dispatchEvent(event);
      if (name === 'before-send' && !goesOn) detail.preventDefault();
      // As with a window's own errors: what nobody took care of is named on the console.
      if (name === 'error' && goesOn) console.error(`VIZOCHOKWidget: ${detail.code}`, detail.message);
    }
  };
}

/** Defines the element under a name, unless the page has one of that name already. Does nothing on a server. */
export function defineWidget(tag = 'vizochok-widget') {
  if (globalThis.customElements && !customElements.get(tag)) customElements.define(tag, elementClass());
}

defineWidget();
