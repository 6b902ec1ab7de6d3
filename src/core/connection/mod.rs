//! The life of the link: dialling, authentication, signs of life, back-off.
//!
//! # Theory of operation
//!
//! `State` is the whole state; every arrow between its variants is in this folder.
//!
//! ```text
//!            connect                open            auth_ok, or at once
//!   Idle ───────────▶ Connecting ─────────▶ Authenticating ─────────▶ Online ◀──▶ Probing
//!                       ▲    │ failed            │ 10 s, closed          │ closed, silent
//!                   due │    ▼                   ▼                       ▼
//!                     Waiting ◀───────────────────────────────────────────
//!                       │  ▲ page hidden, left, or without network: no dials
//!                       ▼  │ page looked at, network back: at once
//!                       Held        30 attempts ─▶ GaveUp      4001–4004 ─▶ Refused      disconnect ─▶ Closed
//! ```
//!
//! - **Liveness is judged by the clock and by any inbound frame, never by counting ticks.** Browsers
//!   slow the timers of hidden pages to one a minute, and machines sleep. So when a deadline is met
//!   late, or the last ping has not been out for long, the link is *probed* (a ping that has to be
//!   answered within [`PROBE`]) before it is declared dead. No message is handed to a link in doubt.
//!   Of a server that may not answer pings nothing can be asked: there the browser judges.
//! - **The count of attempts** starts again when the link has been up for [`STABLE`], and when
//!   somebody cares: the network is back, the page is looked at, the shopper sends or retries.
//!   Without the wait, a server that accepts and closes at once would be dialled without any back-off.
//! - **Every socket has a number**; reports about any but the current one are ignored by the caller.

mod page;
mod state;
mod wire;

use super::backoff::{self, MAX_ATTEMPTS};
use super::clock::{Millis, SECOND};
use super::protocol::{ClientCommand, Manners};
use super::timer::Timer;

use page::Page;
pub(crate) use state::{Cause, State, Step};
pub(crate) use wire::Wire;
pub use wire::{SocketId, Transmit};

/// Without any inbound frame for this long the link is dead (documented for the server's side, and
/// taken for ours).
pub const SILENCE: Millis = 60 * SECOND;
/// A probe has to be answered within this time. One second less than the five within which a page
/// that wakes up is to have a new socket.
pub const PROBE: Millis = 4 * SECOND;
/// `auth` has to be answered within this time (documented for the server's side, and taken for ours).
pub const AUTH_WITHIN: Millis = 10 * SECOND;
/// Up for this long, a link makes earlier failures forgotten.
pub const STABLE: Millis = 5 * SECOND;
/// The handshake has to be done within this time…
pub const CONNECT_WITHIN: Millis = 30 * SECOND;
/// …and within this time after [`PATIENT_AFTER`] failures in a row. Firefox delays handshakes to a
/// host that keeps failing by up to a minute, without any sign: a socket given up earlier would be
/// given up before it was even dialled, every time.
pub const CONNECT_WITHIN_PATIENT: Millis = 75 * SECOND;
/// Firefox's delay (200–400 ms, half as much again with each failure) is below 12 s until here.
pub const PATIENT_AFTER: u32 = 8;

/// A tick later than this was late: the page was throttled or the machine slept.
const LATE: Millis = 2 * SECOND;
/// A link that was heard from this recently needs no probe when the page comes back.
const FRESH: Millis = 5 * SECOND;
/// An attempt younger than this is not restarted when the network comes back.
const YOUNG: Millis = SECOND;

/// The close code for a link that is no longer wanted.
const NORMAL: u16 = 1000;
/// The close code for a peer that did not answer ("timeout" in the registry of close codes).
const TIMEOUT: u16 = 3008;

/// The connection.
pub(crate) struct Connection {
    state: State,
    page: Page,
    /// Reconnect attempts in this series.
    attempt: u32,
    /// Dials in a row that never opened.
    failures: u32,
    /// The newest socket's number.
    newest: u32,
    /// When the link was last heard from.
    heard: Millis,
    /// When the oldest ping without any frame after it went out.
    pinged: Option<Millis>,
    /// No dial before this moment: the server wants fewer sockets.
    not_before: Millis,
    manners: &'static Manners,
    /// A server that keeps silent is gone: this one answers pings.
    answers: bool,
}

impl Connection {
    pub(crate) fn new(manners: &'static Manners) -> Self {
        Self {
            state: State::Idle,
            page: Page::default(),
            attempt: 0,
            failures: 0,
            newest: 0,
            heard: 0,
            pinged: None,
            not_before: 0,
            manners,
            answers: manners.answers_pings,
        }
    }

    /// The state.
    pub(crate) fn state(&self) -> State {
        self.state
    }

    /// The number of the attempt that is being made or waited for; zero for the first dial.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How many sockets were dialled.
    pub(crate) fn dials(&self) -> u32 {
        self.newest
    }

    /// Whether the page has said that there is no network, and no frame has proved otherwise.
    pub(crate) fn is_offline(&self) -> bool {
        match self.state {
            State::Online { .. } => self.page.offline.is_some_and(|since| self.heard <= since),
            _ => self.page.offline.is_some(),
        }
    }

    /// The socket that is listened to.
    pub(crate) fn socket(&self) -> Option<SocketId> {
        match self.state {
            State::Connecting { socket, .. }
            | State::Authenticating { socket }
            | State::Online { socket }
            | State::Probing { socket, .. } => Some(socket),
            _ => None,
        }
    }

    /// The socket that `auth` was accepted on.
    pub(crate) fn authenticated(&self) -> Option<SocketId> {
        match self.state {
            State::Online { socket } | State::Probing { socket, .. } => Some(socket),
            _ => None,
        }
    }

    /// The socket, if something may be handed to it now. A link that has been silent for too long by
    /// the clock, while no timer came to notice, is put to the proof instead.
    pub(crate) fn ready(&mut self, now: Millis, wire: &mut Wire) -> Option<SocketId> {
        match self.state {
            State::Online { socket } if !self.answers || now.saturating_sub(self.heard) < SILENCE => {
                Some(socket)
            }
            State::Online { socket } => {
                self.probe(now, wire, socket, false);
                None
            }
            _ => None,
        }
    }

    /// A link is wanted.
    pub(crate) fn connect(&mut self, now: Millis, wire: &mut Wire) {
        match self.state {
            State::Idle | State::Closed | State::GaveUp => {
                self.attempt = 0;
                self.dial(now, wire);
            }
            _ => {}
        }
    }

    /// No link is wanted any more.
    pub(crate) fn disconnect(&mut self, wire: &mut Wire) -> Step {
        let step = self.close(wire, NORMAL, Cause::Ours);
        wire.timers.stop(Timer::Dial);
        // A refusal stays one: the same credentials will not be taken a moment later either.
        if !matches!(self.state, State::Refused { .. }) {
            self.state = State::Closed;
        }
        step
    }

    /// Somebody cares: attempts are counted anew, and a link that was given up is tried again.
    pub(crate) fn rearm(&mut self, now: Millis, wire: &mut Wire) {
        self.attempt = 0;
        if self.state == State::GaveUp {
            self.dial(now, wire);
        }
    }

    /// Somebody is waiting: dial at once.
    pub(crate) fn retry(&mut self, now: Millis, wire: &mut Wire) {
        if matches!(self.state, State::Waiting { .. } | State::Held | State::GaveUp) {
            self.attempt = 0;
            self.dial(now, wire);
        }
    }

    /// What `auth` says has changed: a socket on which it was said is closed and another one dialled at
    /// once. Where no link is wanted, or none can be had, nothing happens.
    pub(crate) fn renew(&mut self, now: Millis, wire: &mut Wire) -> Step {
        // One that is still being opened will say it as it is now.
        let said = !matches!(self.state, State::Connecting { .. });
        let step = if said { self.close(wire, NORMAL, Cause::Ours) } else { Step::Nothing };
        self.retry(now, wire);
        step
    }

    /// The socket has opened.
    pub(crate) fn opened(&mut self, now: Millis, wire: &mut Wire) -> Step {
        let State::Connecting { socket, .. } = self.state else {
            return Step::Nothing;
        };
        self.failures = 0;
        self.state = State::Authenticating { socket };
        wire.timers.stop(Timer::Connect);
        wire.timers.set(Timer::Auth, now.saturating_add(AUTH_WITHIN));
        Step::Opened(socket)
    }

    /// The server accepted `auth`. Says whether this is news.
    pub(crate) fn accepted(&mut self, now: Millis, wire: &mut Wire) -> bool {
        let State::Authenticating { socket } = self.state else {
            return false;
        };
        self.state = State::Online { socket };
        wire.timers.stop(Timer::Auth);
        wire.timers.set(Timer::Ping, now.saturating_add(self.manners.ping_every));
        wire.timers.set(Timer::Stable, now.saturating_add(STABLE));
        self.heard(now, wire);
        true
    }

    /// Something came in on the socket: it lives.
    pub(crate) fn heard(&mut self, now: Millis, wire: &mut Wire) {
        self.heard = now;
        self.pinged = None;
        if let State::Probing { socket, .. } = self.state {
            self.state = State::Online { socket };
            wire.timers.stop(Timer::Probe);
        }
        if self.answers && self.authenticated().is_some() {
            wire.timers.set(Timer::Silence, now.saturating_add(SILENCE));
        }
    }

    /// The server has answered a ping, so from now on its silence means something.
    pub(crate) fn answered(&mut self, now: Millis, wire: &mut Wire) {
        self.answers = true;
        self.heard(now, wire);
    }

    /// The socket is gone, by its own report.
    pub(crate) fn lost(&mut self, now: Millis, wire: &mut Wire, cause: Cause) -> Step {
        let online = self.release(wire);
        match cause {
            Cause::Closed(code @ 4001..=4004) => self.state = State::Refused { code },
            _ => self.back_off(now, wire, cause),
        }
        Step::Down { online, cause }
    }

    /// A deadline of the connection has passed; it was meant for `due`.
    pub(crate) fn expired(&mut self, now: Millis, wire: &mut Wire, timer: Timer, due: Millis) -> Step {
        let late = now.saturating_sub(due) > LATE;
        match (timer, self.state) {
            (Timer::Dial, State::Waiting { .. }) => self.dial(now, wire),
            (Timer::Connect, State::Connecting { .. }) => {
                return self.give_up_on(now, wire, Cause::Dial);
            }
            (Timer::Auth, State::Authenticating { .. }) => {
                return self.give_up_on(now, wire, Cause::Auth);
            }
            (Timer::Stable, _) => self.attempt = 0,
            (Timer::Ping, State::Online { socket }) => {
                if late {
                    self.probe(now, wire, socket, false);
                } else {
                    self.ping(now, wire, socket);
                }
            }
            (Timer::Ping, State::Probing { .. }) => {
                wire.timers.set(Timer::Ping, now.saturating_add(self.manners.ping_every));
            }
            (Timer::Silence, State::Online { socket }) => {
                let asked = self.pinged.is_some_and(|at| now.saturating_sub(at) >= PROBE);
                if late || !asked {
                    self.probe(now, wire, socket, false);
                } else {
                    return self.give_up_on(now, wire, Cause::Silence);
                }
            }
            (Timer::Probe, State::Probing { socket, again }) => {
                // A late look may find the answer still waiting in the queue of the page, so it
                // asks once more; twice would never end in a page whose timers are always late.
                if late && !again {
                    self.probe(now, wire, socket, true);
                } else {
                    return self.give_up_on(now, wire, Cause::Silence);
                }
            }
            _ => {}
        }
        Step::Nothing
    }

    /// Closes the socket, if there is one.
    fn close(&mut self, wire: &mut Wire, code: u16, cause: Cause) -> Step {
        let Some(socket) = self.socket() else {
            return Step::Nothing;
        };
        wire.close(socket, code);
        let online = self.release(wire);
        Step::Down { online, cause }
    }

    /// Closes a socket that did not answer, and goes on.
    fn give_up_on(&mut self, now: Millis, wire: &mut Wire, cause: Cause) -> Step {
        let step = self.close(wire, TIMEOUT, cause);
        self.back_off(now, wire, cause);
        step
    }

    /// Forgets the socket; says whether it had been up.
    fn release(&mut self, wire: &mut Wire) -> bool {
        for timer in [Timer::Connect, Timer::Auth, Timer::Probe, Timer::Silence, Timer::Ping, Timer::Stable] {
            wire.timers.stop(timer);
        }
        let online = self.authenticated().is_some();
        if matches!(self.state, State::Connecting { .. }) {
            self.failures = self.failures.saturating_add(1);
        }
        self.pinged = None;
        self.answers = self.manners.answers_pings;
        self.state = State::Held;
        online
    }

    /// Sets the next attempt after a drop.
    fn back_off(&mut self, now: Millis, wire: &mut Wire, cause: Cause) {
        if self.attempt >= MAX_ATTEMPTS {
            self.state = State::GaveUp;
            return;
        }
        let mut wait = backoff::delay(self.attempt, &mut wire.random);
        match cause {
            // The page has just waited for the probe: the shopper is looking, and there was no
            // failure to dial that would call for patience.
            Cause::Silence if self.attempt == 0 => wait = 0,
            Cause::Closed(1001 | 1012 | 1013) if self.attempt == 0 => {
                wait = wait.saturating_add(wire.random.up_to(backoff::RESTART_SPREAD));
            }
            Cause::Closed(4029) => {
                let most = backoff::CROWDED / 4;
                wait = wait.max(backoff::CROWDED.saturating_add(wire.random.up_to(most)));
                self.not_before = now.saturating_add(wait);
            }
            _ => {}
        }
        if !self.page.allows_dials() {
            self.state = State::Held;
            return;
        }
        self.attempt = self.attempt.saturating_add(1);
        self.wait_until(now.saturating_add(wait), wire);
    }

    fn wait_until(&mut self, at: Millis, wire: &mut Wire) {
        self.state = State::Waiting { at };
        wire.timers.set(Timer::Dial, at);
    }

    /// Dials, unless the page or the server forbids it for now.
    fn dial(&mut self, now: Millis, wire: &mut Wire) {
        wire.timers.stop(Timer::Dial);
        if !self.page.allows_dials() {
            self.state = State::Held;
        } else if now < self.not_before {
            self.wait_until(self.not_before, wire);
        } else {
            self.newest = self.newest.saturating_add(1);
            let socket = SocketId(self.newest);
            let patience =
                if self.failures < PATIENT_AFTER { CONNECT_WITHIN } else { CONNECT_WITHIN_PATIENT };
            self.state = State::Connecting { socket, since: now };
            wire.timers.set(Timer::Connect, now.saturating_add(patience));
            wire.dial(socket);
        }
    }

    fn ping(&mut self, now: Millis, wire: &mut Wire, socket: SocketId) {
        self.pinged.get_or_insert(now);
        wire.timers.set(Timer::Ping, now.saturating_add(self.manners.ping_every));
        wire.send(socket, &ClientCommand::Ping);
    }

    fn probe(&mut self, now: Millis, wire: &mut Wire, socket: SocketId, again: bool) {
        self.ping(now, wire, socket);
        if !self.answers {
            // No answer would prove nothing; the browser finds out whether the ping got through.
            return;
        }
        self.state = State::Probing { socket, again };
        wire.timers.stop(Timer::Silence);
        wire.timers.set(Timer::Probe, now.saturating_add(PROBE));
    }
}
