//! People: the offer to bring one in, their coming and going, and who the visitor is to them.

use super::{Client, Event, count};
use crate::core::clock::Millis;
use crate::core::markdown::Document;
use crate::core::protocol::{ClientCommand, FEATURE_HANDOFF, FEATURE_IDENTIFY, Identity};
use crate::core::transcript::{AnswerState, EntryBody, EntryKey, HandoffState, Notice};

/// What the server says.
impl Client {
    pub(super) fn handoff_offered(&mut self, message: String) {
        self.close_offers();
        self.edit().push(EntryBody::Handoff { message, state: HandoffState::Offered });
    }

    pub(super) fn agent_joined(&mut self, name: String) {
        // A server may say it again on another link.
        if self.agent() == Some(name.as_str()) {
            count(&mut self.counters.repeated_frames);
            return;
        }
        self.close_offers();
        self.edit().push(EntryBody::Notice(Notice::AgentJoined(name)));
    }

    pub(super) fn agent_said(&mut self, name: String, text: &str) {
        let mut document = Document::new();
        document.push(text);
        document.finish();
        // Who has no name here is the one who came.
        let name = if name.is_empty() { self.agent().unwrap_or_default().to_owned() } else { name };
        self.close_offers();
        let state = AnswerState::Done;
        self.edit().push(EntryBody::Answer { document, state, author: Some(name) });
    }

    pub(super) fn agent_left(&mut self) {
        match self.agent().map(str::to_owned) {
            Some(name) => {
                self.edit().push(EntryBody::Notice(Notice::AgentLeft(name)));
            }
            None => count(&mut self.counters.repeated_frames),
        }
        self.close_offers();
    }

    /// The server has said what it understands.
    pub(super) fn offered(&mut self, features: Vec<String>) {
        self.features = features;
        self.introduce();
    }

    /// The link broke: whether a wish for a person has arrived is not known, so it may be said again.
    pub(super) fn reopen_offers(&mut self) {
        for key in self.offers(HandoffState::Waiting) {
            self.edit().set_handoff(key, HandoffState::Offered);
        }
    }

    fn close_offers(&mut self) {
        for state in [HandoffState::Offered, HandoffState::Waiting] {
            for key in self.offers(state) {
                self.edit().set_handoff(key, HandoffState::Over);
            }
        }
    }

    fn offers(&self, wanted: HandoffState) -> Vec<EntryKey> {
        let entries = self.transcript.entries().iter();
        let is = |body: &EntryBody| matches!(body, EntryBody::Handoff { state, .. } if *state == wanted);
        entries.filter(|entry| is(&entry.body)).map(|entry| entry.key).collect()
    }
}

/// What the page and the shopper do.
impl Client {
    /// The person who answers now, by their name, which may be empty; `None` while the assistant does.
    pub fn agent(&self) -> Option<&str> {
        match &self.transcript.get(self.agent_since()?)?.body {
            EntryBody::Notice(Notice::AgentJoined(name)) => Some(name),
            _ => None,
        }
    }

    /// The entry that tells of their coming.
    pub fn agent_since(&self) -> Option<EntryKey> {
        self.transcript.entries().iter().rev().find_map(|entry| match &entry.body {
            EntryBody::Notice(Notice::AgentJoined(_)) => Some(Some(entry.key)),
            EntryBody::Notice(Notice::AgentLeft(_)) => Some(None),
            _ => None,
        })?
    }

    /// Takes or declines the offer of a person. A server that does not say that it understands a frame for
    /// this is told by `wish`, a message of the shopper in their language; that they decline it is not told.
    /// Says whether the offer was still open and could be answered.
    pub fn answer_handoff(&mut self, now: Millis, key: EntryKey, accept: bool, wish: &str) -> bool {
        let open = matches!(
            self.transcript.get(key).map(|entry| &entry.body),
            Some(EntryBody::Handoff { state: HandoffState::Offered, .. })
        );
        if !open {
            return false;
        }
        let socket = self.connection.ready(now, &mut self.wire);
        match socket.filter(|_| self.understands(FEATURE_HANDOFF)) {
            Some(socket) => {
                self.wire.send(socket, &ClientCommand::Handoff { accept });
            }
            // A message waits for its link; a frame would have to be kept beside it.
            None if accept && self.take(wish).is_err() => return false,
            None => {}
        }
        let state = if accept { HandoffState::Waiting } else { HandoffState::Declined };
        self.edit().set_handoff(key, state);
        if accept {
            self.events.push_back(Event::HandoffRequested);
        }
        self.connection.rearm(now, &mut self.wire);
        self.flush(now);
        true
    }

    /// Whether the assistant can be had back: the server understands the wish, and a person answers or is
    /// waited for.
    pub fn can_leave_agent(&self) -> bool {
        self.understands(FEATURE_HANDOFF)
            && (self.agent().is_some() || !self.offers(HandoffState::Waiting).is_empty())
    }

    /// Wants the assistant back. Says whether that could be told.
    pub fn leave_agent(&mut self, now: Millis) -> bool {
        let socket = self.connection.ready(now, &mut self.wire).filter(|_| self.can_leave_agent());
        let Some(socket) = socket else { return false };
        self.wire.send(socket, &ClientCommand::Handoff { accept: false });
        for key in self.offers(HandoffState::Waiting) {
            self.edit().set_handoff(key, HandoffState::Declined);
        }
        true
    }

    /// Says who the visitor is, until the client is gone or another visitor begins. It is told on every link
    /// whose server understands it, and kept nowhere else.
    pub fn identify(&mut self, now: Millis, who: Identity) {
        self.identity = Some(who);
        if self.connection.ready(now, &mut self.wire).is_some() {
            self.introduce();
        }
    }

    /// Begins a new conversation as another visitor, who is nobody known yet.
    pub fn new_visitor(&mut self, now: Millis, visitor_id: String) {
        self.identity = None;
        self.settings.visitor_id = Some(visitor_id);
        self.wire.set_url(self.settings.url());
        self.new_conversation(now);
    }

    fn introduce(&mut self) {
        let socket = self.connection.authenticated().filter(|_| self.understands(FEATURE_IDENTIFY));
        if let (Some(socket), Some(who)) = (socket, self.identity.clone()) {
            self.wire.send(socket, &ClientCommand::Identify(who));
        }
    }

    fn understands(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }
}
