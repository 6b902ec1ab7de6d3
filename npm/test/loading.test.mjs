// Stories of when the program is loaded, and of what stands in its place until then, or when it does not come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOver, fakeProgram, gate, installDocument, settle } from './fakes.mjs';

const config = { apiKey: 'pk_demo', storeId: 'store', language: 'en' };

function world(t, options) {
  const page = installDocument(t);
  const program = fakeProgram();
  const { load, calls } = gate(program);
  const Widget = classOver(load);
  const widget = new Widget({ ...config, ...options });
  const drawn = () => page.document.body.children.map((host) => host.shadowRoot.children[0]);
  return { ...page, program, calls, Widget, widget, drawn };
}

/** Makes the load that is under way succeed. */
async function arrive({ calls }) {
  calls.at(-1).resolve();
  await settle();
}

/** Presses the launcher. */
function press({ drawn }) {
  const [currentTarget] = drawn();
  currentTarget.onclick({ type: 'click', currentTarget });
}

test('idle: a launcher at once, the program when the browser has time for it', async (t) => {
  const here = world(t);
  const { widget, program, calls, drawn, idle } = here;
  widget.mount();
  assert.equal(drawn().length, 1);
  await settle();
  assert.equal(calls.length, 0);
  idle();
  await arrive(here);
  assert.deepEqual(program.log, ['new store', 'mount']);
  assert.deepEqual(drawn(), [], 'the real one has taken over');
});

test('eager: at once', (t) => {
  const { widget, calls } = world(t, { load: 'eager' });
  widget.mount();
  assert.equal(calls.length, 1);
});

for (const sign of ['onpointerenter', 'onfocus']) {
  test(`intent: nothing is loaded before ${sign}`, async (t) => {
    const here = world(t, { load: 'intent' });
    const { widget, program, calls, drawn, idle } = here;
    widget.mount();
    idle();
    await settle();
    assert.equal(calls.length, 0);
    drawn()[0][sign]({ type: sign.slice(2) });
    assert.equal(calls.length, 1);
    await arrive(here);
    assert.deepEqual(program.log, ['new store', 'mount'], 'and the panel stays closed');
  });
}

test('intent: a press opens the panel', async (t) => {
  const here = world(t, { load: 'intent' });
  here.widget.mount();
  press(here);
  press(here);
  await arrive(here);
  assert.deepEqual(here.program.log, ['new store', 'mount', 'open', 'open']);
});

for (const [method, argument] of [['open'], ['toggle'], ['sendMessage', 'milk']]) {
  test(`intent: ${method}() loads, after mount() and before it`, async (t) => {
    const { widget, calls, Widget } = world(t, { load: 'intent' });
    widget.mount();
    widget.close();
    assert.equal(calls.length, 0, 'what is not open has nothing to close');
    widget[method](argument);
    assert.equal(calls.length, 1);

    const other = new Widget({ ...config, load: 'intent' });
    other[method](argument);
    other.mount();
    assert.equal(calls.length, 1, 'it is on its way');
  });
}

test('intent: who has used it in this tab before has shown interest', async (t) => {
  const { widget, calls, stored, idle } = world(t, { load: 'intent' });
  stored.set('vz-session-store', '{"v":1}');
  widget.mount();
  idle();
  assert.equal(calls.length, 1);
});

test('intent: without a launcher to press it is loaded in idle time', async (t) => {
  for (const prepare of [(here) => here.widget.mount('#box'), (here) => delete globalThis.CSSStyleSheet && here.widget.mount()]) {
    const here = world(t, { load: 'intent' });
    prepare(here);
    await settle();
    here.idle();
    assert.equal(here.calls.length, 1);
  }
});

test('a second widget does not wait for what is there', async (t) => {
  const here = world(t, { load: 'eager' });
  here.widget.mount();
  await arrive(here);
  new here.Widget({ ...config, storeId: 'other', load: 'intent' }).mount();
  await settle();
  assert.deepEqual(here.program.log, ['new store', 'mount', 'new other', 'mount']);
});

test('the launcher has the place, the layer and the words of the options, and follows them', (t) => {
  const { widget, sheets, drawn } = world(t, {
    load: 'intent',
    position: 'bottom-left',
    offset: { x: 8, y: 96 },
    zIndex: 7,
    language: 'ru-RU',
  });
  widget.mount();
  assert.match(sheets.at(-1), /left:max\(8px,.*bottom:max\(96px,/);
  assert.match(sheets.at(-1), /z-index:7!/);
  assert.equal(drawn()[0].ariaLabel, 'Чат');
  widget.update({ position: null, offset: null, zIndex: null, strings: { open: 'Ask Olya' } });
  assert.equal(drawn().length, 1);
  assert.match(sheets.at(-1), /right:max\(var\(--vz-offset-x,20px\)/);
  assert.match(sheets.at(-1), /z-index:2147483000!/);
  assert.equal(drawn()[0].ariaLabel, 'Ask Olya');
});

test('no option can say more in the sheet than a number', (t) => {
  const { widget, sheets } = world(t, { offset: { x: '1px}*{', y: {} }, zIndex: '7}*{', position: '}*{' });
  widget.mount();
  assert.doesNotMatch(sheets.at(-1), /\}\*\{/);
});

test("the launcher has the shop's colour", (t) => {
  const { widget, drawn } = world(t, { theme: { primaryColor: '#fd0' } });
  widget.mount();
  assert.equal(drawn()[0].style.color, '#fd0');
});

test('hide and show, before the program is there and after', async (t) => {
  const here = world(t, { load: 'intent' });
  const { widget, program, drawn } = here;
  widget.hide();
  widget.mount();
  assert.deepEqual(drawn(), []);
  widget.show();
  assert.equal(drawn().length, 1);
  widget.hide();
  widget.open();
  await arrive(here);
  widget.show();
  assert.deepEqual(program.log, ['new store', 'mount', 'setHidden true', 'open', 'setHidden false']);
});

test('unmount takes the launcher away, and what was waited for is not loaded', async (t) => {
  const { widget, drawn, idle, calls } = world(t);
  widget.mount();
  widget.unmount();
  idle();
  await settle();
  assert.deepEqual([drawn(), calls], [[], []]);
});

/** A widget whose program does not come. */
async function stranded(t, options) {
  t.mock.method(console, 'error', () => {});
  const here = world(t, { load: 'eager', onError: () => {}, ...options });
  here.widget.mount(options.target);
  await settle();
  here.calls[0].reject(new TypeError('Failed to fetch'));
  await settle();
  return here;
}

for (const [fallback, href, label] of [
  [{ phone: '+380 44 000 00 00' }, 'tel:+380 44 000 00 00', '+380 44 000 00 00'],
  [{ href: 'https://shop.example/help', label: 'Help' }, 'https://shop.example/help', 'Help'],
  [{ href: 'MAILTO:help@shop.example', phone: '112' }, 'MAILTO:help@shop.example', '112'],
]) {
  test(`a link to ${href} stands in the place of a program that does not come`, async (t) => {
    const { drawn } = await stranded(t, { fallback });
    assert.equal(drawn().length, 1);
    assert.deepEqual([drawn()[0].href, drawn()[0].children[0].textContent], [href, label]);
    assert.equal(drawn()[0].onclick, undefined, 'it is a link and nothing else');
  });
}

test('in the place of an inline widget, too', async (t) => {
  const { box } = await stranded(t, { target: '#box', fallback: { phone: '112' } });
  assert.equal(box.children[0].shadowRoot.children[0].href, 'tel:112');
});

for (const href of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '/help', 'java\nscript:x', '', 5, null]) {
  test(`no link to ${JSON.stringify(href)}`, async (t) => {
    const { drawn } = await stranded(t, { fallback: { href, label: 'x' } });
    assert.deepEqual(drawn(), []);
  });
}

test('a launcher that was pressed in vain stays, and tries again with the next press', async (t) => {
  t.mock.method(console, 'error', () => {});
  const here = world(t, { load: 'intent', onError: () => {} });
  here.widget.mount();
  press(here);
  here.calls[0].reject(new TypeError('Failed to fetch'));
  await settle();
  assert.equal(here.drawn().length, 1);
  press(here);
  await arrive(here);
  assert.deepEqual(here.program.log, ['new store', 'mount', 'open', 'open']);
  await here.widget.whenReady();
});
