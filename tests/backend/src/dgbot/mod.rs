//! The second protocol: a support bot with a human behind it.
//!
//! `/ws?key=<chatbot id>&visitor_id=<uuid>`, frames in `wire`. A visitor's conversation (`visits`) is known by the visitor
//! id and goes on over any number of sockets (`socket`); the bot (`bot`, `phrases`) answers it until a human takes over, who
//! sits at the `desk`. `chatbot` is what stands in the file of tenants, `identity` who a visitor is.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::host::Host;

pub(crate) mod bot;
pub mod chatbot;
mod desk;
pub(crate) mod identity;
mod phrases;
mod socket;
pub(crate) mod visits;
mod wire;

/// The routes, all on the assistant's listener.
pub(crate) fn router() -> Router<Arc<Host>> {
    Router::new()
        .route("/ws", get(socket::upgrade))
        .route("/agent", get(desk::page).post(desk::command))
        .route("/agent/events", get(desk::events))
        .route("/agent.css", get(desk::style))
        .route("/agent.js", get(desk::script))
}
