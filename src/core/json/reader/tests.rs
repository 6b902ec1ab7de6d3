//! The verdicts of JSONTestSuite, restated class by class with texts of our own: `y` must be read, `n`
//! must be refused, `i` is left open by the RFC and decided here.

use super::*;

/// Well-formed.
const YES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "123",
    "1.5",
    "-1.5",
    "0.0",
    "0e1",
    "0E1",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.5e10",
    "123.456e78",
    "1E22",
    "-0.1e-1",
    "20e1",
    "123e45",
    "0e+1",
    "-123123123123123123123123123123",
    "\"\"",
    "\" \"",
    "\"a\"",
    "\"é\"",
    "\"\u{1f600}\"",
    "\"\u{2028}\"",
    "\"\u{7f}\"",
    "\"\u{ffff}\"",
    "\"\u{feff}\"",
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0041""#,
    r#""\u0000""#,
    r#""\uD83D\uDE00""#,
    r#""\ud834\udd1e""#,
    r#""\\u0000""#,
    r#""\\a""#,
    r#""\uffff""#,
    r#""\u200B""#,
    r#""a/*b*/c""#,
    r#""[]{},:""#,
    "[]",
    "[ ]",
    "[1]",
    "[ 1 , 2 ]",
    "[[]]",
    "[null,true,\"x\"]",
    "[1,null,null,null,2]",
    "[\n1\r\n,\t2 ]",
    " []",
    "[] ",
    "\t\r\n {}",
    "{}",
    r#"{"":0}"#,
    r#"{"a":[]}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"a":1,"a":1}"#,
    r#"{"a":{"b":{}}}"#,
    r#"{ "a" : 1 }"#,
    r#"{"\u0061":1}"#,
    r#"{"foo\u0000bar":42}"#,
    "{\"a\":\n\"b\"\n}",
    r#"{"name":"молоко","price":45.90}"#,
];

/// Not JSON.
const NO: &[&str] = &[
    "",
    " ",
    "\u{feff}{}",
    "{}\u{feff}",
    "\u{a0}1",
    "nul",
    "NULL",
    "True",
    "truth",
    "nullx",
    "fals",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "+1",
    "-",
    "--1",
    "- 1",
    "01",
    "-01",
    "00",
    "1.",
    ".1",
    "-.1",
    "1.e5",
    "1e",
    "1e+",
    "1e-",
    "1ee5",
    "1e5.5",
    "0x1F",
    "1_000",
    "1,5",
    "1 000",
    "1a",
    "-a",
    "1.2.3",
    "١",
    "\u{ff11}",
    "0.1.2",
    "9.e+",
    "0e",
    "1/2",
    "\"",
    "\"a",
    "a\"",
    "'a'",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    "\"\n\"",
    "\"\t\"",
    r#""\x41""#,
    r#""\'""#,
    r#""\a""#,
    r#""\"#,
    r#""\""#,
    r#""\u""#,
    r#""\u12""#,
    r#""\u123""#,
    r#""\u12G4""#,
    r#""\u+123""#,
    r#""\u 123""#,
    r#""\U0041""#,
    r#""\é""#,
    r#""\uD800\u""#,
    r#""\uD800\x""#,
    "\"\\😀\"",
    "\"a\"b",
    "\"\" x",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[,]",
    "[1,,2]",
    "[1 2]",
    "[1:2]",
    "[1}",
    "[\"a\"",
    "[]]",
    "[] []",
    "[1]x",
    "[*]",
    "[\"x\", truth]",
    "[1,\n1\n,1",
    "[\u{c}]",
    "[\u{b}1]",
    "[\u{2060}]",
    "[<null>]",
    "[a]",
    "{",
    "}",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{,\"a\":1}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{null:1}",
    "{\"a\" 1}",
    "{\"a\",1}",
    "{\"a\"::1}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1]",
    "{[]:1}",
    "{\"a\":1}#",
    "{\"a\":1}/**/",
    "{\"a\":/**/1}",
    "{\"a\":1}//",
    "{} {}",
    "{\"a\":\"b\"}}",
    "{\"a\":tru}",
    "{\"x\":1,\"y\"}",
    "// c\n1",
    "# c\n1",
    "<.>",
    "*",
    "\u{0}",
    "123\u{0}",
    "[1]\u{0}",
];

#[test]
fn reads_what_is_well_formed() {
    for text in YES {
        assert!(read(text).is_ok(), "{text:?}");
    }
}

#[test]
fn refuses_what_is_not() {
    for text in NO {
        assert!(read(text).is_err(), "{text:?}");
    }
}

#[test]
fn refuses_every_prefix_of_an_object() {
    let whole = r#"{"a":[1,-2.5e+3,true,null,"x\u00e9\n"],"b":{"c":{}}}"#;
    assert!(read(whole).is_ok());
    for (end, _) in whole.char_indices() {
        assert!(read(whole.get(..end).unwrap()).is_err(), "{end}");
    }
}

#[test]
fn numbers_of_any_size_keep_their_text() {
    let digits = "9".repeat(50_000);
    for text in [
        "1e999",
        "-1e999",
        "1e-999",
        "123123e100000",
        "-0",
        "0.1",
        "1.000",
        "9007199254740993",
        digits.as_str(),
    ] {
        assert_eq!(read(text), Ok(Value::Number(text.to_owned())));
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nest = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for (text, fits) in [
        (nest(MAX_DEPTH - 1), true),
        (nest(MAX_DEPTH), true),
        (nest(MAX_DEPTH + 1), false),
        (nest(50_000), false),
        ("[".repeat(100_000), false),
        ("{\"a\":".repeat(100_000), false),
        ("[{\"\":".repeat(50_000), false),
        ("]".repeat(100_000), false),
    ] {
        assert_eq!(read(&text).is_ok(), fits, "{} bytes", text.len());
    }
}

#[test]
fn lone_surrogates_never_fail() {
    let text = |head, text: &str, tail| Ok(Value::String(Text { head, text: text.to_owned(), tail }));
    for (json, expected) in [
        (r#""\uDE00b""#, text(Some(0xde00), "b", None)),
        (r#""b\uD83D""#, text(None, "b", Some(0xd83d))),
        (r#""\uDE00\uD83D""#, text(Some(0xde00), "", Some(0xd83d))),
        (r#""\uD83D""#, text(None, "", Some(0xd83d))),
        (r#""\uDE00""#, text(Some(0xde00), "", None)),
        (r#""\uDE00\uDE00""#, text(Some(0xde00), "\u{fffd}", None)),
        (r#""\uD83D\uD83D""#, text(None, "\u{fffd}", Some(0xd83d))),
        (r#""\uD83D\uD83D\uDE00""#, text(None, "\u{fffd}😀", None)),
        (r#""\uD83Da""#, text(None, "\u{fffd}a", None)),
        (r#""a\uDE00""#, text(None, "a\u{fffd}", None)),
        (r#""\uD83D\n""#, text(None, "\u{fffd}\n", None)),
        (r#""\uD83D\u0041""#, text(None, "\u{fffd}A", None)),
        (r#""\uD83D\uDE00\uDE00""#, text(None, "😀\u{fffd}", None)),
        (r#""\uDE00😀""#, text(Some(0xde00), "😀", None)),
    ] {
        assert_eq!(read(json), expected, "{json}");
    }
    assert_eq!(read(r#"{"\uD800k":1}"#).unwrap().get("\u{fffd}k"), Some(&Value::Number("1".into())));
}

#[test]
fn says_where_it_stopped() {
    assert_eq!(read("[1,x]"), Err(Malformed { at: 3 }));
    assert_eq!(read("{} {}"), Err(Malformed { at: 3 }));
}

#[test]
fn any_text_is_survived() {
    let alphabet: Vec<char> = "{}[]\",:\\/u0123456789abfnrtelsd.-+ \n\u{0}\u{feff}é😀".chars().collect();
    let mut state: u32 = 7;
    for _ in 0..20_000 {
        let text: String = (0..24)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                alphabet[(state >> 16) as usize % alphabet.len()]
            })
            .collect();
        match read(&text) {
            Ok(_) => assert!(read(&(text + "]")).is_err()),
            Err(Malformed { at }) => assert!(at <= text.len(), "{text}"),
        }
    }
}
