// Shows one state: state.html?state=answer&scheme=dark. When it is reached, the document has
// `data-reached`; when it cannot be, `data-failed` with the reason.

import { VIZOCHOKWidget } from '../vizochok/index.js';
import { playedServer } from './player.js';
import { STATES } from './states.js';

const wanted = new URLSearchParams(location.search);
const name = wanted.get('state') ?? 'welcome';
const scheme = wanted.get('scheme') ?? 'light';
const page = document.documentElement;

page.classList.add(scheme);
// A store of its own for each state: all frames of the gallery share the storage of one tab.
const store = `gallery-${name}-${scheme}`;
// Each picture begins with an empty tab.
sessionStorage.removeItem(`vz-session-${store}`);
sessionStorage.removeItem('dgbot_visitor_id');

const host = () => document.querySelector('[data-vizochok]');
const find = (selector) => [...(host()?.shadowRoot.querySelectorAll(selector) ?? [])].at(-1) ?? null;
const frameDrawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Resolves with what `look` finds, as soon as it finds something. */
async function until(what, look) {
  for (let frames = 0; frames < 600; frames += 1) {
    const found = look();
    if (found) return found;
    await frameDrawn();
  }
  throw new Error(`waited in vain for ${what}`);
}

const present = (selector) => until(selector, () => find(selector));

async function turn(file) {
  const response = await fetch(new URL(`turns/${file}.json`, import.meta.url));
  if (!response.ok) throw new Error(`turns/${file}.json: ${response.status}`);
  return response.json();
}

/** Writes into the field as typing does. */
async function type(text) {
  const field = await present('[part~="input"]');
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

const STEPS = {
  async say(server, widget, text) {
    widget.sendMessage(text);
    await server.next('message');
  },
  async 'say-later'(server, widget, text) {
    widget.sendMessage(text);
    await present('[data-state="queued"]');
  },
  async type(server, widget, text) {
    await type(text);
  },
  async turn(server, widget, file) {
    for (const frame of await turn(file)) server.deliver(frame);
  },
  async begin(server, widget, file, count) {
    for (const frame of (await turn(file)).slice(0, count)) server.deliver(frame);
  },
  async frame(server, widget, frame) {
    server.deliver(frame);
  },
  async press(server, widget, selector) {
    (await present(selector)).click();
  },
  async key(server, widget, key) {
    const field = host().shadowRoot.activeElement ?? (await present('[part~="panel"]'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  },
  async await(server, widget, selector) {
    await present(selector);
  },
  async server(server, widget, open) {
    server.open = open;
  },
  async drop(server, widget, code) {
    server.drop(code);
  },
  async offline(server) {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false });
    window.dispatchEvent(new Event('offline'));
    server.drop(1006);
  },
};

/** Steps that need the second part of the program, which is loaded by the first of them. */
const TALKS = ['say', 'say-later', 'type', 'turn', 'begin', 'frame'];

async function show() {
  const state = STATES[name];
  if (state === undefined) throw new Error(`no state is named ${name}: ${Object.keys(STATES).join(', ')}`);
  document.title = state.title;
  if (state.stored) sessionStorage.setItem(`vz-session-${store}`, JSON.stringify(state.stored));
  const server = playedServer();
  server.open = state.server ?? 'accept';
  const widget = new VIZOCHOKWidget({
    apiKey: 'pk_gallery',
    storeId: store,
    chatbotId: store,
    apiBase: location.origin,
    endpoint: location.origin,
    language: 'en',
    botName: 'Olya',
    ...state.options,
    theme: { mode: 'host', ...state.options?.theme },
    onError: ({ code, message }) => {
      if (code === 'invalid_config' || code === 'load_failed') fail(new Error(`${code}: ${message}`));
    },
  });
  widget.mount();
  await widget.whenReady();
  widget.open();
  if (state.server === undefined) await present('[data-state="online"]');
  for (const [step, ...args] of state.steps) {
    await STEPS[step](server, widget, ...args);
    await frameDrawn();
  }
  if (state.steps.some(([step]) => TALKS.includes(step))) await present('.rows');
  await frameDrawn();
  page.dataset.reached = name;
}

function fail(error) {
  page.dataset.failed = error.message;
  console.error(error);
}

show().catch(fail);
