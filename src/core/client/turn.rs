//! Where a turn begins and ends.
//!
//! A turn begins when a message is handed over, or when the server begins to speak by itself (the rest
//! of an answer after a reconnect, for example). It ends with `response_complete`, with an error that
//! ends it, with the link, or with [`SILENT_TURN`] without a frame: never "thinking" for ever.

use super::{Client, Turn, error_of};
use crate::core::cart::CONFIRM_WITHIN;
use crate::core::clock::{Millis, SECOND};
use crate::core::connection::{PROBE, State};
use crate::core::protocol::StatusCode;
use crate::core::timer::Timer;
use crate::core::transcript::{AnswerState, SendState};

/// Without any frame for this long a turn is over: the agent may take 120 s (documented), and ten more
/// for the way.
pub const SILENT_TURN: Millis = 130 * SECOND;
/// How long after a cart request that was settled during a turn a `response_complete` may be that of
/// the request.
const ECHO: Millis = 2 * SECOND;

/// How long a turn that may have ended is waited for.
const CLOSING: Millis = 3 * SECOND;

/// The turn.
pub(super) enum TurnState {
    /// The shopper's turn.
    Idle,
    /// The assistant's.
    Running {
        /// It answers a message of the shopper (the one in flight, until the first frame).
        asked: bool,
        /// A frame of it has arrived.
        seen: bool,
        /// Its end may have arrived; another frame says that it has not.
        closing: bool,
        status: Option<StatusCode>,
    },
}

impl TurnState {
    pub(super) fn shown(&self) -> Turn {
        match self {
            Self::Idle => Turn::default(),
            Self::Running { status, .. } => Turn { running: true, stopped: false, status: *status },
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        matches!(self, Self::Idle)
    }

    /// A message is out and nothing of its answer has been seen.
    pub(super) fn awaits_first_frame(&self) -> bool {
        matches!(self, Self::Running { seen: false, .. })
    }
}

impl Client {
    /// A message has been handed over.
    pub(super) fn begin_turn(&mut self, now: Millis) {
        self.turn = TurnState::Running { asked: true, seen: false, closing: false, status: None };
        self.stopped = false;
        self.watch_turn(now);
    }

    /// A frame of the turn has arrived. `begins`: such a frame shows that the assistant is at work,
    /// even if no start of it was seen.
    pub(super) fn turn_frame(&mut self, now: Millis, begins: bool) {
        if self.outbox.awaits_ack() {
            // Its own acknowledgement comes first, so this is still from an earlier turn.
            self.watch_turn(now);
            return;
        }
        match &mut self.turn {
            TurnState::Running { seen, closing, .. } => {
                if !*seen {
                    // Frames keep their order: whatever was to come before this has come.
                    self.echo = None;
                }
                *seen = true;
                *closing = false;
            }
            TurnState::Idle if begins => self.turn_of_others(),
            TurnState::Idle => return,
        }
        self.watch_turn(now);
        self.confirm();
    }

    /// The turn that runs answers no message of this client (any more).
    pub(super) fn turn_of_others(&mut self) {
        let status = self.turn.shown().status;
        self.turn = TurnState::Running { asked: false, seen: true, closing: false, status };
    }

    /// Whether a `response_complete` may be that of something that is over already. Asked once for each.
    pub(super) fn is_echo(&mut self, now: Millis) -> bool {
        match (self.echo.take(), &self.turn) {
            (Some(since), TurnState::Running { seen: true, .. }) => now.saturating_sub(since) < ECHO,
            (echo, _) => echo.is_some(),
        }
    }

    /// The end of something has arrived, and it may have been the turn: if nothing more comes soon, it
    /// was.
    pub(super) fn begin_closing(&mut self, now: Millis) {
        if let TurnState::Running { closing, .. } = &mut self.turn {
            *closing = true;
            self.wire.timers.set(Timer::Turn, now.saturating_add(CLOSING));
        }
    }

    /// The open cart request is answered, refused or given up. Its `response_complete` may follow.
    pub(super) fn request_settled(&mut self, now: Millis) {
        self.wire.timers.stop(Timer::Cart);
        self.echo = Some(now);
        self.changed();
    }

    /// What the assistant says it is doing; nothing once words come, or the shopper wants none.
    pub(super) fn set_status(&mut self, code: Option<StatusCode>) {
        if let TurnState::Running { status, .. } = &mut self.turn {
            *status = code.filter(|_| !self.stopped);
        }
    }

    /// The turn is over. Says whether it had answered a message.
    pub(super) fn end_turn(&mut self, now: Millis, answer: AnswerState) -> bool {
        self.wire.timers.stop(Timer::Turn);
        if self.transcript.is_streaming() {
            self.edit().finish(answer);
        }
        let asked = matches!(self.turn, TurnState::Running { asked: true, .. });
        self.turn = TurnState::Idle;
        self.tools_done(answer);
        self.stopped = false;
        self.outbox.turn_ended();
        self.cart.turn_ended(now);
        if self.cart.is_asking() {
            // The server may have been busy with the turn: the request has its time from now on.
            self.watch_cart(now);
        }
        asked
    }

    /// The message in flight has arrived.
    pub(super) fn confirm(&mut self) {
        if let Some(key) = self.outbox.land() {
            self.changed_hands();
            self.edit().set_send_state(key, SendState::Confirmed);
        }
    }

    /// The cart request has its full time from now on.
    pub(super) fn watch_cart(&mut self, now: Millis) {
        self.wire.timers.set(Timer::Cart, now.saturating_add(CONFIRM_WITHIN));
    }

    /// A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(super) fn turn_went_silent(&mut self, now: Millis) {
        if self.is_in_doubt() {
            self.wire.timers.set(Timer::Turn, now.saturating_add(PROBE).saturating_add(SECOND));
            return;
        }
        if matches!(self.turn, TurnState::Running { closing: true, .. }) {
            self.end_turn(now, AnswerState::Done);
            return;
        }
        if let Some(key) = self.outbox.doubt(false) {
            self.changed_hands();
            self.edit().set_send_state(key, SendState::Unconfirmed);
        }
        self.end_turn(now, AnswerState::Interrupted);
        self.tell(error_of("internal_error"));
    }

    /// A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(super) fn cart_went_silent(&mut self, now: Millis) {
        if self.is_in_doubt() || !self.turn.is_idle() {
            // Judged when the link is known to live, and when the server has finished its turn.
            self.watch_cart(now);
        } else {
            self.cart.fail(now);
            self.request_settled(now);
        }
    }

    /// The turn has its full time from now on.
    pub(super) fn watch_turn(&mut self, now: Millis) {
        self.wire.timers.set(Timer::Turn, now.saturating_add(SILENT_TURN));
    }

    /// The link is being probed: after a sleep, what seems silence of the server may be ours.
    pub(super) fn is_in_doubt(&self) -> bool {
        matches!(self.connection.state(), State::Probing { .. })
    }
}
