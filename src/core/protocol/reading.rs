//! What the codecs share: the first look at a frame, its texts, and the address of a socket.

use super::{Delta, Ignored, MAX_FRAME_BYTES};
use crate::core::json::{self, Value};
use crate::core::markdown::is_shown;

/// How much of an unknown `type` is worth keeping for a log, in characters.
const TYPE_CHARS: usize = 64;

/// A frame as the JSON object that it has to be.
pub(super) fn read_object(text: &str) -> Result<Value, Ignored> {
    if text.len() > MAX_FRAME_BYTES {
        return Err(Ignored::TooLarge(text.len()));
    }
    match json::read(text) {
        Ok(frame) if frame.is_object() => Ok(frame),
        Ok(_) => Err(Ignored::NotAnObject),
        Err(_) => Err(Ignored::NotJson),
    }
}

/// A frame of a type that is not known.
pub(super) fn unknown(kind: &str) -> Ignored {
    Ignored::UnknownType(kind.chars().take(TYPE_CHARS).collect())
}

/// A piece of streamed text.
pub(super) fn delta(object: &Value, frame: &'static str, field: &'static str) -> Result<Delta, Ignored> {
    let text = object.get(field).and_then(Value::as_text).ok_or(Ignored::BadField { frame, field })?;
    Ok(Delta { head: text.head, text: text.text.clone(), tail: text.tail })
}

/// The value of a field; `null` and empty text count as absent.
pub(super) fn filled<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

/// Words without the characters that are never shown and without blanks around them, if any are left.
pub(super) fn shown(words: &str) -> Option<String> {
    let cleaned: String = words.chars().filter(|character| is_shown(*character)).collect();
    let trimmed = cleaned.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// An address of the web as one of sockets, without slashes at its end: `https` becomes `wss`, `http` becomes
/// `ws`, anything else stays as it is.
pub(super) fn socket_base(base: &str) -> String {
    let base = base.trim_end_matches('/');
    let parts = base.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
    match parts {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ["wss://", rest].concat(),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ["ws://", rest].concat(),
        _ => base.to_owned(),
    }
}
