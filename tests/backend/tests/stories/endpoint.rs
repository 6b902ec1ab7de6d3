//! A chat endpoint that says what a story wants and keeps what it was asked.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use vizochok_backend::Llm;

/// One answer of the endpoint.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A stream of these events, in pieces of so many bytes.
    Stream(Vec<String>, usize),
    /// This status and body.
    Status(u16, &'static str),
    /// The head of a stream and nothing more, until the other side hangs up.
    Silence,
}

/// An event with this delta.
fn event(delta: &Value, finish: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
    format!("data: {}\n\n", json!({"object": "chat.completion.chunk", "choices": [choice]}))
}

fn stream(mut events: Vec<String>, finish: &str) -> Reply {
    events.push(event(&json!({}), Some(finish)));
    events.push("data: [DONE]\n\n".to_owned());
    Reply::Stream(events, usize::MAX)
}

/// Words, one event each.
pub(crate) fn says(text: &str) -> Reply {
    let words = text.split_inclusive(' ').map(|word| event(&json!({"content": word}), None));
    stream(words.collect(), "stop")
}

/// Words and calls of tools (id, name, arguments), the arguments cut into small fragments.
pub(crate) fn calls(text: &str, calls: &[(&str, &str, Value)]) -> Reply {
    let mut events = vec![event(&json!({"role": "assistant", "content": text}), None)];
    for (index, (id, name, arguments)) in calls.iter().enumerate() {
        let begin = json!({"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": ""}});
        events.push(event(&json!({"tool_calls": [begin]}), None));
        let arguments: Vec<char> = arguments.to_string().chars().collect();
        for fragment in arguments.chunks(3) {
            let fragment =
                json!({"index": index, "function": {"arguments": fragment.iter().collect::<String>()}});
            events.push(event(&json!({"tool_calls": [fragment]}), None));
        }
    }
    stream(events, "tool_calls")
}

/// A request as it came: the head in small letters, the body as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Asked {
    /// The messages without the system's.
    pub(crate) fn dialogue(&self) -> Vec<(&str, &str)> {
        let messages = self.body["messages"].as_array().unwrap();
        let text = |message: &'_ Value| message["content"].as_str().map(str::len).unwrap_or_default();
        assert!(messages[0]["role"] == "system" && text(&messages[0]) > 0);
        messages[1..]
            .iter()
            .map(|message| {
                (message["role"].as_str().unwrap(), message["content"].as_str().unwrap_or_default())
            })
            .collect()
    }

    /// The result of the call with this id.
    pub(crate) fn result(&self, id: &str) -> &str {
        let messages = self.body["messages"].as_array().unwrap();
        let result = messages.iter().find(|message| message["tool_call_id"] == id);
        result.unwrap_or_else(|| panic!("no result of {id} in {:#}", self.body))["content"].as_str().unwrap()
    }
}

pub(crate) struct Endpoint {
    addr: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// How many silent streams were hung up on.
    pub(crate) left: watch::Receiver<usize>,
}

impl Endpoint {
    /// Gives these answers, one after the other; then 404.
    pub(crate) async fn with(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (leaving, left) = watch::channel(0);
        let mut replies: std::collections::VecDeque<Reply> = replies.into_iter().collect();
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let reply = replies.pop_front().unwrap_or(Reply::Status(404, "no more answers"));
                tokio::spawn(answer(stream, reply, Arc::clone(&kept), leaving.clone()));
            }
        });
        Self { addr, asked, left }
    }

    pub(crate) fn llm(&self) -> Llm {
        Llm::new(&self.base(), "small-model").unwrap().key("sk-test")
    }

    /// Its base address.
    pub(crate) fn base(&self) -> String {
        format!("http://{}/v1", self.addr)
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn last(&self) -> Asked {
        self.asked().pop().expect("it was asked nothing")
    }
}

async fn answer(
    mut stream: TcpStream,
    reply: Reply,
    kept: Arc<Mutex<Vec<Asked>>>,
    leaving: watch::Sender<usize>,
) {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        // Who gave up before asking has asked nothing.
        if !stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
            return;
        }
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
            break (head.to_owned(), length.parse::<usize>().unwrap());
        }
    };
    let body = head.len() + 4;
    while bytes.len() < body + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "a body without an end");
    }
    kept.lock().unwrap().push(Asked { head, body: serde_json::from_slice(&bytes[body..]).unwrap() });
    match reply {
        Reply::Status(status, text) => {
            let head =
                format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
            stream.write_all((head + text).as_bytes()).await.unwrap();
        }
        Reply::Stream(events, size) => {
            stream.write_all(HEAD).await.unwrap();
            let bytes = events.concat().into_bytes();
            for piece in bytes.chunks(size.min(bytes.len().max(1))) {
                // It may have enough before the end.
                if stream.write_all(piece).await.and(stream.flush().await).is_err() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        Reply::Silence => {
            stream.write_all(HEAD).await.unwrap();
            while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            leaving.send_modify(|count| *count += 1);
        }
    }
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
