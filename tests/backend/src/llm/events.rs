//! Server-sent events: bytes in, the `data` of each event out. Of the format
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>) only what such endpoints send is read: `data`
//! lines; comments and other fields are passed over.

/// The most that one event may hold, and so the most that is kept of an endless line.
const MOST: usize = 1 << 20;

/// The bytes that make no whole event yet.
#[derive(Debug, Default)]
pub(super) struct Events {
    bytes: Vec<u8>,
    /// Up to here there is no end of a line.
    looked: usize,
    data: Option<String>,
}

impl Events {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next event's data.
    ///
    /// # Errors
    /// When it is larger than anybody needs.
    pub(super) fn next(&mut self) -> Result<Option<String>, String> {
        while let Some(line) = self.line() {
            if line.is_empty() {
                if let Some(data) = self.data.take() {
                    return Ok(Some(data));
                }
            } else if let Some(value) = line.strip_prefix("data:") {
                let value = value.strip_prefix(' ').unwrap_or(value);
                match &mut self.data {
                    Some(data) => data.extend(["\n", value]),
                    none => *none = Some(value.to_owned()),
                }
            }
        }
        if self.bytes.len() > MOST || self.data.as_ref().is_some_and(|data| data.len() > MOST) {
            return Err(format!("an event of more than {MOST} bytes"));
        }
        Ok(None)
    }

    /// The next whole line, without its end.
    fn line(&mut self) -> Option<String> {
        let rest = self.bytes.get(self.looked..).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            self.looked = self.bytes.len();
            return None;
        };
        let line: Vec<u8> = self.bytes.drain(..=self.looked.saturating_add(end)).collect();
        self.looked = 0;
        let text = String::from_utf8_lossy(&line);
        Some(text.trim_end_matches(['\r', '\n']).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\r\nevent: x\r\ndata: {\"a\":\r\ndata:1}\r\n\r\n\ndata: ї\n\ndata: cut";

    #[test]
    fn events_are_the_same_however_they_are_cut() {
        for size in 1..STREAM.len() {
            let mut events = Events::default();
            let mut seen = Vec::new();
            for piece in STREAM.as_bytes().chunks(size) {
                events.feed(piece);
                while let Some(data) = events.next().unwrap() {
                    seen.push(data);
                }
            }
            assert_eq!(seen, ["{\"a\":\n1}", "ї"], "pieces of {size}");
        }
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut line = Events::default();
        line.feed(&vec![b'x'; MOST + 1]);
        assert!(line.next().is_err());
        let mut lines = Events::default();
        lines.feed("data: xxxxxxxxxxxxxxxxx\n".repeat(MOST / 16).as_bytes());
        assert!(lines.next().is_err());
    }
}
