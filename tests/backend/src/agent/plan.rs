//! Plans of meals: made, changed, shown.

use std::sync::Arc;

use super::menu::{Menu, repeats};
use super::phrases::{counted, fill};
use super::reply::suggest;
use super::shelf::Shelf;
use super::turn::Turn;
use super::understand::{PlanWish, Swap};
use crate::amount::Amount;
use crate::food::Food;
use crate::proposals::{Goods, Plan, PlannedMeal};
use crate::recipes::{Recipe, Slot};
use crate::wire::ServerFrame;
use crate::wire::tools::{PlanDay, PlanItem, PlanMeal};

/// How many days a plan has: the least, a common number, the most.
const DAYS: [usize; 3] = [3, 5, 7];
/// For whom a plan is made when nothing is said, and at most.
const PEOPLE: u32 = 2;
const MOST_PEOPLE: u32 = 20;

fn days_in_words(turn: &Turn, days: usize) -> String {
    fill(counted(turn.lang, turn.tools().days, days), &[("count", &days.to_string())])
}

fn people_in_words(turn: &Turn, people: u32) -> String {
    let count = usize::try_from(people).unwrap_or(usize::MAX);
    fill(counted(turn.lang, turn.tools().people, count), &[("count", &people.to_string())])
}

fn slot_name(turn: &Turn, slot: Slot) -> &'static str {
    let [breakfast, lunch, dinner] = turn.tools().slots;
    match slot {
        Slot::Breakfast => breakfast,
        Slot::Lunch => lunch,
        Slot::Dinner => dinner,
    }
}

/// Is a plan what was spoken of last?
pub(super) fn is_open(turn: &Turn) -> bool {
    turn.session.memory().proposals.current_plan().is_some()
}

/// Asks for how many days, with the wish repeated in each suggestion.
async fn ask_days(turn: &mut Turn, said: &str) {
    let option = |days: usize| {
        let label = days_in_words(turn, days);
        let value = fill(turn.tools().plan_said, &[("days", &label), ("said", said)]);
        (label, value)
    };
    let options = DAYS.map(option);
    turn.offer(None, options.to_vec()).await;
}

/// Answers "meal plan for …".
pub(super) async fn propose(turn: &mut Turn, wish: &PlanWish) {
    let tools = turn.tools();
    let app = Arc::clone(&turn.app);
    if app.catalog.recipes.all.is_empty() {
        turn.say(tools.recipe_unsuited).await;
        return suggest(turn).await;
    }
    let Some(asked) = wish.days else {
        turn.say(tools.plan_how_long).await;
        return ask_days(turn, &wish.said).await;
    };
    turn.status("planning").await;
    let [least, _, most] = DAYS;
    let count = asked.clamp(least, most);
    let people = wish.people.unwrap_or(PEOPLE).clamp(1, MOST_PEOPLE);
    let everything: Vec<&Recipe> = app.catalog.recipes.all.iter().collect();
    let Ok(shelf) = Shelf::ask(turn, &everything).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let made = |cheapest_for: Option<u32>| {
        let menu = Menu::new(&app, &shelf, &wish.food, cheapest_for);
        let mut days = Vec::new();
        menu.extend(&mut days, count);
        let goods = shelf.goods(&app, days.iter().flatten(), people, &wish.food);
        (menu.lacking(), days, goods)
    };
    let (mut lacking, mut days, mut goods) = made(None);
    let dear = |goods: &[Goods]| wish.most.filter(|most| shelf.cost(goods) > *most);
    if dear(&goods).is_some() {
        (lacking, days, goods) = made(Some(people));
    }
    if goods.is_empty() {
        turn.say(tools.recipe_unsuited).await;
        return suggest(turn).await;
    }
    let mut text = plan_text(turn, count, people, shelf.cost(&goods));
    if asked != count {
        text = format!("{} {text}", fill(tools.plan_limits, &[("days", &days_in_words(turn, count))]));
    }
    if let Some(most) = dear(&goods) {
        text = format!("{text} {}", fill(tools.plan_over, &[("most", &most.to_string())]));
    }
    text.push_str(&reservations(turn, &lacking, &days));
    turn.say(&text).await;
    let tool_call_id = turn.session.memory().next_tool_call();
    let plan = Plan {
        id: tool_call_id.replace("call", "plan"),
        tool_call_id,
        people,
        food: wish.food.clone(),
        days,
        goods,
        done: Vec::new(),
        replaced: false,
    };
    lay_out(turn, &shelf, plan).await;
}

fn plan_text(turn: &Turn, days: usize, people: u32, sum: Amount) -> String {
    let (days, people) = (days_in_words(turn, days), people_in_words(turn, people));
    fill(turn.tools().plan, &[("days", &days), ("people", &people), ("sum", &sum.money())])
}

/// What a plan does not manage, as sentences to append.
fn reservations(turn: &Turn, lacking: &[Slot], days: &[Vec<PlannedMeal>]) -> String {
    let tools = turn.tools();
    let mut text = String::new();
    if !lacking.is_empty() {
        let names: Vec<&str> = lacking.iter().map(|slot| slot_name(turn, *slot)).collect();
        text = format!(" {}", fill(tools.plan_lacking, &[("slots", &names.join(", "))]));
    }
    if repeats(days) {
        text = format!("{text} {}", tools.plan_repeats);
    }
    text
}

/// Shows a plan and keeps it until it is answered.
async fn lay_out(turn: &mut Turn, shelf: &Shelf, plan: Plan) {
    let tools = turn.tools();
    let (days, people) = (days_in_words(turn, plan.days.len()), people_in_words(turn, plan.people));
    let tool_call_id = plan.tool_call_id.clone();
    let frame = ServerFrame::MealPlan {
        plan_id: plan.id.clone(),
        title: fill(tools.plan_title, &[("days", &days), ("people", &people)]),
        days: (1_usize..)
            .zip(&plan.days)
            .map(|(number, day)| PlanDay {
                name: fill(tools.day, &[("number", &number.to_string())]),
                meals: day
                    .iter()
                    .filter_map(|meal| planned(turn, shelf, meal, plan.people, &plan.food))
                    .collect(),
            })
            .collect(),
        tool_call_id: tool_call_id.clone(),
    };
    {
        let mut memory = turn.session.memory();
        // A plan is large, and only the newest is waited for; the one before can still be approved.
        let before: Vec<String> =
            memory.proposals.plans.iter().map(|plan| plan.tool_call_id.clone()).collect();
        before.iter().for_each(|id| memory.settle(id));
        memory.proposals.keep_plan(plan);
    }
    turn.interactive(&frame, tool_call_id, false).await;
}

fn planned(turn: &Turn, shelf: &Shelf, meal: &PlannedMeal, people: u32, food: &Food) -> Option<PlanMeal> {
    let recipes = &turn.app.catalog.recipes;
    let recipe = recipes.recipe(&meal.recipe)?;
    let items = recipes.parts(recipe).map(|(ingredient, portion)| PlanItem {
        name: ingredient.name.get(turn.lang).clone(),
        amount: recipe.scaled(portion.amount, people),
        unit: turn.words().measure(portion.unit).to_owned(),
        sku: shelf
            .pick(&turn.app, ingredient, food)
            .filter(|_| !ingredient.pantry)
            .map(|(product, _)| product.sku.clone()),
    });
    Some(PlanMeal {
        slot: slot_name(turn, meal.slot).to_owned(),
        name: recipe.name.get(turn.lang).clone(),
        items: items.collect(),
    })
}

/// Changes the plan that was spoken of last, if there is one.
pub(super) async fn change_current(turn: &mut Turn, swap: &Swap) {
    let plan = {
        let memory = turn.session.memory();
        memory.proposals.current_plan().or(memory.proposals.plans.last()).cloned()
    };
    match plan {
        Some(plan) => change(turn, plan, swap).await,
        None => {
            let tools = turn.tools();
            turn.say(tools.plan_missing).await;
            ask_days(turn, tools.plan_ask).await;
        }
    }
}

/// Makes a plan of this one with what is wished. It stands in the old one's place, also when nothing could be changed,
/// so that there is always one to approve.
pub(super) async fn change(turn: &mut Turn, old: Plan, swap: &Swap) {
    turn.status("planning").await;
    let tools = turn.tools();
    let app = Arc::clone(&turn.app);
    let recipes = &app.catalog.recipes;
    let everything: Vec<&Recipe> = recipes.all.iter().collect();
    let Ok(shelf) = Shelf::ask(turn, &everything).await else {
        return turn.say(turn.words().no_prices).await;
    };
    let mut plan = old.clone();
    plan.food.and(&swap.food);
    plan.people = swap.people.unwrap_or(plan.people).clamp(1, MOST_PEOPLE);
    let menu = Menu::new(&app, &shelf, &plan.food, None);
    let [least, _, most] = DAYS;
    let count = swap.days.unwrap_or(plan.days.len()).clamp(least, most);
    menu.extend(&mut plan.days, count);
    let dishes: Vec<&str> = recipes.find(&swap.dish).0.iter().map(|recipe| recipe.id.as_str()).collect();
    let somewhere = swap.day.is_some() || swap.slot.is_some() || !dishes.is_empty();
    let changed = menu.swap(&mut plan.days, |day, meal| {
        somewhere
            && swap.day.is_none_or(|wanted| wanted == day)
            && swap.slot.is_none_or(|slot| slot == meal.slot)
            && (dishes.is_empty() || dishes.contains(&meal.recipe.as_str()))
    });
    plan.goods = shelf.goods(&app, plan.days.iter().flatten(), plan.people, &plan.food);
    let cost = shelf.cost(&plan.goods);
    let mut text = match changed {
        0 if plan.people != old.people || plan.days.len() != old.days.len() => {
            plan_text(turn, plan.days.len(), plan.people, cost)
        }
        // It was so already.
        0 if !swap.food.is_any() => plan_text(turn, plan.days.len(), plan.people, cost),
        0 => tools.plan_unchanged.to_owned(),
        _ => fill(tools.plan_changed, &[("count", &changed.to_string()), ("sum", &cost.money())]),
    };
    if text != tools.plan_unchanged {
        text.push_str(&reservations(turn, &menu.lacking(), &plan.days));
    }
    turn.say(&text).await;
    {
        let mut memory = turn.session.memory();
        memory.settle(&old.tool_call_id);
        if let Some(old) = memory.proposals.plan(&old.id) {
            old.replaced = true;
        }
        plan.tool_call_id = memory.next_tool_call();
    }
    plan.id = plan.tool_call_id.replace("call", "plan");
    lay_out(turn, &shelf, plan).await;
}
