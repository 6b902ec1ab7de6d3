//! Commands to frames.

use crate::core::json::Writer;
use crate::core::protocol::{Action, ClientCommand};

pub(super) fn frame(command: &ClientCommand) -> Option<String> {
    let mut json = Writer::new();
    json.begin_object().key("type");
    match command {
        ClientCommand::Auth { token, store_id, user_id, conversation_id } => {
            json.string("auth").key("token").string(token).key("store_id").string(store_id);
            json.optional_string("user_id", user_id.as_deref());
            json.optional_string("conversation_id", conversation_id.as_deref());
        }
        ClientCommand::Message { text, conversation_id, client_message_id } => {
            json.string("message").key("text").string(text);
            json.optional_string("conversation_id", conversation_id.as_deref());
            json.optional_string("client_message_id", client_message_id.as_deref());
        }
        ClientCommand::Action(pressed) => {
            json.string("action").key("action");
            action(&mut json, pressed);
        }
        ClientCommand::Ping => {
            json.string("ping");
        }
        ClientCommand::Pong => {
            json.string("pong");
        }
        ClientCommand::Identify(_) | ClientCommand::Handoff { .. } => return None,
    }
    json.end_object();
    Some(json.finish())
}

/// The name of the action and its fields. A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
fn action(json: &mut Writer, pressed: &Action) {
    let tool_call_id = match pressed {
        Action::SetQuantity { sku, quantity, tool_call_id } => {
            json.string("set_quantity").key("sku").string(sku).key("quantity").decimal(*quantity);
            tool_call_id
        }
        Action::ClearCart => {
            json.string("clear_cart");
            &None
        }
        Action::QuickReply { value, label, tool_call_id } => {
            json.string("quick_reply").key("value").string(value).key("label").string(label);
            tool_call_id
        }
        Action::SubmitChecklist { checklist_id, need, have, servings, tool_call_id } => {
            json.string("submit_checklist").key("checklist_id").string(checklist_id);
            for (key, ids) in [("need", need), ("have", have)] {
                json.key(key).begin_array();
                for id in ids {
                    json.string(id);
                }
                json.end_array();
            }
            if let Some(servings) = servings {
                json.key("servings").uint(u64::from(*servings));
            }
            tool_call_id
        }
        Action::ApproveMealPlan { plan_id, tool_call_id } => {
            json.string("approve_meal_plan").key("plan_id").string(plan_id);
            tool_call_id
        }
        Action::ModifyMealPlan { plan_id, day, meal, request, tool_call_id } => {
            json.string("modify_meal_plan").key("plan_id").string(plan_id);
            json.optional_string("day", day.as_deref()).optional_string("meal", meal.as_deref());
            json.optional_string("request", request.as_deref());
            tool_call_id
        }
    };
    json.optional_string("tool_call_id", tool_call_id.as_deref());
}
