// What wasm-bindgen leaves in the program and its glue that a page would load for nothing.
//
// - Leptos brings streams for talking to a server of its own. wasm-bindgen exports their classes, and what is
//   exported cannot be removed by an optimiser; the widget never uses them.
// - Every import and export is named twice, in the program and in the glue, by names that hold hashes.
// - What the optimiser finds unused is no longer asked of the glue, which still gives it.

import { CONVERSATION, MAIN } from './split.mjs';

/** Classes that nothing of ours uses. */
const UNUSED = /^(__wbg_)?intounderlying/;

/** Reads and writes the parts of a WebAssembly binary that hold names. */
function leb(bytes, at) {
  let value = 0;
  let shift = 0;
  let byte;
  do {
    byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  return [value >>> 0, at];
}

function toLeb(value) {
  const bytes = [];
  do {
    const byte = value & 0x7f;
    value >>>= 7;
    bytes.push(value ? byte | 0x80 : byte);
  } while (value);
  return bytes;
}

const text = (name) => {
  const bytes = Buffer.from(name);
  return [...toLeb(bytes.length), ...bytes];
};

function name(bytes, at) {
  const [length, start] = leb(bytes, at);
  return [bytes.subarray(start, start + length).toString(), start + length];
}

/** Where the description of an import ends, whose kind stands at `at`. */
function afterImport(bytes, at) {
  const limits = (position) => {
    const [flags, next] = leb(bytes, position);
    const [, least] = leb(bytes, next);
    return flags & 1 ? leb(bytes, least)[1] : least;
  };
  switch (bytes[at]) {
    case 0: // function
      return leb(bytes, at + 1)[1];
    case 1: // table
      return limits(at + 2);
    case 2: // memory
      return limits(at + 1);
    case 3: // global
      return at + 3;
    default:
      throw new Error(`the program imports something of an unknown kind (${bytes[at]})`);
  }
}

/** The imports under other names, `rename(module, name)`. */
function slimImports(section, rename) {
  let [count, at] = leb(section, 0);
  const out = toLeb(count);
  while (count--) {
    let module;
    let field;
    [module, at] = name(section, at);
    [field, at] = name(section, at);
    const end = afterImport(section, at);
    out.push(...text(module), ...text(rename(module, field)), ...section.subarray(at, end));
    at = end;
  }
  return out;
}

/** The exports under other names; those that are given none are left out. */
function slimExports(section, rename) {
  let [count, at] = leb(section, 0);
  let kept = 0;
  const out = [];
  while (count--) {
    let field;
    [field, at] = name(section, at);
    const [, end] = leb(section, at + 1);
    const renamed = rename(field);
    if (renamed !== null) {
      kept += 1;
      out.push(...text(renamed), ...section.subarray(at, end));
    }
    at = end;
  }
  return [...toLeb(kept), ...out];
}

/** The binary with some of its sections (by their numbers) made anew. */
function withSections(binary, made) {
  const out = [...binary.subarray(0, 8)];
  for (let at = 8; at < binary.length; ) {
    const id = binary[at];
    const [length, start] = leb(binary, at + 1);
    const section = binary.subarray(start, start + length);
    const now = made[id]?.(section) ?? section;
    out.push(id, ...toLeb(now.length));
    for (const byte of now) out.push(byte);
    at = start + length;
  }
  return Buffer.from(out);
}

/** Short names, the same for the same name: `a`, `b`, … */
function shortener() {
  const names = new Map();
  return {
    names,
    shorten(long) {
      if (!names.has(long)) {
        let rest = names.size;
        let short = '';
        do {
          short = String.fromCharCode(97 + (rest % 26)) + short;
          rest = Math.floor(rest / 26) - 1;
        } while (rest >= 0);
        names.set(long, short);
      }
      return names.get(long);
    },
  };
}

/** Before the optimiser: the binary without the exports of classes that nothing uses. */
export function withoutUnusedExports(binary) {
  return withSections(binary, { 7: (section) => slimExports(section, (long) => (UNUSED.test(long) ? null : long)) });
}

/** Takes out of the glue the unused classes, what the program does not import, and the way to start it at once. */
function withoutUnused(glue, imports) {
  return glue
    .replace(/^export class IntoUnderlying\w+ \{[\s\S]*?^\}\n(if \(Symbol\.dispose\) .*\n)?/gm, '')
    .replace(/^const IntoUnderlying\w+Finalization = [\s\S]*?(?=^(?:const|let|var|function|async|export) )/gm, '')
    .replace(/^ {8}(__wb\w+): function\([\s\S]*?^ {8}\}(?:, arguments\); \})?,?\n/gm, (whole, long) => (imports.has(long) ? whole : ''))
    .replace(/^export \{ initSync, /m, 'export { ');
}

const escaped = (long) => long.replace(/[$]/g, '\\$&');

/** The module that stands for the glue in the imports of a binary. */
const GLUE = './program_bg.js';

/**
 * After the optimiser: the program's two parts (split.mjs) and the glue with short names, and the glue without what
 * neither of them asks for.
 */
export function slim({ main, conversation }, glue) {
  const imports = shortener();
  const exports = shortener();
  const seams = shortener();
  const ofModule = { [GLUE]: imports, [MAIN]: exports, [CONVERSATION]: seams };
  const renamed = (module, field) => ofModule[module].shorten(field);
  const slimmed = {
    main: withSections(main, {
      2: (section) => slimImports(section, renamed),
      7: (section) => slimExports(section, exports.shorten),
    }),
    conversation: withSections(conversation, {
      2: (section) => slimImports(section, renamed),
      7: (section) => slimExports(section, seams.shorten),
    }),
  };
  let text = withoutUnused(glue, imports.names);
  for (const [long, short] of imports.names) {
    const before = text;
    text = text.replace(new RegExp(`\\b${escaped(long)}(?=: function|\\()`, 'g'), short);
    if (text === before) throw new Error(`wasm-bindgen's glue does not give the program ${long}`);
  }
  for (const [long, short] of exports.names) {
    text = text.replace(new RegExp(`\\bwasm\\.${escaped(long)}\\b`, 'g'), `wasm.${short}`);
  }
  return { ...slimmed, glue: text };
}
