//! Keeping the host in the page.
//!
//! Routers replace the body, morph it or empty it (Turbo, Astro, htmx and many a page's own) and know
//! nothing of the host. It comes back by itself, before the next paint, with the focus and what was read;
//! the program and its socket never notice. A page that wants it gone says so: `unmount()`.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, MutationObserverInit};

use super::listeners::Listeners;
use super::observer::NodeObserver;
use super::timer::Timer;
use super::{document, sheet, window};

/// So many returns before [`CALM`] has gone by are a quarrel with a script that does not want the host: then it stays
/// away. A router whose pages are there already comes to some twenty.
const MOST_RETURNS: u32 = 50;
/// In milliseconds, by a timer: a quarrel with an observer of the page never ends its task, so none runs then, however
/// long each return takes.
const CALM: u64 = 1000;
/// A phone's bars may lie between the height of the window and what a fixed element measures, in CSS pixels.
const BARS: f64 = 120.0;

/// Brings a host back that was taken out of the page, until it is dropped.
#[must_use = "the host is brought back until this is dropped"]
pub(crate) struct Home {
    _watch: Rc<Watch>,
    _focus: Option<Listeners>,
}

struct Watch {
    host: HtmlElement,
    root: HtmlElement,
    /// Names the place of an inline widget. A floating one has its place in the body.
    selector: Option<String>,
    observer: RefCell<Option<NodeObserver>>,
    focused: Rc<RefCell<Option<HtmlElement>>>,
    me: Weak<Self>,
    returns: Cell<u32>,
    calm: RefCell<Option<Timer>>,
}

impl Home {
    /// For a host that has just been put into the page.
    pub(crate) fn new(host: &HtmlElement, root: &HtmlElement, selector: Option<String>) -> Option<Self> {
        let focused = Rc::default();
        let focus = focus_listeners(root, &focused);
        let watch = Rc::new_cyclic(|weak: &Weak<Watch>| {
            let me = weak.clone();
            let observer = NodeObserver::new(move || {
                if let Some(watch) = me.upgrade() {
                    watch.look();
                }
            });
            let (host, root) = (host.clone(), root.clone());
            Watch {
                host,
                root,
                selector,
                observer: RefCell::new(observer),
                focused,
                me: weak.clone(),
                returns: Cell::default(),
                calm: RefCell::default(),
            }
        });
        watch.observe()?;
        Some(Self { _watch: watch, _focus: focus })
    }
}

impl Watch {
    /// Observes what there is now: the document, the root, the body.
    fn observe(&self) -> Option<()> {
        let document = document()?;
        let options = MutationObserverInit::new();
        options.set_child_list(true);
        let observer = self.observer.borrow();
        let observer = observer.as_ref()?;
        observer.observe(&document, &options);
        observer.observe(document.document_element()?.unchecked_ref(), &options);
        observer.observe(document.body()?.unchecked_ref(), &options);
        Some(())
    }

    /// Something has changed in the page.
    fn look(&self) {
        if !is_home(&self.host) {
            let returns = self.returns.get().saturating_add(1);
            self.returns.set(returns);
            if returns == 1 {
                let me = self.me.clone();
                *self.calm.borrow_mut() = Some(Timer::new(CALM, move || {
                    if let Some(watch) = me.upgrade() {
                        watch.returns.set(0);
                    }
                }));
            }
            if returns > MOST_RETURNS {
                *self.observer.borrow_mut() = None;
                return;
            }
            self.bring_back();
        }
        self.observe();
    }

    fn bring_back(&self) -> Option<()> {
        let document = document()?;
        let parent: Element = match &self.selector {
            Some(selector) => document.query_selector(selector).ok()??,
            None => document.body()?.into(),
        };
        parent.append_child(&self.host).ok()?;
        settle(&self.host, self.selector.is_none());
        if let Some(log) = self.root.query_selector(".log").ok()? {
            let _ = log.dispatch_event(&Event::new("moved").ok()?);
        }
        let focused = self.focused.borrow().clone()?;
        let elsewhere = document.active_element().is_some_and(|active| active.tag_name() != "BODY");
        if !elsewhere {
            let _ = focused.focus();
        }
        Some(())
    }
}

fn is_home(host: &HtmlElement) -> bool {
    host.is_connected() && host.owner_document() == document()
}

/// Remembers what has the focus. An element that loses it because it was taken out keeps its claim: engines differ in
/// whether that is told, before or after it is out, so a claim lasts until the task has ended.
fn focus_listeners(root: &HtmlElement, focused: &Rc<RefCell<Option<HtmlElement>>>) -> Option<Listeners> {
    let mut listeners = Listeners::new()?;
    let (taken, lost) = (Rc::clone(focused), Rc::clone(focused));
    let ending = Rc::new(RefCell::new(None));
    let ended = Rc::clone(&ending);
    listeners.add(
        root,
        "focusin",
        Box::new(move |event| {
            // A modal of the page would fetch the focus back into itself.
            event.stop_propagation();
            *ended.borrow_mut() = None;
            *taken.borrow_mut() = event.target().and_then(|target| target.dyn_into().ok());
        }),
    );
    listeners.add(
        root,
        "focusout",
        Box::new(move |_| {
            let lost = Rc::clone(&lost);
            *ending.borrow_mut() = Some(Timer::new(0, move || *lost.borrow_mut() = None));
        }),
    );
    Some(listeners)
}

/// What is to be done wherever a host has come into the page.
pub(crate) fn settle(host: &HtmlElement, floating: bool) {
    // Another document has taken it off.
    if let Some(shadow) = host.shadow_root() {
        sheet::adopt(&shadow);
    }
    drop_copies();
    if floating && is_displaced(host) {
        // The layer above all others is placed against the window again. A second call is refused.
        let _ = host.set_popover(Some("manual"));
        let _ = host.show_popover();
    }
}

/// A transform, a filter or a containment of the page's root or body places fixed elements against that
/// element instead of the window.
fn is_displaced(host: &HtmlElement) -> bool {
    let height = window().and_then(|window| window.inner_height().ok()?.as_f64());
    let place = host.get_bounding_client_rect();
    place.left().abs() > 1.0 || height.is_some_and(|height| (place.bottom() - height).abs() > BARS)
}

/// Routers keep copies of pages for the way back. A copy of a host is empty: shadow roots are not copied.
fn drop_copies() {
    let Some(found) = document().and_then(|page| page.query_selector_all("[data-vizochok]").ok()) else {
        return;
    };
    for index in 0..found.length() {
        let copy = found.get(index).and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(copy) = copy.filter(|copy| copy.shadow_root().is_none()) {
            copy.remove();
        }
    }
}
