//! The VIZOCHOK wire: JSON objects over a WebSocket, routed by `type`.
//!
//! This is the only place that knows how a frame is spelled. What the service's documentation states
//! is marked **doc**; what it leaves open and this client decided is marked **ours**: if the wire turns
//! out otherwise, this file and the two below it change and nothing else.
//!
//! `wss://<api host>/api/v1/ws/chat` (doc); credentials in the first frame, never in the address (doc).
//!
//! | server → client | fields | mark |
//! |---|---|---|
//! | `auth_ok` | `features?` | doc, field ours |
//! | `conversation_started` | `conversation_id` | doc |
//! | `session_restored` | `conversation_id`, `selected_items` | doc |
//! | | `total?`, `item_count?`, `pending_tools?`: interactive frames, whole; without it nothing is known of them | ours |
//! | `status` | `code`: `searching` | doc |
//! | | `thinking`, `checking_prices`, `updating_cart`, `planning` | ours |
//! | `text_delta`, `text_end` | `delta`; – | doc |
//! | `product_cards` | `items`, `title?`, `tool_call_id?` | doc, last two ours |
//! | `quick_replies` | `options: [{label, value?}]` or bare strings, `prompt?`, `tool_call_id?` | type doc, fields ours |
//! | `ingredient_checklist` | `checklist_id`, `title`, `servings?`, `items`, `tool_call_id?` | type doc, fields ours |
//! | `meal_plan` | `plan_id`, `title?`, `days`, `tool_call_id?` | ours |
//! | `cart_changed` | `action`, `items` (the whole cart), `total`, `sku?`, `name?`, `quantity?`, `price?` | doc |
//! | `event` | ignored: the documentation shows it with two `type` keys beside `cart_changed` | doc |
//! | `error` | `code`, `retry_after?` (s), `limit?`, `max_size?` (bytes) | doc |
//! | `response_complete` | `summary?`, also under the name `session_summary` | type doc, field ours |
//! | `message_ack` | `client_message_id` (feature `ack`) | ours |
//! | `ping`, `pong` | – | doc |
//!
//! | client → server | fields | mark |
//! |---|---|---|
//! | `auth` | `token`, `store_id`, `user_id?`, `conversation_id?` | doc |
//! | `message` | `text`, `conversation_id?` | doc |
//! | | `client_message_id` (feature `ack`) | ours |
//! | `action` | `action`, its fields, `tool_call_id?` | type, `sku`, `quantity` doc; the rest ours |
//! | `ping`, `pong` | – | doc |
//!
//! The shopper begins a new conversation on another link, whose `auth` names none (ours: the documentation
//! also lets a `message` without an id begin one, but does not say what becomes of the answer that is
//! being made).
//!
//! Reading is forgiving, in steps: the whole frame; the frame without an optional field or an element
//! of a list that is wrong (each counted); nothing, with the reason. Forgiven without counting: unknown
//! fields, `null` or empty text for an absent field, a number spelled as text (`"45.90"`: shops' price
//! lists often have it so), an identifier spelled as a number.

mod decode;
mod encode;
mod link;

use super::reading::{read_object, socket_base};
use super::{ClientCommand, Codec, Decoded, MAX_FRAME_BYTES, Manners, ServerEvent};
use crate::core::clock::SECOND;
use crate::core::json::Flat;

/// Where the socket listens, below the API base.
const PATH: &str = "/api/v1/ws/chat";

const MANNERS: Manners = Manners {
    name: "vizochok",
    key_option: "apiKey",
    key_marks: Some(("pk_", "sk_")),
    store_option: Some("storeId"),
    base_option: "apiBase",
    default_base: "https://api.vizochok.com",
    visitor_key: None,
    ping_every: 30 * SECOND,
    answers_pings: true,
    takes_turns: true,
    tells_words: false,
    sells: true,
};

/// The codec. It holds no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vizochok;

impl Codec for Vizochok {
    fn manners(&self) -> &'static Manners {
        &MANNERS
    }

    fn endpoint(&self, base: &str, _key: &str, _visitor: &str) -> String {
        [&socket_base(base), PATH].concat()
    }

    fn decode(&self, text: &str) -> Decoded {
        match read_object(text) {
            Ok(frame) => decode::frame(&frame),
            Err(why) => Decoded { event: Err(why), dropped: 0 },
        }
    }

    fn decode_link(&self, text: &str) -> Option<ServerEvent> {
        if text.len() > MAX_FRAME_BYTES {
            return None;
        }
        link::event(&Flat::read(text)?)
    }

    fn encode(&self, command: &ClientCommand) -> Option<String> {
        encode::frame(command)
    }
}
