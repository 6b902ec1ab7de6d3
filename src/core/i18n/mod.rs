//! The widget's own words in the shopper's language.
//!
//! The server sends codes, never sentences, so every sentence is here: short, kind, and saying what to
//! do next. A sentence may hold `{n}`, `{max}`, `{wait}` or `{total}`; whoever shows it fills that in.

mod en;
mod ru;
mod uk;

use crate::core::protocol::{ServerError, StatusCode};

/// The languages of the documentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Ukrainian: the documented default.
    #[default]
    Uk,
    /// English.
    En,
    /// Russian.
    Ru,
}

impl Language {
    /// The language of a BCP 47 tag such as `uk` or `en-GB`, whatever its case.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        [Self::Uk, Self::En, Self::Ru]
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The BCP 47 tag, for `lang` attributes and for `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}

/// The form of a noun behind a whole number (CLDR's cardinal rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// 1; in Ukrainian and Russian also 21, 31, 101…
    One,
    /// 2–4, 22–24… in Ukrainian and Russian; never in English.
    Few,
    /// All others.
    Many,
}

impl Plural {
    /// The form that `n` asks for.
    pub fn of(language: Language, n: u32) -> Self {
        let (last, last_two) = (n.checked_rem(10).unwrap_or(0), n.checked_rem(100).unwrap_or(0));
        match language {
            Language::En if n == 1 => Self::One,
            Language::En => Self::Many,
            _ if last == 1 && last_two != 11 => Self::One,
            _ if (2..=4).contains(&last) && !(12..=14).contains(&last_two) => Self::Few,
            _ => Self::Many,
        }
    }
}

/// A number with its noun: the forms for [`Plural::One`], [`Plural::Few`] and [`Plural::Many`].
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    language: Language,
    one: &'static str,
    few: &'static str,
    many: &'static str,
}

impl Counted {
    /// `3 товари`
    pub fn with(&self, n: u32) -> String {
        let noun = match Plural::of(self.language, n) {
            Plural::One => self.one,
            Plural::Few => self.few,
            Plural::Many => self.many,
        };
        [&n.to_string(), "\u{a0}", noun].concat()
    }
}

/// A sentence about an error.
#[derive(Debug)]
struct ErrorWords {
    /// The code on the wire or of the client.
    code: &'static str,
    /// For a frame that carries its number, as `{wait}` or `{n}`; empty when the code has none.
    numbered: &'static str,
    /// For a frame without a number.
    plain: &'static str,
}

/// What the view says. The comments name what stands in braces.
#[derive(Debug)]
pub struct Words {
    /// The launcher of a closed panel.
    pub open: &'static str,
    /// The button that closes the panel.
    pub close: &'static str,
    /// The header while the first connection is made.
    pub connecting: &'static str,
    /// The header while all is well.
    pub online: &'static str,
    /// The header while a broken link is dialled again.
    pub reconnecting: &'static str,
    /// The same, `{n}` seconds before the next attempt.
    pub reconnecting_in: &'static str,
    /// The header while the device has no network.
    pub offline: &'static str,
    /// The header after the server refused the credentials.
    pub refused: &'static str,
    /// The header after the last attempt.
    pub gave_up: &'static str,
    /// The header after the connection was ended on purpose.
    pub closed: &'static str,
    /// The button that dials at once.
    pub retry_now: &'static str,
    /// Status `searching`.
    pub searching: &'static str,
    /// Status `thinking`.
    pub thinking: &'static str,
    /// Status `checking_prices`.
    pub checking_prices: &'static str,
    /// Status `updating_cart`.
    pub updating_cart: &'static str,
    /// Status `planning`.
    pub planning: &'static str,
    /// Any other status, and the time before the first one.
    pub working: &'static str,
    /// The empty composer.
    pub placeholder: &'static str,
    /// The button that sends.
    pub send: &'static str,
    /// The composer's text has `{n}` bytes of the `{max}` that are allowed: too many.
    pub too_long: &'static str,
    /// The same, while it still fits.
    pub nearly_too_long: &'static str,
    /// A message that was not taken because too many wait.
    pub queue_full: &'static str,
    /// The button that leads to the end of the log.
    pub jump: &'static str,
    /// The same, while there is something new.
    pub new_messages: &'static str,
    /// The name of the log.
    pub conversation: &'static str,
    /// The empty log.
    pub welcome: &'static str,
    /// The speaker of the shopper's messages, for screen readers.
    pub you: &'static str,
    /// A message that waits for the connection.
    pub waiting: &'static str,
    /// A message whose fate is unknown.
    pub not_confirmed: &'static str,
    /// A message that was not delivered.
    pub not_sent: &'static str,
    /// The button that sends such a message again.
    pub send_again: &'static str,
    /// An answer that broke off.
    pub interrupted: &'static str,
    /// The server no longer knows the earlier conversation.
    pub new_conversation: &'static str,
    /// The name of a row of products.
    pub products: &'static str,
    /// The name of a group of suggestions.
    pub suggestions: &'static str,
    /// Puts a product into the cart.
    pub add: &'static str,
    /// One step more.
    pub increase: &'static str,
    /// One step less.
    pub decrease: &'static str,
    /// The last step: takes the product out.
    pub remove: &'static str,
    /// The name of the stepper's number.
    pub quantity: &'static str,
    /// A product that cannot be bought now.
    pub out_of_stock: &'static str,
    /// Before the price that is struck through, for screen readers.
    pub old_price: &'static str,
    /// Before the reduced price, for screen readers.
    pub new_price: &'static str,
    /// The shop set another quantity than was wanted: `{n}`.
    pub kept: &'static str,
    /// No more than `{n}` can be bought.
    pub at_most: &'static str,
    /// A wish was refused.
    pub not_changed: &'static str,
    /// The cart holds `{n}` products.
    pub in_cart: &'static str,
    /// The sum of the cart, `{total}`.
    pub cart_total: &'static str,
    units: &'static [(&'static str, &'static str)],
    errors: &'static [ErrorWords],
    general_error: &'static str,
    seconds: Counted,
    minutes: Counted,
    messages: Counted,
    conversations: Counted,
}

impl Words {
    /// The unit of a quantity: `kg` is `кг` to a Ukrainian. Unknown ones stay as the shop wrote them.
    pub fn unit(&self, unit: &str) -> String {
        let known = self.units.iter().find(|(wire, _)| wire.eq_ignore_ascii_case(unit));
        known.map_or(unit, |(_, words)| words).to_owned()
    }

    /// A time to wait: seconds up to two minutes, then whole minutes, never too few.
    fn wait(&self, seconds: u32) -> String {
        if seconds < 120 { self.seconds.with(seconds) } else { self.minutes.with(seconds.div_ceil(60)) }
    }
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Uk => &uk::WORDS,
        Language::En => &en::WORDS,
        Language::Ru => &ru::WORDS,
    }
}

/// A sentence with a value in the place of a name in braces: `filled("At most {n}", "n", "3")`. Not
/// `str::replace`, whose search for any text would be one kilobyte of the program for this alone.
pub fn filled(sentence: &str, name: &str, value: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        match from.split_once('}') {
            Some((found, behind)) => {
                if found == name {
                    out.push_str(value);
                } else {
                    // For another value to fill.
                    out.push('{');
                    out.push_str(found);
                    out.push('}');
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = from;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The line that says what the assistant is doing.
pub fn status(words: &Words, code: StatusCode) -> &'static str {
    match code {
        StatusCode::Searching => words.searching,
        StatusCode::Thinking => words.thinking,
        StatusCode::CheckingPrices => words.checking_prices,
        StatusCode::UpdatingCart => words.updating_cart,
        StatusCode::Planning => words.planning,
        StatusCode::Working => words.working,
    }
}

/// What to tell the shopper about an error of the server or of the client; a general sentence for a
/// code that is not known.
pub fn error(language: Language, error: &ServerError) -> String {
    let words = words(language);
    let Some(sentence) = words.errors.iter().find(|sentence| sentence.code == error.code) else {
        return words.general_error.to_owned();
    };
    let (mark, number) = match error.code.as_str() {
        "rate_limit_exceeded" => ("wait", error.retry_after.map(|seconds| words.wait(seconds.max(1)))),
        "user_message_limit" => ("n", error.limit.map(|limit| words.messages.with(limit))),
        "user_conversation_limit" => ("n", error.limit.map(|limit| words.conversations.with(limit))),
        // People know kilobytes; the last one is not worth a fraction.
        "message_too_large" => ("n", error.max_size.map(|bytes| bytes.div_ceil(1024).to_string())),
        _ => return sentence.plain.to_owned(),
    };
    number.map_or_else(|| sentence.plain.to_owned(), |number| filled(sentence.numbered, mark, &number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 3] = [Language::Uk, Language::En, Language::Ru];

    /// Every code of the documentation and of this client.
    const CODES: [&str; 21] = [
        "rate_limit_exceeded",
        "user_message_limit",
        "user_conversation_limit",
        "tenant_daily_token_limit",
        "tenant_monthly_token_limit",
        "agent_busy",
        "session_token_limit",
        "max_rounds_exceeded",
        "message_too_large",
        "invalid_json",
        "internal_error",
        "no_catalog_data",
        "auth_error",
        "auth_timeout",
        "ws_error",
        "queue_full",
        "max_reconnect",
        "connection_lost",
        "load_failed",
        "crashed",
        "invalid_config",
    ];

    fn with_numbers(code: &str, number: Option<u32>) -> ServerError {
        ServerError { code: code.to_owned(), retry_after: number, limit: number, max_size: number }
    }

    #[test]
    fn a_sentence_is_filled_by_name_and_keeps_what_it_does_not_know() {
        assert_eq!(filled("{n} of {max} bytes", "n", "7"), "7 of {max} bytes");
        assert_eq!(filled("{n}{n}", "n", "{n}"), "{n}{n}");
        assert_eq!(filled("an open { brace", "n", "7"), "an open { brace");
    }

    #[test]
    fn every_code_has_its_sentence_in_every_language() {
        for language in LANGUAGES {
            let known: Vec<&str> = words(language).errors.iter().map(|sentence| sentence.code).collect();
            assert_eq!(known, CODES, "{language:?}");
            for code in CODES {
                for number in [None, Some(0), Some(1), Some(22), Some(65_536), Some(u32::MAX)] {
                    let sentence = error(language, &with_numbers(code, number));
                    assert!(sentence.ends_with(['.', '!', '…']), "{sentence}");
                    assert!(!sentence.contains(['{', '}', '_']), "{sentence}");
                }
            }
            let unknown = error(language, &with_numbers("from_the_future", Some(7)));
            assert_eq!(unknown, words(language).general_error);
        }
    }

    #[test]
    fn languages_do_not_mix() {
        for (language, foreign) in
            [(Language::Uk, "ыэъё"), (Language::Ru, "іїєґ"), (Language::En, "аеиоуіяю")]
        {
            let all = format!("{:?}", words(language)).to_lowercase();
            let found = all.chars().find(|character| foreign.contains(*character));
            assert_eq!(found, None, "{language:?}");
        }
    }

    #[test]
    fn numbers_take_the_right_noun() {
        for (n, noun) in
            [(1, "секунду"), (3, "секунди"), (5, "секунд"), (11, "секунд"), (21, "секунду"), (112, "секунд")]
        {
            let sentence = error(Language::Uk, &with_numbers("rate_limit_exceeded", Some(n)));
            assert!(sentence.contains(&format!("{n}\u{a0}{noun}.")), "{sentence}");
        }
        let forms =
            |language| [0, 1, 2, 4, 5, 11, 14, 21, 24, 101, 111, 112].map(|n| Plural::of(language, n));
        use Plural::{Few, Many, One};
        let slavic = [Many, One, Few, Few, Many, Many, Many, One, Few, One, Many, Many];
        assert_eq!(forms(Language::Uk), slavic);
        assert_eq!(forms(Language::Ru), slavic);
        assert_eq!(
            forms(Language::En),
            [Many, One, Many, Many, Many, Many, Many, Many, Many, Many, Many, Many]
        );
        assert_eq!(words(Language::Ru).wait(121), "3\u{a0}минуты");
        assert_eq!(words(Language::En).wait(1), "1\u{a0}second");
    }

    #[test]
    fn placeholders_are_the_same_in_every_language() {
        let marks = |words: &Words| {
            let has = |text: &str, marks: &[&str]| marks.iter().all(|mark| text.contains(mark));
            [
                has(words.reconnecting_in, &["{n}"]),
                has(words.too_long, &["{n}", "{max}"]),
                has(words.nearly_too_long, &["{n}", "{max}"]),
                has(words.kept, &["{n}"]),
                has(words.at_most, &["{n}"]),
                has(words.in_cart, &["{n}"]),
                has(words.cart_total, &["{total}"]),
            ]
        };
        for language in LANGUAGES {
            assert_eq!(marks(words(language)), [true; 7], "{language:?}");
        }
    }

    #[test]
    fn tags_and_units() {
        for (tag, language) in [
            ("uk", Some(Language::Uk)),
            ("en-GB", Some(Language::En)),
            ("RU", Some(Language::Ru)),
            ("pl", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language);
        }
        assert_eq!(words(Language::Uk).unit("KG"), "кг");
        assert_eq!(words(Language::Uk).unit("пляшка"), "пляшка");
        for language in LANGUAGES {
            assert_eq!(words(language).units.len(), uk::WORDS.units.len());
        }
    }
}
