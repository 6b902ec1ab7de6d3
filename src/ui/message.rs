//! One row of the log: the shopper's words, the assistant's or a person's words, products, a checklist, a
//! plan, a look-up, the offer of a person, an error, a notice.

use std::cell::RefCell;

use leptos::prelude::*;

use super::checklist::checklist;
use super::dom::{El, effect, el};
use super::handoff::{call_line, notice, offer};
use super::icons::{ALERT, icon};
use super::meal_plan::meal_plan;
use super::product_card::products;
use super::prose::ProseNodes;
use super::quick_replies::quick_replies;
use super::remarks::{behind_error, below_answer, below_user};
use super::view::{Row, View};
use crate::browser::document;
use crate::core::i18n::{self, Word};
use crate::core::protocol::ServerError;
use crate::core::transcript::{AnswerState, EntryBody, SendState};

/// The view of a row. An entry never changes its kind, so the kind is read once.
pub(super) fn message(view: View, row: &Row) -> El {
    let drawn = view.read(row.key, |entry| match &entry.body {
        EntryBody::User { text, .. } => Some(user(view, row, text)),
        EntryBody::Answer { author, .. } => Some(answer(view, row, author.as_deref())),
        EntryBody::Products(cards) => Some(products(view, cards)),
        EntryBody::QuickReplies { replies, .. } => Some(quick_replies(view, row, replies)),
        EntryBody::Error(error) => Some(error_line(view, row, error)),
        EntryBody::Notice(said) => Some(notice(view, row, said)),
        EntryBody::ToolCall { tool, .. } => Some(call_line(view, row, tool)),
        EntryBody::Handoff { message, .. } => Some(offer(view, row, message)),
        EntryBody::Checklist(list) => Some(checklist(view, row, list)),
        EntryBody::MealPlan(plan) => Some(meal_plan(view, row, plan)),
    });
    drawn.flatten().unwrap_or_else(|| el("span", "").set("hidden", ""))
}

/// An error, with the seconds until it is over where the server named them.
fn error_line(view: View, row: &Row, error: &ServerError) -> El {
    let (key, revision, error) = (row.key, row.revision.clone(), error.clone());
    let behind = behind_error(view, key, &error.code);
    let words = move || {
        revision.track();
        view.desk(|desk| desk.error_words(key, &error)).unwrap_or_default()
    };
    bubble("error").add(icon(ALERT)).add(el("div", "").add(el("span", "").live(words)).add(behind))
}

pub(super) fn bubble(role: &str) -> El {
    el("div", "message").part("message").set("data-role", role)
}

/// Who speaks, for those who do not see the sides of the log.
fn speaker(name: &str) -> El {
    el("span", "sr").text(&[name, ": "].concat())
}

fn user(view: View, row: &Row, text: &str) -> El {
    let (key, revision) = (row.key, row.revision.clone());
    let state = move || {
        revision.track();
        let state = |body: &EntryBody| match body {
            EntryBody::User { state, .. } => *state,
            _ => SendState::Confirmed,
        };
        view.read(key, |entry| state(&entry.body)).unwrap_or(SendState::Confirmed)
    };
    let named = state.clone();
    bubble("user")
        .bind("data-state", move || Some(send_state_name(named()).to_owned()))
        .add(speaker(&view.say(Word::You)))
        .add(el("div", "bubble").set("dir", "auto").text(text))
        .swap(move || state() as u32, move |state| below_user(view, key, state))
}

/// The word that style sheets and tests know a state by.
fn send_state_name(state: SendState) -> &'static str {
    match state {
        SendState::Queued => "queued",
        SendState::Sent => "sending",
        SendState::Confirmed => "sent",
        SendState::Unconfirmed => "unconfirmed",
        SendState::Failed => "failed",
    }
}

fn answer(view: View, row: &Row, author: Option<&str>) -> El {
    let (key, revision) = (row.key, row.revision.clone());
    let state = move || {
        revision.track();
        let state = |body: &EntryBody| match body {
            EntryBody::Answer { state, .. } => *state,
            _ => AnswerState::Done,
        };
        view.read(key, |entry| state(&entry.body)).unwrap_or(AnswerState::Done)
    };
    let below = state.clone();
    let config = view.desk(|desk| desk.config());
    let name = config.map(|config| match author {
        Some(name) => i18n::agent(&config.words, name).to_owned(),
        None => config.bot_name.clone(),
    });
    let name = name.unwrap_or_default();
    // The name of a person stands there for everyone: it is not always the same one.
    let speaker = if author.is_some() { el("div", "author").text(&name) } else { speaker(&name) };
    bubble(if author.is_some() { "agent" } else { "assistant" })
        .bind("data-state", move || {
            let name = match state() {
                AnswerState::Streaming => "streaming",
                AnswerState::Done => "done",
                AnswerState::Interrupted => "interrupted",
                AnswerState::Stopped => "stopped",
            };
            Some(name.to_owned())
        })
        .add(speaker)
        .add(prose(view, row))
        .add(below_answer(view, key, below))
}

/// The words of an answer, patched in place as they grow.
fn prose(view: View, row: &Row) -> El {
    let (key, revision) = (row.key, row.revision.clone());
    let root = el("div", "prose").set("dir", "auto");
    let Some(page) = document() else { return root };
    let nodes = RefCell::new(ProseNodes::new(page, root.node()));
    effect(move || {
        revision.track();
        view.read(key, |entry| {
            if let (EntryBody::Answer { document, .. }, Ok(mut nodes)) = (&entry.body, nodes.try_borrow_mut())
            {
                nodes.update(document);
            }
        });
    });
    root
}
