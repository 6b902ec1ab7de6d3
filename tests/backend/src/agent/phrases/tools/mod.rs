//! What the assistant says about recipes, plans, comparisons and sums of money.

use super::Phrases;
use crate::measure::Measure;

pub(super) mod en;
pub(super) mod ru;
pub(super) mod uk;

/// All such texts of one language. Texts are in the markdown subset of the contract.
pub(crate) struct Tools {
    /// `{name}`: how a recipe is asked for, as a suggestion.
    pub(crate) recipe_ask: &'static str,
    /// `{servings}`: follows it.
    pub(crate) recipe_for: &'static str,
    /// `{count}`
    pub(crate) recipe_which: &'static str,
    /// `{query}`
    pub(crate) recipe_none: &'static str,
    /// No recipe suits what is left out.
    pub(crate) recipe_unsuited: &'static str,
    /// `{name}`
    pub(crate) checklist_title: &'static str,
    /// `{name}`, `{servings}`, `{sum}`
    pub(crate) checklist: &'static str,
    /// `{names}`
    pub(crate) checklist_missing: &'static str,
    /// The list or plan is not kept any more.
    pub(crate) gone: &'static str,
    pub(crate) nothing_to_buy: &'static str,
    /// `{count}`, `{all}`, `{total}`
    pub(crate) put: &'static str,
    pub(crate) put_already: &'static str,
    /// The shop stopped answering in between.
    pub(crate) put_stopped: &'static str,
    /// `{name}`, `{reason}`
    pub(crate) line_refused: &'static str,
    /// `{names}`
    pub(crate) line_missing: &'static str,
    pub(crate) plan_how_long: &'static str,
    /// `{said}`, `{days}`: a plan is asked for again, now with its days.
    pub(crate) plan_said: &'static str,
    /// How a plan is asked for, as a suggestion.
    pub(crate) plan_ask: &'static str,
    /// `{days}`, `{people}`
    pub(crate) plan_title: &'static str,
    /// `{days}`, `{people}`, `{sum}`
    pub(crate) plan: &'static str,
    /// `{days}`
    pub(crate) plan_limits: &'static str,
    pub(crate) plan_repeats: &'static str,
    /// `{slots}`
    pub(crate) plan_lacking: &'static str,
    /// `{most}`
    pub(crate) plan_over: &'static str,
    /// `{count}`, `{sum}`
    pub(crate) plan_changed: &'static str,
    pub(crate) plan_unchanged: &'static str,
    pub(crate) plan_replaced: &'static str,
    pub(crate) plan_missing: &'static str,
    /// `{number}`
    pub(crate) day: &'static str,
    pub(crate) compare_what: &'static str,
    pub(crate) compare_head: &'static str,
    /// `{name}`, `{price}`, `{unit}`
    pub(crate) compare_cheapest: &'static str,
    pub(crate) row_price: &'static str,
    pub(crate) row_unit_price: &'static str,
    pub(crate) row_brand: &'static str,
    pub(crate) row_category: &'static str,
    pub(crate) row_diet: &'static str,
    pub(crate) row_sold: &'static str,
    /// `{sum}`
    pub(crate) money: &'static str,
    /// `{sum}`, `{old}`
    pub(crate) money_was: &'static str,
    /// `{sum}`, `{unit}`
    pub(crate) per: &'static str,
    /// `{step}`, `{unit}`
    pub(crate) step: &'static str,
    /// `{least}`, `{unit}`
    pub(crate) least: &'static str,
    /// `{most}`, `{unit}`
    pub(crate) most: &'static str,
    pub(crate) no_claims: &'static str,
    pub(crate) which_product: &'static str,
    /// `{sku}`: how more about a product is asked for, as a suggestion.
    pub(crate) details_ask: &'static str,
    /// `{name}`
    pub(crate) details_out: &'static str,
    /// `{name}`
    pub(crate) composition: &'static str,
    /// `{name}`, `{claims}`
    pub(crate) claimed: &'static str,
    /// `{name}`, `{asked}`, `{claims}`
    pub(crate) not_claimed: &'static str,
    /// `{claims}`
    pub(crate) claims: &'static str,
    /// `{sum}`
    pub(crate) budget: &'static str,
    /// `{name}`, `{quantity}`, `{unit}`, `{sum}`
    pub(crate) budget_line: &'static str,
    /// `{total}`, `{left}`
    pub(crate) budget_total: &'static str,
    /// `{names}`
    pub(crate) budget_missing: &'static str,
    /// `{sum}`
    pub(crate) budget_none: &'static str,
    /// What to press to take all.
    pub(crate) budget_all: &'static str,
    /// `{query}`, `{sum}`
    pub(crate) too_dear: &'static str,
    /// Foods were left out by their names.
    pub(crate) by_names: &'static str,
    /// `{products}`, `{total}`
    pub(crate) total: &'static str,
    /// `{saved}`
    pub(crate) saved: &'static str,
    pub(crate) nothing_proposed: &'static str,
    pub(crate) cancelled: &'static str,
    /// One, few, many: `{count}`.
    pub(crate) days: [&'static str; 3],
    /// One, few, many: `{count}`.
    pub(crate) people: [&'static str; 3],
    /// One, few, many: `{count}`.
    pub(crate) products: [&'static str; 3],
    /// Breakfast, lunch, dinner.
    pub(crate) slots: [&'static str; 3],
    pub(crate) unit_g: &'static str,
    pub(crate) unit_ml: &'static str,
    pub(crate) vegan: &'static str,
    pub(crate) vegetarian: &'static str,
    pub(crate) lactose_free: &'static str,
    pub(crate) gluten_free: &'static str,
    pub(crate) sugar_free: &'static str,
}

impl Tools {
    /// How a diet claim of the catalogue is said.
    pub(crate) fn claim<'a>(&self, claim: &'a str) -> &'a str
    where
        Self: 'static,
    {
        match claim {
            "vegan" => self.vegan,
            "vegetarian" => self.vegetarian,
            "lactose_free" => self.lactose_free,
            "gluten_free" => self.gluten_free,
            "sugar_free" => self.sugar_free,
            other => other,
        }
    }
}

impl Phrases {
    /// How the measure of an ingredient is written.
    pub(crate) fn measure(&self, measure: Measure) -> &'static str {
        match measure {
            Measure::G => self.tools.unit_g,
            Measure::Ml => self.tools.unit_ml,
            Measure::Pcs => self.unit_pcs,
        }
    }
}
