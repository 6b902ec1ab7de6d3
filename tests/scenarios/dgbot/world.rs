//! A client of the second protocol, a clock that is turned by hand, and the far end of its sockets.

use vizochok::core::client::{Client, Event, Link, Settings, SocketId, Transmit};
use vizochok::core::clock::Millis;
use vizochok::core::protocol::{CallState, Protocol};
use vizochok::core::transcript::{AnswerState, EntryBody, EntryKey, HandoffState, Notice, SendState};

pub(crate) const VISITOR: &str = "00112233-4455-4677-8899-aabbccddeeff";
pub(crate) const FEATURES: &str = r#"{"type":"features","features":["identify","handoff"]}"#;
pub(crate) const PONG: &str = r#"{"type":"pong"}"#;

/// How a person's wish is said without a frame for it.
pub(crate) const WISH: &str = "A person, please";

pub(crate) struct Desk {
    pub(crate) now: Millis,
    pub(crate) client: Client,
    pub(crate) dialled: Vec<String>,
    pub(crate) frames: Vec<String>,
    pub(crate) events: Vec<Event>,
    pub(crate) closed_with: Vec<u16>,
    socket: Option<SocketId>,
}

pub(crate) fn settings(visitor: &str) -> Settings {
    Settings {
        protocol: Protocol::Dgbot,
        api_base: "https://bots.example".to_owned(),
        api_key: "demo-bot".to_owned(),
        store_id: "demo-bot".to_owned(),
        user_id: None,
        visitor_id: Some(visitor.to_owned()),
    }
}

impl Desk {
    pub(crate) fn with(stored: Option<&str>) -> Self {
        Self::of(VISITOR, stored)
    }

    pub(crate) fn of(visitor: &str, stored: Option<&str>) -> Self {
        Self {
            now: 1_000_000,
            client: Client::new(settings(visitor), 1, stored),
            dialled: Vec::new(),
            frames: Vec::new(),
            events: Vec::new(),
            closed_with: Vec::new(),
            socket: None,
        }
    }

    /// Up, at a server that speaks the documented frames only.
    pub(crate) fn online() -> Self {
        let mut desk = Self::with(None);
        desk.connect();
        desk
    }

    /// Up, at a server that says what more it understands.
    pub(crate) fn featured() -> Self {
        let mut desk = Self::online();
        desk.say(FEATURES);
        desk
    }

    pub(crate) fn connect(&mut self) {
        self.client.connect(self.now);
        self.pump();
        self.open();
    }

    pub(crate) fn open(&mut self) {
        self.client.handle_open(self.now, self.socket.expect("a socket was dialled"));
        self.pump();
        assert_eq!(self.client.link(), Link::Online, "there is nothing to wait for");
    }

    pub(crate) fn say(&mut self, frame: &str) {
        self.client.handle_frame(self.now, self.socket.expect("a live socket"), frame);
        self.pump();
    }

    pub(crate) fn chunk(&mut self, id: &str, content: &str) {
        self.say(&format!(r#"{{"type":"stream_chunk","message_id":"{id}","content":"{content}"}}"#));
    }

    pub(crate) fn start(&mut self, id: &str) {
        self.say(&format!(r#"{{"type":"stream_start","message_id":"{id}"}}"#));
    }

    pub(crate) fn end(&mut self, id: &str) {
        self.say(&format!(r#"{{"type":"stream_end","message_id":"{id}"}}"#));
    }

    pub(crate) fn send(&mut self, text: &str) -> EntryKey {
        let key = self.client.send(self.now, text).expect("taken");
        self.pump();
        key
    }

    /// The server closes the link.
    pub(crate) fn close(&mut self, code: u16) {
        let socket = self.socket.take().expect("a live socket");
        self.client.handle_close(self.now, socket, code);
        self.pump();
    }

    /// The link breaks and is dialled again; the new socket is not open yet.
    pub(crate) fn break_link(&mut self) {
        self.close(1006);
        while self.socket.is_none() {
            self.now = self.now.max(self.client.poll_timeout().expect("a dial is to come"));
            self.client.handle_timeout(self.now);
            self.pump();
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

    pub(crate) fn pump(&mut self) {
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Dial { socket, url } => {
                    assert_eq!(self.socket, None, "one live socket at most");
                    self.socket = Some(socket);
                    self.dialled.push(url);
                }
                Transmit::Frame { socket, text } => {
                    assert_eq!(self.socket, Some(socket), "frames go to the live socket");
                    self.frames.push(text);
                }
                Transmit::Close { socket, code } => {
                    assert_eq!(self.socket.take(), Some(socket));
                    self.closed_with.push(code);
                }
            }
        }
        self.events.extend(std::iter::from_fn(|| self.client.poll_event()));
        while self.client.poll_change().is_some() {}
        assert_eq!(self.client.transcript().violations(), 0);
    }

    // What can be seen.

    /// The conversation in short, one line for each entry.
    pub(crate) fn log(&self) -> Vec<String> {
        self.client.transcript().entries().iter().map(|entry| line(&entry.body)).collect()
    }

    pub(crate) fn state(&self, key: EntryKey) -> SendState {
        match self.client.transcript().get(key).expect("the entry is there").body {
            EntryBody::User { state, .. } => state,
            _ => panic!("not the shopper's words"),
        }
    }

    /// The key of the newest entry.
    pub(crate) fn newest(&self) -> EntryKey {
        self.client.transcript().entries().last().expect("an entry").key
    }

    /// The frames of the client since this was asked last.
    pub(crate) fn said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.frames)
    }
}

fn line(body: &EntryBody) -> String {
    match body {
        EntryBody::User { text, .. } => format!("> {text}"),
        EntryBody::Answer { document, state, author } => {
            let mark = match state {
                AnswerState::Streaming => "…",
                AnswerState::Done => "",
                AnswerState::Interrupted => " (cut)",
                AnswerState::Stopped => " (stopped)",
            };
            let by = author.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            format!("{by}{}{mark}", document.source())
        }
        EntryBody::ToolCall { tool, state } => {
            let mark = match state {
                CallState::Calling => "…",
                CallState::Done => " done",
                CallState::Failed => " failed",
            };
            format!("[{tool}{mark}]")
        }
        EntryBody::Handoff { message, state } => {
            let state = match state {
                HandoffState::Offered => "offered",
                HandoffState::Waiting => "waiting",
                HandoffState::Declined => "declined",
                HandoffState::Over => "over",
            };
            format!("({message}: {state})")
        }
        EntryBody::Notice(Notice::AgentJoined(name)) => format!("+ {name}"),
        EntryBody::Notice(Notice::AgentLeft(name)) => format!("- {name}"),
        EntryBody::Error(error) => format!("! {}", error.code),
        other => panic!("not of this protocol: {other:?}"),
    }
}
