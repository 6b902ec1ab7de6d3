//! The frames that concern nothing but the link.

use crate::core::json::Flat;
use crate::core::protocol::ServerEvent;

/// Reads one, if it is as it should be; what is unusual is left to the forgiving reader.
pub(super) fn event(frame: &Flat<'_>) -> Option<ServerEvent> {
    Some(match frame.text("type")? {
        "auth_ok" if !frame.has("features") => ServerEvent::AuthOk { features: Vec::new() },
        "auth_ok" => {
            let features = frame.list("features")?;
            ServerEvent::AuthOk { features: features.iter().map(|feature| (*feature).to_owned()).collect() }
        }
        "conversation_started" => {
            let id = frame.text("conversation_id").filter(|id| !id.is_empty())?;
            ServerEvent::ConversationStarted { conversation_id: id.to_owned() }
        }
        "ping" => ServerEvent::Ping,
        "pong" => ServerEvent::Pong,
        _ => return None,
    })
}
