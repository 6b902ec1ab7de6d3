//! A choice of goods for a sum of money, at the prices of this moment.

use std::collections::HashMap;
use std::sync::Arc;

use super::numbers::is_measure;
use super::offers::{ASKED_AT_ONCE, candidates, offers};
use super::phrases::{fill, plain};
use super::reply::{meal, suggest};
use super::turn::Turn;
use super::understand::Budget;
use crate::amount::Amount;
use crate::catalog::Product;
use crate::proposals::{Goods, Latest};
use crate::webhook::Offer;

/// What most kitchens need, for "what can I buy for 300".
const BASICS: [&str; 8] = ["milk", "bread", "eggs", "potato", "apple", "chicken", "cheese", "tea"];

/// How much of a product is taken when nothing is said: half a kilogram or litre, or one.
fn usual(product: &Product) -> Amount {
    if !is_measure(&product.unit) {
        return product.least();
    }
    let half = Amount::ONE.divided_by(Amount::from(2));
    half.rounded_up_to(product.quantity_step).max(product.least())
}

/// Something to take for one of the goods.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    sku: String,
    quantity: Amount,
    cost: Amount,
}

/// One choice of each list whose costs together are within the sum, as many as can be; the first that fits, as they
/// are ranked. Lists that do not fit any more have none.
fn choose_within(lists: &[Vec<Choice>], sum: Amount) -> Vec<Option<Choice>> {
    let mut spent = Amount::ZERO;
    let mut chosen: Vec<Option<Choice>> = Vec::new();
    // First the cheapest of each, so that as many as possible have a place.
    for list in lists {
        let taken = |choice: &&Choice| chosen.iter().flatten().all(|other| other.sku != choice.sku);
        let cheapest = list.iter().filter(taken).min_by_key(|choice| choice.cost);
        let cheapest = cheapest.filter(|choice| spent.plus(choice.cost) <= sum).cloned();
        spent = spent.plus(cheapest.as_ref().map_or(Amount::ZERO, |choice| choice.cost));
        chosen.push(cheapest);
    }
    // Then what is left goes into what was rather meant.
    for (place, list) in lists.iter().enumerate() {
        let Some(Some(now)) = chosen.get(place).cloned() else { continue };
        let others = spent.minus(now.cost);
        let better = list.iter().find(|choice| {
            let free = chosen.iter().flatten().all(|other| other.sku != choice.sku || other == &now);
            free && others.plus(choice.cost) <= sum
        });
        if let (Some(better), Some(chosen)) = (better, chosen.get_mut(place)) {
            spent = others.plus(better.cost);
            *chosen = Some(better.clone());
        }
    }
    chosen
}

/// Answers "… for 300 UAH".
pub(super) async fn choose(turn: &mut Turn, wish: &Budget) {
    turn.status("searching").await;
    let app = Arc::clone(&turn.app);
    let (words, tools) = (turn.words(), turn.tools());
    let named = !wish.goods.is_empty();
    let queries: Vec<Vec<String>> = match wish.occasion {
        _ if named => wish.goods.clone(),
        Some(occasion) => meal(occasion).concat().iter().map(|query| vec![(*query).to_owned()]).collect(),
        None => BASICS.iter().map(|query| vec![(*query).to_owned()]).collect(),
    };
    let found: Vec<Vec<String>> = queries
        .iter()
        .map(|query| candidates(turn, query, &wish.food).into_iter().take(ASKED_AT_ONCE).collect())
        .collect();
    let mut asked: Vec<String> = found.concat();
    asked.sort_unstable();
    asked.dedup();
    let Ok(answer) = offers(turn, &asked).await else {
        return turn.say(words.no_prices).await;
    };
    let today: HashMap<&str, &Offer> = answer.iter().map(|offer| (offer.sku.as_str(), offer)).collect();
    let choice = |sku: &String| {
        let quantity = usual(app.catalog.product(sku)?);
        let cost = today.get(sku.as_str())?.unit_price().line_total(quantity);
        Some(Choice { sku: sku.clone(), quantity, cost })
    };
    let lists: Vec<Vec<Choice>> = found.iter().map(|skus| skus.iter().filter_map(choice).collect()).collect();
    let chosen = choose_within(&lists, wish.sum);
    let missing: Vec<String> = queries
        .iter()
        .zip(&chosen)
        .filter(|(_, choice)| named && choice.is_none())
        .map(|(query, _)| plain(&query.join(" ")))
        .collect();
    let chosen: Vec<Choice> = chosen.into_iter().flatten().collect();
    let sum = wish.sum.to_string();
    if chosen.is_empty() {
        turn.say(&fill(tools.budget_none, &[("sum", &sum)])).await;
        return suggest(turn).await;
    }
    turn.say(&told(turn, &chosen, wish.sum, &missing)).await;
    let picked: Vec<Offer> =
        chosen.iter().filter_map(|choice| today.get(choice.sku.as_str()).copied().cloned()).collect();
    turn.session.memory().shown.clear();
    turn.cards(&picked, None).await;
    let goods = chosen.into_iter().map(|choice| Goods { sku: choice.sku, quantity: choice.quantity });
    turn.session.memory().proposals.latest = Some(Latest::Goods(goods.collect()));
    let all = tools.budget_all.to_owned();
    turn.offer(None, vec![(all.clone(), all)]).await;
}

/// The choice in words, line by line.
fn told(turn: &Turn, chosen: &[Choice], sum: Amount, missing: &[String]) -> String {
    let (words, tools) = (turn.words(), turn.tools());
    let line = |choice: &Choice| {
        let product = turn.app.catalog.product(&choice.sku)?;
        let values = [
            ("name", product.name(turn.lang)),
            ("quantity", &choice.quantity.to_string()),
            ("unit", words.unit(&product.unit)),
            ("sum", &choice.cost.money()),
        ];
        Some(format!("{}\n", fill(tools.budget_line, &values)))
    };
    let lines: String = chosen.iter().filter_map(line).collect();
    let total = chosen.iter().fold(Amount::ZERO, |total, choice| total.plus(choice.cost));
    let left = sum.minus(total).money();
    let head = fill(tools.budget, &[("sum", &sum.to_string())]);
    let end = fill(tools.budget_total, &[("total", &total.money()), ("left", &left)]);
    let mut text = format!("{head}\n\n{lines}\n{end}");
    if !missing.is_empty() {
        text = format!("{text}\n\n{}", fill(tools.budget_missing, &[("names", &missing.join(", "))]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(costs: &[(&str, &str)]) -> Vec<Choice> {
        let choice = |(sku, cost): &(&str, &str)| Choice {
            sku: (*sku).to_owned(),
            quantity: Amount::ONE,
            cost: cost.parse().unwrap(),
        };
        costs.iter().map(choice).collect()
    }

    fn chosen(sum: &str) -> Vec<Option<String>> {
        let lists = [
            list(&[("milk-good", "50"), ("milk-cheap", "30")]),
            list(&[("bread-good", "45"), ("bread-cheap", "20")]),
            list(&[("cheese", "100"), ("milk-cheap", "30")]),
        ];
        let chosen = choose_within(&lists, sum.parse().unwrap());
        chosen.into_iter().map(|choice| choice.map(|choice| choice.sku)).collect()
    }

    #[test]
    fn what_is_meant_is_taken_as_far_as_the_sum_goes() {
        let names = |names: [Option<&str>; 3]| names.map(|name| name.map(str::to_owned)).to_vec();
        assert_eq!(chosen("29"), names([None, Some("bread-cheap"), None]));
        assert_eq!(chosen("50"), names([Some("milk-cheap"), Some("bread-cheap"), None]));
        assert_eq!(chosen("94.99"), names([Some("milk-good"), Some("bread-cheap"), None]));
        assert_eq!(chosen("150"), names([Some("milk-cheap"), Some("bread-cheap"), Some("cheese")]));
        assert_eq!(chosen("195"), names([Some("milk-good"), Some("bread-good"), Some("cheese")]));
    }
}
