//! The newest rows of a long log. Older ones are made on demand: a thousand entries cost what the shown
//! ones cost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{El, el};
use super::log::Follow;
use super::view::{Row, Topic, View, bump};
use crate::core::i18n::Word;

/// So many rows are shown at first, and so many more each time, or what fills the log if that is more. Chromium goes
/// through what is painted of each of them in every frame of an answer and after every key press.
const PAGE: usize = 12;
/// No row is less high, in CSS pixels: one line, its bubble, and the gap to the next.
const LEAST_HEIGHT: usize = 40;

/// What is to have the focus once older rows are there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// What has it now.
    Same,
    /// The row before the one that was the first.
    Before,
    /// The first row of all.
    First,
}

/// Which rows are shown.
#[derive(Clone)]
pub(super) struct Newest {
    view: View,
    follow: Follow,
    rows: Rc<Element>,
    /// The key of the first shown row.
    from: Rc<Cell<u64>>,
    /// Moves when `from` does.
    moved: Topic,
    /// How many are older.
    older: Topic,
    /// The row that was the first, how far below the edge it stood, and what comes next.
    anchor: Rc<RefCell<Option<(HtmlElement, i32, Next)>>>,
}

impl Newest {
    pub(super) fn new(view: View, follow: &Follow, rows: Element) -> Self {
        Self {
            view,
            follow: follow.clone(),
            rows: Rc::new(rows),
            from: Rc::default(),
            moved: RwSignal::new(0),
            older: RwSignal::new(0),
            anchor: Rc::default(),
        }
    }

    /// So many rows are a page.
    fn page(&self) -> usize {
        let height = usize::try_from(self.follow.log.client_height()).unwrap_or_default();
        PAGE.max(height.div_ceil(LEAST_HEIGHT))
    }

    /// The rows to show; tracked. With half a page too many while the reader is at the end, the oldest go again.
    pub(super) fn shown(&self) -> Vec<Row> {
        self.view.rows.track();
        self.moved.track();
        let mut rows = self.view.desk(|desk| desk.rows()).unwrap_or_default();
        let mut older = rows.partition_point(|row| row.key.0 < self.from.get());
        let focused = self.rows.matches(":focus-within").unwrap_or(false);
        let page = self.page();
        if rows.len().saturating_sub(older) > page.saturating_add(page / 2) && self.follow.is_on() && !focused
        {
            older = rows.len().saturating_sub(page);
            self.from.set(rows.get(older).map_or(0, |row| row.key.0));
        }
        self.older.set(u32::try_from(older).unwrap_or(u32::MAX));
        rows.split_off(older.min(rows.len()))
    }

    /// Whether there are older rows.
    pub(super) fn has_older(&self) -> bool {
        self.older.get_untracked() > 0
    }

    /// Shows older rows: some, or all before the first gets the focus.
    pub(super) fn show_older(&self, next: Next) {
        let first = self.rows.first_element_child();
        let (Some(first), true, None) = (first, self.has_older(), self.anchor.borrow().as_ref()) else {
            return;
        };
        let first: HtmlElement = first.unchecked_into();
        let below = first.offset_top().saturating_sub(self.follow.log.scroll_top());
        *self.anchor.borrow_mut() = Some((first, below, next));
        // Who follows the end is shown the newest alone.
        self.follow.following.set(0);
        let rows = self.view.desk(|desk| desk.rows()).unwrap_or_default();
        let older = usize::try_from(self.older.get_untracked()).unwrap_or_default();
        let start = if next == Next::First { 0 } else { older.saturating_sub(self.page()) };
        self.from.set(rows.get(start).map_or(0, |row| row.key.0));
        bump(self.moved);
    }

    /// Whether older rows are on their way, and with them the focus, perhaps.
    pub(super) fn is_settling(&self) -> bool {
        self.anchor.borrow().is_some()
    }

    /// Nobody waits for them any more.
    pub(super) fn give_up(&self) {
        *self.anchor.borrow_mut() = None;
    }

    /// The log has been laid out anew: what was read stays where it was.
    pub(super) fn settle(&self) {
        let Some((first, below, next)) = self.anchor.take() else { return };
        let top = first.offset_top().saturating_sub(below);
        self.follow.log.set_scroll_top(top);
        let focus = match next {
            // Whoever has gone elsewhere meanwhile stays there.
            _ if !self.follow.log.matches(":focus-within").unwrap_or(false) => None,
            Next::Same => None,
            Next::Before => first.previous_element_sibling(),
            Next::First => self.rows.first_element_child(),
        };
        if let Some(row) = focus {
            self.follow.focus(row.unchecked_ref());
        }
    }

    /// The button that shows older rows, while there are any.
    pub(super) fn button(&self) -> El {
        let (older, newest) = (self.older, self.clone());
        let view = self.view;
        el("div", "older").swap(
            move || older.get().min(1),
            move |any| {
                let newest = newest.clone();
                (any != 0).then(|| {
                    el("button", "link")
                        .part("show-earlier")
                        .set("type", "button")
                        .text(&view.say(Word::ShowEarlier))
                        .on("click", move |_| newest.show_older(Next::Same))
                })
            },
        )
    }
}
