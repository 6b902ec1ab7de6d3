//! The tab's storage, or memory where the page has none.
//!
//! Merely reading `window.sessionStorage` throws in a sandboxed frame and with storage blocked; a
//! write throws when the quota is used up. Neither may reach the shopper: the conversation then lives
//! as long as the page.

use std::cell::{Cell, RefCell};

use super::window;

/// One value in `sessionStorage`, under a key of its own.
pub(crate) struct SessionStorage {
    key: String,
    forgotten: Cell<bool>,
    memory: RefCell<Option<String>>,
}

impl SessionStorage {
    /// The value under `key`.
    pub(crate) fn new(key: String) -> Self {
        Self { key, forgotten: Cell::new(false), memory: RefCell::new(None) }
    }

    /// The stored text, if there is one.
    pub(crate) fn read(&self) -> Option<String> {
        let stored = area().and_then(|area| area.get_item(&self.key).ok().flatten());
        stored.or_else(|| self.memory.borrow().clone())
    }

    /// Stores `text`, in memory where the storage refuses it. A stored value that can no longer be
    /// replaced is removed: an old conversation must not come back as the present one.
    pub(crate) fn write(&self, text: String) {
        if self.forgotten.get() {
            return;
        }
        let stored = area().is_some_and(|area| {
            area.set_item(&self.key, &text).is_ok() || {
                let _ = area.remove_item(&self.key);
                false
            }
        });
        *self.memory.borrow_mut() = if stored { None } else { Some(text) };
    }

    /// Removes what is stored, and stores nothing more.
    pub(crate) fn forget(&self) {
        self.forgotten.set(true);
        *self.memory.borrow_mut() = None;
        if let Some(area) = area() {
            let _ = area.remove_item(&self.key);
        }
    }
}

fn area() -> Option<web_sys::Storage> {
    window().and_then(|window| window.session_storage().ok().flatten())
}
