// The script tag: its attributes, and the commands of the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeCommands } from '../script.js';

/** A page with the stub of the documentation until the test `t` ends, and a class that writes down what it is told. */
function page(t) {
  const log = [];
  class Widget {
    constructor(config) {
      this.config = config;
      log.push('new');
    }

    mount(target) {
      log.push(`mount ${target}`);
    }

    destroy() {
      log.push('destroy');
    }

    on(event, handler) {
      log.push(`on ${event} ${typeof handler}`);
      return () => log.push(`off ${event}`);
    }

    sendMessage(text) {
      log.push(`sendMessage ${text}`);
    }
  }
  for (const method of ['open', 'close', 'toggle']) Widget.prototype[method] = () => log.push(method);
  const window = {};
  const globals = { window, document: { addEventListener: (_, listener) => (window.click = listener) } };
  Object.assign(globalThis, globals);
  t.after(() => Object.keys(globals).forEach((name) => delete globalThis[name]));
  window.vizochok = (...args) => (window.vizochok.q ??= []).push(args);
  return { window, log, Widget };
}

const tag = (dataset) => ({ dataset });
const good = { apiKey: 'pk_demo', storeId: 'demo-store' };

test('the attributes make a widget, and what was asked for before follows in order', (t) => {
  const { window, log, Widget } = page(t);
  window.vizochok('on', 'open', () => {});
  window.vizochok('send', 'milk');
  takeCommands(Widget, tag({ ...good, zIndex: '7', themeMode: 'dark', themePrimaryColor: '', offsetY: '80' }));
  assert.deepEqual(log, ['new', 'mount undefined', 'on open function', 'sendMessage milk']);
  assert.deepEqual(window.vizochok.widget.config, {
    apiKey: 'pk_demo',
    storeId: 'demo-store',
    offset: { y: 80 },
    zIndex: 7,
    theme: { mode: 'dark' },
  });
});

test('commands return what the methods return', (t) => {
  const { window, log, Widget } = page(t);
  takeCommands(Widget, tag(good));
  window.vizochok('on', 'open', () => {})();
  assert.deepEqual(log.slice(2), ['on open function', 'off open']);
});

test('without a key among the attributes nothing is made before init, whose options win', (t) => {
  const { window, log, Widget } = page(t);
  window.vizochok('open');
  takeCommands(Widget, tag({ storeId: 'a', target: '#chat' }));
  assert.deepEqual(log, []);
  window.vizochok('init', { apiKey: 'pk_demo', storeId: 'b' });
  assert.deepEqual(log, ['new', 'mount #chat', 'open']);
  assert.deepEqual(window.vizochok.widget.config, { apiKey: 'pk_demo', storeId: 'b', target: '#chat' });
});

test('an init that waits already is the only one', (t) => {
  const { window, log, Widget } = page(t);
  const onCartChanged = () => {};
  window.vizochok('open');
  window.vizochok('init', { onCartChanged }, '#chat');
  takeCommands(Widget, tag(good));
  assert.deepEqual(log, ['new', 'mount #chat', 'open']);
  assert.equal(window.vizochok.widget.config.onCartChanged, onCartChanged);
});

test('destroy ends the widget, and init makes another one', (t) => {
  const { window, log, Widget } = page(t);
  takeCommands(Widget, tag(good));
  window.vizochok('destroy');
  assert.equal(window.vizochok.widget, null);
  window.vizochok('destroy');
  window.vizochok('init');
  assert.deepEqual(log, ['new', 'mount undefined', 'destroy', 'new', 'mount undefined']);
});

test('a command that does not exist is named', (t) => {
  const errors = t.mock.method(console, 'error', () => {});
  const { window, Widget } = page(t);
  takeCommands(Widget, tag(good));
  window.vizochok('opn');
  assert.match(errors.mock.calls[0].arguments[0], /"opn"/);
});

test('a marked element of the page opens the panel, and does nothing else', (t) => {
  const { window, log, Widget } = page(t);
  takeCommands(Widget, tag(good));
  const press = (closest) => {
    let prevented = false;
    window.click({ target: { closest }, preventDefault: () => (prevented = true) });
    return prevented;
  };
  assert.equal(press((css) => css === '[data-vizochok-open]'), true);
  assert.equal(press(() => null), false);
  // A text node, or the document.
  assert.equal(press(undefined), false);
  assert.deepEqual(log.slice(2), ['open']);
});
