//! Clients that do everything wrong, beside one that does nothing wrong: each gets the error or the close code that is
//! documented for it, and the other one notices nothing.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use vizochok_backend::{Backend, Limits, Times};

use crate::client::{Client, End, PATIENCE, backend, http, options};

/// A shopper who fills a cart one by one all the while.
pub(crate) struct Neighbour {
    pub(crate) client: Client,
    bought: u64,
}

impl Neighbour {
    async fn of(backend: &Backend) -> Self {
        Self::at(backend.addr()).await
    }

    pub(crate) async fn at(addr: SocketAddr) -> Self {
        let auth = json!({"type": "auth", "token": "pk_demo", "user_id": "neighbour"});
        Self { client: Client::enter_at(addr, auth).await, bought: 0 }
    }

    pub(crate) async fn is_served(&mut self) {
        self.bought = self.bought % 9 + 1;
        let mut frames = self.client.set("milk-001", json!(self.bought)).await;
        frames.retain(|frame| frame["type"] != "ping");
        assert_eq!(frames[0]["quantity"], self.bought, "{frames:#?}");
        assert_eq!(frames.len(), 2, "{frames:#?}");
    }
}

/// A socket after its handshake, for bytes that no WebSocket library would send.
async fn raw(backend: &Backend) -> TcpStream {
    raw_at(backend, "/api/v1/ws/chat").await
}

/// The same on the support bot's endpoint.
async fn raw_visitor(backend: &Backend) -> TcpStream {
    raw_at(backend, &format!("/ws?key=demo-bot&visitor_id={}", crate::dgbot::VISITOR)).await
}

async fn raw_at(backend: &Backend, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(backend.addr()).await.unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
    stream
}

/// A masked frame; the mask is zero, so the bytes stand as they are.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = match payload.len() {
        short @ ..126 => vec![0x80 | u8::try_from(short).unwrap()],
        long => [&[0xfe], u16::try_from(long).unwrap().to_be_bytes().as_slice()].concat(),
    };
    [&[first], length.as_slice(), &[0; 4], payload].concat()
}

/// Everything up to the end of the stream; a stream that was reset has no more.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = async { while stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {} };
    timeout(PATIENCE, reading).await.expect("it never ended");
    bytes
}

/// The code of the close frame at the end of what a server sent.
fn code(bytes: &[u8]) -> Option<u16> {
    let start = (0..bytes.len()).rev().find(|at| bytes[*at] == 0x88)?;
    Some(u16::from_be_bytes([*bytes.get(start + 2)?, *bytes.get(start + 3)?]))
}

const AUTH: &str = r#"{"type":"auth","token":"pk_demo","user_id":"rude"}"#;

#[tokio::test]
async fn no_json_is_too_odd_to_be_answered() {
    let backend = backend().await;
    let mut neighbour = Neighbour::of(&backend).await;
    let mut client = Client::shopper(&backend).await;
    let too_large = json!({"type": "error", "code": "message_too_large", "max_size": 65_536});
    let not_json = json!({"type": "error", "code": "invalid_json"});
    let deep = |depth: usize| "[".repeat(depth);
    let message = |length: usize| json!({"type": "message", "text": "m".repeat(length)}).to_string();
    let wide: serde_json::Map<String, Value> = (0..5_000).map(|n| (n.to_string(), json!(n))).collect();
    for (bad, answer) in [
        (String::new(), &not_json),
        ("\u{feff}{}".to_owned(), &not_json),
        ("nul\0l".to_owned(), &not_json),
        (r#"{"type":"message","text":"\ud800"}"#.to_owned(), &not_json),
        (r#"{"type":"message","text":"milk"} {}"#.to_owned(), &not_json),
        (
            r#"{"type":"action","action":"set_quantity","sku":"milk-001","quantity":1e999}"#.to_owned(),
            &not_json,
        ),
        (Value::Object(wide).to_string(), &not_json),
        (deep(60_000), &not_json),
        (format!(r#"{{"type":{}1{}}}"#, deep(30_000), "]".repeat(30_000)), &not_json),
        (deep(100_000), &too_large),
        (r#"{"a":"#.repeat(100_000), &too_large),
        (message(65_537), &too_large),
        (message((1 << 20) - 100), &too_large),
    ] {
        client.send_text(bad.clone()).await;
        assert_eq!(client.next().await, *answer, "{:.80}", bad);
        neighbour.is_served().await;
    }
    client.send_binary(vec![0xff; 1000]).await;
    assert_eq!(client.next().await, not_json);
    // It is the same session still.
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn the_first_frame_is_credentials_or_the_last() {
    let times = Times { auth: Duration::from_secs(2), ..Times::default() };
    let backend = Backend::start(options().times(times)).await.unwrap();
    let mut neighbour = Neighbour::of(&backend).await;
    for (first, expected) in [
        ("[".repeat(100_000), 4002),
        ("x".repeat(65_537), 4002),
        (format!(r#"{{"type":"auth","token":"{}"}}"#, "k".repeat(60_000)), 4003),
        (r#"{"type":"auth","token":["pk_demo"]}"#.to_owned(), 4002),
        (r#"{"type":"ping"}"#.to_owned(), 4002),
        ("x".repeat((1 << 20) + 1), 1009),
    ] {
        let mut client = Client::open(&backend).await;
        client.send_text(first.clone()).await;
        let (frames, end) = client.end().await;
        assert_eq!((frames, end), (vec![], End::Closed(expected)), "{first:.80}");
        neighbour.is_served().await;
    }
    let mut client = Client::open(&backend).await;
    client.send_binary(AUTH.as_bytes().to_vec()).await;
    assert_eq!(client.end().await.1, End::Closed(4002));
    // Signs of life are no credentials.
    let mut stream = raw(&backend).await;
    stream.write_all(&frame(0x89, b"")).await.unwrap();
    assert_eq!(code(&rest(&mut stream).await), Some(4001));
    neighbour.is_served().await;
}

#[tokio::test]
async fn what_is_no_websocket_is_closed_with_the_code_that_says_so() {
    let backend = backend().await;
    let mut neighbour = Neighbour::of(&backend).await;
    let fragment =
        [vec![0x01, 0xff], 600_000_u64.to_be_bytes().to_vec(), vec![0; 4], vec![b'x'; 600_000]].concat();
    let more = [&[0x00], &fragment[1..]].concat();
    for (name, bytes, expected) in [
        ("not masked", vec![0x81, 0x02, b'{', b'}'], 1002),
        ("a reserved kind", frame(0x83, b"{}"), 1002),
        ("a reserved bit", frame(0xc1, b"{}"), 1002),
        ("a continuation of nothing", frame(0x80, b"{}"), 1002),
        ("a ping in two parts", frame(0x09, b""), 1002),
        ("no UTF-8", frame(0x81, b"\xff\xfe"), 1007),
        (
            "a length beyond all memory",
            [vec![0x81, 0xff], (u64::MAX >> 1).to_be_bytes().to_vec(), vec![0; 4]].concat(),
            1009,
        ),
        (
            "a megabyte",
            [vec![0x81, 0xff], 1_100_000_u64.to_be_bytes().to_vec(), vec![0; 4], vec![b'x'; 1_100_000]]
                .concat(),
            1009,
        ),
        ("a megabyte in parts", [fragment, more].concat(), 1009),
    ] {
        for place in ["a stranger", "a shopper", "a visitor"] {
            let mut stream =
                if place == "a visitor" { raw_visitor(&backend).await } else { raw(&backend).await };
            if place == "a shopper" {
                stream.write_all(&frame(0x81, AUTH.as_bytes())).await.unwrap();
            }
            // It may be refused before all of it is sent.
            stream.write_all(&bytes).await.ok();
            assert_eq!(code(&rest(&mut stream).await), Some(expected), "{name}, by {place}");
            neighbour.is_served().await;
        }
    }
    backend.inject().wait_open_sockets(1).await;
}

#[tokio::test]
async fn nobody_is_waited_for_without_end() {
    // Long enough for an honest client on a busy machine.
    let short = Duration::from_secs(1);
    let long = Duration::from_secs(3);
    let times = Times { head: short, request: short, auth: long, dead: long, ..Times::default() };
    let limits = Limits { sockets: 20, ..Limits::default() };
    let backend = Backend::start(options().times(times).limits(limits)).await.unwrap();
    let mut slow = Vec::new();
    for head in ["", "G", "GET /api/v1/ws/chat HTTP/1.1\r\nHost: x\r\nUpgra"] {
        for _ in 0..20 {
            let mut stream = TcpStream::connect(backend.addr()).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            slow.push(stream);
        }
    }
    // Half of a first frame, and half of a second one.
    for _ in 0..20 {
        let mut stream = raw(&backend).await;
        stream.write_all(&frame(0x81, AUTH.as_bytes())[..20]).await.unwrap();
        slow.push(stream);
        let mut stream = raw(&backend).await;
        stream.write_all(&[frame(0x81, AUTH.as_bytes()), vec![0x81, 0xfe]].concat()).await.unwrap();
        slow.push(stream);
    }
    // Of a visitor there is no first frame to wait for.
    for _ in 0..3 {
        let mut stream = raw_visitor(&backend).await;
        stream.write_all(&[0x81, 0xfe]).await.unwrap();
        slow.push(stream);
    }
    // While they are waited for, others are served.
    Neighbour::of(&backend).await.is_served().await;
    let mut codes = Vec::new();
    for mut stream in slow {
        codes.extend(code(&rest(&mut stream).await));
    }
    codes.sort_unstable();
    assert_eq!(
        codes,
        [[1001; 23].as_slice(), &[4001; 20]].concat(),
        "a handshake that never came has no code"
    );

    // A body that never comes.
    let mut stream = TcpStream::connect(backend.shop_addr()).await.unwrap();
    let head = "POST /api/cart HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(http(backend.shop_addr(), "GET /api/config HTTP/1.1", "").await.0, 200);
}

#[tokio::test]
async fn a_flood_of_answers_to_lists_is_turned_away() {
    let backend = backend().await;
    let mut neighbour = Neighbour::of(&backend).await;
    let mut client = Client::shopper(&backend).await;
    backend.inject().hold_answer_after(0);
    for _ in 0..50 {
        client.send(json!({"type": "action", "action": "approve_meal_plan", "plan_id": "none"})).await;
    }
    // Those beyond what may wait are refused at once; the others are answered when they can be.
    let mut refused = 0;
    for _ in 0..42 {
        assert_eq!(client.next().await, json!({"type": "error", "code": "agent_busy"}));
        refused += 1;
    }
    backend.inject().release();
    for _ in refused..50 {
        client.turn().await;
    }
    neighbour.is_served().await;
}
