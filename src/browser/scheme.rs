//! Light or dark: set on the widget's root, and kept up to date.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, MutationObserverInit};

use super::listeners::Listeners;
use super::observer::NodeObserver;
use super::{document, window};
use crate::core::config::theme::{Mode, Scheme};

/// Where pages write which scheme they show.
const MARKS: [&str; 8] = [
    "class",
    "data-theme",
    "data-bs-theme",
    "data-color-scheme",
    "data-color-mode",
    "data-mode",
    "theme",
    "style",
];

/// Follows the visitor's or the page's choice until it is dropped.
#[must_use = "the choice is followed until this is dropped"]
pub(crate) struct SchemeWatch {
    _listeners: Option<Listeners>,
    _observer: Option<NodeObserver>,
}

impl SchemeWatch {
    /// Sets the attribute that the sheet reads, and sets it anew when what `mode` follows has changed.
    pub(crate) fn new(root: &HtmlElement, mode: Mode) -> Self {
        apply(root, mode);
        let follows = matches!(mode, Mode::Auto | Mode::Host);
        Self {
            _listeners: follows.then(|| system_listener(root, mode)).flatten(),
            _observer: (mode == Mode::Host).then(|| page_observer(root)).flatten(),
        }
    }
}

fn apply(root: &HtmlElement, mode: Mode) {
    let scheme = match mode {
        Mode::Light => Scheme::Light,
        Mode::Dark => Scheme::Dark,
        Mode::Auto => of_system(),
        Mode::Host => of_page().unwrap_or_else(of_system),
    };
    let _ = root.set_attribute("data-scheme", if scheme == Scheme::Dark { "dark" } else { "light" });
}

fn prefers_dark() -> Option<web_sys::MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

fn of_system() -> Scheme {
    if prefers_dark().is_some_and(|query| query.matches()) { Scheme::Dark } else { Scheme::Light }
}

fn system_listener(root: &HtmlElement, mode: Mode) -> Option<Listeners> {
    let mut listeners = Listeners::new()?;
    let root = root.clone();
    listeners.add(&prefers_dark()?.into(), "change", Box::new(move |_| apply(&root, mode)));
    Some(listeners)
}

/// What the page shows: what it says in its marks, else its `color-scheme`, else how bright it is.
fn of_page() -> Option<Scheme> {
    let document = document()?;
    let elements = [document.document_element(), document.body().map(JsCast::unchecked_into::<Element>)];
    for element in elements.iter().flatten() {
        for name in MARKS {
            // What a page's style attribute says is in the computed style below.
            let mark = element.get_attribute(name).filter(|_| name != "style");
            if let Some(scheme) = mark.and_then(|mark| Scheme::marked(&mark)) {
                return Some(scheme);
            }
        }
    }
    let style = |element: &Element, property: &str| {
        window()?.get_computed_style(element).ok().flatten()?.get_property_value(property).ok()
    };
    let html = elements.first()?.as_ref()?;
    if let Some(scheme) = style(html, "color-scheme").and_then(|value| Scheme::marked(&value)) {
        return Some(scheme);
    }
    elements
        .iter()
        .rev()
        .flatten()
        .find_map(|element| Scheme::of_background(&style(element, "background-color")?))
}

/// Notices that the page's marks have changed.
fn page_observer(root: &HtmlElement) -> Option<NodeObserver> {
    let document = document()?;
    let root = root.clone();
    let observer = NodeObserver::new(move || apply(&root, Mode::Host))?;
    let options = MutationObserverInit::new();
    options.set_attributes(true);
    options.set_attribute_filter(&MARKS.iter().map(|name| JsValue::from_str(name)).collect::<Array>());
    observer.observe(&document.document_element()?.into(), &options);
    if let Some(body) = document.body() {
        observer.observe(&body, &options);
    }
    Some(observer)
}
