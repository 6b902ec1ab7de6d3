//! Suggestions to press: one of them, once. The pressed one stays marked, the others go quiet.

use leptos::ev;
use leptos::html::{button, div, p};
use leptos::prelude::*;

use super::view::{Intent, Row, View};
use crate::core::protocol::QuickReplies;
use crate::core::transcript::EntryBody;

/// The suggestions of one entry.
pub(super) fn quick_replies(view: View, row: &Row, replies: &QuickReplies) -> AnyView {
    let key = row.key;
    let revision = row.revision.clone();
    let chosen = Memo::new(move |_| {
        revision.track();
        view.read(key, |entry| match &entry.body {
            EntryBody::QuickReplies { chosen, .. } => *chosen,
            _ => None,
        })
        .flatten()
    });
    let pills = (0_u32..).zip(&replies.options).map(|(index, option)| {
        button()
            .class("pill")
            .attr("part", "quick-reply")
            .attr("type", "button")
            .attr("aria-pressed", move || (chosen.get() == Some(index)).to_string())
            .attr("aria-disabled", move || chosen.get().is_some().then_some("true"))
            .on(ev::click, move |_| view.ask(Intent::QuickReply(key, index)))
            .child(option.label.clone())
    });
    div()
        .class("replies")
        .attr("part", "quick-replies")
        .attr("role", "group")
        .attr("aria-label", replies.prompt.clone().unwrap_or_else(|| view.words.suggestions.to_owned()))
        .child((replies.prompt.clone().map(|prompt| p().child(prompt)), pills.collect_view()))
        .into_any()
}
