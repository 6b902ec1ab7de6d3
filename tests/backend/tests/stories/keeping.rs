//! Another process on the same data directory: what it knows, and what it brings to its end.

use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use vizochok_backend::{Backend, Clock, Limits, Options, StartError};

use crate::client::{Client, cards, first, kinds, options, page_sets, shop, shop_cart, text};

fn kept(dir: &TempDir) -> Options {
    options().data(dir.path())
}

async fn start(dir: &TempDir) -> Backend {
    Backend::start(kept(dir)).await.unwrap()
}

fn message(id: &str, text: &str) -> serde_json::Value {
    json!({"type": "message", "text": text, "client_message_id": id})
}

#[tokio::test]
async fn a_conversation_outlives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let backend = start(&dir).await;
    let mut client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    client.set("milk-001", json!(2)).await;
    page_sets(&backend, "apple-001", json!(0.3)).await;
    let asked = client.ask("додай хліб").await;
    let waiting = first(&asked, "quick_replies").clone();
    drop(backend);

    let backend = start(&dir).await;
    let mut client = Client::back(&backend, &conversation).await;
    let restored = &client.welcome[1];
    assert_eq!(
        (&restored["type"], &restored["conversation_id"]),
        (&json!("session_restored"), &json!(conversation))
    );
    assert_eq!(restored["selected_items"][0]["quantity"], 2);
    assert_eq!(restored["selected_items"][1]["quantity"], 0.3);
    assert_eq!(restored["pending_tools"], json!([waiting]));
    // It knows what it spoke of, and in which language.
    let answer = client.ask("додай перше").await;
    assert_eq!(first(&answer, "cart_changed")["items"].as_array().unwrap().len(), 3, "{}", text(&answer));
    // Numbers of frames go on: none is given twice.
    let asked = client.ask("додай молоко").await;
    assert_ne!(first(&asked, "quick_replies")["tool_call_id"], waiting["tool_call_id"]);
}

#[tokio::test]
async fn an_accepted_message_is_answered_by_the_next_process_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let backend = start(&dir).await;
    let mut client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    backend.inject().hold_answer_after(1);
    client.send(message("m-1", "add 2 milk-001")).await;
    assert_eq!(client.next().await["type"], "message_ack");
    assert_eq!(client.next().await["type"], "status");
    drop(backend);

    let backend = start(&dir).await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["selected_items"], json!([]));
    let answer = client.turn().await;
    assert_eq!(first(&answer, "cart_changed")["quantity"], 2);
    client.send(message("m-1", "add 2 milk-001")).await;
    assert_eq!(client.next().await, json!({"type": "message_ack", "client_message_id": "m-1"}));
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong", "acknowledged, and not answered again");
    client.leave().await;
    drop(backend);

    let backend = start(&dir).await;
    let mut client = Client::back(&backend, &conversation).await;
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong", "nothing is left to answer");
    assert_eq!(shop_cart(&backend).await["items"][0]["quantity"], 2);
}

#[tokio::test]
async fn a_change_that_the_shop_made_before_the_end_is_not_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let backend = start(&dir).await;
    let mut client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    client.set("milk-001", json!(1)).await;
    // Two changes are asked for; the first is done and not told, the second not begun.
    backend.inject().hold_answer_after(2);
    client.send(message("m-1", "add 2 milk-001 and add 3 choc-001")).await;
    let changed = |calls: &[vizochok_backend::WebhookCall]| {
        calls.iter().filter(|call| call.path == "/webhooks/cart").count() == 2
    };
    backend.log().wait_for_webhooks(changed).await.unwrap();
    drop(backend);

    let backend = start(&dir).await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["selected_items"][0]["quantity"], 3);
    let answer = client.turn().await;
    assert!(kinds(&answer).contains(&"cart_changed"), "{answer:?}");
    let cart = shop_cart(&backend).await;
    let held: Vec<_> =
        cart["items"].as_array().unwrap().iter().map(|i| (&i["sku"], &i["quantity"])).collect();
    assert_eq!(held, [(&json!("milk-001"), &json!(3)), (&json!("choc-001"), &json!(3))]);
}

#[tokio::test]
async fn a_submitted_checklist_is_bought_once_though_the_process_ends_in_the_middle() {
    let dir = tempfile::tempdir().unwrap();
    let kept = || Options::new().data(dir.path());
    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    let conversation = client.conversation();
    let answer = client.ask("recipe for borscht for 4 people").await;
    let list = first(&answer, "ingredient_checklist");
    let need: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    let submit = json!({
        "type": "action", "action": "submit_checklist", "checklist_id": list["checklist_id"], "need": need,
    });
    // What a process that was never killed buys.
    let expected = {
        let backend = Backend::start(Options::new()).await.unwrap();
        let mut client = Client::shopper(&backend).await;
        client.ask("recipe for borscht for 4 people").await;
        client.send(submit.clone()).await;
        client.turn().await;
        shop_cart(&backend).await["items"].clone()
    };
    backend.inject().hold_answer_after(3);
    client.send(submit.clone()).await;
    for _ in 0..3 {
        client.next().await;
    }
    drop(backend);

    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::back(&backend, &conversation).await;
    assert_ne!(client.welcome[1]["selected_items"], expected, "it ended in the middle");
    client.turn().await;
    assert_eq!(shop_cart(&backend).await["items"], expected);
    // Pressed again, it buys nothing more.
    client.send(submit).await;
    client.turn().await;
    assert_eq!(shop_cart(&backend).await["items"], expected);
}

#[tokio::test]
async fn the_hour_of_idleness_goes_on_while_no_process_runs() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::new();
    let kept = || kept(&dir).clock(clock.clone());
    let backend = Backend::start(kept()).await.unwrap();
    let gone = Client::shopper(&backend).await;
    let left = gone.conversation();
    gone.leave().await;
    backend.inject().wait_open_sockets(0).await;
    clock.advance(Duration::from_secs(1800));
    let here = Client::shopper(&backend).await.conversation();
    drop(backend);
    clock.advance(Duration::from_secs(1801));
    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::back(&backend, &left).await;
    assert_eq!(client.welcome[1]["type"], "conversation_started", "left an hour ago");
    let back = Client::back(&backend, &here).await;
    assert_eq!(back.welcome[1]["type"], "session_restored", "it was in use when the process ended");
    assert_eq!(cards(&client.ask("yogurt").await), ["yogurt-001"]);
}

#[tokio::test]
async fn the_shop_keeps_its_prices_and_stock() {
    let dir = tempfile::tempdir().unwrap();
    let backend = start(&dir).await;
    assert!(backend.inject().set_price("milk-001", "61.7".parse().unwrap(), None));
    assert!(backend.inject().set_stock("milk-002", "0".parse().unwrap()));
    drop(backend);
    let backend = start(&dir).await;
    let products = shop(&backend, "/api/products").await["products"].clone();
    assert_eq!((&products[0]["price"], &products[0]["in_stock"]), (&json!(61.7), &json!(true)));
    assert_eq!((&products[1]["price"], &products[1]["in_stock"]), (&json!(52), &json!(false)));
}

#[tokio::test]
async fn a_directory_serves_one_process() {
    let dir = tempfile::tempdir().unwrap();
    let _backend = start(&dir).await;
    let error = Backend::start(kept(&dir)).await.err().unwrap();
    assert!(matches!(error, StartError::Data(..)));
    assert!(error.to_string().ends_with("another program uses it"), "{error}");
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Backend::start(options().data(file.path())).await.err().unwrap();
    assert!(matches!(error, StartError::Data(..)), "{error}");
}

#[tokio::test]
async fn what_was_used_of_the_limits_stays_used() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::new();
    let limits = Limits { user_messages_per_day: 3, ..Limits::default() };
    let kept = || kept(&dir).limits(limits.clone()).clock(clock.clone());
    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.ask("yogurt").await;
    client.ask("yogurt").await;
    drop(backend);
    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    client.ask("yogurt").await;
    let refused = client.ask("yogurt").await;
    assert_eq!(refused, [json!({"type": "error", "code": "user_message_limit", "limit": 3})]);
    drop(backend);
    clock.advance(Duration::from_secs(86_400));
    let backend = Backend::start(kept()).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(cards(&client.ask("yogurt").await), ["yogurt-001"], "a new day");
}

#[tokio::test]
async fn the_tokens_of_a_tenant_stay_used() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits { tenant_tokens_per_day: 5, ..Limits::default() };
    let backend = Backend::start(kept(&dir).limits(limits.clone())).await.unwrap();
    Client::shopper(&backend).await.ask("what is in my cart").await;
    drop(backend);
    let backend = Backend::start(kept(&dir).limits(limits)).await.unwrap();
    let refused = Client::shopper(&backend).await.ask("yogurt").await;
    assert_eq!(refused[0]["code"], "tenant_daily_token_limit");
}
