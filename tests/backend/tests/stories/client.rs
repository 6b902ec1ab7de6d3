//! A shopper's client, as plain as can be, and the backend it talks to.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use vizochok_backend::{Backend, Options};

/// Longer than any honest answer takes; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Options over the small catalogue of these tests.
pub(crate) fn options() -> Options {
    Options::new().catalog(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog"))
}

pub(crate) async fn backend() -> Backend {
    Backend::start(options()).await.unwrap()
}

/// How a socket ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a close frame of this code.
    Closed(u16),
    /// Without a close frame.
    Cut,
}

pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The first frames, if it was let in: `auth_ok` and what follows it.
    pub(crate) welcome: Vec<Value>,
}

impl Client {
    /// Opens a socket and says nothing.
    pub(crate) async fn open(backend: &Backend) -> Self {
        Self::open_at(backend.addr()).await
    }

    /// The same at an address.
    pub(crate) async fn open_at(addr: SocketAddr) -> Self {
        Self::open_path(addr, "/api/v1/ws/chat").await
    }

    /// Opens a socket at a path.
    pub(crate) async fn open_path(addr: SocketAddr, path: &str) -> Self {
        let (socket, _) = connect_async(format!("ws://{addr}{path}")).await.unwrap();
        Self { socket, welcome: Vec::new() }
    }

    /// Opens a socket with this `auth` frame and waits for the conversation.
    pub(crate) async fn enter(backend: &Backend, auth: Value) -> Self {
        Self::enter_at(backend.addr(), auth).await
    }

    /// The same at an address.
    pub(crate) async fn enter_at(addr: SocketAddr, auth: Value) -> Self {
        let mut client = Self::open_at(addr).await;
        client.introduce(auth).await;
        client
    }

    /// Sends the `auth` frame and waits for the conversation.
    pub(crate) async fn introduce(&mut self, auth: Value) {
        self.send(auth).await;
        let ok = self.next().await;
        assert_eq!(ok["type"], "auth_ok");
        let conversation = self.next().await;
        self.welcome = vec![ok, conversation];
    }

    /// The shopper "user-1" of the demo store.
    pub(crate) async fn shopper(backend: &Backend) -> Self {
        Self::enter(backend, json!({"type": "auth", "token": "pk_demo", "user_id": "user-1"})).await
    }

    /// The same shopper coming back to this conversation.
    pub(crate) async fn back(backend: &Backend, conversation: &str) -> Self {
        let auth = json!({
            "type": "auth", "token": "pk_demo", "user_id": "user-1", "conversation_id": conversation,
        });
        Self::enter(backend, auth).await
    }

    pub(crate) fn conversation(&self) -> String {
        self.welcome[1]["conversation_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn send(&mut self, frame: Value) {
        self.send_text(frame.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    pub(crate) async fn send_binary(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Value {
        match timeout(PATIENCE, self.socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => serde_json::from_str(&text).unwrap(),
            other => panic!("no frame: {other:?}"),
        }
    }

    /// The next frame, or none when the socket ended.
    pub(crate) async fn hear(&mut self) -> Option<Value> {
        match timeout(PATIENCE, self.socket.next()).await.unwrap()?.ok()? {
            Message::Text(text) => serde_json::from_str(&text).ok(),
            _ => None,
        }
    }

    /// The next message as it is.
    pub(crate) async fn next_raw(&mut self) -> Message {
        timeout(PATIENCE, self.socket.next()).await.unwrap().unwrap().unwrap()
    }

    /// The frames of one turn, up to its `response_complete` or `error`.
    pub(crate) async fn turn(&mut self) -> Vec<Value> {
        let mut frames = Vec::new();
        loop {
            let frame = self.next().await;
            let last = matches!(frame["type"].as_str(), Some("response_complete" | "error"));
            frames.push(frame);
            if last {
                return frames;
            }
        }
    }

    /// Says something and gives the frames of the answer.
    pub(crate) async fn ask(&mut self, text: &str) -> Vec<Value> {
        self.send(json!({"type": "message", "text": text})).await;
        self.turn().await
    }

    /// Sets a quantity on a card and gives the frames that follow.
    pub(crate) async fn set(&mut self, sku: &str, quantity: Value) -> Vec<Value> {
        self.send(json!({"type": "action", "action": "set_quantity", "sku": sku, "quantity": quantity}))
            .await;
        self.turn().await
    }

    /// Reads to the end of the socket; frames on the way are given too.
    pub(crate) async fn end(mut self) -> (Vec<Value>, End) {
        let mut frames = Vec::new();
        let reading = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => frames.push(serde_json::from_str(&text).unwrap()),
                    Some(Ok(Message::Close(Some(CloseFrame { code, .. })))) => {
                        return End::Closed(code.into());
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return End::Cut,
                }
            }
        };
        let end = timeout(PATIENCE, reading).await.expect("the socket never ended");
        (frames, end)
    }

    pub(crate) async fn leave(mut self) {
        self.socket.close(None).await.unwrap();
        self.end().await;
    }
}

/// The `type`s of frames, repeated ones once.
pub(crate) fn kinds(frames: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<&str> = frames.iter().map(|frame| frame["type"].as_str().unwrap()).collect();
    kinds.dedup();
    kinds
}

/// All text of an answer, blocks parted by `|`.
pub(crate) fn text(frames: &[Value]) -> String {
    let part = |frame: &Value| match frame["type"].as_str() {
        Some("text_delta") => frame["delta"].as_str().unwrap().to_owned(),
        Some("text_end") => "|".to_owned(),
        _ => String::new(),
    };
    frames.iter().map(part).collect()
}

/// The first frame of a type.
pub(crate) fn first<'a>(frames: &'a [Value], kind: &str) -> &'a Value {
    frames.iter().find(|frame| frame["type"] == kind).unwrap_or_else(|| panic!("no {kind} in {frames:#?}"))
}

/// The SKUs of all cards of an answer.
pub(crate) fn cards(frames: &[Value]) -> Vec<&str> {
    let cards = frames.iter().filter(|frame| frame["type"] == "product_cards");
    cards
        .flat_map(|frame| frame["items"].as_array().unwrap())
        .map(|item| item["sku"].as_str().unwrap())
        .collect()
}

/// A bare HTTP/1.1 exchange: status, head and body.
pub(crate) async fn http(addr: SocketAddr, head: &str, body: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let length = body.len();
    let request =
        format!("{head}\r\nHost: {addr}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), body.to_owned())
}

/// GETs JSON from the shop.
pub(crate) async fn shop(backend: &Backend, path: &str) -> Value {
    let (status, _, body) =
        http(backend.shop_addr(), &format!("GET {path} HTTP/1.1\r\nContent-Type: application/json"), "")
            .await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

/// What the shop itself holds for "user-1".
pub(crate) async fn shop_cart(backend: &Backend) -> Value {
    shop(backend, "/api/cart?session_id=user-1").await
}

/// The shop's page puts something into the cart of "user-1".
pub(crate) async fn page_sets(backend: &Backend, sku: &str, quantity: Value) -> (u16, Value) {
    let body = json!({"session_id": "user-1", "sku": sku, "quantity": quantity}).to_string();
    let (status, _, body) =
        http(backend.shop_addr(), "POST /api/cart HTTP/1.1\r\nContent-Type: application/json", &body).await;
    (status, serde_json::from_str(&body).unwrap())
}
