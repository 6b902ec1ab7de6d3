//! The page's six callbacks, called from a microtask of their own: outside every borrow and every
//! reactive owner, so that a callback may call back into the widget, destroy it, or make another one.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::payload;

/// The callbacks of a page's configuration.
#[derive(Clone)]
pub(crate) struct Callbacks {
    receiver: JsValue,
}

/// The documented names.
#[derive(Clone, Copy)]
pub(crate) enum Callback {
    CartChanged,
    ProductClick,
    SessionComplete,
    Error,
    Connect,
    Disconnect,
}

impl Callback {
    fn name(self) -> &'static str {
        match self {
            Self::CartChanged => "onCartChanged",
            Self::ProductClick => "onProductClick",
            Self::SessionComplete => "onSessionComplete",
            Self::Error => "onError",
            Self::Connect => "onConnect",
            Self::Disconnect => "onDisconnect",
        }
    }
}

impl Callbacks {
    /// The callbacks are looked up in `config`, the object that the program was given, when they are due.
    pub(crate) fn new(config: JsValue) -> Self {
        Self { receiver: config }
    }

    /// Tells the page that an option was not usable and its default is used. The words are for the
    /// shop's developer, so they are English.
    pub(crate) fn invalid_config(&self, message: &str) {
        self.call(Callback::Error, payload::error("invalid_config", message));
    }

    /// Calls one callback in a microtask. One that is absent or no function is skipped; one that
    /// throws is named once on the console, and nothing else is touched.
    pub(crate) fn call(&self, callback: Callback, payload: JsValue) {
        let receiver = self.receiver.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let name = callback.name();
            let Ok(found) = Reflect::get(&receiver, &JsValue::from_str(name)) else { return };
            let Ok(function) = found.dyn_into::<Function>() else { return };
            let result = if payload.is_undefined() {
                function.call0(&receiver)
            } else {
                function.call1(&receiver, &payload)
            };
            if let Err(thrown) = result {
                web_sys::console::error_2(
                    &JsValue::from_str(&["[vizochok] ", name, " threw"].concat()),
                    &thrown,
                );
            }
        });
    }
}
