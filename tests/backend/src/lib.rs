//! The reference backend: a local counterpart of the hosted assistant, for development and tests.
//!
//! It speaks the whole life of a connection (`/api/v1/ws/chat`), answers by a deterministic assistant over a grocery
//! catalogue in three languages, and runs the shop's side too: price list, stock, carts, signed webhooks over real HTTP,
//! and the endpoints that the shop's own pages use. It is not the hosted service and makes no claim to answer like it.
//!
//! ```no_run
//! use vizochok_backend::{Backend, Options};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let backend = Backend::start(Options::new().serve_dir("/", "dist")).await?;
//! println!("page and assistant on http://{}", backend.addr());
//! // … a client does something …
//! backend.log().wait_for(|frames| frames.iter().any(|f| f.is_received("message"))).await?;
//! backend.inject().cut();
//! # Ok(())
//! # }
//! ```
//!
//! The rooms: [`options`] what it is started with; [`tenants`] whom it serves; [`backend`] start, stop, restart;
//! `host` all tenants, `app` one of them; `socket`, `outlet`, `tap` one connection, from frames down to bytes; `sessions`
//! and `limits`; `catalog`, `recipes`, `food`, `measure` what is known of goods; `search` finding them; `agent`
//! understanding and answering, with `llm` if a language model is to; `proposals` what it laid before a shopper; `shop`
//! the other side, which the agent reaches only through `webhook`; [`inject`] faults; [`log`] what happened.

pub mod amount;
pub mod backend;
pub mod clock;
pub mod inject;
pub mod lang;
pub mod log;
pub mod options;
pub mod signature;
pub mod tenants;

mod agent;
mod app;
mod catalog;
mod food;
mod host;
mod limits;
mod llm;
mod measure;
mod outlet;
mod pages;
mod proposals;
mod recipes;
mod search;
mod sessions;
mod shop;
mod socket;
mod tap;
mod text;
mod webhook;
mod wire;

pub use amount::Amount;
pub use backend::{Backend, StartError};
pub use catalog::CatalogError;
pub use clock::Clock;
pub use inject::{Hook, HookFault, Inject, Refuse};
pub use limits::Limits;
pub use llm::Llm;
pub use log::{Frame, Log, Side, WebhookCall};
pub use options::{Options, Times};
pub use tenants::{AgentTool, Tenant, TenantsError, WebhookSettings};
