//! What the shopper said and the server has not confirmed.
//!
//! # Theory of operation
//!
//! The words themselves (and the answers to checklists and plans) stand in the transcript; the outbox holds their keys in the order in which
//! they are to go out, and the one that is *in flight*: handed to a socket, with no sign of it yet.
//!
//! The promise: a text that was never handed to a socket is sent exactly once, in order, after the
//! credentials were accepted. A text that was handed over before the link broke is in doubt: it is
//! marked `Unconfirmed` and sent again by itself only to a server that can tell repeated messages
//! apart; otherwise the shopper decides.
//!
//! Three things hold a text back: a turn that runs (the shopper may type ahead), the documented limit
//! of [`BURST`] messages in [`WINDOW`], and a refusal "for now" (`rate_limit_exceeded`, `agent_busy`).

use super::clock::{Millis, SECOND};
use super::transcript::EntryKey;

/// How many texts may wait.
pub const CAPACITY: usize = 50;
/// This many messages…
pub const BURST: usize = 10;
/// …may go out in this time: the documented 60 s, and one more, because the server counts arrivals
/// and a message may travel faster than the one before it.
pub const WINDOW: Millis = 61 * SECOND;
/// How often a text is offered again after "too many messages" before it is given back.
const RATE_RETRIES: u32 = 3;
/// How often a text is offered again after "busy": 2, 4, 8, … s, past the 120 s that one answer may
/// take (documented).
const BUSY_RETRIES: u32 = 6;

/// A text, or the answer to a checklist or a plan, on its way.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its entry in the transcript.
    pub(crate) key: EntryKey,
    /// Handed over once already: may go out again only to a server that acknowledges.
    pub(crate) again: bool,
    /// Handed over under an id, to a server that acknowledges: only that confirms it.
    by_id: bool,
    /// How often it was refused for now.
    refusals: u32,
}

/// The outbox.
#[derive(Default)]
pub(crate) struct Outbox {
    waiting: Vec<Item>,
    flight: Option<Item>,
    /// The text whose turn runs, if what confirmed it could also have been of an earlier turn.
    landed: Option<Item>,
    /// When the last messages went out, oldest first; at most [`BURST`].
    sent: Vec<Millis>,
    /// Nothing goes out before this moment…
    not_before: Millis,
    /// …or before a turn ends, if the server was busy with one.
    busy: bool,
}

impl Outbox {
    /// Whether another text may be put in.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= CAPACITY
    }

    /// Puts a text at the end.
    pub(crate) fn push(&mut self, key: EntryKey) {
        self.waiting.push(Item { key, again: false, by_id: false, refusals: 0 });
    }

    /// Whether a text waits.
    pub(crate) fn contains(&self, key: EntryKey) -> bool {
        self.waiting.iter().any(|item| item.key == key)
    }

    /// The text in flight.
    pub(crate) fn in_flight(&self) -> Option<EntryKey> {
        self.flight.as_ref().map(|item| item.key)
    }

    /// Whether only an acknowledgement confirms the text in flight.
    pub(crate) fn awaits_ack(&self) -> bool {
        self.flight.as_ref().is_some_and(|item| item.by_id)
    }

    /// Whether the text in flight was handed over before.
    pub(crate) fn is_repeat_in_flight(&self) -> bool {
        self.flight.as_ref().is_some_and(|item| item.again)
    }

    /// Takes a waiting text out.
    pub(crate) fn remove(&mut self, key: EntryKey) {
        self.waiting.retain(|item| item.key != key);
    }

    /// Takes all waiting texts out.
    pub(crate) fn drain(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.waiting)
    }

    /// Forgets every text. How many went out lately is still known.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.flight = None;
        self.landed = None;
        self.busy = false;
    }

    /// When the first waiting text may go out; `None` when none waits.
    pub(crate) fn due(&self) -> Option<Millis> {
        self.waiting.first()?;
        let paced = match self.sent.first() {
            Some(oldest) if self.sent.len() >= BURST => oldest.saturating_add(WINDOW),
            _ => 0,
        };
        Some(paced.max(self.not_before))
    }

    /// The first waiting text.
    pub(crate) fn first(&self) -> Option<&Item> {
        self.waiting.first()
    }

    /// The first waiting text goes out: it is in flight now. `by_id`: it is to be acknowledged.
    pub(crate) fn hand_over(&mut self, now: Millis, by_id: bool) {
        if let Some(item) = self.let_go(now) {
            self.flight = Some(Item { by_id, ..item });
        }
    }

    /// The first waiting text goes out, and stands alone: nothing waits for what becomes of it.
    pub(crate) fn let_go(&mut self, now: Millis) -> Option<Item> {
        if self.waiting.is_empty() {
            return None;
        }
        let item = self.waiting.remove(0);
        if self.sent.len() >= BURST {
            self.sent.remove(0);
        }
        self.sent.push(now);
        Some(item)
    }

    /// There was a sign of the text in flight.
    pub(crate) fn land(&mut self) -> Option<EntryKey> {
        let item = self.flight.take()?;
        let key = item.key;
        self.landed = (!item.by_id).then_some(item);
        Some(key)
    }

    /// Takes the text that a refusal is about: the one in flight, or else the one whose turn seemed to
    /// have begun.
    pub(crate) fn take_refused(&mut self) -> Option<Item> {
        self.flight.take().or_else(|| self.landed.take())
    }

    /// Whether a refusal can be about a text.
    pub(crate) fn is_refusable(&self) -> bool {
        self.flight.is_some() || self.landed.is_some()
    }

    /// The link broke: the text in flight is in doubt. With `again` it goes first on the next link, if
    /// it went out under an id by which the server can tell that it is repeated. The key is returned
    /// in any case.
    pub(crate) fn doubt(&mut self, again: bool) -> Option<EntryKey> {
        let item = self.flight.take()?;
        let key = item.key;
        if again && item.by_id {
            self.waiting.insert(0, Item { again: true, ..item });
        }
        Some(key)
    }

    /// Takes out the texts that may only go out again to a server that acknowledges.
    pub(crate) fn drop_repeats(&mut self) {
        self.waiting.retain(|item| !item.again);
    }

    /// A text was refused for now: it goes first, once the time has come. Says whether it was taken
    /// back; not when it was refused too often.
    pub(crate) fn hold(&mut self, now: Millis, mut item: Item, refusal: Refusal) -> bool {
        let (most, wait) = match refusal {
            Refusal::Rate(seconds) => (RATE_RETRIES, Millis::from(seconds).saturating_mul(SECOND)),
            Refusal::Busy => {
                let doubled = SECOND.checked_shl(item.refusals.saturating_add(1));
                (BUSY_RETRIES, doubled.unwrap_or(Millis::MAX))
            }
        };
        if item.refusals >= most {
            return false;
        }
        item.refusals = item.refusals.saturating_add(1);
        item.again = false;
        self.not_before = now.saturating_add(wait);
        self.busy = refusal == Refusal::Busy;
        self.waiting.insert(0, item);
        true
    }

    /// A turn has ended: a server that was busy with it is free.
    pub(crate) fn turn_ended(&mut self) {
        self.landed = None;
        if std::mem::take(&mut self.busy) {
            self.not_before = 0;
        }
    }
}

/// A refusal that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Too many messages; seconds until the next may come.
    Rate(u32),
    /// Another request of the conversation is at work.
    Busy,
}
