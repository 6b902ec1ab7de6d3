//! What the shop's own pages ask: products to show, the cart that the assistant shares, and where the assistant is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ShopItem;
use crate::amount::Amount;
use crate::app::App;
use crate::catalog::Product;
use crate::lang::Lang;

/// Products of one page at most, and when no limit is given.
const PAGE: usize = 500;

#[derive(Deserialize)]
pub(super) struct ProductsQuery {
    category: Option<String>,
    #[serde(default)]
    lang: Lang,
    limit: Option<usize>,
}

fn product_json(app: &App, product: &Product, lang: Lang) -> Option<Value> {
    let price = app.shop.price(&product.sku)?;
    Some(json!({
        "sku": product.sku,
        "name": product.name(lang),
        "brand": product.brand,
        "category": product.category,
        "unit": product.unit,
        "quantity_step": product.quantity_step,
        "min_quantity": product.min_quantity,
        "max_quantity": product.max_quantity,
        "price": price.price,
        "promo_price": price.promo_price,
        "promo_label": price.promo_label,
        "currency": "UAH",
        "in_stock": price.stock > Amount::ZERO,
        "image_url": app.picture_url(&product.sku),
    }))
}

/// `GET /api/products?category=&lang=&limit=` → `{products}`; all categories when none is named.
pub(super) async fn products(State(app): State<Arc<App>>, Query(query): Query<ProductsQuery>) -> Json<Value> {
    let wanted = query.category.filter(|slug| !slug.is_empty());
    let products: Vec<Value> = app
        .catalog
        .products
        .iter()
        .filter(|product| wanted.as_ref().is_none_or(|slug| product.category == *slug))
        .filter_map(|product| product_json(&app, product, app.tenant.spoken(query.lang)))
        .take(query.limit.unwrap_or(PAGE).min(PAGE))
        .collect();
    Json(json!({ "products": products }))
}

#[derive(Deserialize)]
pub(super) struct LangQuery {
    #[serde(default)]
    lang: Lang,
}

/// `GET /api/categories?lang=` → `{categories: [{slug, name, count}]}`
pub(super) async fn categories(State(app): State<Arc<App>>, Query(query): Query<LangQuery>) -> Json<Value> {
    let category = |category: &crate::catalog::Category| {
        let count = app.catalog.products.iter().filter(|product| product.category == category.slug).count();
        json!({"slug": category.slug, "name": category.name.get(app.tenant.spoken(query.lang)), "count": count})
    };
    Json(json!({"categories": app.catalog.categories.iter().map(category).collect::<Vec<_>>()}))
}

#[derive(Deserialize)]
pub(super) struct CartQuery {
    session_id: String,
    store_id: Option<String>,
    #[serde(default)]
    lang: Lang,
}

fn cart_json(app: &App, cart: &(String, String), lang: Lang) -> Value {
    let items = app.shop.items(cart, app.tenant.spoken(lang));
    let line = |item: &ShopItem| item.promo_price.unwrap_or(item.price).line_total(item.quantity);
    let total = items.iter().fold(Amount::ZERO, |sum, item| sum.plus(line(item)));
    json!({"item_count": items.len(), "items": items, "total": total})
}

/// `GET /api/cart?session_id=` → `{items, total, item_count}`
pub(super) async fn cart(State(app): State<Arc<App>>, Query(query): Query<CartQuery>) -> Json<Value> {
    let cart = (app.store_or_first(query.store_id), query.session_id);
    Json(cart_json(&app, &cart, query.lang))
}

#[derive(Deserialize)]
pub(super) struct CartChange {
    session_id: String,
    store_id: Option<String>,
    sku: String,
    quantity: Amount,
    #[serde(default)]
    lang: Lang,
}

/// `POST /api/cart` `{session_id, sku, quantity}`: sets this many of the product, `0` takes it out. Answers the cart
/// with `ok: true`, or HTTP 409 with the unchanged cart, `ok: false` and the `reason`.
pub(super) async fn change_cart(State(app): State<Arc<App>>, Json(change): Json<CartChange>) -> Response {
    let cart = (app.store_or_first(change.store_id), change.session_id);
    let done = app.shop.change_cart(&cart, &change.sku, |_| Ok(change.quantity));
    if app.shop.store.settled().await.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut answer = cart_json(&app, &cart, change.lang);
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("ok".to_owned(), json!(done.is_ok()));
        if let Err(reason) = done {
            fields.insert("reason".to_owned(), json!(reason));
        }
    }
    let status = if done.is_ok() { StatusCode::OK } else { StatusCode::CONFLICT };
    (status, Json(answer)).into_response()
}

/// `GET /api/config` → `{apiBase, apiKey, storeId}`: what a page hands to the widget.
pub(super) async fn config(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({
        "apiBase": format!("http://{}", app.addr),
        "apiKey": app.tenant.public_keys.first(),
        "storeId": app.tenant.stores.first(),
    }))
}
