//! The shop's back room: what is pressed there is seen in the shop and in the chat.

use serde_json::{Value, json};
use vizochok_backend::{Backend, Times, signature};

use crate::client::{Client, backend, cards, first, http, options, shop, text};

/// Presses a button: the fields of its form. Gives the status, and where the browser is sent.
async fn press(backend: &Backend, fields: &str) -> (u16, String) {
    let head = "POST /admin HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin";
    let (status, head, body) = http(backend.shop_addr(), head, fields).await;
    let location = head.lines().find_map(|line| line.strip_prefix("location: ").map(str::to_owned));
    (status, location.unwrap_or(body))
}

async fn page(backend: &Backend, path: &str) -> String {
    let (status, _, body) = http(backend.shop_addr(), &format!("GET /{path} HTTP/1.1"), "").await;
    assert_eq!(status, 200, "{path}");
    body
}

fn card<'a>(answer: &'a [Value], sku: &str) -> &'a Value {
    let items = first(answer, "product_cards")["items"].as_array().unwrap();
    items.iter().find(|item| item["sku"] == sku).unwrap_or_else(|| panic!("no {sku} in {items:#?}"))
}

#[tokio::test]
async fn a_price_with_an_offer_is_told_with_the_next_answer() {
    let backend = backend().await;
    let fields = "act=save&sku=milk-001&price=61%2C70&promo_price=49.9&promo_label=-19%25&stock=4&q=milk&lang=en&page=0";
    let (status, there) = press(&backend, fields).await;
    assert_eq!(
        (status, there.as_str()),
        (303, "admin?q=milk&lang=en&page=0&done=saved&sku=milk-001#milk-001")
    );
    let told = page(&backend, "admin?q=milk&lang=en&page=0&done=saved&sku=milk-001").await;
    assert!(told.contains("Milk 2.5%: saved. It costs 61.70 UAH, now 49.90; 4 in stock."), "{told}");
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("show me milk").await;
    let milk = card(&answer, "milk-001");
    assert_eq!(
        (&milk["price"], &milk["promo_price"], &milk["promo_label"]),
        (&json!(61.7), &json!(49.9), &json!("-19%"))
    );
    let frames = client.set("milk-001", json!(5)).await;
    assert_eq!(first(&frames, "cart_changed")["quantity"], 0, "there are four");

    assert_eq!(press(&backend, "act=sold_out&sku=milk-001").await.0, 303);
    assert_eq!(cards(&client.ask("show me milk").await), ["milk-002"]);
    assert!(page(&backend, "admin").await.contains("Back in stock"));
    assert_eq!(press(&backend, "act=restock&sku=milk-001").await.0, 303);
    assert_eq!(cards(&client.ask("show me milk").await), ["milk-001", "milk-002"]);
    assert_eq!(press(&backend, "act=reset").await.0, 303);
    let answer = client.ask("show me milk").await;
    assert_eq!(
        (&card(&answer, "milk-001")["price"], &card(&answer, "milk-001")["promo_price"]),
        (&json!(45.9), &Value::Null)
    );
}

#[tokio::test]
async fn what_is_no_price_changes_nothing_and_is_said() {
    let backend = backend().await;
    let before = shop(&backend, "/api/products").await;
    for (fields, said) in [
        ("price=-1&stock=1", "A price is a number"),
        ("price=&stock=1", "A price is a number"),
        ("price=1e99&stock=1", "A price is a number"),
        ("price=1000001&stock=1", "A price is a number"),
        ("price=1&stock=many", "The stock is a number"),
        ("price=5&stock=1&promo_price=5", "below the price"),
        ("price=5&stock=1&promo_label=SALE", "needs a promo price"),
        ("price=5&stock=1&promo_price=x", "A promo price is a number"),
        (&format!("price=5&stock=1&promo_price=4&promo_label={}", "x".repeat(81)), "too long"),
    ] {
        let (status, body) = press(&backend, &format!("act=save&sku=milk-001&{fields}")).await;
        assert_eq!(status, 422, "{fields}");
        assert!(body.contains("role=\"alert\"") && body.contains(said), "{fields}: {body}");
    }
    assert_eq!(press(&backend, "act=save&sku=unicorn&price=1&stock=1").await.0, 422);
    assert_eq!(press(&backend, "act=dance").await.0, 422);
    assert_eq!(shop(&backend, "/api/products").await, before);
}

#[tokio::test]
async fn the_next_cart_request_is_refused_and_the_one_after_is_not() {
    let backend = backend().await;
    let mut client = Client::shopper(&backend).await;
    assert_eq!(
        press(&backend, "act=refuse&reason=out_of_stock&own_reason=only+for+%3Cmembers%3E").await.0,
        303
    );
    let armed = page(&backend, "admin").await;
    assert!(armed.contains("The next one is refused: only for &lt;members&gt;"), "{armed}");
    // A request that is none of the assistant's does not use it up.
    let forged = format!(
        "POST /webhooks/cart HTTP/1.1\r\n{}: 1\r\n{}: no",
        signature::TIMESTAMP_HEADER,
        signature::SIGNATURE_HEADER
    );
    assert_eq!(http(backend.shop_addr(), &forged, "{}").await.0, 401);

    let frames = client.set("milk-001", json!(1)).await;
    assert_eq!(first(&frames, "cart_changed")["quantity"], 0);
    assert!(text(&frames).contains("members"), "{}", text(&frames));
    let frames = client.set("milk-001", json!(1)).await;
    assert_eq!(first(&frames, "cart_changed")["quantity"], 1);

    press(&backend, "act=refuse&reason=out_of_stock&own_reason=").await;
    press(&backend, "act=let_pass").await;
    let frames = client.set("milk-001", json!(2)).await;
    assert_eq!(first(&frames, "cart_changed")["quantity"], 2);
}

#[tokio::test]
async fn webhooks_fail_and_are_slow_at_the_press_of_a_button() {
    let times = Times {
        webhook: std::time::Duration::from_millis(200),
        webhook_retry: std::time::Duration::from_millis(1),
        ..Times::default()
    };
    let backend = Backend::start(options().times(times)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(press(&backend, "act=hooks&products=fails&cart=works&cart_items=works").await.0, 303);
    assert!(text(&client.ask("show me milk").await).contains("does not tell me its prices"));
    press(&backend, "act=hooks&products=works&cart=slow&cart_items=works").await;
    assert_eq!(cards(&client.ask("show me milk").await).len(), 2);
    // It does what it is asked and answers too late: the cart itself tells the truth.
    let frames = client.set("milk-001", json!(1)).await;
    assert_eq!(first(&frames, "cart_changed")["quantity"], 1);
    assert!(page(&backend, "admin").await.contains("<option value=\"slow\" selected>"));
    assert_eq!(press(&backend, "act=hooks&products=burns&cart=works&cart_items=works").await.0, 422);
}

#[tokio::test]
async fn it_finds_products_by_any_name_and_turns_pages() {
    let backend = Backend::start(vizochok_backend::Options::new()).await.unwrap();
    let rows = |html: &str| html.matches("aria-labelledby=\"name-").count();
    let found = page(&backend, "admin?q=%D0%9C%D0%9E%D0%9B%D0%9E%D0%9A%D0%9E&lang=uk").await;
    assert!(rows(&found) > 1 && found.contains("Молоко"), "{found}");
    let first = page(&backend, "admin").await;
    assert_eq!(rows(&first), 20);
    assert!(first.contains("admin?q=&amp;lang=en&amp;page=1#goods"), "{first}");
    assert_ne!(page(&backend, "admin?page=1").await, first);
    assert_eq!(rows(&page(&backend, "admin?q=unicorn").await), 0);
    let strange = page(&backend, "admin?q=%22%3E%3Cscript%3E&page=99999999").await;
    assert!(
        strange.contains("value=\"&quot;&gt;&lt;script&gt;\"") && !strange.contains("<script"),
        "{strange}"
    );
}

#[tokio::test]
async fn it_says_whose_it_is_and_lets_no_other_site_press_its_buttons() {
    let backend = backend().await;
    let (_, head, html) = http(backend.addr(), "GET /shop/admin HTTP/1.1", "").await;
    assert!(
        html.contains("This is the back room of the demo shop that comes with the VIZOCHOK widget"),
        "{html}"
    );
    assert!(html.contains("It is forgotten when the program ends."));
    assert!(
        head.contains("content-security-policy: default-src 'none'") && !html.contains("<script"),
        "{head}"
    );
    assert!(!head.contains("access-control-allow-origin"), "{head}");
    let (status, head, _) = http(backend.addr(), "GET /shop/admin.css HTTP/1.1", "").await;
    assert!(status == 200 && head.contains("text/css"), "{head}");
    let other_site = "POST /admin HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site";
    assert_eq!(http(backend.shop_addr(), other_site, "act=sold_out&sku=milk-001").await.0, 403);
    assert_eq!(shop(&backend, "/api/products").await["products"][0]["in_stock"], true);
}

#[tokio::test]
async fn every_shop_has_a_back_room_of_its_own() {
    let backend = Backend::start(vizochok_backend::Options::new()).await.unwrap();
    let shelf = page(&backend, "shelf/admin").await;
    assert!(shelf.contains("Back room <small>shelf</small>") && !shelf.contains("milk-001"), "{shelf}");
    let head = "POST /shelf/admin HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    http(backend.shop_addr(), head, "act=hooks&products=fails&cart=fails&cart_items=fails").await;
    let mut client = Client::shopper(&backend).await;
    assert!(!cards(&client.ask("show me milk").await).is_empty(), "the other shop works as ever");
}
