//! The DGbot wire: a support assistant that can bring a person in. JSON objects over a WebSocket, routed by
//! `type`.
//!
//! This is the only place that knows how a frame is spelled. What the service's documentation states is marked
//! **doc**; what it leaves open and this client decided is marked **ours**.
//!
//! `wss://<host>/ws?key=<chatbot id>&visitor_id=<UUID v4>` (doc). The key is the public id of the chatbot. There
//! is no first frame with credentials (doc), so a link is up as soon as it is open. Of `endpoint`, a base without
//! a path gets `/ws`, one with a path is used as it is (ours).
//!
//! | server → client | fields | mark |
//! |---|---|---|
//! | `stream_start` | `message_id` | doc |
//! | `stream_chunk` | `message_id`, `content`, in order | doc |
//! | `stream_end` | `message_id` | doc |
//! | `tool_action` | `tool`, `status`: `calling` | doc |
//! | `tool_action_result` | `tool`, `status`: `done`, `error` | doc |
//! | `handoff_offered` | `message` | doc |
//! | `agent_joined` | `agent_name` | doc |
//! | `agent_message` | `content`, `agent_name` | doc |
//! | `agent_left` | – | doc |
//! | `features` | `features: [string]`: what is understood beyond the documentation; before anything else | ours |
//! | `error` | `code?`, `retry_after?` (s), `limit?`, `max_size?` (bytes) | ours |
//! | `pong` | – | ours |
//!
//! | client → server | fields | mark |
//! |---|---|---|
//! | `message` | `content` | doc |
//! | `ping` | – every 27 s | doc: every 25 to 30 s |
//! | `identify` | `user_id?`, `name?`, `email?`, `user_hash`; only to a server with the feature `identify` | ours |
//! | `handoff` | `accept`: a person is wanted, or the assistant; only with the feature `handoff` | ours |
//!
//! What the documentation leaves open, and what is done about it (all ours):
//!
//! - **Accepting a handoff**: without the feature `handoff` the shopper's wish goes out as an ordinary message, in
//!   the words of their language; "not now", and the wish to have the assistant back, are told to nobody.
//! - **Identity**: without the feature `identify`, or without the signature that proves it, it never leaves the
//!   page. `identity_refused` is an error for the page, and none for the shopper.
//! - **Several texts** may be under way at once; a piece belongs to its `message_id`, whose first piece makes the
//!   entry, with or without a `stream_start`. One that goes silent for 130 s is closed as broken off.
//! - **No acknowledgement and no turns**: a message counts as arrived with the first frame behind it; those that
//!   were out when the link broke are shown as not confirmed. No message waits for the answer to another.
//! - **A conversation is a visitor's**: a link that breaks is dialled again with the same `visitor_id`; a new
//!   conversation is another visitor's, who has to be identified again. Where the page's API speaks of a
//!   conversation's id, it is the visitor's.
//! - **Pings** need not be answered. Once a server has answered one, its silence means what it means elsewhere.
//! - **Close codes** are taken as VIZOCHOK's: 4001 to 4004 are refusals, 4029 asks for patience.
//! - **Who came and went** is forgotten neither by a reload nor by a break of the link: it stands in the conversation.
//!
//! Reading is forgiving: the whole frame, the frame without an optional field, or nothing, with the reason.
//! A name that is missing is no reason to lose what somebody said.

use super::reading::{delta, filled, read_object, shown, socket_base, unknown};
use super::{
    CallState, ClientCommand, Codec, Decoded, FEATURE_HANDOFF, FEATURE_IDENTIFY, Ignored, Manners,
    ServerError, ServerEvent,
};
use crate::core::clock::SECOND;
use crate::core::json::{Value, Writer};

/// Where the socket listens, when the base names no path.
const PATH: &str = "/ws";

const MANNERS: Manners = Manners {
    name: "dgbot",
    key_option: "chatbotId",
    key_marks: None,
    store_option: None,
    base_option: "endpoint",
    default_base: "https://dgbot.dgtech.co.in",
    visitor_key: Some("dgbot_visitor_id"),
    ping_every: 27 * SECOND,
    answers_pings: false,
    takes_turns: false,
    tells_words: true,
    sells: false,
};

/// The codec. It holds no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dgbot;

impl Codec for Dgbot {
    fn manners(&self) -> &'static Manners {
        &MANNERS
    }

    // A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    fn endpoint(&self, base: &str, key: &str, visitor: &str) -> String {
        let base = socket_base(base);
        // Two slashes are those of the scheme.
        let path = if base.bytes().filter(|byte| *byte == b'/').count() > 2 { "" } else { PATH };
        [&base, path, "?key=", &escaped(key), "&visitor_id=", &escaped(visitor)].concat()
    }

    fn decode(&self, text: &str) -> Decoded {
        match read_object(text) {
            Ok(frame) => Reader { frame: &frame, dropped: 0 }.decoded(),
            Err(why) => Decoded { event: Err(why), dropped: 0 },
        }
    }

    fn decode_link(&self, _text: &str) -> Option<ServerEvent> {
        // A link says little that is not part of the conversation.
        None
    }

    fn encode(&self, command: &ClientCommand) -> Option<String> {
        let mut json = Writer::new();
        json.begin_object().key("type");
        match command {
            ClientCommand::Message { text, .. } => json.string("message").key("content").string(text),
            ClientCommand::Ping => json.string("ping"),
            ClientCommand::Identify(who) => {
                who.user_hash.as_ref()?;
                json.string(FEATURE_IDENTIFY);
                for (key, value) in [
                    ("user_id", &who.user_id),
                    ("name", &who.name),
                    ("email", &who.email),
                    ("user_hash", &who.user_hash),
                ] {
                    json.optional_string(key, value.as_deref());
                }
                &mut json
            }
            ClientCommand::Handoff { accept } => json.string(FEATURE_HANDOFF).key("accept").bool(*accept),
            ClientCommand::Auth { .. } | ClientCommand::Action(_) | ClientCommand::Pong => return None,
        };
        json.end_object();
        Some(json.finish())
    }
}

/// Reads one frame, and counts what it has to leave out.
struct Reader<'a> {
    frame: &'a Value,
    dropped: u32,
}

impl Reader<'_> {
    fn decoded(mut self) -> Decoded {
        let event = match self.frame.get("type").and_then(Value::as_str) {
            Some(kind) => self.event(kind),
            None => Err(Ignored::NoType),
        };
        Decoded { event, dropped: self.dropped }
    }

    fn event(&mut self, kind: &str) -> Result<ServerEvent, Ignored> {
        Ok(match kind {
            "stream_start" => ServerEvent::StreamStart { message_id: self.message_id("stream_start")? },
            "stream_chunk" => ServerEvent::StreamChunk {
                message_id: self.message_id("stream_chunk")?,
                delta: delta(self.frame, "stream_chunk", "content")?,
            },
            "stream_end" => ServerEvent::StreamEnd { message_id: self.message_id("stream_end")? },
            "tool_action" => {
                ServerEvent::ToolCall { tool: self.tool("tool_action")?, state: CallState::Calling }
            }
            "tool_action_result" => {
                let failed = self.frame.get("status").and_then(Value::as_str) == Some("error");
                let state = if failed { CallState::Failed } else { CallState::Done };
                ServerEvent::ToolCall { tool: self.tool("tool_action_result")?, state }
            }
            "handoff_offered" => ServerEvent::HandoffOffered { message: self.label("message") },
            "agent_joined" => ServerEvent::AgentJoined { name: self.label("agent_name") },
            "agent_message" => ServerEvent::AgentMessage {
                text: self
                    .text("content")
                    .ok_or(Ignored::BadField { frame: "agent_message", field: "content" })?,
                name: self.label("agent_name"),
            },
            "agent_left" => ServerEvent::AgentLeft,
            "features" => ServerEvent::Features(self.features()),
            "error" => ServerEvent::Error(ServerError {
                code: self.label("code"),
                retry_after: self.whole("retry_after"),
                limit: self.whole("limit"),
                max_size: self.whole("max_size"),
            }),
            "pong" => ServerEvent::Pong,
            _ => return Err(unknown(kind)),
        })
    }

    /// The name of a text: never changed. A number is one too.
    fn message_id(&self, frame: &'static str) -> Result<String, Ignored> {
        let id = match filled(self.frame, "message_id") {
            Some(Value::Number(digits)) => Some(digits.clone()),
            id => id.and_then(Value::as_str).map(str::to_owned),
        };
        id.ok_or(Ignored::BadField { frame, field: "message_id" })
    }

    fn tool(&mut self, frame: &'static str) -> Result<String, Ignored> {
        Some(self.label("tool"))
            .filter(|tool| !tool.is_empty())
            .ok_or(Ignored::BadField { frame, field: "tool" })
    }

    /// Words of one line; none when there are none.
    fn label(&mut self, field: &str) -> String {
        let Some(value) = filled(self.frame, field) else { return String::new() };
        let words = value.as_str();
        if words.is_none() {
            self.dropped = self.dropped.saturating_add(1);
        }
        words.and_then(shown).unwrap_or_default()
    }

    /// Words as they were written, if there are any.
    fn text(&self, field: &str) -> Option<String> {
        let words = filled(self.frame, field)?.as_str()?;
        shown(words).map(|_| words.to_owned())
    }

    fn whole(&mut self, field: &str) -> Option<u32> {
        let value = filled(self.frame, field)?;
        let number = value.as_u32();
        if number.is_none() {
            self.dropped = self.dropped.saturating_add(1);
        }
        number
    }

    fn features(&mut self) -> Vec<String> {
        let all = self.frame.get("features").and_then(Value::as_array).unwrap_or_default();
        all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// A value of a query: everything but letters, digits and `-._~` by its bytes.
fn escaped(value: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 0xf] {
                out.push(DIGITS.get(usize::from(half)).copied().map_or('0', char::from));
            }
        }
    }
    out
}
