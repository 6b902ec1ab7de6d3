//! Words, corner, layer, scheme, and what a change of them costs.

use super::super::theme::{self, Mode, Scheme};
use super::super::{Config, Persist};
use super::page::Js;
use super::{check, faulty};
use crate::core::i18n::Word;

#[test]
fn a_shop_may_say_some_things_in_its_own_words() {
    let own = Js::Object(vec![
        ("send", Js::Text(" Запитати ")),
        ("error.agent_busy", Js::Text("Мить!")),
        ("sent", Js::Text("Пішло")),
        ("add", Js::Number(1.0)),
    ]);
    let (config, faults) = check(&[("strings", own)]);
    assert_eq!(faulty(&faults), ["strings.sent", "strings.add"]);
    assert_eq!(config.words.get(Word::Send), "Запитати");
    assert_eq!(config.words.get(Word::Add), "Додати");
    assert_eq!(faulty(&check(&[("strings", Js::Text("send"))]).1), ["strings"]);
}

#[test]
fn a_page_may_bring_another_language() {
    let file = r#"{"language":"pl","send":"Wyślij","seconds.few":"sekundy"}"#;
    let (config, faults) = check(&[("language", Js::Text("pl")), ("languageFile", Js::Text(file))]);
    assert_eq!(config.words.tag(), "pl");
    assert_eq!(config.words.get(Word::Send), "Wyślij");
    assert_eq!(config.words.counted("seconds", 3), "3\u{a0}sekundy", "counted by the rule of the engine");
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert!(fault.field.starts_with("languageUrl: open, close, "), "the missing ones are named: {fault}");

    let (config, faults) = check(&[("languageFile", Js::Text("<!doctype html>"))]);
    assert_eq!((config.words.tag(), faulty(&faults)), ("uk", vec!["languageUrl"]));
    assert_eq!(faulty(&check(&[("language", Js::Text("pl"))]).1), ["language"]);

    for unsafe_address in
        [Js::Text("javascript:alert(1)"), Js::Text("data:application/json,{}"), Js::Number(5.0)]
    {
        let (config, faults) = check(&[("languageUrl", unsafe_address), ("languageFile", Js::Text(file))]);
        assert_eq!(
            (config.words.tag(), faulty(&faults)),
            ("uk", vec!["languageUrl"]),
            "nothing of it is used"
        );
    }
}

#[test]
fn what_the_tab_keeps_can_be_chosen() {
    for (text, expected) in [("none", Persist::None), ("id", Persist::Id), ("full", Persist::Full)] {
        let (config, faults) = check(&[("persist", Js::Text(text))]);
        assert_eq!((config.persist, faults), (expected, vec![]));
    }
    for wrong in [Js::Text("local"), Js::Text(""), Js::Flag] {
        let (config, faults) = check(&[("persist", wrong)]);
        assert_eq!((config.persist, faulty(&faults)), (Persist::Full, vec!["persist"]));
    }
}

#[test]
fn the_corner_the_layer_and_the_scheme_can_be_chosen() {
    let offset = Js::Object(vec![("x", Js::Number(12.0)), ("y", Js::Number(80.0))]);
    let theme = Js::Object(vec![("mode", Js::Text("host"))]);
    let (config, faults) = check(&[("offset", offset), ("zIndex", Js::Number(50.0)), ("theme", theme)]);
    assert_eq!(faults, []);
    assert_eq!((config.offset, config.z_index, config.theme.mode), ((Some(12), Some(80)), 50, Mode::Host));
    let properties: Vec<_> =
        config.properties().into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
    assert_eq!(properties, ["--vz-offset-x:12px", "--vz-offset-y:80px"]);
    for name in config.properties().iter().map(|(name, _)| *name) {
        assert!(theme::PROPERTIES.contains(&name), "{name} could not be taken back");
    }

    let offset = Js::Object(vec![("x", Js::Number(-1.0)), ("y", Js::Text("20px; color: red"))]);
    let theme = Js::Object(vec![("mode", Js::Text("sepia"))]);
    let (config, faults) = check(&[("offset", offset), ("zIndex", Js::Number(2e12)), ("theme", theme)]);
    assert_eq!(faulty(&faults), ["theme.mode", "offset.x", "offset.y", "zIndex"]);
    assert_eq!((config.offset, config.z_index, config.theme.mode), ((None, None), 2_147_483_000, Mode::Auto));
    assert_eq!(
        faulty(&check(&[("offset", Js::Number(4.0)), ("zIndex", Js::Number(0.5))]).1),
        ["offset", "zIndex"]
    );
}

#[test]
fn the_scheme_of_a_page_is_read_from_its_marks() {
    for (mark, scheme) in [
        ("dark", Some(Scheme::Dark)),
        ("page theme-dark wide", Some(Scheme::Dark)),
        ("light-mode", Some(Scheme::Light)),
        ("dark_blue", Some(Scheme::Dark)),
        ("only light", Some(Scheme::Light)),
        ("light dark", None),
        ("dark:bg-black no-js", None),
        ("button-dark", None),
        ("normal", None),
        ("", None),
    ] {
        assert_eq!(Scheme::marked(mark), scheme, "{mark}");
    }
    assert_eq!(Scheme::of_background("rgb(20, 24, 30)"), Some(Scheme::Dark));
    assert_eq!(Scheme::of_background("rgb(250, 250, 245)"), Some(Scheme::Light));
    assert_eq!(Scheme::of_background("rgba(0, 0, 0, 0)"), None);
}

#[test]
fn what_a_change_of_options_costs() {
    let (base, _) = check(&[]);
    let theme = Js::Object(vec![("mode", Js::Text("dark"))]);
    let (look, _) = check(&[("theme", theme), ("zIndex", Js::Number(7.0))]);
    let (name, _) = check(&[("botName", Js::Text("Оля"))]);
    let (person, _) = check(&[("userId", Js::Text("42"))]);
    let cost = |other: &Config| (other.talks_as(&base), other.looks_only_differ(&base));
    assert_eq!([cost(&look), cost(&name), cost(&person)], [(true, true), (true, false), (false, false)]);
}

#[test]
fn the_package_brings_the_words_of_the_language_as_lines() {
    let words = |language, lines| check(&[("language", Js::Text(language)), ("words", Js::Text(lines))]);
    let (config, faults) = words("ru-RU", "language\tru\nsend\tОтправить\nminutes.few\tминуты");
    assert_eq!(
        (config.words.tag(), config.words.get(Word::Send), faulty(&faults)),
        ("ru", "Отправить", vec![])
    );
    assert_eq!(config.words.counted("minutes", 3), "3\u{a0}минуты");
    // Ukrainian ones for a language that it does not have.
    let (config, faults) = words("de", "language\tuk\nsend\tНадіслати");
    assert_eq!((config.words.get(Word::Send), faulty(&faults)), ("Надіслати", vec!["language"]));
}
