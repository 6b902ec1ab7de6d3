//! The frames of the second protocol. What the documentation has stands first; what it leaves open and was decided here
//! stands under "ours", and no client needs it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::ErrorFrame;

/// What the first frame offers, both ours.
pub(crate) const FEATURES: [&str; 2] = ["identify", "handoff"];

/// Who a visitor says to be. Ours: the documentation has `identify` as a command of the page and no frame for it.
#[derive(Debug, Deserialize)]
pub(crate) struct Identify {
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) email: Option<String>,
    /// HMAC-SHA256 of the visitor id with the chatbot's secret, as hex.
    pub(crate) user_hash: String,
}

/// Any frame of a client.
#[derive(Debug)]
pub(crate) enum ClientFrame {
    Message(String),
    Ping,
    // Ours.
    Identify(Identify),
    Handoff { accept: bool },
}

impl ClientFrame {
    /// `None` for what is not JSON, of an unknown type or with missing or wrong fields.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        match value.get("type")?.as_str()? {
            "message" => {
                let content = value.get("content")?.as_str()?.trim();
                (!content.is_empty()).then(|| Self::Message(content.to_owned()))
            }
            "ping" => Some(Self::Ping),
            "identify" => Identify::deserialize(value).ok().map(Self::Identify),
            "handoff" => Some(Self::Handoff { accept: value.get("accept")?.as_bool()? }),
            _ => None,
        }
    }
}

/// How a tool stands.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToolStatus {
    Calling,
    Done,
    Error,
}

/// Every frame this backend sends.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ServerFrame {
    StreamStart { message_id: String },
    StreamChunk { message_id: String, content: String },
    StreamEnd { message_id: String },
    ToolAction { tool: &'static str, status: ToolStatus },
    ToolActionResult { tool: &'static str, status: ToolStatus },
    HandoffOffered { message: String },
    AgentJoined { agent_name: String },
    AgentMessage { content: String, agent_name: String },
    AgentLeft,
    // Ours.
    Features { features: [&'static str; 2] },
    Pong,
    Error(ErrorFrame),
}

impl ServerFrame {
    /// The frame as it stands on the wire.
    pub(crate) fn text(&self) -> String {
        // Serialising plain structs of strings and numbers fails for no value that can be made here.
        serde_json::to_string(self)
            .unwrap_or_else(|_| r#"{"type":"error","code":"internal_error"}"#.to_owned())
    }
}

/// The visitor id of an address, in small letters: a UUID of 8, 4, 4, 4 and 12 hexadecimal digits.
pub(crate) fn visitor_id(text: &str) -> Option<String> {
    let lengths = text.split('-').map(str::len);
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    (digits && lengths.eq([8, 4, 4, 4, 12])).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_id_is_a_uuid() {
        let right = "0B7c3a52-1111-4abc-8def-0123456789ab";
        assert_eq!(visitor_id(right).unwrap(), right.to_lowercase());
        for wrong in [
            "",
            "visitor",
            "0b7c3a52-1111-4abc-8def-0123456789a",
            "0b7c3a52-1111-4abc-8def-0123456789ag",
            "0b7c3a52-1111-4abc-8def-01234567-89ab",
            "{0b7c3a52-1111-4abc-8def-0123456789ab}",
            "0b7c3a5211114abc8def0123456789ab",
        ] {
            assert!(visitor_id(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn frames_that_are_none_are_refused() {
        for wrong in [
            "",
            "[]",
            "null",
            "{\"type\":7}",
            r#"{"type":"auth","token":"pk_demo"}"#,
            r#"{"type":"message"}"#,
            r#"{"type":"message","text":"hello"}"#,
            r#"{"type":"message","content":["hello"]}"#,
            r#"{"type":"message","content":"  \n"}"#,
            r#"{"type":"handoff"}"#,
            r#"{"type":"handoff","accept":"yes"}"#,
            r#"{"type":"identify","name":"Olena"}"#,
            r#"{"type":"identify","name":7,"user_hash":"ab"}"#,
        ] {
            assert!(ClientFrame::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn frames_stand_on_the_wire_as_documented() {
        let tool = ServerFrame::ToolActionResult { tool: "order_lookup", status: ToolStatus::Error };
        assert_eq!(tool.text(), r#"{"type":"tool_action_result","tool":"order_lookup","status":"error"}"#);
        assert_eq!(ServerFrame::AgentLeft.text(), r#"{"type":"agent_left"}"#);
    }
}
