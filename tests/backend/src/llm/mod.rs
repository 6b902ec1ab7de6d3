//! A language model behind an OpenAI-compatible chat endpoint: the wire only. What it is asked, and what its calls of
//! tools do, is the agent's (`agent::model`).
//!
//! `http` sends the request and hands the answer's bytes on, `events` makes events of them, `reply` makes a reply of
//! the events. Field names and the `[DONE]` mark are those of the public API reference,
//! <https://platform.openai.com/docs/api-reference/chat>; other servers (Ollama, llama.cpp, vLLM) speak the same.

use std::fmt;
use std::time::Duration;

use hyper::Uri;
use serde_json::Value;

mod events;
mod http;
mod reply;
mod tls;

pub(crate) use reply::{Call, Reply};

use events::Events;
use http::Exchange;
use reply::Collector;

/// A model to answer with, instead of the deterministic assistant.
#[derive(Clone)]
pub struct Llm {
    endpoint: Uri,
    model: String,
    key: Option<String>,
}

impl Llm {
    /// The model of this name at this endpoint. `base` is what `/chat/completions` is appended to, as
    /// `http://127.0.0.1:11434/v1`.
    ///
    /// # Errors
    /// A sentence, when `base` is no address of `http` or `https` with a host.
    pub fn new(base: &str, model: impl Into<String>) -> Result<Self, String> {
        let endpoint = format!("{}/chat/completions", base.trim_end_matches('/'));
        let endpoint: Uri = endpoint.parse().map_err(|_| format!("{base:?} is not an address"))?;
        let known = endpoint.scheme_str().is_some_and(|scheme| matches!(scheme, "http" | "https"));
        if !known || endpoint.host().is_none() {
            return Err(format!("{base:?} is not an address of http or https"));
        }
        Ok(Self { endpoint, model: model.into(), key: None })
    }

    /// The key that the endpoint wants. It is sent and never told: not by `Debug`, not in a failure.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into()).filter(|key: &String| !key.is_empty());
        self
    }

    /// What may be told of the endpoint's words: a short piece, without the key.
    fn without_key(&self, text: &str) -> String {
        let text = self.key.as_ref().map_or_else(|| text.to_owned(), |key| text.replace(key, "***"));
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
    }

    /// Asks for the next reply to a dialogue. What may pass by itself (a 429, a 5xx, no connection) is tried once more
    /// after `pause`.
    pub(crate) async fn ask(
        &self,
        messages: Vec<Value>,
        tools: &Value,
        pause: Duration,
    ) -> Result<Answer, Failure> {
        let body = serde_json::json!({
            "model": self.model, "stream": true, "messages": messages, "tools": tools,
        });
        let body = body.to_string();
        let exchange = match self.request(&body).await {
            Err(Failure::Passing(_)) => {
                tokio::time::sleep(pause).await;
                self.request(&body).await?
            }
            other => other?,
        };
        Ok(Answer { exchange, events: Events::default(), collector: Collector::default() })
    }

    async fn request(&self, body: &str) -> Result<Exchange, Failure> {
        let mut exchange = http::post(&self.endpoint, self.key.as_deref(), body)
            .await
            .map_err(|error| Failure::Passing(format!("no answer: {error}")))?;
        let status = exchange.status;
        if status.is_success() {
            return Ok(exchange);
        }
        let said = exchange.next().await.ok().flatten().unwrap_or_default();
        let said = format!("{status}: {}", self.without_key(&String::from_utf8_lossy(&said)));
        let passing = status.is_server_error() || status == hyper::StatusCode::TOO_MANY_REQUESTS;
        Err(if passing { Failure::Passing(said) } else { Failure::Final(said) })
    }
}

impl fmt::Debug for Llm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.model, self.endpoint)
    }
}

/// Why a model gave no reply, for whoever runs the backend. It never holds the key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Another try may help.
    Passing(String),
    Final(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Passing(reason) | Self::Final(reason)) = self;
        f.write_str(reason)
    }
}

/// A reply while it streams in. Dropped, it hangs up.
pub(crate) struct Answer {
    exchange: Exchange,
    events: Events,
    collector: Collector,
}

impl Answer {
    /// The next piece of text; `None` when the reply is complete.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, Failure> {
        while !self.collector.is_done() {
            if let Some(event) = self.events.next().map_err(Failure::Final)? {
                match self.collector.take(&event).map_err(Failure::Final)? {
                    Some(text) => return Ok(Some(text)),
                    None => continue,
                }
            }
            match self.exchange.next().await {
                Ok(Some(bytes)) => self.events.feed(&bytes),
                Ok(None) if self.collector.is_finished() => break,
                Ok(None) => return Err(Failure::Final("the stream stopped before its end".to_owned())),
                Err(error) => return Err(Failure::Final(format!("the stream broke: {error}"))),
            }
        }
        Ok(None)
    }

    /// All of it, once [`Answer::next`] gave `None`.
    pub(crate) fn into_reply(self) -> Reply {
        self.collector.into_reply()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_of_http() {
        for base in ["", "localhost:1", "ftp://host/v1", "http://", "/v1", "http://a b"] {
            assert!(Llm::new(base, "m").is_err(), "{base}");
        }
        let llm = Llm::new("http://[::1]:8/v1/", "m").unwrap();
        assert_eq!(llm.endpoint.path(), "/v1/chat/completions");
    }

    #[test]
    fn the_key_is_never_told() {
        let llm = Llm::new("https://host/v1", "m").unwrap().key("sk-secret");
        assert_eq!(format!("{llm:?}"), "m at https://host/v1/chat/completions");
        assert_eq!(llm.without_key("bad  key\nsk-secret!"), "bad key ***!");
    }
}
