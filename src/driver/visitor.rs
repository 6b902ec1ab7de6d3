//! Who asks, for a protocol that tells visitors apart: an id in the tab's storage, and the claim to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::browser::claim::Claim;
use crate::browser::entropy::entropy;
use crate::browser::storage::SessionStorage;
use crate::core::{config, visitor_id};

use wasm_bindgen::JsValue;

use super::{Driver, PageOptions};

/// An id, as long as a widget speaks by it.
type Id = RefCell<String>;

thread_local! {
    /// The ids that the page's widgets speak by, with their keys. Before the first use they are stored nowhere, and
    /// yet two widgets of a page are one visitor.
    static SPOKEN: RefCell<Vec<(&'static str, Weak<Id>)>> = const { RefCell::new(Vec::new()) };
}

/// The visitor of one tab.
pub(super) struct Visitor {
    storage: SessionStorage,
    id: Rc<Id>,
    held: RefCell<Option<Rc<Claim>>>,
}

impl Visitor {
    /// The visitor whose id is stored under `key`, or whom another widget of the page speaks for, or a new one.
    pub(super) fn new(key: &'static str, allowed: bool) -> Self {
        let (storage, stored) = SessionStorage::open(key.to_owned(), allowed);
        // Whatever a page may have put there: an id is not longer than a UUID.
        let stored = stored.filter(|id| id.len() == 36 && id.is_ascii());
        let visitor = Self { storage, id: Rc::default(), held: RefCell::default() };
        let spoken = SPOKEN.with_borrow_mut(|all| {
            all.retain(|(_, id)| id.strong_count() > 0);
            let known = all.iter().find(|(of, _)| *of == key).and_then(|(_, id)| id.upgrade());
            all.push((key, Rc::downgrade(&visitor.id)));
            known.map(|id| id.borrow().clone())
        });
        visitor.be(stored.or(spoken).unwrap_or_else(new_id));
        visitor
    }

    /// The shopper has used it: the id may be stored.
    pub(super) fn keep(&self) {
        self.storage.keep();
        self.be(self.id());
    }

    /// Whether the id may be stored at all.
    pub(super) fn allow(&self, allowed: bool) {
        self.storage.allow(allowed);
        self.be(self.id());
    }

    /// Stores nothing more, and has nothing stored.
    pub(super) fn forget(&self) {
        self.storage.forget();
    }

    /// The id.
    pub(super) fn id(&self) -> String {
        self.id.borrow().clone()
    }

    /// Is the visitor of this id from now on.
    fn be(&self, id: String) {
        self.storage.write(&id, None);
        *self.id.borrow_mut() = id;
    }

    fn claim(&self, answer: Box<dyn FnOnce(bool)>) -> Option<Rc<Claim>> {
        Claim::new(&["vizochok-visitor-", &self.id()].concat(), answer)
    }

    /// Lets go of the id: a page that is left must not keep it from the tab's next one.
    #[inline(never)]
    pub(super) fn release(&self) {
        *self.held.borrow_mut() = None;
    }
}

fn new_id() -> String {
    visitor_id(entropy())
}

impl Driver {
    /// Says who the visitor is, as the page has it. What cannot be used is named, and nothing of it is told. A seam:
    /// see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(super) fn introduce(&self, who: &JsValue) {
        match config::identity(&PageOptions(who)) {
            Ok(who) => self.turn(&mut |client, now| client.identify(now, who.clone())),
            Err(fault) => self.emit.error("invalid_config", &fault.message()),
        }
    }

    /// Makes sure of the visitor's id, and connects. A tab that was duplicated has the id of the other one: it is
    /// somebody else, and begins anew.
    #[inline(never)]
    pub(super) fn claim_and_connect(&self) {
        let Some(visitor) = self.visitor.get() else {
            self.connect();
            return;
        };
        let me = self.me.clone();
        let claim = visitor.claim(Box::new(move |ours| {
            if let Some(driver) = me.upgrade() {
                if !ours {
                    driver.begin_as_another();
                }
                driver.connect();
            }
        }));
        // One that was refused is not held on to: by now another one may stand there.
        let mut kept = visitor.held.borrow_mut();
        if kept.is_none() {
            *kept = claim;
        }
    }

    /// Begins a new conversation as another visitor. Says whether the protocol tells visitors apart.
    #[inline(never)]
    pub(super) fn begin_as_another(&self) -> bool {
        let Some(visitor) = self.visitor.get() else { return false };
        visitor.release();
        visitor.be(new_id());
        let id = visitor.id();
        self.turn(&mut |client, now| client.new_visitor(now, id.clone()));
        // Nobody else can have it.
        *visitor.held.borrow_mut() = visitor.claim(Box::new(|_| {}));
        true
    }
}
