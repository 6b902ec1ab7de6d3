//! The way between client and server: slow, and not to be trusted.

use std::collections::VecDeque;
use vizochok::core::backoff::Random;
use vizochok::core::client::SocketId;
use vizochok::core::clock::Millis;

/// What reaches the client.
pub(crate) enum Down {
    Opened,
    DialFailed,
    Frame(String),
    Binary,
    Closed(u16),
}

/// One socket, from the dial to the last report about it.
pub(crate) struct Link {
    pub(crate) id: SocketId,
    /// The client has not closed it, and it was not reported as gone.
    pub(crate) live: bool,
    pub(crate) open: bool,
    /// `auth_ok` has reached the client.
    pub(crate) accepted: bool,
    pub(crate) said_auth: bool,
    /// Swallows everything, both ways, without a sign.
    pub(crate) swallows: bool,
    up: VecDeque<(Millis, String)>,
    /// What the server will say when the time comes.
    later: Vec<(Millis, Down)>,
    down: VecDeque<(Millis, Down)>,
}

impl Link {
    pub(crate) fn new(id: SocketId) -> Self {
        Self {
            id,
            live: true,
            open: false,
            accepted: false,
            said_auth: false,
            swallows: false,
            up: VecDeque::new(),
            later: Vec::new(),
            down: VecDeque::new(),
        }
    }

    /// Client to server. Frames arrive in order.
    pub(crate) fn send_up(&mut self, now: Millis, random: &mut Random, text: String) {
        let at = after(self.up.back().map(|(at, _)| *at), now + latency(random));
        self.up.push_back((at, text));
    }

    /// Server to client, when it is `at`.
    pub(crate) fn send_down(&mut self, at: Millis, report: Down) {
        let place = self.later.partition_point(|(other, _)| *other <= at);
        self.later.insert(place, (at, report));
    }

    /// The server says what is due. Frames arrive in order.
    pub(crate) fn speak(&mut self, now: Millis, random: &mut Random) {
        while self.later.first().is_some_and(|(at, _)| *at <= now) {
            let (_, report) = self.later.remove(0);
            let at = after(self.down.back().map(|(at, _)| *at), now + latency(random));
            self.down.push_back((at, report));
        }
    }

    /// Everything under way is lost.
    pub(crate) fn cut(&mut self) {
        self.up.clear();
        self.later.clear();
        self.down.clear();
    }

    pub(crate) fn next(&self) -> Option<Millis> {
        let ups = self.up.front().map(|(at, _)| *at);
        let downs = self.down.front().map(|(at, _)| *at);
        let later = self.later.first().map(|(at, _)| *at);
        ups.into_iter().chain(downs).chain(later).min()
    }

    pub(crate) fn arrive_up(&mut self, now: Millis) -> Option<String> {
        let due = self.up.front().is_some_and(|(at, _)| *at <= now);
        if due { self.up.pop_front().map(|(_, text)| text) } else { None }
    }

    pub(crate) fn arrive_down(&mut self, now: Millis) -> Option<Down> {
        let due = self.down.front().is_some_and(|(at, _)| *at <= now);
        if due { self.down.pop_front().map(|(_, report)| report) } else { None }
    }
}

fn after(last: Option<Millis>, at: Millis) -> Millis {
    last.map_or(at, |last| last.max(at))
}

fn latency(random: &mut Random) -> Millis {
    match random.up_to(19) {
        0 => random.up_to(3_000),
        _ => 5 + random.up_to(80),
    }
}
