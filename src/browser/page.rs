//! The life of the page: hidden and shown, offline and online, put away and taken out again.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, PageTransitionEvent};

use super::listeners::Listeners;
use super::{document, window};
use crate::core::client::PageLife;

/// Reports every event of the page's life to `report`, until the listeners are dropped. `None` when
/// the engine cannot take listeners back.
pub(crate) fn watch(report: &Rc<dyn Fn(PageLife)>) -> Option<Listeners> {
    let mut listeners = Listeners::new()?;
    let mut listen = |target: &EventTarget, name: &'static str, read: fn(&Event) -> PageLife| {
        let report = Rc::clone(report);
        listeners.add(target, name, Box::new(move |event| report(read(&event))));
    };
    let document = document()?;
    listen(&document, "visibilitychange", |_| if is_hidden() { PageLife::Hidden } else { PageLife::Visible });
    listen(&document, "resume", |_| PageLife::Resumed);
    let window = window()?;
    listen(&window, "online", |_| PageLife::Online);
    listen(&window, "offline", |_| PageLife::Offline);
    listen(&window, "pagehide", |_| PageLife::Hide);
    listen(&window, "pageshow", |event| PageLife::Show {
        persisted: event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted),
    });
    Some(listeners)
}

/// Whether the browser is sure that there is no network.
pub(crate) fn is_offline() -> bool {
    window().is_some_and(|window| !window.navigator().on_line())
}

/// Whether the page is hidden now.
pub(crate) fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}
