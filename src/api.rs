//! What JavaScript sees: the class `VIZOCHOKWidget`, complete and usable by itself.
//!
//! Every export takes `&self`: a page's callback may call back into the widget at any time, and an
//! exclusive borrow would make that an error. The package's public class of the same name wraps this
//! one: it is there before the program is loaded, and makes it anew after a crash.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use crate::browser::host::{Host, Placement};
use crate::browser::{document, fetch, hooks, part};
use crate::core::config::Config;
use crate::driver::{Driver, Emit, PageOptions};
use crate::ui;
use crate::ui::view::{Desk, Intent, View};

/// Sets the hooks of whoever outlives the program: `hold` and `release` hear what the program holds of
/// the page, `onPanic` hears the message when it stops.
#[wasm_bindgen(js_name = setHooks)]
pub fn set_hooks(hooks: JsValue) {
    hooks::set(hooks);
}

/// Has the next call run in a fresh instance of the program. A panic does this by itself where panics have
/// hooks; where they do not (they only stop the program), and for any other stop, the glue does it (see
/// `npm/scripts/glue.mjs`), with the machinery that wasm-bindgen writes for this function.
#[wasm_bindgen]
pub fn restart() {
    wasm_bindgen::handler::schedule_reinit();
}

/// The text of a language's file, for the field `words` of a configuration. As for `update`, the second part of
/// the program has to be there.
///
/// # Errors
/// An `Error` that says what went wrong.
#[wasm_bindgen(js_name = loadWords)]
pub async fn load_words(url: String) -> Result<String, JsError> {
    fetch::text(&url).await.map_err(|error| JsError::new(&error))
}

/// The widget.
#[wasm_bindgen(js_name = VIZOCHOKWidget)]
pub struct Widget {
    config: RefCell<Rc<Config>>,
    emit: Emit,
    mounted: RefCell<Option<Mounted>>,
    hidden: Cell<bool>,
    destroyed: Cell<bool>,
}

/// What a mounted widget holds.
struct Mounted {
    driver: Rc<Driver>,
    shown: Shown,
    host: Host,
    /// Where the page wanted it.
    target: JsValue,
}

/// A view in a host. Dropped in this order: the nodes, the signals.
struct Shown {
    view: View,
    nodes: UnmountHandle<ui::El>,
    owner: Owner,
}

impl Shown {
    fn new(driver: &Rc<Driver>, host: &Host, open: bool) -> Self {
        let desk: Weak<dyn Desk> = Rc::<Driver>::downgrade(driver);
        // A root of its own, under which everything of the instance is made: the owner of whoever is
        // running now, a click handler of another widget perhaps, must not take this one with it.
        let owner = Owner::default();
        let (root, floating) = (host.root().clone(), host.is_floating());
        // Before the driver begins there is a launcher alone.
        let made = driver.has_begun();
        let (view, nodes) = owner.with(move || {
            let view = View::new(floating, open, made, desk);
            (view, mount_to_renderer(&root, move || ui::app(view)))
        });
        Self { view, nodes, owner }
    }

    fn remove(self) {
        drop(self.nodes);
        self.owner.cleanup();
    }
}

#[wasm_bindgen(js_class = VIZOCHOKWidget)]
impl Widget {
    /// Checks the configuration. `emit(event, detail)` hears everything that the page is to be told, each from a
    /// microtask of its own: a fault of the configuration that leaves the widget usable, too. Only
    /// `('before-send', text)` is asked at once, and `false` keeps the text from being sent.
    ///
    /// # Errors
    /// An `Error` that names the field, when the widget could not work.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, emit: JsValue) -> Result<Self, JsError> {
        let emit = Emit::new(emit);
        Ok(Self {
            config: RefCell::new(checked(&config, &emit)?),
            emit,
            mounted: RefCell::new(None),
            hidden: Cell::new(false),
            destroyed: Cell::new(false),
        })
    }

    /// Puts the widget into the page: floating over it, or filling `target` (an element or a selector). Does
    /// nothing while it is mounted. The rest waits for `connect`: in one task it would be a long one on a slow machine.
    ///
    /// # Errors
    /// An `Error` when there is no such element.
    pub fn mount(&self, target: &JsValue) -> Result<(), JsError> {
        if self.destroyed.get() || self.mounted.borrow().is_some() {
            return Ok(());
        }
        let (parent, placement) = place(target)?;
        let config = Rc::clone(&self.config.borrow());
        let host = Host::attach(&parent, target.as_string(), placement, &config)
            .ok_or_else(|| JsError::new("VIZOCHOKWidget: the page refuses new elements"))?;
        let driver = Driver::new(config, self.emit.clone());
        let shown = Shown::new(&driver, &host, !host.is_floating());
        driver.start(shown.view);
        host.set_hidden(self.hidden.get());
        *self.mounted.borrow_mut() = Some(Mounted { driver, shown, host, target: target.clone() });
        Ok(())
    }

    /// Makes the panel of the mounted widget, shows the conversation that is stored, and connects: once for each
    /// `mount`, however often it is called.
    pub fn connect(&self) {
        self.with_driver(Driver::begin);
    }

    /// Takes the widget out of the page and closes the connection. The conversation stays stored, and
    /// `mount` brings it back.
    pub fn unmount(&self) {
        let mounted = self.mounted.borrow_mut().take();
        if let Some(Mounted { driver, shown, host, .. }) = mounted {
            driver.stop();
            shown.remove();
            drop(host);
        }
    }

    /// Takes another configuration, whole, at once. What concerns the look is put on; other words make the
    /// view anew, open or closed as it was; another key, store, customer or server begins the conversation
    /// that belongs to it.
    ///
    /// # Errors
    /// As those of the constructor and of `mount`; a configuration that is refused changes nothing. The second
    /// part of the program has to be there (`loadConversation` in `npm/scripts/glue.mjs`).
    pub fn update(&self, config: JsValue) -> Result<(), JsError> {
        if part::is_here() { self.change(config) } else { Err(JsError::new("VIZOCHOKWidget: not loaded")) }
    }

    /// Unmounts for good. Harmless when called again.
    pub fn destroy(&self) {
        self.destroyed.set(true);
        self.unmount();
    }

    /// Opens the panel.
    pub fn open(&self) {
        self.with_driver(|driver| driver.ask(Intent::Open));
    }

    /// Closes the panel. The connection stays.
    pub fn close(&self) {
        self.with_driver(|driver| driver.ask(Intent::Close));
    }

    /// Opens the panel if it is closed, and closes it if it is open.
    pub fn toggle(&self) {
        self.with_driver(|driver| driver.set_open(!driver.is_open()));
    }

    /// Sends a message as if the shopper had typed it. What cannot be sent is told by `onError`.
    #[wasm_bindgen(js_name = sendMessage)]
    pub fn send_message(&self, text: &str) {
        self.with_driver(|driver| {
            let _ = driver.send(text);
        });
    }

    /// Hides the widget with its launcher, or shows it again. It stays connected.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, hidden: bool) {
        self.hidden.set(hidden);
        if let Some(mounted) = &*self.mounted.borrow() {
            mounted.host.set_hidden(hidden);
        }
    }

    /// Focuses the launcher.
    pub fn focus(&self) {
        // Nothing is borrowed when the page hears of the focus.
        let launcher = self.mounted.borrow().as_ref().and_then(|mounted| mounted.host.find(".launcher"));
        focus(launcher);
    }

    /// Has nothing stored any more, and stores nothing until the next `mount`.
    pub fn forget(&self) {
        self.with_driver(Driver::forget);
    }

    /// Begins a new conversation at once, as the shopper does from the menu.
    #[wasm_bindgen(js_name = newConversation)]
    pub fn new_conversation(&self) {
        self.with_driver(Driver::begin_anew);
    }

    /// Says who the visitor is, in a protocol that has a word for it: `{ userId, name?, email?, userHash? }`. A field
    /// that cannot be used is told as an error that names it.
    pub fn identify(&self, who: &JsValue) {
        self.with_driver(|driver| driver.identify(who));
    }

    /// Tells the shopper and the page that the widget was started again after a crash.
    pub fn recovered(&self) {
        self.with_driver(Driver::recovered);
    }

    /// Takes another configuration. A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    fn change(&self, config: JsValue) -> Result<(), JsError> {
        let config = checked(&config, &self.emit)?;
        let old = self.config.replace(Rc::clone(&config));
        let Some(mut mounted) = self.mounted.borrow_mut().take() else { return Ok(()) };
        let open = mounted.driver.is_open();
        if !config.talks_as(&old) {
            let target = mounted.target.clone();
            *self.mounted.borrow_mut() = Some(mounted);
            self.unmount();
            self.mount(&target)?;
            self.connect();
            if open {
                self.open();
            }
            return Ok(());
        }
        let other_view = !config.looks_only_differ(&old);
        mounted.host.dress(&config);
        mounted.driver.configure(config);
        if other_view {
            let focused = mounted.host.has_focus();
            let shown = Shown::new(&mounted.driver, &mounted.host, open);
            shown.view.unread.set(mounted.shown.view.unread.get_untracked());
            mounted.driver.show_in(shown.view);
            std::mem::replace(&mut mounted.shown, shown).remove();
            if focused {
                focus(mounted.host.find("textarea"));
            }
        }
        *self.mounted.borrow_mut() = Some(mounted);
        Ok(())
    }

    fn with_driver(&self, act: impl FnOnce(&Driver)) {
        let driver = self.mounted.borrow().as_ref().map(|mounted| Rc::clone(&mounted.driver));
        if let Some(driver) = driver {
            act(&driver);
        }
    }
}

impl Drop for Widget {
    /// A widget that JavaScript lets go of without `destroy` must not leave its host behind.
    fn drop(&mut self) {
        self.unmount();
    }
}

/// A configuration that can be used; the page hears of what is wrong with it. The words of a fault are for the
/// shop's developer, so they are English.
fn checked(config: &JsValue, emit: &Emit) -> Result<Rc<Config>, JsError> {
    let (checked, faults) =
        Config::check(&PageOptions(config)).map_err(|error| JsError::new(&error.message()))?;
    for fault in &faults {
        emit.error("invalid_config", &fault.message());
    }
    Ok(Rc::new(checked))
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Where `target` says the widget is to stand.
fn place(target: &JsValue) -> Result<(Element, Placement), JsError> {
    let document = document().ok_or_else(|| JsError::new("VIZOCHOKWidget: there is no document"))?;
    if target.is_undefined() || target.is_null() {
        let body = document.body().ok_or_else(|| {
            JsError::new("VIZOCHOKWidget: document.body is not there yet; call mount() once it is")
        })?;
        return Ok((body.into(), Placement::Floating));
    }
    if let Some(element) = target.dyn_ref::<Element>() {
        return Ok((element.clone(), Placement::Inline));
    }
    let found = target.as_string().and_then(|selector| document.query_selector(&selector).ok().flatten());
    found
        .map(|element| (element, Placement::Inline))
        .ok_or_else(|| JsError::new("VIZOCHOKWidget: mount(target): there is no such element in the page"))
}
