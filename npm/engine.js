// What all widgets of a class share once one of them is needed: the running program and the controls of the widgets.

import { Control } from './control.js';
import { diagnose } from './diagnose.js';
import { createRuntime } from './runtime.js';

/**
 * `glue` is the module that wasm-bindgen wrote; `sources` says, per file of the program, where it comes from: a function
 * that returns what WebAssembly is made of (a URL, a Request, a Response, bytes, a Module, or a promise of one);
 * `languages` has an import for each language whose words stand beside the program (language.js).
 */
export function createEngine({ glue, sources, languages }) {
  const runtime = createRuntime(glue, sources);
  return { control: (shell) => new Control(runtime, languages, shell), diagnose };
}
