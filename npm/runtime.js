// One program per page, shared by all widgets of the class, and what happens when it stops.
//
// A Rust panic ends a WebAssembly program for good: its memory is in an unknown state and nothing in it may
// run again. The page must not notice. So this side, plain JavaScript that a panic cannot reach, keeps a
// list of what the program holds of the page, gives it all back, and starts a fresh program.
//
// The contract with the program (its module is the wasm-bindgen glue plus scripts/glue.mjs):
//
//   default({ module_or_path }) starts it; resolves when it runs
//   setHooks({                  called once after every start, before any widget is made
//     onPanic(message),           the panic hook calls it, after wasm_bindgen::handler::schedule_reinit()
//     hold(resource),             the program took something of the page that outlives its memory:
//     release(resource),          and gave it back. A host Element (remove()), a WebSocket (close()), an
//                                 AbortController whose signal its listeners carry (abort())
//     memory,                     an object for its texts, which live as long as the page
//   })
//   class VIZOCHOKWidget        new (config, emit); mount(target?: Element or selector), and connect()
//                               in a later task, once or more often; unmount() destroy() open() close() toggle()
//                               sendMessage(text) newConversation() identify(who) update(config) setHidden(hidden); focus(), which focuses the launcher;
//                               forget(), after which it stores nothing more and has nothing stored; recovered(),
//                               which tells the shopper and the page (error, code "crashed") that it was started again.
//                               emit(name, detail) hears all it has to tell, each from a microtask of its own; only
//                               ('before-send', text) is asked at once, and false keeps the text from being sent
//   setConversation(source)     added by scripts/glue.mjs: where the second part of the program comes from, which the
//                               program loads when it is needed; loadConversation() resolves when it is there.
//                               update() needs it
//   setTrapHandler(f)           added by scripts/glue.mjs: f(message) for a stop without a panic (stack
//                               exhausted, out of memory)
//   trapped(error)              added there too: true when the error means that the program has stopped
//
// Timers, animation frames and microtasks need no entry in the list: a closure of a stopped program does
// nothing when it is called (scripts/glue.mjs).

import { nextTask } from './task.js';

/** Two stops within this time, in milliseconds: the second is not answered with a new start. */
const CALM_MS = 60_000;

/** Gives one held resource back to the page. Nothing here may stop the others from being given back. */
function giveBack(resource) {
  try {
    if (typeof resource.abort === 'function') resource.abort();
    else if (typeof resource.close === 'function') resource.close();
    else resource.remove();
  } catch (error) {
    console.error('VIZOCHOKWidget: clean-up failed', error);
  }
}

export function createRuntime(glue, sources) {
  let loading = null;
  let program = null;
  // Set from the moment the program stops until the fresh one runs.
  let stopped = null;
  let lastStop = -Infinity;
  const held = new Set();
  const widgets = new Set();

  const hooks = {
    onPanic: stop,
    hold: (resource) => held.add(resource),
    release: (resource) => held.delete(resource),
    memory: { __proto__: null },
  };

  async function start() {
    glue.setConversation(sources.conversation);
    await glue.default({ module_or_path: sources.program() });
    glue.setTrapHandler(stop);
    await nextTask();
    glue.setHooks(hooks);
    program = glue;
    return glue;
  }

  /** Called while the stopped program is still on the stack: cut the ties now, clean up when the stack is empty. */
  function stop(reason) {
    if (stopped !== null) return;
    stopped = String(reason);
    for (const widget of widgets) widget.lost();
    queueMicrotask(recover);
  }

  async function recover() {
    const reason = stopped;
    for (const resource of held) giveBack(resource);
    held.clear();
    const again = performance.now() - lastStop < CALM_MS;
    lastStop = performance.now();
    // The conversation is what it comes back for; without its part it will ask for it again.
    await glue.loadConversation().catch(() => {});
    stopped = null;
    // This call makes the glue replace the stopped program by a fresh instance of the same compiled module.
    program.setHooks(hooks);
    for (const widget of [...widgets]) {
      if (again) widget.giveUp(reason);
      else widget.revive(program);
      // It stopped again while starting: the next recovery sees to all of them.
      if (stopped !== null) return;
    }
  }

  return {
    /** The running program; loads it at the first call, and again after a failure. */
    program() {
      loading ??= start().catch((error) => {
        loading = null;
        throw error;
      });
      return loading;
    },

    /** Resolves when both parts of the program are there. */
    whole: () => glue.loadConversation(),

    /** Whether `error` came from a program that stopped; if so its recovery is under way. */
    trapped(error) {
      return stopped !== null || (program !== null && program.trapped(error));
    },

    /** True from the moment the program stopped until a fresh one runs. */
    isStopped: () => stopped !== null,

    remember: (widget) => widgets.add(widget),
    forget: (widget) => widgets.delete(widget),
  };
}
