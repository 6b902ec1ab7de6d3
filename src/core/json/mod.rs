//! JSON, as small as a frame and a stored session need it.
//!
//! Own code for three reasons: money must keep its digits (a number stays the text it was), text cut
//! in the middle of a surrogate pair must survive (see [`Text`]), and the program must stay small.

mod flat;
mod reader;
mod writer;

pub(crate) use flat::Flat;
pub use reader::{MAX_DEPTH, Malformed, read};
pub use writer::Writer;

use crate::core::decimal::Decimal;

/// One JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was spelled: RFC 8259 §6 sets no bounds, so the reader of a field sets them.
    Number(String),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Value>),
    /// An object, in the order of the text. A duplicated key stands here twice; [`Value::get`] finds
    /// the last, as `JSON.parse` does.
    Object(Vec<(String, Value)>),
}

/// The content of a JSON string.
///
/// JSON escapes can spell half of a UTF-16 surrogate pair; Rust text cannot hold one. A low half at
/// the very start and a high half at the very end are kept beside the text, because a server that
/// streams may have cut a pair there; any other lone half has become U+FFFD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// A low surrogate (U+DC00–DFFF) at the very start.
    pub head: Option<u16>,
    /// The text between.
    pub text: String,
    /// A high surrogate (U+D800–DBFF) at the very end.
    pub tail: Option<u16>,
}

impl Value {
    /// The value of a key, the last one if it occurs twice; `None` for other values than objects.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string, without surrogate halves at its ends.
    pub fn as_str(&self) -> Option<&str> {
        self.as_text().map(|text| text.text.as_str())
    }

    /// The whole content of a string.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a number, as [`Decimal::parse`] bounds it.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Number(text) => Decimal::parse(text),
            _ => None,
        }
    }

    /// A whole number from 0 to 10^18 − 1; `3.0` counts as 3.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_decimal()?.to_int()?).ok()
    }

    /// A whole number of 32 bits; `3.0` counts as 3.
    pub fn as_u32(&self) -> Option<u32> {
        u32::try_from(self.as_u64()?).ok()
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn getters_answer_for_their_own_kind_only() {
        let value = read(r#"{"a":1,"s":"x","b":true,"n":null,"l":[2.0,-1,0.5,4294967296],"a":2}"#).unwrap();
        assert_eq!(value.get("a").and_then(Value::as_u32), Some(2), "the last of two keys wins");
        assert_eq!(value.get("s").and_then(Value::as_str), Some("x"));
        assert_eq!(value.get("s").and_then(Value::as_decimal), None);
        assert_eq!(value.get("b").and_then(Value::as_bool), Some(true));
        assert!(value.get("n").unwrap().is_null() && value.is_object());
        let list = value.get("l").and_then(Value::as_array).unwrap();
        let numbers: Vec<_> = list.iter().map(Value::as_u32).collect();
        assert_eq!(numbers, [Some(2), None, None, None]);
        assert_eq!(list[3].as_u64(), Some(4_294_967_296));
        assert_eq!(value.get("missing"), None);
        assert_eq!(list[0].get("a"), None);
    }
}
