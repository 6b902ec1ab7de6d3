//! What the shopper does with the conversation as a whole: stops an answer, asks again, begins anew.

use super::Client;
use super::tools::progress;
use crate::core::clock::Millis;
use crate::core::tools::Progress;
use crate::core::transcript::{AnswerState, EntryBody, EntryKey, SendState};

impl Client {
    /// Shows nothing more of the answer that is being made.
    pub(super) fn stop_showing(&mut self) -> bool {
        if !self.manners().takes_turns {
            return self.stop_texts();
        }
        let runs = !self.turn.is_idle() && !self.stopped;
        if runs {
            self.stopped = true;
            self.set_status(None);
            self.edit().cut(AnswerState::Stopped);
        }
        runs
    }

    /// The link broke. If not a word of the answer had come, an answer without words says so.
    pub(super) fn mark_unanswered(&mut self) {
        let newest = self.transcript.entries().last().map(|entry| &entry.body);
        if let Some(EntryBody::User { state: SendState::Confirmed, .. }) = newest {
            self.edit().cut(AnswerState::Interrupted);
        }
    }

    /// Where the newest question got no whole answer.
    pub(super) fn unanswered(&self) -> Option<EntryKey> {
        self.question()?;
        let mut found = None;
        for entry in self.transcript.entries().iter().rev() {
            let failed = match &entry.body {
                EntryBody::Answer { state, .. } => {
                    matches!(state, AnswerState::Interrupted | AnswerState::Stopped)
                }
                EntryBody::Error(error) if error.code == "internal_error" => true,
                EntryBody::User { .. } => break,
                // What failed may have been the answer to a list, which says so itself.
                body if progress(body).is_some_and(|progress| progress != Progress::Open) => return None,
                // Told since the answer was cut off, or laid out again: the server still waits for it.
                _ => continue,
            };
            found = found.or(Some((entry.key, failed)));
        }
        found.filter(|(_, failed)| *failed).map(|(key, _)| key)
    }

    /// The newest question, if it has arrived and is not being answered. One that has not arrived is sent
    /// again as what it is.
    pub(super) fn question(&self) -> Option<String> {
        let turn = self.turn();
        if turn.running && !turn.stopped {
            return None;
        }
        let newest = self.transcript.entries().iter().rev().find_map(|entry| match &entry.body {
            EntryBody::User { text, state } => Some((text, *state)),
            _ => None,
        });
        newest.filter(|(_, state)| *state == SendState::Confirmed).map(|(text, _)| text.clone())
    }

    /// Puts the newest texts that did not arrive before what the composer holds.
    fn recover_words(&mut self) {
        for entry in self.transcript.entries().iter().rev() {
            match &entry.body {
                EntryBody::User { text, state: SendState::Queued | SendState::Failed } => {
                    self.draft = joined(text, &self.draft);
                }
                EntryBody::User { .. } => return,
                _ => {}
            }
        }
    }

    /// Forgets the conversation on this side. What was typed for it and never arrived goes back to the
    /// composer: nobody types a thing twice.
    pub(super) fn begin_anew(&mut self, now: Millis) {
        self.changed_hands();
        self.recover_words();
        // Before the link goes: nothing of what was said is in doubt any more.
        self.outbox.clear();
        let step = self.connection.renew(now, &mut self.wire);
        self.step(now, step);
        self.conversation = self.settings.visitor_id.clone();
        self.stopped = false;
        self.forget_open();
        self.edit().clear();
        self.cart_stays = self.settings.user_id.is_some();
        if !self.cart_stays {
            self.cart.clear();
        }
    }
}

/// Words before other words, on lines of their own.
pub(super) fn joined(text: &str, rest: &str) -> String {
    let line = if rest.is_empty() { "" } else { "\n" };
    [text, line, rest].concat()
}
