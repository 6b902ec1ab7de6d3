//! From the first frame to a conversation, and all the ways it does not come to one.

use std::time::Duration;

use serde_json::json;
use vizochok_backend::{Backend, Limits, Times};

use crate::client::{Client, End, backend, options};

#[tokio::test]
async fn auth_is_followed_by_a_conversation() {
    let backend = backend().await;
    let client = Client::shopper(&backend).await;
    assert_eq!(client.welcome[0], json!({"type": "auth_ok", "features": ["ack"]}));
    assert_eq!(client.welcome[1]["type"], "conversation_started");
    assert!(client.conversation().starts_with("conv_"));
    let other = Client::shopper(&backend).await;
    assert_ne!(client.conversation(), other.conversation());
}

#[tokio::test]
async fn a_server_may_offer_nothing() {
    let backend = Backend::start(options().features(Vec::<String>::new())).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(client.welcome[0], json!({"type": "auth_ok"}));
    client.send(json!({"type": "message", "text": "milk", "client_message_id": "m1"})).await;
    assert!(client.turn().await.iter().all(|frame| frame["type"] != "message_ack"));
}

#[tokio::test]
async fn silence_is_closed_with_4001() {
    let times = Times { auth: Duration::from_millis(50), ..Times::default() };
    let backend = Backend::start(options().times(times)).await.unwrap();
    assert_eq!(Client::open(&backend).await.end().await.1, End::Closed(4001));
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    let backend = backend().await;
    for (frame, code) in [
        ("no json".to_owned(), 4002),
        (json!({"type": "message", "text": "milk"}).to_string(), 4002),
        (json!({"type": "auth"}).to_string(), 4002),
        (json!({"type": "auth", "token": 5}).to_string(), 4002),
        (json!({"type": "auth", "token": ""}).to_string(), 4002),
        (json!({"type": "auth", "token": "pk_other"}).to_string(), 4003),
        (json!({"type": "auth", "token": "pk_demo", "store_id": "elsewhere"}).to_string(), 4004),
    ] {
        let mut client = Client::open(&backend).await;
        client.send_text(frame.clone()).await;
        let (frames, end) = client.end().await;
        assert_eq!(end, End::Closed(code), "{frame}");
        assert!(frames.is_empty(), "{frame}");
    }
}

#[tokio::test]
async fn three_sockets_by_key_and_user() {
    let backend = Backend::start(options().keys(["pk_demo", "pk_app"])).await.unwrap();
    let first = Client::shopper(&backend).await;
    let _second = Client::shopper(&backend).await;
    let _third = Client::shopper(&backend).await;
    let mut fourth = Client::open(&backend).await;
    fourth.send(json!({"type": "auth", "token": "pk_demo", "user_id": "user-1"})).await;
    assert_eq!(fourth.end().await.1, End::Closed(4029));
    // Another user or another key is not concerned, and a socket that left makes room.
    let auth = |key: &str, user: &str| json!({"type": "auth", "token": key, "user_id": user});
    let _other = Client::enter(&backend, auth("pk_demo", "user-2")).await;
    let _app = Client::enter(&backend, auth("pk_app", "user-1")).await;
    first.leave().await;
    backend.inject().wait_open_sockets(4).await;
    Client::shopper(&backend).await;
}

#[tokio::test]
async fn shoppers_without_a_user_are_counted_by_conversation() {
    let limits = Limits { sockets: 1, ..Limits::default() };
    let backend = Backend::start(options().limits(limits)).await.unwrap();
    let anyone = json!({"type": "auth", "token": "pk_demo"});
    let one = Client::enter(&backend, anyone.clone()).await;
    let _other = Client::enter(&backend, anyone).await;
    let again = json!({"type": "auth", "token": "pk_demo", "conversation_id": one.conversation()});
    let _second = Client::enter(&backend, again.clone()).await;
    let mut third = Client::open(&backend).await;
    third.send(again).await;
    assert_eq!(third.end().await.1, End::Closed(4029));
}

#[tokio::test]
async fn pings_go_both_ways() {
    let times = Times { ping: Duration::from_millis(30), ..Times::default() };
    let backend = Backend::start(options().times(times)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(client.next().await, json!({"type": "ping"}));
    client.send(json!({"type": "pong"})).await;
    client.send(json!({"type": "ping"})).await;
    while client.next().await["type"] != "pong" {}
}

#[tokio::test]
async fn a_dead_peer_is_closed_and_a_living_one_is_not() {
    let times = Times { ping: Duration::from_millis(100), dead: Duration::from_secs(1), ..Times::default() };
    let backend = Backend::start(options().times(times)).await.unwrap();
    let mut living = Client::shopper(&backend).await;
    let dead = Client::enter(&backend, json!({"type": "auth", "token": "pk_demo"})).await;
    let answering = async {
        loop {
            assert_eq!(living.next().await["type"], "ping");
            living.send(json!({"type": "pong"})).await;
        }
    };
    tokio::select! {
        (_, end) = dead.end() => assert_eq!(end, End::Closed(1001)),
        () = answering => {}
    }
    // The living one is still there.
    backend.inject().wait_open_sockets(1).await;
    living.send(json!({"type": "ping"})).await;
    while living.next().await["type"] != "pong" {}
}
