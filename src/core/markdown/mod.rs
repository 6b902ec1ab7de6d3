//! Streamed text to blocks and spans: the part of Markdown that an assistant in a shop needs.
//!
//! Understood: paragraphs, `*emphasis*`, `**strong**`, `~~struck~~`, `` `code` ``, fenced code,
//! headings with `#`, bullet and numbered lists with one level of nesting, tables, rules, links,
//! bare and bracketed addresses, line breaks, backslash escapes. The rules are CommonMark's and
//! GitHub's where they apply; the deliberate differences:
//!
//! - HTML, entities, block quotes and link references are not understood: they stay the text they are.
//! - An image never loads anything: its alternative text stands there instead.
//! - A link with another scheme than [`links`] allows stays text, brackets and all.
//! - Every line break is kept (a chat means its line breaks), as `\n` in a span.
//! - Leading white space nests lists and means nothing else; `===` and `---` make no heading.
//!
//! A [`Document`] only ever grows at its end. Blocks that no further text can change are *settled*:
//! they are never parsed or compared again, so a view may leave their nodes alone. While it grows, the
//! last block is read as it will most likely go on (`**bold` is bold before its end has come), so that
//! no marks flash up; [`Document::finish`] reads it as it stands.

mod blocks;
mod inline;
pub mod links;
mod plain;
#[cfg(test)]
mod work;

/// A text that grows, and its blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    source: String,
    blocks: Vec<Block>,
    settled: usize,
    /// Where in `source` the settled blocks end, in bytes.
    settled_bytes: usize,
    revision: u64,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Span>),
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The words.
        spans: Vec<Span>,
    },
    /// Lines between fences, as they are.
    Code {
        /// What the opening fence names, or empty.
        language: String,
        /// The lines, without a line break at the end.
        text: String,
    },
    /// A list.
    List {
        /// The number of the first item; `None` when the items of the first level have bullets.
        ordered: Option<u32>,
        /// The items, nested ones behind the one they belong to.
        items: Vec<ListItem>,
    },
    /// A table.
    Table {
        /// The cells of the first row: one per column.
        header: Vec<Vec<Span>>,
        /// The other rows, each with as many cells as the header.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// A thematic break.
    Rule,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// 0, or 1 for an item of a nested list (deeper ones are drawn up to 1). The first item has 0.
    pub depth: u8,
    /// Its number; `None` for a bullet.
    pub number: Option<u32>,
    /// The words.
    pub spans: Vec<Span>,
}

/// Text in one style. Neighbours differ in style or link; no span is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text; `\n` is a line break.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it leads: an address that [`links::checked`] has allowed.
    pub link: Option<String>,
}

/// How a span looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Monospaced.
    pub code: bool,
    /// Struck through.
    pub strike: bool,
}

impl Document {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends text. Costs as much as the part that is not settled is long.
    ///
    /// Characters that are never shown are left out here, once for all: the bidirectional embeddings
    /// and overrides U+202A–U+202E (they could turn around the text of the page behind them; isolates
    /// stay, mixed-direction names need them), U+FEFF, and all control characters but `\n` and `\t`.
    pub fn push(&mut self, text: &str) {
        let before = self.source.len();
        self.source.extend(text.chars().filter(|character| is_shown(*character)));
        if self.source.len() == before {
            return;
        }
        self.parse(true);
    }

    /// Says that nothing will follow: every block is settled. Text pushed later starts a new block.
    pub fn finish(&mut self) {
        if self.settled < self.blocks.len() {
            self.parse(false);
            self.settled = self.blocks.len();
        }
        self.settled_bytes = self.source.len();
    }

    /// Says that nothing will follow because the text was cut off: every block is settled as it was read
    /// while it grew, so that no mark shows up whose end never came.
    pub fn cut(&mut self) {
        self.settled = self.blocks.len();
        self.settled_bytes = self.source.len();
        self.revision = self.revision.wrapping_add(1);
    }

    /// Parses anew what is not settled.
    fn parse(&mut self, growing: bool) {
        let parsed = blocks::parse(self.source.get(self.settled_bytes..).unwrap_or_default(), growing);
        self.blocks.truncate(self.settled);
        self.blocks.extend(parsed.blocks);
        self.settled = self.settled.saturating_add(parsed.settled);
        self.settled_bytes = self.settled_bytes.saturating_add(parsed.settled_bytes);
        self.revision = self.revision.wrapping_add(1);
    }

    /// The text so far, as it was pushed but for the characters that are never shown.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The blocks so far.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// How many of the leading blocks will never change again.
    pub fn settled(&self) -> usize {
        self.settled
    }

    /// Changes whenever [`Document::blocks`] or [`Document::settled`] may have changed.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// Whether a character may reach the screen; the reasons are at [`Document::push`]. Holds for every text
/// that others have written, names on cards as well as answers.
pub fn is_shown(character: char) -> bool {
    match character {
        '\n' | '\t' => true,
        '\u{202a}'..='\u{202e}' | '\u{feff}' => false,
        _ => !character.is_control(),
    }
}

#[cfg(test)]
mod tests;
