//! Values to text.

use crate::core::decimal::Decimal;

/// Writes one JSON text piece by piece.
///
/// The caller keeps begins and ends paired and puts a key before every value of an object; commas,
/// colons and escapes come by themselves.
///
/// ```
/// use vizochok::core::json::Writer;
///
/// let mut json = Writer::new();
/// json.begin_object().key("type").string("message").key("list").begin_array().uint(1).uint(2).end_array().end_object();
/// assert_eq!(json.finish(), r#"{"type":"message","list":[1,2]}"#);
/// ```
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    /// Whether the next key or element needs a comma before it.
    comma: bool,
}

impl Writer {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text.
    pub fn finish(self) -> String {
        self.out
    }

    /// `{`
    pub fn begin_object(&mut self) -> &mut Self {
        self.open('{')
    }

    /// `}`
    pub fn end_object(&mut self) -> &mut Self {
        self.close('}')
    }

    /// `[`
    pub fn begin_array(&mut self) -> &mut Self {
        self.open('[')
    }

    /// `]`
    pub fn end_array(&mut self) -> &mut Self {
        self.close(']')
    }

    /// A key of the current object.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.out.push(':');
        self.comma = false;
        self
    }

    /// A string. Quotes, backslashes and control characters are escaped.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.separate();
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\0'..='\u{1f}' => {
                    let code = u32::from(character);
                    self.out.push_str(if code < 16 { "\\u000" } else { "\\u001" });
                    self.out.push(char::from_digit(code & 15, 16).unwrap_or('0'));
                }
                _ => self.out.push(character),
            }
        }
        self.out.push('"');
        self.comma = true;
        self
    }

    /// An exact number.
    pub fn decimal(&mut self, number: Decimal) -> &mut Self {
        self.raw(&number.to_text())
    }

    /// A whole number.
    pub fn uint(&mut self, number: u64) -> &mut Self {
        self.raw(&number.to_string())
    }

    /// `true` or `false`.
    pub fn bool(&mut self, flag: bool) -> &mut Self {
        self.raw(if flag { "true" } else { "false" })
    }

    /// `null`
    pub fn null(&mut self) -> &mut Self {
        self.raw("null")
    }

    /// A key with a string, or neither when there is none.
    pub fn optional_string(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.key(key).string(text);
        }
        self
    }

    /// A key with an exact number, or neither when there is none.
    pub fn optional_decimal(&mut self, key: &str, number: Option<Decimal>) -> &mut Self {
        if let Some(number) = number {
            self.key(key).decimal(number);
        }
        self
    }

    fn open(&mut self, bracket: char) -> &mut Self {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
        self
    }

    fn close(&mut self, bracket: char) -> &mut Self {
        self.out.push(bracket);
        self.comma = true;
        self
    }

    fn raw(&mut self, text: &str) -> &mut Self {
        self.separate();
        self.out.push_str(text);
        self.comma = true;
        self
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Value, read};
    use super::*;

    #[test]
    fn writes_every_kind_with_its_commas() {
        let mut json = Writer::new();
        json.begin_array().null().bool(true).begin_object().end_object().begin_array().end_array();
        json.begin_object().key("n").decimal(Decimal::parse("0.10").unwrap());
        json.optional_string("none", None).optional_string("s", Some("t")).optional_decimal("d", None);
        json.optional_decimal("e", Some(Decimal::ONE)).end_object().uint(u64::MAX).end_array();
        assert_eq!(json.finish(), r#"[null,true,{},[],{"n":0.1,"s":"t","e":1},18446744073709551615]"#);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text: String =
            (0..0x500).filter_map(char::from_u32).chain("\u{2028}\u{ffff}😀\u{10ffff}".chars()).collect();
        let mut json = Writer::new();
        json.begin_object().key(&text).string(&text).end_object();
        let written = json.finish();
        assert!(written.chars().all(|character| character >= ' '));
        assert!(written.contains(r"\u0000\u0001") && written.contains(r"\u001f"));
        assert_eq!(read(&written).unwrap().get(&text).and_then(Value::as_str), Some(text.as_str()));
    }
}
