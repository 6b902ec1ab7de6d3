//! The wire: every frame of the contract whole, damaged, and refused.

mod damage;
mod frames;

use vizochok::core::decimal::Decimal;
use vizochok::core::protocol::{
    Action, CartAction, ClientCommand, Codec, Decoded, Delta, Ignored, MAX_FRAME_BYTES, Product, Protocol,
    ServerError, ServerEvent, StatusCode,
};

use crate::world::{bare_product, decimal as dec};
use frames::{BREAD, bread, frames};

fn codec() -> &'static dyn Codec {
    Protocol::Vizochok.codec()
}

fn decode(text: &str) -> Decoded {
    codec().decode(text)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn every_frame_of_the_contract_is_understood() {
    for (text, event) in frames() {
        assert_eq!(decode(&text), Decoded { event: Ok(event), dropped: 0 }, "{text}");
    }
    let actions = [
        ("item_selected", CartAction::ItemSelected),
        ("item_removed", CartAction::ItemRemoved),
        ("quantity_updated", CartAction::QuantityUpdated),
        ("cart_cleared", CartAction::CartCleared),
    ];
    for (name, action) in actions {
        let frame = decode(&format!(r#"{{"type":"cart_changed","action":"{name}","items":[],"total":0}}"#));
        assert!(matches!(frame.event, Ok(ServerEvent::CartChanged(change)) if change.action == action));
        assert_eq!(action.as_str(), name);
    }
}

#[test]
fn every_command_is_spelled_as_the_contract_says() {
    let action = |action| ClientCommand::Action(action);
    let strings = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (command, text) in [
        (
            ClientCommand::Auth {
                token: "pk_live_abc123".into(),
                store_id: "my-store".into(),
                user_id: some("user_42"),
                conversation_id: some("c1"),
            },
            r#"{"type":"auth","token":"pk_live_abc123","store_id":"my-store","user_id":"user_42","conversation_id":"c1"}"#,
        ),
        (
            ClientCommand::Auth {
                token: "pk_x".into(),
                store_id: "s".into(),
                user_id: None,
                conversation_id: None,
            },
            r#"{"type":"auth","token":"pk_x","store_id":"s"}"#,
        ),
        (
            ClientCommand::Message {
                text: "Молоко \"2,5\"\n😀".into(),
                conversation_id: some("c1"),
                client_message_id: some("m1"),
            },
            r#"{"type":"message","text":"Молоко \"2,5\"\n😀","conversation_id":"c1","client_message_id":"m1"}"#,
        ),
        (
            ClientCommand::Message { text: "hi".into(), conversation_id: None, client_message_id: None },
            r#"{"type":"message","text":"hi"}"#,
        ),
        (
            action(Action::SetQuantity {
                sku: "a\\b".into(),
                quantity: dec("0.30"),
                tool_call_id: some("t1"),
            }),
            r#"{"type":"action","action":"set_quantity","sku":"a\\b","quantity":0.3,"tool_call_id":"t1"}"#,
        ),
        (
            action(Action::SetQuantity { sku: "a".into(), quantity: Decimal::ZERO, tool_call_id: None }),
            r#"{"type":"action","action":"set_quantity","sku":"a","quantity":0}"#,
        ),
        (action(Action::ClearCart), r#"{"type":"action","action":"clear_cart"}"#),
        (
            action(Action::QuickReply {
                value: "yes".into(), label: "Так".into(), tool_call_id: some("t2")
            }),
            r#"{"type":"action","action":"quick_reply","value":"yes","label":"Так","tool_call_id":"t2"}"#,
        ),
        (
            action(Action::SubmitChecklist {
                checklist_id: "l1".into(),
                need: strings(&["i1", "i2"]),
                have: strings(&[]),
                servings: Some(4),
                tool_call_id: some("t3"),
            }),
            r#"{"type":"action","action":"submit_checklist","checklist_id":"l1","need":["i1","i2"],"have":[],"servings":4,"tool_call_id":"t3"}"#,
        ),
        (
            action(Action::ApproveMealPlan { plan_id: "p1".into(), tool_call_id: None }),
            r#"{"type":"action","action":"approve_meal_plan","plan_id":"p1"}"#,
        ),
        (
            action(Action::ModifyMealPlan {
                plan_id: "p1".into(),
                day: some("Пн"),
                meal: None,
                request: some("без м'яса"),
                tool_call_id: some("t4"),
            }),
            r#"{"type":"action","action":"modify_meal_plan","plan_id":"p1","day":"Пн","request":"без м'яса","tool_call_id":"t4"}"#,
        ),
        (ClientCommand::Ping, r#"{"type":"ping"}"#),
        (ClientCommand::Pong, r#"{"type":"pong"}"#),
    ] {
        assert_eq!(codec().encode(&command).as_deref(), Some(text));
    }
}

#[test]
fn the_address_follows_the_api_base() {
    for (base, address) in [
        ("https://api.vizochok.com", "wss://api.vizochok.com/api/v1/ws/chat"),
        ("http://127.0.0.1:8090", "ws://127.0.0.1:8090/api/v1/ws/chat"),
        ("HTTPS://h/", "wss://h/api/v1/ws/chat"),
        ("https://h/shop", "wss://h/shop/api/v1/ws/chat"),
    ] {
        assert_eq!(codec().endpoint(base, "pk_x", ""), address, "and no credentials");
    }
}

#[test]
fn what_is_no_frame_is_ignored_with_the_reason() {
    let bad = |frame, field| Ignored::BadField { frame, field };
    for (text, reason) in [
        ("", Ignored::NotJson),
        ("not json", Ignored::NotJson),
        (r#"{"type":"ping"} "#.trim_end_matches("} "), Ignored::NotJson),
        ("\u{feff}{\"type\":\"ping\"}", Ignored::NotJson),
        ("null", Ignored::NotAnObject),
        ("[{\"type\":\"ping\"}]", Ignored::NotAnObject),
        ("\"ping\"", Ignored::NotAnObject),
        ("{}", Ignored::NoType),
        (r#"{"type":null}"#, Ignored::NoType),
        (r#"{"type":7}"#, Ignored::NoType),
        (r#"{"type":["ping"]}"#, Ignored::NoType),
        (
            r#"{"type":"event","type":"item_selected","sku":"a"}"#,
            Ignored::UnknownType("item_selected".into()),
        ),
        (r#"{"type":"event","sku":"a"}"#, Ignored::UnknownType("event".into())),
        (r#"{"type":"PING"}"#, Ignored::UnknownType("PING".into())),
        (r#"{"type":""}"#, Ignored::UnknownType(String::new())),
        (r#"{"type":"conversation_started"}"#, bad("conversation_started", "conversation_id")),
        (
            r#"{"type":"conversation_started","conversation_id":""}"#,
            bad("conversation_started", "conversation_id"),
        ),
        (r#"{"type":"text_delta"}"#, bad("text_delta", "delta")),
        (r#"{"type":"text_delta","delta":5}"#, bad("text_delta", "delta")),
        (r#"{"type":"product_cards","items":{}}"#, bad("product_cards", "items")),
        (r#"{"type":"product_cards","items":[{},1]}"#, bad("product_cards", "items")),
        (r#"{"type":"cart_changed","action":"cart_cleared","total":0}"#, bad("cart_changed", "items")),
        (r#"{"type":"message_ack"}"#, bad("message_ack", "client_message_id")),
    ] {
        assert_eq!(decode(text).event, Err(reason), "{text}");
    }
    let long = format!(r#"{{"type":"{}"}}"#, "я".repeat(20_000));
    assert_eq!(decode(&long).event, Err(Ignored::UnknownType("я".repeat(64))));
}

#[test]
fn a_frame_may_have_65_536_bytes_and_not_one_more() {
    let frame = |bytes: usize| {
        let rest = bytes - r#"{"type":"text_delta","delta":""}"#.len();
        format!(r#"{{"type":"text_delta","delta":"{}"}}"#, "a".repeat(rest))
    };
    assert_eq!(frame(MAX_FRAME_BYTES).len(), 65_536);
    assert!(matches!(decode(&frame(65_536)).event, Ok(ServerEvent::TextDelta(_))));
    assert_eq!(decode(&frame(65_537)).event, Err(Ignored::TooLarge(65_537)));
    // The limit counts bytes, not characters.
    let cyrillic = format!(r#"{{"type":"text_delta","delta":"{}"}}"#, "я".repeat(40_000));
    assert_eq!(decode(&cyrillic).event, Err(Ignored::TooLarge(cyrillic.len())));
}

#[test]
fn halves_of_a_character_reach_the_transcript() {
    let delta = |text: &str| match decode(text).event {
        Ok(ServerEvent::TextDelta(delta)) => delta,
        other => panic!("{other:?}"),
    };
    let first = delta(r#"{"type":"text_delta","delta":"a\ud83d"}"#);
    let second = delta(r#"{"type":"text_delta","delta":"\ude00b"}"#);
    assert_eq!(first, Delta { head: None, text: "a".into(), tail: Some(0xd83d) });
    assert_eq!(second, Delta { head: Some(0xde00), text: "b".into(), tail: None });
}

/// The only product of a `product_cards` frame whose first element has `fields` over a sound one.
fn product(fields: &str) -> (Option<Product>, u32) {
    let text = format!(
        r#"{{"type":"product_cards","items":[{BREAD},{{"sku":"a","name":"A","price":10,"unit":"kg","quantity_step":0.5,{fields}}}]}}"#
    );
    let frame = decode(&text);
    let Ok(ServerEvent::ProductCards(cards)) = frame.event else { panic!("{text}") };
    assert_eq!(cards.items.first(), Some(&bread()), "the sibling is shown: {text}");
    (cards.items.into_iter().nth(1), frame.dropped)
}

#[test]
fn a_bad_product_is_dropped_and_its_sibling_shown() {
    for fields in [
        r#""price":-1"#,
        r#""price":1e999"#,
        r#""price":"NaN""#,
        r#""price":null"#,
        r#""price":[]"#,
        r#""sku":"""#,
        r#""sku":null"#,
        r#""sku":{}"#,
        r#""name":"""#,
        r#""name":"  ""#,
        r#""name":7"#,
        r#""sku":"bread-1""#,
    ] {
        let (product, dropped) = product(fields);
        assert_eq!(product, None, "{fields}");
        assert!(dropped >= 1, "{fields}");
    }
}

#[test]
fn a_bad_field_of_a_product_is_left_out_and_counted() {
    let sound = Product { quantity_step: dec("0.5"), ..bare_product("a", "A", "10", "kg", "0.5") };
    let with = |change: fn(&mut Product)| {
        let mut product = sound.clone();
        change(&mut product);
        product
    };
    for (fields, expected, dropped) in [
        (r#""quantity_step":0"#, with(|product| product.quantity_step = Decimal::ONE), 1),
        (r#""quantity_step":-0.1"#, with(|product| product.quantity_step = Decimal::ONE), 1),
        (r#""quantity_step":"x""#, with(|product| product.quantity_step = Decimal::ONE), 1),
        (r#""quantity_step":null"#, with(|product| product.quantity_step = Decimal::ONE), 0),
        (r#""unit":null"#, with(|product| product.unit = "pcs".into()), 0),
        (r#""unit":3"#, with(|product| product.unit = "pcs".into()), 1),
        (r#""promo_price":-5"#, sound.clone(), 1),
        (r#""promo_price":10.00"#, sound.clone(), 0),
        (r#""promo_price":8.5"#, with(|product| product.promo_price = Some(dec("8.5"))), 0),
        (r#""price":"12.50""#, with(|product| product.price = dec("12.5")), 0),
        (r#""in_stock":"no""#, sound.clone(), 1),
        (r#""in_stock":false"#, with(|product| product.in_stock = Some(false)), 0),
        (r#""currency":"hryvnia""#, sound.clone(), 1),
        (r#""currency":"usd""#, with(|product| product.currency = some("USD")), 0),
        (r#""min_quantity":0"#, sound.clone(), 1),
        (r#""max_quantity":0"#, with(|product| product.max_quantity = Some(Decimal::ZERO)), 0),
        (r#""brand":"""#, sound.clone(), 0),
        (r#""brand":["x"]"#, sound.clone(), 1),
        (r#""sku":4820001"#, with(|product| product.sku = "4820001".into()), 0),
        (r#""name":"A\u202e\u0007B\ufeff""#, with(|product| product.name = "AB".into()), 0),
        (r#""from_the_future":{"deep":[1]}"#, sound.clone(), 0),
    ] {
        assert_eq!(product(fields), (Some(expected), dropped), "{fields}");
    }
}

#[test]
fn a_cart_says_as_much_as_it_can() {
    let frame = decode(
        r#"{"type":"cart_changed","action":"exploded","items":[{"sku":"a","price":0.1,"quantity":3},{"sku":"b","name":"B","price":"0.20","promo_price":0.15,"quantity":"2"},{"sku":"c","name":"C","price":1,"quantity":0}]}"#,
    );
    let Ok(ServerEvent::CartChanged(change)) = frame.event else { panic!() };
    assert_eq!(change.action, CartAction::QuantityUpdated);
    assert_eq!(change.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["a", "B"]);
    assert_eq!(change.total, dec("0.6"), "a missing total is added up, exactly");
    assert_eq!(frame.dropped, 4, "the action, the total, the line without a quantity and that quantity");

    let restored = decode(
        r#"{"type":"session_restored","conversation_id":"c1","pending_tools":[{"type":"text_end"},{"type":"session_restored","conversation_id":"x","selected_items":[]},5,{"type":"quick_replies","options":["A"]}]}"#,
    );
    let Ok(ServerEvent::SessionRestored(session)) = restored.event else { panic!() };
    assert_eq!((session.selected_items.len(), session.pending_tools.unwrap().len()), (0, 1));
    assert_eq!(restored.dropped, 4, "three frames that wait for nothing, and the cart");

    let refused = decode(r#"{"type":"error","retry_after":"2.1","limit":-1}"#);
    let expected =
        ServerError { code: "internal_error".into(), retry_after: Some(3), ..ServerError::default() };
    assert_eq!(refused, Decoded { event: Ok(ServerEvent::Error(expected)), dropped: 2 });
    assert_eq!(decode(r#"{"type":"status","code":"x"}"#).event, Ok(ServerEvent::Status(StatusCode::Working)));
    assert_eq!(decode(r#"{"type":"status"}"#).event, Ok(ServerEvent::Status(StatusCode::Working)));
    let complete = decode(r#"{"type":"response_complete","summary":[1]}"#);
    assert_eq!(complete, Decoded { event: Ok(ServerEvent::ResponseComplete { summary: None }), dropped: 1 });
}
