//! What is said and how: languages, words, frames of a turn.

use std::time::Duration;

use serde_json::json;
use vizochok_backend::{Backend, Limits};

use crate::client::{Client, End, backend, cards, first, kinds, options, shop_cart, text};

#[tokio::test]
async fn the_answer_is_in_the_language_of_the_question() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    for (question, said, name) in [
        ("show me milk", "I found **2** products for **milk**:", "Milk 2.5%"),
        ("покажи молоко, будь ласка", "За запитом **молоко** є **2** товари:", "Молоко 2,5%"),
        ("покажи, пожалуйста, молоко", "По запросу **молоко** есть **2** товара:", "Молоко 2,5%"),
        // Nothing tells the two apart here: it stays with the last one.
        ("молоко", "По запросу **молоко** есть **2** товара:", "Молоко 2,5%"),
    ] {
        let answer = client.ask(question).await;
        assert!(text(&answer).starts_with(said), "{question}: {}", text(&answer));
        assert_eq!(first(&answer, "product_cards")["items"][0]["name"], name, "{question}");
    }
}

#[tokio::test]
async fn words_come_one_by_one_between_status_and_completion() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("show me bread").await;
    let codes: Vec<_> = answer.iter().filter(|frame| frame["type"] == "status").map(|f| &f["code"]).collect();
    assert_eq!(codes, ["thinking", "searching", "checking_prices"]);
    let words: Vec<_> = answer.iter().filter_map(|frame| frame["delta"].as_str()).collect();
    assert_eq!(words, ["I ", "found ", "**2** ", "products ", "for ", "**bread**:"]);
    assert_eq!(answer.last().unwrap()["summary"], json!({"selected_items": [], "total": 0, "item_count": 0}));
}

#[tokio::test]
async fn words_keep_the_pace_that_is_set() {
    let backend = Backend::start(options().word_delay(Duration::from_secs(3600))).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.send(json!({"type": "message", "text": "yogurt"})).await;
    while client.next().await["type"] != "text_delta" {}
    // The second word is an hour away; what has nothing to do with it is not.
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn one_turn_may_hold_several_blocks() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("milk and something for breakfast").await;
    assert_eq!(answer.iter().filter(|frame| frame["type"] == "text_end").count(), 3);
    assert_eq!(answer.iter().filter(|frame| frame["type"] == "product_cards").count(), 3);
    for sku in ["milk-001", "yogurt-001", "cheese-001", "bread-001", "coffee-001"] {
        assert!(cards(&answer).contains(&sku), "{sku}");
    }
}

#[tokio::test]
async fn quantities_are_said_in_words() {
    let limits = Limits { messages_per_minute: 30, ..Limits::default() };
    let backend = Backend::start(options().limits(limits)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.ask("show me milk").await;
    for (words, sku, quantity, action) in [
        ("add two", "milk-001", json!(2), "item_selected"),
        ("add one more", "milk-001", json!(3), "quantity_updated"),
        ("add 3 milk-002", "milk-002", json!(3), "item_selected"),
        ("remove one milk-002", "milk-002", json!(2), "quantity_updated"),
        ("додай 500 г яблук", "apple-001", json!(0.5), "item_selected"),
        ("добавь полкило бананов", "banana-001", json!(0.5), "item_selected"),
        ("add 0,33 kg of cheese", "cheese-001", json!(0.4), "item_selected"),
        ("зміни кількість яблук на 2 кг", "apple-001", json!(2), "quantity_updated"),
        ("оставь только 300 г яблок", "apple-001", json!(0.3), "quantity_updated"),
        ("прибери яблука", "apple-001", json!(0), "item_removed"),
        ("set milk-002 to 4", "milk-002", json!(4), "quantity_updated"),
        ("make it 2", "milk-002", json!(2), "quantity_updated"),
        ("set bread-001 to 2", "bread-001", json!(2), "item_selected"),
        ("set it to 0", "bread-001", json!(0), "item_removed"),
        ("убери все бананы", "banana-001", json!(0), "item_removed"),
    ] {
        let answer = client.ask(words).await;
        // First the words, then the cart, as documented.
        assert_eq!(
            kinds(&answer),
            ["status", "text_delta", "text_end", "cart_changed", "response_complete"],
            "{words}"
        );
        let changed = first(&answer, "cart_changed");
        let told = (&changed["sku"], &changed["quantity"], &changed["action"]);
        assert_eq!(told, (&json!(sku), &quantity, &json!(action)), "{words}: {}", text(&answer));
    }
    let answer = client.ask("what is in my cart").await;
    assert!(text(&answer).contains("Total: **377.66 UAH**"), "{}", text(&answer));
    let answer = client.ask("clear the cart").await;
    assert_eq!(first(&answer, "cart_changed")["action"], "cart_cleared");
    assert_eq!(shop_cart(&backend).await["item_count"], 0);
}

#[tokio::test]
async fn an_unclear_product_is_asked_back_and_the_answer_can_be_pressed() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("add two milk").await;
    assert!(!kinds(&answer).contains(&"cart_changed"));
    let replies = first(&answer, "quick_replies");
    assert_eq!(replies["options"][1], json!({"label": "Milk 3.2%", "value": "add 2 milk-002"}));
    client
        .send(json!({
            "type": "action", "action": "quick_reply", "value": "add 2 milk-002", "label": "Milk 3.2%",
            "tool_call_id": replies["tool_call_id"],
        }))
        .await;
    let answer = client.turn().await;
    let changed = first(&answer, "cart_changed");
    assert_eq!((&changed["sku"], &changed["quantity"]), (&json!("milk-002"), &json!(2)));
}

#[tokio::test]
async fn slips_are_forgiven_and_ignorance_is_admitted() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    assert_eq!(cards(&client.ask("show me bannana").await), ["banana-001"]);
    assert_eq!(cards(&client.ask("cheapest bread").await), ["bread-002", "bread-001"]);
    assert_eq!(cards(&client.ask("vegan bread").await), ["bread-001"]);
    assert_eq!(cards(&client.ask("milk chocolate").await), ["choc-001"]);
    let answer = client.ask("show me <b>unicorns</b>").await;
    assert!(text(&answer).starts_with("I could not find"), "{}", text(&answer));
    assert!(text(&client.ask("how do I pay?").await).starts_with("I cannot take orders"));
    assert!(text(&client.ask("remove bread").await).starts_with("There is no **bread**"));
    assert!(text(&client.ask("goat milk").await).contains("sold out"));
}

#[tokio::test]
async fn a_bad_frame_is_answered_and_the_session_goes_on() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    for bad in [
        "{".to_owned(),
        "[]".to_owned(),
        r#""milk""#.to_owned(),
        json!({"text": "milk"}).to_string(),
        json!({"type": "massage", "text": "milk"}).to_string(),
        json!({"type": "message"}).to_string(),
        json!({"type": "message", "text": "  "}).to_string(),
        json!({"type": "message", "text": 5}).to_string(),
        json!({"type": "auth", "token": "pk_demo"}).to_string(),
        json!({"type": "action", "action": "dance"}).to_string(),
        json!({"type": "action", "action": "set_quantity", "sku": "milk-001"}).to_string(),
        json!({"type": "action", "action": "set_quantity", "sku": "milk-001", "quantity": -1}).to_string(),
        json!({"type": "action", "action": "set_quantity", "sku": "milk-001", "quantity": "2"}).to_string(),
    ] {
        client.send_text(bad.clone()).await;
        assert_eq!(client.next().await, json!({"type": "error", "code": "invalid_json"}), "{bad}");
    }
    let long = json!({"type": "message", "text": "m".repeat(66_000)});
    client.send(long).await;
    let error = json!({"type": "error", "code": "message_too_large", "max_size": 65536});
    assert_eq!(client.next().await, error);
    assert_eq!(cards(&client.ask("yogurt").await), ["yogurt-001"]);
    client.send(json!({"type": "message", "text": "m".repeat(1 << 20)})).await;
    assert_eq!(client.end().await.1, End::Closed(1009));
}

#[tokio::test]
async fn an_acknowledged_message_is_processed_once() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let message = json!({"type": "message", "text": "add 2 milk-001", "client_message_id": "m1"});
    client.send(message.clone()).await;
    let ack = json!({"type": "message_ack", "client_message_id": "m1"});
    let answer = client.turn().await;
    assert_eq!(answer[0], ack);
    assert_eq!(first(&answer, "cart_changed")["quantity"], 2);
    // Also on another connection of the same conversation.
    let conversation = client.conversation();
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    client.send(message).await;
    assert_eq!(client.next().await, ack);
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong", "nothing came in between");
    assert_eq!(shop_cart(&backend).await["items"][0]["quantity"], 2);
}
