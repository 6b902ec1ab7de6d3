//! What is laid before the shopper to answer with more than one press: a card with a title, what is inside,
//! and a foot. The foot has the one button while the card waits, and a line that says how far the answer
//! has come. That line takes the focus when the button goes, and screen readers hear each change of it.

use std::rc::Rc;

use leptos::prelude::*;

use super::dom::{El, el};
use super::view::{Intent, Row, View};
use crate::core::decimal::Decimal;
use crate::core::i18n::Word;
use crate::core::tools::{Checklist, PlanAnswer, Progress};
use crate::core::transcript::{EntryBody, EntryKey, SendState};

/// One card and its entry.
#[derive(Clone)]
pub(super) struct Tool {
    pub(super) view: View,
    pub(super) key: EntryKey,
    revision: ArcRwSignal<u32>,
    note: El,
}

impl Tool {
    pub(super) fn new(view: View, row: &Row) -> Self {
        let note = el("p", "tool-note").part("tool-note").set("role", "status").set("tabindex", "-1");
        Self { view, key: row.key, revision: row.revision.clone(), note }
    }

    /// Reads the entry; tracked.
    fn read(&self, read: &mut dyn FnMut(&EntryBody)) {
        self.revision.track();
        self.view.desk(|desk| desk.entry(self.key, &mut |entry| read(&entry.body)));
    }

    /// Reads the checklist; tracked.
    pub(super) fn checklist<T: Default>(&self, read: impl Fn(&Checklist) -> T) -> T {
        let mut found = T::default();
        self.read(&mut |body| {
            if let EntryBody::Checklist(list) = body {
                found = read(list);
            }
        });
        found
    }

    /// Whether a change was asked for instead of an approval; tracked.
    pub(super) fn is_change(&self) -> bool {
        let mut found = false;
        self.read(&mut |body| {
            if let EntryBody::MealPlan(plan) = body {
                found = matches!(plan.answer(), Some(PlanAnswer::Change(_)));
            }
        });
        found
    }

    /// How far the answer has come; tracked.
    pub(super) fn progress(&self) -> Progress {
        let mut found = Progress::Closed;
        self.read(&mut |body| match body {
            EntryBody::Checklist(list) => found = list.progress(),
            EntryBody::MealPlan(plan) => found = plan.progress(),
            _ => {}
        });
        found
    }

    /// Whether it may be answered; tracked.
    pub(super) fn is_open(&self) -> bool {
        self.progress().is_open()
    }

    /// The card without what is inside.
    pub(super) fn card(&self, part: &str, title: &str) -> El {
        let tool = self.clone();
        el("div", "tool")
            .part(part)
            .set("role", "group")
            .set("aria-label", title)
            .bind("data-state", move || Some(state_name(tool.progress()).to_owned()))
            .add(el("h3", "").set("dir", "auto").text(title))
    }

    /// The foot: the button with its words, what it does, and what is said of the answer while it is under
    /// way (`false`) and when it is done.
    pub(super) fn foot(
        &self,
        part: &'static str,
        label: Rc<dyn Fn() -> String>,
        answer: fn(EntryKey) -> Intent,
        said: Box<dyn Fn(bool) -> String>,
    ) -> El {
        let (open, press, tool) = (self.clone(), self.clone(), self.clone());
        let button = move |is_open: u32| {
            let (press, label) = (press.clone(), Rc::clone(&label));
            (is_open != 0).then(|| {
                el("button", "add")
                    .part(part)
                    .set("type", "button")
                    .live(move || label())
                    .on("click", move |_| press.answer(answer(press.key)))
            })
        };
        let note = move || {
            let word = match tool.progress() {
                Progress::Open => return String::new(),
                Progress::Given(SendState::Queued) => Word::Waiting,
                Progress::Given(SendState::Sent | SendState::Confirmed) => return said(false),
                Progress::Given(SendState::Unconfirmed) => Word::NotConfirmed,
                Progress::Given(SendState::Failed) => Word::NotDone,
                Progress::Done => return said(true),
                Progress::Closed => Word::NoLongerOpen,
            };
            tool.view.say(word)
        };
        el("div", "tool-foot")
            .add(self.note.clone().live(note))
            .swap(move || u32::from(open.is_open()), button)
    }

    /// Answers. What was pressed goes, so the focus goes to what tells of it.
    pub(super) fn answer(&self, intent: Intent) {
        self.view.ask(intent);
        let _ = self.note.html().focus();
    }

    /// An amount with its unit: `0,5 кг`.
    pub(super) fn amount(&self, amount: Decimal, unit: Option<&str>) -> String {
        let number = self.view.desk(|desk| desk.number(amount)).unwrap_or_default();
        match unit {
            Some(unit) => [&number, "\u{a0}", &self.view.unit(unit)].concat(),
            None => number,
        }
    }
}

/// The word that style sheets and tests know a state by.
fn state_name(progress: Progress) -> &'static str {
    match progress {
        Progress::Open => "open",
        Progress::Given(SendState::Queued) => "queued",
        Progress::Given(SendState::Sent | SendState::Confirmed) => "working",
        Progress::Given(SendState::Unconfirmed) => "unconfirmed",
        Progress::Given(SendState::Failed) => "failed",
        Progress::Done => "done",
        Progress::Closed => "closed",
    }
}
