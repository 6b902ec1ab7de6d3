//! The shop by itself: signatures, refusals, pages, pictures.

use serde_json::{Value, json};
use vizochok_backend::{Backend, Clock, Options, StartError, signature};

use crate::client::{Client, backend, cards, http, options, shop, text};

async fn hook(backend: &Backend, path: &str, body: &str, timestamp: u64, signature: &str) -> (u16, Value) {
    let head = format!(
        "POST {path} HTTP/1.1\r\nContent-Type: application/json\r\n{}: {timestamp}\r\n{}: {signature}",
        signature::TIMESTAMP_HEADER,
        signature::SIGNATURE_HEADER,
    );
    let (status, _, body) = http(backend.shop_addr(), &head, body).await;
    (status, serde_json::from_str(&body).unwrap())
}

async fn signed(backend: &Backend, path: &str, body: &Value) -> (u16, Value) {
    let (now, body) = (Clock::new().unix_seconds(), body.to_string());
    hook(backend, path, &body, now, &signature::sign("whsec_demo", now, body.as_bytes())).await
}

#[tokio::test]
async fn only_a_genuine_recent_signature_is_served() {
    let backend = backend().await;
    let now = Clock::new().unix_seconds();
    let body = r#"{"skus":["milk-001"],"store_id":"demo-store"}"#;
    let sign = |at: u64, body: &str| signature::sign("whsec_demo", at, body.as_bytes());
    let path = "/webhooks/products";
    assert_eq!(hook(&backend, path, body, now, &sign(now, body)).await.0, 200);
    for (what, stamp, signature) in [
        ("old", now - 301, sign(now - 301, body)),
        ("from the future", now + 302, sign(now + 302, body)),
        ("another stamp", now - 1, sign(now, body)),
        ("tampered", now, sign(now, &body.replace("001", "002"))),
        ("another secret", now, signature::sign("guess", now, body.as_bytes())),
        ("none", now, String::new()),
    ] {
        assert_eq!(hook(&backend, path, body, stamp, &signature).await.0, 401, "{what}");
    }
    assert_eq!(backend.log().webhooks().iter().filter(|call| call.status == 401).count(), 6);
}

#[tokio::test]
async fn prices_and_stock_in_the_documented_form() {
    let backend = backend().await;
    let request = json!({"skus": ["milk-002", "unicorn-001", "milk-003"], "store_id": "demo-store"});
    let (_, answer) = signed(&backend, "/webhooks/products", &request).await;
    assert_eq!(
        answer,
        json!({"products": [
            {"sku": "milk-002", "price": 52, "in_stock": true, "promo_price": 42, "promo_label": "-19%"},
            {"sku": "milk-003", "price": 88.5, "in_stock": false},
        ]})
    );
}

#[tokio::test]
async fn the_cart_hook_knows_its_actions_and_reasons() {
    let backend = backend().await;
    let cart = |fields: Value| {
        let mut body = json!({"store_id": "demo-store", "session_id": "s"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        body
    };
    for (fields, reason) in [
        (json!({"action": "add", "sku": "milk-001"}), None),
        (json!({"action": "add", "sku": "milk-001", "quantity": 2}), None),
        (json!({"action": "update_quantity", "sku": "bread-001", "quantity": 1}), Some("not_in_cart")),
        (json!({"action": "update_quantity", "sku": "milk-001"}), Some("missing_params")),
        (json!({"action": "remove", "sku": "bread-001"}), Some("not_in_cart")),
        (json!({"action": "remove"}), Some("missing_sku")),
        (json!({"action": "add", "sku": "unicorn-001"}), Some("product_not_found")),
        (json!({"action": "add", "sku": "milk-003"}), Some("out_of_stock")),
        (json!({"action": "add", "sku": "milk-001", "quantity": 18}), Some("quantity_exceeded")),
        (json!({"action": "dance", "sku": "milk-001"}), Some("missing_params")),
        (json!({"action": "add", "sku": "apple-001", "quantity": 0.25}), Some("invalid_quantity")),
        (json!({"action": "add", "sku": "milk-001", "quantity": -1}), Some("invalid_quantity")),
        (json!({"action": "add", "sku": "milk-001", "store_id": "elsewhere"}), Some("unknown_store")),
    ] {
        let (status, answer) = signed(&backend, "/webhooks/cart", &cart(fields.clone())).await;
        let expected = reason.map_or(json!({"ok": true}), |reason| json!({"ok": false, "reason": reason}));
        assert_eq!((status, answer), (200, expected), "{fields}");
    }
    let held = shop(&backend, "/api/cart?session_id=s&lang=en").await;
    assert_eq!(held["items"][0]["quantity"], 3);
    assert_eq!(held["total"], 137.7);
}

#[tokio::test]
async fn the_storefront_shows_shelves_products_and_where_the_assistant_is() {
    let backend = backend().await;
    let products = shop(&backend, "/api/products?category=dairy&lang=en&limit=2").await;
    let names: Vec<&Value> = products["products"].as_array().unwrap().iter().map(|p| &p["name"]).collect();
    assert_eq!(names, ["Milk 2.5%", "Milk 3.2%"]);
    assert_eq!(shop(&backend, "/api/products").await["products"].as_array().unwrap().len(), 11);
    let categories = shop(&backend, "/api/categories?lang=ru").await;
    assert_eq!(
        categories["categories"][0],
        json!({"slug": "dairy", "name": "Молочные продукты", "count": 5})
    );
    let config = shop(&backend, "/api/config").await;
    let base = format!("http://{}", backend.addr());
    assert_eq!(config, json!({"apiBase": base, "apiKey": "pk_demo", "storeId": "demo-store"}));
    let (status, head, body) = http(backend.addr(), "GET /shop/pictures/milk-001.svg HTTP/1.1", "").await;
    assert_eq!(status, 200);
    assert!(head.contains("image/svg+xml") && head.contains("access-control-allow-origin: *"), "{head}");
    assert!(body.contains("#111111") && !body.contains("{{"), "{body}");
    assert_eq!(http(backend.addr(), "GET /shop/pictures/unicorn.svg HTTP/1.1", "").await.0, 404);
}

#[tokio::test]
async fn pages_are_served_with_their_types_and_headers() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("index.html"), "<p>shop").unwrap();
    std::fs::write(dir.join("a.wasm"), "wasm").unwrap();
    let options = options()
        .serve_dir("/", &dir)
        .serve_dir("/pkg", &dir)
        .header("/", "Content-Security-Policy", "default-src 'none'")
        .header("/pkg", "content-security-policy", "default-src 'self'");
    let backend = Backend::start(options).await.unwrap();
    let (status, head, body) = http(backend.addr(), "GET / HTTP/1.1", "").await;
    assert_eq!((status, body.as_str()), (200, "<p>shop"));
    assert!(head.contains("text/html") && head.contains("default-src 'none'"), "{head}");
    let (status, head, _) = http(backend.addr(), "GET /pkg/a.wasm HTTP/1.1", "").await;
    assert_eq!(status, 200);
    assert!(head.contains("application/wasm") && head.contains("default-src 'self'"), "{head}");
    assert_eq!(http(backend.addr(), "GET /no.html HTTP/1.1", "").await.0, 404);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let backend = backend().await;
    let error = Backend::start(options().listen(backend.addr())).await.err().unwrap();
    assert!(matches!(error, StartError::Listen(..)));
    assert!(error.to_string().contains(&format!("port {}", backend.addr().port())), "{error}");
}

#[tokio::test]
async fn a_header_that_is_none_is_an_error() {
    let error = Backend::start(options().header("/", "no name", "x")).await.err().unwrap();
    assert_eq!(error.to_string(), "not an HTTP header: no name: x");
}

#[tokio::test]
async fn the_demo_catalogue_sells_everything_it_shows() {
    let backend = Backend::start(Options::new()).await.unwrap();
    let products = shop(&backend, "/api/products").await["products"].as_array().unwrap().clone();
    assert!(products.len() >= 300, "{}", products.len());
    for product in &products {
        let picture = product["image_url"].as_str().unwrap_or_else(|| panic!("no picture: {product}"));
        let (status, _, svg) = http(backend.addr(), &format!("GET {picture} HTTP/1.1"), "").await;
        assert!(status == 200 && svg.starts_with("<svg") && !svg.contains("{{"), "{picture}");
    }
    let mut client = Client::shopper(&backend).await;
    for question in [
        "show me milk",
        "покажи молоко, будь ласка",
        "что-нибудь на завтрак",
        "something for dinner",
        "snacks",
    ] {
        let answer = client.ask(question).await;
        assert!(cards(&answer).len() >= 4, "{question}: {}", text(&answer));
    }
}
