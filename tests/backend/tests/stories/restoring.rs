//! Coming back to a conversation, and coming too late.

use std::time::Duration;

use serde_json::json;
use vizochok_backend::{Backend, Clock, Hook, HookFault};

use crate::client::{Client, backend, cards, first, options, page_sets};

#[tokio::test]
async fn a_conversation_comes_back_with_its_cart_and_what_waits() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.set("milk-001", json!(2)).await;
    let asked = client.ask("add bread").await;
    let waiting = first(&asked, "quick_replies").clone();
    let conversation = client.conversation();
    client.leave().await;
    page_sets(&backend, "yogurt-001", json!(1)).await;

    let mut client = Client::back(&backend, &conversation).await;
    let restored = &client.welcome[1];
    assert_eq!(
        (&restored["type"], &restored["conversation_id"]),
        (&json!("session_restored"), &json!(conversation))
    );
    assert_eq!(restored["selected_items"][0]["quantity"], 2);
    assert_eq!(restored["selected_items"][1]["sku"], "yogurt-001", "put in by the page meanwhile");
    assert_eq!((&restored["total"], &restored["item_count"]), (&json!(123.2), &json!(2)));
    assert_eq!(restored["pending_tools"], json!([waiting]));

    // Pressed, or overtaken by another message, it waits no more.
    client.ask("show me coffee").await;
    client.leave().await;
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["pending_tools"], json!([]));
}

#[tokio::test]
async fn what_it_was_about_is_remembered() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    client.ask("покажи йогурт, будь ласка").await;
    let conversation = client.conversation();
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    let answer = client.ask("додай два").await;
    let changed = first(&answer, "cart_changed");
    assert_eq!((&changed["sku"], &changed["name"]), (&json!("yogurt-001"), &json!("Йогурт")));
}

#[tokio::test]
async fn after_an_hour_of_idleness_a_new_one_begins() {
    let clock = Clock::new();
    let backend = Backend::start(options().clock(clock.clone())).await.unwrap();
    let client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    // While someone is connected it does not expire.
    clock.advance(Duration::from_secs(7200));
    client.leave().await;
    backend.inject().wait_open_sockets(0).await;
    clock.advance(Duration::from_secs(3590));
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["type"], "session_restored");
    client.leave().await;
    backend.inject().wait_open_sockets(0).await;
    clock.advance(Duration::from_secs(3601));
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["type"], "conversation_started");
    assert_ne!(client.conversation(), conversation);
}

#[tokio::test]
async fn a_slow_shop_holds_up_no_conversation() {
    let backend = backend().await;
    backend.inject().hook(Hook::CartItems, HookFault::Slow(Duration::from_secs(60)));
    // It has begun before the shop can answer; the first try alone would take 5 s.
    let begun = tokio::time::timeout(Duration::from_secs(3), Client::shopper(&backend)).await.unwrap();
    assert_eq!(begun.welcome[1]["type"], "conversation_started");
    backend.log().wait_for_webhooks(|calls| calls.iter().any(|call| call.method == "GET")).await.unwrap();
}

#[tokio::test]
async fn a_conversation_belongs_to_its_user() {
    let backend = backend().await;
    let client = Client::shopper(&backend).await;
    let auth = json!({
        "type": "auth", "token": "pk_demo", "user_id": "user-2", "conversation_id": client.conversation(),
    });
    let other = Client::enter(&backend, auth).await;
    assert_eq!(other.welcome[1]["type"], "conversation_started");
}

#[tokio::test]
async fn a_message_may_name_another_conversation() {
    let backend = backend().await;
    let mut first = Client::shopper(&backend).await;
    first.set("milk-001", json!(1)).await;
    let mut second = Client::shopper(&backend).await;
    let message = |id: &str| json!({"type": "message", "text": "yogurt", "conversation_id": id});
    second.send(message(&second.conversation())).await;
    assert_eq!(second.turn().await[0]["type"], "status", "the present one is nothing to tell");
    second.send(message(&first.conversation())).await;
    let restored = second.next().await;
    assert_eq!(restored["type"], "session_restored");
    assert_eq!(restored["conversation_id"], first.conversation());
    assert_eq!(cards(&second.turn().await), ["yogurt-001"]);
}

#[tokio::test]
async fn without_a_user_each_conversation_has_its_own_cart() {
    let backend = backend().await;
    let auth = json!({"type": "auth", "token": "pk_demo", "store_id": "demo-store"});
    let mut one = Client::enter(&backend, auth.clone()).await;
    let mut other = Client::enter(&backend, auth).await;
    one.set("milk-001", json!(2)).await;
    let frames = other.set("bread-001", json!(1)).await;
    assert_eq!(first(&frames, "cart_changed")["items"].as_array().unwrap().len(), 1);
}
