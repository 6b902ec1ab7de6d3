//! What went over the wire, kept for tests to read and to wait for.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

/// How long [`Log::wait_for`] waits before it gives up: longer than any honest answer of a local backend.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who sent a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client: the widget, or a test.
    Client,
    /// This backend.
    Server,
}

/// One frame that was sent or received.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Number of the socket, counted from 1 since the backend was made.
    pub connection: u64,
    /// Who sent it.
    pub from: Side,
    /// The text as it stood on the wire; empty for a binary frame.
    pub text: String,
    /// The text as JSON, `null` when it is none.
    pub json: Value,
}

impl Frame {
    /// Was it sent by the client, with this `type`?
    #[must_use]
    pub fn is_received(&self, kind: &str) -> bool {
        self.from == Side::Client && self.kind() == kind
    }

    /// Was it sent by the backend, with this `type`?
    #[must_use]
    pub fn is_sent(&self, kind: &str) -> bool {
        self.from == Side::Server && self.kind() == kind
    }

    /// The frame's `type`, empty when it has none.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.json.get("type").and_then(Value::as_str).unwrap_or_default()
    }
}

/// One webhook request as it reached the shop.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookCall {
    /// `POST` or `GET`.
    pub method: String,
    /// The path, as `/webhooks/cart`.
    pub path: String,
    /// The raw body, or the query string of a `GET`: what the signature covers after the timestamp.
    pub payload: String,
    /// `X-VIZOCHOK-Timestamp`, as sent.
    pub timestamp: String,
    /// `X-VIZOCHOK-Signature`, as sent.
    pub signature: String,
    /// The HTTP status that was answered.
    pub status: u16,
    /// The JSON that was answered.
    pub answer: Value,
}

/// Nothing that matches came in time. Its `Debug` shows what did come.
pub struct WaitedInVain(Vec<String>);

impl fmt::Debug for WaitedInVain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "nothing that matches within {PATIENCE:?}; so far:")?;
        self.0.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

impl fmt::Display for WaitedInVain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing that matches within {PATIENCE:?}")
    }
}

impl std::error::Error for WaitedInVain {}

#[derive(Default)]
struct Entries {
    frames: Vec<Frame>,
    webhooks: Vec<WebhookCall>,
}

/// All frames of all sockets in order, and all webhook calls. A copy reads the same log.
#[derive(Clone)]
pub struct Log {
    entries: Arc<Mutex<Entries>>,
    /// Counts the entries; waiters sleep on it.
    grown: watch::Sender<u64>,
    /// A program that runs for days keeps nothing.
    recording: bool,
}

impl Log {
    pub(crate) fn new(recording: bool) -> Self {
        Self { entries: Arc::default(), grown: watch::Sender::new(0), recording }
    }

    fn write(&self, entry: impl FnOnce(&mut Entries)) {
        if !self.recording {
            return;
        }
        entry(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner));
        self.grown.send_modify(|count| *count = count.saturating_add(1));
    }

    pub(crate) fn frame(&self, connection: u64, from: Side, text: &str) {
        if !self.recording {
            return;
        }
        let json = serde_json::from_str(text).unwrap_or_default();
        self.write(|entries| entries.frames.push(Frame { connection, from, text: text.to_owned(), json }));
    }

    pub(crate) fn webhook(&self, call: WebhookCall) {
        self.write(|entries| entries.webhooks.push(call));
    }

    /// All frames so far.
    #[must_use]
    pub fn frames(&self) -> Vec<Frame> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).frames.clone()
    }

    /// The frames so far that clients sent, without heartbeats.
    #[must_use]
    pub fn received(&self) -> Vec<Frame> {
        let mut frames = self.frames();
        frames.retain(|frame| frame.from == Side::Client && !matches!(frame.kind(), "ping" | "pong"));
        frames
    }

    /// All webhook calls so far.
    #[must_use]
    pub fn webhooks(&self) -> Vec<WebhookCall> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).webhooks.clone()
    }

    /// Forgets everything so far.
    pub fn clear(&self) {
        self.write(|entries| *entries = Entries::default());
    }

    /// Waits until the frames satisfy `enough`, and returns them. It wakes for every new frame; there is no polling.
    ///
    /// # Errors
    /// [`WaitedInVain`] after 15 seconds.
    pub async fn wait_for(&self, enough: impl Fn(&[Frame]) -> bool) -> Result<Vec<Frame>, WaitedInVain> {
        self.wait(|entries| enough(&entries.frames).then(|| entries.frames.clone())).await
    }

    /// Waits until the webhook calls satisfy `enough`, and returns them.
    ///
    /// # Errors
    /// [`WaitedInVain`] after 15 seconds.
    pub async fn wait_for_webhooks(
        &self,
        enough: impl Fn(&[WebhookCall]) -> bool,
    ) -> Result<Vec<WebhookCall>, WaitedInVain> {
        self.wait(|entries| enough(&entries.webhooks).then(|| entries.webhooks.clone())).await
    }

    async fn wait<T>(&self, found: impl Fn(&Entries) -> Option<T>) -> Result<T, WaitedInVain> {
        let mut grown = self.grown.subscribe();
        let look = || found(&self.entries.lock().unwrap_or_else(PoisonError::into_inner));
        let search = async {
            loop {
                grown.borrow_and_update();
                if let Some(answer) = look() {
                    return Some(answer);
                }
                grown.changed().await.ok()?;
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(Some(answer)) => Ok(answer),
            _ => Err(WaitedInVain(self.summary())),
        }
    }

    fn summary(&self) -> Vec<String> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let frames = entries.frames.iter().map(|f| format!("#{} {:?}: {}", f.connection, f.from, f.text));
        let calls = entries
            .webhooks
            .iter()
            .map(|c| format!("{} {} {} -> {} {}", c.method, c.path, c.payload, c.status, c.answer));
        frames.chain(calls).collect()
    }
}
