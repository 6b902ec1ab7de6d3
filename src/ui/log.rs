//! The conversation: rows that scroll, and follow the newest one only while the reader is there.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{El, el};
use super::rows::furnish;
use super::view::{Topic, View};
use crate::core::i18n::Word;

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
    pub(super) following: Topic,
    pub(super) last_top: Rc<Cell<i32>>,
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

    pub(super) fn keep_up(&self) {
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
    /// whether it came near the beginning, and not because the end did, as when the oldest rows go.
    pub(super) fn scrolled(&self) -> bool {
        let top = self.log.scroll_top();
        let rest = self.log.scroll_height().saturating_sub(top).saturating_sub(self.log.client_height());
        let upwards = top < self.last_top.replace(top);
        let following = rest <= NEAR || (!upwards && self.is_on());
        if following != self.is_on() {
            self.following.set(u32::from(following));
        }
        upwards && !following && top < NEAR_BEGINNING
    }
}

/// The log, and the handle that makes it follow its end. Its rows come with the second part of the program.
pub(super) fn log(view: View) -> (El, Follow) {
    let entries = el("div", "entries")
        .swap(move || u32::from(is_empty(view)), move |empty| (empty != 0).then(|| welcome(view)));
    let log = el("div", "log")
        .part("log")
        .set("role", "log")
        // Not live: streamed words would be read again with every piece. The announcer speaks instead.
        .set("aria-live", "off")
        .set("aria-label", &view.say(Word::Conversation))
        .set("tabindex", "0")
        .add(entries.clone());
    let follow = Follow { log: Rc::new(log.node()), following: RwSignal::new(1), last_top: Rc::default() };
    let area = el("div", "log-area").add(log.clone());
    let (whole, following) = (area.clone(), follow.clone());
    let area = area.swap(
        move || u32::from(view.is_whole()),
        move |here| {
            if here != 0 {
                furnish(view, &following, &whole, &log, &entries);
            }
            None
        },
    );
    (area, follow)
}

fn is_empty(view: View) -> bool {
    view.rows.track();
    view.desk(|desk| desk.rows().is_empty()).unwrap_or(true)
}

/// The first words, while the log is empty.
fn welcome(view: View) -> El {
    let own = view.desk(|desk| desk.config().welcome_message.clone()).flatten();
    let words =
        own.unwrap_or_else(|| view.say(if view.sells() { Word::Welcome } else { Word::WelcomeSupport }));
    el("div", "welcome").part("welcome").add(el("p", "").text(&words))
}
