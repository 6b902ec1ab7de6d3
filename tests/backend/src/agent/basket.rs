//! What the assistant does about the cart, and how it tells.

use super::cart::{self, Change, Wanted};
use super::numbers::{Quantity, is_measure};
use super::offers::{ASKED_AT_ONCE, offers};
use super::phrases::{counted, fill, plain};
use super::reply::suggest;
use super::turn::Turn;
use super::understand::What;
use crate::amount::Amount;
use crate::catalog::Product;
use crate::lang::Lang;
use crate::wire::{CartItem, total};

/// Suggestions when a product is not clear.
const CHOICES: usize = 3;

pub(super) async fn show(turn: &mut Turn) {
    let words = turn.words();
    let items = turn.session.memory().cart.clone();
    if items.is_empty() {
        turn.say(words.cart_empty).await;
        return suggest(turn).await;
    }
    let lines = items.iter().map(|item| {
        let values = [
            ("name", item.name.as_str()),
            ("quantity", &item.quantity.to_string()),
            ("unit", words.unit(&item.unit)),
            ("sum", &item.unit_price().line_total(item.quantity).money()),
        ];
        format!("{}\n", fill(words.cart_line, &values))
    });
    let sum = fill(words.cart_total, &[("total", &total(&items).money())]);
    let text = format!("{}\n\n{}\n{sum}{}", words.cart_head, lines.collect::<String>(), saved(turn, &items));
    turn.say(&text).await;
}

/// How much and for what sum, in one sentence.
pub(super) async fn total_of(turn: &mut Turn) {
    let items = turn.session.memory().cart.clone();
    if items.is_empty() {
        return show(turn).await;
    }
    let tools = turn.tools();
    let count = items.len().to_string();
    let products = fill(counted(turn.lang, tools.products, items.len()), &[("count", &count)]);
    let text = fill(tools.total, &[("products", &products), ("total", &total(&items).money())]);
    turn.say(&format!("{text}{}", saved(turn, &items))).await;
}

/// What promotions take off, as a sentence to append.
fn saved(turn: &Turn, items: &[CartItem]) -> String {
    let full = |sum: Amount, item: &CartItem| sum.plus(item.price.line_total(item.quantity));
    let saved = items.iter().fold(Amount::ZERO, full).minus(total(items));
    if saved <= Amount::ZERO {
        return String::new();
    }
    format!("\n\n{}", fill(turn.tools().saved, &[("saved", &saved.money())]))
}

/// The products that are meant, out of these; no choice is made here.
pub(super) fn meant(turn: &Turn, what: &What, among: Option<&[String]>) -> Vec<String> {
    let memory = turn.session.memory();
    let found = match what {
        What::Nth(nth) => memory.shown.get(*nth).cloned().into_iter().collect(),
        What::Last => memory.focus.clone().into_iter().collect(),
        What::Words(words) => {
            let sku = words.iter().find(|word| turn.app.catalog.product(word).is_some());
            sku.map_or_else(|| turn.app.search.find(words).skus, |sku| vec![sku.clone()])
        }
    };
    drop(memory);
    found.into_iter().filter(|sku| among.is_none_or(|list| list.contains(sku))).collect()
}

pub(super) fn query_of(what: &What) -> String {
    match what {
        What::Words(words) => plain(&words.join(" ")),
        What::Nth(_) | What::Last => String::new(),
    }
}

pub(super) async fn add(turn: &mut Turn, what: &What, quantity: Option<Quantity>) {
    let words = turn.words();
    let mut skus = meant(turn, what, None);
    if skus.len() > 1 {
        // Of several, the one that was just shown is meant, if it is one.
        let shown = turn.session.memory().shown.clone();
        let known: Vec<String> = skus.iter().filter(|sku| shown.contains(sku)).cloned().collect();
        if known.len() == 1 {
            skus = known;
        }
    }
    if quantity.is_some_and(|quantity| quantity.small) {
        // "500 g" means what is sold by weight, if there is such.
        let weighed = |sku: &&String| turn.app.catalog.product(sku).is_some_and(|p| is_measure(&p.unit));
        let some: Vec<String> = skus.iter().filter(weighed).cloned().collect();
        skus = if some.is_empty() { skus } else { some };
    }
    match skus.as_slice() {
        [] if matches!(what, What::Words(_)) => {
            turn.say(&fill(words.nothing, &[("query", &query_of(what))])).await;
            suggest(turn).await;
        }
        [] => turn.say(words.which_product).await,
        [sku] => add_one(turn, sku, quantity).await,
        several => choose(turn, several, quantity).await,
    }
}

async fn choose(turn: &mut Turn, skus: &[String], quantity: Option<Quantity>) {
    let words = turn.words();
    let asked = skus.get(..ASKED_AT_ONCE).unwrap_or(skus);
    let mut found = match offers(turn, asked).await {
        Ok(found) => found,
        Err(_) => return turn.say(words.no_prices).await,
    };
    found.truncate(CHOICES);
    let [first, _, ..] = found.as_slice() else {
        // One is left, or none: then the shop says why.
        let sku = found.first().map(|offer| &offer.sku).or(skus.first()).cloned().unwrap_or_default();
        return add_one(turn, &sku, quantity).await;
    };
    turn.session.memory().focus = Some(first.sku.clone());
    turn.say(words.which).await;
    turn.session.memory().shown.clear();
    turn.cards(&found, None).await;
    let verb = match turn.lang {
        Lang::Uk => "додай",
        Lang::En => "add",
        Lang::Ru => "добавь",
    };
    let options = found.iter().filter_map(|offer| {
        let product = turn.app.catalog.product(&offer.sku)?;
        let amount =
            quantity.map(|quantity| format!("{} ", quantity.in_unit(&product.unit))).unwrap_or_default();
        Some((product.name(turn.lang).to_owned(), format!("{verb} {amount}{}", product.sku)))
    });
    let options = options.collect();
    turn.offer(None, options).await;
}

async fn add_one(turn: &mut Turn, sku: &str, quantity: Option<Quantity>) {
    let words = turn.words();
    let Some(product) = turn.app.catalog.product(sku).cloned() else {
        return turn.say(words.which_product).await;
    };
    let asked = quantity.map_or_else(|| product.least(), |quantity| quantity.in_unit(&product.unit));
    let taken = asked.rounded_up_to(product.quantity_step);
    let unit = words.unit(&product.unit);
    turn.status("updating_cart").await;
    let change = cart::change(&turn.app, &turn.session, sku, Wanted::More(taken)).await;
    turn.session.memory().focus = Some(sku.to_owned());
    let mut text = match &change.refusal {
        Some(reason) => refusal_text(turn, &change.name, reason),
        None => {
            let template = if change.quantity == taken { words.added } else { words.now_in_cart };
            amount_text(template, &change, unit)
        }
    };
    if change.refusal.is_none() && taken != asked {
        let values = [
            ("quantity", taken.to_string()),
            ("step", product.quantity_step.to_string()),
            ("unit", unit.to_owned()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        text = format!("{text} {}", fill(words.rounded, &values));
    }
    turn.say(&text).await;
    turn.cart_changed(&change).await;
}

fn amount_text(template: &str, change: &Change, unit: &str) -> String {
    fill(template, &[("name", &change.name), ("quantity", &change.quantity.to_string()), ("unit", unit)])
}

/// The product in the cart that is meant.
fn in_cart(turn: &Turn, what: &What) -> Option<Product> {
    let held: Vec<String> = turn.session.memory().cart.iter().map(|item| item.sku.clone()).collect();
    let skus = meant(turn, what, Some(&held));
    skus.first().and_then(|sku| turn.app.catalog.product(sku)).cloned()
}

/// So many of it. Of what is not there yet, so many are added.
pub(super) async fn set(turn: &mut Turn, what: &What, quantity: Quantity) {
    let Some(product) = in_cart(turn, what) else {
        return add(turn, what, Some(quantity)).await;
    };
    let wanted = quantity.in_unit(&product.unit).rounded_up_to(product.quantity_step);
    change_held(turn, &product, Wanted::Exactly(wanted)).await;
}

pub(super) async fn remove(turn: &mut Turn, what: &What, quantity: Option<Quantity>) {
    let words = turn.words();
    let Some(product) = in_cart(turn, what) else {
        let text = match what {
            What::Words(_) => fill(words.not_in_cart, &[("query", &query_of(what))]),
            What::Nth(_) | What::Last => words.which_product.to_owned(),
        };
        return turn.say(&text).await;
    };
    let wanted = quantity.map_or(Wanted::Exactly(Amount::ZERO), |quantity| {
        Wanted::Less(quantity.in_unit(&product.unit).rounded_up_to(product.quantity_step))
    });
    change_held(turn, &product, wanted).await;
}

/// Changes how much of a product the cart holds, and says what it holds now.
async fn change_held(turn: &mut Turn, product: &Product, wanted: Wanted) {
    let words = turn.words();
    turn.status("updating_cart").await;
    let change = cart::change(&turn.app, &turn.session, &product.sku, wanted).await;
    turn.session.memory().focus = Some(product.sku.clone());
    let text = match &change.refusal {
        Some(reason) => refusal_text(turn, &change.name, reason),
        None if change.quantity.is_zero() => fill(words.removed, &[("name", &change.name)]),
        None => amount_text(words.now_in_cart, &change, words.unit(&product.unit)),
    };
    turn.say(&text).await;
    turn.cart_changed(&change).await;
}

pub(super) async fn clear(turn: &mut Turn) {
    let words = turn.words();
    turn.status("updating_cart").await;
    let (items, held, refusal) = cart::clear(&turn.app, &turn.session).await;
    let text = match &refusal {
        Some(reason) => refusal_text(turn, "", reason),
        None if held == 0 => words.cart_empty.to_owned(),
        None => words.cleared.to_owned(),
    };
    turn.say(&text).await;
    turn.cart_cleared(items, refusal.is_some()).await;
}

/// Why the shop refused, as a sentence; no name means the whole cart.
pub(super) fn refusal_text(turn: &Turn, name: &str, reason: &str) -> String {
    let words = turn.words();
    let name = if name.is_empty() { words.cart_itself } else { name };
    fill(words.refused, &[("name", name), ("reason", &words.reason(reason))])
}
