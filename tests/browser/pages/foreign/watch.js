// What a page is made of, looked at before the widget comes and again while it is there and after it has gone: the
// globals and everything that hangs on them, the document, how the page's own elements look, where the shopper is.
// Loaded before anything of the page can change what it is written with.
window.__page = (() => {
  const { ownKeys, getOwnPropertyDescriptor } = Reflect;

  // Marks of the drivers and of libraries on what a script of anyone listens to.
  const FOREIGN = /^(\$c|cdc_|ret_nodes$|__zone_symbol__|__webdriver|webdriver)/;
  const named = (key) => (typeof key === 'symbol' ? key.toString() : key);

  function members(path, object, into) {
    for (const key of ownKeys(object)) {
      if (FOREIGN.test(named(key))) continue;
      const { value, get: getter, set: setter } = getOwnPropertyDescriptor(object, key);
      into.set(`${path}.${named(key)}`, value ?? getter ?? setter);
    }
  }

  const isPlain = (value) => ['[object Object]', '[object Array]'].includes(Object.prototype.toString.call(value));

  // Everything a page can reach by a name, two steps deep: classes with what they give their instances, and the rest.
  function globals() {
    const found = new Map();
    members('window', window, found);
    members('document', document, found);
    for (const [path, value] of [...found]) {
      if (value === window || value === null || !path.startsWith('window.')) continue;
      if (typeof value === 'function') {
        members(path, value, found);
        const prototype = getOwnPropertyDescriptor(value, 'prototype')?.value;
        if (prototype) members(`${path}.prototype`, prototype, found);
      } else if (typeof value === 'object' && (/^window\.[A-Z]/.test(path) || !isPlain(value)) && !(value instanceof Node)) {
        members(path, value, found);
      }
    }
    return found;
  }

  const isOurs = (node) => node instanceof Element && node.hasAttribute('data-vizochok');

  function markup() {
    const copy = document.documentElement.cloneNode(true);
    for (const host of copy.querySelectorAll('[data-vizochok]')) host.remove();
    return new XMLSerializer().serializeToString(copy);
  }

  function looks(found) {
    for (const element of document.querySelectorAll('html, body, body *')) {
      if (isOurs(element) || element.localName === 'input') continue;
      const style = getComputedStyle(element);
      const path = `the look of ${element.localName}${element.id && `#${element.id}`}`;
      for (const name of style) found.set(`${path}: ${name}`, style.getPropertyValue(name));
    }
  }

  const guarded = (read) => {
    try {
      return read();
    } catch (error) {
      return error.name;
    }
  };

  function everything() {
    const found = globals();
    looks(found);
    found.set('the markup', markup());
    found.set('the title', document.title);
    found.set('the address', location.href);
    found.set('the history', `${history.length} ${guarded(() => String(history.state))}`);
    found.set('how far it is scrolled', `${scrollX} ${scrollY}`);
    found.set('the cookies', guarded(() => document.cookie));
    found.set('the local storage', guarded(() => Object.keys(localStorage).join()));
    found.set('the sheets', `${document.styleSheets.length} ${document.adoptedStyleSheets.length} ${document.fonts.size}`);
    return found;
  }

  const shortly = (value) => `${typeof value}: ${guarded(() => String(value)).slice(0, 200)}`;
  let before = new Map();
  return {
    keep() {
      before = everything();
    },
    changes() {
      const now = everything();
      const changed = [];
      for (const key of new Set([...before.keys(), ...now.keys()])) {
        const [was, is] = [before.get(key), now.get(key)];
        // WebKit makes this list anew for everyone who asks.
        if (key.endsWith('.supportedEntryTypes')) continue;
        if (!Object.is(was, is)) changed.push(`${key}: ${shortly(was)} → ${shortly(is)}`);
      }
      return changed.slice(0, 8);
    },
    size: () => before.size,
  };
})();
