//! Sessions to text.

use super::{MAX_BYTES, MAX_ENTRIES, Stored, VERSION, tools};
use crate::core::decimal::Decimal;
use crate::core::json::Writer;
use crate::core::protocol::{
    CallState, CartAction, CartItem, Ingredient, IngredientChecklist, MealItem, MealPlan, Product,
    ProductCards, QuickReplies, ServerError,
};
use crate::core::transcript::{AnswerState, Choice, Entry, EntryBody, HandoffState, Notice, SendState};

/// Writes a session. The entries are given beside it, because they are many and stay where they are.
pub(crate) fn write(session: &Stored, entries: &[Entry]) -> String {
    let mut head = Writer::new();
    head.begin_object().key("v").uint(VERSION);
    if let Some(owner) = session.owner {
        head.key("owner").uint(owner);
    }
    head.optional_string("conversation", session.conversation.as_deref());
    if let Some(nonce) = session.nonce {
        head.key("nonce").uint(nonce);
    }
    head.key("last").uint(session.last);
    if !session.draft.is_empty() {
        head.key("draft").string(&session.draft);
    }
    if session.unread > 0 {
        head.key("unread").uint(u64::from(session.unread));
    }
    head.key("cart").string(&cart(&session.lines, session.total));
    head.end_object();

    let mut newest = Vec::new();
    let mut bytes = 0_usize;
    for entry in entries.iter().rev().take(MAX_ENTRIES) {
        let text = write_entry(entry);
        bytes = bytes.saturating_add(text.len());
        if bytes > MAX_BYTES {
            break;
        }
        newest.push(text);
    }
    let mut text = head.finish();
    text.pop();
    text.push_str(",\"entries\":[");
    for (index, entry) in newest.iter().rev().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(entry);
    }
    text.push_str("]}");
    text
}

fn write_entry(entry: &Entry) -> String {
    let mut out = Writer::new();
    out.begin_object().key("key").uint(entry.key.0);
    match &entry.body {
        EntryBody::User { text, state } => {
            out.key("user").string(text).key("state").string(send_state(*state));
        }
        EntryBody::Answer { document, state, author } => {
            out.key("answer").string(document.source());
            out.key("whole").bool(*state == AnswerState::Done);
            if *state == AnswerState::Stopped {
                out.key("stopped").bool(true);
            }
            out.optional_string("author", author.as_deref());
        }
        EntryBody::Products(cards) => {
            out.key("frame").string(&products(cards));
        }
        EntryBody::QuickReplies { replies, choice } => {
            out.key("frame").string(&quick_replies(replies));
            match choice {
                Choice::Open => {}
                Choice::Made { index, said } => {
                    out.key("chosen").uint(u64::from(*index)).key("said").uint(said.0);
                }
                Choice::Closed => {
                    out.key("state").string("closed");
                }
            }
        }
        EntryBody::Checklist(list) => {
            out.key("frame").string(&checklist(list.frame()));
            tools::write_checklist(&mut out, list);
        }
        EntryBody::MealPlan(plan) => {
            out.key("frame").string(&meal_plan(plan.frame()));
            tools::write_plan(&mut out, plan);
        }
        EntryBody::ToolCall { tool, state } => {
            // To another page nothing is under way.
            out.key("tool").string(tool).key("done").bool(*state == CallState::Done);
        }
        EntryBody::Handoff { message, state } => {
            out.key("handoff").string(message).key("state").string(match state {
                // Whether the wish arrived is not known to another page: it may be said again.
                HandoffState::Offered | HandoffState::Waiting => "open",
                HandoffState::Declined => "declined",
                HandoffState::Over => "over",
            });
        }
        EntryBody::Error(failure) => {
            out.key("frame").string(&error(failure));
        }
        EntryBody::Notice(notice) => {
            match notice {
                Notice::NewConversation => out.key("notice").string("new_conversation"),
                Notice::AgentJoined(name) => out.key("notice").string("joined").key("name").string(name),
                Notice::AgentLeft(name) => out.key("notice").string("left").key("name").string(name),
            };
        }
    }
    out.end_object();
    out.finish()
}

pub(super) fn send_state(state: SendState) -> &'static str {
    match state {
        SendState::Queued => "queued",
        SendState::Confirmed => "confirmed",
        SendState::Sent | SendState::Unconfirmed => "unconfirmed",
        SendState::Failed => "failed",
    }
}

fn begin(kind: &str) -> Writer {
    let mut out = Writer::new();
    out.begin_object().key("type").string(kind);
    out
}

fn end(mut out: Writer) -> String {
    out.end_object();
    out.finish()
}

fn cart(lines: &[CartItem], total: Decimal) -> String {
    let mut out = begin("cart_changed");
    out.key("action").string(CartAction::QuantityUpdated.as_str());
    out.key("total").decimal(total).key("items").begin_array();
    for line in lines {
        out.begin_object();
        out.key("sku").string(&line.sku).key("name").string(&line.name);
        out.key("price").decimal(line.price).key("quantity").decimal(line.quantity);
        out.optional_decimal("promo_price", line.promo_price);
        out.optional_string("brand", line.brand.as_deref());
        out.optional_string("unit", line.unit.as_deref());
        out.optional_string("image_url", line.image_url.as_deref());
        out.end_object();
    }
    out.end_array();
    end(out)
}

fn products(cards: &ProductCards) -> String {
    let mut out = begin("product_cards");
    out.optional_string("title", cards.title.as_deref());
    out.optional_string("tool_call_id", cards.tool_call_id.as_deref());
    out.key("items").begin_array();
    for item in &cards.items {
        product(&mut out, item);
    }
    out.end_array();
    end(out)
}

fn product(out: &mut Writer, item: &Product) {
    out.begin_object();
    out.key("sku").string(&item.sku).key("name").string(&item.name);
    out.key("price").decimal(item.price).key("unit").string(&item.unit);
    out.key("quantity_step").decimal(item.quantity_step);
    out.optional_decimal("quantity", item.quantity);
    out.optional_string("brand", item.brand.as_deref());
    out.optional_string("image_url", item.image_url.as_deref());
    out.optional_decimal("promo_price", item.promo_price);
    out.optional_string("promo_label", item.promo_label.as_deref());
    if let Some(in_stock) = item.in_stock {
        out.key("in_stock").bool(in_stock);
    }
    out.optional_decimal("min_quantity", item.min_quantity);
    out.optional_decimal("max_quantity", item.max_quantity);
    out.optional_string("url", item.url.as_deref());
    out.optional_string("currency", item.currency.as_deref());
    out.end_object();
}

fn quick_replies(replies: &QuickReplies) -> String {
    let mut out = begin("quick_replies");
    out.optional_string("prompt", replies.prompt.as_deref());
    out.optional_string("tool_call_id", replies.tool_call_id.as_deref());
    out.key("options").begin_array();
    for option in &replies.options {
        out.begin_object();
        out.key("label").string(&option.label).key("value").string(&option.value);
        out.end_object();
    }
    out.end_array();
    end(out)
}

fn checklist(list: &IngredientChecklist) -> String {
    let mut out = begin("ingredient_checklist");
    out.key("checklist_id").string(&list.checklist_id);
    out.key("title").string(&list.title);
    optional_uint(&mut out, "servings", list.servings);
    out.optional_string("tool_call_id", list.tool_call_id.as_deref());
    out.key("items").begin_array();
    for item in &list.items {
        ingredient(&mut out, item);
    }
    out.end_array();
    end(out)
}

fn ingredient(out: &mut Writer, item: &Ingredient) {
    out.begin_object();
    out.key("id").string(&item.id).key("name").string(&item.name);
    out.optional_decimal("amount", item.amount);
    out.optional_string("unit", item.unit.as_deref());
    out.key("have").bool(item.have);
    if let Some(offer) = &item.product {
        out.key("product");
        product(out, offer);
    }
    out.end_object();
}

fn meal_plan(plan: &MealPlan) -> String {
    let mut out = begin("meal_plan");
    out.key("plan_id").string(&plan.plan_id);
    out.optional_string("title", plan.title.as_deref());
    out.optional_string("tool_call_id", plan.tool_call_id.as_deref());
    out.key("days").begin_array();
    for day in &plan.days {
        out.begin_object().key("name").string(&day.name);
        out.key("meals").begin_array();
        for meal in &day.meals {
            out.begin_object();
            out.key("slot").string(&meal.slot).key("name").string(&meal.name);
            out.key("items").begin_array();
            for item in &meal.items {
                meal_item(&mut out, item);
            }
            out.end_array().end_object();
        }
        out.end_array().end_object();
    }
    out.end_array();
    end(out)
}

fn meal_item(out: &mut Writer, item: &MealItem) {
    out.begin_object().key("name").string(&item.name);
    out.optional_decimal("amount", item.amount);
    out.optional_string("unit", item.unit.as_deref());
    out.optional_string("sku", item.sku.as_deref());
    out.end_object();
}

fn error(failure: &ServerError) -> String {
    let mut out = begin("error");
    out.key("code").string(&failure.code);
    optional_uint(&mut out, "retry_after", failure.retry_after);
    optional_uint(&mut out, "limit", failure.limit);
    optional_uint(&mut out, "max_size", failure.max_size);
    end(out)
}

fn optional_uint(out: &mut Writer, key: &str, number: Option<u32>) {
    if let Some(number) = number {
        out.key(key).uint(u64::from(number));
    }
}
