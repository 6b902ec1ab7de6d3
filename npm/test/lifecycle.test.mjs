// Stories of mounting: the program arrives late, and the page does not wait for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOver, fakeProgram, gate, installDocument, settle, ukrainian } from './fakes.mjs';

const config = { apiKey: 'pk_demo', load: 'eager', storeId: 'store', language: 'en' };

/** A class with a program that arrives when `arrive()` is called. */
function world(t) {
  const page = installDocument(t);
  const program = fakeProgram();
  const { load, calls } = gate(program);
  return {
    ...page,
    program,
    calls,
    Widget: classOver(load, {}),
    arrive: async () => {
      calls.at(-1).resolve();
      await settle();
    },
  };
}

test('nothing is loaded before the first mount', async (t) => {
  const { Widget, calls } = world(t);
  const widget = new Widget(config);
  widget.open();
  widget.sendMessage('milk');
  await settle();
  assert.equal(calls.length, 0);
});

test('calls made before the program runs wait in order', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  widget.sendMessage('one');
  widget.mount();
  widget.open();
  widget.sendMessage('two');
  widget.toggle();
  await arrive();
  widget.close();
  assert.deepEqual(program.log, ['new store', 'mount', 'sendMessage one', 'open', 'sendMessage two', 'toggle', 'close']);
});

test('whenReady resolves once the widget is on the page, and not before', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  let ready = false;
  widget.whenReady().then(() => (ready = program.log.includes('mount')));
  widget.mount();
  await settle();
  assert.equal(ready, false);
  await arrive();
  assert.equal(ready, true);
});

test('all widgets share one program', async (t) => {
  const { Widget, program, calls, arrive } = world(t);
  new Widget(config).mount();
  new Widget({ ...config, storeId: 'other' }).mount();
  await arrive();
  assert.equal(calls.length, 1);
  assert.equal(program.starts, 1);
  assert.deepEqual(program.log, ['new store', 'new other', 'mount', 'mount']);
});

test('mount takes an element or a selector', async (t) => {
  const { Widget, program, arrive, box } = world(t);
  new Widget(config).mount(box);
  new Widget(config).mount('#box');
  await arrive();
  assert.deepEqual(program.log, ['new store', 'new store', 'mount box', 'mount #box']);
});

test('a selector that names nothing is reported, and refuses whenReady', async (t) => {
  const { Widget, arrive } = world(t);
  const errors = [];
  const widget = new Widget({ ...config, onError: (error) => errors.push(error) });
  widget.mount('#nowhere');
  await arrive();
  await assert.rejects(widget.whenReady(), /#nowhere/);
  assert.deepEqual(errors.map(({ code }) => code), ['invalid_config']);
});

test('it connects in a task of its own, unless it was unmounted by then', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  let connected;
  widget.on('ready', () => (connected = program.hosts[0].connected));
  widget.mount();
  await arrive();
  assert.equal(connected, undefined);
  assert.equal(program.hosts[0].connected, true);
  // The fake would throw for one that has no host.
  const other = new Widget({ ...config, storeId: 'other' });
  other.on('ready', () => other.unmount());
  other.mount();
  await settle();
  assert.deepEqual(program.log.slice(-2), ['mount', 'unmount']);
});

test('a second mount of the same target changes nothing; another target moves the widget', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  widget.mount();
  widget.mount();
  await arrive();
  widget.mount();
  widget.mount('#box');
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount', 'unmount', 'mount #box']);
  assert.equal(program.hosts.length, 1);
});

test('a second floating widget of a store takes the place of the first, open if that was open', async (t) => {
  const { Widget, program, arrive } = world(t);
  const first = new Widget(config);
  first.mount();
  await arrive();
  program.widgets.at(-1).emit('open');
  new Widget({ ...config, storeId: 'other' }).mount();
  const second = new Widget(config);
  second.mount();
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount', 'unmount', 'new other', 'new store', 'mount', 'mount', 'open']);
  first.unmount();
  assert.equal(program.hosts.length, 2);
});

test('a configuration that is changed while the program starts is the one that it gets', async (t) => {
  const { Widget, program, arrive } = world(t);
  const start = program.module.default;
  let go;
  program.module.default = (source) => new Promise((resolve) => (go = resolve)).then(() => start(source));
  const widget = new Widget(config);
  widget.mount();
  await arrive();
  widget.update({ storeId: 'other' });
  go();
  await settle();
  assert.deepEqual(program.log, ['new other', 'mount']);
});

test('one that is changed between the making and the mounting is told before it is mounted', async (t) => {
  const { Widget, program, arrive } = world(t);
  const Inner = program.module.VIZOCHOKWidget;
  const widget = new Widget(config);
  program.module.VIZOCHOKWidget = class extends Inner {
    constructor(...args) {
      super(...args);
      queueMicrotask(() => widget.update({ language: 'ru' }));
    }
  };
  widget.mount();
  await arrive();
  assert.deepEqual(program.log, ['new store', `update ${JSON.stringify(ukrainian)}`, 'mount']);
});

test('unmount before the program arrives: nothing is shown', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  widget.mount();
  widget.unmount();
  await arrive();
  assert.deepEqual(program.log, []);
});

test('mount, unmount, mount while loading (React StrictMode) gives one widget', async (t) => {
  const { Widget, program, calls, arrive } = world(t);
  const widget = new Widget(config);
  const ready = widget.whenReady();
  widget.mount();
  widget.toggle();
  widget.unmount();
  widget.mount();
  widget.toggle();
  await arrive();
  await ready;
  assert.equal(calls.length, 1);
  assert.deepEqual(program.log, ['new store', 'mount', 'toggle']);
});

test('unmount and mount again reuse the widget', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  widget.mount();
  await arrive();
  widget.unmount();
  widget.unmount();
  widget.mount();
  await widget.whenReady();
  assert.deepEqual(program.log, ['new store', 'mount', 'unmount', 'mount']);
});

test('destroy is final and harmless twice', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  widget.mount();
  await arrive();
  widget.destroy();
  widget.destroy();
  widget.mount();
  widget.unmount();
  widget.open();
  widget.sendMessage('late');
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount', 'unmount', 'destroy']);
  await assert.rejects(widget.whenReady(), /destroyed/);
});

test('destroy while loading: nothing is shown and whenReady is refused', async (t) => {
  const { Widget, program, arrive } = world(t);
  const widget = new Widget(config);
  const ready = widget.whenReady();
  widget.mount();
  widget.destroy();
  await arrive();
  assert.deepEqual(program.log, []);
  await assert.rejects(ready, /destroyed/);
});

for (const [language, words] of [
  ['uk', /Чат недоступний/],
  ['en', /Chat is unavailable/],
  ['ru', /Чат недоступен/],
  ['de', /Чат недоступний/],
]) {
  test(`a program that cannot be loaded is reported (${language}); a later mount tries again`, async (t) => {
    const { Widget, program, calls, arrive } = world(t);
    const errors = [];
    const widget = new Widget({ ...config, language, onError: (error) => errors.push(error) });
    widget.mount();
    widget.sendMessage('milk');
    calls[0].reject(new TypeError('network'));
    await assert.rejects(widget.whenReady(), /network/);
    await settle();
    assert.deepEqual(errors.map(({ code }) => code), ['load_failed']);
    assert.match(errors[0].message, words);

    widget.mount();
    const ready = widget.whenReady();
    await settle();
    assert.equal(calls.length, 2);
    await arrive();
    await ready;
    assert.deepEqual(program.log, ['new store', 'mount', 'sendMessage milk']);
  });
}

test('a config that the program refuses is reported and refuses whenReady', async (t) => {
  const { Widget, arrive } = world(t);
  const errors = [];
  const widget = new Widget({ ...config, theme: 'bad', onError: (error) => errors.push(error) });
  widget.mount();
  await arrive();
  assert.deepEqual(errors, [{ code: 'invalid_config', message: '"theme" must be an object' }]);
  await assert.rejects(widget.whenReady(), /theme/);
});

test('an onError that throws hurts nothing', async (t) => {
  const { Widget, calls } = world(t);
  const complaints = t.mock.method(console, 'error', () => {});
  const widget = new Widget({ ...config, onError: () => assert.fail('page bug') });
  widget.mount();
  calls[0].reject(new Error('network'));
  await assert.rejects(widget.whenReady(), /network/);
  await settle();
  // What helps against the failure, and the bug of the page.
  assert.equal(complaints.mock.callCount(), 2);
});

test('a later change of the page’s config object changes nothing', async (t) => {
  const { Widget, program, arrive } = world(t);
  const mine = { ...config };
  const widget = new Widget(mine);
  mine.storeId = 'changed';
  widget.mount();
  await arrive();
  assert.equal(program.log[0], 'new store');
});
