//! What is under way where there are no turns: texts that have names, and look-ups.
//!
//! Several texts may stream at once, and each piece belongs to its own. A text has an entry from its first
//! words on, so one that never says anything leaves nothing behind. Whatever goes silent for
//! [`SILENT_TURN`] is closed: nothing streams, and nothing is looked up, for ever.

use super::turn::SILENT_TURN;
use super::{Client, Turn, count};
use crate::core::clock::{Millis, SECOND};
use crate::core::connection::PROBE;
use crate::core::protocol::{CallState, Delta};
use crate::core::timer::Timer;
use crate::core::transcript::{AnswerState, EntryBody, EntryKey, SendState};

/// Something that the server has begun and not ended.
pub(super) struct Open {
    what: What,
    /// When it is given up, unless something of it comes before.
    until: Millis,
}

enum What {
    /// A text. `stopped`: the shopper does not want to see the rest of it.
    Text { id: String, stopped: bool },
    /// A look-up, by its entry.
    Call(EntryKey),
}

impl Open {
    fn is_text(&self, wanted: &str) -> bool {
        matches!(&self.what, What::Text { id, .. } if id == wanted)
    }
}

/// What the server does.
impl Client {
    pub(super) fn stream_started(&mut self, now: Millis, id: String) {
        if self.open.iter().any(|open| open.is_text(&id)) {
            count(&mut self.counters.repeated_frames);
            return;
        }
        let what = What::Text { id, stopped: false };
        self.open.push(Open { what, until: now.saturating_add(SILENT_TURN) });
        self.watch_open();
    }

    pub(super) fn stream_piece(&mut self, now: Millis, id: &str, delta: &Delta) {
        if !self.open.iter().any(|open| open.is_text(id)) {
            self.stream_started(now, id.to_owned());
        }
        let mut wanted = true;
        for open in self.open.iter_mut().filter(|open| open.is_text(id)) {
            open.until = now.saturating_add(SILENT_TURN);
            wanted = !matches!(open.what, What::Text { stopped: true, .. });
        }
        if wanted {
            self.edit().append(id, delta);
        }
        self.watch_open();
    }

    pub(super) fn stream_ended(&mut self, id: &str) {
        self.open.retain(|open| !open.is_text(id));
        self.edit().finish_stream(id, AnswerState::Done);
        self.watch_open();
    }

    /// A look-up began, or is over. The newest one of that name is meant.
    pub(super) fn tool_called(&mut self, now: Millis, tool: String, state: CallState) {
        if state == CallState::Calling {
            let key = self.edit().push(EntryBody::ToolCall { tool, state });
            self.open.push(Open { what: What::Call(key), until: now.saturating_add(SILENT_TURN) });
        } else {
            let running = self.transcript.entries().iter().rev().find(|entry| {
                matches!(&entry.body, EntryBody::ToolCall { tool: other, state: CallState::Calling } if *other == tool)
            });
            match running.map(|entry| entry.key) {
                Some(key) => self.end_call(key, state),
                None => {
                    self.edit().push(EntryBody::ToolCall { tool, state });
                }
            }
        }
        self.watch_open();
    }

    fn end_call(&mut self, key: EntryKey, state: CallState) {
        self.open.retain(|open| !matches!(open.what, What::Call(other) if other == key));
        self.edit().set_call(key, state);
    }

    /// Something has been silent for too long. A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(super) fn open_went_silent(&mut self, now: Millis) {
        if self.is_in_doubt() {
            self.wire.timers.set(Timer::Stream, now.saturating_add(PROBE).saturating_add(SECOND));
            return;
        }
        let (over, open) = std::mem::take(&mut self.open).into_iter().partition(|open| open.until <= now);
        self.open = open;
        self.give_up_on(over);
        self.watch_open();
    }

    /// The link broke: nothing more comes of what was under way.
    pub(super) fn cut_open(&mut self) {
        let over = std::mem::take(&mut self.open);
        self.give_up_on(over);
        self.watch_open();
    }

    fn give_up_on(&mut self, over: Vec<Open>) {
        for open in over {
            match open.what {
                What::Text { id, .. } => self.edit().finish_stream(&id, AnswerState::Interrupted),
                What::Call(key) => self.edit().set_call(key, CallState::Failed),
            }
        }
    }

    /// Nothing is under way any more, and nobody needs to know.
    pub(super) fn forget_open(&mut self) {
        self.open.clear();
        self.watch_open();
    }

    fn watch_open(&mut self) {
        match self.open.iter().map(|open| open.until).min() {
            Some(until) => self.wire.timers.set(Timer::Stream, until),
            None => self.wire.timers.stop(Timer::Stream),
        }
    }

    /// What became of the messages that are out, where each stands alone.
    pub(super) fn settle_sent(&mut self, to: SendState) {
        let mut sent = Vec::new();
        for entry in self.transcript.entries().iter().rev() {
            match entry.body {
                EntryBody::User { state: SendState::Sent, .. } => sent.push(entry.key),
                // What was sent before the newest one that has arrived has arrived, or its fate is told.
                EntryBody::User { state: SendState::Confirmed, .. } => break,
                _ => {}
            }
        }
        for key in sent {
            self.changed_hands();
            self.edit().set_send_state(key, to);
        }
    }
}

/// What the shopper sees and does.
impl Client {
    /// What is under way, as a turn: texts are, look-ups say so themselves.
    pub(super) fn open_texts(&self) -> Turn {
        let texts = || self.open.iter().filter(|open| matches!(open.what, What::Text { .. }));
        let running = texts().next().is_some();
        let stopped = running && texts().all(|open| matches!(open.what, What::Text { stopped: true, .. }));
        Turn { running, stopped, status: None }
    }

    /// Shows nothing more of the texts that stream.
    pub(super) fn stop_texts(&mut self) -> bool {
        let mut stopped = Vec::new();
        for open in &mut self.open {
            if let What::Text { id, stopped: already } = &mut open.what
                && !std::mem::replace(already, true)
            {
                stopped.push(id.clone());
            }
        }
        for id in &stopped {
            self.edit().finish_stream(id, AnswerState::Stopped);
        }
        !stopped.is_empty()
    }
}
