//! Who a page says its visitor is.

use super::super::identity;
use super::page::Js;

fn read(fields: &[(&'static str, Js)]) -> Result<crate::core::protocol::Identity, String> {
    identity(&Js::Object(fields.to_vec())).map_err(|fault| fault.to_string())
}

#[test]
fn every_field_is_read() {
    let who = read(&[
        ("userId", Js::Number(7.0)),
        ("name", Js::Text(" Iryna ")),
        ("email", Js::Text("iryna@example.com")),
        ("userHash", Js::Text("0aF9")),
        ("phone", Js::Trap),
    ])
    .unwrap();
    assert_eq!(who.user_id.as_deref(), Some("7"));
    assert_eq!(who.name.as_deref(), Some("Iryna"));
    assert_eq!(who.email.as_deref(), Some("iryna@example.com"));
    assert_eq!(who.user_hash.as_deref(), Some("0aF9"));
    let who = read(&[("userId", Js::Text("u1")), ("name", Js::Null)]).unwrap();
    assert_eq!((who.user_id.as_deref(), who.name), (Some("u1"), None));
}

#[test]
fn a_wrong_field_is_named_and_never_repeated() {
    let id = ("userId", Js::Text("u1"));
    for (field, wrong) in [
        ("name", Js::Number(7.0)),
        ("name", Js::Text("")),
        ("email", Js::Text("secret-value")),
        ("email", Js::Text("a @b")),
        ("email", Js::Flag),
        ("userHash", Js::Text("secret-value")),
        ("userHash", Js::Number(12.0)),
        ("userHash", Js::Object(vec![])),
    ] {
        let fault = read(&[id.clone(), (field, wrong)]).unwrap_err();
        assert!(fault.contains(&format!("identify.{field}")) && !fault.contains("secret"), "{fault}");
    }
    for wrong in [Js::Null, Js::Text(" "), Js::Number(1.5), Js::Flag, Js::List] {
        assert!(read(&[("userId", wrong)]).unwrap_err().contains("identify.userId"));
    }
}
