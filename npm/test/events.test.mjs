// Stories of what the page hears.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOver, fakeProgram, installDocument, settle, ukrainian } from './fakes.mjs';

async function mounted(t, options) {
  installDocument(t);
  const program = fakeProgram();
  const Widget = classOver(async () => program.module);
  const widget = new Widget({ apiKey: 'pk_demo', storeId: 'store', load: 'eager', ...options });
  widget.mount();
  const early = [];
  widget.on('ready', (...args) => early.push(args));
  await settle();
  assert.deepEqual(early, [[]]);
  return { program, widget, emit: program.widgets[0].emit };
}

test('a handler hears its event until it is told to stop; the callback of the same name hears it too', async (t) => {
  const heard = [];
  const { widget, emit } = await mounted(t, { onCartChanged: (...args) => heard.push(['callback', ...args]) });
  const off = widget.on('cart-changed', (...args) => heard.push(['handler', ...args]));
  widget.on('connect', (...args) => heard.push(['connect', ...args]));
  emit('cart-changed', { total: 1 });
  emit('connect');
  off();
  off();
  emit('cart-changed', { total: 2 });
  assert.deepEqual(heard, [['handler', { total: 1 }], ['callback', { total: 1 }], ['connect'], ['callback', { total: 2 }]]);
});

test('the same function registered twice is called twice, and ended one by one', async (t) => {
  let count = 0;
  const { widget, emit } = await mounted(t);
  const handler = () => (count += 1);
  const off = widget.on('open', handler);
  widget.on('open', handler);
  emit('open');
  off();
  emit('open');
  assert.equal(count, 3);
});

test('every event has a callback, which update() exchanges', async (t) => {
  const heard = [];
  const { widget, emit } = await mounted(t, { onMessageSent: () => heard.push('old'), onUnread: ({ count }) => heard.push(count) });
  emit('message-sent');
  widget.update({ onMessageSent: () => heard.push('new') });
  emit('message-sent');
  widget.update({ onMessageSent: null });
  emit('message-sent');
  emit('unread', 3);
  assert.deepEqual(heard, ['old', 'new', 3]);
});

test('a handler that throws hurts nobody, and is named', async (t) => {
  const complaints = t.mock.method(console, 'error', () => {});
  const { widget, emit } = await mounted(t, { onOpen: () => assert.fail('page bug') });
  const heard = [];
  widget.on('open', () => assert.fail('page bug'));
  widget.on('open', () => heard.push('second'));
  assert.equal(emit('open'), true);
  assert.deepEqual(heard, ['second']);
  assert.deepEqual(complaints.mock.calls.map((call) => call.arguments[0]), ['[vizochok] open threw', '[vizochok] onOpen threw']);
});

test('before-send shows the words, at once, and may keep them', async (t) => {
  const { widget, program } = await mounted(t);
  const seen = [];
  const off = widget.on('before-send', (event) => {
    seen.push(event.text);
    if (event.text === 'secret') event.preventDefault();
  });
  widget.on('before-send', (event) => seen.push(event.defaultPrevented));
  widget.sendMessage('secret');
  assert.deepEqual(seen, ['secret', true]);
  widget.sendMessage('milk');
  off();
  widget.sendMessage('secret');
  assert.deepEqual(program.log, ['new store', 'mount', 'sendMessage milk', 'sendMessage secret']);
});

test('a handler of before-send that throws does not keep the words', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { widget, program } = await mounted(t, { onBeforeSend: () => assert.fail('page bug') });
  widget.sendMessage('milk');
  assert.deepEqual(program.log.at(-1), 'sendMessage milk');
});

test('setUser is a change of userId; logout forgets the conversation and the customer', async (t) => {
  const { widget, program } = await mounted(t, { userId: 'a', botName: 'Olya' });
  globalThis.sessionStorage.getItem = () => 'kept';
  const removed = t.mock.method(globalThis.sessionStorage, 'removeItem');
  widget.setUser('b');
  await settle();
  assert.equal(program.widgets[0].config.userId, 'b');
  program.log.length = 0;
  widget.logout();
  await settle();
  assert.deepEqual(program.log, ['forget', 'unmount', `update ${JSON.stringify(ukrainian)}`, 'mount']);
  const { userId, botName } = program.widgets[0].config;
  assert.deepEqual([userId ?? null, botName], [null, 'Olya']);
  assert.deepEqual(removed.mock.calls.map((call) => call.arguments), [['vz-session-store']]);
});

test('diagnose says how the widget is, what the policy forbids, and what is there twice', async (t) => {
  const { widget, emit } = await mounted(t);
  const listeners = [];
  document.addEventListener = (type, listener) => listeners.push(listener);
  document.removeEventListener = (type, listener) => listeners.splice(listeners.indexOf(listener), 1);
  document.querySelectorAll = () => [{ dataset: { vizochok: 'store' } }, { dataset: { vizochok: 'store' } }];
  globalThis.location = { origin: 'https://shop.example' };
  t.after(() => delete globalThis.location);
  const program = 'https://cdn.example/a/program_bg.wasm';
  t.mock.method(performance, 'getEntriesByType', () => [{ name: program }, { name: `${program}?x` }, { name: 'https://b.example/program_bg-77.wasm' }]);
  widget.unmount();
  widget.mount();
  await settle();
  for (const [blockedURI, effectiveDirective, target] of [
    ['wasm-eval', 'script-src'],
    ['wss://api.example/ws', 'connect-src'],
    ['https://shop.example/v/words/en.js', 'script-src-elem'],
    ['https://pictures.example/milk.jpg', 'img-src', { dataset: { vizochok: 'store' } }],
    ['https://pictures.example/banner.jpg', 'img-src', { dataset: {} }],
    ['inline', 'style-src-attr', { dataset: {} }],
  ]) {
    for (const listener of listeners) listener({ blockedURI, effectiveDirective, target });
  }
  emit('connect');
  const found = await widget.diagnose();
  assert.deepEqual(
    found.policy.map(({ remedy }) => remedy),
    [
      "add 'wasm-unsafe-eval' to script-src",
      'add wss://api.example to connect-src',
      "add 'self' to script-src",
      'add https://pictures.example to img-src',
    ],
  );
  assert.deepEqual([found.mounted, found.connected, found.duplicates], [true, true, { copies: 2, ofThisStore: 2 }]);
  assert.equal(found.version, 'source');
  widget.destroy();
  assert.deepEqual(listeners, [], 'nobody listens any more');
  assert.equal((await widget.diagnose()).mounted, false);
});

test('an engine that names the policy in its error alone is understood too', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  installDocument(t);
  const program = fakeProgram();
  program.module.default = async () => {
    throw new Error("Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not allowed");
  };
  const lines = t.mock.method(console, 'error', () => {});
  const Widget = classOver(async () => program.module);
  const widget = new Widget({ apiKey: 'pk_demo', storeId: 'store', load: 'eager', onError: () => {} });
  widget.mount();
  await assert.rejects(widget.whenReady(), /Refused/);
  t.mock.timers.tick(100);
  assert.match(lines.mock.calls.at(-1).arguments[0], /add 'wasm-unsafe-eval' to script-src/);
  assert.deepEqual((await widget.diagnose()).policy.map(({ remedy }) => remedy), ["add 'wasm-unsafe-eval' to script-src"]);
});
