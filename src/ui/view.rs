//! What the view knows: signals that the driver writes, and the desk it asks.
//!
//! Rows are keyed by the entry's local key, which never changes, and carry a revision each: a streamed
//! piece of text wakes the one row it belongs to and nothing else. The entries themselves stay where
//! they are, in the core; a row reads its entry when its revision moves.

use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::core::cart::Shown;
use crate::core::client::{Link, SendRefusal, Turn};
use crate::core::config::Config;
use crate::core::decimal::Decimal;
use crate::core::i18n::Words;
use crate::core::protocol::Product;
use crate::core::transcript::{Entry, EntryKey};

/// What the view asks of its driver. Every method may be called at any time.
pub(crate) trait Desk {
    /// Reads an entry in place.
    fn entry(&self, key: EntryKey, read: &mut dyn FnMut(&Entry));
    /// What a card shows for a product.
    fn shown(&self, sku: &str) -> Option<Shown>;
    /// An amount of money, written for the shopper.
    fn money(&self, amount: Decimal, currency: Option<&str>) -> String;
    /// A quantity or another plain number, written for the shopper.
    fn number(&self, number: Decimal) -> String;
    /// How large `text` is as a message, and how large it may be, in bytes.
    fn message_size(&self, text: &str) -> (usize, usize);
    /// The text that was typed and not sent, from before a reload.
    fn draft(&self) -> String;
    /// Sends the shopper's words.
    fn send(&self, text: &str) -> Result<(), SendRefusal>;
    /// Anything else the shopper does.
    fn ask(&self, intent: Intent);
}

/// What the shopper does, besides sending words.
pub(crate) enum Intent {
    /// Opens the panel.
    Open,
    /// Closes the panel.
    Close,
    /// Typed something that is not sent yet.
    Draft(String),
    /// Sends an unconfirmed message again.
    Resend(EntryKey),
    /// Does not wait for the next attempt to connect.
    RetryNow,
    /// Presses a suggestion of an entry, by its index.
    QuickReply(EntryKey, u32),
    /// Wants this many of a product.
    SetQuantity(Product, Decimal),
}

/// One row of the log.
#[derive(Clone)]
pub(crate) struct Row {
    /// The entry's key.
    pub(crate) key: EntryKey,
    /// Moves whenever the entry changes.
    pub(crate) revision: ArcRwSignal<u32>,
}

/// The sum line of the cart.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct CartLine {
    /// The number of distinct items.
    pub(crate) count: u32,
    /// The sum, written for the shopper.
    pub(crate) total: String,
}

/// Everything the view reads. Copied freely: the signals belong to the instance's root owner.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// Whether the widget stands in a corner of the page (else it fills an element).
    pub(crate) floating: bool,
    /// The words of the shopper's language.
    pub(crate) words: &'static Words,
    /// Whether the panel is open.
    pub(crate) open: RwSignal<bool>,
    /// The state of the link.
    pub(crate) link: RwSignal<Link>,
    /// Seconds until the next attempt, while one is planned.
    pub(crate) retry_in: RwSignal<Option<u32>>,
    /// Whether an answer is being made, and what is being done for it.
    pub(crate) turn: RwSignal<Turn>,
    /// The log.
    pub(crate) rows: RwSignal<Vec<Row>>,
    /// Moves whenever the cart, or a wish for it, changes.
    pub(crate) cart_revision: RwSignal<u32>,
    /// The sum line.
    pub(crate) cart_line: RwSignal<CartLine>,
    /// Answers that came while the panel was closed.
    pub(crate) unread: RwSignal<u32>,
    /// The sentence that a screen reader is to speak next.
    pub(crate) announcement: RwSignal<String>,
    /// The shop's options.
    pub(crate) config: StoredValue<Rc<Config>, LocalStorage>,
    desk: StoredValue<Weak<dyn Desk>, LocalStorage>,
}

impl View {
    /// Makes the signals. Must run under the instance's root owner.
    pub(crate) fn new(
        floating: bool,
        words: &'static Words,
        config: Rc<Config>,
        desk: Weak<dyn Desk>,
    ) -> Self {
        Self {
            floating,
            words,
            open: RwSignal::new(!floating),
            link: RwSignal::new(Link::Idle),
            retry_in: RwSignal::new(None),
            turn: RwSignal::new(Turn::default()),
            rows: RwSignal::new(Vec::new()),
            cart_revision: RwSignal::new(0),
            cart_line: RwSignal::new(CartLine::default()),
            unread: RwSignal::new(0),
            announcement: RwSignal::new(String::new()),
            config: StoredValue::new_local(config),
            // Weak: what lives in the arena is dropped while the arena is locked, and the driver must not be.
            desk: StoredValue::new_local(desk),
        }
    }

    /// The desk, while the widget is mounted.
    pub(crate) fn desk(&self) -> Option<Rc<dyn Desk>> {
        self.desk.try_with_value(Weak::upgrade).flatten()
    }

    /// Asks something of the desk.
    pub(crate) fn ask(&self, intent: Intent) {
        if let Some(desk) = self.desk() {
            desk.ask(intent);
        }
    }

    /// Reads something of an entry.
    pub(crate) fn read<T>(&self, key: EntryKey, read: impl FnOnce(&Entry) -> T) -> Option<T> {
        let mut read = Some(read);
        let mut result = None;
        self.desk()?.entry(key, &mut |entry| {
            if let Some(read) = read.take() {
                result = Some(read(entry));
            }
        });
        result
    }
}
