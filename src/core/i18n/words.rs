//! The words of one language: a file of the program, or one that a page brought.

use std::fmt;
use std::rc::Rc;

use super::Word;
use crate::core::json::{self, Value};

/// The documented default, and what stands in for a word that another language lacks.
const UK: &str = include_str!("uk.json");
/// The words of the other documented languages.
const OTHERS: &[(&str, &str)] = &[("en", include_str!("en.json")), ("ru", include_str!("ru.json"))];
/// A page loads the words of its own language only: they stand beside the program, and come with the options.
const IN_PROGRAM: bool = cfg!(not(target_arch = "wasm32"));

/// The name of the language (BCP 47), in its file.
const LANGUAGE: &str = "language";
/// `rtl` in the file of a language that is written from right to left.
const DIRECTION: &str = "direction";

/// Names the plural category (CLDR: `one`, `few`, …) of a whole number in one language.
pub type PluralRule = Rc<dyn Fn(u32) -> String>;

/// Words by their keys.
#[derive(Clone)]
pub struct Words {
    texts: Rc<Vec<(String, String)>>,
    plural: PluralRule,
}

impl Words {
    /// The words that the package brings, one to a line: its key, a tab, its text. One text, not an object: every field of
    /// one is three steps across the border of the program, and these were half of all that a start took.
    pub fn packed(lines: &str) -> Self {
        let fields = lines.split('\n').filter_map(|line| line.split_once('\t'));
        let texts = fields.map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
        let mut words = Self { texts: Rc::new(texts), plural: Rc::new(rule_of("")) };
        words.plural = Rc::new(rule_of(words.tag()));
        words
    }

    /// These words, if they are of the language; outside of pages, whose program has none, those of any documented one.
    pub fn in_language(&self, tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case(self.tag()) {
            return Some(self.clone());
        }
        if !IN_PROGRAM {
            return None;
        }
        let (_, file) = OTHERS.iter().find(|(own, _)| own.eq_ignore_ascii_case(primary))?;
        let mut words = Self::default();
        words.set(&texts(file)?);
        Some(words)
    }

    /// Puts other texts in the place of its own: those of another language, or a shop's own.
    pub fn set(&mut self, texts: &[(String, String)]) {
        let own = Rc::make_mut(&mut self.texts);
        for (key, text) in texts {
            match own.iter_mut().find(|(name, _)| name == key) {
                Some((_, old)) => old.clone_from(text),
                None => own.push((key.clone(), text.clone())),
            }
        }
        self.plural = Rc::new(rule_of(self.tag()));
    }

    /// Whether it knows by itself how its language counts.
    pub fn counts(&self) -> bool {
        matches!(self.tag(), "uk" | "en" | "ru")
    }

    /// The keys that `texts` lacks, with commas between them. Forms of nouns are not looked at: a language
    /// has its own.
    pub fn missing_in(&self, texts: &[(String, String)]) -> String {
        let mut missing = String::new();
        for (key, _) in self.texts.iter() {
            if !is_plural(key) && !texts.iter().any(|(name, _)| name == key) {
                missing.push_str(if missing.is_empty() { "" } else { ", " });
                missing.push_str(key);
            }
        }
        missing
    }

    /// Counts by another rule: that of the browser, for a language that this program does not know.
    pub fn set_plural(&mut self, rule: PluralRule) {
        self.plural = rule;
    }

    /// Whether `key` is one that the program asks for.
    pub fn knows(&self, key: &str) -> bool {
        self.find(key).is_some() || key == DIRECTION || is_plural(key)
    }

    /// One of the widget's own words.
    pub fn get(&self, word: Word) -> &str {
        self.find(word.key()).unwrap_or_default()
    }

    /// The BCP 47 tag of the language, for `lang` attributes and for `Intl`.
    pub fn tag(&self) -> &str {
        self.find(LANGUAGE).unwrap_or_default()
    }

    /// Whether the language is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.find(DIRECTION) == Some("rtl")
    }

    /// The unit of a quantity: `kg` is `кг` to a Ukrainian. Unknown ones stay as the shop wrote them.
    pub fn unit<'a>(&'a self, unit: &'a str) -> &'a str {
        self.find(&["unit.", &unit.to_ascii_lowercase()].concat()).unwrap_or(unit)
    }

    /// A number with its noun: `3 секунди`. The forms stand under `seconds.one`, `seconds.few`, …; one that
    /// is not there is said as `other`, which every language has, or as `many`.
    pub fn counted(&self, noun: &str, n: u32) -> String {
        let form = |category: &str| self.find(&[noun, ".", category].concat());
        let word = form(&(self.plural)(n)).or_else(|| form("other")).or_else(|| form("many"));
        [&n.to_string(), "\u{a0}", word.unwrap_or_default()].concat()
    }

    /// The text under a key.
    pub(super) fn find(&self, key: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}

impl Default for Words {
    fn default() -> Self {
        let texts = if IN_PROGRAM { texts(UK).unwrap_or_default() } else { Vec::new() };
        Self { texts: Rc::new(texts), plural: Rc::new(rule_of("uk")) }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.texts, &other.texts) || self.texts == other.texts
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

/// The texts of a language's file: one JSON object, whose fields are strings. `None` when it is not one;
/// a field of another type is left out. A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
pub fn texts(file: &str) -> Option<Vec<(String, String)>> {
    let Ok(Value::Object(fields)) = json::read(file) else { return None };
    let text = |(key, value): (String, Value)| value.as_str().map(str::to_owned).map(|text| (key, text));
    Some(fields.into_iter().filter_map(text).collect())
}

/// A form of a noun behind a number: languages have up to six of them (CLDR).
fn is_plural(key: &str) -> bool {
    let noun = ["zero", "one", "two", "few", "many", "other"]
        .iter()
        .find_map(|category| key.strip_suffix(category)?.strip_suffix('.'));
    noun.is_some_and(|noun| matches!(noun, "seconds" | "minutes" | "messages" | "conversations"))
}

/// CLDR's cardinal rules for the documented languages.
fn rule_of(tag: &str) -> fn(u32) -> String {
    match tag {
        "uk" | "ru" => |n| {
            let (last, last_two) = (n.checked_rem(10).unwrap_or(0), n.checked_rem(100).unwrap_or(0));
            let category = match last {
                1 if last_two != 11 => "one",
                2..=4 if !(12..=14).contains(&last_two) => "few",
                _ => "many",
            };
            category.to_owned()
        },
        _ => |n| (if n == 1 { "one" } else { "other" }).to_owned(),
    }
}
