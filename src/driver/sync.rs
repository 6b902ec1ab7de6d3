//! Bringing the view up to date: at most once per animation frame, however many frames the socket
//! brings in between.

use crate::browser::frame::AnimationFrame;
use crate::browser::page;
use crate::browser::timer::Timer;
use crate::core::client::{Client, Link, Turn};
use crate::core::clock::{Millis, SECOND};
use crate::core::i18n::Word;
use crate::core::transcript::{EntryBody, EntryKey};
use crate::ui::header::sentence;
use crate::ui::view::{Row, View, bump};

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{Driver, HIDDEN_SYNC, PendingSync, State, conversation};

/// What the view was last told.
#[derive(Default)]
pub(super) struct Synced {
    pub(super) rows: Option<Vec<Row>>,
    link: Option<(Link, Option<u32>)>,
    limited: Option<(EntryKey, u32)>,
    turn: Turn,
    cart_revision: u32,
    /// What was last said of the link; nothing while it came up for the first time.
    link_said: Option<Word>,
    /// The answers that stream: each is announced once, when it is whole.
    pub(super) streaming: Vec<EntryKey>,
    /// What is to be spoken with the next update.
    to_speak: String,
    /// What is being spoken.
    spoken: String,
}

impl Synced {
    /// Has a screen reader speak `words` after what it is to speak already.
    pub(super) fn announce(&mut self, words: &str) {
        if !self.to_speak.is_empty() && !words.is_empty() {
            self.to_speak.push(' ');
        }
        self.to_speak.push_str(words);
    }

    /// Another view has been told nothing.
    pub(super) fn begin_again(&mut self) {
        self.rows = None;
        self.link = None;
    }

    /// The rows, as the view was last told of them.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.rows.clone().unwrap_or_default()
    }

    /// The seconds until an entry that tells of a limit is over.
    pub(super) fn left_of(&self, key: EntryKey) -> Option<u32> {
        self.limited.filter(|(limited, _)| *limited == key).map(|(_, left)| left)
    }

    /// What is being spoken.
    pub(super) fn spoken(&self) -> &str {
        &self.spoken
    }
}

/// Which signals one update moves. Gathered while the state is borrowed, moved when it is not: a
/// signal may wake a part of the view that reads the state.
#[derive(Default)]
pub(super) struct Moved {
    pub(super) revisions: Vec<ArcRwSignal<u32>>,
    pub(super) rows: bool,
    pub(super) answers: u32,
    /// Messages of the shopper, and whole answers.
    pub(super) told: Vec<(&'static str, JsValue)>,
    link: bool,
    turn: bool,
    cart: bool,
    announcement: bool,
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
        let moved = self.gather(&mut state, view);
        drop(state);

        let log = moved.rows || moved.turn || !moved.revisions.is_empty();
        for revision in moved.revisions {
            revision.update(|revision| *revision = revision.wrapping_add(1));
        }
        let topics = [
            (moved.rows, view.rows),
            (moved.link, view.link),
            (moved.turn, view.turn),
            (moved.cart, view.cart),
            (moved.announcement, view.announcement),
            (log, view.log),
        ];
        for (moved, topic) in topics {
            if moved {
                bump(topic);
            }
        }
        if moved.answers > 0 && view.open.get_untracked() == 0 {
            self.set_unread(view, view.unread.get_untracked().saturating_add(moved.answers));
        }
        for (event, detail) in moved.told {
            self.emit.tell(event, detail);
        }
    }

    fn gather(&self, state: &mut State, view: View) -> Moved {
        let mut moved = Moved::default();
        let mut whole = String::new();
        if self.gate.is_open() {
            whole = conversation::gather(self, state, view, &mut moved);
        } else if !state.client.transcript().entries().is_empty() {
            self.need();
        }
        let State { client, sync, clock, .. } = state;
        // Trouble is spoken of only to a shopper who is in the conversation.
        let open = view.open.get_untracked() != 0;
        let said = match client.link() {
            // Between two of the others: an outage is told once, not with every attempt.
            Link::Idle | Link::Connecting | Link::Closed => sync.link_said,
            link => Some(sentence(link)),
        };
        if said != sync.link_said {
            let first = sync.link_said.is_none() && client.link() == Link::Online;
            sync.link_said = said;
            // Of those two the log has just said more.
            let more = matches!(client.link(), Link::Refused { .. } | Link::GaveUp);
            if let Some(word) = said.filter(|_| open && !first && !more) {
                say(&mut whole, &view.say(word));
            }
        }
        sync.announce(&whole);
        let now = clock.read(js_sys::Date::now());
        let retry_in = seconds_until(client.link(), now);
        let link = Some((client.link(), retry_in));
        moved.link = sync.link != link;
        sync.link = link;
        moved.turn = sync.turn != client.turn();
        sync.turn = client.turn();
        moved.cart = sync.cart_revision != client.cart().revision();
        sync.cart_revision = client.cart().revision();
        moved.announcement = !sync.to_speak.is_empty();
        if moved.announcement {
            let again = sync.to_speak == sync.spoken;
            sync.spoken = std::mem::take(&mut sync.to_speak);
            if again {
                // The same words once more are no news to a screen reader; these differ, and sound alike.
                sync.spoken.push('\u{a0}');
            }
        }
        let limited = client.limited(now);
        for (key, _) in [sync.limited, limited].into_iter().flatten().filter(|_| sync.limited != limited) {
            let row = sync.rows.iter().flatten().find(|row| row.key == key);
            moved.revisions.extend(row.map(|row| row.revision.clone()));
        }
        sync.limited = limited;
        self.count_down(state, retry_in.is_some() || limited.is_some());
        moved
    }

    /// While an attempt is planned, or writing is limited, the seconds until then are shown, so the view is due every second.
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
        EntryBody::Checklist(list) => {
            let mut products = list.frame().items.iter().filter_map(|item| item.product.as_ref());
            products.find_map(|product| product.currency.as_deref())
        }
        _ => None,
    });
    named.next()
}

/// Seconds until the next attempt to connect, while one is planned.
pub(super) fn seconds_until(link: Link, now: Millis) -> Option<u32> {
    match link {
        Link::Reconnecting { at, .. } => u32::try_from(at.saturating_sub(now).div_ceil(SECOND)).ok(),
        _ => None,
    }
}

/// Words behind what is there already.
pub(super) fn say(announcement: &mut String, words: &str) {
    if !announcement.is_empty() {
        announcement.push(' ');
    }
    announcement.push_str(words);
}
