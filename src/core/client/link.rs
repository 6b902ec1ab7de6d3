//! What the life of the link means for the conversation.

use super::{Client, Event, SocketId, count, error_of};
use crate::core::clock::{Millis, SECOND};
use crate::core::connection::{Cause, State, Step};
use crate::core::decimal::Decimal;
use crate::core::protocol::{ClientCommand, FEATURE_ACK, ServerEvent};
use crate::core::timer::Timer;
use crate::core::transcript::{AnswerState, EntryBody, Notice, SendState};

/// After `auth_ok` the server says which conversation this is; messages wait for that, so that none
/// goes to a conversation that has expired. A server that says nothing is not waited for longer.
pub const GREETING_WITHIN: Millis = SECOND;

impl Client {
    /// A text message has come. Reads it if it concerns nothing but the link (the credentials were accepted,
    /// a new conversation has begun, the server gives a sign of life), and says whether it did. For an owner
    /// that keeps what concerns the conversation waiting, in order, as the widget does until that part of its
    /// program has been loaded; any other passes everything to [`handle_frame`](Self::handle_frame).
    pub fn handle_link_frame(&mut self, now: Millis, socket: SocketId, text: &str) -> bool {
        let Some(event) = self.wire.codec().decode_link(text) else { return false };
        if self.is_current(socket) {
            self.connection.heard(now, &mut self.wire);
            count(&mut self.counters.frames);
            self.apply_to_link(now, socket, event);
            self.flush(now);
        }
        true
    }

    /// Applies an event that concerns the link alone; gives back any other that may be believed.
    pub(super) fn apply_to_link(
        &mut self,
        now: Millis,
        socket: SocketId,
        event: ServerEvent,
    ) -> Option<ServerEvent> {
        match event {
            ServerEvent::AuthOk { features } => self.accepted(now, &features),
            _ if self.connection.authenticated().is_none() => {
                // Nothing is said, and nothing is believed, before the credentials are accepted.
                count(&mut self.counters.early_frames);
            }
            ServerEvent::Pong => self.connection.answered(now, &mut self.wire),
            ServerEvent::Ping => {
                self.wire.send(socket, &ClientCommand::Pong);
            }
            ServerEvent::ConversationStarted { conversation_id } => {
                self.conversation_started(conversation_id);
            }
            event => return Some(event),
        }
        None
    }

    fn conversation_started(&mut self, id: String) {
        self.wire.timers.stop(Timer::Greeting);
        if self.conversation.as_ref() == Some(&id) {
            return;
        }
        if !std::mem::take(&mut self.cart_stays) && !self.cart.is_untouched() {
            // The cart of a new conversation is empty, whatever an earlier one had in it.
            self.cart.adopt(Vec::new(), Decimal::ZERO);
        }
        let forgotten = self.conversation.replace(id).is_some();
        if forgotten && !self.transcript.entries().is_empty() {
            self.tools_forgotten();
            self.edit().push(EntryBody::Notice(Notice::NewConversation));
        }
        self.changed();
    }

    /// Applies a step of the connection.
    pub(super) fn step(&mut self, now: Millis, step: Step) {
        match step {
            Step::Nothing => {}
            Step::Opened(socket) => {
                let auth = ClientCommand::Auth {
                    token: self.settings.api_key.clone(),
                    store_id: self.settings.store_id.clone(),
                    user_id: self.settings.user_id.clone(),
                    conversation_id: self.conversation.clone(),
                };
                self.features.clear();
                if !self.wire.send(socket, &auth) {
                    self.up(now);
                }
            }
            Step::Down { online, cause } => self.down(now, online, cause),
        }
    }

    /// `auth_ok` has come. A second one on the same link is an update.
    pub(super) fn accepted(&mut self, now: Millis, features: &[String]) {
        self.acknowledges = features.iter().any(|feature| feature == FEATURE_ACK);
        if !self.acknowledges {
            // What was to be repeated to a server that acknowledges is left to the shopper.
            self.outbox.drop_repeats();
        }
        if self.up(now) {
            self.wire.timers.set(Timer::Greeting, now.saturating_add(GREETING_WITHIN));
        } else {
            count(&mut self.counters.repeated_frames);
        }
    }

    /// The link is up: its credentials were accepted, or it needs none. Says whether this is news.
    fn up(&mut self, now: Millis) -> bool {
        let news = self.connection.accepted(now, &mut self.wire);
        if news {
            self.outage_told = false;
            self.events.push_back(Event::Connected);
        }
        news
    }

    /// A socket is done with.
    fn down(&mut self, now: Millis, online: bool, cause: Cause) {
        self.wire.timers.stop(Timer::Greeting);
        if online {
            if !self.is_unused() {
                self.cut_off(now, cause);
            }
            self.events.push_back(Event::Disconnected);
        }
        match self.connection.state() {
            State::Refused { code } => self.give_up(refusal(code)),
            _ if cause == Cause::Ours => {}
            state => {
                self.tell_outage(online, cause);
                if state == State::GaveUp {
                    self.give_up("max_reconnect");
                }
            }
        }
    }

    /// Nothing has been said, and nothing waits.
    fn is_unused(&self) -> bool {
        self.turn.is_idle() && self.transcript.entries().is_empty() && !self.cart.is_pending()
    }

    /// What was under way on a link that was up. A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    fn cut_off(&mut self, now: Millis, cause: Cause) {
        let too_large = cause == Cause::Closed(1009);
        if let Some(key) = self.outbox.doubt(self.acknowledges && !too_large) {
            self.changed_hands();
            if too_large {
                self.edit().set_send_state(key, SendState::Failed);
                self.tell(error_of("message_too_large"));
            } else {
                self.edit().set_send_state(key, SendState::Unconfirmed);
            }
        }
        self.settle_sent(if too_large { SendState::Failed } else { SendState::Unconfirmed });
        self.cut_open();
        self.reopen_offers();
        self.tools_in_doubt();
        // The rest of a stopped answer may come on the next link, and is not shown there either.
        let stopped = self.stopped;
        if self.end_turn(now, AnswerState::Interrupted) && !stopped {
            self.mark_unanswered();
        }
        self.stopped = stopped;
        self.echo = None;
        self.wire.timers.stop(Timer::Cart);
        if too_large {
            self.cart.fail(now);
        } else {
            self.cart.ask_again(now);
        }
        self.changed();
    }

    /// Passing states, which the header shows anyway: told to the page once per outage.
    fn tell_outage(&mut self, online: bool, cause: Cause) {
        if !std::mem::replace(&mut self.outage_told, true) {
            let code = match cause {
                _ if online => "connection_lost",
                Cause::Auth => "auth_timeout",
                _ => "ws_error",
            };
            self.events.push_back(Event::Error(error_of(code)));
        }
    }

    /// Nothing can be sent any more, and who tries is told why. The log says it already.
    pub(super) fn tell_page_of_refusal(&mut self) {
        if let State::Refused { code } = self.connection.state() {
            self.events.push_back(Event::Error(error_of(refusal(code))));
        }
    }

    /// Nothing will be sent by itself any more: what waits is given back to the shopper.
    fn give_up(&mut self, code: &str) {
        for item in self.outbox.drain() {
            if !item.again {
                self.edit().set_send_state(item.key, SendState::Failed);
            }
        }
        if self.cart.is_pending() {
            self.cart.fail_all();
        }
        self.changed_hands();
        // A shopper who walks through a shop whose key is refused reads it once, not on every page.
        let last = self.transcript.entries().last();
        if last.is_some_and(|entry| matches!(&entry.body, EntryBody::Error(error) if error.code == code)) {
            self.events.push_back(Event::Error(error_of(code)));
        } else {
            self.tell(error_of(code));
        }
    }
}

/// The error that a refusing close code stands for.
fn refusal(code: u16) -> &'static str {
    if code == 4001 { "auth_timeout" } else { "auth_error" }
}
