//! The whole machine.
//!
//! # Theory of operation
//!
//! Every input ends in the same two moves: what it means is applied (`link.rs` for the life of the
//! link, `frames.rs` for what the server says, `sending.rs` for what the shopper says, `tools.rs` for
//! what is laid before the shopper and answered, `turn.rs` for where a turn begins and ends, `streams.rs` and
//! `handoff.rs` for what happens where there are no turns and for people, `keeping.rs` for what outlives the page), and then [`Client::flush`](Client) looks whether something that
//! waits may go out now. So there is one place that hands messages over, and one place that arms the
//! timers for what still has to wait.

mod api;
mod conversation;
mod frames;
mod handoff;
mod keeping;
mod link;
mod sending;
mod streams;
mod tools;
mod turn;

use std::collections::VecDeque;

use super::cart::Cart;
use super::clock::{Millis, SECOND};
use super::connection::{Cause, Connection, State, Wire};
use super::decimal::Decimal;
use super::outbox::Outbox;
use super::protocol::{Identity, Manners, Product, ServerError};
use super::session::{self, Stored};
use super::timer::Timer;
use super::transcript::{Change, Edit, EntryBody, EntryKey, Transcript};

use streams::Open;
use turn::TurnState;

pub use super::connection::{SocketId, Transmit};
pub use api::{ClientError, Counters, Event, Link, PageLife, Revision, SendRefusal, Settings, Turn};
pub use link::GREETING_WITHIN;
pub use turn::SILENT_TURN;

/// A shopping conversation, turned by hand.
///
/// The machine does no input or output and knows no clock; its owner connects it to the world.
/// There are four kinds of methods:
///
/// - **getters** (`&self`): [`link`](Self::link), [`turn`](Self::turn),
///   [`transcript`](Self::transcript), [`cart`](Self::cart), …;
/// - **`handle_*`**: what happened outside: a socket opened, a frame came, time passed, the page
///   was hidden;
/// - **commands**: what the shopper or the page wants: [`connect`](Self::connect),
///   [`send`](Self::send), [`set_quantity`](Self::set_quantity), …;
/// - **`poll_*`**: what is to be done: [`poll_change`](Self::poll_change) (the view),
///   [`poll_transmit`](Self::poll_transmit) (the sockets), [`poll_event`](Self::poll_event) (the
///   page) and [`poll_timeout`](Self::poll_timeout) (the clock).
///
/// The contract with the owner:
///
/// 1. Inputs and commands may come in any order and at any time. After each of them (or a batch),
///    poll until dry: first compare [`revision`](Self::revision) and write the
///    [`snapshot`](Self::snapshot) if `urgent` has grown, then perform every transmit in order, then
///    deliver the events, and last arm one timeout for `poll_timeout`, replacing the one before.
/// 2. `now` never runs backwards from one call to the next. [`Clock`](super::clock::Clock) makes such
///    a time from a wall clock. It must go on while the machine sleeps: liveness is judged by it.
/// 3. A timeout may come late, by any amount; early ones do nothing.
/// 4. When a socket could not be made or performed, say so: `handle_dial_failed`, `handle_close`.
///    Reports about a socket that was closed by a [`Transmit::Close`] are ignored, so they may come.
///
/// In return: texts are delivered in order and never twice by the machine's own doing, none is lost
/// in silence, at most one socket lives, and no input makes it panic.
pub struct Client {
    settings: Settings,
    wire: Wire,
    connection: Connection,
    outbox: Outbox,
    transcript: Transcript,
    cart: Cart,
    turn: TurnState,
    /// Since when a `response_complete` may still come that ends nothing any more: that of a settled
    /// cart request, or of a turn that an error ended.
    echo: Option<Millis>,
    /// The shopper stopped the answer: what still comes of it is not shown, on another link either.
    stopped: bool,
    conversation: Option<String>,
    /// What the server has begun and not ended, where there are no turns.
    open: Vec<Open>,
    /// What the server of this link understands beyond the documented protocol.
    features: Vec<String>,
    /// Who the visitor is. In memory only.
    identity: Option<Identity>,
    /// The next conversation takes the cart over: the shopper began it, and the shop knows the customer.
    cart_stays: bool,
    /// Makes the ids of this session's messages differ from those of any other.
    nonce: u64,
    /// The server acknowledges messages and recognises repeated ones.
    acknowledges: bool,
    /// The page was told that the link is down; it is told once until the link is up again.
    outage_told: bool,
    /// The entry that tells of the newest refusal for a while, and when that while is over.
    limited: Option<(EntryKey, Millis)>,
    draft: String,
    unread: u32,
    events: VecDeque<Event>,
    counters: Counters,
    revision: Revision,
}

impl Client {
    /// A machine at rest. `seed` is entropy for jitter and message ids; `stored` is the text of an
    /// earlier [`snapshot`](Self::snapshot), if there is one. A text that is damaged or comes from
    /// another version is as good as none.
    pub fn new(settings: Settings, seed: u64, stored: Option<&str>) -> Self {
        let codec = settings.protocol.codec();
        let mut wire = Wire::new(codec, settings.url(), seed);
        let visitor = settings.visitor_id.clone();
        let owner = settings.owner();
        // A conversation of another customer is none of theirs, nor, where there are visitors, of another visitor.
        let is_ours = |stored: &Stored| {
            stored.owner.is_none_or(|stored| stored == owner)
                && (visitor.is_none() || stored.conversation == visitor)
        };
        let stored = stored.and_then(session::read).filter(is_ours).unwrap_or_default();
        let mut client = Self {
            settings,
            connection: Connection::new(codec.manners()),
            outbox: Outbox::default(),
            transcript: Transcript::restore(stored.entries, stored.last),
            cart: Cart::restore(stored.lines, stored.total),
            turn: TurnState::Idle,
            echo: None,
            stopped: false,
            conversation: stored.conversation.or(visitor),
            open: Vec::new(),
            features: Vec::new(),
            identity: None,
            cart_stays: false,
            nonce: stored.nonce.unwrap_or_else(|| wire.random.bits() >> 8),
            acknowledges: false,
            outage_told: false,
            limited: None,
            draft: stored.draft,
            unread: stored.unread,
            events: VecDeque::new(),
            counters: Counters::default(),
            revision: Revision::default(),
            wire,
        };
        client.requeue();
        client
    }

    /// Wants a link from now on. Does nothing while there is one, or after the server refused the
    /// credentials.
    pub fn connect(&mut self, now: Millis) {
        self.connection.connect(now, &mut self.wire);
        self.flush(now);
    }

    /// Wants no link any more and closes the one there is. What waits goes on waiting, and
    /// `connect` begins anew (unless the credentials were refused).
    pub fn disconnect(&mut self, now: Millis) {
        let step = self.connection.disconnect(&mut self.wire);
        self.step(now, step);
        self.flush(now);
    }

    /// Dials at once instead of waiting, and starts counting attempts anew: the shopper pressed
    /// "retry", or opened the panel. Harmless in every other state.
    pub fn retry_now(&mut self, now: Millis) {
        self.connection.retry(now, &mut self.wire);
        self.flush(now);
    }

    /// A socket has opened.
    pub fn handle_open(&mut self, now: Millis, socket: SocketId) {
        if self.is_current(socket) {
            let step = self.connection.opened(now, &mut self.wire);
            self.step(now, step);
            self.flush(now);
        }
    }

    /// A socket could not be made, or failed before it opened.
    pub fn handle_dial_failed(&mut self, now: Millis, socket: SocketId) {
        self.lost(now, socket, Cause::Dial);
    }

    /// A text message has come.
    pub fn handle_frame(&mut self, now: Millis, socket: SocketId, text: &str) {
        if self.is_current(socket) {
            self.connection.heard(now, &mut self.wire);
            self.frame(now, socket, text);
            self.flush(now);
        }
    }

    /// A binary message has come: a sign of life, otherwise ignored and counted.
    pub fn handle_binary(&mut self, now: Millis, socket: SocketId) {
        if self.is_current(socket) {
            self.connection.heard(now, &mut self.wire);
            count(&mut self.counters.binary_frames);
            self.flush(now);
        }
    }

    /// A socket has closed, whether or not it had opened.
    pub fn handle_close(&mut self, now: Millis, socket: SocketId, code: u16) {
        self.lost(now, socket, Cause::Closed(code));
    }

    /// Time has passed. To be called at [`poll_timeout`](Self::poll_timeout) or later.
    pub fn handle_timeout(&mut self, now: Millis) {
        while let Some((timer, due)) = self.wire.timers.expire(now) {
            match timer {
                // Whatever waited may go: `flush` looks.
                Timer::Greeting | Timer::Outbox | Timer::Quiet => {}
                Timer::Turn => self.turn_went_silent(now),
                Timer::Stream => self.open_went_silent(now),
                Timer::Cart => self.cart_went_silent(now),
                _ => {
                    let step = self.connection.expired(now, &mut self.wire, timer, due);
                    self.step(now, step);
                }
            }
        }
        self.flush(now);
    }

    /// Something happened to the page.
    pub fn handle_page(&mut self, now: Millis, life: PageLife) {
        let step = self.connection.page(now, &mut self.wire, life);
        self.step(now, step);
        self.flush(now);
    }

    /// Takes the shopper's words (white space around them is removed) and sends them as soon as it
    /// may. The key is that of their entry in the transcript.
    ///
    /// # Errors
    /// [`SendRefusal`]; nothing was taken. `TooLarge` and `QueueFull` are also told by
    /// [`Event::Error`] and in the transcript.
    pub fn send(&mut self, now: Millis, text: &str) -> Result<EntryKey, SendRefusal> {
        let key = self.take(text)?;
        self.connection.rearm(now, &mut self.wire);
        self.flush(now);
        Ok(key)
    }

    /// The size of the frame that `text` would travel in, in bytes of UTF-8; the most allowed is
    /// [`MAX_FRAME_BYTES`](super::protocol::MAX_FRAME_BYTES). For a composer that tells before, not after.
    pub fn message_size(&self, text: &str) -> usize {
        self.size_of(text.trim())
    }

    /// Sends an unconfirmed or failed text again, on the shopper's wish. Says whether it was taken:
    /// a second press finds it waiting already and changes nothing.
    pub fn resend(&mut self, now: Millis, key: EntryKey) -> bool {
        let taken = self.take_again(key);
        if taken {
            self.connection.rearm(now, &mut self.wire);
            self.flush(now);
        }
        taken
    }

    /// Takes a text that was not delivered (queued, unconfirmed or failed) out of the conversation
    /// and gives it back, for the composer. `None` when there is no such text.
    pub fn discard(&mut self, key: EntryKey) -> Option<String> {
        self.give_back(key)
    }

    /// Stops showing the answer that is being made. The contract knows no such frame, so the turn ends
    /// when the server ends it, and what waits goes out then; until then nothing of it is shown but
    /// what it does to the cart. Says whether there was something to stop.
    pub fn stop(&mut self) -> bool {
        self.stop_showing()
    }

    /// The entry at which "ask again" is to be offered: the end of an answer that was cut off or failed,
    /// while nothing came after it.
    pub fn askable(&self) -> Option<EntryKey> {
        self.unanswered()
    }

    /// Asks once more what got no whole answer. `None` when nothing is [`askable`](Self::askable), or it
    /// cannot be taken now.
    pub fn ask_again(&mut self, now: Millis) -> Option<EntryKey> {
        let text = self.question()?;
        self.send(now, &text).ok()
    }

    /// Begins a new conversation on this side: the entries go, what waits is forgotten, and a link that
    /// names no conversation takes the place of the present one. The shop keeps the cart of a signed-in
    /// customer, so that one stays until the server says otherwise; any other cart ends with its
    /// conversation. The composer keeps its text, and gets back what did not arrive.
    pub fn new_conversation(&mut self, now: Millis) {
        self.begin_anew(now);
        self.flush(now);
    }

    /// Takes a text that was not delivered back into the composer, before what stands there. Says whether
    /// there was such a text.
    pub fn edit_again(&mut self, key: EntryKey) -> bool {
        let text = self.give_back(key);
        if let Some(text) = &text {
            self.draft = conversation::joined(text, &self.draft);
        }
        text.is_some()
    }

    /// Wants `quantity` of `product` in the cart: the card's Add button and its stepper. The number
    /// is fitted to the product's step, least and most; zero (or less) removes it.
    pub fn set_quantity(&mut self, now: Millis, product: &Product, quantity: Decimal) {
        self.wish(now, product, quantity);
        self.flush(now);
    }

    /// Tells of a failure that was found outside the machine, for example `crashed`: an event and an
    /// entry.
    pub fn report(&mut self, code: &str) {
        self.tell_code(code);
    }

    /// The entry that tells of the newest refusal for a while, and the seconds until it is over.
    pub fn limited(&self, now: Millis) -> Option<(EntryKey, u32)> {
        let (key, until) = self.limited?;
        let left = until.checked_sub(now).filter(|left| *left > 0)?;
        Some((key, u32::try_from(left.div_ceil(SECOND)).unwrap_or(u32::MAX)))
    }

    /// What is to be done with sockets, in order.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.wire.poll()
    }

    /// What the page is to be told, in order.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What happened to the transcript, in order. The entries that `new` restored are no changes.
    #[must_use]
    pub fn poll_change(&mut self) -> Option<Change> {
        self.transcript.poll_change()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.wire.timers.next()
    }

    /// What the link is doing.
    pub fn link(&self) -> Link {
        let offline = self.connection.is_offline();
        match self.connection.state() {
            State::Idle => Link::Idle,
            State::Refused { code } => Link::Refused { code },
            State::GaveUp => Link::GaveUp,
            State::Closed => Link::Closed,
            _ if offline => Link::Offline,
            State::Connecting { .. } | State::Authenticating { .. } | State::Held => Link::Connecting,
            State::Online { .. } | State::Probing { .. } => Link::Online,
            State::Waiting { at } => Link::Reconnecting { at, attempt: self.connection.attempt().max(1) },
        }
    }

    /// Whether the assistant is at work.
    pub fn turn(&self) -> Turn {
        if !self.manners().takes_turns {
            return self.open_texts();
        }
        let turn = self.turn.shown();
        Turn { stopped: self.stopped && turn.running, ..turn }
    }

    /// Whether as many texts wait as may.
    pub fn is_queue_full(&self) -> bool {
        self.outbox.is_full()
    }

    /// The conversation.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The cart.
    pub fn cart(&self) -> &Cart {
        &self.cart
    }

    /// What was met and left out.
    pub fn counters(&self) -> Counters {
        Counters { dials: self.connection.dials(), ..self.counters }
    }

    /// The conversation's id at the server, once it is known.
    pub fn conversation_id(&self) -> Option<&str> {
        self.conversation.as_deref()
    }

    /// How far the state has moved from what was stored.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// In what the protocol differs from others.
    fn manners(&self) -> &'static Manners {
        self.wire.codec().manners()
    }

    /// Whether a report is about the socket that is listened to.
    fn is_current(&mut self, socket: SocketId) -> bool {
        let current = self.connection.socket() == Some(socket);
        if !current {
            count(&mut self.counters.stale_inputs);
        }
        current
    }

    fn lost(&mut self, now: Millis, socket: SocketId, cause: Cause) {
        if self.is_current(socket) {
            let step = self.connection.lost(now, &mut self.wire, cause);
            self.step(now, step);
            self.flush(now);
        }
    }

    /// Where the transcript is changed.
    fn edit(&mut self) -> Edit<'_> {
        self.changed();
        self.transcript.edit()
    }

    /// Something that is stored has changed.
    fn changed(&mut self) {
        self.revision.any = self.revision.any.wrapping_add(1);
    }

    /// A message changed hands: to be stored before anything is transmitted.
    fn changed_hands(&mut self) {
        self.revision.urgent = self.revision.urgent.wrapping_add(1);
        self.changed();
    }

    /// Tells the page and the shopper what went wrong.
    fn tell(&mut self, error: ServerError) -> EntryKey {
        self.events.push_back(Event::Error(error.clone()));
        self.edit().push(EntryBody::Error(error))
    }

    fn tell_code(&mut self, code: &str) {
        self.tell(error_of(code));
    }
}

/// One of this client's own errors.
fn error_of(code: &str) -> ServerError {
    ServerError { code: code.to_owned(), ..ServerError::default() }
}

fn count(counter: &mut u32) {
    *counter = counter.saturating_add(1);
}
