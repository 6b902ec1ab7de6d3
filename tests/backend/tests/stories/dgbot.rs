//! The support bot of the second protocol, and the visitors it talks to.

use std::time::Duration;

use serde_json::{Value, json};
use vizochok_backend::signature::sign_visitor;
use vizochok_backend::{Backend, Clock, Refuse, Times};

use crate::client::{Client, End, backend, http, options};

pub(crate) const VISITOR: &str = "0b7c3a52-1111-4abc-8def-0123456789ab";
pub(crate) const ANOTHER: &str = "5d1f0c77-2222-4abc-9def-ba9876543210";

/// Opens a socket of this visitor, and hears what is offered.
pub(crate) async fn enter(backend: &Backend, visitor: &str) -> Client {
    let path = format!("/ws?key=demo-bot&visitor_id={visitor}");
    let mut client = Client::open_path(backend.addr(), &path).await;
    let features = client.next().await;
    assert_eq!(features, json!({"type": "features", "features": ["identify", "handoff"]}));
    client
}

pub(crate) async fn say(client: &mut Client, content: &str) {
    client.send(json!({"type": "message", "content": content})).await;
}

/// The next stream, whole; nothing else comes in between.
pub(crate) async fn stream(client: &mut Client) -> String {
    let start = client.next().await;
    assert_eq!(start["type"], "stream_start", "{start}");
    let (id, mut text) = (start["message_id"].clone(), String::new());
    loop {
        let frame = client.next().await;
        assert_eq!(frame["message_id"], id, "{frame}");
        match frame["type"].as_str().unwrap() {
            "stream_chunk" => text.push_str(frame["content"].as_str().unwrap()),
            "stream_end" => return text,
            _ => panic!("{frame}"),
        }
    }
}

/// Says something that is answered by one stream.
pub(crate) async fn ask(client: &mut Client, content: &str) -> String {
    say(client, content).await;
    stream(client).await
}

#[tokio::test]
async fn a_visitor_asks_for_shipping_times_in_three_languages() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    assert!(ask(&mut client, "Hello!").await.starts_with("Hello! I am"));
    assert!(ask(&mut client, "how long is shipping?").await.contains("2–4 days"));
    assert!(ask(&mut client, "Скільки їде доставка?").await.contains("2–4 дні"));
    assert!(ask(&mut client, "сколько идёт доставка?").await.contains("2–4 дня"));
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn an_order_is_looked_up_and_the_lookup_may_fail() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    for (number, status, said) in [("1001", "done", "on its way"), ("1004", "error", "does not answer")] {
        assert!(ask(&mut client, &format!("where is my order {number}?")).await.contains(number));
        let calling = json!({"type": "tool_action", "tool": "order_lookup", "status": "calling"});
        assert_eq!(client.next().await, calling);
        let result = json!({"type": "tool_action_result", "tool": "order_lookup", "status": status});
        assert_eq!(client.next().await, result);
        assert!(stream(&mut client).await.contains(said));
    }
    // The second failure in a row.
    assert!(ask(&mut client, "can you sing?").await.starts_with("I cannot"));
    let offer = client.next().await;
    assert_eq!(offer["type"], "handoff_offered");
    assert!(offer["message"].as_str().unwrap().contains("colleague"), "{offer}");
}

#[tokio::test]
async fn a_yes_of_any_kind_puts_the_visitor_in_the_line() {
    let backend = backend().await;
    let answers = [
        json!({"type": "message", "content": "yes"}),
        json!({"type": "message", "content": "human, please"}),
        json!({"type": "handoff", "accept": true}),
    ];
    for (place, answer) in answers.into_iter().enumerate() {
        let mut client = enter(&backend, &VISITOR.replace("0b", &format!("a{place}"))).await;
        say(&mut client, "I want to talk to a human").await;
        assert_eq!(client.next().await["type"], "handoff_offered");
        client.send(answer.clone()).await;
        assert!(stream(&mut client).await.starts_with("Connecting you"), "{answer}");
        // Said twice, it is said once; and the bot is silent while a human is awaited.
        client.send(json!({"type": "handoff", "accept": true})).await;
        say(&mut client, "hello?").await;
        client.send(json!({"type": "ping"})).await;
        assert_eq!(client.next().await["type"], "pong", "{answer}");
        assert!(ask(&mut client, "back to the bot").await.starts_with("All right"));
        assert!(ask(&mut client, "shipping?").await.contains("days"));
    }
    let mut client = enter(&backend, ANOTHER).await;
    say(&mut client, "operator").await;
    assert_eq!(client.next().await["type"], "handoff_offered");
    client.send(json!({"type": "handoff", "accept": false})).await;
    assert!(stream(&mut client).await.starts_with("All right"));
}

#[tokio::test]
async fn two_messages_at_once_are_answered_at_once() {
    let backend = Backend::start(options().word_delay(Duration::from_millis(2))).await.unwrap();
    let mut client = enter(&backend, VISITOR).await;
    say(&mut client, "shipping?").await;
    say(&mut client, "sing!").await;
    let (mut open, mut most, mut ended) = (Vec::new(), 0, 0);
    while ended < 2 {
        let frame = client.next().await;
        let id = frame["message_id"].clone();
        match frame["type"].as_str().unwrap() {
            "stream_start" => open.push(id),
            "stream_end" => {
                open.retain(|other| *other != id);
                ended += 1;
            }
            _ => assert!(open.contains(&id), "{frame}"),
        }
        most = most.max(open.len());
    }
    assert_eq!(most, 2, "one did not wait for the other");
}

#[tokio::test]
async fn who_proves_who_they_are_is_called_by_name() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    let asked = format!("/shop/api/identity?chatbot=demo-bot&visitor_id={VISITOR}");
    let (status, _, body) = http(backend.addr(), &format!("GET {asked} HTTP/1.1"), "").await;
    assert_eq!(status, 200, "{body}");
    let identity: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(identity["userHash"], sign_visitor("idsec_demo", VISITOR));
    let identify = |hash: &Value| {
        json!({
            "type": "identify", "user_id": identity["userId"], "name": "Olena", "email": identity["email"],
            "user_hash": hash,
        })
    };
    let refused = json!({"type": "error", "code": "identity_refused"});
    for wrong in ["", "00", &sign_visitor("guessed", VISITOR), &sign_visitor("idsec_demo", ANOTHER)] {
        client.send(identify(&json!(wrong))).await;
        assert_eq!(client.next().await, refused);
    }
    assert!(!ask(&mut client, "hello").await.contains("Olena"));
    client.send(identify(&identity["userHash"])).await;
    assert!(ask(&mut client, "hello").await.starts_with("Hello, Olena!"));
    // Who then fails to prove it is nobody again.
    client.send(identify(&json!("00"))).await;
    assert_eq!(client.next().await, refused);
    assert!(!ask(&mut client, "hello").await.contains("Olena"));
}

#[tokio::test]
async fn the_demo_signs_for_its_customer_and_no_other_bot() {
    let backend = backend().await;
    let of = async |query: &str| {
        http(backend.shop_addr(), &format!("GET /api/identity?{query} HTTP/1.1"), "").await.0
    };
    assert_eq!(of(&format!("chatbot=demo-bot&visitor_id={VISITOR}")).await, 200);
    assert_eq!(of(&format!("chatbot=other&visitor_id={VISITOR}")).await, 404);
    assert_eq!(of("chatbot=demo-bot&visitor_id=me").await, 422);
    let mut bots = vec![bot("demo-bot", "secret")];
    bots[0].demo_customer = None;
    let backend = Backend::start(options().chatbots(bots)).await.unwrap();
    let path = format!("GET /api/identity?chatbot=demo-bot&visitor_id={VISITOR} HTTP/1.1");
    assert_eq!(http(backend.shop_addr(), &path, "").await.0, 404, "no demo customer, no signature");
}

fn bot(id: &str, secret: &str) -> vizochok_backend::Chatbot {
    vizochok_backend::Chatbot {
        id: id.to_owned(),
        identity_secret: secret.to_owned(),
        orders: [("777".to_owned(), vizochok_backend::Order::Packed)].into(),
        demo_customer: None,
        limits: Default::default(),
    }
}

#[tokio::test]
async fn chatbots_are_apart_from_each_other() {
    let bots = vec![bot("demo-bot", "a"), bot("other-bot", "b")];
    let backend = Backend::start(options().chatbots(bots)).await.unwrap();
    let mut client = enter(&backend, VISITOR).await;
    assert!(ask(&mut client, "where is my order?").await.contains("number"));
    let path = format!("/ws?key=other-bot&visitor_id={VISITOR}");
    let mut other = Client::open_path(backend.addr(), &path).await;
    other.next().await;
    assert!(!ask(&mut other, "777").await.contains("777"), "it asked for no number");
    assert!(ask(&mut client, "777").await.contains("777"));
    let twins = Backend::start(options().chatbots(vec![bot("a", "s"), bot("b", "s")])).await;
    assert!(twins.is_err_and(|error| error.to_string().contains("b: identity_secret")));
}

#[tokio::test]
async fn who_may_not_enter_is_told_why() {
    let backend = backend().await;
    for (query, code) in [
        (format!("key=unknown&visitor_id={VISITOR}"), 4003),
        (format!("key=pk_demo&visitor_id={VISITOR}"), 4003),
        (format!("visitor_id={VISITOR}"), 4003),
        (format!("key=demo-bot&visitor_id={VISITOR}0"), 4002),
        ("key=demo-bot&visitor_id=".to_owned(), 4002),
        ("key=demo-bot".to_owned(), 4002),
    ] {
        let client = Client::open_path(backend.addr(), &format!("/ws?{query}")).await;
        assert_eq!(client.end().await, (vec![], End::Closed(code)), "{query}");
    }
    let mut tabs = Vec::new();
    for _ in 0..3 {
        tabs.push(enter(&backend, VISITOR).await);
    }
    let path = format!("/ws?key=demo-bot&visitor_id={VISITOR}");
    let fourth = Client::open_path(backend.addr(), &path).await;
    assert_eq!(fourth.end().await, (vec![], End::Closed(4029)));
    let _other = enter(&backend, ANOTHER).await;
    tabs.pop().unwrap().leave().await;
    backend.inject().wait_open_sockets(3).await;
    backend.inject().refuse(Refuse::Unavailable);
    let refused = tokio_tungstenite::connect_async(format!("ws://{}{path}", backend.addr())).await;
    assert!(refused.is_err(), "the fault panel works here, too");
}

#[tokio::test]
async fn bad_input_is_refused_as_on_the_other_endpoint() {
    let clock = Clock::new();
    let backend = Backend::start(options().clock(clock.clone())).await.unwrap();
    let mut client = enter(&backend, VISITOR).await;
    let mut neighbour = enter(&backend, ANOTHER).await;
    let invalid = json!({"type": "error", "code": "invalid_json"});
    for text in ["", "{", "[]", r#"{"type":"dance"}"#, r#"{"type":"message","text":"hello"}"#] {
        client.send_text(text).await;
        assert_eq!(client.next().await, invalid, "{text}");
    }
    client.send_binary(vec![0, 1, 2]).await;
    assert_eq!(client.next().await, invalid);
    say(&mut client, &"x".repeat(65_536)).await;
    let large = json!({"type": "error", "code": "message_too_large", "max_size": 65_536});
    assert_eq!(client.next().await, large);
    for _ in 0..10 {
        ask(&mut client, "shipping?").await;
    }
    say(&mut client, "shipping?").await;
    let refused = client.next().await;
    assert_eq!(refused["code"], "rate_limit_exceeded");
    assert!(refused["retry_after"].as_u64().unwrap() <= 60, "{refused}");
    // Who has written much may still want a human; wanting one again and again is a flood of its own.
    for _ in 0..10 {
        client.send(json!({"type": "handoff", "accept": false})).await;
        stream(&mut client).await;
    }
    client.send(json!({"type": "handoff", "accept": false})).await;
    assert_eq!(client.next().await["code"], "rate_limit_exceeded");
    clock.advance(Duration::from_secs(60));
    ask(&mut client, "shipping?").await;
    // What is hopeless ends the socket, and the neighbour notices nothing.
    client.send_text("x".repeat((1 << 20) + 1)).await;
    assert_eq!(client.end().await.1, End::Closed(1009));
    ask(&mut neighbour, "shipping?").await;
}

#[tokio::test]
async fn who_says_nothing_at_all_is_gone_after_a_while() {
    let times = Times { dead: Duration::from_millis(50), ..Times::default() };
    let backend = Backend::start(options().times(times)).await.unwrap();
    let client = enter(&backend, VISITOR).await;
    assert_eq!(
        client.end().await,
        (vec![], End::Closed(1001)),
        "and no ping of the server: none is documented"
    );
}

#[tokio::test]
async fn a_conversation_goes_on_over_sockets_for_an_hour() {
    let clock = Clock::new();
    let backend = Backend::start(options().clock(clock.clone())).await.unwrap();
    let mut client = enter(&backend, VISITOR).await;
    assert!(ask(&mut client, "Де моє замовлення?").await.contains("номер"));
    backend.inject().cut();
    backend.inject().wait_open_sockets(0).await;
    clock.advance(Duration::from_secs(3599));
    let mut client = enter(&backend, &VISITOR.to_uppercase()).await;
    assert!(ask(&mut client, "1002").await.contains("1002"), "it remembers what it asked for");
    for _ in 0..2 {
        client.next().await;
    }
    stream(&mut client).await;
    assert!(ask(&mut client, "where is my parcel?").await.contains("number"));
    client.leave().await;
    backend.inject().wait_open_sockets(0).await;
    clock.advance(Duration::from_secs(3600));
    let mut client = enter(&backend, VISITOR).await;
    assert!(!ask(&mut client, "1002").await.contains("1002"), "an hour later it does not");
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_told_again_whole() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    backend.inject().drop_answer_at(300);
    say(&mut client, "shipping?").await;
    let (frames, end) = client.end().await;
    assert_eq!(end, End::Cut);
    assert!(frames.iter().all(|frame| frame["type"] != "stream_end"), "{frames:#?}");
    backend.inject().wait_open_sockets(0).await;
    let mut client = enter(&backend, VISITOR).await;
    assert!(stream(&mut client).await.contains("2–4 days"));
}
