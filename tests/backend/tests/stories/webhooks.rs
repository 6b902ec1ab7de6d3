//! The assistant's side of the webhooks, as a shop's developer meets it: what it sends, and how it reads what comes back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vizochok_backend::{Backend, Times, signature, tenants};

use crate::client::{Client, cards, first, options, text};

/// What a shop of one's own answers: status, further header lines, body.
type Answers = fn(path: &str) -> (u16, &'static str, String);

/// A request as it came.
#[derive(Clone, Debug)]
struct Call {
    head: String,
    body: String,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        let line = self
            .head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head)).1
    }

    /// `POST /products`
    fn what(&self) -> &str {
        self.head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap()
    }
}

#[derive(Clone)]
struct ForeignShop {
    addr: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl ForeignShop {
    async fn open(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shop = Self { addr: listener.local_addr().unwrap(), calls: Arc::default() };
        let calls = Arc::clone(&shop.calls);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let calls = Arc::clone(&calls);
                tokio::spawn(async move {
                    let mut read = Vec::new();
                    let call = loop {
                        let mut piece = [0; 4096];
                        let count = stream.read(&mut piece).await.unwrap();
                        read.extend_from_slice(&piece[..count]);
                        let text = String::from_utf8(read.clone()).unwrap();
                        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                        let call = Call { head: head.to_owned(), body: body.to_owned() };
                        let length = if head.starts_with("GET") {
                            0
                        } else {
                            call.header("content-length").parse().unwrap()
                        };
                        if body.len() == length {
                            break call;
                        }
                    };
                    let (status, headers, body) = answers(call.what());
                    calls.lock().unwrap().push(call);
                    let answer = format!(
                        "HTTP/1.1 {status} So\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n{body}",
                        body.len()
                    );
                    // Whoever reads no further than they like is not the shop's business.
                    stream.write_all(answer.as_bytes()).await.ok();
                });
            }
        });
        shop
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// A backend whose first tenant's webhooks are here.
    async fn backend(&self) -> Backend {
        let mut tenants =
            tenants::read(tenants::SAMPLE, std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        tenants.truncate(1);
        let hooks = &mut tenants[0].webhooks;
        let at = |path: &str| Some(format!("http://{}/{path}", self.addr));
        (hooks.products_url, hooks.cart_url, hooks.cart_get_url) = (at("products"), at("cart"), at("items"));
        let catalog = tenants[0].catalog.with_file_name("tests/catalog");
        tenants[0].catalog = catalog;
        let times = Times { webhook_retry: Duration::from_millis(1), ..Times::default() };
        Backend::start(options().tenants(tenants).times(times)).await.unwrap()
    }
}

#[tokio::test]
async fn calls_are_the_documented_ones_and_signed() {
    let shop = ForeignShop::open(|what| match what {
        "POST /products" => {
            let products = json!([{"sku": "milk-001", "price": 45.9, "in_stock": true}]);
            (200, "", json!({ "products": products }).to_string())
        }
        "POST /cart" => (200, "", r#"{"ok": true}"#.to_owned()),
        // It cannot tell what is in a cart; what it accepted counts then.
        _ => (404, "", String::new()),
    })
    .await;
    let backend = shop.backend().await;
    let mut client =
        Client::enter(&backend, json!({"type": "auth", "token": "pk_demo", "user_id": "Оля & co"})).await;
    client.set("milk-001", json!(1)).await;
    client.set("milk-001", json!(3)).await;
    client.set("milk-001", json!(0)).await;
    client.send(json!({"type": "action", "action": "clear_cart"})).await;
    client.turn().await;

    let calls = shop.calls();
    for call in &calls {
        assert_eq!(call.header("content-type"), "application/json");
        let timestamp = call.header(signature::TIMESTAMP_HEADER);
        let signed = match call.what().split_once('?') {
            Some((_, query)) => query,
            None => &call.body,
        };
        let expected = signature::sign("whsec_demo", timestamp.parse().unwrap(), signed.as_bytes());
        assert_eq!(call.header(signature::SIGNATURE_HEADER), expected, "{call:?}");
    }
    let query = "store_id=demo-store&session_id=%D0%9E%D0%BB%D1%8F%20%26%20co";
    assert!(calls.iter().any(|call| call.what() == format!("GET /items?{query}")), "{calls:#?}");
    let bodies = |what: &str| -> Vec<Value> {
        calls
            .iter()
            .filter(|call| call.what() == what)
            .map(|call| serde_json::from_str(&call.body).unwrap())
            .collect()
    };
    assert_eq!(bodies("POST /products"), [json!({"skus": ["milk-001"], "store_id": "demo-store"})]);
    let of = |mut action: Value| {
        action["store_id"] = json!("demo-store");
        action["session_id"] = json!("Оля & co");
        action
    };
    let name = "Молоко 2,5%";
    let expected = [
        of(json!({"action": "add", "sku": "milk-001", "name": name, "quantity": 1, "price": 45.9})),
        of(json!({"action": "update_quantity", "sku": "milk-001", "quantity": 3})),
        of(json!({"action": "remove", "sku": "milk-001"})),
        of(json!({"action": "clear"})),
    ];
    assert_eq!(bodies("POST /cart"), expected);
}

#[tokio::test]
async fn a_bad_element_costs_only_itself() {
    let shop = ForeignShop::open(|what| match what {
        "POST /products" => {
            let products = json!([
                {"sku": "milk-001", "price": "much", "in_stock": true},
                {"price": 1, "in_stock": true},
                {"sku": "milk-003", "price": -5, "in_stock": true},
                null,
                {"sku": "milk-002", "price": 52, "in_stock": true, "warehouse": 7},
            ]);
            (200, "", json!({ "products": products }).to_string())
        }
        _ => {
            let items = json!([{"sku": "milk-002", "price": 52, "quantity": 2}, {"sku": "milk-001"}, 7]);
            (200, "", json!({ "items": items }).to_string())
        }
    })
    .await;
    let backend = shop.backend().await;
    let mut client = Client::shopper(&backend).await;
    assert_eq!(cards(&client.ask("show me milk").await), ["milk-002"]);
    let answer = client.ask("what is in my cart").await;
    let summary = &first(&answer, "response_complete")["summary"];
    assert_eq!((&summary["item_count"], &summary["total"]), (&json!(1), &json!(104)));
    assert_eq!(summary["selected_items"][0]["unit"], "pcs");
}

#[tokio::test]
async fn what_is_no_answer_is_a_failed_webhook() {
    let answers: [(Answers, usize); 5] = [
        (|_| (200, "", "<html>".to_owned()), 1),
        (|_| (200, "", r#"{"products": {}, "okay": true}"#.to_owned()), 1),
        // Not followed: a signed request is for one address.
        (|_| (307, "Location: /elsewhere\r\n", String::new()), 1),
        (
            |_| (200, "", format!(r#"{{"ok": true, "products": [], "filling": "{}"}}"#, "x".repeat(2 << 20))),
            1,
        ),
        (|_| (502, "", r#"{"ok": true, "products": []}"#.to_owned()), 2),
    ];
    for (position, (answer, tries)) in answers.into_iter().enumerate() {
        let shop = ForeignShop::open(answer).await;
        let backend = shop.backend().await;
        let mut client = Client::shopper(&backend).await;
        let words = text(&client.ask("show me milk").await);
        assert!(words.contains("does not tell me its prices"), "{position}: {words}");
        let asked = shop.calls().iter().filter(|call| call.what() == "POST /products").count();
        assert_eq!(asked, tries, "{position}");
        let frames = client.set("milk-001", json!(1)).await;
        assert_eq!(first(&frames, "cart_changed")["items"], json!([]), "{position}");
        assert!(text(&frames).contains("the shop does not answer just now"), "{position}: {}", text(&frames));
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_shops_own_words() {
    let shop = ForeignShop::open(|what| match what {
        "POST /cart" => (200, "", r#"{"ok": false, "reason": "max_3_per_customer"}"#.to_owned()),
        _ => (200, "", r#"{"products": [], "items": []}"#.to_owned()),
    })
    .await;
    let backend = shop.backend().await;
    let frames = Client::shopper(&backend).await.set("milk-001", json!(4)).await;
    assert!(text(&frames).contains("max 3 per customer"), "{}", text(&frames));
}
