//! Bringing the view up to date: at most once per animation frame, however many frames the socket
//! brings in between.

use crate::browser::frame::AnimationFrame;
use crate::browser::page;
use crate::browser::timer::Timer;
use crate::core::client::{Client, Link};
use crate::core::clock::{Millis, SECOND};
use crate::core::i18n;
use crate::core::markdown::Document;
use crate::core::protocol::CartChanged;
use crate::core::transcript::{AnswerState, Change, EntryBody, EntryKey};
use crate::ui::view::{CartLine, Row, View};

use leptos::prelude::*;

use super::{Driver, HIDDEN_SYNC, PendingSync, State};

/// What the view was last told.
#[derive(Default)]
pub(super) struct Synced {
    started: bool,
    cart_revision: u32,
    /// The answers that stream: each is announced once, when it is whole.
    streaming: Vec<EntryKey>,
    announcement: String,
}

impl Synced {
    /// Has a screen reader speak `words` after what it is to speak already.
    pub(super) fn announce(&mut self, words: String) {
        if !self.announcement.is_empty() && !words.is_empty() {
            self.announcement.push(' ');
        }
        self.announcement.push_str(&words);
    }
}

/// What one update tells the view. Gathered while the state is borrowed, written when it is not: a
/// signal may wake a part of the view that reads the state.
#[derive(Default)]
struct ViewUpdate {
    rows: Vec<Change>,
    reset: Option<Vec<EntryKey>>,
    answers: u32,
    cart: Option<CartLine>,
    announcement: String,
}

impl Driver {
    /// Sees to it that the view is brought up to date soon.
    pub(super) fn plan_sync(&self, state: &mut State) {
        if state.pending_sync.is_some() {
            return;
        }
        let me = self.me.clone();
        let sync = move || {
            if let Some(driver) = me.upgrade() {
                driver.sync();
            }
        };
        // A hidden page paints nothing, so it gets no frames; its unread count is still to be right.
        state.pending_sync = Some(if page::is_hidden() {
            PendingSync::Timer { _timer: Timer::new(HIDDEN_SYNC, sync) }
        } else {
            PendingSync::Frame { _frame: AnimationFrame::new(sync) }
        });
    }

    /// Brings the view up to date.
    pub(super) fn sync(&self) {
        let Some(view) = *self.view.borrow() else { return };
        let Ok(mut state) = self.state.try_borrow_mut() else { return };
        state.pending_sync = None;
        let now = state.clock.read(js_sys::Date::now());
        let update = self.gather(&mut state);
        let (link, turn) = (state.client.link(), state.client.turn());
        let retry_in = seconds_until(&link, now);
        self.count_down(&mut state, retry_in.is_some());
        drop(state);

        if let Some(keys) = update.reset {
            view.rows.set(keys.into_iter().map(row).collect());
        }
        if !update.rows.is_empty() {
            apply(view, update.rows);
        }
        set(view.link, link);
        set(view.retry_in, retry_in);
        set(view.turn, turn);
        if let Some(line) = update.cart {
            set(view.cart_line, line);
            view.cart_revision.update(|revision| *revision = revision.wrapping_add(1));
        }
        if update.answers > 0 && !view.open.get_untracked() {
            view.unread.update(|unread| *unread = unread.saturating_add(update.answers));
        }
        if !update.announcement.is_empty() {
            view.announcement.set(update.announcement);
        }
    }

    fn gather(&self, state: &mut State) -> ViewUpdate {
        let mut update = ViewUpdate::default();
        if !state.sync.started {
            // What was restored from the tab's storage is no change.
            state.sync.started = true;
            update.reset = Some(state.client.transcript().entries().iter().map(|entry| entry.key).collect());
            update.cart = Some(self.cart_line(&state.client));
        }
        while let Some(change) = state.client.poll_change() {
            if let Change::Inserted { key, .. } = change {
                if let Some(EntryBody::Answer { .. }) = body(&state.client, key) {
                    update.answers = update.answers.saturating_add(1);
                    state.sync.streaming.push(key);
                }
            }
            update.rows.push(change);
        }
        let client = &state.client;
        let announcement = &mut state.sync.announcement;
        state.sync.streaming.retain(|key| match body(client, *key) {
            Some(EntryBody::Answer { document, state }) => {
                if *state != AnswerState::Streaming {
                    speak(announcement, document);
                }
                *state == AnswerState::Streaming
            }
            _ => false,
        });
        if state.sync.cart_revision != client.cart().revision() {
            state.sync.cart_revision = client.cart().revision();
            update.cart = Some(self.cart_line(client));
        }
        update.announcement = std::mem::take(&mut state.sync.announcement);
        update
    }

    fn cart_line(&self, client: &Client) -> CartLine {
        let cart = client.cart();
        CartLine {
            count: u32::try_from(cart.lines().len()).unwrap_or(u32::MAX),
            total: self.money_in(shop_currency(client), cart.total()),
        }
    }

    /// One sentence about a change of the cart: the product, how many, and the sum.
    pub(super) fn cart_sentence(&self, client: &Client, change: &CartChanged) -> String {
        let words = i18n::words(self.config.language);
        let total = self.money_in(shop_currency(client), change.total);
        let mut sentence = String::new();
        if let Some(name) = &change.name {
            sentence.push_str(name);
            if let Some(quantity) = change.quantity {
                sentence.push_str(", ");
                sentence.push_str(&self.formats.number(quantity));
            }
            sentence.push_str("; ");
        }
        sentence.push_str(&words.cart_total.replace("{total}", &total));
        sentence
    }

    /// While an attempt is planned, the seconds until then are shown, so the view is due every second.
    fn count_down(&self, state: &mut State, counting: bool) {
        state.countdown = counting.then(|| {
            let me = self.me.clone();
            Timer::new(SECOND, move || {
                if let Some(driver) = me.upgrade() {
                    driver.sync();
                }
            })
        });
    }
}

/// The currency that the shop's products were last shown in: a cart names none.
pub(super) fn shop_currency(client: &Client) -> Option<&str> {
    let entries = client.transcript().entries().iter().rev();
    let mut named = entries.filter_map(|entry| match &entry.body {
        EntryBody::Products(cards) => cards.items.iter().find_map(|item| item.currency.as_deref()),
        _ => None,
    });
    named.next()
}

fn body(client: &Client, key: EntryKey) -> Option<&EntryBody> {
    client.transcript().get(key).map(|entry| &entry.body)
}

fn row(key: EntryKey) -> Row {
    Row { key, revision: ArcRwSignal::new(0) }
}

/// Writes a signal only when its value is new: equal values must not wake the view.
fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn apply(view: View, changes: Vec<Change>) {
    let mut listed = false;
    let mut rows = view.rows.get_untracked();
    let mut touched: Vec<EntryKey> = Vec::new();
    for change in changes {
        match change {
            Change::Inserted { key, index } => {
                listed = true;
                rows.insert(index.min(rows.len()), row(key));
            }
            Change::Removed(key) => {
                listed = true;
                rows.retain(|row| row.key != key);
            }
            Change::Updated(key) => {
                if !touched.contains(&key) {
                    touched.push(key);
                }
            }
        }
    }
    for row in rows.iter().filter(|row| touched.contains(&row.key)) {
        row.revision.update(|revision| *revision = revision.wrapping_add(1));
    }
    if listed {
        view.rows.set(rows);
    }
}

fn seconds_until(link: &Link, now: Millis) -> Option<u32> {
    match link {
        Link::Reconnecting { at, .. } => u32::try_from(at.saturating_sub(now).div_ceil(SECOND)).ok(),
        _ => None,
    }
}

/// The words of an answer, without its marks.
fn speak(announcement: &mut String, document: &Document) {
    for block in document.blocks() {
        if !announcement.is_empty() {
            announcement.push(' ');
        }
        block.append_text(announcement);
    }
}
