#![allow(clippy::arithmetic_side_effects, reason = "an overflow in a test is a failure like any other")]

mod choices;
mod page;
mod who;

use super::*;
use page::Js;

fn checked(fields: &[(&'static str, Js)]) -> Result<(Config, Vec<ConfigFault>), ConfigError> {
    let page = Js::Object(fields.to_vec());
    Config::check(&page)
}

/// A page's configuration with a key, a store and these fields.
fn check(fields: &[(&'static str, Js)]) -> (Config, Vec<ConfigFault>) {
    let mut all = vec![("apiKey", Js::Text("pk_test")), ("storeId", Js::Text("shop"))];
    all.extend_from_slice(fields);
    checked(&all).unwrap()
}

fn faulty(faults: &[ConfigFault]) -> Vec<&str> {
    faults.iter().map(|fault| &*fault.field).collect()
}

#[test]
fn a_key_and_a_store_are_enough() {
    let (config, faults) = check(&[]);
    assert_eq!(faults, []);
    assert_eq!(
        config,
        Config {
            protocol: Protocol::Vizochok,
            api_key: "pk_test".into(),
            store_id: "shop".into(),
            user_id: None,
            words: Words::default().in_language("uk").unwrap(),
            api_base: "https://api.vizochok.com".into(),
            theme: Theme::default(),
            position: Position::BottomRight,
            offset: (None, None),
            z_index: 2_147_483_000,
            bot_name: "Помічник".into(),
            bot_avatar: None,
            placeholder: None,
            welcome_message: None,
            persist: Persist::Full,
        }
    );
    assert_eq!(config.properties(), []);
    assert!(!config.is_left());
}

#[test]
fn every_option_is_read_and_nothing_else_is_asked_for() {
    let theme = Js::Object(vec![
        ("primaryColor", Js::Text("#2D8A4E")),
        ("fontFamily", Js::Text("'Inter', system-ui, sans-serif")),
        ("borderRadius", Js::Text("12px")),
        ("somethingElse", Js::Trap),
    ]);
    let (config, faults) = check(&[
        ("userId", Js::Text("user_42")),
        ("language", Js::Text("en")),
        ("apiBase", Js::Text("http://127.0.0.1:8090/")),
        ("theme", theme),
        ("position", Js::Text("bottom-left")),
        ("botName", Js::Text(" Оля ")),
        ("botAvatar", Js::Text("/images/olya.svg")),
        ("placeholder", Js::Text("Що на вечерю?")),
        ("welcomeMessage", Js::Text("Вітаємо!")),
        ("onCartChanged", Js::Trap),
        ("store_id", Js::Trap),
    ]);
    assert_eq!(faults, []);
    assert_eq!(config.user_id.as_deref(), Some("user_42"));
    assert_eq!(config.words.tag(), "en");
    assert_eq!(config.api_base, "http://127.0.0.1:8090");
    assert!(config.is_left());
    assert_eq!(config.bot_name, "Оля");
    assert_eq!(config.bot_avatar.as_deref(), Some("/images/olya.svg"));
    assert_eq!(config.placeholder.as_deref(), Some("Що на вечерю?"));
    assert_eq!(config.welcome_message.as_deref(), Some("Вітаємо!"));
    let properties = config.properties();
    let value = |name: &str| properties.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str());
    // White on this green would be 4.3 : 1, a little too little, so the green is a shade darker.
    assert_eq!(value("--vz-on-accent"), Some("#ffffff"));
    assert_eq!(value("--vz-accent"), Some("#2a8149"));
    assert_eq!(value("--vz-font"), Some("\"Inter\", system-ui, sans-serif"));
    assert_eq!(value("--vz-radius"), Some("12px"));
    assert!(value("--vz-accent-text").is_some() && value("--vz-accent-text-dark").is_some());
}

#[test]
fn without_a_key_or_a_store_there_is_no_widget() {
    let check = |fields: &[(&'static str, Js)]| checked(fields).unwrap_err();
    let key = ("apiKey", Js::Text("pk_x"));
    let store = ("storeId", Js::Text("s"));
    assert_eq!(check(&[]), ConfigError::Missing("apiKey"));
    assert_eq!(check(std::slice::from_ref(&key)), ConfigError::Missing("storeId"));
    for wrong in [
        Js::Null,
        Js::Text(""),
        Js::Text("  "),
        Js::Number(5.0),
        Js::Flag,
        Js::List,
        Js::Function,
        Js::Object(vec![]),
    ] {
        assert_eq!(check(&[("apiKey", wrong.clone()), store.clone()]), ConfigError::Missing("apiKey"));
        assert_eq!(check(&[key.clone(), ("storeId", wrong)]), ConfigError::Missing("storeId"));
    }
    for wrong in ["test", "PK_x", "xpk_", "pk-x"] {
        assert_eq!(check(&[("apiKey", Js::Text(wrong)), store.clone()]), ConfigError::NotPublicKey("apiKey"));
    }
    let secret = check(&[("apiKey", Js::Text(" sk_live_abc123")), store.clone()]);
    assert_eq!(secret, ConfigError::SecretKey("apiKey"));
    assert!(secret.to_string().contains("apiKey") && !secret.to_string().contains("abc123"));
    assert!(ConfigError::Missing("storeId").to_string().contains("storeId"));
    assert!(ConfigError::NotPublicKey("apiKey").to_string().contains("pk_"));
}

#[test]
fn another_protocol_has_its_own_required_options() {
    let dgbot = ("protocol", Js::Text("dgbot"));
    let (config, faults) = checked(&[
        dgbot.clone(),
        ("chatbotId", Js::Text(" bot-1 ")),
        ("endpoint", Js::Text("wss://bots.example/ws")),
        ("apiKey", Js::Trap),
        ("storeId", Js::Trap),
        ("apiBase", Js::Trap),
    ])
    .unwrap();
    assert_eq!(faults, []);
    assert_eq!((config.api_key.as_str(), config.store_id.as_str()), ("bot-1", "bot-1"));
    assert_eq!(config.api_base, "https://bots.example/ws");
    let (config, faults) =
        checked(&[dgbot.clone(), ("chatbotId", Js::Text("b")), ("endpoint", Js::Text("ftp://x"))]).unwrap();
    assert_eq!((config.api_base.as_str(), faulty(&faults)), ("https://dgbot.dgtech.co.in", vec!["endpoint"]));
    for wrong in [Js::Null, Js::Text(""), Js::Text("  "), Js::Number(5.0), Js::Flag] {
        let error = checked(&[dgbot.clone(), ("chatbotId", wrong)]).unwrap_err();
        assert_eq!(error, ConfigError::Missing("chatbotId"));
    }
    for wrong in [Js::Text("DGbot"), Js::Text(""), Js::Number(1.0), Js::Flag] {
        let error = checked(&[("protocol", wrong), ("chatbotId", Js::Text("b"))]).unwrap_err();
        assert_eq!(error, ConfigError::UnknownProtocol);
        assert_eq!(error.to_string(), "VIZOCHOKWidget: protocol must be one of: vizochok dgbot");
    }
}

#[test]
fn a_wrong_option_falls_back_and_is_named() {
    let wrong = [Js::Number(1.5), Js::Flag, Js::List, Js::Function, Js::Object(vec![("a", Js::Trap)])];
    let fields = [
        "userId",
        "language",
        "apiBase",
        "position",
        "botName",
        "botAvatar",
        "placeholder",
        "welcomeMessage",
    ];
    let (defaults, _) = check(&[]);
    for field in fields {
        for value in &wrong {
            let (config, faults) = check(&[(field, value.clone())]);
            assert_eq!((&config, faulty(&faults)), (&defaults, vec![field]), "{value:?}");
            assert!(faults.first().unwrap().to_string().contains(field));
        }
        let (config, faults) = check(&[(field, Js::Null)]);
        assert_eq!((&config, faults), (&defaults, vec![]), "null is as good as absent");
    }
    for value in [Js::Number(1.0), Js::Flag, Js::Text("dark"), Js::Function] {
        let (config, faults) = check(&[("theme", value)]);
        assert_eq!((&config, faulty(&faults)), (&defaults, vec!["theme"]));
    }
    for field in ["primaryColor", "fontFamily", "borderRadius"] {
        for value in [Js::Flag, Js::Text(""), Js::Text("x;y"), Js::List, Js::Function, Js::Number(-4.0)] {
            let (config, faults) = check(&[("theme", Js::Object(vec![(field, value.clone())]))]);
            assert_eq!(
                (&config, faulty(&faults)),
                (&defaults, vec![["theme.", field].concat().leak() as &str]),
                "{value:?}"
            );
        }
    }
    let (_, faults) =
        check(&[("botName", Js::Text("")), ("language", Js::Text("de")), ("position", Js::Text("top"))]);
    assert_eq!(faulty(&faults), ["language", "position", "botName"], "in the order of the documentation");
}

#[test]
fn numbers_that_can_only_mean_one_thing_are_taken() {
    let (config, faults) = check(&[
        ("userId", Js::Number(42.0)),
        ("theme", Js::Object(vec![("borderRadius", Js::Number(7.5))])),
    ]);
    assert_eq!(
        (config.user_id.as_deref(), config.theme.border_radius.as_deref()),
        (Some("42"), Some("7.5px"))
    );
    assert_eq!(faults, []);
    let (config, faults) = check(&[("userId", Js::Text("")), ("language", Js::Text("EN-gb"))]);
    assert_eq!((config.user_id, config.words.tag(), faults), (None, "en", vec![]));
}

#[test]
fn api_bases() {
    for (text, base) in [
        ("https://h", Some("https://h")),
        (" https://h/shop/ ", Some("https://h/shop")),
        ("HTTP://localhost:8090", Some("HTTP://localhost:8090")),
        ("http://[::1]:8090", Some("http://[::1]:8090")),
        ("wss://h", Some("https://h")),
        ("WS://h:1/", Some("http://h:1")),
        ("//h", None),
        ("h", None),
        ("https://", None),
        ("https://u:p@h", None),
        ("https://h?x", None),
        ("https://h#x", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b", None),
    ] {
        assert_eq!(api_base(text).as_deref(), base, "{text}");
    }
}

#[test]
fn pictures() {
    for safe in [
        "https://cdn/x.png",
        "HTTP://h/x",
        "/x.png",
        "x.png",
        "../a/x.png?v=1:2#a:b",
        "картинка.svg",
        "?x",
        "a%20b",
    ] {
        assert!(is_safe_image(safe), "{safe}");
    }
    for unsafe_address in [
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "blob:https://h/x",
        "file:///x",
        "mailto:a@b.c",
        "tel:1",
        "//evil.com/x.png",
        "\\\\evil.com/x.png",
        "/\\evil.com",
        "https://good@evil.com/x",
        "https:evil.com",
        "x y.png",
        "x\u{202e}gnp.exe",
    ] {
        assert!(!is_safe_image(unsafe_address), "{unsafe_address}");
    }
}

#[test]
fn texts_are_cleaned_and_bounded() {
    let (config, faults) = check(&[("botName", Js::Text("О\u{202e}ля\u{7}"))]);
    assert_eq!((config.bot_name.as_str(), faults), ("Оля", vec![]));
    let long: &'static str = "x".repeat(2_001).leak();
    let (config, faults) =
        check(&[("welcomeMessage", Js::Text(long)), ("placeholder", Js::Text("\u{feff} "))]);
    assert_eq!((config.welcome_message, config.placeholder), (None, None));
    assert_eq!(faulty(&faults), ["placeholder", "welcomeMessage"]);
}

#[test]
fn fonts() {
    for (text, fonts) in [
        ("Inter", Some("\"Inter\"")),
        ("'Inter', system-ui, sans-serif", Some("\"Inter\", system-ui, sans-serif")),
        ("\"Open Sans\",Arial", Some("\"Open Sans\", \"Arial\"")),
        ("-apple-system, BlinkMacSystemFont", Some("-apple-system, \"BlinkMacSystemFont\"")),
        ("'serif'", Some("\"serif\"")),
        ("Щедрик", Some("\"Щедрик\"")),
        ("inherit", None),
        ("", None),
        ("Inter,", None),
        ("'Inter", None),
        ("'a', 'b' c", None),
        ("a;color:red", None),
        ("a}b", None),
        ("url(x)", None),
        ("\\41", None),
        ("var(--x)", None),
        ("a/*b*/", None),
        ("'a\nb'", None),
    ] {
        assert_eq!(theme::font_family(text).as_deref(), fonts, "{text}");
    }
    assert_eq!(theme::font_family(&"a,".repeat(200)), None);
}

#[test]
fn lengths() {
    for (text, length) in [
        ("12px", Some("12px")),
        (" 12PX ", Some("12px")),
        ("0", Some("0px")),
        ("0px", Some("0px")),
        ("32px", Some("32px")),
        (".75rem", Some("0.75rem")),
        ("2em", Some("2em")),
        ("1.50px", Some("1.50px")),
        ("12", None),
        ("33px", None),
        ("2.1rem", None),
        ("-1px", None),
        ("1e1px", None),
        ("50%", None),
        ("calc(1px)", None),
        ("1px;x", None),
        ("px", None),
        ("1 px", None),
        ("NaNpx", None),
        ("", None),
    ] {
        assert_eq!(theme::length(text).as_deref(), length, "{text}");
    }
}

#[test]
fn colours() {
    for (text, hex) in [
        ("#2D8A4E", "#2d8a4e"),
        ("#fff", "#ffffff"),
        ("#000f", "#000000"),
        ("#0000", "#ffffff"),
        ("#00000080", "#7f7f7f"),
        ("rgb(45, 138, 78)", "#2d8a4e"),
        ("rgb(45 138 78)", "#2d8a4e"),
        ("RGBA(0,0,0,.5)", "#808080"),
        ("rgb(0 0 0 / 50%)", "#808080"),
        ("rgb(100% 0% 0%)", "#ff0000"),
        ("rgb(300, -5, 12.5)", "#ff000d"),
        ("hsl(0, 100%, 50%)", "#ff0000"),
        ("hsl(120deg 100% 25%)", "#008000"),
        ("hsl(-120, 100%, 50%)", "#0000ff"),
        ("hsl(480 100% 50%)", "#00ff00"),
        ("hsla(39, 100%, 50%, 1)", "#ffa600"),
        ("hsl(210 0% 50%)", "#808080"),
        (" Teal ", "#008080"),
        ("orange", "#ffa500"),
    ] {
        assert_eq!(Colour::parse(text).map(Colour::to_css).as_deref(), Some(hex), "{text}");
    }
    for text in [
        "",
        "#",
        "#12",
        "#12345",
        "#1234567",
        "#ggg",
        "#ффф",
        "green;",
        "red}",
        "rgb(1,2)",
        "rgb(1,2,3,4,5)",
        "rgb(a,b,c)",
        "rgb(1,2,3",
        "hsl(1,2,3)",
        "url(x)",
        "var(--x)",
        "inherit",
        "transparent",
        "expression(alert(1))",
        "rgb(1e999,0,0)",
        "color-mix(in srgb, red, blue)",
        "#fff url(x)",
    ] {
        assert_eq!(Colour::parse(text), None, "{text}");
    }
}

#[test]
fn contrast_is_that_of_wcag() {
    let contrast = |one: &str, two: &str| Colour::parse(one).unwrap().contrast(Colour::parse(two).unwrap());
    for (one, two, expected) in [
        ("#000", "#fff", 21.0),
        ("#fff", "#fff", 1.0),
        ("#777", "#fff", 4.478),
        ("#767676", "#fff", 4.542),
        ("#f00", "#fff", 3.998),
        ("#2d8a4e", "#fff", 4.324),
    ] {
        assert!((contrast(one, two) - expected).abs() < 0.001, "{one} {two}: {}", contrast(one, two));
    }
}

#[test]
fn any_brand_colour_can_be_read() {
    let surfaces = ["#ffffff", "#f4f5f6"].map(|text| Colour::parse(text).unwrap());
    let dark_surfaces = ["#14171a", "#1b1e22", "#24282d"].map(|text| Colour::parse(text).unwrap());
    let mut moved = 0;
    // A grid of 9,261 colours, and every grey.
    let steps = || (0..=20_u8).map(|step| u8::try_from(u16::from(step) * 255 / 20).unwrap());
    let grid = steps()
        .flat_map(|red| steps().flat_map(move |green| steps().map(move |blue| Colour { red, green, blue })));
    let greys = (0..=255).map(|grey| Colour { red: grey, green: grey, blue: grey });
    for colour in grid.chain(greys) {
        let accent = colour.accent();
        assert!(accent.fill.contrast(accent.ink) >= colour::MIN_CONTRAST, "{colour:?}");
        assert!(
            surfaces.iter().all(|surface| accent.text_on_light.contrast(*surface) >= colour::MIN_CONTRAST),
            "{colour:?}"
        );
        assert!(
            dark_surfaces
                .iter()
                .all(|surface| accent.text_on_dark.contrast(*surface) >= colour::MIN_CONTRAST),
            "{colour:?}"
        );
        if accent.fill != colour {
            moved += 1;
            // Never further than to the next shade that bears white.
            assert!(accent.fill.contrast(colour) < 1.25, "{colour:?} {:?}", accent.fill);
        }
    }
    assert!((1..900).contains(&moved), "most brand colours stay as they are: {moved}");
}
