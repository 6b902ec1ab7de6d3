//! The stored session: what a reload brings back.
//!
//! One JSON text with a version. Cards, plans, errors and the cart stand in it in the words of the
//! wire (as VIZOCHOK frames, whatever protocol the session was held in), so they are read by the same
//! careful reader as everything a server sends; answers stand as the text they were streamed as.
//!
//! It holds the newest [`MAX_ENTRIES`] entries, and no more of them than fit into [`MAX_BYTES`]. A text
//! that is damaged, or has another version, is no session; a damaged entry is left out. That is never
//! an error: the shopper starts fresh, or with what could be read.
//!
//! What was under way when the text was written is restored as what it has become: a message that was
//! handed over is unconfirmed, an answer that was streaming is interrupted. The server's own memory of
//! a conversation may have ended since; its id is sent anyway, and the server decides.

mod tools;
mod write;

use super::decimal::Decimal;
use super::json::{self, Value};
use super::markdown::Document;
use super::protocol::{CallState, CartItem, Protocol, ServerEvent};
use super::transcript::{AnswerState, Choice, Entry, EntryBody, EntryKey, HandoffState, Notice, SendState};

pub(crate) use write::write;

/// The version of the text. Another one is not read.
pub const VERSION: u64 = 1;
/// The most entries that are stored, the newest ones.
pub const MAX_ENTRIES: usize = 200;
/// The most room that entries take, in bytes of UTF-8. Browsers give a page about 5 MB, and the page
/// has needs of its own.
pub const MAX_BYTES: usize = 512 * 1024;

/// What is stored.
#[derive(Default)]
pub(crate) struct Stored {
    /// Whose it is (`Settings::owner`).
    pub(crate) owner: Option<u64>,
    pub(crate) conversation: Option<String>,
    pub(crate) nonce: Option<u64>,
    pub(crate) draft: String,
    pub(crate) unread: u32,
    pub(crate) lines: Vec<CartItem>,
    pub(crate) total: Decimal,
    pub(crate) entries: Vec<Entry>,
    /// The last key that was given, even if its entry is gone: ids of messages are made of keys.
    pub(crate) last: u64,
}

/// Reads a stored session. A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
pub(crate) fn read(text: &str) -> Option<Stored> {
    let value = json::read(text).ok()?;
    if value.get("v").and_then(Value::as_u64) != Some(VERSION) {
        return None;
    }
    let (lines, total) = match value.get("cart").and_then(frame) {
        Some(ServerEvent::CartChanged(cart)) => (cart.items, cart.total),
        _ => (Vec::new(), Decimal::ZERO),
    };
    let entries = value.get("entries").and_then(Value::as_array).unwrap_or_default();
    Some(Stored {
        owner: value.get("owner").and_then(Value::as_u64),
        unread: value.get("unread").and_then(Value::as_u32).unwrap_or_default(),
        conversation: string(&value, "conversation"),
        nonce: value.get("nonce").and_then(Value::as_u64),
        draft: string(&value, "draft").unwrap_or_default(),
        lines,
        total,
        last: value.get("last").and_then(Value::as_u64).unwrap_or_default(),
        entries: entries.iter().filter_map(entry).collect(),
    })
}

fn entry(value: &Value) -> Option<Entry> {
    let key = EntryKey(value.get("key")?.as_u64()?);
    let body = if let Some(text) = string(value, "user") {
        let state = send_state(value.get("state")?.as_str()?)?;
        EntryBody::User { text, state }
    } else if let Some(source) = string(value, "answer") {
        let is = |mark| value.get(mark).and_then(Value::as_bool) == Some(true);
        let mut document = Document::new();
        document.push(&source);
        let state = match (is("whole"), is("stopped")) {
            (true, _) => AnswerState::Done,
            (_, true) => AnswerState::Stopped,
            _ => AnswerState::Interrupted,
        };
        if state == AnswerState::Done {
            document.finish();
        } else {
            document.cut();
        }
        EntryBody::Answer { document, state, author: string(value, "author") }
    } else if let Some(read) = value.get("frame").and_then(frame) {
        match read {
            ServerEvent::ProductCards(cards) => EntryBody::Products(cards),
            ServerEvent::QuickReplies(replies) => {
                let choice = match value.get("chosen").and_then(Value::as_u32) {
                    Some(index) => {
                        let said = value.get("said").and_then(Value::as_u64).unwrap_or_default();
                        Choice::Made { index, said: EntryKey(said) }
                    }
                    None if string(value, "state").as_deref() == Some("closed") => Choice::Closed,
                    None => Choice::Open,
                };
                EntryBody::QuickReplies { replies, choice }
            }
            ServerEvent::IngredientChecklist(list) => {
                EntryBody::Checklist(tools::read_checklist(value, list))
            }
            ServerEvent::MealPlan(plan) => EntryBody::MealPlan(tools::read_plan(value, plan)),
            ServerEvent::Error(error) => EntryBody::Error(error),
            _ => return None,
        }
    } else if let Some(tool) = string(value, "tool") {
        let done = value.get("done").and_then(Value::as_bool) == Some(true);
        EntryBody::ToolCall { tool, state: if done { CallState::Done } else { CallState::Failed } }
    } else if let Some(message) = string(value, "handoff") {
        let state = match string(value, "state").as_deref() {
            Some("declined") => HandoffState::Declined,
            Some("over") => HandoffState::Over,
            _ => HandoffState::Offered,
        };
        EntryBody::Handoff { message, state }
    } else {
        let name = string(value, "name").unwrap_or_default();
        EntryBody::Notice(match value.get("notice")?.as_str()? {
            "new_conversation" => Notice::NewConversation,
            "joined" => Notice::AgentJoined(name),
            "left" => Notice::AgentLeft(name),
            _ => return None,
        })
    };
    Some(Entry { key, body })
}

fn send_state(name: &str) -> Option<SendState> {
    Some(match name {
        "queued" => SendState::Queued,
        "confirmed" => SendState::Confirmed,
        "unconfirmed" => SendState::Unconfirmed,
        "failed" => SendState::Failed,
        _ => return None,
    })
}

fn frame(value: &Value) -> Option<ServerEvent> {
    Protocol::Vizochok.codec().decode(value.as_str()?).event.ok()
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}
