//! The tab's storage, and the page's memory for what may not or cannot be stored.
//!
//! Merely reading `window.sessionStorage` throws in a sandboxed frame and with storage blocked; a
//! write throws when the quota is used up. Neither may reach the shopper: the conversation then lives
//! as long as the page.

use std::cell::Cell;

use super::{hooks, window};

/// One value in `sessionStorage`, under a key of its own. Until it is first used it is kept in memory alone: what a
/// page stores before its reader asked for it is none of its business (ePrivacy).
pub(crate) struct SessionStorage {
    key: String,
    /// Whether it may be stored at all.
    allowed: Cell<bool>,
    /// Whether it is stored: it has been used, now or before a reload.
    used: Cell<bool>,
    /// Whether what is written is to be forgotten.
    forgotten: Cell<bool>,
}

impl SessionStorage {
    /// The value under `key`, and its text, if there is one; memory has it whole. Where it may not be stored, what was
    /// stored before is removed.
    pub(crate) fn open(key: String, allowed: bool) -> (Self, Option<String>) {
        let storage =
            Self { key, allowed: Cell::new(allowed), used: Cell::new(false), forgotten: Cell::new(false) };
        storage.allow(allowed);
        let stored = area().and_then(|area| area.get_item(&storage.key).ok().flatten());
        storage.used.set(stored.is_some());
        let text = hooks::recall(&storage.key).or(stored);
        (storage, text)
    }

    /// Whether what is written from now on may be stored.
    pub(crate) fn allow(&self, allowed: bool) {
        self.allowed.set(allowed);
        if !allowed {
            self.remove();
        }
    }

    /// It is used from now on: what is written may be stored. Says whether it was not before.
    pub(crate) fn keep(&self) -> bool {
        !self.used.replace(true)
    }

    /// Whether it has been used.
    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }

    /// Stores and remembers nothing more, and has nothing stored and nothing in memory.
    pub(crate) fn forget(&self) {
        self.allow(false);
        self.forgotten.set(true);
        hooks::remember(&self.key, None);
    }

    /// Stores `text`, in memory where the storage refuses it. `whole` is the same with all that may not be stored, which is
    /// for memory alone. A stored value that can no longer be replaced is removed: an old conversation must not come back
    /// as the present one.
    pub(crate) fn write(&self, text: &str, whole: Option<&str>) {
        let kept = self.allowed.get() && self.used.get();
        let stored = kept && area().is_some_and(|area| area.set_item(&self.key, text).is_ok());
        if kept && !stored {
            self.remove();
        }
        if !self.forgotten.get() {
            hooks::remember(&self.key, if stored { whole } else { whole.or(Some(text)) });
        }
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
