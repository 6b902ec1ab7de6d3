// Cuts the optimised program in two: what an open, empty panel runs, and what comes with a conversation.
//
// A page loads the first part for the panel and the second when the shopper sends the first message, opens
// the menu, or comes back to a conversation. Both are one program: one memory, one table of functions, one
// stack. Splitters for WebAssembly exist (binaryen's wasm-split, the one of Leptos), but the first is not
// part of binaryen's npm package, and the second wants every seam to be an asynchronous function.
//
// The cut is made in the text form, where functions have names, and is safe by the way it is made: the first part
// calls the second at the seams only, functions that parts.mjs names, whose callers make sure that it is there.
// To the second part belong the seams, the functions of the program's table that are named after what is late, and
// whatever nothing in the first part calls. Were a seam passed too early all the same, it would stop the program,
// and the runtime would start it again with both parts.

import { readFileSync, writeFileSync } from 'node:fs';
import { LATE, SEAMS, UNUSED } from './parts.mjs';

/** A name in the text form: `$plain` or `$"with anything"`. */
const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()"]+)`;
const CALL = new RegExp(String.raw`\((?:return_)?call (${NAME})`, 'g');
const GLOBAL = new RegExp(String.raw`\(global\.[gs]et (${NAME})`, 'g');

/** What the second part imports of the first, and what the first imports of the second. */
export const MAIN = 'main';
export const CONVERSATION = 'conversation';

/** A name as a developer knows it: without quotes, without the hashes of crates. */
const plain = (name) => name.replace(/^\$"?|"$/g, '').replace(/\[[0-9a-f]+\]/g, '');

/** The forms of a module, each with its lines. */
function forms(text) {
  const found = [];
  for (const line of text.split('\n').slice(1)) {
    if (line.startsWith(' (')) found.push([line]);
    else if (!line.startsWith(' ;;') && line !== ')') found.at(-1)?.push(line);
  }
  return found.map((lines) => lines.join('\n'));
}

function namesIn(text, pattern) {
  const names = new Set();
  for (const [, name] of text.matchAll(pattern)) names.add(name);
  return names;
}

/** `(param …) (result …)` of a function. */
const signature = (form) => {
  const parts = [...form.split('\n')[0].matchAll(/\((param|result)((?: \$\S+)?)((?: \w+)*)\)/g)];
  return parts.map(([, kind, , types]) => ` (${kind}${types})`).join('');
};

/** The function without what it does. */
const hollow = (name, form) => ` (func ${name}${signature(form)} (unreachable))`;

/** The module's text, taken apart. */
function read(text) {
  const module = { functions: new Map(), imports: new Map(), types: [], others: [], exports: new Map(), elements: '' };
  for (const form of forms(text)) {
    const kind = form.match(/^ \((\w+)/)[1];
    const named = form.match(new RegExp(NAME))?.[0];
    if (kind === 'func') module.functions.set(named, UNUSED.test(plain(named)) ? hollow(named, form) : form);
    else if (kind === 'type') module.types.push(form);
    else if (kind === 'elem' && module.elements === '') module.elements = form;
    else if (kind === 'import' && form.includes(' (func ')) module.imports.set(form.match(new RegExp(String.raw`\(func (${NAME})`))[1], form);
    else if (kind === 'export') module.exports.set(named, form);
    if (!['func', 'type', 'elem'].includes(kind) && !module.imports.has(form)) module.others.push(form);
  }
  return module;
}

/** The names of the functions of the second part. */
function late(module, calls) {
  const callers = new Map();
  for (const [name, callees] of calls) {
    for (const callee of callees) callers.set(callee, [...(callers.get(callee) ?? []), name]);
  }
  const inTable = namesIn(module.elements, new RegExp(`(${NAME})`, 'g'));
  const isSeam = (name) => SEAMS.some((seam) => seam.test(plain(name)));
  const names = [...module.functions.keys()];
  for (const seam of SEAMS) {
    if (!names.some((name) => seam.test(plain(name)))) throw new Error(`there is no function ${seam}: was it inlined, or renamed?`);
  }
  // All that may go at first; then, until nothing changes, what the first part calls beside the seams stays.
  const found = new Set(
    names.filter((name) => !module.exports.has(name) && (!inTable.has(name) || isSeam(name) || LATE.test(plain(name)))),
  );
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const name of found) {
      const stays = callers.get(name)?.some((caller) => !found.has(caller));
      if (stays && !isSeam(name)) found.delete(name);
    }
  }
  return found;
}

/** The runs of the table that belong to the second part, and the table of the first with holes in their place. */
function tables(module, isLate) {
  const start = Number(module.elements.match(/\(i32\.const (\d+)\)/)[1]);
  const list = module.elements.slice(module.elements.indexOf(' func '));
  const entries = [...list.matchAll(new RegExp(NAME, 'g'))].map(([name]) => name);
  const runs = [];
  entries.forEach((name, index) => {
    if (!isLate(name)) return;
    const last = runs.at(-1);
    if (last?.end === start + index) {
      last.names.push(name);
      last.end += 1;
    } else runs.push({ begin: start + index, end: start + index + 1, names: [name] });
  });
  const first = entries.map((name) => (isLate(name) ? '$hole' : name));
  return { first: ` (elem (table $0) (i32.const ${start}) func ${first.join(' ')})`, runs };
}

/** The bytes of a string in the text form. */
function bytesOf(string) {
  const found = [];
  for (const [, hex, escape, plain] of string.matchAll(/\\([0-9a-f]{2})|\\(.)|([^\\])/g)) {
    if (hex !== undefined) found.push(parseInt(hex, 16));
    else found.push((plain ?? { t: '\t', n: '\n', r: '\r' }[escape] ?? escape).charCodeAt(0));
  }
  return Buffer.from(found);
}

const data = (at, bytes) =>
  ` (data (i32.const ${at}) "${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}")`;

/** The data of the first part, and what of it, between two marks, is only for the second (src/browser/sheet.rs). */
function cutData(forms) {
  const main = [];
  const conversation = [];
  for (const form of forms) {
    const [, at, string] = form.match(/\(i32\.const (\d+)\) "(.*)"\)$/s);
    const bytes = bytesOf(string);
    const begin = bytes.indexOf('/*conversation*/');
    const last = bytes.indexOf('/*end*/', begin);
    if (begin < 0 || last < 0) {
      main.push(form);
      continue;
    }
    const end = last + '/*end*/'.length;
    main.push(data(Number(at), bytes.subarray(0, begin)), data(Number(at) + end, bytes.subarray(end)));
    conversation.push(data(Number(at) + begin, bytes.subarray(begin, end)));
  }
  if (conversation.length === 0) throw new Error('the program has no data between the marks of its second sheet');
  return { main, conversation };
}

/** The two parts of the text of a named program. */
export function cut(text) {
  const module = read(text);
  const calls = new Map([...module.functions].map(([name, form]) => [name, namesIn(form, CALL)]));
  const second = late(module, calls);
  const isLate = (name) => second.has(name);
  const seams = new Map();
  const back = new Set();
  for (const [name, callees] of calls) {
    for (const callee of callees) {
      if (!isLate(name) && isLate(callee)) {
        if (!seams.has(callee)) seams.set(callee, `s${seams.size}`);
      } else if (isLate(name) && !isLate(callee) && module.functions.has(callee)) back.add(callee);
    }
  }
  const bodies = [...second].map((name) => module.functions.get(name));
  const globals = new Set(bodies.flatMap((form) => [...namesIn(form, GLOBAL)]));
  const { first, runs } = tables(module, isLate);
  const given = [...back, ...globals].map((name, index) => [name, `m${index}`]);

  const main = ['(module', ...module.types];
  for (const form of module.others) if (form.startsWith(' (import')) main.push(form);
  for (const [name, short] of seams) {
    main.push(` (import "${CONVERSATION}" "${short}" (func ${name}${signature(module.functions.get(name))}))`);
  }
  const texts = cutData(module.others.filter((form) => form.startsWith(' (data')));
  for (const form of module.others) if (!/^ \((import|data)/.test(form)) main.push(form);
  main.push(...texts.main);
  for (const [name, short] of given) {
    main.push(` (export "${short}" (${globals.has(name) ? 'global' : 'func'} ${name}))`);
  }
  main.push(' (export "table" (table $0))', first, ' (func $hole (unreachable))');
  for (const [name, form] of module.functions) if (!isLate(name)) main.push(form);

  const conversation = ['(module', ...module.types];
  const used = new Set(bodies.flatMap((form) => [...namesIn(form, CALL)]));
  for (const [name, form] of module.imports) if (used.has(name)) conversation.push(form);
  for (const [name, short] of given) {
    const what = globals.has(name) ? `(global ${name} (mut i32))` : `(func ${name}${signature(module.functions.get(name))})`;
    conversation.push(` (import "${MAIN}" "${short}" ${what})`);
  }
  conversation.push(
    ` (import "${MAIN}" "memory" (memory $0 1))`,
    ` (import "${MAIN}" "table" (table $0 1 funcref))`,
    ` (import "${MAIN}" "__wbindgen_externrefs" (table $__wbindgen_externrefs 1 externref))`,
  );
  for (const [name, short] of seams) conversation.push(` (export "${short}" (func ${name}))`);
  for (const { begin, names } of runs) {
    conversation.push(` (elem (table $0) (i32.const ${begin}) func ${names.join(' ')})`);
  }
  return {
    main: [...main, ')', ''].join('\n'),
    conversation: [...conversation, ...texts.conversation, ...bodies, ')', ''].join('\n'),
    seams: [...seams.keys()].map(plain),
  };
}

/** Cuts the named binary `whole` into two files. `tool(name, args)` runs one of binaryen's tools. */
export function split(whole, mainFile, conversationFile, tool) {
  const text = `${whole}.wat`;
  tool('wasm-dis', [whole, '-o', text]);
  const { main, conversation } = cut(readFileSync(text, 'utf8'));
  for (const [part, file] of [[main, mainFile], [conversation, conversationFile]]) {
    writeFileSync(`${file}.wat`, part);
    tool('wasm-as', [`${file}.wat`, '-o', file]);
    tool('wasm-opt', [file, '-o', file]);
  }
}
