//! A call of a tool becomes what the deterministic assistant does for the same wish.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::agent::basket::refusal_text;
use crate::agent::cart::{self, Wanted};
use crate::agent::details::diet;
use crate::agent::keywords::{DIETS, OCCASIONS, SLOTS, look_up};
use crate::agent::numbers::Quantity;
use crate::agent::offers::{ASKED_AT_ONCE, candidates, offers};
use crate::agent::part::MOST_NAMES;
use crate::agent::turn::Turn;
use crate::agent::understand::{Budget, Dish, PlanWish, Swap, What};
use crate::agent::{basket, budget, compare, details, plan, recipe};
use crate::amount::Amount;
use crate::food::Food;
use crate::llm::Call;
use crate::text::words;
use crate::webhook::Offer;

use super::dialogue::Asked;
use super::tools::needs;

/// The most of a result that goes back, in characters.
const MOST_RESULT: usize = 8_000;
/// Goods that are picked for one sum.
const MOST_GOODS: usize = 12;
/// Answers to press, and the letters of one.
const MOST_OPTIONS: usize = 8;
const MOST_LABEL: usize = 80;

/// What came of a call.
pub(super) enum Outcome {
    Done(String),
    /// The shopper is asked; the result is what is answered.
    Asked(Asked),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Eaten {
    diets: Vec<String>,
    without: Vec<String>,
}

impl Eaten {
    fn food(&self) -> Food {
        let mut food = Food::default();
        let diets = self
            .diets
            .iter()
            .filter_map(|diet| look_up(DIETS, &diet.to_lowercase()).map(Into::into))
            .collect();
        food.and(&Food { diets, without: self.without.iter().flat_map(|word| words(word)).collect() });
        food
    }
}

#[derive(Deserialize)]
struct Search {
    query: String,
    #[serde(default)]
    max_price: Option<Amount>,
    #[serde(default)]
    cheapest_first: bool,
    #[serde(flatten)]
    eaten: Eaten,
}

#[derive(Deserialize)]
struct One {
    sku: String,
    #[serde(default)]
    quantity: Option<Amount>,
}

#[derive(Deserialize)]
struct Several {
    skus: Vec<String>,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Deserialize)]
struct ForMoney {
    sum: Amount,
    #[serde(default)]
    goods: Vec<String>,
    #[serde(default)]
    occasion: Option<String>,
    #[serde(flatten)]
    eaten: Eaten,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    options: Vec<String>,
}

#[derive(Deserialize)]
struct Cook {
    dish: String,
    #[serde(default)]
    servings: Option<u32>,
    #[serde(default)]
    meal: Option<String>,
    #[serde(default)]
    max_price: Option<Amount>,
    #[serde(flatten)]
    eaten: Eaten,
}

#[derive(Deserialize)]
struct Days {
    days: usize,
    #[serde(default)]
    people: Option<u32>,
    #[serde(default)]
    max_price: Option<Amount>,
    #[serde(flatten)]
    eaten: Eaten,
}

#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    day: Option<usize>,
    #[serde(default)]
    meal: Option<String>,
    #[serde(default)]
    dish: Option<String>,
    #[serde(default)]
    days: Option<usize>,
    #[serde(default)]
    people: Option<u32>,
    #[serde(flatten)]
    eaten: Eaten,
}

fn asks_the_shopper(name: &str) -> bool {
    matches!(name, "ask_user" | "recipe_checklist" | "meal_plan" | "change_meal_plan")
}

/// Runs one call. `asked`: the shopper is asked something already, and one question at a time is enough.
pub(super) async fn run(turn: &mut Turn, call: &Call, asked: bool) -> Outcome {
    if asked && asks_the_shopper(&call.name) {
        return Outcome::Done("not done: ask the shopper one thing at a time".to_owned());
    }
    let before = waiting(turn);
    let mut fault = None;
    let notes = turn.noted(async |turn| fault = dispatch(turn, call).await.err()).await;
    if let Some(fault) = fault {
        return Outcome::Done(format!("error: {fault}"));
    }
    let said: String = notes.trim().chars().take(MOST_RESULT).collect();
    let frame = waiting(turn).into_iter().find(|frame| !before.contains(frame));
    match frame {
        Some(frame) => Outcome::Asked(Asked { call: call.id.clone(), frame, said }),
        None => Outcome::Done(said),
    }
}

/// The frames that wait for the shopper.
fn waiting(turn: &Turn) -> Vec<String> {
    turn.session.memory().pending.iter().map(|tool| tool.tool_call_id.clone()).collect()
}

/// The words of a name, as many as a search is kept busy with.
fn terms(text: &str) -> Vec<String> {
    words(text).into_iter().take(MOST_NAMES).collect()
}

/// Names and arguments to wishes. The error is the model's to read.
async fn dispatch(turn: &mut Turn, call: &Call) -> Result<(), String> {
    let text = if call.arguments.trim().is_empty() { "{}" } else { &call.arguments };
    if needs(&call.name).is_some_and(|tool| !turn.app.tenant.offers(tool)) {
        return Err(format!("this shop has {:?} switched off", call.name));
    }
    match call.name.as_str() {
        "search_products" => search(turn, &read(text)?).await,
        "product_details" => details::details(turn, &named(read::<One>(text)?.sku)).await,
        "show_products" => show(turn, read(text)?).await,
        "compare_products" => {
            let skus = read::<Several>(text)?.skus;
            compare::compare(turn, &skus.into_iter().take(4).map(named).collect::<Vec<_>>()).await;
        }
        "get_cart" => basket::show(turn).await,
        "add_to_cart" => {
            let one: One = read(text)?;
            let quantity = positive(one.quantity)?.map(|amount| Quantity { amount, small: false });
            basket::add(turn, &named(one.sku), quantity).await;
        }
        "set_cart_quantity" => set(turn, &read(text)?).await?,
        "remove_from_cart" => {
            let one: One = read(text)?;
            let quantity = positive(one.quantity)?.map(|amount| Quantity { amount, small: false });
            basket::remove(turn, &named(one.sku), quantity).await;
        }
        "clear_cart" => basket::clear(turn).await,
        "pick_for_budget" => {
            let wish: ForMoney = read(text)?;
            let occasion = wish.occasion.and_then(|name| look_up(OCCASIONS, &name));
            let goods = wish.goods.iter().take(MOST_GOODS).map(|name| terms(name)).collect();
            budget::choose(turn, &Budget { sum: wish.sum, occasion, goods, food: wish.eaten.food() }).await;
        }
        "ask_user" => ask(turn, &read(text)?).await?,
        "recipe_checklist" => {
            let cook: Cook = read(text)?;
            let dish = Dish {
                words: terms(&cook.dish),
                servings: cook.servings,
                food: cook.eaten.food(),
                slot: cook.meal.and_then(|name| look_up(SLOTS, &name)),
                most: cook.max_price,
            };
            recipe::propose(turn, &dish).await;
        }
        "meal_plan" => {
            let wish: Days = read(text)?;
            let wish = PlanWish {
                said: String::new(),
                days: Some(wish.days),
                people: wish.people,
                food: wish.eaten.food(),
                most: wish.max_price,
            };
            plan::propose(turn, &wish).await;
        }
        "change_meal_plan" => {
            let other: Other = read(text)?;
            let swap = Swap {
                day: other.day.and_then(|day| day.checked_sub(1)),
                slot: other.meal.and_then(|name| look_up(SLOTS, &name)),
                dish: other.dish.map(|dish| terms(&dish)).unwrap_or_default(),
                days: other.days,
                people: other.people,
                food: other.eaten.food(),
            };
            plan::change_current(turn, &swap).await;
        }
        other => return Err(format!("there is no tool {other:?}")),
    }
    Ok(())
}

fn read<T: DeserializeOwned>(arguments: &str) -> Result<T, String> {
    serde_json::from_str(arguments).map_err(|error| format!("the arguments cannot be read: {error}"))
}

fn named(sku: String) -> What {
    What::Words(vec![sku])
}

fn positive(quantity: Option<Amount>) -> Result<Option<Amount>, String> {
    match quantity {
        Some(amount) if amount <= Amount::ZERO => Err("a quantity is more than 0".to_owned()),
        other => Ok(other),
    }
}

/// A product and its offer in one line.
fn line(turn: &Turn, offer: &Offer) -> Option<String> {
    let product = turn.app.catalog.product(&offer.sku)?;
    let old = offer.promo_price.map(|_| format!(" (on offer, was {})", offer.price.money()));
    Some(format!(
        "- {}, {}: {} UAH{} per {}, in steps of {}; {}",
        product.sku,
        product.name(turn.lang),
        offer.unit_price().money(),
        old.unwrap_or_default(),
        product.unit,
        product.quantity_step,
        diet(turn, product),
    ))
}

async fn search(turn: &mut Turn, search: &Search) {
    turn.status("searching").await;
    let skus = candidates(turn, &terms(&search.query), &search.eaten.food());
    let (asked, _) = skus.split_at_checked(ASKED_AT_ONCE).unwrap_or((&skus, &[]));
    let asked = if search.max_price.is_some() || search.cheapest_first { &skus } else { asked };
    let Ok(mut found) = offers(turn, asked).await else {
        return turn.say(turn.words().no_prices).await;
    };
    found.retain(|offer| search.max_price.is_none_or(|most| offer.unit_price() <= most));
    if search.cheapest_first {
        found.sort_by_key(Offer::unit_price);
    }
    found.truncate(ASKED_AT_ONCE);
    let lines: Vec<String> = found.iter().filter_map(|offer| line(turn, offer)).collect();
    let text = match lines.as_slice() {
        [] => "nothing that fits is in stock".to_owned(),
        lines => format!("{} found, the first {}:\n{}", skus.len(), lines.len(), lines.join("\n")),
    };
    turn.say(&text).await;
}

async fn show(turn: &mut Turn, some: Several) {
    let skus: Vec<String> = some.skus.into_iter().take(ASKED_AT_ONCE).collect();
    let Ok(found) = offers(turn, &skus).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let missing: Vec<&str> =
        skus.iter().filter(|sku| found.iter().all(|offer| offer.sku != **sku)).map(String::as_str).collect();
    if !missing.is_empty() {
        turn.say(&format!("not in stock or unknown: {}", missing.join(", "))).await;
    }
    if !found.is_empty() {
        turn.session.memory().shown.clear();
        turn.cards(&found, some.title).await;
    }
}

async fn set(turn: &mut Turn, one: &One) -> Result<(), String> {
    let quantity = one.quantity.filter(|amount| !amount.is_negative()).ok_or("quantity is missing")?;
    let product = turn.app.catalog.product(&one.sku).ok_or("there is no such product")?;
    let taken = quantity.rounded_up_to(product.quantity_step);
    turn.status("updating_cart").await;
    let change = cart::change(&turn.app, &turn.session, &one.sku, Wanted::Exactly(taken)).await;
    let text = match &change.refusal {
        Some(reason) => refusal_text(turn, &change.name, reason),
        None => format!("{}: {} in the cart now", change.name, change.quantity),
    };
    turn.say(&text).await;
    turn.cart_changed(&change).await;
    Ok(())
}

async fn ask(turn: &mut Turn, question: &Question) -> Result<(), String> {
    let short = |text: &String| text.trim().chars().take(MOST_LABEL).collect::<String>();
    let labels = question.options.iter().map(short).filter(|label| !label.is_empty()).take(MOST_OPTIONS);
    let options: Vec<(String, String)> = labels.map(|label| (label.clone(), label)).collect();
    if options.is_empty() {
        return Err("options are missing; to ask without any, write the question as text".to_owned());
    }
    let prompt: String = question.question.chars().take(MOST_RESULT).collect();
    turn.ask(Some(&prompt), options).await;
    Ok(())
}
