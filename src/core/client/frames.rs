//! What the server says.

use super::{Client, Event, SocketId, count};
use crate::core::cart;
use crate::core::clock::{Millis, SECOND};
use crate::core::outbox::{Item, Refusal};
use crate::core::protocol::{CartChanged, Ignored, ServerError, ServerEvent, SessionRestored, Summary};
use crate::core::timer::Timer;
use crate::core::transcript::{AnswerState, EntryKey, SendState};

/// How long to wait after "too many messages" when the server does not say: the whole window.
const RATE_WAIT: u32 = 60;

impl Client {
    /// Reads one frame and applies it.
    pub(super) fn frame(&mut self, now: Millis, socket: SocketId, text: &str) {
        let decoded = self.wire.codec().decode(text);
        let dropped = &mut self.counters.dropped_parts;
        *dropped = dropped.saturating_add(decoded.dropped);
        match decoded.event {
            Ok(event) => {
                count(&mut self.counters.frames);
                self.apply(now, socket, event);
            }
            Err(Ignored::UnknownType(_)) => count(&mut self.counters.unknown_frames),
            Err(_) => count(&mut self.counters.bad_frames),
        }
    }

    fn apply(&mut self, now: Millis, socket: SocketId, event: ServerEvent) {
        let settles = self.connection.authenticated().is_some() && !self.manners().takes_turns;
        if settles && !matches!(event, ServerEvent::Features(_)) {
            let refused = matches!(&event, ServerEvent::Error(error) if is_refusal(&error.code));
            self.settle_sent(if refused { SendState::Failed } else { SendState::Confirmed });
        }
        let Some(event) = self.apply_to_link(now, socket, event) else { return };
        match event {
            ServerEvent::StreamStart { message_id } => self.stream_started(now, message_id),
            ServerEvent::StreamChunk { message_id, delta } => self.stream_piece(now, &message_id, &delta),
            ServerEvent::StreamEnd { message_id } => self.stream_ended(&message_id),
            ServerEvent::ToolCall { tool, state } => self.tool_called(now, tool, state),
            ServerEvent::HandoffOffered { message } => self.handoff_offered(message),
            ServerEvent::AgentJoined { name } => self.agent_joined(name),
            ServerEvent::AgentMessage { name, text } => self.agent_said(name, &text),
            ServerEvent::AgentLeft => self.agent_left(),
            ServerEvent::Features(features) => self.offered(features),
            ServerEvent::SessionRestored(session) => self.session_restored(session),
            ServerEvent::Status(code) => {
                self.turn_frame(now, true);
                self.set_status(Some(code));
            }
            ServerEvent::TextDelta(delta) => {
                self.turn_frame(now, true);
                self.set_status(None);
                if !self.stopped {
                    self.edit().append("", &delta);
                }
            }
            ServerEvent::TextEnd => {
                self.turn_frame(now, false);
                self.edit().finish(AnswerState::Done);
            }
            ServerEvent::CartChanged(changed) => self.cart_changed(now, changed),
            ServerEvent::Error(error) => self.error(now, error),
            ServerEvent::ResponseComplete { summary } => self.response_complete(now, summary),
            ServerEvent::MessageAck { client_message_id } => {
                self.acknowledged(now, &client_message_id);
            }
            event => {
                self.turn_frame(now, false);
                if !self.stopped {
                    self.show(event, false);
                }
            }
        }
    }

    fn session_restored(&mut self, session: SessionRestored) {
        self.wire.timers.stop(Timer::Greeting);
        self.conversation = Some(session.conversation_id);
        let items = session.selected_items;
        let total = session.total.unwrap_or_else(|| cart::sum(&items));
        let item_count = session.item_count.unwrap_or_else(|| u32::try_from(items.len()).unwrap_or(u32::MAX));
        self.cart.adopt(items.clone(), total);
        self.changed();
        if let Some(pending) = session.pending_tools {
            self.tools_pending(&pending);
            for frame in pending {
                self.show(frame, true);
            }
        }
        self.events.push_back(Event::SessionComplete(Summary { selected_items: items, total, item_count }));
    }

    fn cart_changed(&mut self, now: Millis, changed: CartChanged) {
        let about = changed.sku.as_deref();
        let items = changed.items.clone();
        if self.cart.replace(now, items, changed.total, about) {
            self.request_settled(now);
        } else {
            // It may have been made in another tab, so it is no sign of a message.
            if !self.turn.is_idle() {
                self.watch_turn(now);
            }
            self.changed();
        }
        self.judge_lists(&changed);
        self.events.push_back(Event::CartChanged(changed));
    }

    fn response_complete(&mut self, now: Millis, summary: Option<Summary>) {
        if let Some(summary) = summary {
            let items = summary.selected_items.clone();
            if self.cart.replace(now, items, summary.total, None) {
                self.request_settled(now);
            }
            self.changed();
            self.events.push_back(Event::SessionComplete(summary));
        }
        if self.outbox.awaits_ack() {
            // The end of an earlier turn, which this client had not seen the whole of.
            self.edit().finish(AnswerState::Done);
            return;
        }
        if self.is_echo(now) {
            // Perhaps the end of what came before: a cart request, or a turn that an error ended.
            if !self.turn.awaits_first_frame() {
                self.begin_closing(now);
            }
            return;
        }
        self.confirm();
        if !self.end_turn(now, AnswerState::Done) && self.cart.is_asking() {
            // No message was being answered, so this was the whole answer to the cart request.
            self.fail_cart(now);
        }
    }

    fn acknowledged(&mut self, now: Millis, id: &str) {
        let Some(key) = self.key_of(id) else { return };
        if self.outbox.in_flight() == Some(key) {
            let repeated = self.outbox.is_repeat_in_flight();
            self.confirm();
            self.turn_frame(now, false);
            if repeated {
                // It may have been answered on the link before; if an answer comes, it begins a turn.
                self.end_turn(now, AnswerState::Done);
            }
        } else if matches!(self.transcript.words(key), Some((_, SendState::Unconfirmed))) {
            self.outbox.remove(key);
            self.changed_hands();
            self.edit().set_send_state(key, SendState::Confirmed);
        }
    }

    /// An error names nothing it is about; `flush` sees to it that at most one thing is open.
    fn error(&mut self, now: Millis, error: ServerError) {
        if error.code == "identity_refused" {
            // The page said who the shopper is, not they.
            self.events.push_back(Event::Error(error));
            return;
        }
        let about_one_frame = is_about_one_frame(&error.code);
        if self.outbox.awaits_ack() && !is_refusal(&error.code) {
            // Of an earlier turn: the message in flight has not even been acknowledged.
            self.edit().finish(AnswerState::Interrupted);
            self.tell_of(now, error);
        } else if self.turn.awaits_first_frame() {
            self.end_turn_for(now, error);
        } else if self.cart.is_asking() && (self.turn.is_idle() || about_one_frame) {
            if error.code == "agent_busy" {
                // Nothing was done, so nothing more follows.
                self.wire.timers.stop(Timer::Cart);
                self.cart.postpone(now);
            } else {
                self.fail_cart(now);
                self.tell_of(now, error);
            }
        } else if about_one_frame && self.outbox.is_refusable() {
            // The frames that seemed to answer the message were of an earlier turn, which goes on.
            let item = self.outbox.take_refused();
            self.turn_of_others();
            self.message_refused(now, item, error);
        } else if about_one_frame || self.turn.is_idle() {
            self.tell_of(now, error);
        } else {
            self.end_turn_for(now, error);
        }
    }

    /// An error ends the turn, and came instead of all of it if nothing was seen of it.
    fn end_turn_for(&mut self, now: Millis, error: ServerError) {
        let item = if self.turn.awaits_first_frame() { self.outbox.take_refused() } else { None };
        let unwanted = self.stopped && !is_refusal(&error.code);
        self.end_turn(now, AnswerState::Interrupted);
        self.echo = Some(now);
        if unwanted {
            // Of an answer that the shopper has stopped: the page may want to know.
            if let Some(item) = item {
                let state = self.arrived_but_failed(item.key);
                self.changed_hands();
                self.edit().set_send_state(item.key, state);
            }
            self.events.push_back(Event::Error(error));
        } else {
            self.message_refused(now, item, error);
        }
    }

    /// What an error means for a message: it is held, or given back, or has arrived nevertheless.
    fn message_refused(&mut self, now: Millis, item: Option<Item>, error: ServerError) {
        let Some(item) = item else {
            self.tell_of(now, error);
            return;
        };
        let key = item.key;
        let held = match error.code.as_str() {
            "rate_limit_exceeded" => {
                let wait = error.retry_after.unwrap_or(RATE_WAIT);
                self.outbox.hold(now, item, Refusal::Rate(wait))
            }
            "agent_busy" => self.outbox.hold(now, item, Refusal::Busy),
            _ => false,
        };
        let state = if held {
            SendState::Queued
        } else if is_refusal(&error.code) {
            SendState::Failed
        } else {
            self.arrived_but_failed(key)
        };
        self.changed_hands();
        self.edit().set_send_state(key, state);
        // "Busy" passes by itself within moments; anything else the shopper should know.
        if !held || error.code != "agent_busy" {
            self.tell_of(now, error);
        }
    }

    /// Tells what the server says went wrong, and remembers for how long, where it names a time.
    fn tell_of(&mut self, now: Millis, error: ServerError) {
        let wait = error.retry_after;
        let told = self.tell(error);
        if let Some(wait) = wait {
            self.limited = Some((told, now.saturating_add(Millis::from(wait).saturating_mul(SECOND))));
        }
    }

    /// What an error that is no refusal means for what was sent: words have arrived, and the answer to a
    /// checklist or a plan may be given again, for it was not carried out.
    fn arrived_but_failed(&self, key: EntryKey) -> SendState {
        if self.transcript.words(key).is_some() { SendState::Confirmed } else { SendState::Failed }
    }

    fn fail_cart(&mut self, now: Millis) {
        self.cart.fail(now);
        self.request_settled(now);
    }
}

/// Whether a code is about the one frame that was refused, while a turn that runs goes on.
fn is_about_one_frame(code: &str) -> bool {
    matches!(code, "rate_limit_exceeded" | "agent_busy" | "message_too_large" | "invalid_json")
}

/// Whether a code is about a limit that only messages meet.
fn is_limit(code: &str) -> bool {
    matches!(
        code,
        "user_message_limit"
            | "user_conversation_limit"
            | "tenant_daily_token_limit"
            | "tenant_monthly_token_limit"
            | "session_token_limit"
    )
}

/// Whether a code says that a message has not been accepted.
fn is_refusal(code: &str) -> bool {
    is_about_one_frame(code) || is_limit(code)
}
