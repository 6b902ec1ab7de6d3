//! What a client can ask of a server.

use std::fmt;

use crate::core::decimal::Decimal;

/// What a client can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientCommand {
    /// The credentials: the first frame of every connection.
    Auth {
        /// The public key.
        token: String,
        /// The store.
        store_id: String,
        /// The signed-in customer.
        user_id: Option<String>,
        /// The saved conversation.
        conversation_id: Option<String>,
    },
    /// The shopper's words.
    Message {
        /// The words.
        text: String,
        /// The conversation they belong to.
        conversation_id: Option<String>,
        /// Only for a server that offers [`FEATURE_ACK`](super::FEATURE_ACK).
        client_message_id: Option<String>,
    },
    /// The shopper pressed something.
    Action(Action),
    /// Who the visitor is. Only for a server that offers [`FEATURE_IDENTIFY`](super::FEATURE_IDENTIFY).
    Identify(Identity),
    /// Whether a person is wanted. Only for a server that offers
    /// [`FEATURE_HANDOFF`](super::FEATURE_HANDOFF).
    Handoff {
        /// A person is wanted; otherwise the assistant is to go on.
        accept: bool,
    },
    /// A question for a sign of life.
    Ping,
    /// The answer to one.
    Pong,
}

/// Who a visitor is, as the page says. Kept in memory only, and never shown: the signature is as good as a
/// password for whatever the server does for this customer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The page's id of the customer.
    pub user_id: Option<String>,
    /// How to address them.
    pub name: Option<String>,
    /// Where to write to them.
    pub email: Option<String>,
    /// The page's server vouches for them: its signature.
    pub user_hash: Option<String>,
}

impl fmt::Debug for Identity {
    /// Says nothing: what is printed ends up in logs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity")
    }
}

/// What the shopper can press. Quantities are absolute: the same action twice has the effect of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// This many of this product; zero removes it.
    SetQuantity {
        /// The product.
        sku: String,
        /// The wanted quantity.
        quantity: Decimal,
        /// From the frame that showed the product.
        tool_call_id: Option<String>,
    },
    /// Empty the cart.
    ClearCart,
    /// A suggestion was pressed.
    QuickReply {
        /// Its value.
        value: String,
        /// Its words.
        label: String,
        /// From the frame that offered it.
        tool_call_id: Option<String>,
    },
    /// The checklist is done.
    SubmitChecklist {
        /// Which.
        checklist_id: String,
        /// The lines to buy.
        need: Vec<String>,
        /// The lines that are at home.
        have: Vec<String>,
        /// For how many people.
        servings: Option<u32>,
        /// From the frame that offered it.
        tool_call_id: Option<String>,
    },
    /// The plan is accepted.
    ApproveMealPlan {
        /// Which.
        plan_id: String,
        /// From the frame that offered it.
        tool_call_id: Option<String>,
    },
    /// The plan is to be changed.
    ModifyMealPlan {
        /// Which.
        plan_id: String,
        /// The day to change.
        day: Option<String>,
        /// The meal to change.
        meal: Option<String>,
        /// A wish in words.
        request: Option<String>,
        /// From the frame that offered it.
        tool_call_id: Option<String>,
    },
}
