//! Two shops in one backend: each speaks as itself, and nothing of one is ever seen through the other's key.

use serde_json::{Value, json};
use vizochok_backend::{AgentTool, Backend, Limits, Options, StartError, Tenant, signature, tenants};

use crate::client::{Client, End, cards, first, http, kinds, shop, shop_cart, text};

/// The grocery and the bookshop of the sample.
async fn both() -> Backend {
    Backend::start(Options::new()).await.unwrap()
}

/// The sample with a change of the bookshop.
fn changed(change: impl FnOnce(&mut Tenant)) -> Options {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sample = tenants::read(tenants::SAMPLE, dir).unwrap();
    change(&mut sample[1]);
    Options::new().tenants(sample)
}

/// The shopper "user-1" again, but of the bookshop.
async fn reader(backend: &Backend) -> Client {
    Client::enter(backend, json!({"type": "auth", "token": "pk_shelf", "user_id": "user-1"})).await
}

#[tokio::test]
async fn each_shop_finds_its_own_goods_only() {
    let backend = both().await;
    let (mut eater, mut reader) = (Client::shopper(&backend).await, reader(&backend).await);
    assert!(cards(&eater.ask("show me milk").await).iter().all(|sku| !sku.starts_with("book-")));
    assert!(cards(&reader.ask("show me a novel").await).contains(&"book-006"));
    for question in
        ["milk-001", "tell me about milk-001", "compare milk-001 and bread-001", "milk for 100 UAH"]
    {
        let answer = reader.ask(question).await;
        assert!(
            cards(&answer).is_empty() && !text(&answer).contains("Молоко"),
            "{question}: {}",
            text(&answer)
        );
    }
    for question in ["candle-001", "tell me about book-006"] {
        assert!(cards(&eater.ask(question).await).is_empty(), "{question}");
    }
    // What a page knows from elsewhere opens nothing either.
    let refused = reader.set("milk-001", json!(1)).await;
    assert_eq!(first(&refused, "cart_changed")["items"], json!([]));
    assert_eq!(shop_cart(&backend).await["item_count"], 0);
}

#[tokio::test]
async fn a_conversation_is_unknown_through_the_other_key() {
    let backend = both().await;
    let mut eater = Client::shopper(&backend).await;
    eater.set("milk-001", json!(2)).await;
    let id = eater.conversation();
    for store in ["shelf-store", "demo-store"] {
        let auth = json!({
            "type": "auth", "token": "pk_shelf", "store_id": store, "user_id": "user-1", "conversation_id": id,
        });
        let mut other = Client::open(&backend).await;
        other.send(auth).await;
        if store == "demo-store" {
            assert_eq!(other.end().await, (vec![], End::Closed(4004)), "a store of the other tenant");
            continue;
        }
        assert_eq!(other.next().await["type"], "auth_ok");
        let begun = other.next().await;
        assert_eq!(begun["type"], "conversation_started");
        assert_ne!(begun["conversation_id"], id);
        // Nor by a message that names it.
        other.send(json!({"type": "message", "text": "what is in my cart?", "conversation_id": id})).await;
        let answer = other.turn().await;
        assert!(answer.iter().all(|frame| frame["type"] != "session_restored"), "{answer:#?}");
        assert!(!answer.iter().any(|frame| frame.to_string().contains("milk")), "{answer:#?}");
    }
    let back = Client::back(&backend, &id).await;
    assert_eq!(back.welcome[1]["selected_items"][0]["sku"], "milk-001", "it was there all the time");
}

#[tokio::test]
async fn a_secret_key_opens_its_own_shop_and_is_told_to_no_page() {
    let backend = both().await;
    let auth = json!({"type": "auth", "token": "sk_shelf", "user_id": "user-1"});
    let mut server = Client::enter(&backend, auth).await;
    assert!(cards(&server.ask("show me a novel").await).contains(&"book-006"));
    let mut stranger = Client::open(&backend).await;
    stranger.send(json!({"type": "auth", "token": "sk_shelf", "store_id": "demo-store"})).await;
    assert_eq!(stranger.end().await.1, End::Closed(4004));
    for path in ["/api/config", "/shelf/api/config"] {
        assert!(!shop(&backend, path).await.to_string().contains("sk_"), "{path}");
    }
}

#[tokio::test]
async fn one_user_id_has_a_cart_in_each_shop() {
    let backend = both().await;
    let (mut eater, mut reader) = (Client::shopper(&backend).await, reader(&backend).await);
    eater.set("milk-001", json!(2)).await;
    let changed = reader.set("book-006", json!(1)).await;
    assert_eq!(first(&changed, "cart_changed")["total"], 275);
    let cart =
        |held: &Value| held["items"].as_array().unwrap().iter().map(|item| item["sku"].clone()).collect();
    let grocery: Vec<Value> = cart(&shop_cart(&backend).await);
    let books: Vec<Value> = cart(&shop(&backend, "/shelf/api/cart?session_id=user-1").await);
    assert_eq!((grocery, books), (vec![json!("milk-001")], vec![json!("book-006")]));
    // The other shop's store named in a request of this shop is just an empty cart.
    let borrowed = shop(&backend, "/shelf/api/cart?session_id=user-1&store_id=demo-store").await;
    assert_eq!(borrowed["item_count"], 0);
}

#[tokio::test]
async fn what_one_uses_up_the_other_still_has() {
    let options = changed(|shelf| {
        shelf.limits =
            Limits { user_messages_per_day: 1, tenant_tokens_per_day: 1, sockets: 1, ..Limits::default() };
    });
    let backend = Backend::start(options).await.unwrap();
    let (mut eater, mut books) = (Client::shopper(&backend).await, reader(&backend).await);
    books.ask("a novel").await;
    assert_eq!(books.ask("a novel").await[0]["code"], "user_message_limit");
    let auth = |user: &str| json!({"type": "auth", "token": "pk_shelf", "user_id": user});
    let mut other = Client::enter(&backend, auth("user-2")).await;
    assert_eq!(other.ask("a novel").await[0]["code"], "tenant_daily_token_limit");
    let mut second = Client::open(&backend).await;
    second.send(auth("user-2")).await;
    assert_eq!(second.end().await.1, End::Closed(4029));
    for _ in 0..3 {
        assert_eq!(kinds(&eater.ask("yogurt").await).last(), Some(&"response_complete"));
    }
}

#[tokio::test]
async fn each_shop_is_asked_at_its_own_address_with_its_own_secret() {
    let backend = both().await;
    reader(&backend).await.set("candle-002", json!(1)).await;
    let calls = backend.log().webhooks();
    assert!(calls.len() >= 3, "{calls:#?}");
    for call in calls {
        assert!(call.payload.contains("shelf-store") && call.status == 200, "{call:#?}");
        let stamp = call.timestamp.parse().unwrap();
        assert_eq!(call.signature, signature::sign("whsec_shelf", stamp, call.payload.as_bytes()));
    }
    // The secret of one shop does not open the other's door.
    let body = r#"{"skus":["book-001"],"store_id":"shelf-store"}"#;
    let now = vizochok_backend::Clock::new().unix_seconds();
    for (secret, status) in [("whsec_demo", 401), ("whsec_shelf", 200)] {
        let signature = signature::sign(secret, now, body.as_bytes());
        let head = format!(
            "POST /shelf/webhooks/products HTTP/1.1\r\nContent-Type: application/json\r\n{}: {now}\r\n{}: {signature}",
            signature::TIMESTAMP_HEADER,
            signature::SIGNATURE_HEADER,
        );
        assert_eq!(http(backend.shop_addr(), &head, body).await.0, status, "{secret}");
    }
}

#[tokio::test]
async fn a_shop_may_stand_elsewhere() {
    let elsewhere = both().await;
    let at = |path: &str| Some(format!("http://{}/shelf/webhooks/{path}", elsewhere.shop_addr()));
    let options = changed(|shelf| {
        shelf.webhooks.products_url = at("products");
        shelf.webhooks.cart_url = at("cart");
        shelf.webhooks.cart_get_url = at("cart/items");
    });
    let backend = Backend::start(options).await.unwrap();
    reader(&backend).await.set("candle-002", json!(3)).await;
    let held = shop(&elsewhere, "/shelf/api/cart?session_id=user-1").await;
    assert_eq!(held["items"][0]["quantity"], 3);
    assert!(backend.log().webhooks().is_empty(), "its own demo shop was not asked");
}

#[tokio::test]
async fn each_speaks_its_languages_and_does_what_it_is_to_do() {
    let options = changed(|shelf| shelf.disabled_tools.push(AgentTool::Cart));
    let backend = Backend::start(options).await.unwrap();
    let mut reader = reader(&backend).await;
    let answer = reader.ask("покажи книгу, пожалуйста").await;
    assert!(text(&answer).contains("За запитом"), "Ukrainian stands for Russian: {}", text(&answer));
    for question in ["recipe for borscht", "meal plan for 3 days", "add book-006", "clear"] {
        let answer = reader.ask(question).await;
        assert!(text(&answer).contains("switched off"), "{question}: {}", text(&answer));
    }
    let help = text(&reader.ask("help").await);
    assert!(
        help.contains("**compare**") && !help.contains("**recipe**") && !help.contains("**add**"),
        "{help}"
    );
    let refused = reader.set("book-006", json!(1)).await;
    let frame = first(&refused, "cart_changed");
    assert_eq!((&frame["items"], &frame["quantity"]), (&json!([]), &json!(0)));
    assert!(text(&refused).contains("does not do that"), "{}", text(&refused));
    let suggested = reader.ask("hello").await;
    assert_eq!(first(&suggested, "quick_replies")["options"][0]["label"], "Books");
    assert!(!text(&reader.ask("something for breakfast").await).is_empty());
}

#[tokio::test]
async fn the_bookshop_has_its_own_pages() {
    let backend = both().await;
    let config = shop(&backend, "/shelf/api/config").await;
    assert_eq!((&config["apiKey"], &config["storeId"]), (&json!("pk_shelf"), &json!("shelf-store")));
    let products =
        shop(&backend, "/shelf/api/products?lang=ru").await["products"].as_array().unwrap().clone();
    assert!(products.len() >= 40, "{}", products.len());
    for product in &products {
        assert!(!product["name"].as_str().unwrap().is_empty(), "{product}");
        let picture = product["image_url"].as_str().unwrap_or_else(|| panic!("no picture: {product}"));
        let (status, _, svg) = http(backend.addr(), &format!("GET {picture} HTTP/1.1"), "").await;
        assert!(status == 200 && svg.starts_with("<svg") && !svg.contains("{{"), "{picture}");
    }
    assert_eq!(http(backend.addr(), "GET /shop/shelf/pictures/milk-001.svg HTTP/1.1", "").await.0, 404);
}

#[tokio::test]
async fn tenants_that_cannot_be_told_apart_do_not_start() {
    let error = |options| async { Backend::start(options).await.err().unwrap() };
    let same_key = changed(|shelf| shelf.public_keys.push("pk_demo".to_owned()));
    assert_eq!(error(same_key).await.to_string(), "tenants: shelf: public_keys: another one has the same");
    assert!(matches!(error(Options::new().tenants(vec![])).await, StartError::Tenants(_)));
    let speechless = changed(|shelf| shelf.languages.push(vizochok_backend::lang::Lang::Ru));
    let text = error(speechless).await.to_string();
    assert!(text.starts_with("shelf: ") && text.ends_with("book-001: no name in ru"), "{text}");
}
