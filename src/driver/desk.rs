//! The driver as the view's desk.

use crate::core::cart::Shown;
use crate::core::client::{Client, Link, SendRefusal, Turn};
use crate::core::config::Config;
use crate::core::decimal::Decimal;
use crate::core::i18n;
use crate::core::protocol::{MAX_FRAME_BYTES, ServerError};
use crate::core::transcript::{Entry, EntryKey};
use crate::ui::view::{Desk, Intent, Row, View, bump};

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::sync::{seconds_until, shop_currency};
use super::{Driver, State, conversation};

impl Desk for Driver {
    fn config(&self) -> Rc<Config> {
        self.config()
    }

    fn rows(&self) -> Vec<Row> {
        self.read(|state| state.sync.rows())
    }

    fn entry(&self, key: EntryKey, read: &mut dyn FnMut(&Entry)) {
        if let Ok(state) = self.state.try_borrow()
            && let Some(entry) = state.client.transcript().get(key)
        {
            read(entry);
        }
    }

    fn link(&self) -> Link {
        self.state.try_borrow().map_or(Link::Closed, |state| state.client.link())
    }

    fn retry_in(&self) -> Option<u32> {
        self.state.try_borrow_mut().ok().and_then(|mut state| {
            let now = state.clock.read(js_sys::Date::now());
            seconds_until(state.client.link(), now)
        })
    }

    fn turn(&self) -> Turn {
        self.read(|state| state.client.turn())
    }

    fn cart_line(&self) -> (u32, String) {
        self.read(|state| {
            let cart = state.client.cart();
            let lines = u32::try_from(cart.lines().len()).unwrap_or(u32::MAX);
            // Nothing is formatted while there is nothing to say: the browser's first formatter takes it as long
            // as all the rest of a start.
            let total = (lines > 0).then(|| self.money_in(shop_currency(&state.client), cart.total()));
            (lines, total.unwrap_or_default())
        })
    }

    fn error_words(&self, key: EntryKey, error: &ServerError) -> String {
        let left = self.read(|state| state.sync.left_of(key));
        i18n::error_now(&self.config().words, error, left)
    }

    fn askable(&self) -> Option<EntryKey> {
        self.read(|state| state.client.askable())
    }

    fn last_joined(&self) -> Option<EntryKey> {
        self.read(|state| state.client.agent_since())
    }

    fn can_leave_agent(&self) -> bool {
        self.read(|state| state.client.can_leave_agent())
    }

    fn is_queue_full(&self) -> bool {
        self.read(|state| state.client.is_queue_full())
    }

    fn announcement(&self) -> String {
        self.read(|state| state.sync.spoken().to_owned())
    }

    fn shown(&self, sku: &str) -> Option<Shown> {
        self.state.try_borrow().ok().map(|state| state.client.cart().shown(sku))
    }

    fn money(&self, amount: Decimal, currency: Option<&str>) -> String {
        self.money_in(currency, amount)
    }

    fn number(&self, number: Decimal) -> String {
        self.formats.borrow().number(number)
    }

    fn message_size(&self, text: &str) -> (usize, usize) {
        (self.read(|state| state.client.message_size(text)), MAX_FRAME_BYTES)
    }

    fn draft(&self) -> String {
        self.read(|state| state.client.draft().to_owned())
    }

    fn send(&self, text: &str) -> Option<Result<(), SendRefusal>> {
        let wanted = text.trim();
        if !wanted.is_empty() && !self.emit.ask("before-send", &JsValue::from_str(wanted)) {
            return None;
        }
        // The page was asked, and may have taken the widget away.
        (*self.view.borrow())?;
        self.used();
        if self.hold_message(wanted) {
            return Some(Ok(()));
        }
        let mut result = Err(SendRefusal::Empty);
        self.turn(&mut |client, now| result = conversation::send(client, now, text));
        Some(result)
    }

    fn ask(&self, intent: Intent) {
        match intent {
            Intent::Open => self.set_open(true),
            Intent::Close => self.set_open(false),
            Intent::Need => {
                self.try_again();
                self.need();
            }
            Intent::RetryNow => self.turn(&mut Client::retry_now),
            Intent::Draft(draft) => {
                // Who types uses it, and is going to send.
                self.used();
                self.need();
                self.turn(&mut |client, _| client.set_draft(&draft));
            }
            // Everything else needs something to be there that came with the second part.
            _ if !self.gate.is_open() => {}
            Intent::Copy(key, pressed) => conversation::copy(self, key, pressed),
            Intent::NewConversation if self.begin_as_another() => self.draft_changed(),
            Intent::AnswerHandoff(key, accept) => conversation::answer_handoff(self, key, accept),
            _ => {
                self.used();
                self.turn(&mut |client, now| conversation::act(client, now, &intent));
                if matches!(intent, Intent::Edit(_) | Intent::NewConversation) {
                    self.draft_changed();
                }
            }
        }
    }
}

impl Driver {
    /// Reads something of the state; the default while it is being changed.
    fn read<T: Default>(&self, read: impl FnOnce(&State) -> T) -> T {
        self.state.try_borrow().map(|state| read(&state)).unwrap_or_default()
    }

    /// An amount in a currency, or in that of the configuration.
    pub(super) fn money_in(&self, currency: Option<&str>, amount: Decimal) -> String {
        self.formats.borrow().money(amount, currency.unwrap_or_else(|| self.config.borrow().currency()))
    }

    pub(super) fn draft_changed(&self) {
        if let Some(view) = *self.view.borrow() {
            bump(view.draft);
        }
    }

    /// Opens or closes the panel. Opening is a sign of interest: a link that is down is tried at once.
    pub(crate) fn set_open(&self, open: bool) {
        let Some(view) = *self.view.borrow() else { return };
        if (view.open.get_untracked() != 0) == open {
            return;
        }
        self.emit.tell(if open { "open" } else { "close" }, JsValue::UNDEFINED);
        if open {
            self.used();
            self.set_unread(view, 0);
            self.turn(&mut |client, now| client.retry_now(now));
        }
        view.sheet.set(0);
        view.made.set(1);
        view.open.set(u32::from(open));
    }

    /// Counts the answers that came while the panel was closed.
    pub(super) fn set_unread(&self, view: View, unread: u32) {
        if view.unread.get_untracked() != unread {
            view.unread.set(unread);
            if let Ok(mut state) = self.state.try_borrow_mut() {
                state.client.set_unread(unread);
            }
            self.emit.tell("unread", unread.into());
        }
    }

    /// Tells the shopper and the page that the widget was started again after a crash: behind the conversation, which
    /// is brought back first.
    pub(crate) fn recovered(&self) {
        self.begin();
        self.turn(&mut |client, _| client.report("crashed"));
    }

    /// Whether the panel is open.
    pub(crate) fn is_open(&self) -> bool {
        self.view.borrow().is_some_and(|view| view.open.get_untracked() != 0)
    }
}
