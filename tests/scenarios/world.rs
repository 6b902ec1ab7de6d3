//! A client, a clock that is turned by hand, and the far end of every socket the client dials.
//!
//! Whatever a story does, [`World::pump`] checks what must hold always: one live socket at most,
//! `auth` first and once, nothing but `auth` before `auth_ok`, frames only on the live socket, and a
//! transcript that keeps its rules.

use vizochok::core::client::{Client, Event, Link, PageLife, Settings, SocketId, Transmit};
use vizochok::core::clock::{Millis, SECOND};
use vizochok::core::decimal::Decimal;
use vizochok::core::json::{self, Value};
use vizochok::core::protocol::{Product, Protocol};
use vizochok::core::transcript::{AnswerState, Change, EntryBody, EntryKey, SendState};

/// The far end of a socket.
pub(crate) struct Socket {
    pub(crate) id: SocketId,
    pub(crate) url: String,
    pub(crate) live: bool,
    pub(crate) open: bool,
    pub(crate) authenticated: bool,
    /// What the client closed it with.
    pub(crate) closed_with: Option<u16>,
    /// What the client sent.
    pub(crate) frames: Vec<Frame>,
}

/// A frame of the client.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) at: Millis,
    pub(crate) text: String,
    value: Value,
}

impl Frame {
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_str)
    }

    pub(crate) fn kind(&self) -> &str {
        self.get("type").expect("every frame has a type")
    }

    pub(crate) fn decimal(&self, key: &str) -> Option<Decimal> {
        self.value.get(key).and_then(Value::as_decimal)
    }
}

pub(crate) struct World {
    pub(crate) now: Millis,
    pub(crate) client: Client,
    pub(crate) sockets: Vec<Socket>,
    pub(crate) events: Vec<Event>,
    pub(crate) changes: Vec<Change>,
}

pub(crate) fn settings() -> Settings {
    Settings {
        protocol: Protocol::Vizochok,
        api_base: "https://api.example".to_owned(),
        api_key: "pk_test".to_owned(),
        store_id: "store-1".to_owned(),
        user_id: None,
        visitor_id: None,
    }
}

pub(crate) fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

pub(crate) fn bare_product(sku: &str, name: &str, price: &str, unit: &str, step: &str) -> Product {
    Product {
        sku: sku.into(),
        name: name.into(),
        price: decimal(price),
        unit: unit.into(),
        quantity_step: decimal(step),
        quantity: None,
        brand: None,
        image_url: None,
        promo_price: None,
        promo_label: None,
        in_stock: None,
        min_quantity: None,
        max_quantity: None,
        url: None,
        currency: None,
    }
}

pub(crate) fn product(sku: &str) -> Product {
    bare_product(sku, &format!("Product {sku}"), "10.10", "pcs", "1")
}

/// A `cart_changed` frame: the product it is about, and the whole cart as `sku=quantity`.
pub(crate) fn cart_changed(about: Option<&str>, lines: &[(&str, &str)]) -> String {
    let items = cart_items(lines);
    let sku = about.map(|sku| format!(r#","sku":"{sku}""#)).unwrap_or_default();
    format!(r#"{{"type":"cart_changed","action":"quantity_updated","items":[{items}],"total":1{sku}}}"#)
}

pub(crate) fn cart_items(lines: &[(&str, &str)]) -> String {
    let line = |(sku, quantity): &(&str, &str)| {
        format!(
            r#"{{"sku":"{sku}","name":"Product {sku}","price":10.10,"promo_price":null,"brand":null,"quantity":{quantity}}}"#
        )
    };
    lines.iter().map(line).collect::<Vec<_>>().join(",")
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(1, None)
    }

    pub(crate) fn with(seed: u64, stored: Option<&str>) -> Self {
        Self {
            now: 1_000_000,
            client: Client::new(settings(), seed, stored),
            sockets: Vec::new(),
            events: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// A client that is connected, in conversation `c1`.
    pub(crate) fn online() -> Self {
        Self::online_with(r#"{"type":"auth_ok"}"#)
    }

    pub(crate) fn online_with(auth_ok: &str) -> Self {
        let mut world = Self::new();
        world.connect();
        world.accept_with(auth_ok);
        world
    }

    /// A client whose server acknowledges messages.
    pub(crate) fn online_with_ack() -> Self {
        Self::online_with(AUTH_OK_ACK)
    }

    // What the page and the shopper do.

    pub(crate) fn connect(&mut self) {
        self.client.connect(self.now);
        self.pump();
    }

    pub(crate) fn disconnect(&mut self) {
        self.client.disconnect(self.now);
        self.pump();
    }

    pub(crate) fn send(&mut self, text: &str) -> EntryKey {
        let key = self.client.send(self.now, text).unwrap_or_else(|refusal| panic!("{text}: {refusal:?}"));
        self.pump();
        key
    }

    pub(crate) fn stop(&mut self) -> bool {
        let stopped = self.client.stop();
        self.pump();
        stopped
    }

    pub(crate) fn begin_anew(&mut self) {
        self.client.new_conversation(self.now);
        self.pump();
    }

    pub(crate) fn set(&mut self, sku: &str, quantity: &str) {
        self.set_product(&product(sku), quantity);
    }

    pub(crate) fn set_product(&mut self, product: &Product, quantity: &str) {
        self.client.set_quantity(self.now, product, decimal(quantity));
        self.pump();
    }

    pub(crate) fn page(&mut self, life: PageLife) {
        self.client.handle_page(self.now, life);
        self.pump();
    }

    pub(crate) fn retry(&mut self) {
        self.client.retry_now(self.now);
        self.pump();
    }

    // What the network and the server do.

    /// The live socket opens, the server accepts the credentials and begins conversation `c1`.
    pub(crate) fn accept(&mut self) {
        self.accept_with(r#"{"type":"auth_ok"}"#);
    }

    pub(crate) fn accept_with(&mut self, auth_ok: &str) {
        self.open();
        self.say(auth_ok);
        self.say(r#"{"type":"conversation_started","conversation_id":"c1"}"#);
        assert_eq!(self.client.link(), Link::Online);
    }

    pub(crate) fn open(&mut self) {
        let socket = self.live();
        socket.open = true;
        let id = socket.id;
        self.client.handle_open(self.now, id);
        self.pump();
    }

    pub(crate) fn say(&mut self, frame: &str) {
        let socket = self.live();
        assert!(socket.open, "a server speaks on open sockets only");
        socket.authenticated |= frame.contains(r#""auth_ok""#);
        let id = socket.id;
        self.client.handle_frame(self.now, id, frame);
        self.pump();
    }

    pub(crate) fn close(&mut self, code: u16) {
        let id = self.kill();
        self.client.handle_close(self.now, id, code);
        self.pump();
    }

    pub(crate) fn fail_dial(&mut self) {
        let id = self.kill();
        self.client.handle_dial_failed(self.now, id);
        self.pump();
    }

    /// The live socket is gone; what the client is told about that is up to the story.
    pub(crate) fn kill(&mut self) -> SocketId {
        let socket = self.live();
        socket.live = false;
        socket.id
    }

    // Time.

    /// Time passes on a link whose server answers every ping at once.
    pub(crate) fn advance_answering(&mut self, seconds: u64) {
        for _ in 0..seconds {
            let pings = self.frames("ping").len();
            self.advance(SECOND);
            if self.frames("ping").len() > pings {
                self.say(PONG);
            }
        }
    }

    /// Time passes, and every timeout comes at its moment.
    pub(crate) fn advance(&mut self, span: Millis) {
        let end = self.now + span;
        while let Some(at) = self.client.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.client.handle_timeout(self.now);
            self.pump();
        }
        self.now = end;
    }

    /// Time passes, and the one timeout that is armed comes late, at the end of it.
    pub(crate) fn sleep(&mut self, span: Millis) {
        self.now += span;
        if self.client.poll_timeout().is_some_and(|at| at <= self.now) {
            self.client.handle_timeout(self.now);
            self.pump();
        }
    }

    /// Goes on to the next dial, and says how long that took. The link must be down.
    pub(crate) fn until_dial(&mut self) -> Millis {
        let (start, dials) = (self.now, self.dials());
        while self.dials() == dials {
            let at = self.client.poll_timeout().expect("a dial is to come");
            assert!(at < start + 60 * SECOND, "a dial is to come soon");
            self.now = self.now.max(at);
            self.client.handle_timeout(self.now);
            self.pump();
        }
        self.now - start
    }

    // What can be seen.

    pub(crate) fn live(&mut self) -> &mut Socket {
        self.sockets.iter_mut().find(|socket| socket.live).expect("a live socket")
    }

    pub(crate) fn live_count(&self) -> usize {
        self.sockets.iter().filter(|socket| socket.live).count()
    }

    pub(crate) fn dials(&self) -> usize {
        self.sockets.len()
    }

    pub(crate) fn last(&self) -> &Socket {
        self.sockets.last().expect("a socket was dialled")
    }

    /// All frames of a kind, on all sockets, in order.
    pub(crate) fn frames(&self, kind: &str) -> Vec<Frame> {
        let all = self.sockets.iter().flat_map(|socket| &socket.frames);
        all.filter(|frame| frame.kind() == kind).cloned().collect()
    }

    /// The words of all messages that went out.
    pub(crate) fn said(&self) -> Vec<String> {
        self.frames("message").iter().map(|frame| frame.get("text").unwrap().to_owned()).collect()
    }

    /// The quantities that were asked for.
    pub(crate) fn asked(&self) -> Vec<(String, Decimal)> {
        let actions = self.frames("action");
        let asked = actions.iter().filter(|frame| frame.get("action") == Some("set_quantity"));
        asked
            .map(|frame| (frame.get("sku").unwrap().to_owned(), frame.decimal("quantity").unwrap()))
            .collect()
    }

    pub(crate) fn state(&self, key: EntryKey) -> SendState {
        match self.client.transcript().get(key).expect("the entry is there").body {
            EntryBody::User { state, .. } => state,
            _ => panic!("not the shopper's words"),
        }
    }

    /// The assistant's words so far, each with its state.
    pub(crate) fn answers(&self) -> Vec<(String, AnswerState)> {
        let entries = self.client.transcript().entries().iter();
        let answer = |body: &EntryBody| match body {
            EntryBody::Answer { document, state, .. } => Some((document.source().to_owned(), *state)),
            _ => None,
        };
        entries.filter_map(|entry| answer(&entry.body)).collect()
    }

    /// The codes of the error entries.
    pub(crate) fn error_entries(&self) -> Vec<String> {
        let entries = self.client.transcript().entries().iter();
        let code = |body: &EntryBody| match body {
            EntryBody::Error(error) => Some(error.code.clone()),
            _ => None,
        };
        entries.filter_map(|entry| code(&entry.body)).collect()
    }

    /// The codes that `onError` would get.
    pub(crate) fn error_events(&self) -> Vec<String> {
        let code = |event: &Event| match event {
            Event::Error(error) => Some(error.code.clone()),
            _ => None,
        };
        self.events.iter().filter_map(code).collect()
    }

    pub(crate) fn count(&self, wanted: &Event) -> usize {
        self.events.iter().filter(|event| *event == wanted).count()
    }

    pub(crate) fn shown(&self, sku: &str) -> (Decimal, bool) {
        let shown = self.client.cart().shown(sku);
        (shown.quantity, shown.pending)
    }

    /// Polls until dry, and checks what must hold always.
    pub(crate) fn pump(&mut self) {
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Dial { socket, url } => {
                    assert_eq!(self.live_count(), 0, "one live socket at most");
                    assert!(self.sockets.iter().all(|old| old.id != socket), "numbers are not used again");
                    self.sockets.push(Socket {
                        id: socket,
                        url,
                        live: true,
                        open: false,
                        authenticated: false,
                        closed_with: None,
                        frames: Vec::new(),
                    });
                }
                Transmit::Frame { socket, text } => self.receive(socket, text),
                Transmit::Close { socket, code } => {
                    let socket = self.sockets.iter_mut().find(|open| open.id == socket).expect("known");
                    assert!(socket.live, "a socket is closed once");
                    assert!(code == 1000 || (3000..5000).contains(&code), "browsers allow no other codes");
                    socket.live = false;
                    socket.closed_with = Some(code);
                }
            }
        }
        while let Some(event) = self.client.poll_event() {
            self.events.push(event);
        }
        while let Some(change) = self.client.poll_change() {
            self.changes.push(change);
        }
        self.check();
    }

    fn receive(&mut self, socket: SocketId, text: String) {
        let at = self.now;
        let value = json::read(&text).expect("frames are JSON");
        let socket = self.sockets.iter_mut().find(|open| open.id == socket).expect("known");
        assert!(socket.live && socket.open, "frames go to the live, open socket: {text}");
        assert!(text.len() <= 65_536, "no frame is too large");
        let frame = Frame { at, text, value };
        let first = socket.frames.is_empty();
        assert_eq!(frame.kind() == "auth", first, "auth is the first frame, and only that: {}", frame.text);
        assert!(first || socket.authenticated, "nothing else before auth_ok: {}", frame.text);
        socket.frames.push(frame);
    }

    fn check(&self) {
        let transcript = self.client.transcript();
        let entries = transcript.entries();
        assert!(entries.is_sorted_by(|a, b| a.key < b.key), "keys grow");
        let streams = entries
            .iter()
            .filter(|entry| matches!(entry.body, EntryBody::Answer { state: AnswerState::Streaming, .. }));
        assert!(streams.count() <= 1, "one stream at most");
        assert_eq!(transcript.violations(), 0);
    }
}

pub(crate) const AUTH_OK_ACK: &str = r#"{"type":"auth_ok","features":["ack"]}"#;
pub(crate) const COMPLETE: &str = r#"{"type":"response_complete"}"#;
pub(crate) const SEARCHING: &str = r#"{"type":"status","code":"searching"}"#;
pub(crate) const TEXT_END: &str = r#"{"type":"text_end"}"#;
pub(crate) const PONG: &str = r#"{"type":"pong"}"#;
pub(crate) const PING: &str = r#"{"type":"ping"}"#;

pub(crate) fn delta(text: &str) -> String {
    let mut json = json::Writer::new();
    json.begin_object().key("type").string("text_delta").key("delta").string(text).end_object();
    json.finish()
}

pub(crate) fn error(code: &str) -> String {
    format!(r#"{{"type":"error","code":"{code}"}}"#)
}
