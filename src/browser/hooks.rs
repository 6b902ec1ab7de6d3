//! The JavaScript side's list of what the program holds of the page.
//!
//! The program aborts on a panic: no destructor runs and nothing in it may run again, yet its nodes,
//! sockets and listeners stay in the page. So whoever started the program may give it hooks; each
//! guard names its resource to them, and after a panic the other side gives the resources back.
//! Without hooks the guards work just the same.
//!
//! A hooks object has three functions: `hold(resource)`, `release(resource)`, `onPanic(message)`. A
//! resource is an element (`remove()`), a socket (`close()`) or an abort controller (`abort()`). Its `memory` is an
//! object of texts, which lives as long as the page: longer than a widget in it, and than a program that stops.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::field;

thread_local! {
    static HOOKS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Sets the hooks, and has a panic reported to them. By then a fresh instance of the program is
/// scheduled for the next call.
pub(crate) fn set(hooks: JsValue) {
    HOOKS.with(|cell| {
        if let Ok(mut cell) = cell.try_borrow_mut() {
            *cell = hooks;
        }
    });
    // Where a panic is nothing but a stop it calls no hook; the glue notices it as any other stop.
    #[cfg(not(panic = "immediate-abort"))]
    std::panic::set_hook(Box::new(|info| {
        wasm_bindgen::handler::schedule_reinit();
        call("onPanic", &JsValue::from_str(&info.to_string()));
    }));
}

fn hooks() -> JsValue {
    HOOKS.with(|cell| cell.try_borrow().map(|hooks| hooks.clone()).unwrap_or(JsValue::UNDEFINED))
}

fn call(name: &str, argument: &JsValue) {
    let hooks = hooks();
    if let Ok(function) = field(&hooks, name).dyn_into::<Function>() {
        let _ = function.call1(&hooks, argument);
    }
}

/// What the page's memory has under a name.
pub(crate) fn recall(name: &str) -> Option<String> {
    field(&field(&hooks(), "memory"), name).as_string()
}

/// Puts a text into the page's memory, or takes it out.
pub(crate) fn remember(name: &str, text: Option<&str>) {
    let memory = field(&hooks(), "memory");
    if memory.is_object() {
        let text = text.map_or(JsValue::UNDEFINED, JsValue::from_str);
        let _ = Reflect::set(&memory, &JsValue::from_str(name), &text);
    }
}

/// Keeps a resource on the list until it is dropped.
#[must_use = "the resource is taken off the list on drop"]
pub(crate) struct Held(JsValue);

impl Held {
    /// Puts `resource` on the list.
    pub(crate) fn new(resource: &JsValue) -> Self {
        call("hold", resource);
        Self(resource.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        call("release", &self.0);
    }
}
