//! Lines to blocks.
//!
//! A block is decided by its own lines and by the line behind it, never by the blocks before it. That
//! makes parsing resumable: once every line that was looked at is complete, the block is settled, and
//! the next call may start behind it.

use super::inline;
use super::{Block, ListItem, Span};

/// The blocks of a text, and how far they are final.
pub(super) struct Parsed {
    pub(super) blocks: Vec<Block>,
    /// How many of the leading blocks no further text can change.
    pub(super) settled: usize,
    /// Where those end, in bytes.
    pub(super) settled_bytes: usize,
}

/// Parses a text that starts where a block may start. `growing`: more may follow.
pub(super) fn parse(text: &str, growing: bool) -> Parsed {
    #[cfg(test)]
    super::work::count(text.len());
    let mut lines = Lines { text, growing, at: 0, open: false };
    let mut parsed = Parsed { blocks: Vec::new(), settled: 0, settled_bytes: 0 };
    while let Some(line) = lines.peek() {
        if line.is_blank() {
            lines.at = line.end;
            continue;
        }
        parsed.blocks.push(lines.block(line));
        if !lines.open {
            parsed.settled = parsed.blocks.len();
            parsed.settled_bytes = lines.at;
        }
    }
    parsed
}

/// One line without its line break.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    /// Where the next line starts, in bytes.
    end: usize,
}

impl<'a> Line<'a> {
    fn is_blank(self) -> bool {
        self.text.trim().is_empty()
    }

    /// The line without the white space before it, and its width in columns (a tab is four).
    fn unindented(self) -> (usize, &'a str) {
        let rest = self.text.trim_start_matches([' ', '\t']);
        let space = self.text.strip_suffix(rest).unwrap_or_default();
        (space.bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum(), rest)
    }

    /// `# words`: the level and the words.
    fn heading(self) -> Option<(u8, &'a str)> {
        let text = self.text.trim();
        let rest = text.trim_start_matches('#');
        let level = u8::try_from(text.len().saturating_sub(rest.len())).ok()?;
        if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        // Hashes at the end are decoration, if a space sets them off.
        let words = rest.trim();
        let bare = words.trim_end_matches('#');
        Some((level, if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { words }))
    }

    /// `---`, `* * *`, `___`
    fn is_rule(self) -> bool {
        let mut marks = self.text.chars().filter(|character| !matches!(character, ' ' | '\t'));
        let Some(first @ ('-' | '*' | '_')) = marks.next() else { return false };
        let mut count: usize = 1;
        marks.all(|mark| {
            count = count.saturating_add(1);
            mark == first
        }) && count >= 3
    }

    /// The mark of a list item.
    fn marker(self) -> Option<Marker<'a>> {
        if self.is_rule() {
            return None;
        }
        let (indent, text) = self.unindented();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number = if (1..=9).contains(&digits) { text.get(..digits)?.parse().ok() } else { None };
        let mut rest = text.get(if number.is_some() { digits } else { 0 }..)?.chars();
        let kind = rest.next()?;
        let fits = if number.is_some() { matches!(kind, '.' | ')') } else { matches!(kind, '-' | '*' | '+') };
        let rest = rest.as_str();
        (fits && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(Marker {
            indent,
            kind,
            number,
            text: rest.trim(),
        })
    }

    /// An opening fence: its mark, its length, its indent and the language it names.
    fn fence(self) -> Option<Fence<'a>> {
        let (indent, text) = self.unindented();
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let length = text.len().saturating_sub(info.len());
        // With a backtick behind it, it is a code span.
        (length >= 3 && !(mark == '`' && info.contains('`'))).then(|| Fence {
            mark,
            length,
            indent,
            language: info.split_whitespace().next().unwrap_or_default(),
        })
    }
}

#[derive(Clone, Copy)]
struct Marker<'a> {
    indent: usize,
    /// `-`, `*` or `+` of a bullet; `.` or `)` of a number. Another one starts another list.
    kind: char,
    number: Option<u32>,
    text: &'a str,
}

struct Fence<'a> {
    mark: char,
    length: usize,
    indent: usize,
    language: &'a str,
}

impl Fence<'_> {
    fn is_closed_by(&self, line: Line<'_>) -> bool {
        let text = line.text.trim();
        text.len() >= self.length && text.chars().all(|character| character == self.mark)
    }
}

/// A place at the start of a line.
struct Lines<'a> {
    text: &'a str,
    growing: bool,
    at: usize,
    /// Whether the last line, to which more may come, was looked at.
    open: bool,
}

impl<'a> Lines<'a> {
    fn peek(&mut self) -> Option<Line<'a>> {
        self.peek_at(self.at)
    }

    fn peek_at(&mut self, at: usize) -> Option<Line<'a>> {
        let rest = self.text.get(at..).unwrap_or_default();
        match rest.split_once('\n') {
            Some((text, _)) => Some(Line { text, end: at.saturating_add(text.len()).saturating_add(1) }),
            None => {
                self.open = true;
                (!rest.is_empty()).then_some(Line { text: rest, end: self.text.len() })
            }
        }
    }

    fn block(&mut self, line: Line<'a>) -> Block {
        if let Some(fence) = line.fence() {
            self.at = line.end;
            return self.code(&fence);
        }
        if let Some((level, words)) = line.heading() {
            self.at = line.end;
            return Block::Heading { level, spans: self.spans(words) };
        }
        if line.is_rule() {
            self.at = line.end;
            return Block::Rule;
        }
        if let Some(marker) = line.marker() {
            return self.list(marker);
        }
        match self.table_header(line) {
            Some(header) => self.table(line, &header),
            None => self.paragraph(),
        }
    }

    /// The spans of a block that ends here; its text may still grow if it reaches the open end.
    fn spans(&self, text: &str) -> Vec<Span> {
        inline::parse(text, self.growing && self.open && self.at >= self.text.len())
    }

    /// Whether a line ends the paragraph or the list item before it without a blank line.
    fn interrupts(&mut self, line: Line<'a>) -> bool {
        line.fence().is_some()
            || line.heading().is_some()
            || line.is_rule()
            || self.table_header(line).is_some()
    }

    fn code(&mut self, fence: &Fence<'_>) -> Block {
        let mut text = String::new();
        while let Some(line) = self.peek() {
            self.at = line.end;
            if fence.is_closed_by(line) {
                return Block::Code { language: fence.language.to_owned(), text: without_last_break(text) };
            }
            // The fence may stand indented in a list; its lines lose as much.
            let (indent, unindented) = line.unindented();
            if indent <= fence.indent {
                text.push_str(unindented);
            } else {
                let blanks = line.text.bytes().take(fence.indent).take_while(|byte| *byte == b' ').count();
                text.push_str(line.text.get(blanks..).unwrap_or_default());
            }
            text.push('\n');
        }
        Block::Code { language: fence.language.to_owned(), text: without_last_break(text) }
    }

    fn paragraph(&mut self) -> Block {
        let mut text = String::new();
        while let Some(line) = self.peek() {
            // A number other than one in running text is a year or an address, not a list.
            let starts_list = |marker: Marker<'_>| !marker.text.is_empty() && marker.number.unwrap_or(1) == 1;
            if !text.is_empty()
                && (line.is_blank() || line.marker().is_some_and(starts_list) || self.interrupts(line))
            {
                break;
            }
            append_line(&mut text, line.text);
            self.at = line.end;
        }
        Block::Paragraph(self.spans(&text))
    }

    fn list(&mut self, first: Marker<'a>) -> Block {
        let mut items: Vec<(u8, Option<u32>, String)> = Vec::new();
        while let Some(line) = self.peek() {
            if line.is_blank() {
                // Belongs to the list only if an item or an indented line follows.
                match self.next_filled(line.end) {
                    Some((at, next))
                        if next.marker().is_some()
                            || next.unindented().0 >= first.indent.saturating_add(2) =>
                    {
                        self.at = at;
                        continue;
                    }
                    _ => break,
                }
            }
            if let Some(marker) = line.marker() {
                let nested = !items.is_empty() && marker.indent >= first.indent.saturating_add(2);
                if !nested && marker.kind != first.kind {
                    break;
                }
                let depth = u8::from(nested);
                let number = marker.number.map(|number| following_number(&items, depth).unwrap_or(number));
                items.push((depth, number, marker.text.to_owned()));
            } else if self.interrupts(line) {
                break;
            } else if let Some((_, _, text)) = items.last_mut() {
                append_line(text, line.text);
            }
            self.at = line.end;
        }
        let last = items.len().saturating_sub(1);
        let item = |(index, (depth, number, text)): (usize, (u8, Option<u32>, String))| {
            // Only the last item can still grow.
            let spans = if index == last { self.spans(&text) } else { inline::parse(&text, false) };
            ListItem { depth, number, spans }
        };
        Block::List { ordered: first.number, items: items.into_iter().enumerate().map(item).collect() }
    }

    /// The next line from `at` that is not blank.
    fn next_filled(&mut self, mut at: usize) -> Option<(usize, Line<'a>)> {
        loop {
            let line = self.peek_at(at)?;
            if !line.is_blank() {
                return Some((at, line));
            }
            at = line.end;
        }
    }

    /// The header cells, if a table starts with this line: the next one consists of dashes.
    fn table_header(&mut self, line: Line<'a>) -> Option<Vec<String>> {
        if !line.text.contains('|') {
            return None;
        }
        let next = self.peek_at(line.end)?;
        // A bar here as well: a single dash below a bar is a bullet.
        if !next.text.contains('|')
            || !next.text.trim().bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
        {
            return None;
        }
        let is_dashes = |cell: &String| {
            let cell = cell.strip_prefix(':').unwrap_or(cell);
            let cell = cell.strip_suffix(':').unwrap_or(cell);
            !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
        };
        let header = cells(line.text);
        let dashes = cells(next.text);
        (header.len() == dashes.len() && dashes.iter().all(is_dashes)).then_some(header)
    }

    fn table(&mut self, line: Line<'a>, header: &[String]) -> Block {
        let row = |cells: &[String]| -> Vec<Vec<Span>> {
            (0..header.len())
                .map(|column| cells.get(column).map(|cell| inline::parse(cell, false)).unwrap_or_default())
                .collect()
        };
        let mut rows = Vec::new();
        self.at = self.peek_at(line.end).map_or(line.end, |dashes| dashes.end);
        while let Some(line) = self.peek().filter(|line| line.text.contains('|')) {
            if line.fence().is_some() || line.heading().is_some() || line.marker().is_some() {
                break;
            }
            rows.push(row(&cells(line.text)));
            self.at = line.end;
        }
        Block::Table { header: row(header), rows }
    }
}

/// The cells of a row. The bars at its ends are optional; `\|` is a bar in a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut escaped = false;
    for character in line.chars() {
        match character {
            '|' if escaped => {
                cell.pop();
                cell.push('|');
            }
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(character),
        }
        escaped = character == '\\' && !escaped;
    }
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

/// The number behind the last one on this level, if the last item of the level is numbered.
fn following_number(items: &[(u8, Option<u32>, String)], depth: u8) -> Option<u32> {
    let last =
        items.iter().rev().take_while(|(level, ..)| *level >= depth).find(|(level, ..)| *level == depth);
    last.and_then(|(_, number, _)| *number).map(|number| number.saturating_add(1))
}

fn append_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line.trim());
}

fn without_last_break(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
    }
    text
}
