//! One row of the log: the shopper's words, the assistant's words, products, an error, a notice.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev;
use leptos::html::{Div, button, div, span};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icons::{ALERT, INFO, icon};
use super::product_card::products;
use super::prose::ProseNodes;
use super::quick_replies::quick_replies;
use super::view::{Intent, Row, View};
use crate::core::i18n;
use crate::core::transcript::{AnswerState, Entry, EntryBody, EntryKey, Notice, SendState};

/// The view of a row. An entry never changes its kind, so the kind is read once.
pub(super) fn message(view: View, row: Row) -> AnyView {
    let key = row.key;
    view.read(key, |entry| match &entry.body {
        EntryBody::User { text, .. } => user(view, &row, text.clone()),
        EntryBody::Answer { .. } => answer(view, &row),
        EntryBody::Products(cards) => products(view, cards),
        EntryBody::Error(error) => {
            let words = view.config.with_value(|config| i18n::error(config.language, error));
            line("error", ALERT, words)
        }
        EntryBody::Notice(notice) => line("notice", INFO, notice_words(view, *notice).to_owned()),
        EntryBody::QuickReplies { replies, .. } => quick_replies(view, &row, replies),
        // Kept in the conversation and its store; they have no view yet.
        EntryBody::Checklist(_) | EntryBody::MealPlan(_) => ().into_any(),
    })
    .unwrap_or_else(|| ().into_any())
}

fn notice_words(view: View, notice: Notice) -> &'static str {
    match notice {
        Notice::NewConversation => view.words.new_conversation,
    }
}

fn line(role: &'static str, drawing: &'static str, words: String) -> AnyView {
    div()
        .class("message")
        .attr("part", "message")
        .attr("data-role", role)
        .child((icon(drawing), span().child(words)))
        .into_any()
}

/// Who speaks, for those who do not see the sides of the log.
fn speaker(name: String) -> AnyView {
    span().class("sr").child([&name, ": "].concat()).into_any()
}

fn user(view: View, row: &Row, text: String) -> AnyView {
    let key = row.key;
    let revision = row.revision.clone();
    let state = Memo::new(move |_| {
        revision.track();
        view.read(key, |entry| match &entry.body {
            EntryBody::User { state, .. } => *state,
            _ => SendState::Confirmed,
        })
        .unwrap_or(SendState::Confirmed)
    });
    let name = move || match state.get() {
        SendState::Queued => "queued",
        SendState::Sent => "sending",
        SendState::Confirmed => "sent",
        SendState::Unconfirmed => "unconfirmed",
        SendState::Failed => "failed",
    };
    let meta = move || {
        let words = match state.get() {
            SendState::Queued => view.words.waiting,
            SendState::Unconfirmed => view.words.not_confirmed,
            SendState::Failed => view.words.not_sent,
            SendState::Sent | SendState::Confirmed => return None,
        };
        let again = matches!(state.get(), SendState::Unconfirmed | SendState::Failed).then(|| {
            button()
                .class("link")
                .attr("part", "resend")
                .attr("type", "button")
                .on(ev::click, move |_| view.ask(Intent::Resend(key)))
                .child(view.words.send_again)
        });
        Some(div().class("meta").child((words, again)))
    };
    div()
        .class("message")
        .attr("part", "message")
        .attr("data-role", "user")
        .attr("data-state", name)
        .child((speaker(view.words.you.to_owned()), div().class("bubble").child(text), meta))
        .into_any()
}

fn answer_state(entry: &Entry) -> AnswerState {
    match &entry.body {
        EntryBody::Answer { state, .. } => *state,
        _ => AnswerState::Done,
    }
}

fn answer(view: View, row: &Row) -> AnyView {
    let key = row.key;
    let revision = row.revision.clone();
    let state = Memo::new(move |_| {
        revision.track();
        view.read(key, answer_state).unwrap_or(AnswerState::Done)
    });
    let name = move || match state.get() {
        AnswerState::Streaming => "streaming",
        AnswerState::Done => "done",
        AnswerState::Interrupted => "interrupted",
    };
    let meta = move || {
        (state.get() == AnswerState::Interrupted).then(|| div().class("meta").child(view.words.interrupted))
    };
    let bot = view.config.with_value(|config| config.bot_name.clone());
    div()
        .class("message")
        .attr("part", "message")
        .attr("data-role", "assistant")
        .attr("data-state", name)
        .child((speaker(bot), prose(view, key, row.revision.clone()), meta))
        .into_any()
}

/// The words of an answer, patched in place as they grow.
fn prose(view: View, key: EntryKey, revision: ArcRwSignal<u32>) -> AnyView {
    let node = NodeRef::<Div>::new();
    let nodes: Rc<RefCell<Option<ProseNodes>>> = Rc::default();
    Effect::new(move |_| {
        revision.track();
        let (Some(root), Ok(mut nodes)) = (node.get(), nodes.try_borrow_mut()) else { return };
        if nodes.is_none() {
            *nodes = root
                .owner_document()
                .map(|page| ProseNodes::new(page, root.unchecked_ref::<web_sys::Element>().clone()));
        }
        if let Some(nodes) = nodes.as_mut() {
            view.read(key, |entry| {
                if let EntryBody::Answer { document, .. } = &entry.body {
                    nodes.update(document);
                }
            });
        }
    });
    div().node_ref(node).class("prose").into_any()
}
