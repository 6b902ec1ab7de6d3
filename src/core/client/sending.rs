//! What the shopper says, and when it goes out.

use super::{Client, ClientError, Event, SendRefusal, SocketId, error_of};
use crate::core::cart::Asked;
use crate::core::clock::Millis;
use crate::core::connection::State;
use crate::core::decimal::Decimal;
use crate::core::protocol::{Action, ClientCommand, MAX_FRAME_BYTES, Product};
use crate::core::timer::Timer;
use crate::core::tools::Progress;
use crate::core::transcript::{EntryBody, EntryKey, SendState};

/// An answer that waits.
const QUEUED: Progress = Progress::Given(SendState::Queued);

impl Client {
    /// Takes the shopper's words into the transcript and the outbox.
    pub(super) fn take(&mut self, text: &str) -> Result<EntryKey, SendRefusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SendRefusal::Empty);
        }
        if self.is_closed() {
            self.tell_page_of_refusal();
            return Err(SendRefusal::Closed);
        }
        let bytes = self.size_of(text);
        if bytes > MAX_FRAME_BYTES {
            self.tell(ClientError {
                max_size: u32::try_from(MAX_FRAME_BYTES).ok(),
                ..error_of("message_too_large")
            });
            return Err(SendRefusal::TooLarge { bytes, max: MAX_FRAME_BYTES });
        }
        if !self.has_room() {
            return Err(SendRefusal::QueueFull);
        }
        Ok(self.queue(text.to_owned()))
    }

    /// Whether something more may be taken; tells if only the queue is full.
    pub(super) fn has_room(&mut self) -> bool {
        if self.is_closed() {
            return false;
        }
        let full = self.outbox.is_full();
        if full {
            self.tell_code("queue_full");
        }
        !full
    }

    /// Takes a text that was not delivered once more.
    pub(super) fn take_again(&mut self, key: EntryKey) -> bool {
        let free = !self.is_closed() && !self.outbox.is_full() && !self.outbox.contains(key);
        let undelivered =
            matches!(self.transcript.words(key), Some((_, SendState::Unconfirmed | SendState::Failed)));
        if free && undelivered {
            self.outbox.push(key);
            self.changed_hands();
            self.edit().set_send_state(key, SendState::Queued);
        }
        free && undelivered
    }

    /// Gives a text that was not delivered back.
    pub(super) fn give_back(&mut self, key: EntryKey) -> Option<String> {
        let (_, state) = self.transcript.words(key)?;
        if matches!(state, SendState::Sent | SendState::Confirmed) {
            return None;
        }
        self.outbox.remove(key);
        self.changed_hands();
        self.edit().reopen(key);
        match self.edit().remove(key) {
            Some(EntryBody::User { text, .. }) => Some(text),
            _ => None,
        }
    }

    /// Puts texts and answers that an earlier session left waiting back into the outbox.
    pub(super) fn requeue(&mut self) {
        let mut queued = Vec::new();
        for entry in self.transcript.entries() {
            let waiting = match &entry.body {
                EntryBody::User { state, .. } => *state == SendState::Queued,
                EntryBody::Checklist(list) => list.progress() == QUEUED,
                EntryBody::MealPlan(plan) => plan.progress() == QUEUED,
                _ => false,
            };
            if waiting {
                queued.push(entry.key);
            }
        }
        for key in queued {
            if self.outbox.is_full() {
                self.edit().set_send_state(key, SendState::Failed);
            } else {
                self.outbox.push(key);
            }
        }
    }

    /// The shopper wants this many of a product.
    pub(super) fn wish(&mut self, now: Millis, product: &Product, quantity: Decimal) {
        let call = self.call_of(&product.sku);
        if self.cart.wish(now, product, quantity, call) {
            self.events.push_back(Event::ProductClick(product.clone()));
        }
        if self.is_closed() {
            self.cart.fail_all();
        } else {
            self.connection.rearm(now, &mut self.wire);
        }
    }

    /// Hands over what may go out now, and arms the timers for what has to wait.
    ///
    /// Answers name no question, so at most one question is open: no message goes out while a cart
    /// request waits for its answer, and no cart request while a message waits for its first frame.
    pub(super) fn flush(&mut self, now: Millis) {
        self.wire.timers.stop(Timer::Quiet);
        self.wire.timers.stop(Timer::Outbox);
        let waits = self.cart.due().is_some() || self.outbox.due().is_some();
        if !waits || self.wire.timers.get(Timer::Greeting).is_some() {
            return;
        }
        self.send_what_waits(now);
    }

    /// Something waits, and may go out if the link is ready. A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    fn send_what_waits(&mut self, now: Millis) {
        // On a link that is not ready, whatever makes it ready comes here again.
        let Some(socket) = self.connection.ready(now, &mut self.wire) else {
            return;
        };
        if !self.turn.awaits_first_frame() {
            if let Some(asked) = self.cart.ask(now) {
                self.ask(now, socket, asked);
            } else if let Some(due) = self.cart.due() {
                self.wire.timers.set(Timer::Quiet, due);
            }
        }
        while self.turn.is_idle() && !self.cart.is_asking() {
            match self.outbox.due() {
                Some(due) if due <= now => self.hand_over(now, socket),
                Some(due) => {
                    self.wire.timers.set(Timer::Outbox, due);
                    break;
                }
                None => break,
            }
        }
    }

    /// The entry that a message id stands for.
    pub(super) fn key_of(&self, id: &str) -> Option<EntryKey> {
        let (nonce, key) = id.split_once('-')?;
        let ours = u64::from_str_radix(nonce, 16) == Ok(self.nonce);
        key.parse().ok().filter(|_| ours).map(EntryKey)
    }

    /// The id of a message: the same each time it is sent, and in no other session.
    fn id_of(&self, key: EntryKey) -> String {
        let mut id = String::with_capacity(24);
        for shift in (0..16_u32).rev() {
            let digit = (self.nonce >> shift.saturating_mul(4)) & 0xf;
            id.push(char::from_digit(u32::try_from(digit).unwrap_or(0), 16).unwrap_or('0'));
        }
        id.push('-');
        id.push_str(&key.0.to_string());
        id
    }

    /// The shopper's words become an entry, and wait.
    pub(super) fn queue(&mut self, text: String) -> EntryKey {
        self.changed_hands();
        let state = SendState::Queued;
        let key = self.edit().push(EntryBody::User { text, state });
        self.outbox.push(key);
        key
    }

    /// Whether nothing can be taken any more: only new settings, or a `connect`, would help.
    fn is_closed(&self) -> bool {
        matches!(self.connection.state(), State::Refused { .. } | State::Closed)
    }

    /// The first waiting text goes out.
    fn hand_over(&mut self, now: Millis, socket: SocketId) {
        let Some(item) = self.outbox.first().cloned() else {
            return;
        };
        self.changed_hands();
        match self.encode_item(item.key) {
            Some((frame, by_id)) => {
                self.wire.send_text(socket, frame);
                self.edit().set_send_state(item.key, SendState::Sent);
                if self.manners().takes_turns {
                    self.outbox.hand_over(now, by_id);
                    self.begin_turn(now);
                } else {
                    self.outbox.let_go(now);
                }
            }
            None => {
                self.outbox.remove(item.key);
                if self.transcript.get(item.key).is_some() {
                    self.edit().set_send_state(item.key, SendState::Failed);
                    self.tell_code("message_too_large");
                }
            }
        }
    }

    /// The frame of a waiting text or answer, with as many of the optional ids as there is room for, and
    /// whether the id of the message is among them.
    fn encode_item(&self, key: EntryKey) -> Option<(String, bool)> {
        let fits = |command, by_id| {
            let frame = self.encode(command)?;
            (frame.len() <= MAX_FRAME_BYTES).then_some((frame, by_id))
        };
        if let Some(action) = self.action_of(key) {
            return fits(ClientCommand::Action(action), false);
        }
        let (text, _) = self.transcript.words(key)?;
        let full = ClientCommand::Message {
            text: text.to_owned(),
            conversation_id: self.conversation.clone(),
            client_message_id: self.acknowledges.then(|| self.id_of(key)),
        };
        fits(full, self.acknowledges).or_else(|| fits(message(text), false))
    }

    /// A cart request goes out.
    fn ask(&mut self, now: Millis, socket: SocketId, asked: Asked) {
        let action = Action::SetQuantity {
            sku: asked.sku,
            quantity: asked.quantity,
            tool_call_id: asked.tool_call_id,
        };
        self.wire.send(socket, &ClientCommand::Action(action));
        self.watch_cart(now);
    }

    /// The call of the newest cards that show a product.
    fn call_of(&self, sku: &str) -> Option<String> {
        self.transcript
            .entries()
            .iter()
            .rev()
            .find_map(|entry| match &entry.body {
                EntryBody::Products(cards) if cards.items.iter().any(|item| item.sku == sku) => {
                    Some(cards.tool_call_id.clone())
                }
                _ => None,
            })
            .flatten()
    }

    /// The size of the frame for some words, in bytes. The ids are optional and left out if there is no
    /// room for them: only the words count.
    pub(super) fn size_of(&self, text: &str) -> usize {
        self.encode(message(text)).map_or(0, |frame| frame.len())
    }

    fn encode(&self, command: ClientCommand) -> Option<String> {
        self.wire.codec().encode(&command)
    }
}

/// A message with nothing but its words.
fn message(text: &str) -> ClientCommand {
    ClientCommand::Message { text: text.to_owned(), conversation_id: None, client_message_id: None }
}
