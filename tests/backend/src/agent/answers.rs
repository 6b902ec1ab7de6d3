//! What a shopper answers to a checklist, a plan or a choice of goods, pressed or said.

use super::asks;
use super::figures::spell_out;
use super::part::Part;
use super::phrases::fill;
use super::plan;
use super::recipe::{MOST_SERVINGS, goods_of};
use super::shelf::{Put, put};
use super::turn::Turn;
use super::understand::Swap;
use crate::lang;
use crate::proposals::{Goods, Latest, Line, Plan};
use crate::text::words;
use crate::wire::tools::{ModifyPlan, SubmitChecklist, Tool};
use crate::wire::total;

pub(super) async fn serve(turn: &mut Turn, tool: Tool) {
    match tool {
        Tool::Submit(answer) => submit(turn, answer).await,
        Tool::Approve(answer) => {
            if let Some(plan) = known_plan(turn, &answer.plan_id).await {
                approve(turn, plan).await;
            }
        }
        Tool::Modify(answer) => {
            if let Some(plan) = known_plan(turn, &answer.plan_id).await {
                modify(turn, plan, &answer).await;
            }
        }
    }
}

/// Everything that was proposed last: "add all", "yes".
pub(super) async fn accept_latest(turn: &mut Turn) {
    let latest = turn.session.memory().proposals.latest.clone();
    match latest {
        Some(Latest::Goods(goods)) => {
            let put = put(turn, &goods, |proposals, sku| proposals.take_goods(sku)).await;
            tell(turn, &put, goods.len(), &[]).await;
        }
        Some(Latest::Checklist(id)) => {
            let need = turn.session.memory().proposals.checklist(&id).map(|list| {
                list.lines.iter().filter(|line| !line.have).map(|line| line.id.clone()).collect()
            });
            let need = need.unwrap_or_default();
            submit(turn, SubmitChecklist { checklist_id: id, need, servings: None }).await;
        }
        Some(Latest::Plan(id)) => {
            if let Some(plan) = known_plan(turn, &id).await {
                approve(turn, plan).await;
            }
        }
        None => turn.say(turn.tools().nothing_proposed).await,
    }
}

/// What waits for an answer is dropped.
pub(super) async fn cancel(turn: &mut Turn) {
    {
        let mut memory = turn.session.memory();
        memory.pending.clear();
        memory.proposals = Default::default();
    }
    turn.say(turn.tools().cancelled).await;
}

/// Puts the lines that are needed into the cart: those that got no answer from the shop before.
async fn submit(turn: &mut Turn, answer: SubmitChecklist) {
    let Some(list) = turn.session.memory().proposals.checklist(&answer.checklist_id).cloned() else {
        return turn.say(turn.tools().gone).await;
    };
    let servings = answer.servings.unwrap_or(list.servings).clamp(1, MOST_SERVINGS);
    let needed: Vec<Line> =
        list.lines.iter().filter(|line| answer.need.contains(&line.id)).cloned().collect();
    let new: Vec<Line> = needed
        .iter()
        .filter(|line| line.sku.as_ref().is_none_or(|sku| !list.done.contains(sku)))
        .map(|line| scaled(turn, &list.recipe, line, servings))
        .collect();
    let goods: Vec<Goods> = new.iter().filter_map(|line| goods_of(turn, line)).collect();
    let sold_out: Vec<String> =
        new.iter().filter(|line| line.sku.is_none()).filter_map(|line| name_of(turn, &line.id)).collect();
    let put = put(turn, &goods, |proposals, sku| {
        proposals.checklist(&list.id).into_iter().for_each(|list| list.done.push(sku.to_owned()));
    })
    .await;
    if !put.stopped {
        let mut memory = turn.session.memory();
        memory.settle(&list.tool_call_id);
        memory.proposals.latest.take_if(|latest| *latest == Latest::Checklist(list.id.clone()));
    }
    if needed.is_empty() {
        return turn.say(turn.tools().nothing_to_buy).await;
    }
    if new.is_empty() {
        return turn.say(turn.tools().put_already).await;
    }
    tell(turn, &put, new.len(), &sold_out).await;
}

/// A line for this many eaters.
fn scaled(turn: &Turn, recipe: &str, line: &Line, servings: u32) -> Line {
    let recipe = turn.app.catalog.recipes.recipe(recipe);
    let amount = recipe.and_then(|recipe| {
        let portion = recipe.items.iter().find(|portion| portion.ingredient == line.id)?;
        Some(recipe.scaled(portion.amount, servings))
    });
    Line { amount: amount.unwrap_or(line.amount), ..line.clone() }
}

fn name_of(turn: &Turn, ingredient: &str) -> Option<String> {
    let ingredient = turn.app.catalog.recipes.ingredient(ingredient)?;
    Some(ingredient.name.get(turn.lang).clone())
}

/// The plan of this id if it can still be acted on; else it is said why not.
async fn known_plan(turn: &mut Turn, id: &str) -> Option<Plan> {
    let plan = turn.session.memory().proposals.plan(id).cloned();
    match plan {
        Some(plan) if !plan.replaced => Some(plan),
        Some(_) => {
            turn.say(turn.tools().plan_replaced).await;
            None
        }
        None => {
            turn.say(turn.tools().gone).await;
            None
        }
    }
}

async fn approve(turn: &mut Turn, plan: Plan) {
    let goods: Vec<Goods> = plan.goods.iter().filter(|one| !plan.done.contains(&one.sku)).cloned().collect();
    if goods.is_empty() {
        turn.session.memory().settle(&plan.tool_call_id);
        return turn.say(turn.tools().put_already).await;
    }
    let put = put(turn, &goods, |proposals, sku| {
        proposals.plan(&plan.id).into_iter().for_each(|plan| plan.done.push(sku.to_owned()));
    })
    .await;
    if !put.stopped {
        let mut memory = turn.session.memory();
        memory.settle(&plan.tool_call_id);
        memory.proposals.latest.take_if(|latest| *latest == Latest::Plan(plan.id.clone()));
    }
    tell(turn, &put, goods.len(), &[]).await;
}

/// Changes a plan by what was pressed or written on it.
async fn modify(turn: &mut Turn, plan: Plan, answer: &ModifyPlan) {
    let request = answer.request.as_deref().unwrap_or_default();
    {
        let mut memory = turn.session.memory();
        memory.lang = lang::detect(request, memory.lang);
        turn.lang = memory.lang;
    }
    let read = |text: &str| Part::read(words(&spell_out(text)));
    let mut swap: Swap = asks::swap(&read(request));
    if let Some(day) = &answer.day {
        let part = read(day);
        // "2" alone is a day too.
        let bare = part.quantity.and_then(|quantity| quantity.amount.to_string().parse::<usize>().ok());
        swap.day = part.figures.day.or(part.nth).or(bare.and_then(|day| day.checked_sub(1)));
    }
    if let Some(meal) = &answer.meal {
        let part = read(meal);
        swap.slot = part.slot;
        if swap.slot.is_none() {
            swap.dish = words(meal);
        }
    }
    plan::change(turn, plan, &swap).await;
}

/// The summary in words of what was put into the cart.
async fn tell(turn: &mut Turn, put: &Put, all: usize, sold_out: &[String]) {
    let (words, tools) = (turn.words(), turn.tools());
    let sum = total(&turn.session.memory().cart).money();
    let values = [("count", put.added.to_string()), ("all", all.to_string()), ("total", sum)];
    let mut text = fill(tools.put, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    let refused: Vec<String> = put
        .refused
        .iter()
        .map(|(name, reason)| fill(tools.line_refused, &[("name", name), ("reason", &words.reason(reason))]))
        .collect();
    if !refused.is_empty() {
        text = format!("{text}\n\n{}", refused.join("\n"));
    }
    if !sold_out.is_empty() {
        text = format!("{text}\n\n{}", fill(tools.line_missing, &[("names", &sold_out.join(", "))]));
    }
    if put.stopped {
        text = format!("{text}\n\n{}", tools.put_stopped);
    }
    turn.say(&text).await;
}
