//! Which addresses a text may lead to, and where addresses stand in a text.
//!
//! The text comes from a language model that has read product descriptions and web pages, so an
//! address is as hostile as any input. The rule is a list of what is allowed, never of what is not,
//! and it is stricter than a browser: what a browser would repair (white space, backslashes, escapes
//! in a host name) is refused, so that the host a reader sees is the host that is asked.

/// The longest address that is a link, in bytes. A bound also on the work that an unclosed one causes.
pub const MAX_BYTES: usize = 2_048;

/// How deep parentheses may be nested in a destination (as in cmark).
const MAX_PARENTHESES: u32 = 32;

/// The address if it may be a link: `http` and `https` with a host and without a user name in front of
/// it, `mailto`, `tel`. White space and control characters around it are cut off; any inside refuse it.
pub fn checked(address: &str) -> Option<&str> {
    let address = address.trim_matches(is_blank);
    let (scheme, rest) = address.split_once(':')?;
    if address.len() > MAX_BYTES || address.contains(|character| is_blank(character) || character == '\\') {
        return None;
    }
    let allowed = if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
        let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next().unwrap_or_default();
        is_authority(authority)
    } else {
        (scheme.eq_ignore_ascii_case("mailto") || scheme.eq_ignore_ascii_case("tel")) && !rest.is_empty()
    };
    allowed.then_some(address)
}

/// White space, control characters and characters without width: everything that could hide in an address.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A host, perhaps with a port.
fn is_authority(authority: &str) -> bool {
    let first = authority.chars().next();
    first.is_some_and(|first| first == '[' || first.is_alphanumeric()) && authority.chars().all(is_host)
}

/// What a host may be written with. Forms that a browser would fold into ASCII letters (full-width and
/// mathematical ones) are not among the scripts.
fn is_host(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | ':' | '[' | ']'
        | 'à'..='ö' | 'ø'..='ÿ' | 'ā'..='ſ' | 'Ͱ'..='Ͽ' | 'Ѐ'..='ԯ' | 'א'..='ת' | 'ء'..='ي'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The `http` or `https` address at the very start of `text`: its length in bytes without the
/// punctuation that ends a sentence (GitHub's rule for bare addresses). `in_brackets`: a `]` ends it.
pub(super) fn bare(text: &str, in_brackets: bool) -> Option<usize> {
    let starts =
        |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "http://"].into_iter().find(starts)?;
    // Most of what is no link shows it here, before the whole address is looked at.
    let behind_host = text.get(scheme.len()..)?.chars().find(|character| !is_host(*character));
    if matches!(behind_host, Some('@' | '%' | '(' | '\\')) {
        return None;
    }
    let ends = |character: char| {
        is_blank(character)
            || matches!(character, '<' | '>' | '"' | '`' | '«' | '»' | '“' | '”' | '„')
            || (in_brackets && character == ']')
    };
    let mut end = text
        .char_indices()
        .take_while(|(at, character)| {
            #[cfg(test)]
            super::work::count(1);
            *at <= MAX_BYTES && !ends(*character)
        })
        .last()
        .map_or(0, |(at, character)| at.saturating_add(character.len_utf8()));
    // A closing parenthesis belongs to the address only if one was opened in it.
    let address = text.get(..end)?;
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    loop {
        let address = text.get(..end)?;
        let last = address.chars().next_back()?;
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '…' => {}
            ')' if unopened > 0 => unopened = unopened.saturating_sub(1),
            _ => return checked(address).map(|_| end),
        }
        end = end.saturating_sub(last.len_utf8());
    }
}

/// The destination of a link at the very start of `text`, which is what stands behind `](`. Returns the
/// address, without backslash escapes, and the length of all up to and including the closing `)`.
pub(super) fn destination(text: &str) -> Option<(String, usize)> {
    let mut address = String::new();
    let mut scanner = Scanner { text, at: 0 };
    scanner.skip_space();
    if scanner.accept('<') {
        while !scanner.accept('>') {
            match scanner.next()? {
                '\n' | '<' => return None,
                '\\' => address.push(scanner.escaped()),
                character => address.push(character),
            }
        }
    } else {
        let mut depth: u32 = 0;
        loop {
            match scanner.peek()? {
                character if character.is_whitespace() => break,
                ')' if depth == 0 => break,
                ')' => depth = depth.saturating_sub(1),
                '(' if depth >= MAX_PARENTHESES => return None,
                '(' => depth = depth.saturating_add(1),
                _ => {}
            }
            match scanner.next()? {
                '\\' => address.push(scanner.escaped()),
                character => address.push(character),
            }
        }
        if depth > 0 {
            return None;
        }
    }
    if scanner.skip_space() {
        let closing = match scanner.peek()? {
            '(' => Some(')'),
            quote @ ('"' | '\'') => Some(quote),
            _ => None,
        };
        if let Some(closing) = closing {
            scanner.next();
            while !scanner.accept(closing) {
                if scanner.next()? == '\\' {
                    scanner.escaped();
                }
            }
            scanner.skip_space();
        }
    }
    scanner.accept(')').then_some((address, scanner.at))
}

/// A place in the text of a destination; it goes no further than [`MAX_BYTES`].
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).filter(|_| self.at <= MAX_BYTES)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at = self.at.saturating_add(character.len_utf8());
        Some(character)
    }

    fn accept(&mut self, expected: char) -> bool {
        self.peek() == Some(expected) && self.next().is_some()
    }

    /// What a backslash that was just read stands for, together with what follows.
    fn escaped(&mut self) -> char {
        match self.peek() {
            Some(character) if character.is_ascii_punctuation() => {
                self.next();
                character
            }
            _ => '\\',
        }
    }

    /// Whether there was any.
    fn skip_space(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
        self.at > start
    }
}
