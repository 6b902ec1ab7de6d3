//! The tab's storage, or memory where the page has none.
//!
//! Merely reading `window.sessionStorage` throws in a sandboxed frame and with storage blocked; a
//! write throws when the quota is used up. Neither may reach the shopper: the conversation then lives
//! as long as the page.

use std::cell::{Cell, RefCell};

use super::window;

/// One value in `sessionStorage`, under a key of its own. Until it is first used it is kept in memory alone: what a
/// page stores before its reader asked for it is none of its business (ePrivacy).
pub(crate) struct SessionStorage {
    key: String,
    /// Whether it may be stored at all.
    allowed: Cell<bool>,
    /// Whether it is stored: it has been used, now or before a reload.
    used: Cell<bool>,
    memory: RefCell<Option<String>>,
}

impl SessionStorage {
    /// The value under `key`. Where it may not be stored, what was stored before is removed.
    pub(crate) fn new(key: String, allowed: bool) -> Self {
        let storage =
            Self { key, allowed: Cell::new(allowed), used: Cell::new(false), memory: RefCell::new(None) };
        storage.allow(allowed);
        storage.used.set(storage.read().is_some());
        storage
    }

    /// Whether it may be stored from now on.
    pub(crate) fn allow(&self, allowed: bool) {
        self.allowed.set(allowed);
        if allowed {
            self.settle();
        } else {
            self.remove();
        }
    }

    /// It is used from now on.
    pub(crate) fn keep(&self) {
        if !self.used.replace(true) {
            self.settle();
        }
    }

    /// Whether it has been used.
    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }

    /// Stores what has been in memory alone, if it may be.
    fn settle(&self) {
        let text = self.memory.borrow_mut().take();
        if let Some(text) = text {
            self.write(text);
        }
    }

    /// Stores nothing more, and has nothing stored.
    pub(crate) fn forget(&self) {
        self.allow(false);
        *self.memory.borrow_mut() = None;
    }

    /// The text, if there is one.
    pub(crate) fn read(&self) -> Option<String> {
        let stored = area().and_then(|area| area.get_item(&self.key).ok().flatten());
        stored.or_else(|| self.memory.borrow().clone())
    }

    /// Stores `text`, in memory where the storage refuses it. A stored value that can no longer be
    /// replaced is removed: an old conversation must not come back as the present one.
    pub(crate) fn write(&self, text: String) {
        let kept = self.allowed.get() && self.used.get();
        let stored = kept && area().is_some_and(|area| area.set_item(&self.key, &text).is_ok());
        if kept && !stored {
            self.remove();
        }
        *self.memory.borrow_mut() = if stored { None } else { Some(text) };
    }

    fn remove(&self) {
        if let Some(area) = area() {
            let _ = area.remove_item(&self.key);
        }
    }
}

fn area() -> Option<web_sys::Storage> {
    window().and_then(|window| window.session_storage().ok().flatten())
}
