//! One schedule: what the shopper, the page and the faults do, and what is checked all the while.

use super::network::{Down, Link};
use super::server::Server;
use crate::world::{decimal, product, settings};
use vizochok::core::backoff::Random;
use vizochok::core::client::{Client, Link as LinkState, PageLife, Transmit};
use vizochok::core::clock::{MINUTE, Millis, SECOND};
use vizochok::core::json::{self, Value};
use vizochok::core::transcript::{EntryBody, EntryKey, SendState};

/// What a schedule has come across, counted so that the schedules are known to be worth something.
pub(crate) const SIGHTS: usize = 12;
pub(crate) const SIGHT_NAMES: [&str; SIGHTS] = [
    "confirmed",
    "unconfirmed",
    "failed",
    "resent",
    "discarded",
    "reloaded",
    "repeated",
    "refused key",
    "gave up",
    "interrupted late tick",
    "stopped",
    "began anew",
];

/// A text that the machine has taken.
pub(super) struct Text {
    pub(super) words: String,
    pub(super) key: EntryKey,
    /// How often the shopper sent it again.
    pub(super) resent: u32,
    /// How often the server refused it for now.
    pub(super) refused: u32,
    /// How often it was handed to a socket.
    pub(super) handed: u32,
    pub(super) discarded: bool,
}

pub(crate) struct Run {
    pub(super) now: Millis,
    pub(super) random: Random,
    pub(super) client: Client,
    pub(super) server: Server,
    pub(super) links: Vec<Link>,
    pub(super) texts: Vec<Text>,
    /// What the driver has stored, and at which revision.
    pub(super) stored: String,
    pub(super) stored_at: u64,
    pub(super) reloads: bool,
    /// Ticks come late by up to this much.
    pub(super) lateness: Millis,
    /// Dials fail, hang or take long.
    pub(super) network_down: bool,
    pub(super) dial_allowed: bool,
    pub(super) sights: [u64; SIGHTS],
    pub(super) log: bool,
}

impl Run {
    pub(crate) fn new(seed: u64, log: bool) -> Self {
        let mut random = Random::new(seed ^ 0x5eed_0000_0000);
        let acknowledges = random.up_to(2) == 0;
        Self {
            now: 1_000,
            client: Client::new(settings(), random.bits(), None),
            server: Server::new(acknowledges, random.up_to(1) == 0),
            links: Vec::new(),
            texts: Vec::new(),
            stored: String::new(),
            stored_at: u64::MAX,
            reloads: random.up_to(2) == 0,
            lateness: [0, 50, 70 * SECOND][random.up_to(2) as usize],
            network_down: false,
            dial_allowed: true,
            sights: [0; SIGHTS],
            log,
            random,
        }
    }

    /// Plays the schedule to its end.
    pub(crate) fn play(mut self) -> [u64; SIGHTS] {
        if self.random.up_to(3) > 0 {
            self.client.connect(self.now);
        }
        self.pump();
        for _ in 0..8 + self.random.up_to(32) {
            self.act();
            self.pump();
            let span = match self.random.up_to(9) {
                0 => self.random.up_to(3 * MINUTE),
                1 | 2 => self.random.up_to(30 * SECOND),
                _ => self.random.up_to(2 * SECOND),
            };
            self.pass(span);
        }
        self.heal();
        self.judge();
        self.sights
    }

    fn act(&mut self) {
        match self.random.up_to(32) {
            0..=8 => self.send(),
            9..=11 => {
                let sku = ["m1", "b1"][self.random.up_to(1) as usize];
                let quantity = self.random.up_to(4).to_string();
                self.note(|| format!("set {sku}={quantity}"));
                self.client.set_quantity(self.now, &product(sku), decimal(&quantity));
            }
            12 => self.resend(),
            13 => self.discard(),
            14 => self.client.retry_now(self.now),
            15 => self.client.connect(self.now),
            16 if self.random.up_to(3) == 0 => {
                self.client.disconnect(self.now);
                self.pump();
                self.client.connect(self.now);
            }
            17 | 18 => self.break_link(),
            19 => {
                self.note(|| "swallow".to_owned());
                self.links.iter_mut().for_each(|link| link.swallows = true);
            }
            20 => {
                self.network_down = !self.network_down;
                self.note(|| format!("network down: {}", self.network_down));
            }
            21..=24 => self.page(),
            25 => self.garbage(),
            26 if self.reloads => self.reload(),
            27 if self.random.up_to(10) == 0 => self.outage(),
            28 if self.random.up_to(40) == 0 => self.server.refuses_key = true,
            29 | 30 => {
                self.note(|| "stop".to_owned());
                self.sights[10] += u64::from(self.client.stop());
            }
            31 if self.random.up_to(4) == 0 => self.begin_anew(),
            _ => {}
        }
    }

    fn send(&mut self) {
        let words = format!("text {}", self.texts.len());
        if let Ok(key) = self.client.send(self.now, &words) {
            self.note(|| format!("send {words}"));
            let text = Text { words, key, resent: 0, refused: 0, handed: 0, discarded: false };
            self.texts.push(text);
        }
    }

    fn some_text(&mut self) -> Option<usize> {
        let count = self.texts.len() as u64;
        (count > 0).then(|| self.random.up_to(count - 1) as usize)
    }

    fn resend(&mut self) {
        let Some(index) = self.some_text() else { return };
        let key = self.texts[index].key;
        // A double press is one.
        let taken = self.client.resend(self.now, key);
        let twice = self.client.resend(self.now, key);
        assert!(!(taken && twice && self.state(index) == Some(SendState::Queued)), "one per press");
        let times = u32::from(taken) + u32::from(twice);
        self.texts[index].resent += times;
        self.sights[3] += u64::from(times);
    }

    fn discard(&mut self) {
        let Some(index) = self.some_text() else { return };
        if let Some(words) = self.client.discard(self.texts[index].key) {
            assert_eq!(words, self.texts[index].words);
            self.texts[index].discarded = true;
            self.sights[4] += 1;
        }
    }

    fn begin_anew(&mut self) {
        self.note(|| "new conversation".to_owned());
        self.client.new_conversation(self.now);
        assert!(self.client.transcript().entries().is_empty());
        for text in &mut self.texts {
            text.discarded = true;
        }
        self.sights[11] += 1;
    }

    fn break_link(&mut self) {
        let code = [1000, 1001, 1005, 1006, 1006, 1006, 1009, 1011, 1012, 4000, 4029]
            [self.random.up_to(10) as usize];
        let Some(link) = self.links.iter_mut().find(|link| link.live && link.open) else { return };
        link.cut();
        let report = Down::Closed(code);
        link.send_down(self.now, report);
        self.note(|| format!("cut {code}"));
    }

    /// Long without a server, while the shopper looks on.
    fn outage(&mut self) {
        self.page_returns();
        self.network_down = true;
        self.break_link();
        self.pass(25 * MINUTE);
        self.network_down = false;
    }

    pub(super) fn page_returns(&mut self) {
        for life in [PageLife::Online, PageLife::Visible, PageLife::Show { persisted: true }] {
            self.client.handle_page(self.now, life);
        }
        self.pump();
    }

    fn garbage(&mut self) {
        let frame = ["{", "[]", "{\"type\":\"x\"}", "{\"type\":\"error\"", ""][self.random.up_to(4) as usize];
        if let Some(link) = self.links.iter_mut().find(|link| link.open) {
            link.send_down(self.now, Down::Frame(frame.to_owned()));
            link.send_down(self.now, Down::Binary);
        }
    }

    fn page(&mut self) {
        let life = [
            PageLife::Hidden,
            PageLife::Visible,
            PageLife::Offline,
            PageLife::Online,
            PageLife::Hide,
            PageLife::Show { persisted: true },
            PageLife::Resumed,
        ][self.random.up_to(6) as usize];
        self.note(|| format!("{life:?}"));
        self.client.handle_page(self.now, life);
    }

    /// The page is loaded anew, from what was stored.
    fn reload(&mut self) {
        self.note(|| "reload".to_owned());
        self.links.clear();
        let seed = self.random.bits();
        self.client = Client::new(settings(), seed, Some(&self.stored));
        self.stored_at = u64::MAX;
        self.dial_allowed = true;
        self.sights[5] += 1;
        self.client.connect(self.now);
    }

    pub(super) fn note(&self, what: impl FnOnce() -> String) {
        if self.log {
            eprintln!("{:>9}  {}", self.now, what());
        }
    }

    pub(super) fn state(&self, index: usize) -> Option<SendState> {
        match self.client.transcript().get(self.texts[index].key)?.body {
            EntryBody::User { state, .. } => Some(state),
            _ => None,
        }
    }

    // What the driver does.

    pub(super) fn pump(&mut self) {
        let urgent = self.client.revision().urgent;
        if self.reloads && urgent != self.stored_at {
            self.stored = self.client.snapshot();
            self.stored_at = urgent;
        }
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Dial { socket, .. } => self.dial(Link::new(socket)),
                Transmit::Frame { socket, text } => {
                    self.note(|| format!("{socket:?} ▶ {text}"));
                    self.transmit(&text);
                    let link = self.links.iter_mut().find(|link| link.id == socket).expect("a known socket");
                    let auth = text.contains("\"auth\"");
                    assert!(link.live && link.open, "frames go to the live socket: {text}");
                    assert_eq!(auth, !link.said_auth, "auth is first, and once: {text}");
                    assert!(auth || link.accepted, "nothing before auth_ok: {text}");
                    link.said_auth = true;
                    link.send_up(self.now, &mut self.random, text);
                }
                Transmit::Close { socket, code } => {
                    self.note(|| format!("{socket:?} close {code}"));
                    let link = self.links.iter_mut().find(|link| link.id == socket).expect("a known socket");
                    assert!(std::mem::replace(&mut link.live, false), "closed once");
                    // What was sent before may arrive; browsers report the close much later.
                    link.send_down(self.now + SECOND, Down::Closed(1006));
                }
            }
        }
        while let Some(event) = self.client.poll_event() {
            self.note(|| format!("       {event:?}"));
        }
        while self.client.poll_change().is_some() {}
        assert_eq!(self.client.transcript().violations(), 0);
        match self.client.link() {
            LinkState::Refused { .. } => self.dial_allowed = false,
            LinkState::GaveUp => self.sights[8] += 1,
            _ => {}
        }
    }

    fn dial(&mut self, mut link: Link) {
        assert!(self.dial_allowed, "no dial after a refusal for good");
        assert!(self.links.iter().all(|old| !old.live), "one live socket at most");
        self.note(|| format!("{:?} dial", link.id));
        let fate = if self.network_down { self.random.up_to(2) } else { 9 };
        match fate {
            0 => link.send_down(self.now, Down::DialFailed),
            // Hangs.
            1 => {}
            2 => link.send_down(self.now, Down::Closed(1006)),
            _ => {
                let slow = if self.server.faulty { self.random.up_to(9) } else { 9 };
                let delay = if slow == 0 { 20 * SECOND } else { 0 };
                link.send_down(self.now + delay, Down::Opened);
            }
        }
        self.links.push(link);
    }

    /// A message that is handed to a socket is counted against what allows it.
    fn transmit(&mut self, text: &str) {
        let frame = json::read(text).expect("frames are JSON");
        if frame.get("type").and_then(Value::as_str) != Some("message") {
            return;
        }
        let words = frame.get("text").and_then(Value::as_str).expect("words");
        let text = self.texts.iter_mut().find(|text| text.words == words).expect("a text of the shopper");
        if text.handed > 0 {
            self.sights[6] += 1;
        }
        if text.handed > 0 && self.server.acknowledges && frame.get("client_message_id").is_some() {
            // The server can tell, so this is no second message.
            return;
        }
        text.handed += 1;
        let allowed = 1 + text.resent + text.refused;
        assert!(text.handed <= allowed, "{words} was sent {} times, {allowed} allowed", text.handed);
    }

    // Time.

    pub(super) fn pass(&mut self, span: Millis) {
        let end = self.now + span;
        loop {
            let tick = self.client.poll_timeout().map(|at| at.max(self.now) + self.tick_delay());
            let arrival = self.links.iter().filter_map(Link::next).min().map(|at| at.max(self.now));
            let Some(at) = tick.into_iter().chain(arrival).min().filter(|at| *at <= end) else { break };
            self.now = at;
            if arrival.is_some_and(|arrival| arrival <= at) {
                self.deliver();
            } else {
                self.client.handle_timeout(self.now);
            }
            self.pump();
        }
        self.now = end;
    }

    /// How late the next tick comes: the same however often one looks.
    fn tick_delay(&mut self) -> Millis {
        if self.lateness == 0 {
            return 0;
        }
        let at = self.client.poll_timeout().unwrap_or(0);
        let delay = Random::new(at).up_to(self.lateness);
        if delay > 60 * SECOND {
            self.sights[9] += 1;
        }
        delay
    }

    /// Delivers what is due, one thing at each link.
    fn deliver(&mut self) {
        for index in 0..self.links.len() {
            let now = self.now;
            let (id, swallows) = (self.links[index].id, self.links[index].swallows);
            self.links[index].speak(now, &mut self.random);
            if let Some(text) = self.links[index].arrive_up(now)
                && !swallows
            {
                self.serve(index, &text);
            }
            let Some(report) = self.links.get_mut(index).and_then(|link| link.arrive_down(now)) else {
                continue;
            };
            if swallows && matches!(report, Down::Frame(_) | Down::Binary) {
                continue;
            }
            let link = &mut self.links[index];
            match report {
                Down::Opened => {
                    link.open = link.live;
                    self.client.handle_open(now, id);
                }
                Down::DialFailed => {
                    link.live = false;
                    self.client.handle_dial_failed(now, id);
                }
                Down::Closed(code) => {
                    link.live = false;
                    self.client.handle_close(now, id, code);
                }
                Down::Binary => self.client.handle_binary(now, id),
                Down::Frame(text) => {
                    link.accepted |= text.contains("auth_ok");
                    self.note(|| format!("{id:?} ◀ {text}"));
                    self.client.handle_frame(now, id, &text);
                }
            }
            self.pump();
        }
    }

    /// The server takes a frame and answers on the same link.
    fn serve(&mut self, index: usize, text: &str) {
        let superseded = self.links.iter().skip(index + 1).any(|newer| newer.said_auth);
        if superseded && !text.contains("\"message\"") {
            // A server changes a conversation and its cart on their newest link only. Messages are taken
            // however late: that is what makes them doubtful.
            return;
        }
        let reply = self.server.receive(self.now, &mut self.random, text);
        if let Some(words) = reply.refused {
            let text = self.texts.iter_mut().find(|text| text.words == words).expect("a text of the shopper");
            text.refused += 1;
        }
        let link = &mut self.links[index];
        for (after, frame) in reply.frames {
            link.send_down(self.now + after, Down::Frame(frame));
        }
        if let Some(code) = reply.close {
            link.send_down(self.now, Down::Closed(code));
        }
    }
}
