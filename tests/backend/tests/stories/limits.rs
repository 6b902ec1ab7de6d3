//! Limits of use, in their documented order.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use vizochok_backend::{Backend, Clock, Limits, Options, Times};

use crate::client::{Client, first, kinds, options};

async fn limited(limits: Limits, clock: &Clock) -> Backend {
    Backend::start(options().limits(limits).clock(clock.clone())).await.unwrap()
}

fn is_answered(frames: &[Value]) -> bool {
    kinds(frames).last() == Some(&"response_complete")
}

#[tokio::test]
async fn ten_messages_a_minute_per_connection_sliding() {
    let clock = Clock::new();
    let backend = limited(Limits::default(), &clock).await;
    let mut client = Client::shopper(&backend).await;
    for count in 0..10 {
        if count == 5 {
            clock.advance(Duration::from_secs(20));
        }
        assert!(is_answered(&client.ask("yogurt").await));
    }
    let refused = client.ask("yogurt").await;
    assert_eq!(refused[0]["code"], "rate_limit_exceeded");
    let wait = refused[0]["retry_after"].as_u64().unwrap();
    assert!((35..=40).contains(&wait), "until the oldest leaves the window: {wait}");
    // Cart actions are no messages; another connection has a window of its own.
    assert!(is_answered(&client.set("milk-001", json!(1)).await));
    assert!(is_answered(&Client::shopper(&backend).await.ask("yogurt").await));
    // And some seconds: on a slow machine the first five were sent one after the other. The next five are 20 s younger.
    clock.advance(Duration::from_secs(wait + 10));
    for _ in 0..5 {
        assert!(is_answered(&client.ask("yogurt").await));
    }
    assert_eq!(client.ask("yogurt").await[0]["code"], "rate_limit_exceeded");
}

#[tokio::test]
async fn the_first_refusal_ends_the_check() {
    let clock = Clock::new();
    let limits =
        Limits { messages_per_minute: 2, user_messages_per_day: 1, session_tokens: 1, ..Limits::default() };
    let backend = limited(limits, &clock).await;
    let mut client = Client::shopper(&backend).await;
    assert!(is_answered(&client.ask("yogurt").await));
    // The user's limit stands before the conversation's; the message passed the connection's and counts there.
    assert_eq!(
        client.ask("yogurt").await,
        [json!({"type": "error", "code": "user_message_limit", "limit": 1})]
    );
    assert_eq!(client.ask("yogurt").await[0]["code"], "rate_limit_exceeded");
    // At midnight, UTC, the user's day begins anew.
    clock.advance(Duration::from_secs(86_400));
    assert_eq!(client.ask("yogurt").await[0]["code"], "session_token_limit");
}

/// Every limit is used up by one message. Lifted one by one, in the documented order, each gives way to the next.
#[tokio::test]
async fn each_limit_has_its_place_and_its_refusal() {
    let free = Limits::default();
    let mut limits = Limits {
        messages_per_minute: 1,
        user_messages_per_day: 1,
        user_conversations_per_day: 1,
        tenant_tokens_per_day: 1,
        tenant_tokens_per_month: 1,
        session_tokens: 1,
        ..free.clone()
    };
    type Lift = fn(&mut Limits, &Limits);
    let places: [(Value, Lift); 6] = [
        (json!({"code": "rate_limit_exceeded", "retry_after": 60}), |limits, free| {
            limits.messages_per_minute = free.messages_per_minute;
        }),
        (json!({"code": "user_message_limit", "limit": 1}), |limits, free| {
            limits.user_messages_per_day = free.user_messages_per_day;
        }),
        (json!({"code": "user_conversation_limit", "limit": 1}), |limits, free| {
            limits.user_conversations_per_day = free.user_conversations_per_day;
        }),
        (json!({"code": "tenant_daily_token_limit"}), |limits, free| {
            limits.tenant_tokens_per_day = free.tenant_tokens_per_day;
        }),
        (json!({"code": "tenant_monthly_token_limit"}), |limits, free| {
            limits.tenant_tokens_per_month = free.tenant_tokens_per_month;
        }),
        (json!({"code": "session_token_limit"}), |limits, free| limits.session_tokens = free.session_tokens),
    ];
    for (mut refusal, lift) in places {
        let backend = limited(limits.clone(), &Clock::new()).await;
        let mut client = Client::shopper(&backend).await;
        assert!(is_answered(&client.ask("yogurt").await), "{refusal}");
        if refusal["code"] == "user_conversation_limit" {
            // Only a new conversation meets this one.
            client = Client::shopper(&backend).await;
        }
        refusal["type"] = json!("error");
        let mut refused = client.ask("yogurt").await;
        if refused[0]["retry_after"].is_u64() {
            // How many of the seconds the first answer took is no matter here.
            refused[0]["retry_after"] = json!(60);
        }
        assert_eq!(refused, [refusal]);
        lift(&mut limits, &free);
    }
    let backend = limited(limits, &Clock::new()).await;
    let mut client = Client::shopper(&backend).await;
    assert!(is_answered(&client.ask("yogurt").await) && is_answered(&client.ask("yogurt").await));
}

#[tokio::test]
async fn a_conversation_counts_with_its_first_message() {
    let clock = Clock::new();
    let limits = Limits { user_conversations_per_day: 2, ..Limits::default() };
    let backend = limited(limits, &clock).await;
    let mut first = Client::shopper(&backend).await;
    Client::shopper(&backend).await.leave().await;
    let mut second = Client::shopper(&backend).await;
    let mut third = Client::shopper(&backend).await;
    assert!(is_answered(&first.ask("yogurt").await));
    assert!(is_answered(&second.ask("yogurt").await));
    let error = json!({"type": "error", "code": "user_conversation_limit", "limit": 2});
    assert_eq!(third.ask("yogurt").await, [error]);
    assert!(is_answered(&first.ask("bread").await), "those that began go on");
    let other = json!({"type": "auth", "token": "pk_demo", "user_id": "user-2"});
    assert!(is_answered(&Client::enter(&backend, other).await.ask("yogurt").await));
}

#[tokio::test]
async fn tokens_of_the_tenant_are_counted_by_day_and_month() {
    let clock = Clock::new();
    let daily = Limits { tenant_tokens_per_day: 1, tenant_tokens_per_month: 1, ..Limits::default() };
    let backend = limited(daily, &clock).await;
    let mut client = Client::shopper(&backend).await;
    assert!(is_answered(&client.ask("yogurt").await));
    assert_eq!(client.ask("yogurt").await[0]["code"], "tenant_daily_token_limit");
    // 30 days make a month here, counted from 1970: one day later the month is still the same, unless it just ends.
    let last_day_of_month = clock.unix_day() % 30 == 29;
    clock.advance(Duration::from_secs(86_400));
    if !last_day_of_month {
        assert_eq!(client.ask("yogurt").await[0]["code"], "tenant_monthly_token_limit");
    }
    clock.advance(Duration::from_secs(30 * 86_400));
    assert!(is_answered(&client.ask("yogurt").await));
}

#[tokio::test]
async fn one_answer_at_a_time() {
    let clock = Clock::new();
    let backend = limited(Limits::default(), &clock).await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().hold_answer_after(1);
    client.send(json!({"type": "message", "text": "yogurt", "client_message_id": "m1"})).await;
    assert_eq!(client.next().await["type"], "message_ack");
    assert_eq!(client.next().await["type"], "status");
    client.send(json!({"type": "message", "text": "bread", "client_message_id": "m2"})).await;
    assert_eq!(client.next().await, json!({"type": "error", "code": "agent_busy"}), "and no ack");
    backend.inject().release();
    assert!(is_answered(&client.turn().await));
    client.send(json!({"type": "message", "text": "bread", "client_message_id": "m2"})).await;
    assert_eq!(client.next().await["client_message_id"], "m2");
    assert!(is_answered(&client.turn().await));
}

/// What was refused because another answer was running cost nothing: neither the connection nor the user.
#[tokio::test]
async fn a_busy_assistant_counts_nothing() {
    let limits = Limits { messages_per_minute: 3, user_messages_per_day: 3, ..Limits::default() };
    let backend = limited(limits, &Clock::new()).await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().hold_answer_after(0);
    client.send(json!({"type": "message", "text": "yogurt"})).await;
    for _ in 0..5 {
        client.send(json!({"type": "message", "text": "bread"})).await;
        assert_eq!(client.next().await, json!({"type": "error", "code": "agent_busy"}));
    }
    backend.inject().release();
    assert!(is_answered(&client.turn().await));
    assert!(is_answered(&client.ask("bread").await));
    assert!(is_answered(&client.ask("bread").await));
    assert_eq!(client.ask("bread").await[0]["code"], "rate_limit_exceeded", "three were booked");
    let mut elsewhere = Client::shopper(&backend).await;
    assert_eq!(elsewhere.ask("bread").await[0]["code"], "user_message_limit", "of the user, too");
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_an_internal_error() {
    let times = Times { turn: Duration::from_millis(50), ..Times::default() };
    let backend = Backend::start(options().times(times).word_delay(Duration::from_secs(5))).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    let frames = client.ask("yogurt").await;
    assert_eq!(*frames.last().unwrap(), json!({"type": "error", "code": "internal_error"}));
}

#[tokio::test]
async fn a_message_of_too_many_wishes_is_refused() {
    let clock = Clock::new();
    let backend = limited(Limits { rounds: 2, ..Limits::default() }, &clock).await;
    let mut client = Client::shopper(&backend).await;
    assert!(is_answered(&client.ask("yogurt and bread").await));
    assert_eq!(client.ask("yogurt, bread and coffee").await[0]["code"], "max_rounds_exceeded");
}

#[tokio::test]
async fn a_shop_without_products_has_no_catalog_data() {
    let empty: PathBuf = [env!("CARGO_TARGET_TMPDIR"), "empty-catalog"].iter().collect();
    std::fs::create_dir_all(&empty).unwrap();
    for file in ["products.json", "categories.json", "prices.json"] {
        std::fs::write(empty.join(file), "[]").unwrap();
    }
    let backend = Backend::start(Options::new().catalog(&empty)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(first(&client.ask("yogurt").await, "error")["code"], "no_catalog_data");
}
