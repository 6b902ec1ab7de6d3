//! What waits until the second part of the program is here (see `browser::part`).
//!
//! Without it the widget connects, opens and takes what is typed. What concerns a conversation waits here,
//! in order: frames of the server, and messages that the page sends. The shopper's own message waits in the
//! field (`ui::composer`), where it is seen and kept.

use std::cell::{Cell, RefCell};

use super::{Driver, conversation};
use crate::browser::part;
use crate::browser::socket::SocketEvent;
use crate::browser::timer::Timer;
use crate::core::client::SocketId;
use crate::core::clock::Millis;
use crate::ui::view::{Desk, FAILED, HERE, Intent};

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// How long after it could not be loaded the part is asked for again, in milliseconds.
const AGAIN: Millis = 5_000;

/// What waits.
enum Held {
    Socket(SocketId, SocketEvent),
    Message(String),
    Identity(JsValue),
    NewConversation,
}

/// Whether the part is here, and what waits for it.
pub(super) struct Gate {
    open: Cell<bool>,
    loading: Cell<bool>,
    /// The conversation begins with the part: one is stored, or the protocol wants to know first who asks.
    to_begin: Cell<bool>,
    /// The text of the stored session, until it is read.
    stored: RefCell<Option<String>>,
    held: RefCell<Vec<Held>>,
    again: RefCell<Option<Timer>>,
}

impl Gate {
    /// `stored` is the text of the stored session.
    pub(super) fn new(asks_who: bool, stored: Option<String>) -> Self {
        Self {
            open: Cell::new(part::is_here()),
            loading: Cell::new(false),
            to_begin: Cell::new(asks_who || stored.is_some()),
            stored: RefCell::new(stored),
            held: RefCell::default(),
            again: RefCell::default(),
        }
    }

    /// Whether the part is here.
    pub(super) fn is_open(&self) -> bool {
        self.open.get()
    }

    /// Whether the conversation is still to begin.
    pub(super) fn is_to_begin(&self) -> bool {
        self.to_begin.get()
    }

    /// The conversation begins. Gives the text of the stored session, if there is one.
    pub(super) fn begin(&self) -> Option<String> {
        self.to_begin.set(false);
        self.stored.take()
    }

    fn hold(&self, what: Held) {
        self.held.borrow_mut().push(what);
    }
}

impl Driver {
    /// Keeps what a socket reports if it has to wait, and gives it back if not.
    pub(super) fn hold(&self, socket: SocketId, event: SocketEvent) -> Option<SocketEvent> {
        if self.gate.is_open() {
            return Some(event);
        }
        if self.gate.held.borrow().is_empty() {
            let SocketEvent::Text(text) = &event else { return Some(event) };
            let mut done = false;
            self.turn(&mut |client, now| done = client.handle_link_frame(now, socket, text));
            if done {
                return None;
            }
        }
        // Behind a frame that waits everything waits, or it would overtake it.
        self.gate.hold(Held::Socket(socket, event));
        self.need();
        None
    }

    /// A message of the page's. Says whether it waits.
    pub(super) fn hold_message(&self, text: &str) -> bool {
        let waits = !self.gate.is_open();
        if waits {
            self.gate.hold(Held::Message(text.to_owned()));
            self.need();
        }
        waits
    }

    /// The page says who the visitor is.
    pub(crate) fn identify(&self, who: &JsValue) {
        if self.gate.is_open() {
            self.introduce(who);
        } else {
            self.gate.hold(Held::Identity(who.clone()));
            self.need();
        }
    }

    /// The page begins a new conversation.
    pub(crate) fn begin_anew(&self) {
        if self.gate.is_open() {
            self.ask(Intent::NewConversation);
        } else {
            self.gate.hold(Held::NewConversation);
            self.need();
        }
    }

    /// The part is wanted. After a failure it is asked for again when its time has come: not with every key press.
    pub(super) fn need(&self) {
        if self.gate.is_open() || self.gate.again.borrow().is_some() || self.gate.loading.replace(true) {
            return;
        }
        let me = self.me.clone();
        part::load(move || {
            if let Some(driver) = me.upgrade() {
                driver.loaded();
            }
        });
    }

    /// What could not be loaded is asked for at once: its time has come, the network is back, or somebody waits.
    pub(super) fn try_again(&self) {
        if self.gate.again.take().is_some() {
            self.need();
        }
    }

    fn loaded(&self) {
        self.gate.loading.set(false);
        let Some(view) = *self.view.borrow() else { return };
        if !part::is_here() {
            let me = self.me.clone();
            let again = Timer::new(AGAIN, move || {
                if let Some(driver) = me.upgrade() {
                    driver.try_again();
                }
            });
            *self.gate.again.borrow_mut() = Some(again);
            view.part.set(FAILED);
            return;
        }
        self.gate.open.set(true);
        if self.gate.is_to_begin() {
            self.begun.set(true);
            conversation::begin(self);
        }
        view.part.set(HERE);
        for held in self.gate.held.take() {
            match held {
                Held::Socket(socket, event) => self.socket(socket, event),
                // The page's own `before-send` was asked when it was taken.
                Held::Message(text) => self.turn(&mut |client, now| {
                    let _ = conversation::send(client, now, &text);
                }),
                Held::Identity(who) => self.introduce(&who),
                Held::NewConversation => self.ask(Intent::NewConversation),
            }
        }
        // What has changed meanwhile is stored now, and shown.
        self.turn(&mut |_, _| {});
        self.sync();
    }
}
