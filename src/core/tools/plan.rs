//! A plan of meals: approved, or to be changed, and all that it takes as one list.

use super::Progress;
use crate::core::decimal::Decimal;
use crate::core::protocol::{Action, MealItem, MealPlan};

/// A plan in the conversation.
#[derive(Clone, Debug)]
pub struct Plan {
    frame: MealPlan,
    pub(crate) answer: Option<PlanAnswer>,
    pub(crate) progress: Progress,
}

/// What the shopper made of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanAnswer {
    /// It is accepted.
    Approved,
    /// It is to be changed.
    Change(PlanChange),
}

/// What is to be changed, by places in the frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanChange {
    /// One day; `None` for a wish about the whole plan.
    pub day: Option<usize>,
    /// One meal of that day; `None` for all of them.
    pub meal: Option<usize>,
    /// What is wished instead, in words; may be empty where a day or a meal is named.
    pub request: String,
}

impl Plan {
    /// As the server sent it.
    pub fn new(frame: MealPlan) -> Self {
        Self { frame, answer: None, progress: Progress::Open }
    }

    /// The server's frame.
    pub fn frame(&self) -> &MealPlan {
        &self.frame
    }

    /// How far the answer has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The answer, once there is one.
    pub fn answer(&self) -> Option<&PlanAnswer> {
        self.answer.as_ref()
    }

    /// All that is to be bought for all days: one line for each product and unit, amounts summed exactly.
    /// What names no product is known by its name. In the order in which things first occur.
    pub fn shopping(&self) -> Vec<MealItem> {
        let mut list: Vec<MealItem> = Vec::new();
        let meals = self.frame.days.iter().flat_map(|day| &day.meals);
        for item in meals.flat_map(|meal| &meal.items) {
            let known = list.iter_mut().find_map(|line| {
                let sum = is_same(line, item).then(|| sum(line.amount, item.amount))??;
                Some((line, sum))
            });
            match known {
                Some((line, sum)) => line.amount = sum,
                None => list.push(item.clone()),
            }
        }
        list
    }

    /// What is sent; nothing while there is no answer.
    pub(crate) fn action(&self) -> Option<Action> {
        let plan_id = self.frame.plan_id.clone();
        let tool_call_id = self.frame.tool_call_id.clone();
        Some(match self.answer.as_ref()? {
            PlanAnswer::Approved => Action::ApproveMealPlan { plan_id, tool_call_id },
            PlanAnswer::Change(change) => {
                let day = change.day.and_then(|place| Some((place, self.frame.days.get(place)?)));
                let meal = day.zip(change.meal).and_then(|((_, day), place)| day.meals.get(place));
                let request = Some(change.request.clone()).filter(|request| !request.is_empty());
                Action::ModifyMealPlan {
                    plan_id,
                    // A day without a name is known by its number.
                    day: day.map(|(place, day)| filled(&day.name, || place.saturating_add(1).to_string())),
                    meal: meal.map(|meal| filled(&meal.slot, || meal.name.clone())),
                    request,
                    tool_call_id,
                }
            }
        })
    }

    /// Whether a change can be asked for: it names something that is there, or says something.
    pub(crate) fn can_change(&self, change: &PlanChange) -> bool {
        match (change.day.map(|place| self.frame.days.get(place)), change.meal) {
            (None, None) => !change.request.is_empty(),
            (Some(Some(day)), meal) => meal.is_none_or(|meal| meal < day.meals.len()),
            _ => false,
        }
    }
}

fn filled(name: &str, otherwise: impl FnOnce() -> String) -> String {
    if name.is_empty() { otherwise() } else { name.to_owned() }
}

fn is_same(line: &MealItem, item: &MealItem) -> bool {
    let product = match (&line.sku, &item.sku) {
        (Some(left), Some(right)) => left == right,
        (None, None) => line.name == item.name,
        _ => false,
    };
    product && line.unit == item.unit && line.amount.is_some() == item.amount.is_some()
}

/// Both together; `None` when they are too large to be counted, and then stay two lines.
fn sum(left: Option<Decimal>, right: Option<Decimal>) -> Option<Option<Decimal>> {
    match (left, right) {
        (Some(left), Some(right)) => left.checked_add(right).map(Some),
        _ => Some(None),
    }
}
