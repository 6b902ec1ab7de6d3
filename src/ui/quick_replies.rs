//! Suggestions to press: one of them, once. The pressed one stays marked, the others go quiet.

use leptos::prelude::*;

use super::dom::{El, el};
use super::view::{Intent, Row, View};
use crate::core::protocol::QuickReplies;
use crate::core::transcript::EntryBody;

/// The suggestions of one entry.
pub(super) fn quick_replies(view: View, row: &Row, replies: &QuickReplies) -> El {
    let key = row.key;
    let prompt = replies.prompt.as_deref();
    let mut group = el("div", "replies")
        .part("quick-replies")
        .set("role", "group")
        .set("aria-label", prompt.unwrap_or(view.words.suggestions))
        .add_some(prompt.map(|prompt| el("p", "").text(prompt)));
    for (index, option) in (0_u32..).zip(&replies.options) {
        let revision = row.revision.clone();
        let chosen = move || {
            revision.track();
            let chosen = |body: &EntryBody| match body {
                EntryBody::QuickReplies { chosen, .. } => *chosen,
                _ => None,
            };
            view.read(key, |entry| chosen(&entry.body)).flatten()
        };
        let is_chosen = chosen.clone();
        group = group.add(
            el("button", "pill")
                .part("quick-reply")
                .set("type", "button")
                .bind("aria-pressed", move || Some((is_chosen() == Some(index)).to_string()))
                .flag("aria-disabled", "true", move || chosen().is_some())
                .text(&option.label)
                .on("click", move |_| view.ask(Intent::QuickReply(key, index))),
        );
    }
    group
}
