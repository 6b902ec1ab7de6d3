// `window.DGbot`: the documented commands and events over the class.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsFor, install, optionsFrom } from '../commands.js';
import { classOver, fakeProgram, installDocument, settle } from './fakes.mjs';

/** A widget that writes down what it is told, and whose events a test tells. */
function fakeWidget() {
  const log = [];
  const handlers = [];
  const widget = {
    log,
    on: (event, handler) => void handlers.push([event, handler]),
    tell: (event, ...detail) => handlers.filter(([name]) => name === event).forEach(([, handler]) => handler(...detail)),
  };
  for (const method of ['mount', 'open', 'close', 'hide', 'show', 'sendMessage', 'newConversation', 'identify']) {
    widget[method] = (...args) => void log.push([method, ...args]);
  }
  return widget;
}

/** What is said on the console until the test ends. */
function console_(t) {
  const said = [];
  t.mock.method(console, 'error', (...words) => void said.push(words.join(' ')));
  return said;
}

const names = (widget) => widget.log.splice(0).map(([name]) => name);

/** A page with the usual stub. */
function page() {
  const made = {};
  made.DGbot = function () {
    (made.DGbot.q = made.DGbot.q || []).push(arguments);
  };
  return made;
}

test('the attributes of the script become options', () => {
  const { onError, ...options } = optionsFrom(
    { chatbotId: 'bot-1', endpoint: 'https://bots.example', position: 'bottom-left', theme: 'dark' },
    'uk-UA',
  );
  assert.deepEqual(options, {
    protocol: 'dgbot',
    chatbotId: 'bot-1',
    endpoint: 'https://bots.example',
    position: 'bottom-left',
    language: 'uk',
    theme: { mode: 'dark' },
  });
  const defaults = optionsFrom({ chatbotId: 'bot-1' }, 'hi');
  assert.deepEqual([defaults.language, defaults.theme.mode, defaults.position], ['en', 'light', undefined]);
  assert.equal(optionsFrom({ language: 'ru' }, 'uk').language, 'ru');
  assert.equal(optionsFrom({}, undefined).language, 'en');
});

test('every documented command does its one thing', () => {
  const widget = fakeWidget();
  const command = commandsFor(widget, { launcher: true });
  command('open');
  assert.deepEqual(names(widget), ['show', 'open']);
  widget.tell('open');
  command('toggle');
  assert.deepEqual(names(widget), ['show', 'close']);
  widget.tell('close');
  command('toggle');
  assert.deepEqual(names(widget).at(-1), 'open');
  command('send', { message: 'Hello' });
  command('reset');
  command('identify', { userId: 'u1', userHash: 'ab' });
  assert.deepEqual(widget.log.splice(0), [['sendMessage', 'Hello'], ['newConversation'], ['identify', { userId: 'u1', userHash: 'ab' }]]);
  command('hide');
  command('show');
  assert.deepEqual(names(widget), ['hide', 'show']);
});

test('without a launcher there is nothing to see but an open panel', () => {
  const widget = fakeWidget();
  const command = commandsFor(widget, { launcher: false });
  assert.deepEqual(names(widget), ['hide']);
  command('show');
  assert.deepEqual(names(widget), ['hide'], 'to show what there is to show');
  command('open');
  assert.deepEqual(names(widget), ['show', 'open'], 'shown first: what is hidden takes no focus');
  widget.tell('close');
  assert.deepEqual(names(widget), ['hide'], 'the shopper closed it');
  command('hide');
  command('open');
  assert.deepEqual(names(widget).slice(-2), ['hide', 'open'], 'hidden is hidden until it is shown');
});

test('handlers hear the documented events with their payloads', () => {
  const widget = fakeWidget();
  const command = commandsFor(widget, { launcher: true });
  const heard = [];
  for (const event of ['widget:open', 'widget:close', 'conversation:start', 'message:sent', 'message:received', 'handoff:requested', 'lead:captured']) {
    command('on', event, (...detail) => heard.push([event, ...detail]));
  }
  widget.tell('open');
  widget.tell('conversation-start', { conversationId: 'c1' });
  widget.tell('message-sent', { message: 'Hello', conversationId: 'c1' });
  widget.tell('message-received', { message: 'Hi', conversationId: 'c1' });
  widget.tell('handoff-requested', { conversationId: 'c1' });
  widget.tell('close');
  assert.deepEqual(heard, [
    ['widget:open'],
    ['conversation:start', { conversationId: 'c1' }],
    ['message:sent', { message: 'Hello', conversationId: 'c1' }],
    ['message:received', { message: 'Hi', conversationId: 'c1' }],
    ['handoff:requested', { conversationId: 'c1' }],
    ['widget:close'],
  ]);
});

test('what cannot be done is named on the console and hurts nothing', (t) => {
  const said = console_(t);
  const widget = fakeWidget();
  const command = commandsFor(widget, { launcher: true });
  command('dance');
  command('constructor');
  command();
  command('send');
  command('send', { message: ' ' });
  command('send', { message: 7 });
  command('on', 'message', () => {});
  command('on', 'widget:open');
  assert.deepEqual(widget.log, []);
  assert.equal(said.length, 8);
  assert.match(said[0], /DGbot: there is no command "dance"/);
  assert.match(said[3], /"send" needs \{ message \}/);
  assert.match(said[6], /no event "message"/);
});

test('commands of the stub run in order, behind the attributes', () => {
  const widget = fakeWidget();
  const here = page();
  const heard = [];
  here.DGbot('on', 'message:sent', (detail) => heard.push(detail));
  here.DGbot('send', { message: 'one' });
  here.DGbot('close');
  install(here, { chatbotId: 'bot-1', open: '' }, () => widget);
  assert.deepEqual(names(widget), ['mount', 'show', 'open', 'sendMessage', 'close']);
  widget.tell('message-sent', { message: 'one', conversationId: 'c1' });
  assert.equal(heard.length, 1);
  here.DGbot('send', { message: 'two' });
  assert.deepEqual(names(widget), ['sendMessage']);
});

test('a script that is loaded twice makes one widget', () => {
  const here = page();
  let made = 0;
  const make = () => {
    made += 1;
    return fakeWidget();
  };
  install(here, { chatbotId: 'bot-1' }, make);
  const first = here.DGbot;
  install(here, { chatbotId: 'bot-1' }, make);
  assert.equal(made, 1);
  assert.equal(here.DGbot, first);
});

test('attributes that are off are off, and a missing id is named', (t) => {
  const said = console_(t);
  const widget = fakeWidget();
  install(page(), { chatbotId: 'bot-1', open: 'false', hideLauncher: 'false' }, () => widget);
  assert.deepEqual(names(widget), ['mount']);
  install(page(), { chatbotId: 'bot-1', hideLauncher: 'true' }, () => widget);
  assert.deepEqual(names(widget), ['hide', 'mount']);
  const here = page();
  const stub = here.DGbot;
  install(here, {}, () => {
    throw new Error('the config needs "chatbotId"');
  });
  assert.equal(here.DGbot, stub, 'commands go on waiting, and nothing throws');
  assert.match(said[0], /"chatbotId".*data-chatbot-id/);
});

test('who the visitor is loads nothing, is told again to a program that was started again, and ends with the conversation', async (t) => {
  const { idle } = installDocument(t);
  const program = fakeProgram();
  const Widget = classOver(async () => program.module);
  const widget = new Widget({ protocol: 'dgbot', chatbotId: 'demo-bot', load: 'intent', onError() {} });
  widget.mount();
  widget.identify({ userId: 'u1', userHash: 'ab' });
  await settle();
  idle();
  await settle();
  assert.equal(program.starts, 0, 'a shopper who does not ask costs nothing');
  widget.open();
  await settle();
  assert.deepEqual(program.log.splice(0), ['new demo-bot', 'mount', 'identify u1', 'open']);
  program.stop();
  await settle();
  assert.deepEqual(program.log.splice(0), ['new demo-bot', 'mount', 'identify u1']);
  widget.newConversation();
  program.stop();
  await settle();
  assert.ok(!program.log.includes('identify u1'), 'a new conversation is nobody’s');
});
