//! Who a visitor is: the signature of the visitor id, and the demo shop's server that makes one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::dgbot::wire::visitor_id;
use crate::signature;

/// Whose identity is asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    chatbot: String,
    #[serde(default)]
    visitor_id: String,
}

/// `GET /api/identity?chatbot=&visitor_id=` of the demo shop: what its pages hand to `DGbot('identify', …)`.
///
/// It stands at the shop because only the shop's server knows both its customers and the secret. A real one signs for
/// the customer who is logged in; this one has no log-in and signs for its one customer, whoever asks.
pub(crate) async fn of_the_demo(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Response {
    let chatbot = app.options.chatbots.iter().find(|chatbot| chatbot.id == asked.chatbot);
    let Some((chatbot, customer)) = chatbot.and_then(|bot| Some((bot, bot.demo_customer.as_ref()?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(visitor) = visitor_id(&asked.visitor_id) else {
        return (StatusCode::UNPROCESSABLE_ENTITY, "visitor_id is not a UUID").into_response();
    };
    let identity = json!({
        "userId": customer.user_id,
        "name": customer.name,
        "email": customer.email,
        "userHash": signature::sign_visitor(&chatbot.identity_secret, &visitor),
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(identity)).into_response()
}
