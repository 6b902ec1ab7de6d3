//! The one place where the conversation changes.

use super::{
    AnswerState, Change, Choice, Entry, EntryBody, EntryKey, HandoffState, SendState, Stream, Transcript,
};
use crate::core::markdown::Document;
use crate::core::protocol::{CallState, Delta};
use crate::core::tools::{Checklist, PlanAnswer, Progress};

/// A batch of changes. The rules are checked when it is dropped.
pub(crate) struct Edit<'a> {
    transcript: &'a mut Transcript,
}

impl<'a> Edit<'a> {
    pub(super) fn new(transcript: &'a mut Transcript) -> Self {
        Self { transcript }
    }

    /// Adds an entry at the end.
    pub(crate) fn push(&mut self, body: EntryBody) -> EntryKey {
        let t = &mut *self.transcript;
        t.last = t.last.saturating_add(1);
        let key = EntryKey(t.last);
        let index = t.entries.len();
        t.entries.push(Entry { key, body });
        t.changes.push_back(Change::Inserted { key, index });
        key
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, key: EntryKey) -> Option<EntryBody> {
        let t = &mut *self.transcript;
        let index = t.index(key)?;
        t.streams.retain(|stream| stream.key != key);
        t.changes.push_back(Change::Removed(key));
        Some(t.entries.remove(index).body)
    }

    /// Says how far the shopper's words have come, or the answer to a checklist or a plan.
    pub(crate) fn set_send_state(&mut self, key: EntryKey, to: SendState) {
        if let Some(EntryBody::User { state, .. }) = self.body(key) {
            if *state != to {
                *state = to;
                self.updated(key);
            }
        } else {
            self.set_progress(key, Progress::Given(to));
        }
    }

    /// Says how far the answer to a checklist or a plan has come.
    pub(crate) fn set_progress(&mut self, key: EntryKey, to: Progress) {
        let progress = match self.body(key) {
            Some(EntryBody::Checklist(list)) => &mut list.progress,
            Some(EntryBody::MealPlan(plan)) => &mut plan.progress,
            _ => return,
        };
        if *progress != to {
            *progress = to;
            self.updated(key);
        }
    }

    /// Changes what the shopper makes of a checklist. `change` says whether it did.
    pub(crate) fn checklist(
        &mut self,
        key: EntryKey,
        change: &mut dyn FnMut(&mut Checklist) -> bool,
    ) -> bool {
        let changed = match self.body(key) {
            Some(EntryBody::Checklist(list)) => change(list),
            _ => false,
        };
        if changed {
            self.updated(key);
        }
        changed
    }

    /// Says what the shopper made of a plan.
    pub(crate) fn set_answer(&mut self, key: EntryKey, answer: PlanAnswer) {
        if let Some(EntryBody::MealPlan(plan)) = self.body(key) {
            plan.answer = Some(answer);
            self.updated(key);
        }
    }

    /// Says what became of suggestions; once one is pressed, that stays so.
    pub(crate) fn set_choice(&mut self, key: EntryKey, to: Choice) {
        if let Some(EntryBody::QuickReplies { choice, .. }) = self.body(key)
            && *choice != to
        {
            *choice = to;
            self.updated(key);
        }
    }

    /// Adds a piece to the answer that streams under a name, beginning one if none does.
    ///
    /// Halves of surrogate pairs that were cut apart are joined; a half that never finds its other
    /// becomes U+FFFD, as it would in a browser's text decoder.
    pub(crate) fn append(&mut self, id: &str, delta: &Delta) {
        if delta.head.is_none() && delta.text.is_empty() && delta.tail.is_none() {
            return;
        }
        let at = self.transcript.streams.iter().position(|stream| stream.id == id);
        let Stream { id, key, waiting } = match at {
            Some(at) => self.transcript.streams.swap_remove(at),
            None => {
                let (document, state) = (Document::default(), AnswerState::Streaming);
                let key = self.push(EntryBody::Answer { document, state, author: None });
                Stream { id: id.to_owned(), key, waiting: None }
            }
        };
        self.transcript.streams.push(Stream { id, key, waiting: delta.tail });
        let joined = join(waiting, delta.head);
        if let Some(EntryBody::Answer { document, .. }) = self.body(key) {
            if let Some(joined) = joined {
                document.push(joined.encode_utf8(&mut [0; 4]));
            }
            if !delta.text.is_empty() {
                document.push(&delta.text);
            }
        }
        self.updated(key);
    }

    /// Ends the answer that streams under a name, if one does.
    pub(crate) fn finish_stream(&mut self, id: &str, to: AnswerState) {
        let at = self.transcript.streams.iter().position(|stream| stream.id == id);
        if let Some(at) = at {
            let stream = self.transcript.streams.swap_remove(at);
            self.end(&stream, to);
        }
    }

    /// Ends every answer that streams.
    pub(crate) fn finish(&mut self, to: AnswerState) {
        for stream in std::mem::take(&mut self.transcript.streams) {
            self.end(&stream, to);
        }
    }

    fn end(&mut self, stream: &Stream, to: AnswerState) {
        let joined = join(stream.waiting, None);
        if let Some(EntryBody::Answer { document, state, .. }) = self.body(stream.key) {
            if let Some(joined) = joined {
                document.push(joined.encode_utf8(&mut [0; 4]));
            }
            if to == AnswerState::Done {
                document.finish();
            } else {
                document.cut();
            }
            *state = to;
        }
        self.updated(stream.key);
    }

    /// Cuts every answer that streams off. If none does, one without words says that it was cut off.
    pub(crate) fn cut(&mut self, state: AnswerState) {
        if self.transcript.is_streaming() {
            self.finish(state);
        } else {
            self.push(EntryBody::Answer { document: Document::default(), state, author: None });
        }
    }

    /// Says how far a look-up is. One that is over stays so.
    pub(crate) fn set_call(&mut self, key: EntryKey, to: CallState) {
        if let Some(EntryBody::ToolCall { state, .. }) = self.body(key) {
            *state = to;
            self.updated(key);
        }
    }

    /// Says what became of the offer of a person.
    pub(crate) fn set_handoff(&mut self, key: EntryKey, to: HandoffState) {
        if let Some(EntryBody::Handoff { state, .. }) = self.body(key)
            && *state != to
        {
            *state = to;
            self.updated(key);
        }
    }

    /// Takes everything out.
    pub(crate) fn clear(&mut self) {
        let t = &mut *self.transcript;
        t.streams.clear();
        t.changes.extend(t.entries.drain(..).map(|entry| Change::Removed(entry.key)));
    }

    /// Has suggestions wait again whose pressed one, said by the entry `words`, was taken back.
    pub(crate) fn reopen(&mut self, words: EntryKey) {
        let pressed = self.transcript.entries.iter().rev().find(|entry| {
            matches!(entry.body, EntryBody::QuickReplies { choice: Choice::Made { said, .. }, .. } if said == words)
        });
        if let Some(key) = pressed.map(|entry| entry.key) {
            self.set_choice(key, Choice::Open);
        }
    }

    /// The body of an entry that may still change. Asking for any other breaks the rule that a
    /// finished entry never changes.
    fn body(&mut self, key: EntryKey) -> Option<&mut EntryBody> {
        let t = &mut *self.transcript;
        let index = t.index(key)?;
        let entry = t.entries.get_mut(index)?;
        let open = matches!(
            entry.body,
            EntryBody::User { .. }
                | EntryBody::QuickReplies { .. }
                | EntryBody::Checklist(_)
                | EntryBody::MealPlan(_)
                | EntryBody::Handoff { .. }
                | EntryBody::ToolCall { state: CallState::Calling, .. }
                | EntryBody::Answer { state: AnswerState::Streaming, .. }
        );
        if !open {
            violated(&mut t.violations, "a finished entry never changes");
            return None;
        }
        Some(&mut entry.body)
    }

    /// Notes a change for the view; several in a row to one entry are one.
    fn updated(&mut self, key: EntryKey) {
        let known = match self.transcript.changes.back() {
            Some(Change::Updated(last) | Change::Inserted { key: last, .. }) => *last == key,
            _ => false,
        };
        if !known {
            self.transcript.changes.push_back(Change::Updated(key));
        }
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        let t = &mut *self.transcript;
        // Only the end of the list can have been touched since the last check, and a long
        // conversation streams in many small edits.
        let mut tail = t.entries.iter().rev();
        if let (Some(newest), Some(before)) = (tail.next(), tail.next())
            && newest.key <= before.key
        {
            violated(&mut t.violations, "keys grow from entry to entry");
        }
        let streams = t.entries.last().filter(|entry| is_streaming(entry)).map(|entry| entry.key);
        if streams.is_some_and(|key| t.streams.iter().all(|stream| stream.key != key)) {
            violated(&mut t.violations, "an answer that streams has a name under which it does");
        }
    }
}

fn is_streaming(entry: &Entry) -> bool {
    matches!(entry.body, EntryBody::Answer { state: AnswerState::Streaming, .. })
}

/// A broken rule stops a test; a release counts it.
fn violated(count: &mut u32, rule: &str) {
    debug_assert!(false, "transcript: {rule}");
    *count = count.saturating_add(1);
}

/// The character that two halves make; U+FFFD when they make none; nothing when there are none.
fn join(high: Option<u16>, low: Option<u16>) -> Option<char> {
    let (high, low) = match (high, low) {
        (None, None) => return None,
        (Some(high), Some(low)) => (high, low),
        _ => return Some(char::REPLACEMENT_CHARACTER),
    };
    char::decode_utf16([high, low]).next().and_then(Result::ok).or(Some(char::REPLACEMENT_CHARACTER))
}
