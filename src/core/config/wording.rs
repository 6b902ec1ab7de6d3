//! Which words the widget speaks.

use super::{Check, Loose, address, text};
use crate::core::i18n::{Words, texts};

impl Check<'_> {
    /// The words of the language, with the shop's own in their places.
    ///
    /// `words` and `languageFile` are not for the page: the package puts its own words of the language there
    /// ([`Words::packed`]), or Ukrainian ones for a language that it does not have; and the text of a file that the page
    /// named in `languageUrl`.
    pub(super) fn words(&mut self) -> Words {
        let expected = "an http(s) or a relative address of a JSON file";
        let usable = self.options.get("languageUrl") == Loose::Absent
            || self.parsed("languageUrl", expected, address).is_some();
        let own = match self.options.get("words") {
            Loose::Text(lines) => Words::packed(&lines),
            _ => Words::default(),
        };
        let mut words = match self.options.get("languageFile") {
            Loose::Text(file) if usable => self.brought(own, texts(&file)),
            _ => {
                let found = match self.options.get("language") {
                    Loose::Absent => Some(own.clone()),
                    Loose::Text(tag) => own.in_language(&tag),
                    _ => None,
                };
                if found.is_none() {
                    self.fault("language", "'uk', 'en' or 'ru', or another one with languageUrl");
                }
                found.unwrap_or(own)
            }
        };
        if self.is_object("strings") {
            let mut own = Vec::new();
            for (key, value) in self.options.fields("strings") {
                match clean((key.clone(), value)) {
                    Some(field) if words.knows(&key) => own.push(field),
                    _ => self.fault(
                        ["strings.", &key].concat(),
                        "a known name with a string of at most 2000 characters",
                    ),
                }
            }
            words.set(&own);
        }
        words
    }

    /// The words of a language that came from outside. What it lacks is said in the package's own words.
    fn brought(&mut self, mut words: Words, texts: Option<Vec<(String, String)>>) -> Words {
        let Some(texts) = texts else {
            self.fault("languageUrl", "a JSON object of strings");
            return words;
        };
        let missing = words.missing_in(&texts);
        if !missing.is_empty() {
            self.fault(["languageUrl: ", &missing].concat(), "a text for each word");
        }
        words.set(&texts);
        if !words.counts()
            && let Some(rule) = self.options.plural_rule(words.tag())
        {
            words.set_plural(rule);
        }
        words
    }
}

fn clean((key, value): (String, Loose)) -> Option<(String, String)> {
    match value {
        Loose::Text(value) => Some((key, text(&value)?)),
        _ => None,
    }
}
