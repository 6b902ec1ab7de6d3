//! The frames of the wire contract as types. What the documentation leaves open follows the project's contract; both
//! are one here.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::amount::Amount;

pub(crate) mod tools;

use tools::{ApprovePlan, ChecklistItem, ModifyPlan, PlanDay, SubmitChecklist, Tool};

/// The largest frame in either direction, in bytes of UTF-8.
pub(crate) const MAX_FRAME: usize = 65_536;

/// Close codes.
pub(crate) mod close {
    pub(crate) const AUTH_TIMEOUT: u16 = 4001;
    pub(crate) const AUTH_MALFORMED: u16 = 4002;
    pub(crate) const KEY_REFUSED: u16 = 4003;
    pub(crate) const STORE_UNKNOWN: u16 = 4004;
    pub(crate) const TOO_MANY_SOCKETS: u16 = 4029;
    pub(crate) const GOING_AWAY: u16 = 1001;
    pub(crate) const NOT_WEBSOCKET: u16 = 1002;
    pub(crate) const NOT_UTF8: u16 = 1007;
    pub(crate) const TOO_LARGE: u16 = 1009;
    pub(crate) const INTERNAL_ERROR: u16 = 1011;
}

/// The first frame of a client.
#[derive(Debug, Deserialize)]
pub(crate) struct Auth {
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) store_id: Option<String>,
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    #[serde(default)]
    pub(crate) conversation_id: Option<String>,
}

impl Auth {
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_FRAME {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get("type")? != "auth" {
            return None;
        }
        Self::deserialize(value).ok().filter(|auth| !auth.token.is_empty())
    }
}

/// What a shopper wrote.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) conversation_id: Option<String>,
    #[serde(default)]
    pub(crate) client_message_id: Option<String>,
}

/// An absolute quantity of one product; zero removes it.
#[derive(Debug, Deserialize)]
pub(crate) struct SetQuantity {
    pub(crate) sku: String,
    pub(crate) quantity: Amount,
}

/// The pressed suggestion.
#[derive(Debug, Deserialize)]
pub(crate) struct QuickReply {
    pub(crate) value: String,
    #[serde(default)]
    pub(crate) tool_call_id: Option<String>,
}

/// What a shopper pressed.
#[derive(Debug)]
pub(crate) enum Action {
    SetQuantity(SetQuantity),
    ClearCart,
    QuickReply(QuickReply),
    /// The answer to a checklist or a plan.
    Tool(Tool),
}

impl Action {
    fn read(value: Value) -> Option<Self> {
        match value.get("action")?.as_str()? {
            "set_quantity" => SetQuantity::deserialize(value)
                .ok()
                .filter(|wanted| !wanted.quantity.is_negative())
                .map(Self::SetQuantity),
            "clear_cart" => Some(Self::ClearCart),
            "quick_reply" => QuickReply::deserialize(value).ok().map(Self::QuickReply),
            "submit_checklist" => SubmitChecklist::deserialize(value).ok().map(Tool::Submit).map(Self::Tool),
            "approve_meal_plan" => ApprovePlan::deserialize(value).ok().map(Tool::Approve).map(Self::Tool),
            "modify_meal_plan" => ModifyPlan::deserialize(value).ok().map(Tool::Modify).map(Self::Tool),
            _ => None,
        }
    }
}

/// Any frame after `auth`.
#[derive(Debug)]
pub(crate) enum ClientFrame {
    Message(Message),
    Action(Action),
    Ping,
    Pong,
}

impl ClientFrame {
    /// `None` for what is not JSON, of an unknown type or with missing or wrong fields.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        match value.get("type")?.as_str()? {
            "ping" => Some(Self::Ping),
            "pong" => Some(Self::Pong),
            "message" => {
                let message = Message::deserialize(value).ok()?;
                (!message.text.trim().is_empty()).then_some(Self::Message(message))
            }
            "action" => Action::read(value).map(Self::Action),
            _ => None,
        }
    }
}

/// A line of the cart as clients see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CartItem {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) price: Amount,
    pub(crate) promo_price: Option<Amount>,
    pub(crate) brand: Option<String>,
    pub(crate) quantity: Amount,
    pub(crate) unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) image_url: Option<String>,
}

impl CartItem {
    /// What one of it costs.
    pub(crate) fn unit_price(&self) -> Amount {
        self.promo_price.unwrap_or(self.price)
    }
}

/// The sum of a cart: line totals rounded to hundredths, then added.
pub(crate) fn total(items: &[CartItem]) -> Amount {
    items.iter().fold(Amount::ZERO, |sum, item| sum.plus(item.unit_price().line_total(item.quantity)))
}

/// A product card.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductCard {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) brand: Option<String>,
    pub(crate) price: Amount,
    pub(crate) promo_price: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) promo_label: Option<String>,
    pub(crate) currency: &'static str,
    pub(crate) unit: String,
    pub(crate) quantity_step: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_quantity: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_quantity: Option<Amount>,
    pub(crate) quantity: Amount,
    pub(crate) in_stock: bool,
    pub(crate) image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// A suggestion to press.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct QuickOption {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// The state of the cart at the end of a turn.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) selected_items: Vec<CartItem>,
    pub(crate) total: Amount,
    pub(crate) item_count: usize,
}

impl Summary {
    pub(crate) fn of(items: Vec<CartItem>) -> Self {
        Self { total: total(&items), item_count: items.len(), selected_items: items }
    }
}

/// A refusal. The server sends codes only, words are the client's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorFrame {
    pub(crate) code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_size: Option<usize>,
}

impl ErrorFrame {
    pub(crate) fn code(code: &'static str) -> Self {
        Self { code, ..Self::default() }
    }

    pub(crate) fn limit(code: &'static str, limit: u64) -> Self {
        Self { limit: Some(limit), ..Self::code(code) }
    }
}

/// Every frame this backend sends.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ServerFrame {
    AuthOk {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        features: Vec<String>,
    },
    ConversationStarted {
        conversation_id: String,
    },
    SessionRestored {
        conversation_id: String,
        #[serde(flatten)]
        cart: Summary,
        pending_tools: Vec<Box<RawValue>>,
    },
    Status {
        code: &'static str,
    },
    TextDelta {
        delta: String,
    },
    TextEnd,
    ProductCards {
        items: Vec<ProductCard>,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        tool_call_id: String,
    },
    QuickReplies {
        options: Vec<QuickOption>,
        #[serde(skip_serializing_if = "Option::is_none")]
        prompt: Option<String>,
        tool_call_id: String,
    },
    IngredientChecklist {
        checklist_id: String,
        title: String,
        servings: u32,
        items: Vec<ChecklistItem>,
        tool_call_id: String,
    },
    MealPlan {
        plan_id: String,
        title: String,
        days: Vec<PlanDay>,
        tool_call_id: String,
    },
    CartChanged {
        action: &'static str,
        items: Vec<CartItem>,
        total: Amount,
        #[serde(skip_serializing_if = "Option::is_none")]
        sku: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        quantity: Option<Amount>,
        #[serde(skip_serializing_if = "Option::is_none")]
        price: Option<Amount>,
    },
    Error(ErrorFrame),
    ResponseComplete {
        summary: Summary,
    },
    MessageAck {
        client_message_id: String,
    },
    Ping,
    Pong,
}

impl ServerFrame {
    /// The frame as it stands on the wire.
    pub(crate) fn text(&self) -> String {
        // Serialising plain structs of strings and numbers fails for no value that can be made here.
        serde_json::to_string(self)
            .unwrap_or_else(|_| r#"{"type":"error","code":"internal_error"}"#.to_owned())
    }
}
