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
use web_sys::Element;

use crate::browser::host::{Host, Placement};
use crate::browser::{document, hooks};
use crate::core::config::Config;
use crate::driver::{Callbacks, Driver, option};
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

/// The widget.
#[wasm_bindgen(js_name = VIZOCHOKWidget)]
pub struct Widget {
    config: Rc<Config>,
    callbacks: Callbacks,
    mounted: RefCell<Option<Mounted>>,
    destroyed: Cell<bool>,
}

/// What a mounted widget holds. Dropped in this order: the view, its signals, the host.
struct Mounted {
    driver: Rc<Driver>,
    view: UnmountHandle<ui::El>,
    owner: Owner,
    _host: Host,
}

#[wasm_bindgen(js_class = VIZOCHOKWidget)]
impl Widget {
    /// Checks the configuration. A fault that leaves the widget usable is told by `onError` when it
    /// is mounted.
    ///
    /// # Errors
    /// An `Error` that names the field, when the widget could not work.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue) -> Result<Self, JsError> {
        let (checked, faults) =
            Config::check(&|name| option(&config, name)).map_err(|error| JsError::new(&error.to_string()))?;
        let callbacks = Callbacks::new(config);
        for fault in &faults {
            callbacks.invalid_config(&fault.to_string());
        }
        Ok(Self {
            config: Rc::new(checked),
            callbacks,
            mounted: RefCell::new(None),
            destroyed: Cell::new(false),
        })
    }

    /// Puts the widget into the page and connects: floating over it, or filling `target` (an element
    /// or a selector). Does nothing while it is mounted.
    ///
    /// # Errors
    /// An `Error` when there is no such element.
    pub fn mount(&self, target: &JsValue) -> Result<(), JsError> {
        if self.destroyed.get() || self.mounted.borrow().is_some() {
            return Ok(());
        }
        let (parent, placement) = place(target)?;
        let host = Host::attach(&parent, &self.config.store_id, placement)
            .ok_or_else(|| JsError::new("VIZOCHOKWidget: the page refuses new elements"))?;
        host.theme(&self.config.theme_properties());
        let driver = Driver::new(Rc::clone(&self.config), self.callbacks.clone());
        let desk: Weak<dyn Desk> = Rc::<Driver>::downgrade(&driver);
        // A root of its own, under which everything of the instance is made: the owner of whoever is
        // running now, a click handler of another widget perhaps, must not take this one with it.
        let owner = Owner::default();
        let root = host.root().clone();
        let config = Rc::clone(&self.config);
        let (view, handle) = owner.with(move || {
            let view = View::new(placement == Placement::Floating, &config, desk);
            (view, mount_to_renderer(&root, move || ui::app(view)))
        });
        driver.start(view);
        *self.mounted.borrow_mut() = Some(Mounted { driver, view: handle, owner, _host: host });
        Ok(())
    }

    /// Takes the widget out of the page and closes the connection. The conversation stays stored, and
    /// `mount` brings it back.
    pub fn unmount(&self) {
        let mounted = self.mounted.borrow_mut().take();
        if let Some(Mounted { driver, view, owner, _host }) = mounted {
            driver.stop();
            drop(view);
            owner.cleanup();
        }
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

    /// Tells the shopper and the page that the widget was started again after a crash.
    pub fn recovered(&self) {
        self.with_driver(Driver::recovered);
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
