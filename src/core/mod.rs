//! The pure core: a shopping conversation as a machine that is turned by hand.
//!
//! Nothing here knows a browser, a clock, a source of randomness or a storage: time, entropy and
//! stored text come in as arguments, frames and wishes go out through `poll_*` methods. That is what
//! makes every rule testable with a fake clock, and what lets the same code serve the widget and
//! native clients.
//!
//! Start reading at [`client::Client`]: it is the whole machine, made of
//! [`connection`] (the life of the link), [`outbox`] (what was asked and is not confirmed),
//! [`transcript`] (the conversation), [`tools`] (what in it is answered by more than a press), [`cart`] (the goods) and [`protocol`] (the wire).

//! # Without the widget
//!
//! An app, a kiosk or a test can own a [`client::Client`] itself. Its owner brings a socket, a clock and a place to
//! store a text, and does the same after every input: **store, transmit, tell, arm**.
//!
//! | the owner | the machine |
//! |---|---|
//! | opens, writes and closes sockets as [`poll_transmit`](client::Client::poll_transmit) says | names each socket by a number |
//! | reports what sockets do: `handle_open`, `handle_frame`, `handle_close`, `handle_dial_failed` | ignores reports of sockets it gave up |
//! | calls [`handle_timeout`](client::Client::handle_timeout) when the moment of `poll_timeout` has come | reconnects, pings, judges silence |
//! | writes [`snapshot`](client::Client::snapshot) when `revision().urgent` has grown, before it transmits | never sends twice what a stored text says was sent |
//! | shows [`transcript`](client::Client::transcript) and [`cart`](client::Client::cart), follows `poll_change` and `poll_event` | keeps them right |
//!
//! Here the network is a few strings, so that every step can be seen; `tests/clients/mobile_lifecycle.rs`
//! (`cargo run --example mobile_lifecycle`) is the same with a real socket.
//!
//! ```
//! use vizochok::core::client::{Client, Event, Link, Settings, Transmit};
//! use vizochok::core::protocol::Protocol;
//! use vizochok::core::transcript::{AnswerState, Change, EntryBody};
//!
//! let settings = Settings {
//!     protocol: Protocol::Vizochok,
//!     api_base: "https://api.example".to_owned(),
//!     api_key: "pk_demo".to_owned(),
//!     store_id: "demo-store".to_owned(),
//!     user_id: None,
//!     visitor_id: None,
//! };
//! // The time is the caller's, in milliseconds, and so is the entropy. Nothing was stored yet.
//! let (mut now, seed, stored) = (0, 42, None);
//! let mut client = Client::new(settings.clone(), seed, stored);
//!
//! // An input, then what is to be done about it: a socket is to be opened.
//! client.connect(now);
//! let Some(Transmit::Dial { socket, url }) = client.poll_transmit() else { panic!("nothing to dial") };
//! assert_eq!(url, "wss://api.example/api/v1/ws/chat");
//!
//! // It opened: the credentials are the first frame, and nothing else goes out before they are accepted.
//! client.send(now, "milk, please").unwrap();
//! client.handle_open(now, socket);
//! let Some(Transmit::Frame { text, .. }) = client.poll_transmit() else { panic!("no frame") };
//! assert!(text.contains(r#""type":"auth""#));
//! assert_eq!(client.poll_transmit(), None);
//!
//! // The server's frames, as they come.
//! now += 80;
//! client.handle_frame(now, socket, r#"{"type":"auth_ok"}"#);
//! client.handle_frame(now, socket, r#"{"type":"conversation_started","conversation_id":"c1"}"#);
//! assert_eq!((client.link(), client.poll_event()), (Link::Online, Some(Event::Connected)));
//!
//! // The message may go now. A machine that is ended after this must find it stored, so that comes first.
//! let mut stored = client.snapshot();
//! let Some(Transmit::Frame { text, .. }) = client.poll_transmit() else { panic!("no frame") };
//! assert!(text.contains("milk, please"));
//!
//! // Words stream in, and the view follows.
//! for frame in [
//!     r#"{"type":"text_delta","delta":"Here is "}"#,
//!     r#"{"type":"text_delta","delta":"milk."}"#,
//!     r#"{"type":"text_end"}"#,
//!     r#"{"type":"response_complete"}"#,
//! ] {
//!     now += 20;
//!     client.handle_frame(now, socket, frame);
//! }
//! let mut shown = Vec::new();
//! while let Some(change) = client.poll_change() {
//!     match change {
//!         Change::Inserted { key, index } => shown.insert(index, key),
//!         Change::Removed(key) => shown.retain(|other| *other != key),
//!         Change::Updated(_) => {} // read it again from the transcript
//!     }
//! }
//! let entry = client.transcript().get(shown[1]).unwrap();
//! assert!(matches!(&entry.body, EntryBody::Answer { state: AnswerState::Done, .. }));
//! stored = client.snapshot();
//!
//! // The one timeout: at that moment, or later, the machine wants to be called. Sometimes that is all.
//! let heartbeat = loop {
//!     now = client.poll_timeout().unwrap();
//!     client.handle_timeout(now);
//!     if let Some(transmit) = client.poll_transmit() {
//!         break transmit;
//!     }
//! };
//! assert_eq!(heartbeat, Transmit::Frame { socket, text: r#"{"type":"ping"}"#.to_owned() });
//!
//! // The app goes to the background: the socket is closed. Later it starts from what it stored.
//! client.disconnect(now);
//! assert!(matches!(client.poll_transmit(), Some(Transmit::Close { .. })));
//! let mut client = Client::new(settings, seed, Some(&stored));
//! assert_eq!(client.conversation_id(), Some("c1"));
//! assert_eq!(client.transcript().entries().len(), 2);
//! client.connect(now);
//! ```

#![forbid(unsafe_code)]

pub mod backoff;
pub mod cart;
pub mod client;
pub mod clock;
pub mod config;
pub mod connection;
pub mod decimal;
pub mod i18n;
pub mod json;
pub mod markdown;
pub mod outbox;
pub mod protocol;
pub mod session;
pub mod timer;
pub mod tools;
pub mod transcript;
mod visitor;

pub use visitor::visitor_id;
