//! What the page's callbacks receive: the documented shapes, with money and quantities as JavaScript
//! numbers. Absent members are left out, members that may be `null` are always there.

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::core::client::Client;
use crate::core::decimal::Decimal;
use crate::core::protocol::{CartChanged, CartItem, Product, Summary};

#[derive(Serialize)]
struct CartItemPayload<'a> {
    sku: &'a str,
    name: &'a str,
    price: f64,
    promo_price: Option<f64>,
    brand: Option<&'a str>,
    quantity: f64,
}

#[derive(Serialize)]
struct CartChangedPayload<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    items: Vec<CartItemPayload<'a>>,
    total: f64,
}

#[derive(Serialize)]
struct ProductPayload<'a> {
    sku: &'a str,
    name: &'a str,
    price: f64,
    unit: &'a str,
    quantity_step: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<f64>,
    brand: Option<&'a str>,
    image_url: Option<&'a str>,
    promo_price: Option<f64>,
}

#[derive(Serialize)]
struct SummaryPayload<'a> {
    selected_items: Vec<CartItemPayload<'a>>,
    total: f64,
    item_count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversationPayload<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    conversation_id: Option<&'a str>,
}

fn items(items: &[CartItem]) -> Vec<CartItemPayload<'_>> {
    items
        .iter()
        .map(|item| CartItemPayload {
            sku: &item.sku,
            name: &item.name,
            price: item.price.to_f64(),
            promo_price: item.promo_price.map(Decimal::to_f64),
            brand: item.brand.as_deref(),
            quantity: item.quantity.to_f64(),
        })
        .collect()
}

/// `null` rather than `undefined` for what is absent: that is what the documentation shows.
fn to_js(payload: &impl Serialize) -> JsValue {
    payload.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// `CartChangedEvent`.
pub(super) fn cart_changed(change: &CartChanged) -> JsValue {
    to_js(&CartChangedPayload {
        action: change.action.as_str(),
        sku: change.sku.as_deref(),
        name: change.name.as_deref(),
        quantity: change.quantity.map(Decimal::to_f64),
        price: change.price.map(Decimal::to_f64),
        items: items(&change.items),
        total: change.total.to_f64(),
    })
}

/// `ProductItem`.
pub(super) fn product(product: &Product) -> JsValue {
    to_js(&ProductPayload {
        sku: &product.sku,
        name: &product.name,
        price: product.price.to_f64(),
        unit: &product.unit,
        quantity_step: product.quantity_step.to_f64(),
        quantity: product.quantity.map(Decimal::to_f64),
        brand: product.brand.as_deref(),
        image_url: product.image_url.as_deref(),
        promo_price: product.promo_price.map(Decimal::to_f64),
    })
}

/// `SessionSummary`.
pub(super) fn summary(summary: &Summary) -> JsValue {
    to_js(&SummaryPayload {
        selected_items: items(&summary.selected_items),
        total: summary.total.to_f64(),
        item_count: summary.item_count,
    })
}

/// `{conversationId}`.
pub(super) fn conversation(client: &Client) -> JsValue {
    to_js(&ConversationPayload { message: None, conversation_id: client.conversation_id() })
}

/// `{message, conversationId}`.
pub(super) fn message(client: &Client, words: &str) -> JsValue {
    to_js(&ConversationPayload { message: Some(words), conversation_id: client.conversation_id() })
}

/// `WidgetError`. Set by hand: an error may have to be told before the second part of the program is there, and
/// with it the serializer.
pub(super) fn error(code: &str, message: &str) -> JsValue {
    let payload = Object::new();
    for (key, text) in [("code", code), ("message", message)] {
        let _ = Reflect::set(&payload, &JsValue::from_str(key), &JsValue::from_str(text));
    }
    payload.into()
}
