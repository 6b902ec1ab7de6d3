//! What the assistant does about each wish.

use super::keywords::Occasion;
use super::offers::{ASKED_AT_ONCE, candidates, offers};
use super::phrases::{counted, fill, plain};
use super::turn::Turn;
use super::understand::{Filter, Swap, Wish};
use super::{answers, basket, budget, compare, details, plan, recipe};
use crate::amount::Amount;
use crate::food::Food;
use crate::tenants::AgentTool;
use crate::webhook::Offer;

/// Cards of one block.
const CARDS: usize = 6;

/// What is searched for a meal: for each of the two blocks, what one product of each is taken from.
pub(super) fn meal(occasion: Occasion) -> [&'static [&'static str]; 2] {
    match occasion {
        Occasion::Breakfast => [&["eggs", "yogurt", "cheese"], &["bread", "oatmeal", "coffee"]],
        Occasion::Dinner => [&["chicken", "fish", "pasta"], &["tomato", "cucumber", "cheese"]],
        Occasion::Snack => [&["nuts", "cookies", "crisps"], &["juice", "water", "tea"]],
    }
}

/// The tools in the order in which the lines of the help name them.
const HELP: [&[AgentTool]; 7] = [
    &[AgentTool::Search],
    &[AgentTool::Cart],
    &[AgentTool::Cart],
    &[AgentTool::Recipes],
    &[AgentTool::MealPlan],
    &[AgentTool::Compare, AgentTool::Details],
    &[AgentTool::Budget],
];

/// What a wish needs; words of politeness and answers to what was proposed need nothing.
fn tool_of(wish: &Wish) -> Option<AgentTool> {
    match wish {
        Wish::Show(..) | Wish::More | Wish::Meal(..) => Some(AgentTool::Search),
        Wish::Details(_) | Wish::Claims(..) | Wish::Composition(_) => Some(AgentTool::Details),
        Wish::Compare(_) => Some(AgentTool::Compare),
        Wish::Add(..) | Wish::AddAll | Wish::Remove(..) | Wish::Set(..) | Wish::Clear => {
            Some(AgentTool::Cart)
        }
        Wish::Recipe(_) => Some(AgentTool::Recipes),
        Wish::Plan(_) | Wish::ChangePlan(_) => Some(AgentTool::MealPlan),
        Wish::Budget(_) => Some(AgentTool::Budget),
        Wish::Greet | Wish::Help | Wish::Thanks | Wish::ShowCart | Wish::Total => None,
        Wish::Cancel | Wish::Beyond | Wish::Unclear => None,
    }
}

/// What it can do, without what is switched off.
fn help(turn: &Turn) -> String {
    let tenant = &turn.app.tenant;
    let mut tools = HELP.iter();
    let offered = |line: &&str| {
        let Some(tools) = line.starts_with("- ").then(|| tools.next()).flatten() else { return true };
        tools.iter().any(|tool| tenant.offers(*tool))
    };
    turn.words().help.split_inclusive('\n').filter(offered).collect()
}

pub(super) async fn fulfil(turn: &mut Turn, wish: Wish) {
    let words = turn.words();
    if tool_of(&wish).is_some_and(|tool| !turn.app.tenant.offers(tool)) {
        return turn.say(words.not_offered).await;
    }
    match wish {
        Wish::Greet => {
            turn.say(words.greeting).await;
            suggest(turn).await;
        }
        Wish::Help => turn.say(&help(turn)).await,
        Wish::Thanks => turn.say(words.thanks).await,
        Wish::Beyond => turn.say(words.beyond).await,
        Wish::Unclear => {
            turn.say(words.unclear).await;
            suggest(turn).await;
        }
        // Said of a plan, "no fish" is a wish about the plan.
        Wish::Show(query, filter) if query.is_empty() && !filter.food.is_any() && plan::is_open(turn) => {
            plan::change_current(turn, &Swap { food: filter.food, ..Swap::default() }).await;
        }
        Wish::Show(query, filter) => show(turn, &query, &filter).await,
        Wish::More => more(turn).await,
        Wish::Meal(occasion, food) => serve_meal(turn, occasion, &food).await,
        Wish::ShowCart => basket::show(turn).await,
        Wish::Total => basket::total_of(turn).await,
        Wish::Recipe(dish) => recipe::propose(turn, &dish).await,
        Wish::Plan(wish) => plan::propose(turn, &wish).await,
        Wish::ChangePlan(swap) => plan::change_current(turn, &swap).await,
        Wish::Compare(what) => compare::compare(turn, &what).await,
        Wish::Details(what) => details::details(turn, &what).await,
        Wish::Claims(what, diets) => details::claims(turn, &what, &diets).await,
        Wish::Composition(what) => details::composition(turn, &what).await,
        Wish::Budget(wish) => budget::choose(turn, &wish).await,
        Wish::AddAll => answers::accept_latest(turn).await,
        Wish::Cancel => answers::cancel(turn).await,
        Wish::Add(what, quantity) => basket::add(turn, &what, quantity).await,
        Wish::Set(what, quantity) => basket::set(turn, &what, quantity).await,
        Wish::Remove(what, quantity) => basket::remove(turn, &what, quantity).await,
        Wish::Clear => basket::clear(turn).await,
    }
}

pub(super) async fn suggest(turn: &mut Turn) {
    let words = turn.words();
    let (app, known) = (&turn.app, words.suggestions.map(str::to_owned));
    // The standing suggestions are a grocery's; any other shop is shown by its first shelves.
    let texts: Vec<String> = if app.search.find(&["milk".to_owned()]).skus.is_empty() {
        let shelves = app.catalog.categories.iter().take(2).map(|shelf| shelf.name.get(turn.lang).clone());
        shelves.chain([words.suggest_cart.to_owned()]).collect()
    } else {
        known.into()
    };
    let options = texts.into_iter().map(|text| (text.clone(), text)).collect();
    turn.offer(Some(words.suggest_prompt), options).await;
}

async fn show(turn: &mut Turn, query: &[String], filter: &Filter) {
    turn.status("searching").await;
    let words = turn.words();
    let name = if query.is_empty() { words.everything.to_owned() } else { plain(&query.join(" ")) };
    let skus = candidates(turn, query, &filter.food);
    if skus.is_empty() {
        turn.say(&fill(words.nothing, &[("query", &name)])).await;
        return suggest(turn).await;
    }
    match filter.most {
        Some(most) => show_up_to(turn, &name, &skus, most, filter.cheapest_first).await,
        None => present(turn, &name, &skus, filter.cheapest_first).await,
    }
    if !filter.food.without.is_empty() {
        turn.say(turn.tools().by_names).await;
    }
}

/// Of these, what costs no more than this today.
async fn show_up_to(turn: &mut Turn, name: &str, skus: &[String], most: Amount, cheapest_first: bool) {
    let Ok(found) = offers(turn, skus).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let within = found.iter().filter(|offer| offer.unit_price() <= most);
    let within: Vec<String> = within.map(|offer| offer.sku.clone()).collect();
    match (within.as_slice(), found.iter().map(Offer::unit_price).min()) {
        ([], Some(least)) => {
            let text = fill(turn.tools().too_dear, &[("query", name), ("sum", &least.money())]);
            turn.say(&text).await;
        }
        ([], None) => turn.say(&fill(turn.words().sold_out, &[("query", name)])).await,
        (some, _) => present(turn, name, some, cheapest_first).await,
    }
}

/// Shows the first of these, keeps the rest for "more".
async fn present(turn: &mut Turn, name: &str, skus: &[String], cheapest_first: bool) {
    let words = turn.words();
    let (asked, rest) = skus.split_at_checked(ASKED_AT_ONCE).unwrap_or((skus, &[]));
    let mut found = match offers(turn, asked).await {
        Ok(found) => found,
        Err(_) => return turn.say(words.no_prices).await,
    };
    if found.is_empty() {
        return turn.say(&fill(words.sold_out, &[("query", name)])).await;
    }
    if cheapest_first {
        found.sort_by_key(Offer::unit_price);
    }
    let all = found.len().saturating_add(rest.len());
    let left = found.split_off(found.len().min(CARDS));
    let count = all.to_string();
    let text = if all > found.len() {
        fill(words.found_some, &[("count", &count), ("shown", &found.len().to_string()), ("query", name)])
    } else {
        fill(counted(turn.lang, words.found, all), &[("count", &count), ("query", name)])
    };
    turn.say(&format!("{text}{}", promo_note(turn, &found))).await;
    turn.cards(&found, None).await;
    let rest: Vec<String> = left.into_iter().map(|offer| offer.sku).chain(rest.iter().cloned()).collect();
    let unseen = !rest.is_empty();
    turn.session.memory().more = (name.to_owned(), rest);
    if unseen && turn.last {
        let options = [words.suggest_more, words.suggest_cart].map(|text| (text.to_owned(), text.to_owned()));
        turn.offer(None, options.to_vec()).await;
    }
}

/// The saving on the first product that is on offer, as a sentence to append.
fn promo_note(turn: &Turn, found: &[Offer]) -> String {
    let note = found.iter().find_map(|offer| {
        let price = offer.promo_price?;
        let name = turn.app.catalog.product(&offer.sku)?.name(turn.lang);
        let values = [("name", name), ("price", &price.money()), ("old", &offer.price.money())];
        Some(format!("\n\n{}", fill(turn.words().promo, &values)))
    });
    note.unwrap_or_default()
}

async fn more(turn: &mut Turn) {
    let (name, skus) = std::mem::take(&mut turn.session.memory().more);
    if skus.is_empty() {
        return turn.say(turn.words().no_more).await;
    }
    present(turn, &name, &skus, false).await;
}

/// Several sorts of food, a block of text and a row of cards for each part.
async fn serve_meal(turn: &mut Turn, occasion: Occasion, food: &Food) {
    turn.status("searching").await;
    let words = turn.words();
    let heads = match occasion {
        Occasion::Breakfast => words.breakfast,
        Occasion::Dinner => words.dinner,
        Occasion::Snack => words.snack,
    };
    let mut served = false;
    for (head, queries) in heads.into_iter().zip(meal(occasion)) {
        let skus: Vec<String> = queries
            .iter()
            .flat_map(|query| candidates(turn, &[(*query).to_owned()], food).into_iter().take(2))
            .collect();
        match offers(turn, &skus).await {
            Ok(found) if !found.is_empty() => {
                turn.say(head).await;
                turn.cards(&found, None).await;
                served = true;
            }
            Ok(_) => {}
            Err(_) => return turn.say(words.no_prices).await,
        }
    }
    if !served {
        turn.say(&fill(words.nothing, &[("query", words.everything)])).await;
        suggest(turn).await;
    }
}
