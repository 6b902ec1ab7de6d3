//! What the view knows: signals that the driver moves, and the desk it asks.
//!
//! A signal here is a flag or a revision, never the data: the data stay where they are, in the core,
//! and whoever is woken reads what it shows through the desk. So a streamed piece of text wakes the
//! one row it belongs to, copies nothing, and the program holds the code of one kind of signal.

use std::rc::{Rc, Weak};

use leptos::prelude::*;
use web_sys::Element;

use crate::core::cart::Shown;
use crate::core::client::{Link, SendRefusal, Turn};
use crate::core::config::Config;
use crate::core::decimal::Decimal;
use crate::core::i18n::{self, Word};
use crate::core::protocol::{Product, ServerError};
use crate::core::tools::PlanChange;
use crate::core::transcript::{Entry, EntryBody, EntryKey};

/// What the view asks of its driver. Every method may be called at any time.
pub(crate) trait Desk {
    /// The shop's options.
    fn config(&self) -> Rc<Config>;
    /// The keys of the entries, in order, each with a signal that moves when the entry changes.
    fn rows(&self) -> Vec<Row>;
    /// Reads an entry in place.
    fn entry(&self, key: EntryKey, read: &mut dyn FnMut(&Entry));
    /// The state of the link.
    fn link(&self) -> Link;
    /// Seconds until the next attempt to connect, while one is planned.
    fn retry_in(&self) -> Option<u32>;
    /// Whether an answer is being made, and what is being done for it.
    fn turn(&self) -> Turn;
    /// What a card shows for a product.
    fn shown(&self, sku: &str) -> Option<Shown>;
    /// The number of distinct items in the cart and their sum, written for the shopper.
    fn cart_line(&self) -> (u32, String);
    /// What an entry says about an error, now.
    fn error_words(&self, key: EntryKey, error: &ServerError) -> String;
    /// The entry at which asking again is offered.
    fn askable(&self) -> Option<EntryKey>;
    /// The entry that tells of the coming of the person who answers now.
    fn last_joined(&self) -> Option<EntryKey>;
    /// Whether the assistant can be had back from a person.
    fn can_leave_agent(&self) -> bool;
    /// Whether as many texts wait as may.
    fn is_queue_full(&self) -> bool;
    /// The sentence that a screen reader is to speak.
    fn announcement(&self) -> String;
    /// An amount of money, written for the shopper.
    fn money(&self, amount: Decimal, currency: Option<&str>) -> String;
    /// A quantity or another plain number, written for the shopper.
    fn number(&self, number: Decimal) -> String;
    /// How large `text` is as a message, and how large it may be, in bytes.
    fn message_size(&self, text: &str) -> (usize, usize);
    /// The text that was typed and not sent.
    fn draft(&self) -> String;
    /// Sends the shopper's words. `None` when the page does not want them sent: they stay where they are.
    fn send(&self, text: &str) -> Option<Result<(), SendRefusal>>;
    /// Anything else the shopper does.
    fn ask(&self, intent: Intent);
}

/// What the shopper does, besides sending words.
pub(crate) enum Intent {
    /// Opens the panel.
    Open,
    /// Closes the panel.
    Close,
    /// Is about to do something that needs the second part of the program.
    Need,
    /// Typed something that is not sent yet.
    Draft(String),
    /// Takes the offer of a person, or leaves it.
    AnswerHandoff(EntryKey, bool),
    /// Wants the assistant back from a person.
    LeaveAgent,
    /// Sends an unconfirmed message again.
    Resend(EntryKey),
    /// Takes a message that was not delivered back into the composer.
    Edit(EntryKey),
    /// Takes a message that was not delivered back for good.
    Discard(EntryKey),
    /// Copies an answer; the element is the one that was pressed.
    Copy(EntryKey, Element),
    /// Asks again what got no whole answer.
    AskAgain,
    /// Does not want to see the rest of the answer.
    Stop,
    /// Begins a new conversation; nothing else is asked.
    NewConversation,
    /// Does not wait for the next attempt to connect.
    RetryNow,
    /// Presses a suggestion of an entry, by its index.
    QuickReply(EntryKey, u32),
    /// Ticks a line of a checklist, by its place, or takes the tick away.
    SetHave(EntryKey, usize, bool),
    /// Says for how many a checklist is to be made.
    SetServings(EntryKey, u32),
    /// Buys what a checklist lacks.
    SubmitChecklist(EntryKey),
    /// Accepts a plan.
    ApprovePlan(EntryKey),
    /// Asks for a change of a plan.
    ChangePlan(EntryKey, PlanChange),
    /// Wants this many of a product.
    SetQuantity(Box<Product>, Decimal),
}

/// The second part of the program is here.
pub(crate) const HERE: u32 = 1;
/// It could not be loaded, and is tried again.
pub(crate) const FAILED: u32 = 2;

/// A signal without data of its own: a flag (zero or not), a count, or a revision.
pub(crate) type Topic = RwSignal<u32>;

/// One row of the log.
#[derive(Clone)]
pub(crate) struct Row {
    /// The entry's key: local, and never changed.
    pub(crate) key: EntryKey,
    /// Moves whenever the entry changes.
    pub(crate) revision: ArcRwSignal<u32>,
}

/// Everything the view reads. Copied freely: the signals belong to the instance's root owner.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// Whether the widget stands in a corner of the page (else it fills an element).
    pub(crate) floating: bool,
    /// Whether the panel is open.
    pub(crate) open: Topic,
    /// Whether there is a panel yet.
    pub(crate) made: Topic,
    /// Moves with the link, and every second while an attempt is planned.
    pub(crate) link: Topic,
    /// Moves with the turn.
    pub(crate) turn: Topic,
    /// Moves when rows come or go.
    pub(crate) rows: Topic,
    /// Moves with the cart and with the wishes for it.
    pub(crate) cart: Topic,
    /// Moves last, whenever anything in the log may have changed: what is shown is complete then.
    pub(crate) log: Topic,
    /// Answers that came while the panel was closed.
    pub(crate) unread: Topic,
    /// Moves when there is something to speak.
    pub(crate) announcement: Topic,
    /// Moves when the composer's text was changed by something else than typing.
    pub(crate) draft: Topic,
    /// The key of the answer that was copied last.
    pub(crate) copied: Topic,
    /// The second part of the program: [`HERE`], [`FAILED`], or
    /// zero while nobody has needed it. What makes rows, cards and sheets is
    /// in it.
    pub(crate) part: Topic,
    /// The sheet that lies over the panel; see `sheet`.
    pub(crate) sheet: Topic,
    /// Whether a sheet is there and has the focus.
    pub(crate) covered: Topic,
    desk: StoredValue<Weak<dyn Desk>, LocalStorage>,
}

impl View {
    /// Makes the signals. Must run under the instance's root owner. `made`: the panel is made at once.
    pub(crate) fn new(floating: bool, open: bool, made: bool, desk: Weak<dyn Desk>) -> Self {
        let topic = || RwSignal::new(0);
        Self {
            floating,
            open: RwSignal::new(u32::from(open)),
            made: RwSignal::new(u32::from(made)),
            link: topic(),
            turn: topic(),
            rows: topic(),
            cart: topic(),
            log: topic(),
            unread: topic(),
            announcement: topic(),
            draft: topic(),
            copied: topic(),
            part: topic(),
            sheet: topic(),
            covered: topic(),
            // Weak: what lives in the arena is dropped while the arena is locked, and the driver must not be.
            desk: StoredValue::new_local(desk),
        }
    }

    /// Asks the desk, while the widget is mounted.
    pub(crate) fn desk<T>(&self, ask: impl FnOnce(&dyn Desk) -> T) -> Option<T> {
        let desk: Option<Rc<dyn Desk>> = self.desk.try_with_value(Weak::upgrade).flatten();
        desk.map(|desk| ask(&*desk))
    }

    /// One of the widget's own words.
    pub(crate) fn say(&self, word: Word) -> String {
        self.desk(|desk| desk.config().words.get(word).to_owned()).unwrap_or_default()
    }

    /// The same, with a value in the place of a name in braces.
    pub(crate) fn say_with(&self, word: Word, name: &str, value: &str) -> String {
        i18n::filled(&self.say(word), name, value)
    }

    /// Whether there are goods to speak of.
    pub(crate) fn sells(&self) -> bool {
        self.desk(|desk| desk.config().manners().sells).unwrap_or(true)
    }

    /// The unit of a quantity, as the shopper writes it.
    pub(crate) fn unit(&self, unit: &str) -> String {
        self.desk(|desk| desk.config().words.unit(unit).to_owned()).unwrap_or_default()
    }

    /// Does something the shopper wants.
    pub(crate) fn ask(&self, intent: Intent) {
        self.desk(|desk| desk.ask(intent));
    }

    /// Whether an answer is being made that the shopper wants to see; tracked.
    pub(crate) fn is_answering(&self) -> bool {
        self.turn.track();
        self.desk(|desk| desk.turn()).is_some_and(|turn| turn.running && !turn.stopped)
    }

    /// Whether the second part of the program is here; tracked.
    pub(crate) fn is_whole(&self) -> bool {
        self.part.get() == HERE
    }

    /// Lays a sheet over the panel, once it can be made.
    pub(crate) fn show_sheet(&self, sheet: u32) {
        self.sheet.set(sheet);
        self.ask(Intent::Need);
    }

    /// Whether the panel is open; tracked.
    pub(crate) fn is_open(&self) -> bool {
        self.open.get() != 0
    }

    /// Whether an answer has any words.
    pub(crate) fn has_words(&self, key: EntryKey) -> bool {
        let words = |body: &EntryBody| match body {
            EntryBody::Answer { document, .. } => !document.blocks().is_empty(),
            _ => false,
        };
        self.read(key, |entry| words(&entry.body)).unwrap_or(false)
    }

    /// Reads something of an entry.
    pub(crate) fn read<T>(&self, key: EntryKey, read: impl FnOnce(&Entry) -> T) -> Option<T> {
        let mut read = Some(read);
        let mut result = None;
        self.desk(|desk| {
            desk.entry(key, &mut |entry| result = read.take().map(|read| read(entry)));
        });
        result
    }
}

/// Moves a revision.
pub(crate) fn bump(topic: Topic) {
    topic.update(|revision| *revision = revision.wrapping_add(1));
}
