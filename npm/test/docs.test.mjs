// What the documentation says exists: its samples are compiled against index.d.ts, its names are looked up in the sources.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FIELDS, SCALARS, attributeOf } from '../members.js';

const npm = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = dirname(npm);
const read = (...path) => readFileSync(join(...path), 'utf8');
const sorted = (names) => [...new Set(names)].sort();
const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);

const types = read(npm, 'index.d.ts');
const pages = Object.fromEntries(
  [...readdirSync(join(npm, 'docs')).map((name) => join('docs', name)), 'README.md', 'llms.txt'].map((name) => [name, read(npm, name)]),
);

/** The blocks of code of a page in a language. */
const blocks = (page, language) => matches(pages[page], new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));

/** The names of the fields of an interface in index.d.ts. */
const fieldsOf = (name) => {
  const [, body] = types.match(new RegExp(`interface ${name}\\b[^{]*\\{\\n([^]*?)\\n\\}`));
  return matches(body, /^ {2}'?([\w-]+)'?\??:/gm);
};

test('every sample in JavaScript compiles against the types of the package', () => {
  const work = mkdtempSync(join(npm, 'test', 'types', 'docs-'));
  try {
    let count = 0;
    for (const page of Object.keys(pages)) {
      blocks(page, 'js').forEach((sample, place) => {
        count += 1;
        writeFileSync(join(work, `${page.replace(/\W/g, '_')}_${place}.mjs`), sample);
      });
    }
    assert.ok(count >= 8, `${count} samples`);
    // A sample may go on with the widget of the one before it, and a shop has code of its own.
    writeFileSync(join(work, 'shop.d.ts'), "declare var widget: import('@vizochok/widget').VIZOCHOKWidget;\ndeclare function setItems(items: unknown): void;\n");
    const compilerOptions = {
      allowJs: true, checkJs: true, noEmit: true, target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'dom'], types: [],
    };
    writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
    const { status, stdout } = spawnSync(join(npm, 'node_modules', '.bin', 'tsc'), ['--project', work], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(work, { recursive: true });
  }
});

test('the page on theming names every custom property that a page may set', () => {
  const [, list] = read(root, 'src', 'core', 'config', 'theme.rs').match(/PROPERTIES: \[&str; \d+\] = \[([^\]]*)\]/);
  const table = matches(pages[join('docs', 'theming.md')], /^\| `(--[\w-]+)`/gm);
  assert.deepEqual(sorted(table), sorted(matches(list, /"(--[\w-]+)"/g)));
});

test('the page on theming names every part, and none that there is not', () => {
  const views = readdirSync(join(root, 'src', 'ui'), { recursive: true }).filter((name) => name.endsWith('.rs'));
  const sources = views.map((name) => read(root, 'src', 'ui', name)).join('\n');
  // A part is named where it is made, or handed to a helper as its first argument, or chosen with other texts.
  const named = matches(sources, /\.part\(\s*"([\w-]+)"/g);
  const helpers = matches(sources, /(?:fn|let) (\w+)(?:\(| = \|)\s*(?:&self,\s*)?part: /g);
  const handed = helpers.flatMap((helper) => matches(sources, new RegExp(`\\b${helper}\\(\\s*"([\\w-]+)"`, 'g')));
  const chosen = matches(sources, /let \(class, part, word\) = ([^;]*);/g).flatMap((choice) => matches(choice, /\("[\w-]+", "([\w-]+)",/g));
  const [, parts] = pages[join('docs', 'theming.md')].split(/^## Parts$|^## Words$/m);
  const table = matches(parts, /^\| ((?:`[\w-]+`(?:, )?)+) \|/gm).flatMap((cell) => matches(cell, /`([a-z][\w-]*)`/g));
  assert.ok(helpers.length >= 5 && chosen.length >= 2, 'the sources are written otherwise now');
  assert.deepEqual(sorted(table), sorted([...named, ...handed, ...chosen]));
});

test('callbacks and options that are named exist', () => {
  const callbacks = fieldsOf('WidgetEvents').map((event) => `on-${event}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));
  const known = new Set([...callbacks, ...fieldsOf('ThemeConfig').map((name) => `theme.${name}`)]);
  for (const [page, text] of Object.entries(pages)) {
    for (const name of matches(text, /`(on[A-Z]\w*|theme\.\w+)`/g)) assert.ok(known.has(name), `${page}: ${name}`);
  }
});

test('attributes that are written in a sample or a table are options', () => {
  const attributes = [...SCALARS, ...FIELDS].map(attributeOf);
  const known = {
    // Beside the options: where the chat goes, what opens it, and the documented names of the second protocol.
    'data-': ['target', 'vizochok-open', 'chatbot-id', 'theme', 'open', 'hide-launcher', 'endpoint', ...attributes],
    '': ['inline', ...attributes],
  };
  for (const [page, text] of Object.entries(pages)) {
    for (const name of matches(text, /\bdata-([a-z-]+)(?=["=`>\s])/g)) {
      const ofPages = ['vizochok', 'bs-theme', 'unread', 'state', 'role'].includes(name);
      assert.ok(ofPages || known['data-'].includes(name), `${page}: data-${name}`);
    }
    for (const tag of matches(text, /<vizochok-widget ([^>]*)>/g)) {
      for (const name of matches(tag, /([a-z-]+)=/g)) assert.ok(known[''].includes(name), `${page}: ${name}`);
    }
  }
});

test('llms.txt lists every option and every event', () => {
  const [options, events] = ['Options', 'Events'].map((head) => pages['llms.txt'].match(new RegExp(`^## ${head}$([^]*?)^## `, 'm'))[1]);
  const listed = (section) => matches(section, /^- ((?:`[\w-]+`(?:, )?)+)/gm).flatMap((names) => matches(names, /`([\w-]+)`/g));
  assert.deepEqual(sorted(listed(options)), sorted(fieldsOf('VIZOCHOKWidgetConfig')));
  assert.deepEqual(sorted(listed(events)), sorted(fieldsOf('WidgetEvents')));
});

test('the page on events lists every event and every code', () => {
  const page = pages[join('docs', 'events.md')];
  const events = fieldsOf('WidgetEvents');
  const [told, codes] = page.split('## Codes of errors');
  const named = (section) => matches(section, /^\| ((?:`[\w-]+`(?:, )?)+) \|/gm).flatMap((cell) => matches(cell, /`([\w-]+)`/g));
  assert.deepEqual(sorted(named(told)), sorted(events));
  const [, server, client] = types.match(/ServerErrorCode =([^]*?);\n\n[^]*?ClientErrorCode =([^]*?);\n\n/);
  assert.deepEqual(sorted(named(codes)), sorted(matches(server + client, /'(\w+)'/g)));
  for (const [name, text] of Object.entries(pages)) {
    const mentioned = [...matches(text, /\.on\('([\w-]+)'/g), ...matches(text, /\bvizochok\('on', '([\w-]+)'/g), ...matches(text, /\bvizochok:([\w-]+)/g)];
    for (const event of mentioned) assert.ok(events.includes(event), `${name}: ${event}`);
  }
});

test('the documentation is part of the package', () => {
  const { files } = JSON.parse(read(npm, 'package.json'));
  for (const name of ['docs', 'CHANGELOG.md', 'SECURITY.md', 'llms.txt']) assert.ok(files.includes(name), name);
});

test('links lead somewhere in the package', () => {
  for (const [page, text] of Object.entries(pages)) {
    for (const link of matches(text, /\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      const file = relative(npm, resolve(npm, dirname(page), link));
      // What is put beside it when the package is built.
      const built = ['CHANGELOG.md', 'LICENSE', 'words/en.json'].includes(file);
      assert.ok(built || pages[file] !== undefined || readdirSync(npm).includes(file), `${page}: ${link}`);
    }
  }
});
