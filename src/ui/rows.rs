//! What is in the log: the rows, what the assistant is doing, the button that leads to the end.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::dom::{El, effect, el, keep, list};
use super::icons::{DOWN, icon};
use super::log::Follow;
use super::message::message;
use super::newest::{Newest, Next};
use super::view::{Row, View};
use super::walk::walk;
use crate::browser::observer::SizeObserver;
use crate::core::i18n::{self, Word};

/// Puts everything into the log: `area` holds it, `entries` is what scrolls in it. A seam: see
/// `npm/scripts/parts.mjs`.
#[inline(never)]
pub(super) fn furnish(view: View, follow: &Follow, area: &El, log: &El, entries: &El) {
    let rows = el("div", "rows");
    let rows_node = rows.node();
    // The room of the status line stays when it goes: nothing may move under a finger.
    let status = el("div", "status-room")
        .swap(move || u32::from(view.is_answering()), move |running| (running != 0).then(|| status(view)));
    let newest = Newest::new(view, follow, rows_node.clone());
    entries.clone().add(newest.button()).add(rows).add(status);
    let shown = newest.clone();
    list(
        &rows_node,
        move || shown.shown().into_iter().map(|row| (row.key.0, row)).collect(),
        move |row: Row| named_row(message(view, &row), row.key.0),
    );
    // At once with what has changed: the observer below is told when all is laid out, and a move of the log
    // then would have it laid out and painted a second time in every frame of an answer. Not while nobody sees it:
    // a page that loads is not to lay out a closed panel at once.
    let on_change = follow.clone();
    effect(move || {
        view.log.track();
        if view.open.get_untracked() != 0 {
            on_change.keep_up();
        }
    });
    let (on_size, settling) = (follow.clone(), newest.clone());
    let on_size = move || {
        on_size.keep_up();
        settling.settle();
    };
    if let Some(observer) = SizeObserver::new(on_size) {
        observer.observe(&log.node());
        observer.observe(&entries.node());
        keep(Box::new(observer));
    }
    let (on_scroll, older) = (follow.clone(), newest.clone());
    let (on_key, walking) = (follow.clone(), newest);
    let on_move = follow.clone();
    log.clone()
        // It has left the page and come back, and some engines have forgotten how far it was scrolled.
        .on("moved", move |_| on_move.log.set_scroll_top(on_move.last_top.get()))
        .on("scroll", move |_| {
            if on_scroll.scrolled() {
                older.show_older(Next::Same);
            }
        })
        .on("keydown", move |event| walk(&walking, &on_key, event.unchecked_ref()));
    area.clone().add(jump(view, follow));
}

/// A row takes the focus. One without a role of its own is an article, named by what it says.
fn named_row(row: El, key: u64) -> El {
    let row = row.set("tabindex", "-1");
    if row.node().has_attribute("role") || row.node().has_attribute("aria-label") {
        return row;
    }
    let id = ["row-", &key.to_string()].concat();
    row.set("role", "article").set("id", &id).set("aria-labelledby", &id)
}

/// The button that leads to the end, while the reader is elsewhere. It covers no more than it must: its words are
/// seen only when there is news.
fn jump(view: View, follow: &Follow) -> El {
    let (following, go) = (follow.following, follow.clone());
    let seen = RwSignal::new(0);
    effect(move || {
        let rows = view.rows.get();
        if following.get() != 0 {
            seen.set(rows);
        }
    });
    let news = move || view.rows.get() != seen.get();
    let words = el("span", "")
        .bind("class", move || (!news()).then(|| "sr".to_owned()))
        .live(move || view.say(if news() { Word::NewMessages } else { Word::Jump }));
    el("button", "jump")
        .part("jump")
        .set("type", "button")
        .flag("hidden", "", move || following.get() != 0)
        .add(icon(DOWN))
        .add(words)
        .on("click", move |_| {
            go.to_end();
            // The button is about to hide, and must not take the focus with it.
            let _ = go.log.unchecked_ref::<HtmlElement>().focus();
        })
}

/// What the assistant is doing, while it is doing it.
fn status(view: View) -> El {
    let dots =
        el("div", "dots").set("aria-hidden", "true").add(el("i", "")).add(el("i", "")).add(el("i", ""));
    el("div", "status").part("status").add(dots).add(el("span", "").live(move || {
        view.turn.track();
        let status = view.desk(|desk| desk.turn().status).flatten();
        view.say(status.map_or(Word::Working, i18n::status))
    }))
}
