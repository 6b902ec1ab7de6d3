//! Suggestions to press: one of them, once. The pressed one stays marked, the others go quiet.

use leptos::prelude::*;

use super::dom::{El, el};
use super::view::{Intent, Row, View};
use crate::core::i18n::Word;
use crate::core::protocol::QuickReplies;
use crate::core::transcript::{Choice, EntryBody};

/// The suggestions of one entry.
pub(super) fn quick_replies(view: View, row: &Row, replies: &QuickReplies) -> El {
    let key = row.key;
    let prompt = replies.prompt.as_deref();
    let name = prompt.map_or_else(|| view.say(Word::Suggestions), str::to_owned);
    let mut group = el("div", "replies")
        .part("quick-replies")
        .set("role", "group")
        .set("aria-label", &name)
        .add_some(prompt.map(|prompt| el("p", "").text(prompt)));
    for (index, option) in (0_u32..).zip(&replies.options) {
        let revision = row.revision.clone();
        let choice = move || {
            revision.track();
            let choice = |body: &EntryBody| match body {
                EntryBody::QuickReplies { choice, .. } => *choice,
                _ => Choice::Closed,
            };
            view.read(key, |entry| choice(&entry.body)).unwrap_or(Choice::Closed)
        };
        let pressed = choice.clone();
        group = group.add(
            el("button", "pill")
                .part("quick-reply")
                .set("type", "button")
                .bind("aria-pressed", move || {
                    let is = matches!(pressed(), Choice::Made { index: made, .. } if made == index);
                    Some(is.to_string())
                })
                .flag("aria-disabled", "true", move || choice() != Choice::Open)
                .text(&option.label)
                .on("click", move |_| view.ask(Intent::QuickReply(key, index))),
        );
    }
    group
}
