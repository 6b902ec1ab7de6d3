//! The support bots that a backend serves, as they stand in the file of tenants.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::tenants::{TenantsError, entries, wrong};

/// What becomes of looking an order up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// It is packed and waits for its courier.
    Packed,
    /// It is on its way.
    Shipped,
    /// It has arrived.
    Delivered,
    /// The shop's order system does not answer.
    Failing,
}

/// Somebody whom the demo shop's server knows, and signs for whoever asks it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCustomer {
    /// The shop's id of the customer.
    pub user_id: String,
    /// How the bot addresses them.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// What visitors may use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChatbotLimits {
    /// Messages per connection in any 60 seconds.
    pub messages_per_minute: usize,
    /// Open sockets per visitor id.
    pub sockets: usize,
}

impl Default for ChatbotLimits {
    fn default() -> Self {
        Self { messages_per_minute: 10, sockets: 3 }
    }
}

/// One support bot with all that is its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chatbot {
    /// What the address's `key` is. It stands in the page and gives access to nothing but the chat.
    pub id: String,
    /// Signs visitor ids; known to the shop's server and to this backend, never to a page.
    pub identity_secret: String,
    /// The orders that it can look up, by their numbers.
    #[serde(default)]
    pub orders: BTreeMap<String, Order>,
    /// Whom the demo shop signs for. Leave it out where identity is to mean anything.
    #[serde(default)]
    pub demo_customer: Option<DemoCustomer>,
    /// Limits of use.
    #[serde(default)]
    pub limits: ChatbotLimits,
}

impl Chatbot {
    /// What is wrong with it, as "field: reason".
    fn fault(&self) -> Option<&'static str> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Some("id: only letters, digits, hyphens and underscores");
        }
        if self.identity_secret.is_empty() {
            return Some("identity_secret: is empty");
        }
        if !self.orders.keys().all(|number| is_order_number(number)) {
            return Some("orders: a number has 3 to 12 digits");
        }
        if self.limits.messages_per_minute == 0 {
            return Some("limits.messages_per_minute: must be above 0");
        }
        (self.limits.sockets == 0).then_some("limits.sockets: must be above 0")
    }
}

/// Can this be the number of an order?
pub(crate) fn is_order_number(word: &str) -> bool {
    (3..=12).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads chatbots as they stand in a file of tenants; there may be none.
pub(crate) fn read(text: &str) -> Result<Vec<Chatbot>, TenantsError> {
    entries(text, "chatbot")
}

/// Checks each chatbot by itself, and that none can be taken for another.
pub(crate) fn check(chatbots: &[Chatbot]) -> Result<(), TenantsError> {
    let mut taken = HashSet::new();
    for chatbot in chatbots {
        let of = |fault: &str| wrong(&format!("{}: {fault}", chatbot.id));
        if let Some(fault) = chatbot.fault() {
            return Err(of(fault));
        }
        for own in [("id", &chatbot.id), ("identity_secret", &chatbot.identity_secret)] {
            if !taken.insert(own) {
                return Err(of(&format!("{}: another one has the same", own.0)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::SAMPLE;

    const LEAST: &str = "[[chatbot]]\nid = 'tea'\nidentity_secret = 's'\n";

    #[test]
    fn the_sample_has_one_with_every_field() {
        let chatbots = read(SAMPLE).unwrap();
        check(&chatbots).unwrap();
        let [bot] = chatbots.as_slice() else { panic!("{chatbots:?}") };
        assert_eq!((bot.id.as_str(), bot.limits.clone()), ("demo-bot", ChatbotLimits::default()));
        assert_eq!(bot.orders["1004"], Order::Failing);
        assert!(bot.demo_customer.is_some());
    }

    #[test]
    fn what_can_be_left_out_is_left_out() {
        let chatbots = read(LEAST).unwrap();
        check(&chatbots).unwrap();
        assert!(chatbots[0].orders.is_empty() && chatbots[0].demo_customer.is_none());
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn mistakes_name_the_chatbot_and_the_field() {
        for (text, said) in [
            (LEAST.replace("id = 'tea'\n", ""), "number 1: missing field `id`"),
            (LEAST.replace("'s'", "''"), "tea: identity_secret"),
            (LEAST.replace("'tea'", "'te a'"), "te a: id"),
            (format!("{LEAST}secret = 's'"), "unknown field `secret`"),
            (format!("{LEAST}orders = {{ x1 = 'packed' }}"), "tea: orders"),
            (format!("{LEAST}orders = {{ 1001 = 'lost' }}"), "`orders.1001`"),
            (format!("{LEAST}limits.sockets = 0"), "tea: limits.sockets"),
            (format!("{LEAST}limits.messages_per_minute = 0"), "tea: limits.messages_per_minute"),
            (format!("{LEAST}{}", LEAST.replace("'s'", "'t'")), "tea: id: another"),
            (format!("{LEAST}{}", LEAST.replace("tea", "two")), "two: identity_secret: another"),
        ] {
            let error = read(&text).and_then(|chatbots| check(&chatbots)).unwrap_err().to_string();
            assert!(error.contains(said), "{said} is not in: {error}");
        }
    }
}
