// The words of a language, and options that change while the widget is mounted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergedConfig } from '../config.js';
import { classOver, fakeProgram, installDocument, settle, ukrainian } from './fakes.mjs';

const config = { apiKey: 'pk_demo', load: 'eager', storeId: 'store' };
const english = 'language\ten\nsend\tSend';

function setUp(t, languages = { en: async () => ({ default: english }) }) {
  installDocument(t);
  const program = fakeProgram();
  const errors = [];
  const Widget = classOver(async () => program.module, languages);
  const make = (options) => new Widget({ ...config, onError: (error) => errors.push(error), ...options });
  return { program, errors, make };
}

/** What the program's widget was last given. */
const given = (program) => program.widgets.at(-1).config;

test('each language brings its own words; one that nobody has, Ukrainian ones to fall back on', async (t) => {
  const { program, errors, make } = setUp(t);
  make({}).mount();
  await settle();
  assert.equal(given(program).words, ukrainian);
  make({ language: 'en-GB' }).mount();
  await settle();
  assert.equal(given(program).words, english);
  make({ language: 'tlh' }).mount();
  await settle();
  assert.equal(given(program).words, ukrainian);
  assert.deepEqual(errors, []);
});

test('a widget whose words cannot be loaded is one that cannot be loaded', async (t) => {
  const explained = new Promise((resolve) => t.mock.method(console, 'error', resolve));
  const { program, errors, make } = setUp(t, {
    en: async () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    },
  });
  const widget = make({ language: 'en' });
  widget.mount();
  await assert.rejects(widget.whenReady(), /Failed to fetch/);
  await settle();
  assert.equal(program.widgets.length, 0);
  assert.match(await explained, /load_failed/);
  assert.deepEqual(
    errors.map((error) => error.code),
    ['load_failed'],
  );
});

test('a file of words is fetched by the program, with Ukrainian ones for what it lacks', async (t) => {
  const { program, errors, make } = setUp(t);
  make({ language: 'pl', languageUrl: '/pl.json' }).mount();
  await settle();
  assert.equal(given(program).words, ukrainian);
  assert.equal(given(program).languageFile, '{"language":"from /pl.json"}');
  make({ language: 'pl', languageUrl: '/missing.json' }).mount();
  await settle();
  assert.equal(given(program).words, ukrainian);
  assert.equal(given(program).languageFile, undefined);
  assert.deepEqual(
    errors.map((error) => error.code),
    ['load_failed'],
  );
});

test('a mounted widget hears of a change, with the words of its language', async (t) => {
  const { program, make } = setUp(t);
  const widget = make({ theme: { primaryColor: '#123456' } });
  widget.mount();
  await settle();
  widget.update({ language: 'en', theme: { mode: 'dark' } });
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount', `update ${JSON.stringify(english)}`]);
  assert.deepEqual(given(program).theme, { primaryColor: '#123456', mode: 'dark' });
});

test('a change before the program is there is part of what it is given', async (t) => {
  const { program, make } = setUp(t);
  const widget = make({});
  widget.mount();
  widget.update({ botName: 'Olya', language: 'en' });
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount']);
  assert.equal(given(program).botName, 'Olya');
  assert.equal(given(program).words, english);
});

test('a change that is refused changes nothing', async (t) => {
  const { program, errors, make } = setUp(t);
  const widget = make({});
  widget.mount();
  await settle();
  assert.throws(() => widget.update({ apiKey: 'sk_live' }), /SECRET/);
  assert.throws(() => widget.update({ storeId: null }), /storeId/);
  assert.throws(() => widget.update('dark'), /update\(\) takes an object/);
  widget.update({ theme: 'bad' });
  await settle();
  assert.deepEqual(program.log, ['new store', 'mount']);
  assert.deepEqual(
    errors.map((error) => error.code),
    ['invalid_config'],
  );
  widget.destroy();
  widget.update({ theme: {} });
});

test('the rule of merging', () => {
  const old = { botName: 'A', theme: { mode: 'dark', primaryColor: 'red' }, offset: { x: 1 }, onError: 1 };
  const merged = (partial) => mergedConfig(old, partial);
  assert.deepEqual(merged({}), old);
  assert.deepEqual(merged({ botName: undefined }), old, 'undefined stays');
  assert.equal(merged({ botName: null }).botName, null, 'null takes the default');
  assert.deepEqual(merged({ theme: { mode: null } }).theme, { mode: null, primaryColor: 'red' });
  assert.deepEqual(merged({ theme: null }).theme, null);
  assert.deepEqual(merged({ strings: { send: 'x' } }).strings, { send: 'x' }, 'a group that was not there');
  assert.deepEqual(merged({ offset: { y: 2 } }).offset, { x: 1, y: 2 });
  assert.equal(merged({ onError: 2 }).onError, 2);
  assert.deepEqual(old.theme, { mode: 'dark', primaryColor: 'red' }, 'the old one is not touched');
});
