//! All that is known of one product.

use std::borrow::Cow;
use std::sync::Arc;

use super::basket::{meant, query_of};
use super::compare::price;
use super::offers::offers;
use super::phrases::fill;
use super::reply::suggest;
use super::turn::Turn;
use super::understand::What;
use crate::amount::Amount;
use crate::catalog::Product;
use crate::food::Food;
use crate::measure::unit_price;

/// Suggestions when it is not clear which product is meant.
const CHOICES: usize = 4;

/// The one product that is meant. If there are several or none, that is said.
async fn one(turn: &mut Turn, what: &What) -> Option<Product> {
    let words = turn.words();
    let app = Arc::clone(&turn.app);
    let skus = meant(turn, what, None);
    match skus.as_slice() {
        [sku] => app.catalog.product(sku).cloned(),
        [] if matches!(what, What::Words(_)) => {
            turn.say(&fill(words.nothing, &[("query", &query_of(what))])).await;
            suggest(turn).await;
            None
        }
        [] => {
            turn.say(words.which_product).await;
            None
        }
        several => {
            turn.say(turn.tools().which_product).await;
            let some = several.iter().filter_map(|sku| app.catalog.product(sku)).take(CHOICES);
            let options = some.map(|product| {
                let value = fill(turn.tools().details_ask, &[("sku", &product.sku)]);
                (product.name(turn.lang).to_owned(), value)
            });
            turn.offer(None, options.collect()).await;
            None
        }
    }
}

/// What the catalogue claims of a product.
pub(super) fn diet(turn: &Turn, product: &Product) -> String {
    let tools = turn.tools();
    // "Vegan" says the two that it implies.
    let vegan = product.diet.iter().any(|claim| claim == "vegan");
    let said = product
        .diet
        .iter()
        .filter(|claim| !vegan || !matches!(claim.as_str(), "vegetarian" | "lactose_free"));
    let names: Vec<&str> = said.map(|claim| tools.claim(claim)).collect();
    if names.is_empty() { tools.no_claims.to_owned() } else { names.join(", ") }
}

/// By what amounts a product is sold.
pub(super) fn sold(turn: &Turn, product: &Product) -> String {
    let (words, tools) = (turn.words(), turn.tools());
    let unit = words.unit(&product.unit);
    let say =
        |text: &str, name: &str, amount: Amount| fill(text, &[(name, &amount.to_string()), ("unit", unit)]);
    let mut parts = Vec::new();
    if product.unit != "pcs" {
        parts.push(say(tools.step, "step", product.quantity_step));
    }
    parts.extend(product.min_quantity.map(|least| say(tools.least, "least", least)));
    parts.extend(product.max_quantity.map(|most| say(tools.most, "most", most)));
    if parts.is_empty() { unit.to_owned() } else { parts.join(", ") }
}

/// Answers "tell me about …".
pub(super) async fn details(turn: &mut Turn, what: &What) {
    turn.status("searching").await;
    let Some(product) = one(turn, what).await else { return };
    let (words, tools) = (turn.words(), turn.tools());
    let Ok(found) = offers(turn, std::slice::from_ref(&product.sku)).await else {
        return turn.say(words.no_prices).await;
    };
    let app = Arc::clone(&turn.app);
    let shelf = app.catalog.categories.iter().find(|category| category.slug == product.category);
    let mut rows: Vec<(&str, String)> = Vec::new();
    if let Some(offer) = found.first() {
        rows.push((tools.row_price, price(turn, offer)));
        if let Some((sum, unit)) = unit_price(&product, offer.unit_price()) {
            let values = [("sum", sum.money()), ("unit", words.unit(unit).to_owned())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            rows.push((tools.row_unit_price, fill(tools.per, &values)));
        }
    }
    rows.extend(product.brand.clone().map(|brand| (tools.row_brand, brand)));
    rows.extend(shelf.map(|shelf| (tools.row_category, shelf.name.get(turn.lang).clone())));
    rows.push((tools.row_diet, diet(turn, &product)));
    rows.push((tools.row_sold, sold(turn, &product)));
    let rows: String = rows.iter().map(|(label, value)| format!("\n- {label}: {value}")).collect();
    let name = product.name(turn.lang);
    let mut text = format!("**{name}**\n{rows}");
    if found.is_empty() {
        text = format!("{text}\n\n{}", fill(tools.details_out, &[("name", name)]));
    }
    turn.say(&text).await;
    turn.session.memory().focus = Some(product.sku.clone());
    if !found.is_empty() {
        turn.session.memory().shown.clear();
        turn.cards(&found, None).await;
    }
}

/// Answers "is it vegan?" by what the catalogue claims; where it claims nothing, that proves nothing.
pub(super) async fn claims(turn: &mut Turn, what: &What, diets: &[Cow<'static, str>]) {
    let Some(product) = one(turn, what).await else { return };
    let tools = turn.tools();
    let food = Food { diets: diets.to_vec(), ..Food::default() };
    let template = if food.claimed_by(&product) { tools.claimed } else { tools.not_claimed };
    let asked: Vec<&str> = diets.iter().map(|diet| tools.claim(claim_of(diet))).collect();
    let values =
        [("name", product.name(turn.lang)), ("asked", &asked.join(", ")), ("claims", &diet(turn, &product))];
    turn.say(&fill(template, &values)).await;
    turn.session.memory().focus = Some(product.sku);
}

/// The claim that a diet is the beginning of.
pub(super) fn claim_of(diet: &str) -> &str {
    match diet {
        "lactose" => "lactose_free",
        "gluten" => "gluten_free",
        "sugar" => "sugar_free",
        other => other,
    }
}

/// Answers what it is made of: that is not known; what the catalogue claims is.
pub(super) async fn composition(turn: &mut Turn, what: &What) {
    let Some(product) = one(turn, what).await else { return };
    let tools = turn.tools();
    let mut text = fill(tools.composition, &[("name", product.name(turn.lang))]);
    if !product.diet.is_empty() {
        text = format!("{text} {}", fill(tools.claims, &[("claims", &diet(turn, &product))]));
    }
    turn.say(&text).await;
    turn.session.memory().focus = Some(product.sku);
}
