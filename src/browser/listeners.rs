//! Listeners that are all taken back at once.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AddEventListenerOptions, Event, EventTarget};

use super::hooks::Held;

/// Where it listens, to what, with what.
type Listener = (EventTarget, &'static str, Closure<dyn Fn(Event)>);

/// Listeners on anything in the page, removed when this is dropped, or, after a crash, by whoever
/// outlives the program.
#[must_use = "the listeners are removed on drop"]
pub(crate) struct Listeners {
    abort: AbortController,
    options: AddEventListenerOptions,
    added: Vec<Listener>,
    _held: Held,
}

impl Listeners {
    /// None yet. `None` when the engine cannot take listeners back by a signal.
    pub(crate) fn new() -> Option<Self> {
        let abort = AbortController::new().ok()?;
        let options = AddEventListenerOptions::new();
        options.set_signal(&abort.signal());
        let held = Held::new(&abort);
        Some(Self { abort, options, added: Vec::new(), _held: held })
    }

    /// One more.
    pub(crate) fn add(&mut self, target: &EventTarget, event: &'static str, handler: Box<dyn Fn(Event)>) {
        let closure = Closure::wrap(handler);
        let callback = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            event,
            callback,
            &self.options,
        );
        self.added.push((target.clone(), event, closure));
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.abort.abort();
        // A page that wraps listeners in its own may have lost the signal, and would call what is gone.
        for (target, event, closure) in &self.added {
            let _ = target.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        }
    }
}
