//! What the server lays before the shopper to answer, and how the answers go out.
//!
//! A pressed suggestion is the shopper's words; the answer to a checklist or a plan is no words of theirs,
//! so it stands in its entry and goes through the outbox by that entry's key. What is sent is read from the
//! entry when it goes out, so a reload between the press and the sending loses nothing.
//!
//! After a break of the link the server says what it still waits for (`pending_tools`). What is on that list
//! is open, or is given again if it was on its way; what is not has arrived. A server that sends no list has
//! said nothing about them, and everything stays as it is.

use super::{Client, count};
use crate::core::clock::Millis;
use crate::core::protocol::{Action, CartChanged, ServerEvent};
use crate::core::tools::{Checklist, Plan, PlanAnswer, PlanChange, Progress};
use crate::core::transcript::{AnswerState, Choice, EntryBody, EntryKey, SendState};

/// The server is at work on an answer.
const CONFIRMED: Progress = Progress::Given(SendState::Confirmed);

/// What the shopper does.
impl Client {
    /// Presses a suggestion. Its words become an entry of the shopper, whose key is returned;
    /// `None` when the entry offers no such suggestion, one was pressed already, or nothing can be
    /// sent any more.
    pub fn quick_reply(&mut self, now: Millis, key: EntryKey, index: u32) -> Option<EntryKey> {
        let EntryBody::QuickReplies { replies, choice: Choice::Open } = &self.transcript.get(key)?.body
        else {
            return None;
        };
        let label = replies.options.get(usize::try_from(index).ok()?)?.label.clone();
        if !self.has_room() {
            return None;
        }
        let said = self.queue(label);
        self.edit().set_choice(key, Choice::Made { index, said });
        self.connection.rearm(now, &mut self.wire);
        self.flush(now);
        Some(said)
    }

    /// Says whether a line of a checklist is at home, by its place in the list.
    pub fn set_have(&mut self, key: EntryKey, line: usize, have: bool) {
        self.edit().checklist(key, &mut |list| list.set_have(line, have));
    }

    /// Says for how many a checklist is to be made: at least 1, at most
    /// [`MOST_SERVINGS`](crate::core::tools::MOST_SERVINGS).
    pub fn set_servings(&mut self, key: EntryKey, servings: u32) {
        self.edit().checklist(key, &mut |list| list.set_servings(servings));
    }

    /// Buys the lines of a checklist that are not at home. Says whether it was taken: not when it was
    /// answered already, or nothing can be sent any more.
    pub fn submit_checklist(&mut self, now: Millis, key: EntryKey) -> bool {
        let Some(EntryBody::Checklist(_)) = self.answerable(key) else { return false };
        if !self.has_room() {
            return false;
        }
        let Self { transcript, cart, .. } = self;
        transcript.edit().checklist(key, &mut |list| {
            list.submit(cart);
            true
        });
        self.give(now, key);
        true
    }

    /// Accepts a plan. Says whether it was taken, as [`submit_checklist`](Self::submit_checklist).
    pub fn approve_meal_plan(&mut self, now: Millis, key: EntryKey) -> bool {
        self.answer_plan(now, key, PlanAnswer::Approved)
    }

    /// Asks for a change of a plan: one meal, one day, or a wish in words. Says whether it was taken: not
    /// either when it names nothing that is there and says nothing.
    pub fn modify_meal_plan(&mut self, now: Millis, key: EntryKey, change: PlanChange) -> bool {
        let request = change.request.trim().to_owned();
        self.answer_plan(now, key, PlanAnswer::Change(PlanChange { request, ..change }))
    }

    fn answer_plan(&mut self, now: Millis, key: EntryKey, answer: PlanAnswer) -> bool {
        let Some(EntryBody::MealPlan(plan)) = self.answerable(key) else { return false };
        let possible = match &answer {
            PlanAnswer::Approved => true,
            PlanAnswer::Change(change) => plan.can_change(change),
        };
        if !possible || !self.has_room() {
            return false;
        }
        self.edit().set_answer(key, answer);
        self.give(now, key);
        true
    }

    /// A checklist or a plan that the shopper may answer.
    fn answerable(&self, key: EntryKey) -> Option<&EntryBody> {
        let body = &self.transcript.get(key)?.body;
        progress(body).is_some_and(Progress::is_open).then_some(body)
    }

    /// An answer waits to go out.
    fn give(&mut self, now: Millis, key: EntryKey) {
        self.wait(key);
        self.connection.rearm(now, &mut self.wire);
        self.flush(now);
    }

    fn wait(&mut self, key: EntryKey) {
        self.changed_hands();
        self.outbox.push(key);
        self.edit().set_send_state(key, SendState::Queued);
    }

    /// What is sent for an entry that is no plain words of the shopper.
    pub(super) fn action_of(&self, key: EntryKey) -> Option<Action> {
        match &self.transcript.get(key)?.body {
            EntryBody::Checklist(list) => Some(list.action()),
            EntryBody::MealPlan(plan) => plan.action(),
            EntryBody::User { .. } => {
                // Pressed suggestions stand a few entries before the words, so they are looked for from the end.
                self.transcript.entries().iter().rev().find_map(|entry| pressed(&entry.body, key))
            }
            _ => None,
        }
    }
}

/// What the server does.
impl Client {
    /// Shows an interactive frame. One that the server repeats is not shown twice: of `pending` ones
    /// any that is known by its id, of new ones only what is the same in every detail.
    pub(super) fn show(&mut self, frame: ServerEvent, pending: bool) {
        let entries = self.transcript.entries().iter().rev();
        let mut known = entries.filter(|entry| is_of(&entry.body, &frame));
        if known.clone().any(|entry| pending || is_same(&entry.body, &frame)) {
            count(&mut self.counters.repeated_frames);
            return;
        }
        // Its new form takes the place of the old one.
        let old = known.find(|entry| progress(&entry.body).is_some_and(Progress::is_open));
        let old = old.map(|entry| entry.key);
        let body = match frame {
            ServerEvent::ProductCards(cards) if !cards.items.is_empty() => EntryBody::Products(cards),
            ServerEvent::QuickReplies(replies) if !replies.options.is_empty() => {
                EntryBody::QuickReplies { replies, choice: Choice::Open }
            }
            ServerEvent::IngredientChecklist(list) => EntryBody::Checklist(Checklist::new(list)),
            ServerEvent::MealPlan(plan) => EntryBody::MealPlan(Plan::new(plan)),
            _ => return,
        };
        if let Some(key) = old {
            self.edit().set_progress(key, Progress::Closed);
        }
        self.edit().push(body);
    }

    /// The shop's cart has changed: perhaps by a list that was submitted.
    pub(super) fn judge_lists(&mut self, changed: &CartChanged) {
        if let Some(sku) = &changed.sku {
            for key in self.keys(&Progress::is_at_work) {
                let Self { transcript, cart, .. } = self;
                transcript.edit().checklist(key, &mut |list| list.judge(cart, Some(sku)));
            }
        }
    }

    /// The turn that answered is over, whole or not.
    pub(super) fn tools_done(&mut self, how: AnswerState) {
        let to = if how == AnswerState::Done { Progress::Done } else { Progress::Given(SendState::Failed) };
        for key in self.keys(&|progress| progress == CONFIRMED) {
            self.settle(key, to);
        }
    }

    /// The link broke: what the server was at work on may or may not get done.
    pub(super) fn tools_in_doubt(&mut self) {
        for key in self.keys(&|progress| progress == CONFIRMED) {
            self.edit().set_send_state(key, SendState::Unconfirmed);
        }
    }

    /// The server has said what it still waits for.
    pub(super) fn tools_pending(&mut self, pending: &[ServerEvent]) {
        let mut taken = vec![false; pending.len()];
        let mut waits = |body: &EntryBody| {
            let mut places = pending.iter().zip(&mut taken);
            // The newest entry of a call is the one that is meant.
            let place = places.find(|(event, taken)| !**taken && is_of(body, event));
            place.map(|(_, taken)| *taken = true).is_some()
        };
        let mut told = Vec::new();
        for entry in self.transcript.entries().iter().rev() {
            told.push((entry.key, waits(&entry.body)));
        }
        for (key, waits) in told {
            match self.transcript.get(key).map(|entry| &entry.body) {
                Some(EntryBody::QuickReplies { replies, choice }) => {
                    let open = waits || replies.tool_call_id.is_none();
                    if !matches!(choice, Choice::Made { .. }) {
                        self.edit().set_choice(key, if open { Choice::Open } else { Choice::Closed });
                    }
                }
                Some(body) => {
                    if let Some(progress) = progress(body) {
                        self.tool_pending(key, progress, waits);
                    }
                }
                None => {}
            }
        }
    }

    fn tool_pending(&mut self, key: EntryKey, progress: Progress, waits: bool) {
        match (progress, waits) {
            (Progress::Done | Progress::Closed, true) => self.edit().set_progress(key, Progress::Open),
            // It did not arrive, or its turn was cut off. Twice has the effect of once.
            (Progress::Given(SendState::Unconfirmed), true) if !self.outbox.is_full() => self.wait(key),
            (Progress::Given(SendState::Unconfirmed), false) => self.settle(key, Progress::Done),
            (Progress::Open | Progress::Given(SendState::Queued | SendState::Failed), false) => {
                self.close(key);
            }
            _ => {}
        }
    }

    /// The conversation is a new one: what was laid out in the old one is not known there.
    /// A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(super) fn tools_forgotten(&mut self) {
        for key in self.keys(&|progress| progress != Progress::Done) {
            self.close(key);
        }
    }

    fn close(&mut self, key: EntryKey) {
        self.outbox.remove(key);
        self.edit().set_progress(key, Progress::Closed);
    }

    /// Nothing more will come of an answer: lines without a result get theirs by the cart.
    fn settle(&mut self, key: EntryKey, to: Progress) {
        self.changed_hands();
        let Self { transcript, cart, .. } = self;
        let mut edit = transcript.edit();
        edit.checklist(key, &mut |list| list.judge(cart, None));
        edit.set_progress(key, to);
    }

    /// The keys of checklists and plans whose answers have come so far, newest first.
    fn keys(&self, which: &dyn Fn(Progress) -> bool) -> Vec<EntryKey> {
        let entries = self.transcript.entries().iter().rev();
        entries.filter(|entry| progress(&entry.body).is_some_and(which)).map(|entry| entry.key).collect()
    }
}

/// How far the answer to a checklist or a plan has come.
pub(super) fn progress(body: &EntryBody) -> Option<Progress> {
    match body {
        EntryBody::Checklist(list) => Some(list.progress()),
        EntryBody::MealPlan(plan) => Some(plan.progress()),
        _ => None,
    }
}

/// The suggestion whose press the shopper's entry `words` says.
fn pressed(body: &EntryBody, words: EntryKey) -> Option<Action> {
    let EntryBody::QuickReplies { replies, choice: Choice::Made { index, said } } = body else {
        return None;
    };
    if *said != words {
        return None;
    }
    let option = replies.options.get(usize::try_from(*index).ok()?)?.clone();
    let tool_call_id = replies.tool_call_id.clone();
    Some(Action::QuickReply { value: option.value, label: option.label, tool_call_id })
}

/// Whether an entry and an interactive frame are known by the same id.
fn is_of(body: &EntryBody, frame: &ServerEvent) -> bool {
    let same_id = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    match (body, frame) {
        (EntryBody::Products(cards), ServerEvent::ProductCards(other)) => {
            same_id(&cards.tool_call_id, &other.tool_call_id)
        }
        (EntryBody::QuickReplies { replies, .. }, ServerEvent::QuickReplies(other)) => {
            same_id(&replies.tool_call_id, &other.tool_call_id)
        }
        (EntryBody::Checklist(list), ServerEvent::IngredientChecklist(other)) => {
            list.frame().checklist_id == other.checklist_id
        }
        (EntryBody::MealPlan(plan), ServerEvent::MealPlan(other)) => plan.frame().plan_id == other.plan_id,
        _ => false,
    }
}

/// Whether an entry shows just this frame.
fn is_same(body: &EntryBody, frame: &ServerEvent) -> bool {
    match (body, frame) {
        (EntryBody::Products(cards), ServerEvent::ProductCards(other)) => cards == other,
        (EntryBody::QuickReplies { replies, .. }, ServerEvent::QuickReplies(other)) => replies == other,
        (EntryBody::Checklist(list), ServerEvent::IngredientChecklist(other)) => list.frame() == other,
        (EntryBody::MealPlan(plan), ServerEvent::MealPlan(other)) => plan.frame() == other,
        _ => false,
    }
}
