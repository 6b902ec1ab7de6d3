//! The conversation: rows that scroll, and follow the newest one only while the reader is there.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{El, effect, el, keep, list};
use super::icons::{DOWN, icon};
use super::message::message;
use super::newest::{Newest, Next};
use super::view::{Row, Topic, View};
use super::walk::walk;
use crate::browser::observer::SizeObserver;
use crate::core::i18n::{self, Word};

/// How far from the end, in CSS pixels, still counts as being there.
const NEAR: i32 = 8;

/// Within this many CSS pixels of the beginning, what came before is fetched.
const NEAR_BEGINNING: i32 = 240;
/// Room that is left beside a row that gets the focus, in CSS pixels.
const MARGIN: i32 = 16;

/// Whether the log follows its end, and how it gets there and elsewhere.
#[derive(Clone)]
pub(super) struct Follow {
    pub(super) log: Rc<Element>,
    following: Topic,
    last_top: Rc<Cell<i32>>,
}

impl Follow {
    pub(super) fn is_on(&self) -> bool {
        self.following.get_untracked() != 0
    }

    /// Goes to the end and stays there.
    pub(super) fn to_end(&self) {
        self.following.set(1);
        self.keep_up();
    }

    fn keep_up(&self) {
        if self.is_on() {
            self.log.set_scroll_top(self.log.scroll_height());
            // Known at once: an engine may report this move and the reader's next one as one.
            self.last_top.set(self.log.scroll_top());
        }
    }

    /// The element that holds the rows.
    pub(super) fn rows(&self) -> Option<Element> {
        self.log.query_selector(".rows").ok().flatten()
    }

    /// Gives a row the focus and shows it: all of it, or else its beginning.
    pub(super) fn focus(&self, row: &HtmlElement) {
        let _ = row.focus();
        let top = row.offset_top().saturating_sub(MARGIN);
        let bottom = row.offset_top().saturating_add(row.offset_height()).saturating_add(MARGIN);
        let (from, room) = (self.log.scroll_top(), self.log.client_height());
        if top < from || bottom > from.saturating_add(room) {
            let up_to = bottom.saturating_sub(room);
            self.log.set_scroll_top(if top < from { top } else { top.min(up_to) });
        }
    }

    /// Gives the newest row the focus. Says whether there is one.
    pub(super) fn focus_last(&self) -> bool {
        let last = self.rows().and_then(|rows| rows.last_element_child());
        if let Some(row) = &last {
            self.to_end();
            self.focus(row.unchecked_ref());
        }
        last.is_some()
    }

    /// Gives the field below the log the focus.
    pub(super) fn focus_field(&self) -> bool {
        let panel = self.log.closest(".panel").ok().flatten();
        let field = panel.and_then(|panel| panel.query_selector(".input").ok().flatten());
        field.is_some_and(|field| field.unchecked_into::<HtmlElement>().focus().is_ok())
    }

    /// Whether a row goes on below (or above) what is in sight.
    pub(super) fn is_beyond(&self, row: &Element, below: bool) -> bool {
        let row: &HtmlElement = row.unchecked_ref();
        let from = self.log.scroll_top();
        if below {
            let bottom = row.offset_top().saturating_add(row.offset_height());
            bottom > from.saturating_add(self.log.client_height()).saturating_add(MARGIN)
        } else {
            row.offset_top() < from.saturating_sub(MARGIN)
        }
    }

    /// Only a move upwards is a wish to read: the end also moves away when something is appended. Says
    /// whether it came near the beginning.
    fn scrolled(&self) -> bool {
        let top = self.log.scroll_top();
        let rest = self.log.scroll_height().saturating_sub(top).saturating_sub(self.log.client_height());
        let upwards = top < self.last_top.replace(top);
        let following = rest <= NEAR || (!upwards && self.is_on());
        if following != self.is_on() {
            self.following.set(u32::from(following));
        }
        upwards && top < NEAR_BEGINNING
    }
}

/// The log with its jump button, and the handle that makes it follow its end.
pub(super) fn log(view: View) -> (El, Follow) {
    let entries = el("div", "entries")
        .swap(move || u32::from(is_empty(view)), move |empty| (empty != 0).then(|| welcome(view)));
    let rows = el("div", "rows");
    let rows_node = rows.node();
    // The room of the status line stays when it goes: nothing may move under a finger.
    let status = el("div", "status-room")
        .swap(move || u32::from(view.is_answering()), move |running| (running != 0).then(|| status(view)));
    let log = el("div", "log")
        .part("log")
        .set("role", "log")
        // Not live: streamed words would be read again with every piece. The announcer speaks instead.
        .set("aria-live", "off")
        .set("aria-label", &view.say(Word::Conversation))
        .set("tabindex", "0");
    let follow = Follow { log: Rc::new(log.node()), following: RwSignal::new(1), last_top: Rc::default() };
    let newest = Newest::new(view, &follow, rows_node.clone());
    let entries = entries.add(newest.button()).add(rows).add(status);
    let entries_node = entries.node();
    let log = log.add(entries);
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
        observer.observe(&entries_node);
        keep(Box::new(observer));
    }
    let (on_scroll, older) = (follow.clone(), newest.clone());
    let (on_key, walking) = (follow.clone(), newest);
    let on_move = follow.clone();
    let log = log
        // It has left the page and come back, and some engines have forgotten how far it was scrolled.
        .on("moved", move |_| on_move.log.set_scroll_top(on_move.last_top.get()))
        .on("scroll", move |_| {
            if on_scroll.scrolled() {
                older.show_older(Next::Same);
            }
        })
        .on("keydown", move |event| walk(&walking, &on_key, event.unchecked_ref()));
    (el("div", "log-area").add(log).add(jump(view, &follow)), follow)
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

fn is_empty(view: View) -> bool {
    view.rows.track();
    view.desk(|desk| desk.rows().is_empty()).unwrap_or(true)
}

/// The button that leads to the end, while the reader is elsewhere. It says whether there is news.
fn jump(view: View, follow: &Follow) -> El {
    let (following, go) = (follow.following, follow.clone());
    let seen = RwSignal::new(0);
    effect(move || {
        let rows = view.rows.get();
        if following.get() != 0 {
            seen.set(rows);
        }
    });
    el("button", "jump")
        .part("jump")
        .set("type", "button")
        .flag("hidden", "", move || following.get() != 0)
        .add(icon(DOWN))
        .live(move || {
            let news = view.rows.get() != seen.get();
            view.say(if news { Word::NewMessages } else { Word::Jump })
        })
        .on("click", move |_| {
            go.to_end();
            // The button is about to hide, and must not take the focus with it.
            let _ = go.log.unchecked_ref::<HtmlElement>().focus();
        })
}

/// The first words, while the log is empty.
fn welcome(view: View) -> El {
    let own = view.desk(|desk| desk.config().welcome_message.clone()).flatten();
    let words =
        own.unwrap_or_else(|| view.say(if view.sells() { Word::Welcome } else { Word::WelcomeSupport }));
    el("div", "welcome").part("welcome").add(el("p", "").text(&words))
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
