//! Objects that hold nothing but plain strings and lists of them, read without a tree.
//!
//! The few frames that come before a conversation are such objects. This reader is a tenth of the whole one, which
//! comes with the second part of the widget's program; whatever is not plain (an escape, a number, an object) is left
//! to that one.

/// The members of one object, in order.
pub(crate) struct Flat<'a>(Vec<(&'a str, Member<'a>)>);

enum Member<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
}

impl<'a> Flat<'a> {
    /// Reads an object; `None` when anything in it is not plain, or it is no JSON.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let mut rest = text;
        let mut members = Vec::new();
        taken(&mut rest, '{')?;
        if taken(&mut rest, '}').is_none() {
            loop {
                let name = string(&mut rest)?;
                taken(&mut rest, ':')?;
                let member = if taken(&mut rest, '[').is_some() {
                    Member::List(list(&mut rest)?)
                } else {
                    Member::Text(string(&mut rest)?)
                };
                members.push((name, member));
                if taken(&mut rest, ',').is_none() {
                    break;
                }
            }
            taken(&mut rest, '}')?;
        }
        skip(rest).is_empty().then_some(Self(members))
    }

    /// The text under a name. Of two members with one name the last counts, as in `JSON.parse`.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        match self.member(name)? {
            Member::Text(text) => Some(text),
            Member::List(_) => None,
        }
    }

    /// The list under a name.
    pub(crate) fn list(&self, name: &str) -> Option<&[&'a str]> {
        match self.member(name)? {
            Member::List(list) => Some(list),
            Member::Text(_) => None,
        }
    }

    /// Whether there is such a member.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    fn member(&self, name: &str) -> Option<&Member<'a>> {
        self.0.iter().rev().find(|(own, _)| *own == name).map(|(_, member)| member)
    }
}

/// White space, as JSON has it.
fn skip(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

fn taken(rest: &mut &str, sign: char) -> Option<()> {
    *rest = skip(rest).strip_prefix(sign)?;
    Some(())
}

fn string<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let mut behind = *rest;
    taken(&mut behind, '"')?;
    let (text, behind) = behind.split_once('"')?;
    *rest = behind;
    text.bytes().all(|byte| byte >= b' ' && byte != b'\\').then_some(text)
}

fn list<'a>(rest: &mut &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    if taken(rest, ']').is_some() {
        return Some(found);
    }
    loop {
        found.push(string(rest)?);
        if taken(rest, ',').is_none() {
            break;
        }
    }
    taken(rest, ']')?;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::Flat;
    use crate::core::json::{self, Value};

    #[test]
    fn reads_plain_objects() {
        let flat =
            Flat::read(" {\"type\" : \"auth_ok\",\n\"features\":[ \"ack\" , \"more\"], \"none\": []}\r\n")
                .unwrap();
        assert_eq!(flat.text("type"), Some("auth_ok"));
        assert_eq!(flat.list("features"), Some(["ack", "more"].as_slice()));
        assert_eq!(flat.list("none"), Some([].as_slice()));
        assert_eq!((flat.text("features"), flat.list("type"), flat.has("absent")), (None, None, false));
        assert!(Flat::read("{}").is_some());
        assert_eq!(Flat::read(r#"{"a":"1","a":"2"}"#).unwrap().text("a"), Some("2"));
    }

    #[test]
    fn leaves_the_rest_to_the_other_reader() {
        for text in [
            "",
            "null",
            "[]",
            "{",
            "{}x",
            r#"{"a"}"#,
            r#"{"a":"b",}"#,
            r#"{"a":"b" "c":"d"}"#,
            r#"{"a":1}"#,
            r#"{"a":{}}"#,
            r#"{"a":["b",]}"#,
            r#"{"a":["b"}"#,
            r#"{"a":[[]]}"#,
            r#"{"a":"\u0041"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":"b}"#,
            "\u{a0}{}",
        ] {
            assert!(Flat::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn finds_what_the_other_reader_finds() {
        let texts = [r#"{"type":"ping"}"#, r#"{"a":"é🙂","b":["x","y"],"a":"z"}"#, "{ }", "\t{\"k\":\"\"}"];
        for text in texts {
            let (flat, whole) = (Flat::read(text).unwrap(), json::read(text).unwrap());
            for name in ["type", "a", "k"] {
                assert_eq!(flat.text(name), whole.get(name).and_then(Value::as_str), "{name} of {text}");
            }
        }
    }
}
