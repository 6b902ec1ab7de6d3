//! The mutation matrix: every frame, every field at every depth, every damage.

use super::decode;
use super::frames::frames;
use vizochok::core::json::{self, Value, Writer};
use vizochok::core::protocol::{CartItem, Ignored, Product, ServerEvent};

/// One step from a value into a value it holds.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// A field by the steps that lead to it.
type Path = Vec<Step>;

fn paths(value: &Value, here: &Path, found: &mut Vec<Path>) {
    let mut visit = |step: Step, value: &Value| {
        let mut path = here.clone();
        path.push(step);
        paths(value, &path, found);
        found.push(path);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| visit(Step::Key(key.clone()), value)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, value)| visit(Step::Index(index), value));
        }
        _ => {}
    }
}

/// What is done to one field. The texts are raw JSON.
enum Damage {
    Remove,
    Replace(String),
    /// The key stands twice; the sound value is the last.
    Twice(&'static str),
    /// Another field stands beside it.
    Beside,
}

fn damages() -> Vec<Damage> {
    let nest = |depth: usize| Damage::Replace("[".repeat(depth) + &"]".repeat(depth));
    let mut damages =
        vec![Damage::Remove, Damage::Beside, nest(100), nest(127), nest(128), nest(129), nest(30_000)];
    damages.extend(["null", "17", "{\"sku\":1}", "broken"].map(Damage::Twice));
    damages.extend(
        [
            "null",
            "true",
            "7",
            "-1",
            "0",
            "-0",
            "1e999",
            "-1e-999",
            "9007199254740993",
            "0.1000000000000000055",
            "\"\"",
            "\" \"",
            "\"text\"",
            "\"no_such_thing\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\u0000\\u202e\"",
            "\"NaN\"",
            "\"-1\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "{\"a\":{\"b\":[]}}",
        ]
        .map(|text| Damage::Replace(text.to_owned())),
    );
    damages.push(Damage::Replace(format!("\"{}\"", "x".repeat(30_000))));
    damages.push(Damage::Replace(format!("\"{}\"", "x".repeat(1_000_000))));
    damages
}

fn render(value: &Value, path: &[Step], damage: &Damage) -> String {
    let inner = |step: Step, value: &Value| match path.split_first() {
        Some((first, rest)) if *first == step => match (rest.is_empty(), damage) {
            (false, _) => Some(render(value, rest, damage)),
            (true, Damage::Remove) => None,
            (true, Damage::Replace(text)) => Some(text.clone()),
            (true, Damage::Twice(_) | Damage::Beside) => Some(plain(value)),
        },
        _ => Some(plain(value)),
    };
    match value {
        Value::Object(fields) => {
            let mut parts = Vec::new();
            for (key, value) in fields {
                let here = matches!(path, [Step::Key(last)] if last == key);
                match damage {
                    Damage::Twice("broken") if here => parts.push(format!("{}:\"\\ud800\"", quoted(key))),
                    Damage::Twice(text) if here => parts.push(format!("{}:{text}", quoted(key))),
                    Damage::Beside if here => parts.push("\"from_the_future\":[{\"a\":null},1e9]".to_owned()),
                    _ => {}
                }
                if let Some(text) = inner(Step::Key(key.clone()), value) {
                    parts.push(format!("{}:{text}", quoted(key)));
                }
            }
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(elements) => {
            let parts =
                elements.iter().enumerate().filter_map(|(index, value)| inner(Step::Index(index), value));
            format!("[{}]", parts.collect::<Vec<_>>().join(","))
        }
        leaf => plain(leaf),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => quoted(&text.text),
        Value::Object(_) | Value::Array(_) => render(value, &[], &Damage::Remove),
    }
}

fn quoted(text: &str) -> String {
    let mut json = Writer::new();
    json.string(text);
    json.finish()
}

/// Without these a frame says nothing.
fn is_required(frame: &str, field: &str) -> bool {
    matches!(
        (frame, field),
        (_, "type")
            | ("conversation_started" | "session_restored", "conversation_id")
            | ("text_delta", "delta")
            | ("product_cards" | "cart_changed" | "ingredient_checklist", "items")
            | ("quick_replies", "options")
            | ("ingredient_checklist", "checklist_id")
            | ("meal_plan", "plan_id" | "days")
            | ("message_ack", "client_message_id")
    )
}

/// What a shopper would see of the elements of the frame's own list.
fn elements(event: &ServerEvent) -> Vec<String> {
    let debug = |element: &dyn std::fmt::Debug| format!("{element:?}");
    let lines = |items: &[CartItem]| items.iter().map(|item| debug(item)).collect();
    match event {
        ServerEvent::AuthOk { features } => features.clone(),
        ServerEvent::SessionRestored(session) => lines(&session.selected_items),
        ServerEvent::ProductCards(cards) => cards.items.iter().map(|item| debug(item)).collect(),
        ServerEvent::QuickReplies(replies) => replies.options.iter().map(|item| debug(item)).collect(),
        ServerEvent::IngredientChecklist(list) => list.items.iter().map(|item| debug(item)).collect(),
        ServerEvent::MealPlan(plan) => plan.days.iter().map(|item| debug(item)).collect(),
        ServerEvent::CartChanged(change) => lines(&change.items),
        ServerEvent::ResponseComplete { summary: Some(summary) } => lines(&summary.selected_items),
        _ => Vec::new(),
    }
}

/// The rules that the vocabulary states about its values.
fn assert_sound(event: &ServerEvent, text: &str) {
    let product = |product: &Product| {
        !product.sku.is_empty()
            && !product.name.is_empty()
            && !product.price.is_negative()
            && product.quantity_step.is_positive()
            && product.promo_price.is_none_or(|price| !price.is_negative())
            && product.quantity.is_none_or(|quantity| !quantity.is_negative())
    };
    let line =
        |item: &CartItem| !item.sku.is_empty() && !item.price.is_negative() && item.quantity.is_positive();
    let sound = match event {
        ServerEvent::ConversationStarted { conversation_id } => !conversation_id.is_empty(),
        ServerEvent::SessionRestored(session) => {
            session.pending_tools.iter().flatten().for_each(|tool| assert_sound(tool, text));
            !session.conversation_id.is_empty() && session.selected_items.iter().all(line)
        }
        ServerEvent::ProductCards(cards) => cards.items.iter().all(product),
        ServerEvent::QuickReplies(replies) => replies.options.iter().all(|option| !option.label.is_empty()),
        ServerEvent::IngredientChecklist(list) => {
            list.items.iter().all(|item| !item.id.is_empty() && item.product.as_ref().is_none_or(product))
        }
        ServerEvent::CartChanged(change) => change.items.iter().all(line) && !change.total.is_negative(),
        ServerEvent::ResponseComplete { summary: Some(summary) } => summary.selected_items.iter().all(line),
        ServerEvent::Error(error) => !error.code.is_empty(),
        _ => true,
    };
    assert!(sound, "{text:.300}");
}

#[test]
fn no_damage_to_a_field_costs_more_than_that_field() {
    let damages = damages();
    let mut cases: usize = 0;
    for (text, event) in frames() {
        let frame = json::read(&text).unwrap();
        let kind = frame.get("type").and_then(Value::as_str).unwrap().to_owned();
        let whole = elements(&event);
        let mut found = Vec::new();
        paths(&frame, &Vec::new(), &mut found);
        for path in &found {
            for damage in &damages {
                cases += 1;
                let damaged = render(&frame, path, damage);
                check(&kind, &event, &whole, path, damage, &damaged);
            }
        }
    }
    assert!(cases > 5_000, "{cases}");
}

fn check(kind: &str, event: &ServerEvent, whole: &[String], path: &Path, damage: &Damage, damaged: &str) {
    let decoded = decode(damaged);
    let read = match &decoded.event {
        Err(Ignored::TooLarge(bytes)) => {
            assert_eq!(*bytes, damaged.len());
            return;
        }
        Err(Ignored::NotJson) => {
            assert!(json::read(damaged).is_err() && damaged.contains(&"[".repeat(100)), "{damaged:.300}");
            return;
        }
        Err(reason) => {
            // Only the loss of a required field, as a whole, may cost the frame.
            let required = matches!(path.first(), Some(Step::Key(field)) if is_required(kind, field));
            let list_of_one = path.len() == 1 || whole.len() <= 1;
            assert!(required && list_of_one, "{reason:?} {path:?} {damaged:.300}");
            return;
        }
        Ok(read) => read,
    };
    assert_sound(read, damaged);
    if matches!(damage, Damage::Twice(_) | Damage::Beside) {
        assert_eq!((read, decoded.dropped), (event, 0), "{damaged:.300}");
    }
    if let [Step::Key(list), Step::Index(index), ..] = path.as_slice()
        && list != "pending_tools"
    {
        let shown = elements(read);
        let siblings = whole.iter().enumerate().filter(|(at, _)| at != index);
        for (_, sibling) in siblings {
            assert!(shown.contains(sibling), "{sibling} is gone: {damaged:.300}");
        }
    }
}
