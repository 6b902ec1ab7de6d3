//! The conversation: rows that scroll, and follow the newest one only while the reader is there.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::Element;

use super::dom::{El, effect, el, keep, list};
use super::icons::{DOWN, icon};
use super::message::message;
use super::view::{Row, Topic, View};
use crate::browser::observer::SizeObserver;
use crate::core::i18n::{self, Word};

/// How far from the end, in CSS pixels, still counts as being there.
const NEAR: i32 = 8;

/// Whether the log follows its end, and how it gets there.
#[derive(Clone)]
pub(super) struct Follow {
    log: Rc<Element>,
    following: Topic,
    last_top: Rc<Cell<i32>>,
}

impl Follow {
    fn is_on(&self) -> bool {
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

    /// Only a move upwards is a wish to read: the end also moves away when something is appended.
    fn scrolled(&self) {
        let top = self.log.scroll_top();
        let rest = self.log.scroll_height().saturating_sub(top).saturating_sub(self.log.client_height());
        let upwards = top < self.last_top.replace(top);
        let following = rest <= NEAR || (!upwards && self.is_on());
        if following != self.is_on() {
            self.following.set(u32::from(following));
        }
    }
}

/// The log with its jump button, and the handle that makes it follow its end.
pub(super) fn log(view: View) -> (El, Follow) {
    let entries = el("div", "entries")
        .swap(move || u32::from(is_empty(view)), move |empty| (empty != 0).then(|| welcome(view)));
    let rows = el("div", "rows");
    let rows_node = rows.node();
    // The room of the status line stays when it goes: nothing may move under a finger.
    let status = el("div", "status-room").swap(
        move || {
            view.turn.track();
            u32::from(view.desk(|desk| desk.turn().running).unwrap_or(false))
        },
        move |running| (running != 0).then(|| status(view)),
    );
    let entries = entries.add(rows).add(status);
    let entries_node = entries.node();
    let log = el("div", "log")
        .part("log")
        .set("role", "log")
        // Not live: streamed words would be read again with every piece. The announcer speaks instead.
        .set("aria-live", "off")
        .set("aria-label", &view.say(Word::Conversation))
        .set("tabindex", "0")
        .add(entries);
    let follow = Follow { log: Rc::new(log.node()), following: RwSignal::new(1), last_top: Rc::default() };
    list(
        &rows_node,
        move || {
            view.rows.track();
            view.desk(|desk| desk.rows())
                .unwrap_or_default()
                .into_iter()
                .map(|row| (row.key.0, row))
                .collect()
        },
        move |row: Row| message(view, &row),
    );
    let on_size = follow.clone();
    if let Some(observer) = SizeObserver::new(move || on_size.keep_up()) {
        observer.observe(&log.node());
        observer.observe(&entries_node);
        keep(Box::new(observer));
    }
    let on_scroll = follow.clone();
    let log = log.on("scroll", move |_| on_scroll.scrolled());
    (el("div", "log-area").add(log).add(jump(view, &follow)), follow)
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
        .on("click", move |_| go.to_end())
}

/// The first words, while the log is empty.
fn welcome(view: View) -> El {
    let own = view.desk(|desk| desk.config().welcome_message.clone()).flatten();
    let words = own.unwrap_or_else(|| view.say(Word::Welcome));
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
