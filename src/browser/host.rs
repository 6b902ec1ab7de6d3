//! The element that carries the widget: an open shadow root with one `<div>` in it.
//!
//! The page's style sheets still apply to the host itself, and some hide empty elements, reset every
//! property or fade in whatever is new. So what the host needs is set on it inline and `!important`,
//! through the style object, which a page's content policy allows.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRootInit, ShadowRootMode};

use super::home::Home;
use super::hooks::Held;
use super::listeners::Listeners;
use super::scheme::SchemeWatch;
use super::{document, home, viewport};
use crate::core::config::Config;
use crate::core::config::theme::PROPERTIES;

/// Where the widget stands in the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Above the page, in a lower corner.
    Floating,
    /// In an element of the page, which it fills.
    Inline,
}

/// What both placements need to survive a hostile sheet.
const COMMON: &str = "display:block!important;visibility:visible!important;opacity:1!important;pointer-events:auto!important;\
    margin:0!important;padding:0!important;border:0!important;background:none!important;transform:none!important;\
    filter:none!important;clip-path:none!important;transition:none!important;animation:none!important;\
    overflow:visible!important;float:none!important;max-width:none!important;max-height:none!important;min-width:0!important;";

/// No box of its own: the launcher and the panel are placed inside, against the viewport.
const FLOATING: &str = "position:fixed!important;inset:auto 0 0 0!important;width:auto!important;height:0!important;\
    min-height:0!important";

const INLINE: &str = "position:relative!important;inset:auto!important;width:100%!important;height:100%!important;\
    min-height:320px!important;z-index:0!important";

/// The host element, removed from the page when it is dropped.
#[must_use = "the host is removed on drop"]
pub(crate) struct Host {
    host: HtmlElement,
    root: HtmlElement,
    placement: Placement,
    scheme: RefCell<Option<SchemeWatch>>,
    _viewport: Option<Listeners>,
    home: Option<Home>,
    _held: Held,
}

impl Host {
    /// Puts a host into `parent`, which `selector` names if it was named at all. `None` when the page
    /// refuses, for example a document without elements.
    pub(crate) fn attach(
        parent: &Element,
        selector: Option<String>,
        placement: Placement,
        config: &Config,
    ) -> Option<Self> {
        let document = document()?;
        let host: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        host.set_attribute("data-vizochok", &config.store_id).ok()?;
        let placed = if placement == Placement::Floating { FLOATING } else { INLINE };
        host.style().set_css_text(&[COMMON, placed].concat());
        let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?;
        let root: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        root.set_class_name("root");
        shadow.append_child(&root).ok()?;
        let held = Held::new(&host);
        let (scheme, viewport) = (RefCell::new(None), viewport::watch(&root));
        let mut attached =
            Self { host, root, placement, scheme, _viewport: viewport, home: None, _held: held };
        attached.dress(config);
        parent.append_child(&attached.host).ok()?;
        let floating = placement == Placement::Floating;
        home::settle(&attached.host, floating);
        if floating || selector.is_some() {
            attached.home = Home::new(&attached.host, &attached.root, selector);
        }
        Some(attached)
    }

    /// The `<div>` that the view is mounted in. Not the shadow root itself: a view whose outermost
    /// part changes cannot be swapped directly under a shadow root.
    pub(crate) fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Whether it stands above the page.
    pub(crate) fn is_floating(&self) -> bool {
        self.placement == Placement::Floating
    }

    /// Whether the focus is in the widget.
    pub(crate) fn has_focus(&self) -> bool {
        self.host.shadow_root().is_some_and(|root| root.active_element().is_some())
    }

    /// The first element that `selector` names.
    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
    }

    /// Hides all of it from the page, or shows it.
    pub(crate) fn set_hidden(&self, hidden: bool) {
        let display = if hidden { "none" } else { "block" };
        let _ = self.host.style().set_property_with_priority("display", display, "important");
    }

    /// Puts on the look that the options ask for: custom properties on the root, which the sheet reads, the
    /// scheme of colours, and the layer.
    pub(crate) fn dress(&self, config: &Config) {
        let style = self.root.style();
        for name in PROPERTIES {
            let _ = style.remove_property(name);
        }
        for (name, value) in config.properties() {
            let _ = style.set_property(name, &value);
        }
        *self.scheme.borrow_mut() = Some(SchemeWatch::new(&self.root, config.theme.mode));
        if self.placement == Placement::Floating {
            let layer = config.z_index.to_string();
            let _ = self.host.style().set_property_with_priority("z-index", &layer, "important");
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // First: whoever brings it back must not see it go.
        self.home = None;
        self.host.remove();
    }
}
