// The Custom Elements Manifest of the package, from which editors and documentation tools know the element: made of
// the table of attributes and of what the type declarations say, so that it cannot say anything else.

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIELDS, OBJECTS, REPLACED, SCALARS, attributeOf } from '../members.js';

const npm = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const declarations = readFileSync(join(npm, 'index.d.ts'), 'utf8');
const element = readFileSync(join(npm, 'element.d.ts'), 'utf8');

const MEMBER = /((?:\/\*\*(?:[^*]|\*(?!\/))*\*\/)?)\s*(?:readonly )?'?([\w-]+)'?(?:<.*?>)?(\??: |\()([^;]*);/g;

/** A doc comment as text. */
const plain = (comment) => comment.replace(/^\/\*\*|\*\/$|^ *\* ?/gm, '').replace(/\s+/g, ' ').trim();

/** The members of an interface or class: `name` to its description and its type, or the parameters of a method. */
function membersOf(text, head) {
  const start = text.indexOf(`export ${head}`);
  if (start < 0) throw new Error(`the declarations have no ${head}`);
  const body = text.slice(text.indexOf('{\n', start) + 1, text.indexOf('\n}', start));
  return new Map(
    [...body.matchAll(MEMBER)].map(([, comment, name, mark, type]) => [
      name,
      { description: plain(comment), type: (mark === '(' ? `(${type}` : type).replace(/\s+/g, ' ') },
    ]),
  );
}

function found(members, name) {
  const member = members.get(name);
  if (member === undefined) throw new Error(`the declarations have no ${name}`);
  return { description: member.description, type: { text: member.type } };
}

export function elementsManifest() {
  const options = membersOf(declarations, 'interface VIZOCHOKWidgetConfig');
  const theme = membersOf(declarations, 'interface ThemeConfig');
  const attributes = [
    ...SCALARS.map((name) => ({ name: attributeOf(name), fieldName: name, ...found(options, name) })),
    ...FIELDS.map((name) => {
      const [, group, first, rest] = /^([a-z]+)([A-Z])(.*)$/.exec(name);
      const field = first.toLowerCase() + rest;
      if (group === 'theme') return { name: attributeOf(name), ...found(theme, field) };
      return { name: attributeOf(name), description: `\`${group}.${field}\`: ${found(options, group).description}` };
    }),
  ];
  const inline = { description: found(membersOf(element, 'interface VizochokWidgetElement'), 'inline').description };
  const methods = membersOf(declarations, 'class VIZOCHOKWidget');
  const events = membersOf(declarations, 'interface WidgetEvents');
  const property = (name) => ({ kind: 'field', name, ...found(options, name) });
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: 'element.js',
        declarations: [
          {
            kind: 'class',
            customElement: true,
            name: 'VizochokWidgetElement',
            tagName: 'vizochok-widget',
            description: 'The shopping assistant, for as long as the element is on the page.',
            superclass: { name: 'HTMLElement', package: 'global:' },
            attributes: [...attributes, { name: 'inline', fieldName: 'inline', type: { text: 'boolean' }, ...inline }],
            members: [
              ...SCALARS.map((name) => ({ ...property(name), attribute: attributeOf(name) })),
              ...OBJECTS.map(property),
              { kind: 'field', name: 'inline', attribute: 'inline', type: { text: 'boolean' }, ...inline },
              ...[...methods]
                .filter(([name]) => !REPLACED.includes(name))
                .map(([name, { description }]) => ({ kind: 'method', name, description })),
            ],
            events: [...events].map(([name, { description, type }]) => ({
              name: `vizochok:${name}`,
              description,
              type: { text: `CustomEvent<${type}>` },
            })),
          },
          { kind: 'function', name: 'defineWidget', parameters: [{ name: 'tag', optional: true, type: { text: 'string' } }] },
        ],
        exports: [
          { kind: 'js', name: 'defineWidget', declaration: { name: 'defineWidget', module: 'element.js' } },
          { kind: 'custom-element-definition', name: 'vizochok-widget', declaration: { name: 'VizochokWidgetElement', module: 'element.js' } },
        ],
      },
    ],
  };
}
