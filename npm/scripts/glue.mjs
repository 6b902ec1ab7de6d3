// What has to be changed in the JavaScript that wasm-bindgen writes, so that a stopped program cannot hurt
// the page.
//
// wasm-bindgen can replace a stopped instance (`schedule_reinit()`), but it leaves four holes:
// - a closure of the old instance (a timer, a listener, a queued microtask) throws when it is called, and the
//   page's error tracker hears of it: it has to do nothing;
// - between the panic and the replacement a closure is still let in, and then runs with addresses of the old
//   memory in the new one: it has to be refused from the moment of the panic;
// - a closure that was dropped and is called all the same (a page that wraps listeners or sockets may hold on to
//   what was taken back) throws too, and has to do nothing;
// - a stop without a panic (stack exhausted, out of memory) is not noticed at all.
// The text is checked while it is replaced: another version of wasm-bindgen that writes something else fails
// the build instead of shipping a program without this protection.

const STALE = /if \(state\.instance !== __wbg_instance_id\) \{\s*throw new Error\('Cannot invoke closure from previous WASM instance'\);\s*\}/g;
const STALE_NOW = 'if (state.instance !== __wbg_instance_id || __wbg_reinit_scheduled || state.cnt === 0) return;';

// Inside a closure: `return f(…);`, then `} finally {` with the clean-up, which is kept.
const CALL = /(return f\((?:a|state\.a), state\.b, \.\.\.args\);\s*)\} finally \{([\s\S]*?_wbg_cb_unref\(\);\s*)\}/g;
const CALL_NOW = '$1} catch (error) { if (!trapped(error)) throw error; } finally {$2}';

// The address that is taken when none is given: bundlers would copy the program for it, where somebody else has it.
const DEFAULT = /if \(module_or_path === undefined\) \{\s*module_or_path = new URL\('program_bg\.wasm', import\.meta\.url\);\s*\}/g;
// The second part of the program (split.mjs): the first part imports from it, by functions that stop the program
// when it is not there yet, and a fresh instance of the first part gets a fresh one of the second.
const IMPORTS = /return \{\s*__proto__: null,\s*("\.\/program_bg\.js")/g;
const IMPORTS_NOW = 'return { __proto__: null, conversation: __from_conversation, $1';
const FRESH = /wasm = wasmInstance\.exports;/g;
const FRESH_NOW = `wasm = wasmInstance.exports;
    if (__conversation_module) {
        __conversation = new WebAssembly.Instance(__conversation_module, __conversation_imports()).exports;
    }`;

const ADDED = `
let __conversation, __conversation_module, __conversation_loading, __conversation_source;
const __from_conversation = new Proxy({}, {
    get: (_, name) => (...args) => {
        if (!__conversation) throw new WebAssembly.RuntimeError('called before it was loaded: ' + name);
        return __conversation[name](...args);
    },
});
function __conversation_imports() { return { ...__wbg_get_imports(), main: wasm }; }
async function __conversation_fetch() {
    let source = await __conversation_source();
    if (typeof source === 'string' || source instanceof URL || source instanceof Request) source = await fetch(source);
    const imports = __conversation_imports();
    const { instance, module } = await __wbg_load(source, imports);
    __conversation_module = module;
    // The program may have been started again meanwhile.
    const fits = imports.main === wasm ? instance : new WebAssembly.Instance(module, __conversation_imports());
    __conversation = fits.exports;
}
/** Says where the second part of the program comes from: a function that gives a URL, a Request, a Response, bytes, a
 *  module, or a promise of one. */
export function setConversation(source) { __conversation_source = source; }
/** Loads the second part of the program, if need be; rejects when that fails, and may be called again then. */
export function loadConversation() {
    __conversation_loading ??= __conversation_fetch().catch((error) => {
        __conversation_loading = undefined;
        throw error;
    });
    return __conversation_loading;
}
function __conversation_load(done) { loadConversation().then(done, done); }
function __conversation_is_here() { return __conversation !== undefined; }
let __trap_handler = () => {};
/** Sets what is told when the program stops without a panic. */
export function setTrapHandler(handler) { __trap_handler = handler; }
/** True when the error means that the program has stopped; the next call into it starts a fresh one. */
export function trapped(error) {
    if (__wbg_reinit_scheduled) return true;
    const exhausted = error instanceof RangeError || error?.name === 'InternalError';
    if (!(error instanceof WebAssembly.RuntimeError || exhausted)) return false;
    __wbg_reinit_scheduled = true;
    __trap_handler(String(error));
    return true;
}
`;

function replaceAll(text, pattern, by, what, count) {
  const found = text.match(pattern)?.length ?? 0;
  if (found === 0 || (count !== undefined && found !== count)) {
    throw new Error(`wasm-bindgen writes its glue differently now: ${what} (found ${found})`);
  }
  return { text: text.replace(pattern, by), found };
}

/** The glue `source` of a program that uses `schedule_reinit()`, made safe as described above. */
export function protectGlue(source) {
  if (!source.includes('__wbg_reinit_scheduled = true')) {
    throw new Error('the program never calls schedule_reinit(): a panic could not be recovered from');
  }
  const stale = replaceAll(source, STALE, STALE_NOW, 'the check of stale closures');
  const calls = replaceAll(stale.text, CALL, CALL_NOW, 'the call of a closure', stale.found);
  const bare = replaceAll(calls.text, DEFAULT, '', 'the default address of the program', 1);
  const imports = replaceAll(bare.text, IMPORTS, IMPORTS_NOW, 'the imports of the program', 1);
  const fresh = replaceAll(imports.text, FRESH, FRESH_NOW, 'the start of a fresh instance', 1);
  return fresh.text + ADDED;
}
