//! The browser, one guard per resource: dropping a guard releases what it holds.
//!
//! Nothing here knows the protocol, the conversation or the view. Every call that can throw is one
//! that returns a `Result`: an exception that passed through WebAssembly frames would skip their
//! destructors.

pub(crate) mod claim;
pub(crate) mod clipboard;
pub(crate) mod entropy;
pub(crate) mod fetch;
pub(crate) mod frame;
pub(crate) mod home;
pub(crate) mod hooks;
pub(crate) mod host;
pub(crate) mod intl;
pub(crate) mod listeners;
pub(crate) mod observer;
pub(crate) mod page;
pub(crate) mod part;
pub(crate) mod scheme;
pub(crate) mod sheet;
pub(crate) mod socket;
pub(crate) mod storage;
pub(crate) mod timer;
pub(crate) mod viewport;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A field of a value of the page's; `undefined` of what has none, or where a getter throws.
pub(crate) fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// The page's window. `None` outside a page, for example in a worker.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

thread_local! {
    static DOCUMENT: Option<web_sys::Document> = window().and_then(|window| window.document());
}

/// The page's document. Asked for once: every element is made by it.
pub(crate) fn document() -> Option<web_sys::Document> {
    DOCUMENT.with(Clone::clone)
}
