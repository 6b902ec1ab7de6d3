//! The shop: its own price list, stock and carts. The assistant reaches it over HTTP only, as it would a real one;
//! the shop's pages use the same carts through the storefront.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tower_http::cors::CorsLayer;

use crate::amount::Amount;
use crate::app::App;
use crate::catalog::{Catalog, Price};
use crate::lang::Lang;

mod pictures;
mod storefront;
mod webhooks;

/// One product in one cart.
#[derive(Clone, Debug)]
struct Line {
    sku: String,
    quantity: Amount,
}

/// Why the shop refuses a change of a cart. The documented usual reasons, and one of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    ProductNotFound,
    OutOfStock,
    QuantityExceeded,
    NotInCart,
    MissingSku,
    MissingParams,
    /// Not a multiple of the step, or below the least quantity.
    InvalidQuantity,
}

/// A line as the shop tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShopItem {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) price: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) promo_price: Option<Amount>,
    pub(crate) quantity: Amount,
    pub(crate) unit: String,
}

/// Carts by store and session.
type Carts = HashMap<(String, String), Vec<Line>>;

/// What the shop owns.
pub(crate) struct Shop {
    pub(crate) catalog: Arc<Catalog>,
    prices: Mutex<HashMap<String, Price>>,
    carts: Mutex<Carts>,
}

impl Shop {
    pub(crate) fn new(catalog: Arc<Catalog>, prices: Vec<Price>) -> Self {
        let prices = prices.into_iter().map(|price| (price.sku.clone(), price)).collect();
        Self { catalog, prices: Mutex::new(prices), carts: Mutex::default() }
    }

    fn prices(&self) -> MutexGuard<'_, HashMap<String, Price>> {
        self.prices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carts(&self) -> MutexGuard<'_, Carts> {
        self.carts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn price(&self, sku: &str) -> Option<Price> {
        self.prices().get(sku).cloned()
    }

    pub(crate) fn set_price(&self, sku: &str, price: Amount, promo_price: Option<Amount>) -> bool {
        self.prices()
            .get_mut(sku)
            .map(|entry| {
                entry.price = price;
                entry.promo_price = promo_price;
                // A label such as "-19%" was true of the old prices only.
                entry.promo_label = None;
            })
            .is_some()
    }

    pub(crate) fn set_stock(&self, sku: &str, stock: Amount) -> bool {
        self.prices().get_mut(sku).map(|entry| entry.stock = stock).is_some()
    }

    /// How much of a product a cart holds.
    fn quantity(&self, cart: &(String, String), sku: &str) -> Amount {
        let carts = self.carts();
        let line = carts.get(cart).and_then(|lines| lines.iter().find(|line| line.sku == sku));
        line.map_or(Amount::ZERO, |line| line.quantity)
    }

    /// Puts this much of a product into the cart, whatever was there; zero takes it out.
    fn set_quantity(&self, cart: &(String, String), sku: &str, quantity: Amount) -> Result<(), Reason> {
        let product = self.catalog.product(sku).ok_or(Reason::ProductNotFound)?;
        let price = self.price(sku).ok_or(Reason::ProductNotFound)?;
        if !quantity.is_zero() {
            if price.stock <= Amount::ZERO {
                return Err(Reason::OutOfStock);
            }
            if quantity < product.least() || !quantity.is_multiple_of(product.quantity_step) {
                return Err(Reason::InvalidQuantity);
            }
            if quantity > price.stock || product.max_quantity.is_some_and(|most| quantity > most) {
                return Err(Reason::QuantityExceeded);
            }
        }
        let mut carts = self.carts();
        let lines = carts.entry(cart.clone()).or_default();
        match lines.iter_mut().find(|line| line.sku == sku) {
            Some(line) => line.quantity = quantity,
            None => lines.push(Line { sku: sku.to_owned(), quantity }),
        }
        lines.retain(|line| !line.quantity.is_zero());
        Ok(())
    }

    fn clear(&self, cart: &(String, String)) {
        self.carts().remove(cart);
    }

    /// The cart with today's prices, in the order things were put in.
    pub(crate) fn items(&self, cart: &(String, String), lang: Lang) -> Vec<ShopItem> {
        let lines = self.carts().get(cart).cloned().unwrap_or_default();
        let item = |line: Line| {
            let product = self.catalog.product(&line.sku)?;
            let price = self.price(&line.sku)?;
            Some(ShopItem {
                name: product.name(lang).to_owned(),
                price: price.price,
                promo_price: price.promo_price,
                quantity: line.quantity,
                unit: product.unit.clone(),
                sku: line.sku,
            })
        };
        lines.into_iter().filter_map(item).collect()
    }
}

/// The shop's routes. The storefront is open to any page; the webhooks are for the assistant only.
pub(crate) fn router(app: Arc<App>) -> Router {
    let storefront = Router::new()
        .route("/api/products", get(storefront::products))
        .route("/api/categories", get(storefront::categories))
        .route("/api/cart", get(storefront::cart).post(storefront::change_cart))
        .route("/api/config", get(storefront::config))
        .route("/pictures/{file}", get(pictures::picture))
        .layer(CorsLayer::permissive());
    Router::new()
        .route("/webhooks/products", post(webhooks::products))
        .route("/webhooks/cart", post(webhooks::cart))
        .route("/webhooks/cart/items", get(webhooks::cart_items))
        .merge(storefront)
        .with_state(app)
}
