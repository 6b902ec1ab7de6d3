//! Checklists and plans: what the shopper makes of them, and what comes of it.
//!
//! The server's frame stays as it came; beside it stands what the shopper has made of it (ticks, servings,
//! a wish) and how far the answer has come. An answer is one action. The contract makes actions absolute
//! (twice has the effect of once), so one whose fate is unknown may be given again: by the shopper, or by
//! itself when the server says that it still waits.

mod checklist;
mod plan;

use super::transcript::SendState;

pub use checklist::{Checklist, LineResult, MOST_SERVINGS};
pub use plan::{Plan, PlanAnswer, PlanChange};

/// How far the answer to a checklist or a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits for the shopper.
    Open,
    /// Answered; the answer has come this far. `Confirmed`: the server is at work on it.
    Given(SendState),
    /// Answered, and nothing more will come of it.
    Done,
    /// The server does not wait for an answer (any more): it was given elsewhere, or the conversation is a
    /// new one.
    Closed,
}

impl Progress {
    /// Whether the shopper may change it and answer it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Given(SendState::Unconfirmed | SendState::Failed))
    }

    /// Whether the server has it, or may have it, and its results may come.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Given(SendState::Sent | SendState::Confirmed))
    }
}
