//! The human's side of the support bot: the page /agent.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::time::timeout;
use vizochok_backend::Backend;

use crate::client::{PATIENCE, backend, http};
use crate::dgbot::{ANOTHER, VISITOR, ask, enter, say, stream};

/// The page's way to hear what happens.
struct Desk {
    lines: Lines<BufReader<OwnedReadHalf>>,
    /// The other half, or the backend would take the page for closed.
    _open: tokio::net::tcp::OwnedWriteHalf,
}

impl Desk {
    async fn open(backend: &Backend, query: &str) -> Self {
        let (read, mut write) = TcpStream::connect(backend.addr()).await.unwrap().into_split();
        let request = format!("GET /agent/events{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        write.write_all(request.as_bytes()).await.unwrap();
        Self { lines: BufReader::new(read).lines(), _open: write }
    }

    /// What the page shows, as soon as it is as wanted.
    async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let look = async {
            loop {
                let line = self.lines.next_line().await.unwrap().unwrap();
                if let Some(data) = line.strip_prefix("data: ") {
                    let sight: Value = serde_json::from_str(data).unwrap();
                    if wanted(&sight) {
                        return sight;
                    }
                }
            }
        };
        timeout(PATIENCE, look).await.unwrap()
    }
}

/// Presses a button: status and words.
async fn press(backend: &Backend, fields: &str) -> (u16, String) {
    let head = "POST /agent HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin";
    let (status, _, body) = http(backend.addr(), head, fields).await;
    (status, body)
}

#[tokio::test]
async fn a_human_sees_who_waits_takes_over_answers_and_leaves() {
    let backend = backend().await;
    let mut desk = Desk::open(&backend, "").await;
    assert_eq!(desk.until(|_| true).await, json!({"waiting": 0, "list": [], "lines": null}));
    let mut client = enter(&backend, VISITOR).await;
    ask(&mut client, "shipping?").await;
    let sight = desk.until(|sight| sight["list"][0]["with"] == "bot").await;
    assert!(!sight.to_string().contains(VISITOR), "the visitor id is the visitor's own");
    client.send(json!({"type": "handoff", "accept": true})).await;
    stream(&mut client).await;
    let sight = desk.until(|sight| sight["waiting"] == 1).await;
    let number = sight["list"][0]["number"].as_u64().unwrap();

    let mut desk = Desk::open(&backend, &format!("?open={number}")).await;
    let sight = desk.until(|_| true).await;
    assert_eq!(sight["lines"][0], json!({"from": "visitor", "text": "shipping?"}));
    assert_eq!(sight["lines"].as_array().unwrap().len(), 3, "{sight:#}");
    assert_eq!(press(&backend, &format!("act=join&number={number}&name=%D0%86%D1%80%D0%B0")).await.0, 204);
    assert_eq!(client.next().await, json!({"type": "agent_joined", "agent_name": "Іра"}));
    say(&mut client, "where is <b>my</b> parcel?").await;
    desk.until(|sight| sight["lines"][3]["text"] == "where is <b>my</b> parcel?").await;
    let answer = format!("act=say&number={number}&name=%D0%86%D1%80%D0%B0&text=I+look.");
    assert_eq!(press(&backend, &answer).await.0, 204);
    let said = json!({"type": "agent_message", "content": "I look.", "agent_name": "Іра"});
    assert_eq!(client.next().await, said, "and no word of the bot");
    assert_eq!(press(&backend, &answer.replace("act=say", "act=leave")).await.0, 204);
    assert_eq!(client.next().await, json!({"type": "agent_left"}));
    assert!(ask(&mut client, "shipping?").await.contains("days"), "the bot is back");
}

#[tokio::test]
async fn what_a_human_says_while_the_link_is_broken_waits_for_the_visitor() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    ask(&mut client, "hello").await;
    assert_eq!(press(&backend, "act=join&number=1&name=Ira").await.0, 204);
    assert_eq!(client.next().await["type"], "agent_joined");
    backend.inject().cut();
    backend.inject().wait_open_sockets(0).await;
    let mut desk = Desk::open(&backend, "").await;
    desk.until(|sight| sight["list"][0]["here"] == false).await;
    assert_eq!(press(&backend, "act=say&number=1&name=Ira&text=There+it+is.").await.0, 204);
    let mut client = enter(&backend, VISITOR).await;
    assert_eq!(client.next().await["content"], "There it is.", "and nobody joins twice");
    say(&mut client, "thanks").await;
    let sight = desk.until(|sight| sight["list"][0]["last"] == "thanks").await;
    assert_eq!(sight["list"][0]["agent"], "Ira", "who joined stays joined");
    // The visitor may go back to the bot.
    client.send(json!({"type": "handoff", "accept": false})).await;
    assert_eq!(client.next().await["type"], "agent_left");
    assert!(stream(&mut client).await.starts_with("All right"));
    assert_eq!(press(&backend, "act=say&number=1&name=Ira&text=Wait").await.0, 422);
}

#[tokio::test]
async fn buttons_that_mean_nothing_say_why() {
    let backend = backend().await;
    let mut client = enter(&backend, VISITOR).await;
    ask(&mut client, "hello").await;
    enter(&backend, ANOTHER).await;
    for (fields, said) in [
        ("act=join&number=1&name=+", "A name"),
        (&format!("act=join&number=1&name={}", "x".repeat(41)), "A name"),
        ("act=join&number=2&name=Ira", "gone"),
        ("act=say&number=1&name=Ira&text=hello", "not with this visitor"),
        ("act=say&number=1&name=Ira&text=+", "nothing to send"),
        (&format!("act=say&number=1&name=Ira&text={}", "x".repeat(4001)), "too long"),
        ("act=leave&number=1&name=Ira", "not with this visitor"),
        ("act=dance&number=1&name=Ira", "No button"),
    ] {
        let (status, body) = press(&backend, fields).await;
        assert!(status == 422 && body.contains(said), "{fields}: {status} {body}");
    }
    assert_eq!(press(&backend, "act=join&number=1&name=Ira").await.0, 204);
    assert!(press(&backend, "act=join&number=1&name=Oleh").await.1.contains("Somebody else"));
    assert_eq!(press(&backend, "act=join&number=1&name=Ira").await.0, 204, "twice is once");
    assert_eq!(client.next().await["agent_name"], "Ira");
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
}

#[tokio::test]
async fn the_desk_is_for_this_machine_only() {
    let backend = backend().await;
    let (status, head, html) = http(backend.addr(), "GET /agent HTTP/1.1", "").await;
    assert_eq!(status, 200);
    assert!(head.contains("content-security-policy: default-src 'none'; script-src 'self'"), "{head}");
    assert!(!html.contains("style=") && !html.contains("onclick"), "{html}");
    for file in ["/agent.css", "/agent.js"] {
        assert_eq!(http(backend.addr(), &format!("GET {file} HTTP/1.1"), "").await.0, 200);
    }
    // A name that was made to mean this machine; the bare exchange sends the host once more, the first counts.
    for path in ["/agent", "/agent/events"] {
        let mut stream = TcpStream::connect(backend.addr()).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
    let mut client = enter(&backend, VISITOR).await;
    ask(&mut client, "hello").await;
    let other_site = "POST /agent HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site";
    assert_eq!(http(backend.addr(), other_site, "act=join&number=1&name=Mallory").await.0, 403);
}
