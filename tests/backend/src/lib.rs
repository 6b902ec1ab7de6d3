//! The reference backend: a local counterpart of the hosted assistant, for development and tests.
//!
//! It speaks the whole life of a connection (`/api/v1/ws/chat`), answers by a deterministic assistant over a grocery
//! catalogue in three languages, and runs the shop's side too: price list, stock, carts, signed webhooks over real HTTP,
//! and the endpoints that the shop's own pages use. It is not the hosted service and makes no claim to answer like it.
//!
//! # In a test
//!
//! A [`Backend`] is started in the test's own runtime, on free ports, and ends when it is dropped. It never waits between
//! words and keeps a log of everything. What a test needs beside it is a client: the one that is tested, or a plain
//! WebSocket as here. Each step below is a promise that the tests of this crate keep.
//!
//! ```
//! use std::time::Duration;
//!
//! use futures_util::{SinkExt, StreamExt};
//! use serde_json::{Value, json};
//! use tokio_tungstenite::{connect_async, tungstenite::Message};
//! use vizochok_backend::{Amount, Backend, Clock, Hook, HookFault, Options};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // 1. Start it. What is not chosen is as documented: `Options` lists it all.
//! let clock = Clock::new();
//! let mut backend = Backend::start(Options::new().clock(clock.clone())).await?;
//!
//! // 2. Let the client talk. Here: credentials, then a message, then everything up to the end of the answer.
//! let url = format!("ws://{}/api/v1/ws/chat", backend.addr());
//! let (mut socket, _) = connect_async(&url).await?;
//! let auth = json!({"type": "auth", "token": "pk_demo", "store_id": "demo-store", "user_id": "user-1"});
//! let message = json!({"type": "message", "text": "add 2 milk-001"});
//! for frame in [auth, message] {
//!     socket.send(Message::text(frame.to_string())).await?;
//! }
//! let mut answer = String::new();
//! loop {
//!     let frame: Value = serde_json::from_str(socket.next().await.ok_or("the socket ended")??.to_text()?)?;
//!     match frame["type"].as_str() {
//!         Some("text_delta") => answer.push_str(frame["delta"].as_str().unwrap_or_default()),
//!         Some("response_complete") => break,
//!         _ => {}
//!     }
//! }
//! assert!(answer.starts_with("Added: "));
//!
//! // 3. Look behind it: the shop's own cart, every frame, every webhook call.
//! assert_eq!(backend.shop_cart("user-1"), [("milk-001".to_owned(), Amount::from(2))]);
//! assert!(backend.log().webhooks().iter().any(|call| call.path == "/webhooks/cart" && call.status == 200));
//!
//! // 4. Wait for what a client does by itself, instead of sleeping. It fails after 15 s and tells what did come.
//! backend.log().wait_for(|frames| frames.iter().any(|frame| frame.is_sent("cart_changed"))).await?;
//!
//! // 5. Break something: the link, an answer, the shop. `Inject` lists what can be broken; `heal` ends it.
//! backend.inject().set_stock("milk-001", Amount::ZERO);
//! backend.inject().hook(Hook::Cart, HookFault::Status(500));
//! backend.inject().cut();
//! assert!(!matches!(socket.next().await, Some(Ok(Message::Close(_)))), "a cut is no close frame");
//! backend.inject().heal();
//!
//! // 6. Move the time: limits, signatures and the end of idle conversations follow the clock.
//! clock.advance(Duration::from_secs(3601));
//!
//! // 7. End it as a killed process ends, and start it again on its ports, with its conversations and carts.
//! backend.stop().await;
//! assert!(connect_async(&url).await.is_err());
//! backend.start_again().await?;
//! connect_async(&url).await?;
//! # Ok(())
//! # }
//! ```
//!
//! | for this | look at |
//! |---|---|
//! | a page and the assistant on one origin, with a content security policy | [`Options::serve_dir`], [`Options::header`] |
//! | a server without `ack`, other keys and stores, another catalogue | [`Options::features`], [`Options::keys`], [`Options::catalog`] |
//! | several shops beside each other | [`Options::tenants`], [`Options::tenants_file`] |
//! | the support bot of the second protocol, other orders and secrets | [`Options::chatbots`] |
//! | limits that are reached soon, heartbeats that come often | [`Limits`], [`Times`] |
//! | a cut in the middle of a frame, an answer that stops, silence, a delay, frames of any content, close codes | [`Inject`] |
//! | prices and stock that change between two messages | [`Inject::set_price`], [`Inject::set_stock`] |
//! | answers of a language model, or of a fake of one | [`Options::llm`] |
//! | a backend of another process, for clients in other languages | the program `vizochok-backend`, which prints its addresses |
//!
//! The rooms: [`options`] what it is started with; [`tenants`] whom it serves; [`backend`] start, stop, restart;
//! `host` all tenants, `app` one of them; `socket`, `link`, `outlet`, `tap` one connection, from frames down to bytes; `sessions`,
//! `journal` and `limits`, and `store` for what outlives the process; `catalog`, `recipes`, `food`, `measure` what is
//! known of goods; `search` finding them, and [`Finder`] that by itself; `agent` understanding and answering, with `llm`
//! if a language model is to; `proposals` what it laid before a shopper; [`dgbot`] the support bot of the second protocol; `shop` the other side, which the agent reaches
//! only through `webhook`; [`inject`] faults; [`log`] what happened.

pub mod amount;
pub mod backend;
pub mod clock;
pub mod dgbot;
pub mod inject;
pub mod lang;
pub mod log;
pub mod options;
pub mod signature;
pub mod tenants;

mod agent;
mod app;
mod catalog;
mod finder;
mod food;
mod host;
mod journal;
mod limits;
mod link;
mod llm;
mod measure;
mod outlet;
mod pages;
mod proposals;
mod recipes;
mod search;
mod serving;
mod sessions;
mod shop;
mod socket;
mod store;
mod tap;
mod text;
mod webhook;
mod wire;

pub use amount::Amount;
pub use backend::{Backend, StartError};
pub use catalog::CatalogError;
pub use clock::Clock;
pub use dgbot::chatbot::{Chatbot, ChatbotLimits, DemoCustomer, Order};
pub use finder::Finder;
pub use inject::{Hook, HookFault, Inject, Refuse};
pub use limits::Limits;
pub use llm::Llm;
pub use log::{Frame, Log, Side, WebhookCall};
pub use options::{Options, Times};
pub use tenants::{AgentTool, Tenant, TenantsError, WebhookSettings};
