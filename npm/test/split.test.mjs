// The cut of the program into two parts, tried on a small program with the names of ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SEAMS } from '../scripts/parts.mjs';
import { split } from '../scripts/split.mjs';

const bin = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.bin');

const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'reference-types'].map((name) => `--enable-${name}`);

/** Every seam that parts.mjs names, as a function that gives 7. */
const seams = SEAMS.map(({ source }) => source.slice(1, -1).replaceAll('\\', ''));
const seam = (name) => `(func $"${name}" (result i32) (i32.const 7))`;

// `panel` calls a seam and a helper of its own; the seam `furnish` calls that helper and one that nobody else calls;
// the table has a function of each part.
const PROGRAM = `(module
  (memory $0 1)
  (global $__stack_pointer (mut i32) (i32.const 1024))
  (table $0 3 3 funcref)
  (table $__wbindgen_externrefs 1 externref)
  (data $.rodata (i32.const 16) "first /*conversation*/.row{}/*end*/ last")
  (export "memory" (memory $0))
  (export "__wbindgen_externrefs" (table $__wbindgen_externrefs))
  (export "panel" (func $panel))
  (export "byTable" (func $byTable))
  (elem (table $0) (i32.const 1) func $"vizochok::ui::panel::panel::{closure#0}" $"<vizochok::ui::message::message::{closure#0} as Run>::run")
  ${seams.filter((name) => name !== 'vizochok::ui::rows::furnish').map(seam).join('\n')}
  (func $panel (result i32) (i32.add (call $"vizochok::ui::rows::furnish") (call $"helper of both" (i32.const 1))))
  (func $byTable (param $0 i32) (result i32) (call_indirect (result i32) (local.get $0)))
  (func $"vizochok::ui::rows::furnish" (result i32)
    (global.set $__stack_pointer (i32.const 512))
    (i32.add (call $"helper of both" (i32.const 10)) (call $"helper of the second" (i32.const 100))))
  (func $"helper of both" (param $0 i32) (result i32) (i32.mul (local.get $0) (i32.const 2)))
  (func $"helper of the second" (param $0 i32) (result i32) (i32.mul (local.get $0) (i32.const 3)))
  (func $"vizochok::ui::panel::panel::{closure#0}" (result i32) (i32.const 11))
  (func $"<vizochok::ui::message::message::{closure#0} as Run>::run" (result i32) (i32.const 22)))`;

function cutInTwo(t, text) {
  const folder = mkdtempSync(join(tmpdir(), 'split-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const run = (tool, args) => {
    const { status, stderr } = spawnSync(join(bin, tool), [...FEATURES, ...(tool === 'wasm-as' ? ['-g'] : []), ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${tool}: ${stderr}`);
  };
  const at = (name) => join(folder, name);
  writeFileSync(at('whole.wat'), text);
  run('wasm-as', [at('whole.wat'), '-o', at('whole.wasm')]);
  split(at('whole.wasm'), at('main.wasm'), at('conversation.wasm'), run);
  return [readFileSync(at('main.wasm')), readFileSync(at('conversation.wasm'))].map((bytes) => new WebAssembly.Module(bytes));
}

const text = (memory) => Buffer.from(memory.buffer, 16, 40).toString();

test('two parts are one program: they call each other, and share a memory and a table', (t) => {
  const [main, conversation] = cutInTwo(t, PROGRAM);
  let second;
  const late = new Proxy({}, { get: (_, name) => (...args) => second[name](...args) });
  const first = new WebAssembly.Instance(main, { conversation: late }).exports;
  assert.equal(first.byTable(1), 11, 'what the panel has in the table is there');
  assert.throws(() => first.byTable(2), WebAssembly.RuntimeError, 'what the second part has there is a hole');
  assert.throws(() => first.panel(), TypeError, 'nothing of the second part is in the first');
  assert.match(text(first.memory), /^first \0+ last$/, 'nor is the text between the marks');

  second = new WebAssembly.Instance(conversation, { main: first }).exports;
  assert.equal(first.panel(), 10 * 2 + 100 * 3 + 1 * 2);
  assert.equal(first.byTable(2), 22);
  assert.match(text(first.memory), /^first \/\*conversation\*\/\.row\{\}\/\*end\*\/ last$/);
});

test('what only the second part calls goes with it; what the first calls beside the seams stays', (t) => {
  const [main] = cutInTwo(t, PROGRAM);
  const given = WebAssembly.Module.exports(main).filter(({ kind, name }) => kind === 'function' && /^m\d/.test(name));
  assert.equal(given.length, 1, 'the helper of both is given to the second part, and that is all');
});

test('a seam that is not there is named', (t) => {
  assert.throws(() => cutInTwo(t, PROGRAM.replaceAll('vizochok::ui::rows::furnish', 'vizochok::ui::rows::furnished')), /furnish.*inlined, or renamed/);
});

test('a program without the marked sheet is refused', (t) => {
  assert.throws(() => cutInTwo(t, PROGRAM.replace('/*end*/', '/*fin*/')), /marks/);
});
