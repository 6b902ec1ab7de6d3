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

const ADDED = `
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
  return bare.text + ADDED;
}
