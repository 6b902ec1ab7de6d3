//! The cart as the assistant changes it: absolute quantities in, the shop's webhooks out, the shop's own cart back.

use serde_json::json;

use crate::amount::Amount;
use crate::app::App;
use crate::lang::Lang;
use crate::sessions::Session;
use crate::shop::ShopItem;
use crate::store::Broken;
use crate::tenants::AgentTool;
use crate::webhook::{Failure, Offer};
use crate::wire::CartItem;

/// The reason of a change that was not even tried: the tenant's assistant leaves carts alone.
pub(super) const NOT_OFFERED: &str = "not_offered";

/// What became of one product.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The documented name of what happened, for `cart_changed`.
    pub(crate) action: &'static str,
    pub(crate) sku: String,
    pub(crate) name: String,
    /// How much of it the cart holds now: after a refusal, what it held before.
    pub(crate) quantity: Amount,
    /// What one of it costs.
    pub(crate) price: Option<Amount>,
    /// The whole cart now.
    pub(crate) items: Vec<CartItem>,
    /// Why nothing changed, in the shop's words.
    pub(crate) refusal: Option<String>,
}

/// A line of the shop with what the catalogue adds.
fn cart_item(app: &App, lang: Lang, line: ShopItem) -> CartItem {
    let product = app.catalog.product(&line.sku);
    CartItem {
        name: product.map_or(line.name, |product| product.name(lang).to_owned()),
        brand: product.and_then(|product| product.brand.clone()),
        image_url: app.picture_url(&line.sku),
        price: line.price,
        promo_price: line.promo_price,
        quantity: line.quantity,
        unit: line.unit,
        sku: line.sku,
    }
}

/// The shop's cart. When the shop does not tell it, what was known last. It waits for a change that is under way, so
/// that an older reading never replaces a newer one.
pub(crate) async fn refresh(app: &App, session: &Session) -> Vec<CartItem> {
    let _guard = session.cart.lock().await;
    read(app, session).await
}

/// Reads the cart; the caller holds its lock.
async fn read(app: &App, session: &Session) -> Vec<CartItem> {
    let answer = app.hooks.cart_items(&session.owner.store, session.cart_id()).await;
    let mut memory = session.memory();
    if let Ok(lines) = answer {
        let lang = memory.lang;
        memory.cart = lines.into_iter().map(|line| cart_item(app, lang, line)).collect();
    }
    memory.cart.clone()
}

fn held(items: &[CartItem], sku: &str) -> Amount {
    items.iter().find(|item| item.sku == sku).map_or(Amount::ZERO, |item| item.quantity)
}

/// What a change is to be: a number that does not depend on what was there, or one that does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    Exactly(Amount),
    More(Amount),
    Less(Amount),
}

/// Changes one product. The cart is read from the shop before and after, so that what the page did in between counts
/// and a repeated request (a retry after a timeout) does no harm.
pub(crate) async fn change(app: &App, session: &Session, sku: &str, wanted: Wanted) -> Change {
    let _guard = session.cart.lock().await;
    let before = read(app, session).await;
    let had = held(&before, sku);
    let decided = match wanted {
        Wanted::Exactly(quantity) => Ok(quantity),
        Wanted::More(quantity) => session.decide(sku, had.plus(quantity)).await,
        Wanted::Less(quantity) if quantity >= had => session.decide(sku, Amount::ZERO).await,
        Wanted::Less(quantity) => session.decide(sku, had.minus(quantity)).await,
    };
    let name = name_of(app, session, sku);
    let mut items = before;
    // What could not be written down is not begun.
    let (target, mut refusal) = match decided {
        Ok(target) => (target, (!app.tenant.offers(AgentTool::Cart)).then(|| NOT_OFFERED.to_owned())),
        Err(Broken) => (had, Some(Failure::Error.reason().to_owned())),
    };
    for _ in 0..2 {
        let now = held(&items, sku);
        // Nothing to do; or nothing done, and the shop said why.
        if now == target || (refusal.is_some() && now == had) {
            break;
        }
        // A second round comes only when the shop holds a third number: an `add` whose answer was lost and whose
        // retry doubled it.
        refusal = step(app, session, sku, &name, now, target).await.err();
        items = read(app, session).await;
    }
    let quantity = held(&items, sku);
    if decided.is_ok() && quantity == target {
        // The shop did it, though its answer may have been lost.
        refusal = None;
    }
    let action = match (&refusal, had.is_zero(), quantity.is_zero()) {
        (None, true, false) => "item_selected",
        (None, _, true) => "item_removed",
        _ => "quantity_updated",
    };
    let line = items.iter().find(|item| item.sku == sku);
    Change {
        action,
        sku: sku.to_owned(),
        name,
        quantity,
        price: line.map(CartItem::unit_price),
        items,
        refusal,
    }
}

fn name_of(app: &App, session: &Session, sku: &str) -> String {
    let lang = session.memory().lang;
    app.catalog.product(sku).map_or(sku, |product| product.name(lang)).to_owned()
}

/// The one webhook call that leads from `now` to `target`.
async fn step(
    app: &App,
    session: &Session,
    sku: &str,
    name: &str,
    now: Amount,
    target: Amount,
) -> Result<(), String> {
    let (store, cart) = (&session.owner.store, session.cart_id());
    let mut offer = None;
    let body = if target.is_zero() {
        json!({"action": "remove", "store_id": store, "session_id": cart, "sku": sku})
    } else if now.is_zero() {
        offer = app.hooks.products(store, &[sku.to_owned()]).await.unwrap_or_default().pop();
        let price = offer.as_ref().map(Offer::unit_price);
        json!({
            "action": "add", "store_id": store, "session_id": cart,
            "sku": sku, "name": name, "quantity": target, "price": price,
        })
    } else {
        json!({"action": "update_quantity", "store_id": store, "session_id": cart, "sku": sku, "quantity": target})
    };
    app.hooks.cart(&body).await?;
    note(app, session, sku, target, offer);
    Ok(())
}

/// Books a change that the shop accepted, for a shop whose cart cannot be read.
fn note(app: &App, session: &Session, sku: &str, quantity: Amount, offer: Option<Offer>) {
    let mut memory = session.memory();
    let known = memory.cart.iter().any(|item| item.sku == sku);
    if let (false, Some(offer), Some(product)) = (known, offer, app.catalog.product(sku)) {
        let line = ShopItem {
            sku: offer.sku,
            name: String::new(),
            price: offer.price,
            promo_price: offer.promo_price,
            quantity,
            unit: product.unit.clone(),
        };
        let item = cart_item(app, memory.lang, line);
        memory.cart.push(item);
    }
    memory.cart.iter_mut().filter(|item| item.sku == sku).for_each(|item| item.quantity = quantity);
    memory.cart.retain(|item| !item.quantity.is_zero());
}

/// Empties the cart. Gives the cart that is left, how many products it held, and the shop's reason if it refused.
pub(crate) async fn clear(app: &App, session: &Session) -> (Vec<CartItem>, usize, Option<String>) {
    let _guard = session.cart.lock().await;
    let before = read(app, session).await;
    if !app.tenant.offers(AgentTool::Cart) {
        let count = before.len();
        return (before, count, Some(NOT_OFFERED.to_owned()));
    }
    let body = json!({
        "action": "clear", "store_id": session.owner.store, "session_id": session.cart_id(),
    });
    let refusal = app.hooks.cart(&body).await.err();
    if refusal.is_none() {
        session.memory().cart.clear();
    }
    (read(app, session).await, before.len(), refusal)
}
