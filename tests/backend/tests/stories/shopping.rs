//! The whole path: a question, cards with the shop's prices, a quantity, the shop's own cart.

use serde_json::{Value, json};
use vizochok_backend::{Amount, Hook, HookFault, signature};

use crate::client::{Client, backend, cards, first, kinds, page_sets, shop_cart, text};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[tokio::test]
async fn from_a_question_to_the_shops_own_cart() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;

    let answer = client.ask("show me milk").await;
    assert_eq!(kinds(&answer), ["status", "text_delta", "text_end", "product_cards", "response_complete"]);
    // The third milk is sold out.
    assert_eq!(cards(&answer), ["milk-001", "milk-002"]);
    let card = &first(&answer, "product_cards")["items"][1];
    assert_eq!(
        *card,
        json!({
            "sku": "milk-002", "name": "Milk 3.2%", "brand": null, "price": 52, "promo_price": 42,
            "promo_label": "-19%", "currency": "UAH", "unit": "pcs", "quantity_step": 1, "max_quantity": 10,
            "quantity": 0, "in_stock": true, "image_url": "/shop/pictures/milk-002.svg", "url": "/#milk-002",
        })
    );

    let frames = client.set("milk-002", json!(3)).await;
    assert_eq!(kinds(&frames), ["cart_changed", "response_complete"]);
    let item = json!({
        "sku": "milk-002", "name": "Milk 3.2%", "price": 52, "promo_price": 42, "brand": null, "quantity": 3,
        "unit": "pcs", "image_url": "/shop/pictures/milk-002.svg",
    });
    assert_eq!(
        frames[0],
        json!({
            "type": "cart_changed", "action": "item_selected", "items": [item], "total": 126, "sku": "milk-002",
            "name": "Milk 3.2%", "quantity": 3, "price": 42,
        })
    );
    assert_eq!(frames[1]["summary"], json!({"selected_items": [item], "total": 126, "item_count": 1}));

    let cart = shop_cart(&backend).await;
    assert_eq!((&cart["items"][0]["sku"], &cart["items"][0]["quantity"]), (&json!("milk-002"), &json!(3)));
    assert_eq!(cart["total"], 126);
    assert_eq!(backend.shop_cart("user-1"), [("milk-002".to_owned(), amount("3"))]);

    // The card shows what is in the cart from now on.
    let answer = client.ask("milk").await;
    assert_eq!(first(&answer, "product_cards")["items"][1]["quantity"], 3);
}

#[tokio::test]
async fn the_shop_is_asked_by_signed_webhooks_only() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.set("milk-001", json!(2)).await;
    client.set("milk-001", json!(5)).await;
    client.set("milk-001", json!(0)).await;
    let calls = backend.log().webhooks();
    assert!(calls.iter().all(|call| {
        let stamp: u64 = call.timestamp.parse().unwrap();
        call.status == 200 && call.signature == signature::sign("whsec_demo", stamp, call.payload.as_bytes())
    }));
    let changes: Vec<Value> = calls
        .iter()
        .filter(|call| call.path == "/webhooks/cart")
        .map(|call| serde_json::from_str(&call.payload).unwrap())
        .collect();
    assert_eq!(
        changes,
        [
            json!({
                "action": "add", "store_id": "demo-store", "session_id": "user-1", "sku": "milk-001",
                "name": "Молоко 2,5%", "quantity": 2, "price": 45.9,
            }),
            json!({
                "action": "update_quantity", "store_id": "demo-store", "session_id": "user-1",
                "sku": "milk-001", "quantity": 5,
            }),
            json!({
                "action": "remove", "store_id": "demo-store", "session_id": "user-1", "sku": "milk-001",
            }),
        ]
    );
    let query = calls.iter().find(|call| call.method == "GET").map(|call| call.payload.as_str());
    assert_eq!(query, Some("store_id=demo-store&session_id=user-1"));
}

#[tokio::test]
async fn the_actions_are_named_as_documented() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    for (quantity, action) in
        [(2, "item_selected"), (3, "quantity_updated"), (3, "quantity_updated"), (0, "item_removed")]
    {
        let frames = client.set("bread-001", json!(quantity)).await;
        assert_eq!((&frames[0]["action"], &frames[0]["quantity"]), (&json!(action), &json!(quantity)));
    }
    client.set("bread-001", json!(1)).await;
    client.send(json!({"type": "action", "action": "clear_cart"})).await;
    let frames = client.turn().await;
    assert_eq!(frames[0], json!({"type": "cart_changed", "action": "cart_cleared", "items": [], "total": 0}));
    assert_eq!(shop_cart(&backend).await["items"], json!([]));
}

#[tokio::test]
async fn the_same_quantity_twice_is_once() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.set("milk-001", json!(2)).await;
    let asked = backend.log().webhooks().len();
    let frames = client.set("milk-001", json!(2)).await;
    assert_eq!(frames[0]["quantity"], 2);
    let changes = backend.log().webhooks().split_off(asked);
    assert!(changes.iter().all(|call| call.method == "GET"), "nothing is changed: {changes:?}");
}

#[tokio::test]
async fn a_refusal_puts_the_old_number_back_and_says_why() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.ask("show me milk").await;
    client.set("milk-002", json!(4)).await;
    for (quantity, why) in [(json!(11), "does not sell that much"), (json!(1.5), "not sold in this quantity")]
    {
        let frames = client.set("milk-002", quantity).await;
        assert_eq!(kinds(&frames), ["cart_changed", "text_delta", "text_end", "response_complete"]);
        assert_eq!(frames[0]["action"], "quantity_updated");
        assert_eq!((&frames[0]["sku"], &frames[0]["quantity"]), (&json!("milk-002"), &json!(4)));
        assert_eq!(frames[0]["items"][0]["quantity"], 4);
        assert!(text(&frames).contains(why), "{}", text(&frames));
    }
    let frames = client.set("milk-003", json!(1)).await;
    assert_eq!((&frames[0]["quantity"], &frames[0]["items"][0]["sku"]), (&json!(0), &json!("milk-002")));
    assert!(text(&frames).contains("sold out"));
    let frames = client.set("unicorn-001", json!(1)).await;
    assert!(text(&frames).contains("does not have this product"));
    // A refusal is final: each change was asked once.
    let asked = backend.log().webhooks().iter().filter(|call| call.path == "/webhooks/cart").count();
    assert_eq!(asked, 5);
    assert_eq!(shop_cart(&backend).await["item_count"], 1);
}

#[tokio::test]
async fn a_shop_may_refuse_in_its_own_words() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.ask("milk").await;
    backend.inject().hook(Hook::Cart, HookFault::Refuse("max_3_per_customer".to_owned()));
    let said = text(&client.set("milk-001", json!(4)).await);
    assert!(said.contains("max 3 per customer"), "{said}");
}

#[tokio::test]
async fn tenths_stay_tenths() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.send_text(r#"{"type":"action","action":"set_quantity","sku":"banana-001","quantity":0.3}"#).await;
    client.turn().await;
    client.set("cheese-001", json!(0.7)).await;
    let sent = backend.log().frames();
    let changed = sent.iter().rfind(|frame| frame.is_sent("cart_changed")).unwrap();
    // 0.1 × 0.3 = 0.03 and 389.9 × 0.7 = 272.93, as decimals.
    assert!(changed.text.contains(r#""quantity":0.3,"#), "{}", changed.text);
    assert!(changed.text.contains(r#""total":272.96,"#), "{}", changed.text);
    let cart = shop_cart(&backend).await;
    assert_eq!(cart["total"].to_string(), "272.96");
    let frames = client.set("cheese-001", json!(0.75)).await;
    assert_eq!(frames[0]["quantity"], 0.7, "not a multiple of the step");
    let frames = client.set("cheese-001", json!(0.1)).await;
    assert_eq!(frames[0]["quantity"], 0.7, "less than is sold at all");
}

#[tokio::test]
async fn prices_are_those_of_this_moment() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    assert!(backend.inject().set_price("milk-002", amount("99.9"), Some(amount("89.9"))));
    assert!(backend.inject().set_stock("milk-001", Amount::ZERO));
    let answer = client.ask("milk").await;
    assert_eq!(cards(&answer), ["milk-002"]);
    let card = &first(&answer, "product_cards")["items"][0];
    assert_eq!((&card["price"], &card["promo_price"]), (&json!(99.9), &json!(89.9)));
    assert!(card.get("promo_label").is_none(), "-19% was true of the old price");
    assert!(text(&answer).contains("89.90 UAH instead of 99.90 UAH"));
    assert!(!backend.inject().set_stock("unicorn-001", Amount::ONE));
}

#[tokio::test]
async fn what_the_page_puts_in_the_assistant_knows() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let (status, cart) = page_sets(&backend, "bread-001", json!(2)).await;
    assert_eq!((status, &cart["ok"], &cart["total"]), (200, &json!(true), &json!(64)));
    let answer = client.ask("what is in my cart").await;
    assert!(text(&answer).contains("Rye bread: 2 pcs, **64.00 UAH**"), "{}", text(&answer));
    // A quantity is absolute whoever set the one before.
    let frames = client.set("bread-001", json!(1)).await;
    assert_eq!((&frames[0]["action"], &frames[0]["quantity"]), (&json!("quantity_updated"), &json!(1)));
    let (status, cart) = page_sets(&backend, "milk-003", json!(1)).await;
    assert_eq!((status, &cart["reason"]), (409, &json!("out_of_stock")));
}
