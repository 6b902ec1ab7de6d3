//! Everything the page is told goes through one function that it gave, which calls the page's handlers: from a
//! microtask of its own, outside every borrow and every reactive owner, so that a handler may call back into
//! the widget, destroy it, or make another one.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::payload;

/// The function that hears what happens: `emit(event, detail)`.
#[derive(Clone)]
pub(crate) struct Emit(Option<Function>);

impl Emit {
    /// Without a function nobody hears.
    pub(crate) fn new(emit: JsValue) -> Self {
        Self(emit.dyn_into().ok())
    }

    /// Tells of an event.
    pub(crate) fn tell(&self, event: &'static str, detail: JsValue) {
        let Some(emit) = self.0.clone() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            call(&emit, event, &detail);
        });
    }

    /// Asks at once, and says whether the page lets it happen. Nothing may be borrowed meanwhile.
    pub(crate) fn ask(&self, event: &'static str, detail: &JsValue) -> bool {
        self.0.as_ref().is_none_or(|emit| call(emit, event, detail) != JsValue::FALSE)
    }

    /// Tells of an error.
    pub(crate) fn error(&self, code: &str, message: &str) {
        self.tell("error", payload::error(code, message));
    }
}

/// The function isolates the page's handlers from each other and from us; it does not throw.
fn call(emit: &Function, event: &str, detail: &JsValue) -> JsValue {
    emit.call2(&JsValue::UNDEFINED, &JsValue::from_str(event), detail).unwrap_or_default()
}
