//! Products side by side.

use std::sync::Arc;

use super::basket::meant;
use super::details::{diet, sold};
use super::offers::offers;
use super::phrases::fill;
use super::turn::Turn;
use super::understand::What;
use crate::catalog::Product;
use crate::measure::unit_price;
use crate::webhook::Offer;

/// How many are compared when only a sort is named.
const OF_ONE_SORT: usize = 3;
/// How many of a search are looked at for one that is in stock.
const TRIED: usize = 5;

/// Answers "compare … and …".
pub(super) async fn compare(turn: &mut Turn, wanted: &[What]) {
    turn.status("searching").await;
    let app = Arc::clone(&turn.app);
    let mut choices: Vec<Vec<String>> = wanted.iter().map(|what| meant(turn, what, None)).collect();
    if choices.is_empty() {
        // "Compare them": what was shown.
        choices = turn.session.memory().shown.iter().take(2).map(|sku| vec![sku.clone()]).collect();
    }
    choices.iter_mut().for_each(|skus| skus.truncate(TRIED));
    let asked: Vec<String> = choices.iter().flatten().cloned().collect();
    let Ok(found) = offers(turn, &asked).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let columns = columns(&choices, &found);
    let sides: Vec<(&Product, &Offer)> =
        columns.iter().filter_map(|offer| Some((app.catalog.product(&offer.sku)?, *offer))).collect();
    if sides.len() < 2 {
        return turn.say(turn.tools().compare_what).await;
    }
    let text = format!("{}\n\n{}{}", turn.tools().compare_head, table(turn, &sides), best(turn, &sides));
    turn.say(&text).await;
    let offers: Vec<Offer> = sides.iter().map(|(_, offer)| (*offer).clone()).collect();
    turn.session.memory().shown.clear();
    turn.cards(&offers, None).await;
}

/// One product for each name; of a single name, several.
fn columns<'a>(choices: &[Vec<String>], found: &'a [Offer]) -> Vec<&'a Offer> {
    let take = if choices.len() == 1 { OF_ONE_SORT } else { 1 };
    let mut columns: Vec<&Offer> = Vec::new();
    for skus in choices {
        let of_this = skus.iter().filter_map(|sku| found.iter().find(|offer| offer.sku == *sku));
        let fresh: Vec<&Offer> =
            of_this.filter(|offer| columns.iter().all(|other| other.sku != offer.sku)).take(take).collect();
        columns.extend(fresh);
    }
    columns
}

fn table(turn: &Turn, sides: &[(&Product, &Offer)]) -> String {
    let (words, tools) = (turn.words(), turn.tools());
    let row = |label: &str, cells: &dyn Fn(&Product, &Offer) -> String| {
        let cells: String =
            sides.iter().map(|(product, offer)| format!(" {} |", cells(product, offer))).collect();
        format!("| {label} |{cells}\n")
    };
    let head = row("", &|product, _| product.name(turn.lang).to_owned());
    let line = format!("|---|{}\n", "---|".repeat(sides.len()));
    let rows = [
        row(tools.row_price, &|_, offer| price(turn, offer)),
        row(tools.row_unit_price, &|product, offer| match unit_price(product, offer.unit_price()) {
            Some((sum, unit)) => fill(tools.per, &[("sum", &sum.money()), ("unit", words.unit(unit))]),
            None => "–".to_owned(),
        }),
        row(tools.row_brand, &|product, _| product.brand.clone().unwrap_or_else(|| "–".to_owned())),
        row(tools.row_diet, &|product, _| diet(turn, product)),
        row(tools.row_sold, &|product, _| sold(turn, product)),
    ];
    format!("{head}{line}{}", rows.concat())
}

/// What one costs, with the price before a promotion.
pub(super) fn price(turn: &Turn, offer: &Offer) -> String {
    let sum = offer.unit_price().money();
    match offer.promo_price {
        Some(_) => fill(turn.tools().money_was, &[("sum", &sum), ("old", &offer.price.money())]),
        None => fill(turn.tools().money, &[("sum", &sum)]),
    }
}

/// Which is the cheapest by weight, volume or piece, if all are counted alike and one is cheaper.
fn best(turn: &Turn, sides: &[(&Product, &Offer)]) -> String {
    let prices: Option<Vec<_>> = sides
        .iter()
        .map(|(product, offer)| {
            let (sum, unit) = unit_price(product, offer.unit_price())?;
            Some((sum, unit, product.name(turn.lang)))
        })
        .collect();
    let Some(mut prices) = prices else { return String::new() };
    prices.sort_by_key(|(sum, ..)| *sum);
    match prices.as_slice() {
        [(sum, unit, name), (next, ..), ..]
            if sum < next && prices.iter().all(|(_, other, _)| other == unit) =>
        {
            let values = [("name", *name), ("price", &sum.money()), ("unit", turn.words().unit(unit))];
            format!("\n{}", fill(turn.tools().compare_cheapest, &values))
        }
        _ => String::new(),
    }
}
