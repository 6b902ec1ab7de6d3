//! The frames that concern nothing but the link.

use crate::core::json::Value;
use crate::core::protocol::ServerEvent;

/// Reads one, if it is as it should be; what is unusual is left to the forgiving reader.
pub(super) fn event(frame: &Value) -> Option<ServerEvent> {
    Some(match frame.get("type")?.as_str()? {
        "auth_ok" if frame.get("features").is_none() => ServerEvent::AuthOk { features: Vec::new() },
        "auth_ok" => {
            let mut features = Vec::new();
            for feature in frame.get("features")?.as_array()? {
                features.push(feature.as_str()?.to_owned());
            }
            ServerEvent::AuthOk { features }
        }
        "conversation_started" => {
            let id = frame.get("conversation_id")?.as_str().filter(|id| !id.is_empty())?;
            ServerEvent::ConversationStarted { conversation_id: id.to_owned() }
        }
        "ping" => ServerEvent::Ping,
        "pong" => ServerEvent::Pong,
        _ => return None,
    })
}
