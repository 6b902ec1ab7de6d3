//! One product whose number the shopper has changed and the server has not confirmed.

use crate::core::clock::Millis;
use crate::core::decimal::Decimal;

/// A wish.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) sku: String,
    /// The last number the shopper asked for.
    pub(super) quantity: Decimal,
    pub(super) stage: Stage,
    /// From the frame that showed the product.
    pub(super) tool_call_id: Option<String>,
    /// How often the server was too busy for it.
    pub(super) refusals: u32,
}

/// How far a wish has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be asked for at `due`, unless pressed again.
    Gathering { due: Millis },
    /// Asked for. `next`: pressed again since; when that is due.
    Open { asked: Decimal, next: Option<Millis> },
}

impl Wish {
    pub(super) fn new(sku: &str, quantity: Decimal, due: Millis, tool_call_id: Option<String>) -> Self {
        Self { sku: sku.to_owned(), quantity, stage: Stage::Gathering { due }, tool_call_id, refusals: 0 }
    }

    /// The shopper has changed the number again.
    pub(super) fn press(&mut self, quantity: Decimal, at: Millis) {
        self.quantity = quantity;
        match &mut self.stage {
            Stage::Gathering { due } => *due = at,
            // Back at what was asked for: there is nothing more to ask.
            Stage::Open { asked, next } => *next = (*asked != quantity).then_some(at),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open { .. })
    }

    /// When it is to be asked for, if it was not.
    pub(super) fn due(&self) -> Option<Millis> {
        match self.stage {
            Stage::Gathering { due } => Some(due),
            Stage::Open { .. } => None,
        }
    }
}
