//! The shop: its own price list, stock and carts. The assistant reaches it over HTTP only, as it would a real one;
//! the shop's pages use the same carts through the storefront. In `admin` a person plays the shop's owner.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_http::cors::CorsLayer;

use crate::amount::Amount;
use crate::app::App;
use crate::catalog::{Catalog, Price};
use crate::dgbot::identity;
use crate::lang::Lang;
use crate::store::{Kind, Saved, Store};

use admin::Trouble;

mod admin;
mod pictures;
mod storefront;
mod webhooks;

/// One product in one cart.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    sku: String,
    quantity: Amount,
}

/// Why the shop refuses a change of a cart. The documented usual reasons, and two of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    ProductNotFound,
    OutOfStock,
    QuantityExceeded,
    NotInCart,
    MissingSku,
    MissingParams,
    UnknownStore,
    /// Not a multiple of the step, or below the least quantity.
    InvalidQuantity,
}

/// A line as the shop tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShopItem {
    pub(crate) sku: String,
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) price: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) promo_price: Option<Amount>,
    pub(crate) quantity: Amount,
    #[serde(default = "pieces")]
    pub(crate) unit: String,
}

/// The documented unit of what names none.
fn pieces() -> String {
    "pcs".to_owned()
}

/// Whose cart it is: store and session.
type CartId = (String, String);

/// A cart in the shop's store.
#[derive(Serialize, Deserialize)]
struct Cart {
    id: CartId,
    lines: Vec<Line>,
}

/// The key of a cart in the store; two different ones never share one.
fn key(cart: &CartId) -> String {
    json!(cart).to_string()
}

/// What the shop owns.
pub(crate) struct Shop {
    pub(crate) catalog: Arc<Catalog>,
    prices: Mutex<HashMap<String, Price>>,
    carts: Mutex<HashMap<CartId, Vec<Line>>>,
    trouble: Mutex<Trouble>,
    /// What the catalogue says that things cost.
    list: Vec<Price>,
    pub(crate) store: Store,
}

impl Shop {
    /// The shop as its store has it; prices that were never changed are those of the catalogue.
    ///
    /// # Errors
    /// When something in the store cannot be read.
    pub(crate) fn new(
        catalog: Arc<Catalog>,
        prices: Vec<Price>,
        store: Store,
        saved: &mut Saved,
    ) -> Result<Self, String> {
        let list = prices;
        let mut prices = by_sku(&list);
        for (sku, price) in saved.take(Kind::Price)? {
            prices.entry(sku).and_modify(|entry| *entry = price);
        }
        let carts = saved.take::<Cart>(Kind::Cart)?.into_iter();
        let carts = carts.map(|(_, cart)| (cart.id, cart.lines)).collect();
        Ok(Self {
            catalog,
            prices: Mutex::new(prices),
            carts: Mutex::new(carts),
            trouble: Mutex::default(),
            list,
            store,
        })
    }

    fn prices(&self) -> MutexGuard<'_, HashMap<String, Price>> {
        self.prices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carts(&self) -> MutexGuard<'_, HashMap<CartId, Vec<Line>>> {
        self.carts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trouble(&self) -> MutexGuard<'_, Trouble> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn price(&self, sku: &str) -> Option<Price> {
        self.prices().get(sku).cloned()
    }

    pub(crate) fn set_price(&self, sku: &str, price: Amount, promo_price: Option<Amount>) -> bool {
        self.change_price(sku, |entry| {
            entry.price = price;
            entry.promo_price = promo_price;
            // A label such as "-19%" was true of the old prices only.
            entry.promo_label = None;
        })
    }

    pub(crate) fn set_stock(&self, sku: &str, stock: Amount) -> bool {
        self.change_price(sku, |entry| entry.stock = stock)
    }

    /// Changes what the shop asks for a product. Returns whether it has this product.
    fn change_price(&self, sku: &str, change: impl FnOnce(&mut Price)) -> bool {
        let mut prices = self.prices();
        let Some(entry) = prices.get_mut(sku) else { return false };
        change(entry);
        self.store.put(Kind::Price, sku, entry);
        true
    }

    /// Forgets every change of a price or a stock.
    fn reset_prices(&self) {
        let mut prices = self.prices();
        prices.keys().for_each(|sku| self.store.remove(Kind::Price, sku));
        *prices = by_sku(&self.list);
    }

    /// Makes it so much of a product in a cart; zero takes it out. `wanted` is told how much there is, and nothing happens
    /// in between.
    fn change_cart(
        &self,
        cart: &CartId,
        sku: &str,
        wanted: impl FnOnce(Amount) -> Result<Amount, Reason>,
    ) -> Result<(), Reason> {
        let mut carts = self.carts();
        let mut lines = carts.get(cart).cloned().unwrap_or_default();
        let line = lines.iter_mut().find(|line| line.sku == sku);
        let quantity = wanted(line.as_ref().map_or(Amount::ZERO, |line| line.quantity))?;
        self.check(sku, quantity)?;
        match line {
            Some(line) => line.quantity = quantity,
            None => lines.push(Line { sku: sku.to_owned(), quantity }),
        }
        lines.retain(|line| !line.quantity.is_zero());
        if lines.is_empty() {
            carts.remove(cart);
            self.store.remove(Kind::Cart, &key(cart));
        } else {
            self.store.put(Kind::Cart, &key(cart), &Cart { id: cart.clone(), lines: lines.clone() });
            carts.insert(cart.clone(), lines);
        }
        Ok(())
    }

    /// Does the shop give so much of a product?
    fn check(&self, sku: &str, quantity: Amount) -> Result<(), Reason> {
        let product = self.catalog.product(sku).ok_or(Reason::ProductNotFound)?;
        let price = self.price(sku).ok_or(Reason::ProductNotFound)?;
        if quantity.is_zero() {
            return Ok(());
        }
        if price.stock <= Amount::ZERO {
            return Err(Reason::OutOfStock);
        }
        if quantity < product.least() || !quantity.is_multiple_of(product.quantity_step) {
            return Err(Reason::InvalidQuantity);
        }
        if quantity > price.stock || product.max_quantity.is_some_and(|most| quantity > most) {
            return Err(Reason::QuantityExceeded);
        }
        Ok(())
    }

    fn clear(&self, cart: &CartId) {
        let mut carts = self.carts();
        carts.remove(cart);
        self.store.remove(Kind::Cart, &key(cart));
    }

    /// The cart with today's prices, in the order things were put in.
    pub(crate) fn items(&self, cart: &CartId, lang: Lang) -> Vec<ShopItem> {
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

fn by_sku(prices: &[Price]) -> HashMap<String, Price> {
    prices.iter().map(|price| (price.sku.clone(), price.clone())).collect()
}

/// The shop's routes. The storefront is open to any page; the webhooks are for the assistant only.
pub(crate) fn router(app: Arc<App>) -> Router {
    let storefront = Router::new()
        .route("/api/products", get(storefront::products))
        .route("/api/categories", get(storefront::categories))
        .route("/api/cart", get(storefront::cart).post(storefront::change_cart))
        .route("/api/config", get(storefront::config))
        .route("/api/identity", get(identity::of_the_demo))
        .route("/pictures/{file}", get(pictures::picture))
        .layer(CorsLayer::permissive());
    Router::new()
        .route("/admin", get(admin::page).post(admin::command))
        .route("/admin.css", get(admin::style))
        .route("/webhooks/products", post(webhooks::products))
        .route("/webhooks/cart", post(webhooks::cart))
        .route("/webhooks/cart/items", get(webhooks::cart_items))
        .merge(storefront)
        .with_state(app)
}
