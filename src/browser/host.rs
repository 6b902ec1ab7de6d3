//! The element that carries the widget: an open shadow root with one `<div>` in it.
//!
//! The page's style sheets still apply to the host itself, and some hide empty elements, reset every
//! property or fade in whatever is new. So what the host needs is set on it inline and `!important`,
//! through the style object, which a page's content policy allows.

use web_sys::{Element, HtmlElement, ShadowRootInit, ShadowRootMode};

use super::hooks::Held;
use super::{document, sheet};

/// Where the widget stands in the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Above the page, in a lower corner.
    Floating,
    /// In an element of the page, which it fills.
    Inline,
}

/// What both placements need to survive a hostile sheet.
const COMMON: &[(&str, &str)] = &[
    ("display", "block"),
    ("visibility", "visible"),
    ("opacity", "1"),
    ("pointer-events", "auto"),
    ("margin", "0"),
    ("padding", "0"),
    ("border", "0"),
    ("background", "none"),
    ("transform", "none"),
    ("filter", "none"),
    ("clip-path", "none"),
    ("transition", "none"),
    ("animation", "none"),
    ("overflow", "visible"),
    ("float", "none"),
    ("max-width", "none"),
    ("max-height", "none"),
    ("min-width", "0"),
];

/// No box of its own: the launcher and the panel are placed inside, against the viewport.
const FLOATING: &[(&str, &str)] = &[
    ("position", "fixed"),
    ("inset", "auto 0 0 0"),
    ("width", "auto"),
    ("height", "0"),
    ("min-height", "0"),
    ("z-index", "2147483000"),
];

const INLINE: &[(&str, &str)] = &[
    ("position", "relative"),
    ("inset", "auto"),
    ("width", "100%"),
    ("height", "100%"),
    ("min-height", "320px"),
    ("z-index", "0"),
];

/// The host element, removed from the page when it is dropped.
#[must_use = "the host is removed on drop"]
pub(crate) struct Host {
    host: HtmlElement,
    root: HtmlElement,
    _held: Held,
}

impl Host {
    /// Puts a host into `parent`. `None` when the page refuses, for example a document without elements.
    pub(crate) fn attach(parent: &Element, store_id: &str, placement: Placement) -> Option<Self> {
        use wasm_bindgen::JsCast;
        let document = document()?;
        let host: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        host.set_attribute("data-vizochok", store_id).ok()?;
        let style = host.style();
        let placed = if placement == Placement::Floating { FLOATING } else { INLINE };
        for (name, value) in COMMON.iter().chain(placed) {
            let _ = style.set_property_with_priority(name, value, "important");
        }
        let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?;
        sheet::adopt(&shadow);
        let root: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        root.set_class_name("root");
        shadow.append_child(&root).ok()?;
        parent.append_child(&host).ok()?;
        let held = Held::new(&host);
        Some(Self { host, root, _held: held })
    }

    /// The `<div>` that the view is mounted in. Not the shadow root itself: a view whose outermost
    /// part changes cannot be swapped directly under a shadow root.
    pub(crate) fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Sets the shop's theme: custom properties on the root, which the sheet reads.
    pub(crate) fn theme(&self, properties: &[(&'static str, String)]) {
        let style = self.root.style();
        for (name, value) in properties {
            let _ = style.set_property(name, value);
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.host.remove();
    }
}
