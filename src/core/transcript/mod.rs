//! The conversation as data.
//!
//! # Theory of operation
//!
//! Entries are only ever added at the end, changed in place, or removed; their keys grow with the
//! index and never change, so a view can keep a row for each. Everything that changes goes through
//! one place, `Edit`, which notes what happened for the view and checks the rules when it is done:
//!
//! - keys grow strictly from entry to entry (so they are unique);
//! - at most one answer streams for each name of a text;
//! - a finished entry never changes: an answer that is done or cut off, products, an error, a notice;
//!   suggestions of which one was pressed wait again only when that was taken back; the shopper's words
//!   keep their text, and a checklist or a plan the frame it came in.
//!
//! A broken rule is a mistake in this program, not bad input: it stops a test, and in a release the
//! change is left out and counted.

mod edit;
mod entry;

use std::collections::VecDeque;

pub(crate) use edit::Edit;
pub use entry::{AnswerState, Choice, Entry, EntryBody, EntryKey, HandoffState, Notice, SendState};

/// What happened to the list of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// An entry came in at this index.
    Inserted {
        /// The new entry.
        key: EntryKey,
        /// Where it stood when it came in.
        index: usize,
    },
    /// An entry has changed in place.
    Updated(EntryKey),
    /// An entry is gone.
    Removed(EntryKey),
}

/// An answer that streams.
struct Stream {
    /// The name of its text; empty in a protocol whose texts have none.
    id: String,
    key: EntryKey,
    /// The first half of a surrogate pair that waits for its second.
    waiting: Option<u16>,
}

/// The conversation.
#[derive(Default)]
pub struct Transcript {
    entries: Vec<Entry>,
    /// The last key given.
    last: u64,
    streams: Vec<Stream>,
    changes: VecDeque<Change>,
    violations: u32,
}

impl Transcript {
    /// The conversation of an earlier session, which had given keys up to `given`. Entries whose keys do
    /// not grow are left out.
    pub(crate) fn restore(entries: Vec<Entry>, given: u64) -> Self {
        let mut last = 0;
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.key.0 > last {
                last = entry.key.0;
                kept.push(entry);
            }
        }
        Self { entries: kept, last: last.max(given), ..Self::default() }
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One entry.
    pub fn get(&self, key: EntryKey) -> Option<&Entry> {
        self.index(key).and_then(|index| self.entries.get(index))
    }

    /// Whether an answer streams.
    pub fn is_streaming(&self) -> bool {
        !self.streams.is_empty()
    }

    /// The last key that was given.
    pub(crate) fn last_key(&self) -> u64 {
        self.last
    }

    /// How many rules were broken by this program (in a release build; a test stops at the first).
    pub fn violations(&self) -> u32 {
        self.violations
    }

    /// The shopper's words under a key.
    pub(crate) fn words(&self, key: EntryKey) -> Option<(&str, SendState)> {
        match &self.get(key)?.body {
            EntryBody::User { text, state } => Some((text, *state)),
            _ => None,
        }
    }

    /// Where all changes are made.
    pub(crate) fn edit(&mut self) -> Edit<'_> {
        Edit::new(self)
    }

    /// What happened, in order.
    pub(crate) fn poll_change(&mut self) -> Option<Change> {
        self.changes.pop_front()
    }

    /// Keys grow with the index, so the list is sorted by key.
    fn index(&self, key: EntryKey) -> Option<usize> {
        self.entries.binary_search_by_key(&key, |entry| entry.key).ok()
    }
}
