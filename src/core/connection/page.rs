//! What the life of the page means for the link.
//!
//! A page that is hidden, left for the back/forward cache, or without network makes no dials: nobody
//! is looking, or nothing can come of it. The moment that changes, one dial is made at once. Events
//! of the page come in bursts (`pageshow`, `visibilitychange` and `online` within milliseconds), and
//! one burst is to make one dial.

use super::{Cause, Connection, FRESH, NORMAL, State, Step, Wire, YOUNG};
use crate::core::client::PageLife;
use crate::core::clock::Millis;
use crate::core::timer::Timer;

/// What is known about the page: facts about the outside, not states of the link.
#[derive(Default)]
pub(crate) struct Page {
    hidden: bool,
    /// Left, perhaps to come back from the cache.
    away: bool,
    /// Since when the browser says that there is no network. It may be wrong.
    pub(super) offline: Option<Millis>,
}

impl Page {
    pub(super) fn allows_dials(&self) -> bool {
        !self.hidden && !self.away && self.offline.is_none()
    }
}

impl Connection {
    /// Something happened to the page.
    pub(crate) fn page(&mut self, now: Millis, wire: &mut Wire, life: PageLife) -> Step {
        match life {
            PageLife::Hidden => {
                self.page.hidden = true;
                self.hold(wire);
            }
            PageLife::Visible => {
                self.page.hidden = false;
                self.returned(now, wire);
            }
            PageLife::Offline => {
                self.page.offline = Some(now);
                self.hold(wire);
                // Browsers say "offline" of a working loopback or tunnel too: the link decides.
                if let State::Online { socket } = self.state {
                    self.probe(now, wire, socket, false);
                }
            }
            PageLife::Online => {
                self.page.offline = None;
                return self.network_back(now, wire);
            }
            PageLife::Hide => {
                self.page.away = true;
                self.hold(wire);
                // An open socket would keep the page out of the cache, or be cut in there and
                // reported only after the return.
                return self.close(wire, NORMAL, Cause::Ours);
            }
            PageLife::Show { persisted } => {
                self.page.away = false;
                if persisted {
                    // Some browsers restore a page without ever saying that it is visible again.
                    self.page.hidden = false;
                }
                self.returned(now, wire);
            }
            PageLife::Resumed => self.returned(now, wire),
        }
        Step::Nothing
    }

    /// No dials for now.
    fn hold(&mut self, wire: &mut Wire) {
        if matches!(self.state, State::Waiting { .. }) {
            wire.timers.stop(Timer::Dial);
            self.state = State::Held;
        }
    }

    /// The shopper is back: what is down is dialled at once, what seems up is put to the proof.
    fn returned(&mut self, now: Millis, wire: &mut Wire) {
        if !self.page.allows_dials() {
            return;
        }
        match self.state {
            State::Online { socket } if now.saturating_sub(self.heard) > FRESH => {
                self.attempt = 0;
                self.probe(now, wire, socket, false);
            }
            _ => self.retry(now, wire),
        }
    }

    /// The network is back. A handshake that began on the old network may never be answered, so it
    /// begins anew, unless it has only just begun: one burst of events is one dial.
    fn network_back(&mut self, now: Millis, wire: &mut Wire) -> Step {
        match self.state {
            State::Connecting { since, .. }
                if now.saturating_sub(since) > YOUNG && self.page.allows_dials() =>
            {
                let step = self.close(wire, NORMAL, Cause::Ours);
                self.retry(now, wire);
                step
            }
            _ => {
                self.returned(now, wire);
                Step::Nothing
            }
        }
    }
}
