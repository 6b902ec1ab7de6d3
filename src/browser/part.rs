//! The second part of the program.
//!
//! `npm/scripts/split.mjs` cuts the program in two: an open, empty panel runs with the first part, and what a
//! conversation needs is loaded by the glue when somebody asks for it. What belongs to which part, and the
//! seams between them, stand in `npm/scripts/parts.mjs`. Whoever calls a function at a seam makes sure before
//! that the part is here.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

// Given by `npm/scripts/glue.mjs`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = __conversation_is_here)]
    fn conversation_is_here() -> bool;
    #[wasm_bindgen(js_name = __conversation_load)]
    fn conversation_load(done: &JsValue);
}

/// Whether the part that shows and keeps a conversation is here. Once it is, it stays.
pub(crate) fn is_here() -> bool {
    conversation_is_here()
}

/// Has it loaded. `done` is called afterwards, also when it could not be loaded, and never before this
/// returns.
pub(crate) fn load(done: impl FnOnce() + 'static) {
    conversation_load(&Closure::once_into_js(done));
}
