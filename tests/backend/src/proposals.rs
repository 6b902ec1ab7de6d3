//! What was laid before a shopper and can still be acted on: checklists, plans, a choice of goods.
//!
//! Each remembers what of it is in the cart already, so that the same answer twice buys once.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::food::Food;
use crate::measure::Measure;
use crate::recipes::Slot;
use crate::wire::tools::{ApprovePlan, ModifyPlan, Tool};

/// How many checklists and plans a conversation keeps. All that wait travel in one `session_restored` of at most 64 KiB.
const KEPT: usize = 2;

/// An amount of one product, in its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Goods {
    pub(crate) sku: String,
    pub(crate) quantity: Amount,
}

/// A line of a checklist.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// The ingredient's id.
    pub(crate) id: String,
    /// What is bought for it; none when it was sold out.
    pub(crate) sku: Option<String>,
    /// For the servings of the list.
    pub(crate) amount: Amount,
    pub(crate) measure: Measure,
    pub(crate) have: bool,
}

/// A recipe's ingredients, of which some are to be bought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Checklist {
    pub(crate) id: String,
    pub(crate) tool_call_id: String,
    pub(crate) recipe: String,
    pub(crate) servings: u32,
    pub(crate) lines: Vec<Line>,
    /// SKUs that were submitted and got their answer from the shop.
    pub(crate) done: Vec<String>,
}

/// One meal of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedMeal {
    pub(crate) slot: Slot,
    /// The recipe's id.
    pub(crate) recipe: String,
}

/// Meals for some days.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) tool_call_id: String,
    pub(crate) people: u32,
    pub(crate) food: Food,
    pub(crate) days: Vec<Vec<PlannedMeal>>,
    /// All that has to be bought, each product once.
    pub(crate) goods: Vec<Goods>,
    /// SKUs that got their answer from the shop.
    pub(crate) done: Vec<String>,
    /// Was it changed? Then the plan that came of it stands in its place.
    pub(crate) replaced: bool,
}

/// What "all of it" and "yes" mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Latest {
    Goods(Vec<Goods>),
    Checklist(String),
    Plan(String),
}

/// All proposals of a conversation.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Proposals {
    pub(crate) checklists: Vec<Checklist>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) latest: Option<Latest>,
}

impl Proposals {
    /// Keeps a checklist. Gives the one it displaces: of the same recipe, or the oldest of too many.
    #[must_use]
    pub(crate) fn keep_checklist(&mut self, list: Checklist) -> Option<Checklist> {
        let same = self.checklists.iter().position(|other| other.recipe == list.recipe);
        let displaced = same.or((self.checklists.len() >= KEPT).then_some(0));
        let displaced = displaced.map(|place| self.checklists.remove(place));
        self.latest = Some(Latest::Checklist(list.id.clone()));
        self.checklists.push(list);
        displaced
    }

    /// Keeps a plan, instead of the oldest of too many.
    pub(crate) fn keep_plan(&mut self, plan: Plan) {
        if self.plans.len() >= KEPT {
            self.plans.remove(0);
        }
        self.latest = Some(Latest::Plan(plan.id.clone()));
        self.plans.push(plan);
    }

    pub(crate) fn checklist(&mut self, id: &str) -> Option<&mut Checklist> {
        self.checklists.iter_mut().find(|list| list.id == id)
    }

    pub(crate) fn plan(&mut self, id: &str) -> Option<&mut Plan> {
        self.plans.iter_mut().find(|plan| plan.id == id)
    }

    /// The `tool_call_id` of the frame that this answers, if it is known.
    pub(crate) fn tool_call_of(&mut self, answer: &Tool) -> Option<String> {
        match answer {
            Tool::Submit(answer) => {
                self.checklist(&answer.checklist_id).map(|list| list.tool_call_id.clone())
            }
            Tool::Approve(ApprovePlan { plan_id }) | Tool::Modify(ModifyPlan { plan_id, .. }) => {
                self.plan(plan_id).map(|plan| plan.tool_call_id.clone())
            }
        }
    }

    /// These goods of a choice have their answer; what is left still means "all of it".
    pub(crate) fn take_goods(&mut self, sku: &str) {
        if let Some(Latest::Goods(goods)) = &mut self.latest {
            goods.retain(|one| one.sku != sku);
        }
        self.latest.take_if(|latest| *latest == Latest::Goods(Vec::new()));
    }

    /// The plan that was made last, if it is what was spoken of last.
    pub(crate) fn current_plan(&self) -> Option<&Plan> {
        match &self.latest {
            Some(Latest::Plan(id)) => self.plans.iter().find(|plan| plan.id == *id),
            _ => None,
        }
    }
}
