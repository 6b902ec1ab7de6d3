//! The endpoints that the assistant calls, as a shop's own developer would write them: check the signature on the raw
//! bytes, then answer from the shop's own data.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Reason;
use crate::amount::Amount;
use crate::app::App;
use crate::catalog::Price;
use crate::inject::{Hook, HookFault};
use crate::lang::Lang;
use crate::log::WebhookCall;
use crate::signature::{SIGNATURE_HEADER, TIMESTAMP_HEADER, verify};

/// What every endpoint does before and after its own work: the signature, the injected fault, the log.
async fn guarded(
    app: &App,
    hook: Hook,
    method: &Method,
    headers: &HeaderMap,
    payload: &[u8],
    work: impl FnOnce() -> (StatusCode, Value),
) -> Response {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (timestamp, signature) = (header(TIMESTAMP_HEADER), header(SIGNATURE_HEADER));
    let genuine =
        verify(&app.tenant.webhooks.secret, app.clock.unix_seconds(), &timestamp, &signature, payload);
    // Who is not the assistant gets nothing to see of it, and uses up no refusal.
    let trouble = if genuine { app.shop.trouble_of(hook) } else { None };
    let fault = trouble.unwrap_or_else(|| app.inject.hook_fault(hook));
    let (status, answer) = if genuine {
        match &fault {
            HookFault::Status(status) => {
                (StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Value::Null)
            }
            HookFault::Refuse(reason) if hook == Hook::Cart => {
                (StatusCode::OK, json!({"ok": false, "reason": reason}))
            }
            HookFault::None | HookFault::Slow(_) | HookFault::Refuse(_) => work(),
        }
    } else {
        (StatusCode::UNAUTHORIZED, json!({"error": "invalid_signature"}))
    };
    let path = match hook {
        Hook::Products => "/webhooks/products",
        Hook::Cart => "/webhooks/cart",
        Hook::CartItems => "/webhooks/cart/items",
    };
    app.log.webhook(WebhookCall {
        method: method.to_string(),
        path: path.to_owned(),
        payload: String::from_utf8_lossy(payload).into_owned(),
        timestamp,
        signature,
        status: status.as_u16(),
        answer: answer.clone(),
    });
    if let HookFault::Slow(pause) = fault {
        tokio::time::sleep(pause).await;
    }
    // What the assistant is told, the shop still knows after its process was killed.
    if app.shop.store.settled().await.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    (status, Json(answer)).into_response()
}

#[derive(Deserialize)]
struct ProductsRequest {
    skus: Vec<String>,
    store_id: String,
}

fn product_answer(price: Price) -> Value {
    let mut answer = json!({"sku": price.sku, "price": price.price, "in_stock": price.stock > Amount::ZERO});
    if let (Some(fields), Some(promo_price)) = (answer.as_object_mut(), price.promo_price) {
        fields.insert("promo_price".to_owned(), json!(promo_price));
        if let Some(label) = price.promo_label {
            fields.insert("promo_label".to_owned(), json!(label));
        }
    }
    answer
}

/// `POST /webhooks/products`: prices and stock of this moment. Products the shop does not have are left out.
pub(super) async fn products(
    State(app): State<Arc<App>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let work = || match serde_json::from_slice::<ProductsRequest>(&body) {
        Ok(request) if app.tenant.stores.contains(&request.store_id) => {
            let products: Vec<Value> =
                request.skus.iter().filter_map(|sku| app.shop.price(sku)).map(product_answer).collect();
            (StatusCode::OK, json!({ "products": products }))
        }
        Ok(_) => (StatusCode::NOT_FOUND, json!({"error": "unknown_store"})),
        Err(error) => (StatusCode::BAD_REQUEST, json!({"error": error.to_string()})),
    };
    guarded(&app, Hook::Products, &method, &headers, &body, work).await
}

#[derive(Deserialize)]
struct CartRequest {
    action: String,
    store_id: String,
    session_id: String,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    quantity: Option<Amount>,
}

/// What a cart request comes to.
fn change(app: &App, request: CartRequest) -> Result<(), Reason> {
    let shop = &app.shop;
    if !app.tenant.stores.contains(&request.store_id) {
        return Err(Reason::UnknownStore);
    }
    let cart = (request.store_id, request.session_id);
    if request.action == "clear" {
        shop.clear(&cart);
        return Ok(());
    }
    let sku = request.sku.ok_or(Reason::MissingSku)?;
    shop.change_cart(&cart, &sku, |held| match (request.action.as_str(), request.quantity) {
        ("add", Some(quantity)) if quantity <= Amount::ZERO => Err(Reason::InvalidQuantity),
        ("add", quantity) => Ok(held.plus(quantity.unwrap_or(Amount::ONE))),
        ("remove", _) | ("update_quantity", Some(_)) if held.is_zero() => Err(Reason::NotInCart),
        ("remove", _) => Ok(Amount::ZERO),
        ("update_quantity", Some(quantity)) => Ok(quantity),
        _ => Err(Reason::MissingParams),
    })
}

/// `POST /webhooks/cart`: `add` puts more in, `update_quantity` sets the number, `remove` and `clear` take out.
pub(super) async fn cart(
    State(app): State<Arc<App>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let work = || match serde_json::from_slice::<CartRequest>(&body) {
        Ok(request) => match change(&app, request) {
            Ok(()) => (StatusCode::OK, json!({"ok": true})),
            Err(reason) => (StatusCode::OK, json!({"ok": false, "reason": reason})),
        },
        Err(_) => (StatusCode::OK, json!({"ok": false, "reason": Reason::MissingParams})),
    };
    guarded(&app, Hook::Cart, &method, &headers, &body, work).await
}

#[derive(Deserialize)]
struct CartQuery {
    store_id: String,
    session_id: String,
}

/// `GET /webhooks/cart/items?store_id=…&session_id=…`
pub(super) async fn cart_items(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let work = || match axum::extract::Query::<CartQuery>::try_from_uri(&uri) {
        Ok(axum::extract::Query(CartQuery { store_id, .. })) if !app.tenant.stores.contains(&store_id) => {
            (StatusCode::NOT_FOUND, json!({"error": Reason::UnknownStore}))
        }
        Ok(axum::extract::Query(CartQuery { store_id, session_id })) => (
            StatusCode::OK,
            json!({"items": app.shop.items(&(store_id, session_id), app.tenant.spoken(Lang::default()))}),
        ),
        Err(_) => (StatusCode::BAD_REQUEST, json!({"error": Reason::MissingParams})),
    };
    let payload = query.unwrap_or_default();
    guarded(&app, Hook::CartItems, &method, &headers, payload.as_bytes(), work).await
}
