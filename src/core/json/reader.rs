//! Text to [`Value`], strictly by RFC 8259.
//!
//! The reader recurses once per level, and never deeper than [`MAX_DEPTH`]: the stack of a
//! WebAssembly program is small, and dropping or comparing a value recurses as deep as it is nested.

use super::{Text, Value};

/// How deep arrays and objects may be nested. The contract needs fewer than ten levels.
pub const MAX_DEPTH: usize = 128;

/// The text is not one well-formed JSON value, or it is nested deeper than [`MAX_DEPTH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where reading stopped, in bytes.
    pub at: usize,
}

/// Reads one JSON value and nothing but white space around it. Numbers keep their text, so none is
/// too large; a byte order mark is an error (RFC 8259 §8.1 allows that).
pub fn read(text: &str) -> Result<Value, Malformed> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_DEPTH).filter(|_| {
        reader.skip_space();
        reader.at == text.len()
    });
    value.ok_or(Malformed { at: reader.at })
}

/// A place in the text. Every method returns `None` at the first byte that the grammar forbids.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Steps over `byte` if it is next.
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.advance();
        }
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    fn value(&mut self, levels: usize) -> Option<Value> {
        self.skip_space();
        match self.peek()? {
            b'{' => self.object(levels.checked_sub(1)?),
            b'[' => self.array(levels.checked_sub(1)?),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at = self.at.saturating_add(word.len());
            value
        })
    }

    fn array(&mut self, levels: usize) -> Option<Value> {
        self.advance();
        let mut elements = Vec::new();
        self.skip_space();
        if self.accept(b']') {
            return Some(Value::Array(elements));
        }
        loop {
            elements.push(self.value(levels)?);
            self.skip_space();
            if self.accept(b']') {
                return Some(Value::Array(elements));
            }
            self.accept(b',').then_some(())?;
        }
    }

    fn object(&mut self, levels: usize) -> Option<Value> {
        self.advance();
        let mut fields = Vec::new();
        self.skip_space();
        if self.accept(b'}') {
            return Some(Value::Object(fields));
        }
        loop {
            self.skip_space();
            let key = self.string()?.text;
            self.skip_space();
            self.accept(b':').then_some(())?;
            fields.push((key, self.value(levels)?));
            self.skip_space();
            if self.accept(b'}') {
                return Some(Value::Object(fields));
            }
            self.accept(b',').then_some(())?;
        }
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        self.accept(b'-');
        if !self.accept(b'0') {
            self.digits()?;
        }
        if self.accept(b'.') {
            self.digits()?;
        }
        if self.accept(b'e') || self.accept(b'E') {
            let _sign = self.accept(b'+') || self.accept(b'-');
            self.digits()?;
        }
        self.text.get(start..self.at).map(|text| Value::Number(text.to_owned()))
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.advance();
        }
        (self.at > start).then_some(())
    }

    fn string(&mut self) -> Option<Text> {
        self.accept(b'"').then_some(())?;
        let mut content = Text::default();
        // A high half that waits for its low half.
        let mut high: Option<u16> = None;
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
                self.advance();
            }
            let run = self.text.get(start..self.at)?;
            if !run.is_empty() {
                flush(&mut high, &mut content);
                content.text.push_str(run);
            }
            match self.peek()? {
                b'"' => {
                    self.advance();
                    content.tail = high;
                    return Some(content);
                }
                b'\\' => {
                    self.advance();
                    let unit = self.escape()?;
                    push_unit(unit, &mut high, &mut content);
                }
                _ => return None,
            }
        }
    }

    /// What stands behind a backslash, as a UTF-16 code unit.
    fn escape(&mut self) -> Option<u16> {
        let letter = self.peek()?;
        let unit = match letter {
            b'"' | b'\\' | b'/' => u16::from(letter),
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => 0x0a,
            b'r' => 0x0d,
            b't' => 0x09,
            b'u' => {
                self.advance();
                let digits = self.text.get(self.at..self.at.saturating_add(4))?;
                // `from_str_radix` would take a sign as well.
                digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
                self.at = self.at.saturating_add(4);
                return u16::from_str_radix(digits, 16).ok();
            }
            _ => return None,
        };
        self.advance();
        Some(unit)
    }
}

/// Adds one UTF-16 code unit from an escape.
fn push_unit(unit: u16, high: &mut Option<u16>, content: &mut Text) {
    match unit {
        0xd800..=0xdbff => {
            flush(high, content);
            *high = Some(unit);
        }
        0xdc00..=0xdfff => {
            let pair = high.take().and_then(|high| char::decode_utf16([high, unit]).next()?.ok());
            if let Some(character) = pair {
                content.text.push(character);
            } else if content.text.is_empty() && content.head.is_none() {
                content.head = Some(unit);
            } else {
                content.text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        _ => {
            flush(high, content);
            content.text.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
}

/// A high half followed by anything but a low half stays alone.
fn flush(high: &mut Option<u16>, content: &mut Text) {
    if high.take().is_some() {
        content.text.push(char::REPLACEMENT_CHARACTER);
    }
}

#[cfg(test)]
mod tests;
