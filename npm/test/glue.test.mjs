// The changes to wasm-bindgen's glue, tried on a small module with its very text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protectGlue } from '../scripts/glue.mjs';

const GLUE = `
let __wbg_instance_id = 0;
let __wbg_reinit_scheduled = false;
const log = [];
export { log };
export const schedule = () => { __wbg_reinit_scheduled = true; };
let wasm, wasmInstance;
function __wbg_get_imports() {
    return {
        __proto__: null,
        "./program_bg.js": {},
    };
}
export const imports = __wbg_get_imports;
export const fresh = (instance) => { wasmInstance = instance; wasm = wasmInstance.exports; };
async function __wbg_load(source, imports) { log.push(source, Object.keys(imports)); return { instance: { exports: { s0: (a, b) => a + b } }, module: {} }; }
export const replace = () => { __wbg_reinit_scheduled = false; __wbg_instance_id++; };
export function makeClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1, instance: __wbg_instance_id };
    const real = (...args) => {

        if (state.instance !== __wbg_instance_id) {
            throw new Error('Cannot invoke closure from previous WASM instance');
        }

        state.cnt++;
        try {
            return f(state.a, state.b, ...args);
        } finally {
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => { log.push('unref'); state.cnt -= 1; };
    return real;
}
export function makeMutClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1, instance: __wbg_instance_id };
    const real = (...args) => {

        if (state.instance !== __wbg_instance_id) {
            throw new Error('Cannot invoke closure from previous WASM instance');
        }

        state.cnt++;
        const a = state.a;
        state.a = 0;
        try {
            return f(a, state.b, ...args);
        } finally {
            state.a = a;
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => { log.push('unref'); state.cnt -= 1; };
    return real;
}
export async function init(module_or_path) {
    if (module_or_path === undefined) {
        module_or_path = new URL('program_bg.wasm', import.meta.url);
    }
    return module_or_path;
}
`;

let copies = 0;
const load = () => {
  copies += 1;
  return import(`data:text/javascript,${encodeURIComponent(`${protectGlue(GLUE)}\n// ${copies}`)}`);
};

for (const kind of ['makeClosure', 'makeMutClosure']) {
  test(`${kind}: a living closure works, and its own errors pass`, async () => {
    const glue = await load();
    assert.equal(glue[kind](1, 2, (...args) => args.join())(3), '1,2,3');
    assert.throws(glue[kind](1, 2, () => { throw new TypeError('page'); }), /page/);
    assert.deepEqual(glue.log, ['unref', 'unref']);
  });

  test(`${kind}: a closure of a stopped or replaced program does nothing`, async () => {
    const glue = await load();
    const closure = glue[kind](1, 2, () => assert.fail('it ran'));
    glue.schedule();
    assert.equal(closure(), undefined);
    glue.replace();
    assert.equal(closure(), undefined);
  });

  test(`${kind}: a closure that was dropped does nothing`, async () => {
    const glue = await load();
    const closure = glue[kind](1, 2, () => assert.fail('it ran'));
    closure._wbg_cb_unref();
    assert.equal(closure(), undefined);
    assert.deepEqual(glue.log, ['unref']);
  });

  test(`${kind}: the trap that follows a panic does not reach the page`, async () => {
    const glue = await load();
    const told = [];
    glue.setTrapHandler((message) => told.push(message));
    glue[kind](1, 2, () => {
      glue.schedule();
      throw new WebAssembly.RuntimeError('unreachable');
    })();
    assert.deepEqual(told, [], 'the panic hook has told already');
    assert.deepEqual(glue.log, ['unref']);
  });

  for (const error of [new WebAssembly.RuntimeError('unreachable'), new RangeError('stack')]) {
    test(`${kind}: a stop without a panic is told once (${error.name})`, async () => {
      const glue = await load();
      const told = [];
      glue.setTrapHandler((message) => told.push(message));
      const closure = glue[kind](1, 2, () => { throw error; });
      closure();
      closure();
      assert.deepEqual(told, [String(error)]);
      assert.equal(glue.trapped(new Error('anything that follows')), true);
    });
  }
}

test('what calls the second part before it is there stops the program', async () => {
  const glue = await load();
  const { s0 } = new Proxy({}, { get: (_, name) => glue.imports().conversation[name] });
  assert.throws(() => s0(1, 2), WebAssembly.RuntimeError);
  glue.setConversation(() => 'bytes of the second part');
  globalThis.fetch = async (source) => `fetched ${source}`;
  glue.fresh({ exports: {} });
  await Promise.all([glue.loadConversation(), glue.loadConversation()]);
  assert.equal(s0(1, 2), 3);
  assert.deepEqual(glue.log, ['fetched bytes of the second part', ['conversation', './program_bg.js', 'main']], 'loaded once');
});

test('a second part that could not be loaded is asked for again', async () => {
  const glue = await load();
  glue.setConversation(() => Promise.reject(new Error('offline')));
  await assert.rejects(glue.loadConversation(), /offline/);
  glue.setConversation(() => ({ bytes: true }));
  await glue.loadConversation();
});

test('glue of another shape is refused', () => {
  assert.throws(() => protectGlue(GLUE.replaceAll('Cannot invoke closure', 'Never invoke closure')), /differently/);
  assert.throws(() => protectGlue(GLUE.replace('return f(state.a', 'return g(state.a')), /differently/);
  assert.throws(() => protectGlue(GLUE.replaceAll('__wbg_reinit_scheduled = true', '')), /schedule_reinit/);
});

test('without a source there is no program: no bundler is to find one that nobody asked for', async () => {
  assert.equal(await (await load()).init(), undefined);
});
