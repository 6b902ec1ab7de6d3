use std::rc::Rc;

use super::words::Words;
use super::*;

const LANGUAGES: [&str; 3] = ["uk", "en", "ru"];

/// Every code of the documentation and of this client.
const CODES: [&str; 22] = [
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
    "identity_refused",
];

fn file(tag: &str) -> Vec<(String, String)> {
    let source = match tag {
        "uk" => include_str!("uk.json"),
        "en" => include_str!("en.json"),
        _ => include_str!("ru.json"),
    };
    texts(source).unwrap()
}

fn words(tag: &str) -> Words {
    Words::default().in_language(tag).unwrap()
}

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
fn every_language_has_every_word_and_no_other() {
    let keys = |tag: &str| -> Vec<String> {
        file(tag).into_iter().map(|(key, _)| key).filter(|key| !is_form(key)).collect()
    };
    for language in LANGUAGES {
        let file = file(language);
        assert_eq!(keys(language), keys("uk"), "{language}: the same keys in the same order");
        assert_eq!(words(language).tag(), language);
        for word in Word::ALL {
            assert!(!words(language).get(*word).is_empty(), "{language}: {}", word.key());
        }
        for (key, text) in &file {
            let own = Word::ALL.iter().any(|word| word.key() == key);
            let known = own || key == "language" || key.starts_with("unit.") || key.starts_with("error.");
            assert!(known || is_form(key), "{language}: nobody asks for {key}");
            assert!(!text.trim().is_empty(), "{language}: {key} is empty");
        }
    }
}

/// `seconds.few`
fn is_form(key: &str) -> bool {
    key.split_once('.').is_some_and(|(noun, _)| !matches!(noun, "unit" | "error"))
}

/// The gallery shows the widget in a language of a page's own, written from right to left.
#[test]
fn the_language_of_the_gallery_has_every_word() {
    let arabic = texts(include_str!("../../../tests/gallery/words/ar.json")).unwrap();
    assert_eq!(Words::default().missing_in(&arabic), "");
    for (key, _) in arabic.iter().filter(|(key, _)| key != "direction" && !is_form(key)) {
        assert!(Words::default().knows(key), "nobody asks for {key}");
    }
}

#[test]
fn every_code_has_its_sentence_in_every_language() {
    for language in LANGUAGES {
        let words = words(language);
        for code in CODES {
            for number in [None, Some(0), Some(1), Some(22), Some(65_536), Some(u32::MAX)] {
                let sentence = error(&words, &with_numbers(code, number));
                assert!(sentence.ends_with(['.', '!', '…']), "{sentence}");
                assert!(!sentence.contains(['{', '}', '_']), "{sentence}");
                assert_ne!(sentence, error(&words, &with_numbers("other", None)), "{code}");
            }
        }
        let unknown = error(&words, &with_numbers("from_the_future", Some(7)));
        assert_eq!(Some(unknown.as_str()), words.find("error.other"));
    }
}

#[test]
fn languages_do_not_mix() {
    for (language, foreign) in [("uk", "ыэъё"), ("ru", "іїєґ"), ("en", "аеиоуіяю")] {
        for (key, text) in file(language) {
            let found = text.to_lowercase().chars().find(|character| foreign.contains(*character));
            assert_eq!(found, None, "{language}: {key}");
        }
    }
}

#[test]
fn numbers_take_the_right_noun() {
    for (n, noun) in
        [(1, "секунду"), (3, "секунди"), (5, "секунд"), (11, "секунд"), (21, "секунду"), (112, "секунд")]
    {
        let sentence = error(&words("uk"), &with_numbers("rate_limit_exceeded", Some(n)));
        assert!(sentence.contains(&format!("{n}\u{a0}{noun}.")), "{sentence}");
    }
    let forms = |tag: &str| {
        [0, 1, 2, 4, 5, 11, 14, 21, 24, 101, 111, 112].map(|n| {
            let counted = words(tag).counted("minutes", n);
            counted.split('\u{a0}').nth(1).unwrap().to_owned()
        })
    };
    let slavic = |one: &str, few: &str, many: &str| {
        [many, one, few, few, many, many, many, one, few, one, many, many].map(str::to_owned)
    };
    assert_eq!(forms("uk"), slavic("хвилину", "хвилини", "хвилин"));
    assert_eq!(forms("ru"), slavic("минуту", "минуты", "минут"));
    let (one, other) = ("minute".to_owned(), "minutes".to_owned());
    assert_eq!(
        forms("en").map(|form| form == one),
        [0, 1, 2, 4, 5, 11, 14, 21, 24, 101, 111, 112].map(|n| n == 1)
    );
    assert!(forms("en").iter().all(|form| *form == one || *form == other));
    assert_eq!(wait(&words("ru"), 121), "3\u{a0}минуты");
    assert_eq!(wait(&words("en"), 1), "1\u{a0}second");
}

#[test]
fn placeholders_are_the_same_in_every_language() {
    let marks = |text: &str| {
        let mut found: Vec<String> = Vec::new();
        for part in text.split('{').skip(1) {
            found.push(part.split('}').next().unwrap().to_owned());
        }
        found.sort();
        found
    };
    let uk = file("uk");
    for language in LANGUAGES {
        for (key, text) in file(language) {
            let of_uk = uk.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| text);
            if !is_form(&key) {
                assert_eq!(marks(&text), marks(of_uk), "{language}: {key}");
            }
        }
    }
}

#[test]
fn tags_and_units() {
    for (tag, language) in
        [("uk", Some("uk")), ("en-GB", Some("en")), ("RU", Some("ru")), ("pl", None), ("", None)]
    {
        assert_eq!(
            Words::default().in_language(tag).map(|words| words.tag().to_owned()).as_deref(),
            language
        );
    }
    assert_eq!(words("uk").unit("KG"), "кг");
    assert_eq!(words("uk").unit("пляшка"), "пляшка");
}

#[test]
fn a_language_may_count_as_it_likes_and_be_written_from_the_right() {
    let arabic = r#"{"language":"ar","direction":"rtl","send":"إرسال","seconds.two":"ثانيتان","seconds.few":"ثوانٍ","seconds.other":"ثانية"}"#;
    let mut words = Words::default();
    words.set(&texts(arabic).unwrap());
    words.set_plural(Rc::new(|n| (if n == 2 { "two" } else { "zero" }).to_owned()));
    assert!(words.is_right_to_left() && words.tag() == "ar" && !words.counts());
    assert_eq!(words.counted("seconds", 2), "2\u{a0}ثانيتان");
    assert_eq!(words.counted("seconds", 9), "9\u{a0}ثانية", "a form that is not there is said as `other`");
    assert_eq!(words.get(Word::Send), "إرسال");
    assert_eq!(words.get(Word::Add), "Додати", "a word that is lacking is said in Ukrainian");
    assert!(!Words::default().is_right_to_left());
    assert_eq!(texts("[]"), None);
    assert_eq!(texts(r#"{"send": 1}"#), Some(vec![]), "a text that is none is left out");
}
