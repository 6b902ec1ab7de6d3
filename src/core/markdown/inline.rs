//! The text of a block to spans, by CommonMark's delimiter algorithm.
//!
//! Every part is linear or bounded: delimiters remember where no opener can be found any more, a
//! backtick run that has no partner is looked for once per length, an address has a largest length.

use super::links;
use super::{Span, Style};

/// Parses the text of one block.
///
/// The end of a text that still grows is read as it will most likely go on: what is open counts as
/// closed at the end, and a mark that is only half there is not shown. Otherwise every bold word of an
/// answer would first appear with its asterisks and then jump.
pub(super) fn parse(text: &str, growing: bool) -> Vec<Span> {
    let text = if growing { text.trim_end_matches(['*', '_', '~', '`', '[', '\\']) } else { text };
    let mut parser = Parser { text, growing, ..Parser::default() };
    parser.tokenize();
    parser.flush();
    if growing {
        parser.forget_bracket();
    }
    parser.resolve(0, growing);
    parser.into_spans()
}

/// The ways to stand out by delimiters, as places in a token's counts.
const EMPHASIS: usize = 0;
const STRONG: usize = 1;
const STRIKE: usize = 2;

/// A stretch of text that is shown in one style.
#[derive(Default)]
struct Token {
    text: String,
    code: bool,
    /// The address, if this is one that stands there bare.
    address: Option<String>,
    /// How many of each style end before the text, and start behind it.
    closes: [u32; 3],
    opens: [u32; 3],
}

/// A run of `*`, `_` or `~`.
#[derive(Clone, Copy)]
struct Delimiter {
    token: usize,
    mark: char,
    /// How many are left, and how many there were.
    count: usize,
    length: usize,
    can_open: bool,
    can_close: bool,
}

/// A `[` or `![` that waits for its `]`.
struct Bracket {
    token: usize,
    /// How many delimiters stood before it.
    delimiters: usize,
    image: bool,
}

/// The tokens from `first` to `end` (exclusive) lead to `address`.
struct Link {
    first: usize,
    end: usize,
    address: String,
}

#[derive(Default)]
struct Parser<'a> {
    text: &'a str,
    growing: bool,
    at: usize,
    tokens: Vec<Token>,
    /// Plain text that is not a token yet.
    pending: String,
    delimiters: Vec<Delimiter>,
    brackets: Vec<Bracket>,
    links: Vec<Link>,
    /// Lengths of backtick runs for which no partner follows.
    lone_backticks: Vec<usize>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn previous(&self) -> Option<char> {
        self.text.get(..self.at).unwrap_or_default().chars().next_back()
    }

    fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            self.tokens.push(Token { text, ..Token::default() });
        }
    }

    fn push(&mut self, token: Token) {
        self.flush();
        self.tokens.push(token);
    }

    fn tokenize(&mut self) {
        while let Some(character) = self.rest().chars().next() {
            #[cfg(test)]
            super::work::count(1);
            match character {
                '\\' => self.escape(),
                '`' => self.code(),
                '*' | '_' | '~' => self.delimiter(character),
                '[' => self.bracket("[", false),
                '!' if self.rest().starts_with("![") => self.bracket("![", true),
                ']' => self.close_bracket(),
                '<' => self.angle(),
                'h' | 'H' => self.bare_address(),
                _ => self.plain(character),
            }
        }
    }

    fn plain(&mut self, character: char) {
        self.pending.push(character);
        self.advance(character.len_utf8());
    }

    fn escape(&mut self) {
        self.advance(1);
        match self.rest().chars().next() {
            Some(character) if character.is_ascii_punctuation() || character == '\n' => self.plain(character),
            _ => self.pending.push('\\'),
        }
    }

    fn code(&mut self) {
        let length = run_length(self.rest(), '`');
        let body_start = self.at.saturating_add(length);
        let mut from = body_start;
        if !self.lone_backticks.contains(&length) {
            while let Some(found) = self.text.get(from..).and_then(|rest| rest.find('`')) {
                #[cfg(test)]
                super::work::count(found);
                let run_start = from.saturating_add(found);
                let run = run_length(self.text.get(run_start..).unwrap_or_default(), '`');
                from = run_start.saturating_add(run);
                if run == length {
                    let body = self.text.get(body_start..run_start).unwrap_or_default().replace('\n', " ");
                    // One space on each side is there to set off a backtick.
                    let inner = body.strip_prefix(' ').and_then(|body| body.strip_suffix(' '));
                    let text = inner.filter(|_| !body.trim().is_empty()).unwrap_or(&body).to_owned();
                    self.push(Token { text, code: true, ..Token::default() });
                    self.at = from;
                    return;
                }
            }
            self.lone_backticks.push(length);
            if self.growing {
                let text = self.text.get(body_start..).unwrap_or_default().replace('\n', " ");
                self.push(Token { text, code: true, ..Token::default() });
                self.at = self.text.len();
                return;
            }
        }
        self.pending.extend(std::iter::repeat_n('`', length));
        self.at = body_start;
    }

    fn delimiter(&mut self, mark: char) {
        let length = run_length(self.rest(), mark);
        let before = self.previous();
        self.advance(length);
        let after = self.rest().chars().next();
        if mark == '~' && length != 2 {
            self.pending.extend(std::iter::repeat_n(mark, length));
            return;
        }
        let space = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let punctuation = |side: Option<char>| side.is_some_and(is_punctuation);
        let left = !space(after) && (!punctuation(after) || space(before) || punctuation(before));
        let right = !space(before) && (!punctuation(before) || space(after) || punctuation(after));
        // An underscore inside a word is part of the word.
        let can_open = left && (mark != '_' || !right || punctuation(before));
        let can_close = right && (mark != '_' || !left || punctuation(after));
        self.flush();
        let token = self.tokens.len();
        self.tokens.push(Token { text: std::iter::repeat_n(mark, length).collect(), ..Token::default() });
        self.delimiters.push(Delimiter { token, mark, count: length, length, can_open, can_close });
    }

    fn bracket(&mut self, text: &str, image: bool) {
        self.push(Token { text: text.to_owned(), ..Token::default() });
        let token = self.tokens.len().saturating_sub(1);
        self.brackets.push(Bracket { token, delimiters: self.delimiters.len(), image });
        self.advance(text.len());
    }

    fn close_bracket(&mut self) {
        let Some(bracket) = self.brackets.pop() else {
            self.plain(']');
            return;
        };
        self.flush();
        if let Some(behind) = self.rest().strip_prefix("](")
            && let Some((address, length)) = links::destination(behind)
            && let Some(address) = links::checked(&address).or(bracket.image.then_some(""))
        {
            self.advance(length.saturating_add(2));
            self.resolve(bracket.delimiters, false);
            let first = bracket.token.saturating_add(1);
            if let Some(opening) = self.tokens.get_mut(bracket.token) {
                opening.text.clear();
            }
            if !bracket.image {
                if self.tokens.len() == first {
                    // A link without words shows where it leads.
                    self.tokens.push(Token { text: address.to_owned(), ..Token::default() });
                }
                self.links.push(Link { first, end: self.tokens.len(), address: address.to_owned() });
                // A link holds no links, so the brackets before it are only brackets.
                self.brackets.clear();
            }
            return;
        }
        if self.growing && self.is_cut_off() {
            self.brackets.push(bracket);
            self.at = self.text.len();
            return;
        }
        self.plain(']');
    }

    /// Whether the `]` ends the text, or its destination goes on behind the end.
    fn is_cut_off(&self) -> bool {
        match self.rest().strip_prefix("](") {
            Some(part) => part.len() <= links::MAX_BYTES && !part.contains([')', ' ', '\n']),
            None => self.rest() == "]",
        }
    }

    /// Takes the last open bracket out of sight: its link is about to come.
    fn forget_bracket(&mut self) {
        if let Some(opening) = self.brackets.pop().and_then(|bracket| self.tokens.get_mut(bracket.token)) {
            opening.text.clear();
        }
    }

    fn angle(&mut self) {
        let inner = self.rest().strip_prefix('<').and_then(|rest| {
            let end = rest
                .char_indices()
                .take_while(|(at, _)| *at <= links::MAX_BYTES)
                .find(|(_, found)| matches!(found, '>' | '<' | '\n' | ' '))?;
            rest.get(..end.0).filter(|_| end.1 == '>')
        });
        match inner.filter(|inner| links::checked(inner).is_some()) {
            Some(address) => {
                self.push(Token {
                    text: address.to_owned(),
                    address: Some(address.to_owned()),
                    ..Token::default()
                });
                self.advance(address.len().saturating_add(2));
            }
            None => self.plain('<'),
        }
    }

    fn bare_address(&mut self) {
        let boundary = self.previous().is_none_or(|before| {
            before.is_whitespace()
                || matches!(before, '*' | '_' | '~' | '(' | '[' | '"' | '\'' | '«' | '„' | '“' | '—' | '|')
        });
        let length = if boundary { links::bare(self.rest(), !self.brackets.is_empty()) } else { None };
        match length.and_then(|length| self.rest().get(..length)) {
            Some(address) => {
                self.push(Token {
                    text: address.to_owned(),
                    address: Some(address.to_owned()),
                    ..Token::default()
                });
                self.advance(address.len());
            }
            None => {
                if let Some(character) = self.rest().chars().next() {
                    self.plain(character);
                }
            }
        }
    }

    /// Pairs the delimiters from `bottom` on and forgets them; what finds no partner stays text, or with
    /// `to_end` reaches to the end.
    fn resolve(&mut self, bottom: usize, to_end: bool) {
        let mut run: Vec<Delimiter> = self.delimiters.drain(bottom.min(self.delimiters.len())..).collect();
        let mut openers: Vec<usize> = Vec::new();
        // For each kind of closer: openers before this place have been tried in vain.
        let mut floors: Vec<((char, bool, usize), usize)> = Vec::new();
        for index in 0..run.len() {
            let Some(mut closer) = run.get(index).copied() else { break };
            let kind = (closer.mark, closer.can_open, closer.length.checked_rem(3).unwrap_or(0));
            while closer.can_close && closer.count > 0 {
                #[cfg(test)]
                super::work::count(1);
                let floor = floors.iter().find(|(of, _)| *of == kind).map_or(0, |(_, floor)| *floor);
                let mut candidates =
                    openers.iter().copied().enumerate().rev().take_while(|(_, opener)| *opener >= floor);
                let found = candidates.find(|(_, opener)| {
                    #[cfg(test)]
                    super::work::count(1);
                    run.get(*opener).is_some_and(|opener| pairs(opener, &closer))
                });
                let Some((place, opener_index)) = found else {
                    floors.retain(|(of, _)| *of != kind);
                    floors.push((kind, index));
                    break;
                };
                let Some(opener) = run.get_mut(opener_index) else { break };
                let (style, used) = style_of(closer.mark, opener.count.min(closer.count));
                opener.count = opener.count.saturating_sub(used);
                closer.count = closer.count.saturating_sub(used);
                // What stands between the two can no longer pair with anything outside.
                openers.truncate(if opener.count > 0 { place.saturating_add(1) } else { place });
                let (opening, closing) = (opener.token, closer.token);
                add(self.tokens.get_mut(opening).map(|token| &mut token.opens), style);
                add(self.tokens.get_mut(closing).map(|token| &mut token.closes), style);
            }
            if let Some(slot) = run.get_mut(index) {
                *slot = closer;
            }
            if closer.can_open && closer.count > 0 {
                openers.push(index);
            }
        }
        if to_end {
            for opener in openers {
                let Some(delimiter) = run.get_mut(opener) else { continue };
                let opens = &mut self.tokens.get_mut(delimiter.token).map(|token| &mut token.opens);
                while delimiter.count > 0 {
                    let (style, used) = style_of(delimiter.mark, delimiter.count);
                    add(opens.as_deref_mut(), style);
                    delimiter.count = delimiter.count.saturating_sub(used);
                }
            }
        }
        for delimiter in run {
            if let Some(token) = self.tokens.get_mut(delimiter.token) {
                // The marks are ASCII, so bytes are characters.
                token.text.truncate(delimiter.count);
            }
        }
    }

    fn into_spans(self) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut depth = [0_u32; 3];
        let mut links = self.links.into_iter().peekable();
        for (index, token) in self.tokens.into_iter().enumerate() {
            while links.next_if(|link| link.end <= index).is_some() {}
            for (depth, closes) in depth.iter_mut().zip(token.closes) {
                *depth = depth.saturating_sub(closes);
            }
            let on = |style: usize| depth.get(style).is_some_and(|depth| *depth > 0);
            let style =
                Style { strong: on(STRONG), emphasis: on(EMPHASIS), code: token.code, strike: on(STRIKE) };
            let around = links.peek().filter(|link| link.first <= index).map(|link| &link.address);
            append(&mut spans, token.text, style, around.or(token.address.as_ref()));
            for (depth, opens) in depth.iter_mut().zip(token.opens) {
                *depth = depth.saturating_add(opens);
            }
        }
        spans
    }
}

/// Adds text, to the last span if it looks the same.
fn append(spans: &mut Vec<Span>, text: String, style: Style, link: Option<&String>) {
    if text.is_empty() {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.style == style && last.link.as_ref() == link => last.text.push_str(&text),
        _ => spans.push(Span { text, style, link: link.cloned() }),
    }
}

fn add(counts: Option<&mut [u32; 3]>, style: usize) {
    if let Some(count) = counts.and_then(|counts| counts.get_mut(style)) {
        *count = count.saturating_add(1);
    }
}

/// What a run of marks means, and how many of them that takes.
fn style_of(mark: char, count: usize) -> (usize, usize) {
    match (mark, count) {
        ('~', _) => (STRIKE, 2),
        (_, 0 | 1) => (EMPHASIS, 1),
        _ => (STRONG, 2),
    }
}

/// Whether two runs may pair: CommonMark's rule of three keeps `**a*b**` in one piece.
fn pairs(opener: &Delimiter, closer: &Delimiter) -> bool {
    let multiple = |number: usize| number.is_multiple_of(3);
    let ambiguous = (opener.can_close || closer.can_open)
        && multiple(opener.length.saturating_add(closer.length))
        && !(multiple(opener.length) && multiple(closer.length));
    opener.mark == closer.mark && (opener.mark == '~' || !ambiguous)
}

fn run_length(text: &str, mark: char) -> usize {
    text.bytes().take_while(|byte| char::from(*byte) == mark).count()
}

/// Punctuation and symbols as far as they occur beside words; a full table would cost kilobytes.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character,
            '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}' | '×' | '÷'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}' | '\u{2190}'..='\u{2bff}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{1f000}'..='\u{1faff}')
}
