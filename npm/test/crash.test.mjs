// Stories of a program that stops: the page sees one error and the widget again, or a calm notice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOver, fakeProgram, installDocument, settle } from './fakes.mjs';

const config = { apiKey: 'pk_demo', load: 'eager', storeId: 'store', language: 'en' };

async function mounted(t, ...stores) {
  const page = installDocument(t);
  const program = fakeProgram();
  const clock = t.mock.method(performance, 'now', () => clock.time);
  clock.time = 1_000_000;
  const errors = [];
  const Widget = classOver(async () => program.module, {});
  const widgets = stores.map(
    (storeId) => new Widget({ ...config, storeId, onError: (error) => errors.push({ storeId, ...error }) }),
  );
  for (const widget of widgets) widget.mount();
  await settle();
  program.log.length = 0;
  return { ...page, program, errors, widgets, Widget, clock };
}

test('a panic in the background: hosts go, every widget is told and comes back once', async (t) => {
  const { program, errors } = await mounted(t, 'a', 'b');
  program.stop();
  await settle();
  assert.deepEqual(errors.map(({ storeId, code }) => `${storeId} ${code}`), ['a crashed', 'b crashed']);
  assert.match(errors[0].message, /started again/);
  assert.deepEqual(program.log, ['new a', 'mount', 'new b', 'mount']);
  assert.equal(program.hosts.length, 2);
  assert.equal(program.generation, 1);
});

test('a panel that was open is open again', async (t) => {
  const { program } = await mounted(t, 'a');
  program.widgets.at(-1).emit('open');
  program.stop();
  await settle();
  assert.deepEqual(program.log, ['new a', 'mount', 'open']);
});

test('what the program held is given back: sockets closed, listeners aborted, released things left alone', async (t) => {
  const { program } = await mounted(t, 'a');
  const given = [];
  const socket = { close: () => given.push('socket closed') };
  const listeners = { abort: () => given.push('listeners aborted') };
  const broken = { remove: () => { throw new Error('detached'); } };
  const finished = { close: () => given.push('finished closed again') };
  t.mock.method(console, 'error', () => {});
  for (const resource of [broken, socket, listeners, finished]) program.hooks.hold(resource);
  program.hooks.release(finished);
  program.stop();
  await settle();
  assert.deepEqual(given, ['socket closed', 'listeners aborted']);
});

test('a panic inside a call of the page does not reach the page, and later calls wait for the restart', async (t) => {
  const { program, widgets: [widget] } = await mounted(t, 'a');
  program.crashOn = 'open';
  widget.open();
  program.crashOn = null;
  widget.sendMessage('still here');
  assert.deepEqual(program.log, []);
  await widget.whenReady();
  assert.deepEqual(program.log, ['new a', 'mount', 'sendMessage still here']);
});

test('a stop without a panic (stack exhausted) is recovered from too', async (t) => {
  const { program, widgets: [widget], errors } = await mounted(t, 'a');
  const { open } = program.module.VIZOCHOKWidget.prototype;
  program.module.VIZOCHOKWidget.prototype.open = () => {
    throw new RangeError('Maximum call stack size exceeded');
  };
  widget.open();
  program.module.VIZOCHOKWidget.prototype.open = open;
  await widget.whenReady();
  assert.deepEqual(errors.map(({ code }) => code), ['crashed']);
  assert.deepEqual(program.log, ['new a', 'mount']);
});

test('an unmounted widget does not come back, and can be mounted in the fresh program', async (t) => {
  const { program, widgets: [widget], errors } = await mounted(t, 'a', 'b');
  widget.unmount();
  program.log.length = 0;
  program.stop();
  await settle();
  assert.deepEqual(program.log, ['new b', 'mount']);
  assert.deepEqual(errors.map(({ storeId }) => storeId), ['b']);
  widget.mount();
  await widget.whenReady();
  assert.deepEqual(program.log.slice(2), ['new a', 'mount']);
});

test('a destroyed widget does not come back', async (t) => {
  const { program, widgets: [widget], errors } = await mounted(t, 'a');
  widget.destroy();
  program.log.length = 0;
  program.stop();
  await settle();
  assert.deepEqual([program.log, errors], [[], []]);
});

test('the second stop within a minute: a static notice, no further start', async (t) => {
  const { program, widgets: [widget], errors, document, clock } = await mounted(t, 'a');
  program.stop();
  await settle();
  clock.time += 59_999;
  program.log.length = 0;
  program.stop();
  await settle();
  assert.deepEqual(program.log, []);
  assert.deepEqual(errors.map(({ code }) => code), ['crashed', 'crashed']);
  assert.match(errors[1].message, /Reload/);
  assert.equal(document.body.children.length, 1);
  assert.match(document.body.children[0].shadowRoot.children[0].textContent, /not working/);
  await assert.rejects(widget.whenReady(), /stopped twice/);

  widget.destroy();
  assert.equal(document.body.children.length, 0);
});

test('a second stop after a minute is answered with a start again', async (t) => {
  const { program, errors, document, clock } = await mounted(t, 'a');
  program.stop();
  await settle();
  clock.time += 60_000;
  program.stop();
  await settle();
  assert.deepEqual(program.log, ['new a', 'mount', 'new a', 'mount']);
  assert.equal(errors.length, 2);
  assert.equal(document.body.children.length, 0);
});

for (const moment of ['new', 'mount']) {
  test(`a program that stops at every "${moment}" ends in notices, not in a loop`, async (t) => {
    const { program, widgets, document } = await mounted(t, 'a', 'b');
    program.crashOn = moment;
    program.stop();
    await settle();
    assert.equal(document.body.children.length, 2);
    assert.equal(program.hosts.length, 0);
    for (const widget of widgets) await assert.rejects(widget.whenReady(), /stopped twice/);
  });
}

test('the notice of an inline widget stands in its place, and gives way to a new mount', async (t) => {
  const { program, box, Widget } = await mounted(t);
  const widget = new Widget({ ...config, onError: () => {} });
  widget.mount('#box');
  await widget.whenReady();
  program.stop();
  await settle();
  program.stop();
  await settle();
  assert.equal(box.children.length, 1);
  widget.mount('#box');
  await widget.whenReady();
  assert.equal(box.children.length, 0);
});
