//! The life of the page: hidden and shown, offline and online, put away and taken out again.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AddEventListenerOptions, Event, EventTarget, PageTransitionEvent};

use super::hooks::Held;
use super::{document, window};
use crate::core::client::PageLife;

/// Listens to the page's life until it is dropped.
#[must_use = "the listeners are removed on drop"]
pub(crate) struct PageWatch {
    abort: AbortController,
    _closures: Vec<Closure<dyn FnMut(Event)>>,
    _held: Held,
}

impl PageWatch {
    /// Reports every event of the page's life to `report`. `None` when the engine cannot take
    /// listeners back by a signal.
    pub(crate) fn new(report: Rc<dyn Fn(PageLife)>) -> Option<Self> {
        let abort = AbortController::new().ok()?;
        let options = AddEventListenerOptions::new();
        options.set_signal(&abort.signal());
        let mut closures = Vec::new();
        let mut listen = |target: &EventTarget, name: &str, read: fn(&Event) -> PageLife| {
            let report = Rc::clone(&report);
            let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| report(read(&event)));
            let callback = closure.as_ref().unchecked_ref();
            let _ = target
                .add_event_listener_with_callback_and_add_event_listener_options(name, callback, &options);
            closures.push(closure);
        };
        let document = document()?;
        listen(
            &document,
            "visibilitychange",
            |_| {
                if is_hidden() { PageLife::Hidden } else { PageLife::Visible }
            },
        );
        listen(&document, "resume", |_| PageLife::Resumed);
        let window = window()?;
        listen(&window, "online", |_| PageLife::Online);
        listen(&window, "offline", |_| PageLife::Offline);
        listen(&window, "pagehide", |_| PageLife::Hide);
        listen(&window, "pageshow", |event| PageLife::Show {
            persisted: event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted),
        });
        let held = Held::new(&abort);
        Some(Self { abort, _closures: closures, _held: held })
    }
}

impl Drop for PageWatch {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

/// Whether the page is hidden now.
pub(crate) fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}
