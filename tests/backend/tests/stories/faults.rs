//! Each switch of the fault panel does what it says.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Error, Message};
use vizochok_backend::{Backend, Hook, HookFault, Refuse, Times};

use crate::client::{Client, End, backend, cards, first, kinds, options, shop_cart, text};

#[tokio::test]
async fn a_cut_is_no_close_frame() {
    let backend = backend().await;
    let client = Client::shopper(&backend).await;
    backend.inject().cut();
    assert_eq!(client.end().await, (vec![], End::Cut));
    backend.inject().wait_open_sockets(0).await;
}

#[tokio::test]
async fn a_cut_comes_at_its_byte() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    // A pong is 15 bytes and a frame header of 2.
    backend.inject().cut_after(17 + 5);
    client.send(json!({"type": "ping"})).await;
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.end().await, (vec![json!({"type": "pong"})], End::Cut));

    // `auth_ok` with its header is 2 + 37 bytes: the next socket gets it and not the conversation.
    backend.inject().cut_next_after(2 + 37);
    let mut client = Client::open(&backend).await;
    client.send(json!({"type": "auth", "token": "pk_demo"})).await;
    assert_eq!(client.end().await, (vec![json!({"type": "auth_ok", "features": ["ack"]})], End::Cut));
    Client::shopper(&backend).await;
}

#[tokio::test]
async fn an_answer_breaks_off_and_the_conversation_is_kept() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    backend.inject().drop_answer_at(200);
    client.send(json!({"type": "message", "text": "add 2 milk-001"})).await;
    let (frames, end) = client.end().await;
    assert_eq!(end, End::Cut);
    assert_eq!(kinds(&frames), ["status", "text_delta"]);
    // What was accepted is done, though nobody listened.
    backend
        .log()
        .wait_for_webhooks(|calls| calls.iter().any(|call| call.path == "/webhooks/cart"))
        .await
        .unwrap();
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["type"], "session_restored");
    assert_eq!(client.welcome[1]["selected_items"][0]["quantity"], 2);
}

#[tokio::test]
async fn a_pressed_card_counts_though_the_page_is_left_at_once() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().hook(Hook::Cart, HookFault::Slow(Duration::from_millis(50)));
    client.send(json!({"type": "action", "action": "set_quantity", "sku": "milk-001", "quantity": 2})).await;
    client.leave().await;
    backend
        .log()
        .wait_for_webhooks(|calls| calls.iter().any(|call| call.path == "/webhooks/cart"))
        .await
        .unwrap();
    assert_eq!(shop_cart(&backend).await["items"][0]["quantity"], 2);
}

#[tokio::test]
async fn an_answer_is_held_and_released() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().hold_answer_after(4);
    client.send(json!({"type": "message", "text": "yogurt"})).await;
    for _ in 0..4 {
        client.next().await;
    }
    // The heartbeat goes on: nothing of the answer comes before this pong.
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
    backend.inject().release();
    assert_eq!(kinds(&client.turn().await).last(), Some(&"response_complete"));
}

#[tokio::test]
async fn garbage_and_close_reach_all_sockets() {
    let backend = backend().await;
    let mut one = Client::shopper(&backend).await;
    let mut two = Client::shopper(&backend).await;
    backend.inject().send_text("{no json");
    backend.inject().send_binary([1, 2, 3]);
    for client in [&mut one, &mut two] {
        assert_eq!(client.next_raw().await, Message::text("{no json"));
        assert_eq!(client.next_raw().await, Message::binary(vec![1, 2, 3]));
    }
    backend.inject().close(4029, "busy");
    assert_eq!(one.end().await.1, End::Closed(4029));
    assert_eq!(two.end().await.1, End::Closed(4029));
}

#[tokio::test]
async fn newcomers_are_turned_away_until_healed() {
    let backend = backend().await;
    let url = format!("ws://{}/api/v1/ws/chat", backend.addr());
    let mut inside = Client::shopper(&backend).await;
    backend.inject().refuse(Refuse::Unavailable);
    let error = connect_async(&url).await.err().unwrap();
    assert!(matches!(&error, Error::Http(answer) if answer.status() == 503), "{error}");
    backend.inject().refuse(Refuse::Cut);
    let error = connect_async(&url).await.err().unwrap();
    assert!(!matches!(&error, Error::Http(_)), "{error}");
    assert_eq!(cards(&inside.ask("yogurt").await), ["yogurt-001"], "who is inside stays");
    backend.inject().heal();
    Client::shopper(&backend).await;
}

#[tokio::test]
async fn silence_swallows_what_is_said() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().silence(true);
    client.send(json!({"type": "ping"})).await;
    client.send(json!({"type": "message", "text": "yogurt"})).await;
    backend.log().wait_for(|frames| frames.iter().any(|frame| frame.is_received("message"))).await.unwrap();
    // The price was asked, so the answer was made; the turn is over when the next may begin.
    backend.log().wait_for_webhooks(|calls| calls.iter().any(|call| call.method == "POST")).await.unwrap();
    client.send(json!({"type": "auth"})).await;
    backend
        .log()
        .wait_for(|frames| frames.iter().filter(|f| f.is_received("auth")).count() == 2)
        .await
        .unwrap();
    assert!(
        backend.log().frames().iter().all(|frame| !frame.is_sent("pong") && !frame.is_sent("text_delta"))
    );
    assert_eq!(backend.inject().open_sockets(), 1);
}

#[tokio::test]
async fn frames_are_delayed_in_order() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().delay(Duration::from_millis(60));
    let before = Instant::now();
    client.send(json!({"type": "ping"})).await;
    client.send_text("{").await;
    assert_eq!(client.next().await["type"], "pong");
    assert_eq!(client.next().await["type"], "error");
    assert!(before.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_killed_server_comes_back_on_its_port_with_its_conversations() {
    let mut backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    let (addr, conversation) = (backend.addr(), client.conversation());
    client.set("milk-001", json!(2)).await;
    backend.inject().hold_answer_after(5);
    client.send(json!({"type": "message", "text": "yogurt"})).await;
    for _ in 0..5 {
        client.next().await;
    }
    backend.stop().await;
    assert_eq!(client.end().await.1, End::Cut);
    assert!(connect_async(format!("ws://{addr}/api/v1/ws/chat")).await.is_err());

    backend.inject().release();
    backend.start_again().await.unwrap();
    assert_eq!(backend.addr(), addr);
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["type"], "session_restored");
    assert_eq!(client.welcome[1]["selected_items"][0]["quantity"], 2);
    assert_eq!(cards(&client.ask("bread").await).len(), 2);
}

fn impatient() -> Times {
    Times {
        webhook: Duration::from_millis(500),
        webhook_retry: Duration::from_millis(10),
        ..Times::default()
    }
}

#[tokio::test]
async fn a_failing_shop_is_asked_twice_and_owned_up_to() {
    let backend = Backend::start(options().times(impatient())).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    backend.inject().hook(Hook::Products, HookFault::Status(503));
    let answer = client.ask("show me milk").await;
    assert!(cards(&answer).is_empty());
    assert!(text(&answer).contains("does not tell me its prices"), "{}", text(&answer));
    let tries = backend.log().webhooks().iter().filter(|call| call.path == "/webhooks/products").count();
    assert_eq!(tries, 2, "one retry");
    backend.log().clear();
    // A refusal of the request itself is not repeated.
    backend.inject().hook(Hook::Products, HookFault::Status(400));
    client.ask("show me milk").await;
    let tries = backend.log().webhooks().iter().filter(|call| call.path == "/webhooks/products").count();
    assert_eq!(tries, 1);
    backend.inject().heal();
    assert_eq!(cards(&client.ask("show me milk").await).len(), 2);
}

#[tokio::test]
async fn a_lost_answer_of_the_cart_never_doubles() {
    let backend = Backend::start(options().times(impatient())).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    // The shop adds 2, its answer comes too late; the retry adds 2 again. The cart itself tells the truth.
    backend.inject().hook(Hook::Cart, HookFault::Slow(Duration::from_millis(1000)));
    let frames = client.set("milk-001", json!(2)).await;
    let changed = first(&frames, "cart_changed");
    assert_eq!((&changed["action"], &changed["quantity"]), (&json!("item_selected"), &json!(2)));
    assert_eq!(shop_cart(&backend).await["items"][0]["quantity"], 2);
}

#[tokio::test]
async fn an_unreachable_cart_is_a_refusal() {
    let backend = Backend::start(options().times(impatient())).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.ask("milk").await;
    backend.inject().hook(Hook::Cart, HookFault::Status(500));
    let frames = client.set("milk-001", json!(2)).await;
    let changed = first(&frames, "cart_changed");
    assert_eq!((&changed["quantity"], &changed["items"]), (&json!(0), &json!([])));
    assert!(text(&frames).contains("does not answer just now"), "{}", text(&frames));
    // Nor can it be emptied: the cart is told as it is.
    backend.inject().heal();
    client.set("milk-001", json!(2)).await;
    backend.inject().hook(Hook::Cart, HookFault::Status(500));
    client.send(json!({"type": "action", "action": "clear_cart"})).await;
    let frames = client.turn().await;
    let changed = first(&frames, "cart_changed");
    assert_eq!((&changed["action"], &changed["total"]), (&json!("quantity_updated"), &json!(91.8)));
    assert!(text(&frames).contains("**Cart** could not be changed"), "{}", text(&frames));
}

#[tokio::test]
async fn a_cart_that_cannot_be_read_is_as_it_was_last() {
    let backend = Backend::start(options().times(impatient())).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.set("milk-001", json!(2)).await;
    backend.inject().hook(Hook::CartItems, HookFault::Status(500));
    let answer = client.ask("what is in my cart").await;
    assert!(text(&answer).contains("Total: **91.80 UAH**"), "{}", text(&answer));
    // What the shop accepts is booked, and done once.
    for (sku, quantity, total) in
        [("milk-001", 3, 137.7), ("milk-002", 1, 179.7), ("milk-001", 0, 42.0), ("milk-002", 5, 210.0)]
    {
        let frames = client.set(sku, json!(quantity)).await;
        let changed = first(&frames, "cart_changed");
        assert_eq!((&changed["quantity"], changed["total"].as_f64()), (&json!(quantity), Some(total)));
        assert_eq!(shop_cart(&backend).await["total"].as_f64(), Some(total));
    }
    client.send(json!({"type": "action", "action": "clear_cart"})).await;
    assert_eq!(first(&client.turn().await, "cart_changed")["items"], json!([]));
}

#[tokio::test]
async fn a_card_pressed_during_an_answer_is_served_at_once_and_its_words_wait() {
    let backend = Backend::start(options().word_delay(Duration::from_millis(15))).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.send(json!({"type": "message", "text": "help"})).await;
    while client.next().await["type"] != "text_delta" {}
    let press = |sku: &str| json!({"type": "action", "action": "set_quantity", "sku": sku, "quantity": 1});
    client.send(press("milk-001")).await;
    client.send(press("milk-003")).await;
    let answer = client.turn().await;
    let place = |found: fn(&serde_json::Value) -> bool| answer.iter().position(found).unwrap();
    let end = place(|frame| frame["type"] == "text_end");
    assert!(place(|frame| frame["sku"] == "milk-001" && frame["quantity"] == 1) < end);
    assert!(place(|frame| frame["sku"] == "milk-003" && frame["quantity"] == 0) < end);
    assert!(text(&answer).ends_with("write to [the shop](mailto:help@shop.example).|"), "{}", text(&answer));
    // The one that worked was concluded with the answer, the other tells why by itself.
    let refusal = client.turn().await;
    assert_eq!(text(&refusal), "**Goat milk** could not be changed: it is sold out.|");
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
}
