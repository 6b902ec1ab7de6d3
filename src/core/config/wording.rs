//! Which words the widget speaks.

use super::{Check, Loose, address, text};
use crate::core::i18n::{Words, texts};

impl Check<'_> {
    /// The words of the language, with the shop's own in their places.
    ///
    /// `words` and `fallbackWords` are not for the page: the package puts the words of the language there, as an object,
    /// or as the text of a file that the page named in `languageUrl`; and Ukrainian ones, for what such a file lacks, or
    /// for a language that nobody knows.
    pub(super) fn words(&mut self) -> Words {
        let expected = "an http(s) or a relative address of a JSON file";
        let usable = self.options.get("languageUrl") == Loose::Absent
            || self.parsed("languageUrl", expected, address).is_some();
        let brought = if usable { self.options.get("words") } else { Loose::Absent };
        let mut words = match brought {
            Loose::Text(file) => self.brought(texts(&file)),
            Loose::Object => {
                let own = self.texts_in("words");
                self.brought(Some(own))
            }
            _ => {
                let expected = "'uk', 'en' or 'ru', or another one with languageUrl";
                let mut words = self.parsed("language", expected, Words::built_in).unwrap_or_default();
                words.set(&self.texts_in("fallbackWords"));
                words
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

    fn texts_in(&self, option: &str) -> Vec<(String, String)> {
        self.options.fields(option).into_iter().filter_map(clean).collect()
    }

    /// The words of a language that came from outside. What it lacks is said in Ukrainian.
    fn brought(&mut self, texts: Option<Vec<(String, String)>>) -> Words {
        let mut words = Words::default();
        words.set(&self.texts_in("fallbackWords"));
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
