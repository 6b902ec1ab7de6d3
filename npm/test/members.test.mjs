// The element's tables name everything that the declarations name: whoever adds an option or an event adds it there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENTS, FIELDS, OBJECTS, SCALARS, attributeOf } from '../members.js';
import { optionsFrom } from '../options.js';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** The names of the members of an interface. */
function membersOf(text, name) {
  const [, body] = text.match(new RegExp(`interface ${name}\\b[^{]*\\{\\n([^]*?)\\n\\}`));
  return [...body.matchAll(/^ {2}'?([\w-]+)'?\??:/gm)].map(([, member]) => member).sort();
}

const declarations = read('index.d.ts');

test('every option is an attribute or an object', () => {
  // The components are those of a shop; the other protocol has a script of its own.
  const options = membersOf(declarations, 'VIZOCHOKWidgetConfig').filter((name) => name !== 'protocol');
  assert.deepEqual([...SCALARS, ...OBJECTS].sort(), options);
});

test('every attribute is declared', () => {
  const attributes = [...SCALARS, ...FIELDS, 'inline'].map(attributeOf).sort();
  assert.deepEqual(attributes, membersOf(read('element.d.ts'), 'VizochokWidgetAttributes'));
});

test('every field of the theme is an attribute', () => {
  const themes = FIELDS.map((name) => Object.entries(optionsFrom({ [name]: '1' }))[0]);
  const fields = themes.filter(([group]) => group === 'theme').map(([, theme]) => Object.keys(theme)[0]);
  assert.deepEqual(fields.sort(), membersOf(declarations, 'ThemeConfig'));
});

test('every event is one of the element', () => {
  assert.deepEqual([...EVENTS].sort(), membersOf(declarations, 'WidgetEvents'));
});
