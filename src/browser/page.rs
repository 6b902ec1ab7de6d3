//! The life of the page: hidden and shown, offline and online, put away and taken out again.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AddEventListenerOptions, Event, EventTarget, PageTransitionEvent};

use super::hooks::Held;
use super::{document, window};

/// What can happen to a page.
#[derive(Clone, Copy)]
pub(crate) enum PageEvent {
    /// The page is no longer seen.
    Hidden,
    /// The page is seen.
    Visible,
    /// The browser has lost the network.
    Offline,
    /// The browser has the network again.
    Online,
    /// The page is left; it may be put into the back/forward cache.
    Hide,
    /// The page is shown; `persisted` when it comes out of the back/forward cache.
    Show {
        /// Whether it was put away with its state.
        persisted: bool,
    },
    /// The browser lets a frozen page go on.
    Resumed,
}

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
    pub(crate) fn new(report: Rc<dyn Fn(PageEvent)>) -> Option<Self> {
        let abort = AbortController::new().ok()?;
        let options = AddEventListenerOptions::new();
        options.set_signal(&abort.signal());
        let mut closures = Vec::new();
        let mut listen = |target: &EventTarget, name: &str, read: fn(&Event) -> PageEvent| {
            let report = Rc::clone(&report);
            let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| report(read(&event)));
            let callback = closure.as_ref().unchecked_ref();
            let _ = target
                .add_event_listener_with_callback_and_add_event_listener_options(name, callback, &options);
            closures.push(closure);
        };
        let document = document()?;
        listen(&document, "visibilitychange", |_| {
            if is_hidden() { PageEvent::Hidden } else { PageEvent::Visible }
        });
        listen(&document, "resume", |_| PageEvent::Resumed);
        let window = window()?;
        listen(&window, "online", |_| PageEvent::Online);
        listen(&window, "offline", |_| PageEvent::Offline);
        listen(&window, "pagehide", |_| PageEvent::Hide);
        listen(&window, "pageshow", |event| PageEvent::Show {
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
