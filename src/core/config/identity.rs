//! Who a page says its visitor is.

use super::{ConfigFault, Loose, Options, text};
use crate::core::protocol::Identity;

/// What `identify` was given. Every field may be absent; an id may be a number.
///
/// # Errors
/// The first field that cannot be used, by its name alone: then nothing of it is.
pub fn identity(options: &dyn Options) -> Result<Identity, ConfigFault> {
    let field = |name: &'static str| {
        let raw = options.get(name);
        let read = match &raw {
            Loose::Absent => return Ok(None),
            Loose::Text(words) => text(words),
            raw if name == "userId" => raw.whole().map(|number| number.to_string()),
            _ => None,
        };
        let expected = "a string that is not empty, of at most 2000 characters";
        let fault = || ConfigFault { field: ["identify.", name].concat().into(), expected };
        read.map(Some).ok_or_else(fault)
    };
    let who = Identity {
        user_id: field("userId")?,
        name: field("name")?,
        email: field("email")?,
        user_hash: field("userHash")?,
    };
    let is_wrong = |email: &String| !email.contains('@') || email.contains(char::is_whitespace);
    if who.email.as_ref().is_some_and(is_wrong) {
        return Err(ConfigFault { field: "identify.email".into(), expected: "an address of e-mail" });
    }
    if who.user_hash.as_ref().is_some_and(|hash| !hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(ConfigFault {
            field: "identify.userHash".into(),
            expected: "a signature in hexadecimal",
        });
    }
    if who.user_id.is_none() {
        return Err(ConfigFault { field: "identify.userId".into(), expected: "the id of the customer" });
    }
    Ok(who)
}
