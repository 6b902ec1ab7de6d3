//! The frames of the two larger tools: checklists of ingredients and plans of meals.

use serde::{Deserialize, Serialize};

use super::ProductCard;
use crate::amount::Amount;

/// A line of a checklist.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChecklistItem {
    pub(crate) id: String,
    pub(crate) name: String,
    /// For the servings of the list, in `unit`.
    pub(crate) amount: Amount,
    pub(crate) unit: String,
    /// Is it likely to be at home?
    pub(crate) have: bool,
    /// What would be bought; none when all of it is sold out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) product: Option<ProductCard>,
}

/// A day of a plan.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanDay {
    pub(crate) name: String,
    pub(crate) meals: Vec<PlanMeal>,
}

/// A meal of a day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanMeal {
    /// The name of the meal, in the language of the conversation.
    pub(crate) slot: String,
    pub(crate) name: String,
    pub(crate) items: Vec<PlanItem>,
}

/// An ingredient of a meal.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanItem {
    pub(crate) name: String,
    pub(crate) amount: Amount,
    pub(crate) unit: String,
    /// What is bought for it; none for what kitchens have and for what is sold out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sku: Option<String>,
}

/// The checklist is done. What is at home (`have`) needs nothing done, so it is not read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SubmitChecklist {
    pub(crate) checklist_id: String,
    /// The lines to buy.
    pub(crate) need: Vec<String>,
    #[serde(default)]
    pub(crate) servings: Option<u32>,
}

/// The plan is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ApprovePlan {
    pub(crate) plan_id: String,
}

/// The plan is to be changed: one meal, one day, or as a wish in words says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ModifyPlan {
    pub(crate) plan_id: String,
    #[serde(default)]
    pub(crate) day: Option<String>,
    #[serde(default)]
    pub(crate) meal: Option<String>,
    #[serde(default)]
    pub(crate) request: Option<String>,
}

/// The answer to a checklist or a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Tool {
    Submit(SubmitChecklist),
    Approve(ApprovePlan),
    Modify(ModifyPlan),
}
