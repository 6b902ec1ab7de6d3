//! Recipes: which one is meant, and the checklist of what it takes.

use std::sync::Arc;

use super::details::claim_of;
use super::phrases::{fill, plain};
use super::reply::suggest;
use super::shelf::Shelf;
use super::turn::Turn;
use super::understand::Dish;
use crate::food::Food;
use crate::measure::to_buy;
use crate::proposals::{Checklist, Goods, Line};
use crate::recipes::Recipe;
use crate::wire::ServerFrame;
use crate::wire::tools::ChecklistItem;

/// Suggestions when it is not clear which recipe is meant.
const CHOICES: usize = 6;
/// The most that one list is made for.
pub(super) const MOST_SERVINGS: u32 = 50;

/// Answers "recipe for …": with a checklist if one recipe is meant, else with a choice.
pub(super) async fn propose(turn: &mut Turn, dish: &Dish) {
    turn.status("searching").await;
    let app = Arc::clone(&turn.app);
    let (recipes, tools) = (&app.catalog.recipes, turn.tools());
    if recipes.all.is_empty() {
        turn.say(tools.recipe_unsuited).await;
        return suggest(turn).await;
    }
    let everything: Vec<&Recipe> = recipes.all.iter().collect();
    let shelf = match dish.most {
        Some(most) => match Shelf::ask(turn, &everything).await {
            Ok(shelf) => Some((shelf, most)),
            Err(_) => return turn.say(turn.words().no_prices).await,
        },
        None => None,
    };
    let suits = |recipe: &&Recipe| {
        let affordable = shelf.as_ref().is_none_or(|(shelf, most)| {
            let servings = servings_of(recipe, dish);
            shelf.has_all(&app, recipe, &dish.food)
                && shelf.cost_of(&app, recipe, servings, &dish.food) <= *most
        });
        dish.slot.is_none_or(|slot| recipe.slots.contains(&slot))
            && recipes.suits(&app.catalog, recipe, &dish.food)
            && affordable
    };
    let (named, complete) = recipes.find(&dish.words);
    let meant: Vec<&Recipe> = named.iter().copied().filter(suits).collect();
    let known: Vec<&Recipe> = recipes.all.iter().filter(suits).collect();
    let count = |some: &[&Recipe]| fill(tools.recipe_which, &[("count", &some.len().to_string())]);
    // What is near if not the same is a suggestion; else some of all.
    let (text, suggested) = match meant.as_slice() {
        [recipe] if complete => return checklist(turn, recipe, dish).await,
        [_, ..] if complete => (count(&meant), &meant),
        [] if known.is_empty() || complete => (tools.recipe_unsuited.to_owned(), &known),
        [] if dish.words.is_empty() => (count(&known), &known),
        some => {
            let text = fill(tools.recipe_none, &[("query", &plain(&dish.words.join(" ")))]);
            (text, if some.is_empty() { &known } else { &meant })
        }
    };
    turn.say(&text).await;
    offer(turn, suggested, dish).await;
}

/// Recipes to press, asked for as they were: for as many, for the same diets.
async fn offer(turn: &mut Turn, recipes: &[&Recipe], dish: &Dish) {
    let tools = turn.tools();
    if recipes.is_empty() {
        return;
    }
    let servings =
        dish.servings.map(|servings| fill(tools.recipe_for, &[("servings", &servings.to_string())]));
    let diets = dish.food.diets.iter().map(|diet| format!(", {}", tools.claim(claim_of(diet))));
    let wishes: String = servings.into_iter().chain(diets).collect();
    // Not the first ones, which are alike, but some from all over.
    let stride = recipes.len().div_ceil(CHOICES).max(1);
    let options = recipes.iter().step_by(stride).map(|recipe| {
        let name = recipe.name.get(turn.lang);
        (name.clone(), format!("{}{wishes}", fill(tools.recipe_ask, &[("name", name)])))
    });
    turn.offer(None, options.collect()).await;
}

/// What a line has to be bought in.
pub(super) fn goods_of(turn: &Turn, line: &Line) -> Option<Goods> {
    let sku = line.sku.clone()?;
    let quantity = to_buy(turn.app.catalog.product(&sku)?, line.measure, line.amount)?;
    Some(Goods { sku, quantity })
}

fn servings_of(recipe: &Recipe, dish: &Dish) -> u32 {
    dish.servings.unwrap_or(recipe.servings).clamp(1, MOST_SERVINGS)
}

async fn checklist(turn: &mut Turn, recipe: &Recipe, dish: &Dish) {
    let tools = turn.tools();
    let servings = servings_of(recipe, dish);
    let Ok(shelf) = Shelf::ask(turn, &[recipe]).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let (lines, items, missing) = lines(turn, &shelf, recipe, servings, &dish.food);
    let goods: Vec<Goods> =
        lines.iter().filter(|line| !line.have).filter_map(|line| goods_of(turn, line)).collect();
    let name = recipe.name.get(turn.lang);
    let sum = shelf.cost(&goods).money();
    let mut text =
        fill(tools.checklist, &[("name", name), ("servings", &servings.to_string()), ("sum", &sum)]);
    if !missing.is_empty() {
        text = format!("{text} {}", fill(tools.checklist_missing, &[("names", &missing.join(", "))]));
    }
    turn.say(&text).await;
    let tool_call_id = turn.session.memory().next_tool_call();
    let list = Checklist {
        id: tool_call_id.replace("call", "list"),
        tool_call_id: tool_call_id.clone(),
        recipe: recipe.id.clone(),
        servings,
        lines,
        done: Vec::new(),
    };
    let frame = ServerFrame::IngredientChecklist {
        checklist_id: list.id.clone(),
        title: fill(tools.checklist_title, &[("name", name)]),
        servings,
        items,
        tool_call_id: tool_call_id.clone(),
    };
    {
        let mut memory = turn.session.memory();
        if let Some(displaced) = memory.proposals.keep_checklist(list) {
            memory.settle(&displaced.tool_call_id);
        }
    }
    turn.interactive(&frame, tool_call_id, false).await;
}

/// The lines of a checklist, as kept and as shown, and the names of what is sold out.
fn lines(
    turn: &Turn,
    shelf: &Shelf,
    recipe: &Recipe,
    servings: u32,
    food: &Food,
) -> (Vec<Line>, Vec<ChecklistItem>, Vec<String>) {
    let cart = turn.session.memory().cart.clone();
    let (mut lines, mut items, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for (ingredient, portion) in turn.app.catalog.recipes.parts(recipe) {
        let pick = shelf.pick(&turn.app, ingredient, food);
        let name = ingredient.name.get(turn.lang).clone();
        let amount = recipe.scaled(portion.amount, servings);
        if pick.is_none() {
            missing.push(name.clone());
        }
        items.push(ChecklistItem {
            id: ingredient.id.clone(),
            name,
            amount,
            unit: turn.words().measure(portion.unit).to_owned(),
            have: ingredient.pantry,
            product: pick.map(|(product, offer)| turn.card(product, offer, &cart)),
        });
        lines.push(Line {
            id: ingredient.id.clone(),
            sku: pick.map(|(product, _)| product.sku.clone()),
            amount,
            measure: portion.unit,
            have: ingredient.pantry,
        });
    }
    (lines, items, missing)
}
