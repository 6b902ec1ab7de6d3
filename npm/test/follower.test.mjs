// What the components of the frameworks rest on: a widget that follows options as they are given anew.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedConfig } from '../config.js';
import { Follower } from '../follower.js';

/** A follower of a class that writes down what it is told. */
function following() {
  const log = [];
  const handed = [];
  class Widget {
    constructor(config) {
      this.config = checkedConfig(config);
      log.push('new');
    }

    mount(target) {
      log.push(`mount ${target}`);
    }

    update(changes) {
      if (changes.theme === 'bad') throw new Error('refused');
      log.push(`update ${JSON.stringify(changes)}`);
    }

    destroy() {
      log.push('destroy');
    }
  }
  const follower = new Follower(Widget, (widget) => handed.push(widget));
  return { follower, log, handed };
}

const good = { apiKey: 'pk_demo', storeId: 'demo-store' };

test('one widget is made, and hears only of what changes', () => {
  const { follower, log } = following();
  follower.follow({ ...good, botName: 'Olya', theme: { mode: 'dark', primaryColor: 'red' } });
  follower.follow({ ...good, botName: 'Olya', theme: { mode: 'dark', primaryColor: 'red' } });
  follower.follow({ ...good, zIndex: 5, theme: { mode: 'light' } });
  assert.deepEqual(log, [
    'new',
    'mount undefined',
    'update {"botName":null,"theme":{"mode":"light","primaryColor":null},"zIndex":5}',
  ]);
});

test('an object that the page changes in place is a change', () => {
  const { follower, log } = following();
  const theme = { mode: 'dark' };
  follower.follow({ ...good, theme });
  theme.mode = 'light';
  follower.follow({ ...good, theme });
  assert.equal(log.at(-1), 'update {"theme":{"mode":"light"}}');
});

test('an object that is replaced as a whole is given whole, when anything in it changes', () => {
  const { follower, log } = following();
  for (const label of ['Call', 'Call', 'Ring']) follower.follow({ ...good, fallback: { phone: '1', label } });
  assert.deepEqual(log, ['new', 'mount undefined', 'update {"fallback":{"phone":"1","label":"Ring"}}']);
});

test('functions that are made anew with every rendering are no change, and the newest one is called', () => {
  const { follower, log } = following();
  const said = [];
  for (const rendering of [1, 2, 3]) follower.follow({ ...good, onOpen: () => said.push(rendering) });
  assert.deepEqual(log, ['new', 'mount undefined']);
  follower.widget.config.onOpen();
  assert.deepEqual(said, [3]);
  follower.follow(good);
  assert.equal(log.at(-1), 'update {"onOpen":null}');
});

test('it moves with its place', () => {
  const { follower, log } = following();
  for (const place of ['a', 'a', undefined]) follower.follow(good, place);
  assert.deepEqual(log, ['new', 'mount a', 'mount undefined']);
});

test('what was ended is made anew, as in strict mode', () => {
  const { follower, log, handed } = following();
  follower.end();
  follower.follow(good);
  const first = follower.widget;
  follower.end();
  follower.end();
  follower.follow(good);
  assert.deepEqual(log, ['new', 'mount undefined', 'destroy', 'new', 'mount undefined']);
  assert.deepEqual(handed, [first, null, follower.widget]);
});

test('options that are refused go to the console, throw nothing, and the next ones may be good', (t) => {
  const errors = t.mock.method(console, 'error', () => {});
  const { follower, log } = following();
  follower.follow({ storeId: 's' });
  assert.equal(follower.widget, null);
  follower.follow(good);
  follower.follow({ ...good, theme: 'bad' });
  follower.follow({ ...good, zIndex: 1 });
  assert.equal(errors.mock.callCount(), 2);
  assert.deepEqual(log, ['new', 'mount undefined', 'update {"zIndex":1}']);
});
