// What `new VIZOCHOKWidget(config)` refuses, and that it does nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { widgetClass } from '../facade.js';

const neverLoads = () => assert.fail('the constructor must not load the program');
const VIZOCHOKWidget = widgetClass(neverLoads);
const good = { apiKey: 'pk_demo', storeId: 'demo-store' };

for (const [name, config, field] of [
  ['no config', undefined, /config/],
  ['null', null, /config/],
  ['no apiKey', { storeId: 's' }, /"apiKey"/],
  ['empty apiKey', { ...good, apiKey: ' ' }, /"apiKey"/],
  ['apiKey that is no string', { ...good, apiKey: 7 }, /"apiKey"/],
  ['no storeId', { apiKey: 'pk_demo' }, /"storeId"/],
  ['storeId that is no string', { ...good, storeId: {} }, /"storeId"/],
  ['a key of another kind', { ...good, apiKey: 'demo' }, /"apiKey".*pk_/],
]) {
  test(`refuses ${name} and names the field`, () => {
    assert.throws(() => new VIZOCHOKWidget(config), (error) => error instanceof Error && field.test(error.message));
  });
}

for (const key of ['sk_live_4f9a71c2', ' sk_live_4f9a71c2', 'SK_live_4f9a71c2', 'live_4f9a71c2']) {
  test(`never repeats a key it refuses: ${key}`, () => {
    assert.throws(
      () => new VIZOCHOKWidget({ ...good, apiKey: key }),
      (error) => !`${error.message}${error.stack.split('\n')[0]}`.includes('4f9a71c2') && /apiKey/.test(error.message),
    );
  });
}

for (const wrong of [undefined, null, '', ' ', 7, {}]) {
  test(`another protocol asks for its own key, which cannot be ${JSON.stringify(wrong)}`, () => {
    const config = { ...good, protocol: 'dgbot', chatbotId: wrong };
    assert.throws(() => new VIZOCHOKWidget(config), /VIZOCHOKWidget.*"chatbotId"/);
  });
}

test('another protocol asks for nothing else', () => {
  new VIZOCHOKWidget({ protocol: 'dgbot', chatbotId: 'demo-bot' });
});

test('says loudly that a secret key is secret', () => {
  assert.throws(() => new VIZOCHOKWidget({ ...good, apiKey: 'sk_x' }), /IS SECRET.*revoke/s);
});

test('importing the entry and making a widget work without any browser, and add no global', async () => {
  const before = Object.getOwnPropertyNames(globalThis).sort();
  const entry = await import('../index.js');
  const widget = new entry.VIZOCHOKWidget(good);
  widget.open();
  widget.destroy();
  assert.deepEqual(Object.keys(entry), ['VIZOCHOKWidget']);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).sort(), before);
});

test('the class carries its public name', () => {
  assert.equal(VIZOCHOKWidget.name, 'VIZOCHOKWidget');
});
