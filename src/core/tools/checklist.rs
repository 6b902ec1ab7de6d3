//! An ingredient checklist: what is at home, for how many, and what came of buying the rest.
//!
//! # Where results come from
//!
//! The wire has no result per line. What there is, is the cart: each `cart_changed` names the product it is
//! about and carries the whole cart. So a line is judged by its product: how much of it the cart held when
//! the list was submitted, and how much it held when the server spoke of that product, or, if it never did,
//! when it was done. More is *added*; as much as before is *unchanged*; nothing is *missing*. A line that
//! names no product can only be called missing in a list whose other lines name theirs.

use super::Progress;
use crate::core::cart::Cart;
use crate::core::decimal::Decimal;
use crate::core::protocol::{Action, IngredientChecklist};

/// The most servings that can be chosen, unless the list came for more.
pub const MOST_SERVINGS: u32 = 50;

/// A checklist in the conversation.
#[derive(Clone, Debug)]
pub struct Checklist {
    frame: IngredientChecklist,
    pub(crate) servings: Option<u32>,
    /// One for each item of the frame.
    pub(crate) lines: Vec<Line>,
    pub(crate) progress: Progress,
}

/// What the frame does not say about a line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    pub(crate) have: bool,
    /// How much of its product the cart held when the list was submitted.
    pub(crate) before: Decimal,
    pub(crate) result: Option<LineResult>,
}

/// What came of a line that was to be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineResult {
    /// It came into the cart, which now holds this much of its product.
    Added(Decimal),
    /// The cart holds this much of its product, and no more than before.
    Unchanged(Decimal),
    /// It is not in the cart.
    Missing,
}

impl Checklist {
    /// As the server sent it.
    pub fn new(frame: IngredientChecklist) -> Self {
        let line = |have| Line { have, ..Line::default() };
        Self {
            servings: frame.servings,
            lines: frame.items.iter().map(|item| line(item.have)).collect(),
            frame,
            progress: Progress::Open,
        }
    }

    /// The server's frame.
    pub fn frame(&self) -> &IngredientChecklist {
        &self.frame
    }

    /// How far the answer has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// For how many it is made now; `None` when the frame does not say it.
    pub fn servings(&self) -> Option<u32> {
        self.servings
    }

    /// Whether a line is at home.
    pub fn has(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|line| line.have)
    }

    /// How many lines are to be bought.
    pub fn wanted(&self) -> u32 {
        count(self.lines.iter().filter(|line| !line.have))
    }

    /// How many of them are still to be bought: all, unless an earlier try has brought some.
    pub fn missing(&self) -> u32 {
        let missing = |line: &&Line| !line.have && !matches!(line.result, Some(LineResult::Added(_)));
        count(self.lines.iter().filter(missing))
    }

    /// How many of the wanted ones are in the cart, as far as results have come.
    pub fn found(&self) -> u32 {
        let found = |line: &&Line| {
            !line.have && matches!(line.result, Some(LineResult::Added(_) | LineResult::Unchanged(_)))
        };
        count(self.lines.iter().filter(found))
    }

    /// What came of a line.
    pub fn result(&self, line: usize) -> Option<LineResult> {
        self.lines.get(line)?.result
    }

    /// The amount of a line for the chosen servings. Always counted from the server's own amount, so going
    /// there and back changes nothing; rounded as a kitchen would: three digits, two below one.
    pub fn amount(&self, line: usize) -> Option<Decimal> {
        let amount = self.frame.items.get(line)?.amount?;
        match (self.servings, self.frame.servings) {
            (Some(chosen), Some(given)) if chosen != given => {
                let scaled = amount.scaled(chosen, given)?;
                Some(scaled.round_to_digits(if scaled < Decimal::ONE { 2 } else { 3 }))
            }
            _ => Some(amount),
        }
    }

    /// Ticks a line, or takes the tick away. Says whether that changed anything.
    pub(crate) fn set_have(&mut self, line: usize, have: bool) -> bool {
        let open = self.progress.is_open();
        let line = self.lines.get_mut(line).filter(|line| open && line.have != have);
        line.map(|line| line.have = have).is_some()
    }

    /// Chooses for how many. Says whether that changed anything.
    pub(crate) fn set_servings(&mut self, servings: u32) -> bool {
        let Some(given) = self.frame.servings.filter(|given| *given > 0) else { return false };
        let servings = Some(servings.clamp(1, MOST_SERVINGS.max(given)));
        let changes = self.progress.is_open() && self.servings != servings;
        if changes {
            self.servings = servings;
        }
        changes
    }

    /// What is sent.
    pub(crate) fn action(&self) -> Action {
        let ids = |have: bool| {
            let items = self.frame.items.iter().zip(&self.lines);
            items.filter(|(_, line)| line.have == have).map(|(item, _)| item.id.clone()).collect()
        };
        Action::SubmitChecklist {
            checklist_id: self.frame.checklist_id.clone(),
            need: ids(false),
            have: ids(true),
            servings: self.servings,
            tool_call_id: self.frame.tool_call_id.clone(),
        }
    }

    /// It is being submitted. What an earlier submission has brought stays as it is.
    pub(crate) fn submit(&mut self, cart: &Cart) {
        for (item, line) in self.frame.items.iter().zip(&mut self.lines) {
            if !matches!(line.result, Some(LineResult::Added(_))) {
                let sku = item.product.as_ref().map(|product| product.sku.as_str());
                line.before = sku.map_or(Decimal::ZERO, |sku| cart.confirmed(sku));
                line.result = None;
            }
        }
    }

    /// The server has told how the cart stands: about one product, or (`None`) for good.
    pub(crate) fn judge(&mut self, cart: &Cart, about: Option<&str>) -> bool {
        let names_products = self.frame.items.iter().any(|item| item.product.is_some());
        let mut changed = false;
        for (item, line) in self.frame.items.iter().zip(&mut self.lines) {
            let sku = item.product.as_ref().map(|product| product.sku.as_str());
            let open = !line.have && line.result.is_none();
            if !open || !names_products || (about.is_some() && sku != about) {
                continue;
            }
            let now = sku.map_or(Decimal::ZERO, |sku| cart.confirmed(sku));
            line.result = Some(if now > line.before {
                LineResult::Added(now)
            } else if now.is_positive() {
                LineResult::Unchanged(now)
            } else {
                LineResult::Missing
            });
            changed = true;
        }
        changed
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
