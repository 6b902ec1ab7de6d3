//! The wire: every frame of the contract whole, every frame damaged in every field.

use vizochok::core::decimal::Decimal;
use vizochok::core::json::{self, Value, Writer};
use vizochok::core::protocol::{
    Action, CartAction, CartChanged, CartItem, ClientCommand, Codec, Decoded, Delta, Ignored, Ingredient,
    IngredientChecklist, MAX_FRAME_BYTES, Meal, MealDay, MealItem, MealPlan, Product, ProductCards, Protocol,
    QuickReplies, ReplyOption, ServerError, ServerEvent, SessionRestored, StatusCode, Summary,
};

fn codec() -> &'static dyn Codec {
    Protocol::Vizochok.codec()
}

fn decode(text: &str) -> Decoded {
    codec().decode(text)
}

fn dec(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const MILK: &str = r#"{"sku":"milk-1","name":"Молоко 2,5 %","price":45.90,"unit":"l","quantity_step":1,"quantity":2,"brand":"Яготинське","image_url":"https://cdn.shop/milk.svg","promo_price":39.9,"promo_label":"-13 %","in_stock":true,"min_quantity":1,"max_quantity":12,"url":"https://shop/milk","currency":"UAH"}"#;
const APPLE: &str = r#"{"sku":"apple-1","name":"Яблука","price":32.5,"unit":"kg","quantity_step":0.1,"brand":null,"image_url":null,"promo_price":null}"#;
const BREAD: &str = r#"{"sku":"bread-1","name":"Хліб","price":28,"unit":"pcs","quantity_step":1}"#;
const LINE_MILK: &str = r#"{"sku":"milk-1","name":"Молоко 2,5 %","price":45.90,"promo_price":39.9,"brand":"Яготинське","quantity":2,"unit":"l","image_url":"https://cdn.shop/milk.svg"}"#;
const LINE_APPLE: &str =
    r#"{"sku":"apple-1","name":"Яблука","price":32.5,"promo_price":null,"brand":null,"quantity":0.3}"#;
const LINE_BREAD: &str =
    r#"{"sku":"bread-1","name":"Хліб","price":28,"promo_price":null,"brand":null,"quantity":1}"#;

fn milk() -> Product {
    Product {
        sku: "milk-1".into(),
        name: "Молоко 2,5 %".into(),
        price: dec("45.9"),
        unit: "l".into(),
        quantity_step: Decimal::ONE,
        quantity: Some(dec("2")),
        brand: some("Яготинське"),
        image_url: some("https://cdn.shop/milk.svg"),
        promo_price: Some(dec("39.9")),
        promo_label: some("-13 %"),
        in_stock: Some(true),
        min_quantity: Some(Decimal::ONE),
        max_quantity: Some(dec("12")),
        url: some("https://shop/milk"),
        currency: some("UAH"),
    }
}

fn bare_product(sku: &str, name: &str, price: &str, unit: &str, step: &str) -> Product {
    Product {
        sku: sku.into(),
        name: name.into(),
        price: dec(price),
        unit: unit.into(),
        quantity_step: dec(step),
        quantity: None,
        brand: None,
        image_url: None,
        promo_price: None,
        promo_label: None,
        in_stock: None,
        min_quantity: None,
        max_quantity: None,
        url: None,
        currency: None,
    }
}

fn apple() -> Product {
    bare_product("apple-1", "Яблука", "32.5", "kg", "0.1")
}

fn bread() -> Product {
    bare_product("bread-1", "Хліб", "28", "pcs", "1")
}

fn line(product: &Product, quantity: &str) -> CartItem {
    CartItem {
        sku: product.sku.clone(),
        name: product.name.clone(),
        price: product.price,
        promo_price: product.promo_price,
        brand: product.brand.clone(),
        quantity: dec(quantity),
        unit: None,
        image_url: product.image_url.clone(),
    }
}

fn cart() -> Vec<CartItem> {
    let milk_line = CartItem { unit: some("l"), ..line(&milk(), "2") };
    vec![milk_line, line(&apple(), "0.3"), line(&bread(), "1")]
}

/// Every frame of the contract with every field, and what it says.
fn frames() -> Vec<(String, ServerEvent)> {
    let cart_text = format!("[{LINE_MILK},{LINE_APPLE},{LINE_BREAD}]");
    let cards_text = format!(
        r#"{{"type":"product_cards","items":[{MILK},{APPLE},{BREAD}],"title":"До сніданку","tool_call_id":"t1"}}"#
    );
    let cards = ServerEvent::ProductCards(ProductCards {
        items: vec![milk(), apple(), bread()],
        title: some("До сніданку"),
        tool_call_id: some("t1"),
    });
    let replies_text = r#"{"type":"quick_replies","options":[{"label":"Так","value":"yes"},"Ні",{"label":"Пізніше"}],"prompt":"Додати?","tool_call_id":"t2"}"#;
    let reply = |label: &str, value: &str| ReplyOption { label: label.into(), value: value.into() };
    let replies = ServerEvent::QuickReplies(QuickReplies {
        options: vec![reply("Так", "yes"), reply("Ні", "Ні"), reply("Пізніше", "Пізніше")],
        prompt: some("Додати?"),
        tool_call_id: some("t2"),
    });
    let ingredient = |id: &str, name: &str| Ingredient {
        id: id.into(),
        name: name.into(),
        amount: None,
        unit: None,
        have: false,
        product: None,
    };
    let meal = |slot: &str, name: &str| Meal { slot: slot.into(), name: name.into(), items: vec![] };
    let item = |name: &str| MealItem { name: name.into(), amount: None, unit: None, sku: None };
    vec![
        (r#"{"type":"auth_ok","features":["ack","later","x"]}"#.into(), ServerEvent::AuthOk {
            features: vec!["ack".into(), "later".into(), "x".into()],
        }),
        (r#"{"type":"auth_ok"}"#.into(), ServerEvent::AuthOk { features: vec![] }),
        (
            r#"{"type":"conversation_started","conversation_id":"c1"}"#.into(),
            ServerEvent::ConversationStarted { conversation_id: "c1".into() },
        ),
        (
            format!(
                r#"{{"type":"session_restored","conversation_id":"c1","selected_items":{cart_text},"total":117.55,"item_count":3,"pending_tools":[{cards_text},{replies_text}]}}"#
            ),
            ServerEvent::SessionRestored(SessionRestored {
                conversation_id: "c1".into(),
                selected_items: cart(),
                total: Some(dec("117.55")),
                item_count: Some(3),
                pending_tools: vec![cards.clone(), replies.clone()],
            }),
        ),
        (r#"{"type":"status","code":"searching"}"#.into(), ServerEvent::Status(StatusCode::Searching)),
        (r#"{"type":"status","code":"thinking"}"#.into(), ServerEvent::Status(StatusCode::Thinking)),
        (r#"{"type":"status","code":"checking_prices"}"#.into(), ServerEvent::Status(StatusCode::CheckingPrices)),
        (r#"{"type":"status","code":"updating_cart"}"#.into(), ServerEvent::Status(StatusCode::UpdatingCart)),
        (r#"{"type":"status","code":"planning"}"#.into(), ServerEvent::Status(StatusCode::Planning)),
        (r#"{"type":"text_delta","delta":"Ось "}"#.into(), ServerEvent::TextDelta("Ось ".into())),
        (r#"{"type":"text_end"}"#.into(), ServerEvent::TextEnd),
        (cards_text, cards),
        (replies_text.into(), replies),
        (
            format!(
                r#"{{"type":"ingredient_checklist","checklist_id":"l1","title":"Борщ","servings":4,"items":[{{"id":"i1","name":"Буряк","amount":0.5,"unit":"kg","have":true,"product":{APPLE}}},{{"id":"i2","name":"Сіль"}},{{"id":"i3","name":"Кріп"}}],"tool_call_id":"t3"}}"#
            ),
            ServerEvent::IngredientChecklist(IngredientChecklist {
                checklist_id: "l1".into(),
                title: "Борщ".into(),
                servings: Some(4),
                items: vec![
                    Ingredient {
                        amount: Some(dec("0.5")),
                        unit: some("kg"),
                        have: true,
                        product: Some(apple()),
                        ..ingredient("i1", "Буряк")
                    },
                    ingredient("i2", "Сіль"),
                    ingredient("i3", "Кріп"),
                ],
                tool_call_id: some("t3"),
            }),
        ),
        (
            r#"{"type":"meal_plan","plan_id":"p1","title":"Тиждень","days":[{"name":"Пн","meals":[{"slot":"breakfast","name":"Каша","items":[{"name":"Вівсянка","amount":80,"unit":"g","sku":"oat-1"},{"name":"Мед"}]},{"slot":"lunch","name":"Суп"},{"slot":"dinner","name":"Риба"}]},{"name":"Вт","meals":[{"slot":"lunch","name":"Плов"}]}],"tool_call_id":"t4"}"#
                .into(),
            ServerEvent::MealPlan(MealPlan {
                plan_id: "p1".into(),
                title: some("Тиждень"),
                days: vec![
                    MealDay {
                        name: "Пн".into(),
                        meals: vec![
                            Meal {
                                items: vec![
                                    MealItem {
                                        amount: Some(dec("80")),
                                        unit: some("g"),
                                        sku: some("oat-1"),
                                        ..item("Вівсянка")
                                    },
                                    item("Мед"),
                                ],
                                ..meal("breakfast", "Каша")
                            },
                            meal("lunch", "Суп"),
                            meal("dinner", "Риба"),
                        ],
                    },
                    MealDay { name: "Вт".into(), meals: vec![meal("lunch", "Плов")] },
                ],
                tool_call_id: some("t4"),
            }),
        ),
        (
            format!(
                r#"{{"type":"cart_changed","action":"quantity_updated","items":{cart_text},"total":117.55,"sku":"milk-1","name":"Молоко 2,5 %","quantity":2,"price":39.9}}"#
            ),
            ServerEvent::CartChanged(CartChanged {
                action: CartAction::QuantityUpdated,
                items: cart(),
                total: dec("117.55"),
                sku: some("milk-1"),
                name: some("Молоко 2,5 %"),
                quantity: Some(dec("2")),
                price: Some(dec("39.9")),
            }),
        ),
        (
            r#"{"type":"cart_changed","action":"cart_cleared","items":[],"total":0}"#.into(),
            ServerEvent::CartChanged(CartChanged {
                action: CartAction::CartCleared,
                items: vec![],
                total: Decimal::ZERO,
                sku: None,
                name: None,
                quantity: None,
                price: None,
            }),
        ),
        (
            r#"{"type":"error","code":"rate_limit_exceeded","retry_after":45,"limit":10,"max_size":65536}"#.into(),
            ServerEvent::Error(ServerError {
                code: "rate_limit_exceeded".into(),
                retry_after: Some(45),
                limit: Some(10),
                max_size: Some(65_536),
            }),
        ),
        (
            format!(
                r#"{{"type":"response_complete","summary":{{"selected_items":{cart_text},"total":117.55,"item_count":3}}}}"#
            ),
            ServerEvent::ResponseComplete {
                summary: Some(Summary { selected_items: cart(), total: dec("117.55"), item_count: 3 }),
            },
        ),
        (
            r#"{"type":"response_complete","session_summary":{"selected_items":[],"total":0,"item_count":0}}"#.into(),
            ServerEvent::ResponseComplete { summary: Some(Summary::default()) },
        ),
        (r#"{"type":"response_complete"}"#.into(), ServerEvent::ResponseComplete { summary: None }),
        (r#"{"type":"message_ack","client_message_id":"m1"}"#.into(), ServerEvent::MessageAck {
            client_message_id: "m1".into(),
        }),
        (r#"{"type":"ping"}"#.into(), ServerEvent::Ping),
        (r#"{"type":"pong"}"#.into(), ServerEvent::Pong),
    ]
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
        assert_eq!(codec().encode(&command), text);
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
        assert_eq!(codec().endpoint(base), address);
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
    assert_eq!((session.selected_items.len(), session.pending_tools.len()), (0, 1));
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

// The mutation matrix: every frame, every field at every depth, every damage.

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
            session.pending_tools.iter().for_each(|tool| assert_sound(tool, text));
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
