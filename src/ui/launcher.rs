//! The button in the corner that opens and closes the panel.

use leptos::prelude::*;

use super::dom::{El, el};
use super::icons::{CLOSE, icon};
use super::view::{Intent, View};
use crate::core::i18n::Word;

/// The launcher of a floating widget.
pub(super) fn launcher(view: View, panel_id: &str) -> El {
    let label = move || {
        let does = view.say(if view.is_open() { Word::Close } else { Word::Open });
        Some(match view.unread.get() {
            0 => does,
            unread => [&does, ". ", &view.say(Word::NewMessages), ": ", &unread.to_string()].concat(),
        })
    };
    el("button", "launcher")
        .part("launcher")
        .set("type", "button")
        .set("aria-controls", panel_id)
        .bind("aria-expanded", move || Some(view.is_open().to_string()))
        .bind("aria-label", label)
        .bind("title", label)
        .on("click", move |_| {
            view.ask(if view.open.get_untracked() == 0 { Intent::Open } else { Intent::Close });
        })
        .swap(
            move || view.open.get(),
            |open| Some(if open == 0 { el("span", "speech") } else { icon(CLOSE) }),
        )
        .swap(
            move || view.unread.get(),
            |unread| (unread > 0).then(|| el("span", "badge").part("unread").text(&unread.to_string())),
        )
}
