//! The cart as data: what the server has confirmed, what the shopper wishes, and why the two differ.
//!
//! # Theory of operation
//!
//! Quantities are absolute, so a wish may be sent twice without harm, and only the last of several
//! presses matters. A wish goes through three states: *gathering* (the shopper may still be pressing;
//! after [`QUIET`] without a press it is due), *open* (handed to the server; later presses wait in it,
//! and only the last is sent), and gone: confirmed, or given up with a [`CartNote`] that says why the
//! old number is back. One request is open at a time over all products, so that an error, which
//! names no product, is known to concern it.
//!
//! What the server says about the whole cart always wins over what was confirmed before; a wish only
//! covers the number of its own product while it lasts.

mod quantity;
mod wish;

use super::clock::{Millis, SECOND};
use super::decimal::Decimal;
use super::protocol::{CartItem, Product};

use wish::{Stage, Wish};

use quantity::fit;

/// Presses closer together than this become one request with the last number.
pub const QUIET: Millis = 300;
/// How long a request may stay without an answer before the old number comes back.
pub const CONFIRM_WITHIN: Millis = 15 * SECOND;

/// How often a request is asked again when the server is busy: 2 + 4 + … + 64 s, past the 120 s that
/// one answer may take (documented).
const BUSY_RETRIES: u32 = 6;

/// The cart.
#[derive(Clone, Debug, Default)]
pub struct Cart {
    lines: Vec<CartItem>,
    total: Decimal,
    wishes: Vec<Wish>,
    notes: Vec<(String, CartNote)>,
    revision: u32,
}

/// What to show for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How many: the wished number while a wish lasts, else the confirmed one; zero when it is not
    /// in the cart.
    pub quantity: Decimal,
    /// Whether the number still waits to be confirmed.
    pub pending: bool,
    /// Why the number is not what the shopper asked for, if it is not.
    pub note: Option<CartNote>,
}

/// Why a number is not what the shopper asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartNote {
    /// The shop keeps it at this quantity.
    Kept(Decimal),
    /// This is the most that can be bought.
    AtMost(Decimal),
    /// The change was not made: an error, or no answer in time.
    NotChanged,
}

impl Cart {
    /// The cart of an earlier session.
    pub(crate) fn restore(lines: Vec<CartItem>, total: Decimal) -> Self {
        Self { lines, total, ..Self::default() }
    }

    /// Forgets everything: the cart belonged to a conversation that has ended.
    pub(crate) fn clear(&mut self) {
        *self = Self { revision: self.revision.wrapping_add(1), ..Self::default() };
    }

    /// The lines that the server has confirmed.
    pub fn lines(&self) -> &[CartItem] {
        &self.lines
    }

    /// The sum of the confirmed lines, as the server gave it.
    pub fn total(&self) -> Decimal {
        self.total
    }

    /// Whether any wish waits to be confirmed.
    pub fn is_pending(&self) -> bool {
        !self.wishes.is_empty()
    }

    /// Whether there is nothing in it, and nothing to say of it.
    pub(crate) fn is_untouched(&self) -> bool {
        self.lines.is_empty() && self.wishes.is_empty() && self.notes.is_empty()
    }

    /// Moves whenever what is to be shown may have changed.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// What to show for one product.
    pub fn shown(&self, sku: &str) -> Shown {
        let note = self.notes.iter().find(|(of, _)| of == sku).map(|(_, note)| *note);
        let wish = self.wishes.iter().find(|wish| wish.sku == sku);
        Shown {
            quantity: wish.map_or_else(|| self.confirmed(sku), |wish| wish.quantity),
            pending: wish.is_some(),
            note,
        }
    }

    /// How many the server has confirmed; zero when it is not in the cart.
    pub(crate) fn confirmed(&self, sku: &str) -> Decimal {
        self.lines.iter().find(|line| line.sku == sku).map_or(Decimal::ZERO, |line| line.quantity)
    }
}

/// What the shopper does.
impl Cart {
    /// The shopper wants this many. Says whether the product was not in the cart and now is wanted.
    pub(crate) fn wish(
        &mut self,
        now: Millis,
        product: &Product,
        quantity: Decimal,
        tool_call_id: Option<String>,
    ) -> bool {
        let sku = product.sku.as_str();
        self.revision = self.revision.wrapping_add(1);
        let before = self.shown(sku).quantity;
        let (quantity, most) = fit(product, quantity);
        self.set_note(sku, most.map(CartNote::AtMost));
        let confirmed = self.confirmed(sku);
        let due = now.saturating_add(QUIET);
        match self.wishes.iter().position(|wish| wish.sku == sku) {
            Some(index) => {
                if let Some(wish) = self.wishes.get_mut(index) {
                    wish.press(quantity, due);
                }
                // Back at the old number before anything was asked: nothing to ask.
                self.wishes.retain(|wish| wish.sku != sku || wish.is_open() || wish.quantity != confirmed);
            }
            None if quantity == confirmed => {}
            None => self.wishes.push(Wish::new(sku, quantity, due, tool_call_id)),
        }
        before.is_zero() && quantity.is_positive()
    }
}

/// What becomes of the wishes.
impl Cart {
    /// When the next wish is due; `None` while a request is open or nothing is wished.
    pub(crate) fn due(&self) -> Option<Millis> {
        if self.open().is_some() {
            return None;
        }
        self.wishes.iter().filter_map(Wish::due).min()
    }

    /// Takes the wish that is due and opens it: what is to be asked for.
    pub(crate) fn ask(&mut self, now: Millis) -> Option<Asked> {
        let due = self.due().filter(|due| *due <= now)?;
        let wish = self.wishes.iter_mut().find(|wish| wish.due() == Some(due))?;
        wish.stage = Stage::Open { asked: wish.quantity, next: None };
        Some(Asked {
            sku: wish.sku.clone(),
            quantity: wish.quantity,
            tool_call_id: wish.tool_call_id.clone(),
        })
    }

    /// Whether a request is open.
    pub(crate) fn is_asking(&self) -> bool {
        self.open().is_some()
    }

    /// The server has told with what cart the conversation goes on. That is the answer to nothing: a
    /// request that is open already still gets its own.
    /// A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(crate) fn adopt(&mut self, lines: Vec<CartItem>, total: Decimal) {
        self.lines = lines;
        self.total = total;
        self.revision = self.revision.wrapping_add(1);
        self.drop_fulfilled();
    }

    /// The server has told how the whole cart stands. `about`: the product that this is the answer
    /// for, if it names one. Says whether it answered the open request.
    pub(crate) fn replace(
        &mut self,
        now: Millis,
        lines: Vec<CartItem>,
        total: Decimal,
        about: Option<&str>,
    ) -> bool {
        let asking = self.wishes.iter().find(|wish| wish.is_open());
        let before = asking.map(|wish| self.confirmed(&wish.sku));
        self.adopt(lines, total);
        let Some((index, asked)) = self.open() else {
            return false;
        };
        let Some(sku) = self.wishes.get(index).map(|wish| wish.sku.clone()) else {
            return false;
        };
        let now_in_cart = self.confirmed(&sku);
        let granted = now_in_cart == asked;
        if !granted && about != Some(sku.as_str()) {
            // About another product, or about none: the answer is still to come.
            return false;
        }
        let newer = self.close(index, now);
        if !granted && !newer {
            // The shop gave some, so that was all it could give; or it left the number as it was.
            let some = Some(now_in_cart) != before && now_in_cart.is_positive() && now_in_cart < asked;
            let note = if some { CartNote::AtMost(now_in_cart) } else { CartNote::Kept(now_in_cart) };
            self.set_note(&sku, Some(note));
        }
        self.drop_fulfilled();
        true
    }

    /// The open request failed: an error, or no answer. The old number comes back, with a note,
    /// unless the shopper has pressed again since.
    pub(crate) fn fail(&mut self, now: Millis) {
        let Some((index, _)) = self.open() else { return };
        self.revision = self.revision.wrapping_add(1);
        let Some(sku) = self.wishes.get(index).map(|wish| wish.sku.clone()) else { return };
        if !self.close(index, now) {
            self.set_note(&sku, Some(CartNote::NotChanged));
        }
        self.drop_fulfilled();
    }

    /// The link broke: the open request may not have arrived, and is asked again on the next link.
    /// Quantities are absolute, so asking twice does no harm.
    pub(crate) fn ask_again(&mut self, now: Millis) {
        for wish in &mut self.wishes {
            if wish.is_open() {
                wish.stage = Stage::Gathering { due: now };
            }
        }
    }

    /// The server is busy: the open request is asked again after 2, 4, 8, … s, or when the turn ends.
    /// When that has gone on for longer than a turn may last, it has failed.
    pub(crate) fn postpone(&mut self, now: Millis) {
        let Some(wish) = self.wishes.iter_mut().find(|wish| wish.is_open()) else {
            return;
        };
        wish.refusals = wish.refusals.saturating_add(1);
        let wait = SECOND.checked_shl(wish.refusals).unwrap_or(Millis::MAX);
        if wish.refusals > BUSY_RETRIES {
            self.fail(now);
        } else {
            wish.stage = Stage::Gathering { due: now.saturating_add(wait) };
        }
    }

    /// A turn has ended: a server that was busy with it is free.
    pub(crate) fn turn_ended(&mut self, now: Millis) {
        for wish in &mut self.wishes {
            if wish.refusals > 0 && !wish.is_open() {
                wish.stage = Stage::Gathering { due: now };
            }
        }
    }

    /// Nothing will be asked any more: all old numbers come back.
    /// A seam: see `npm/scripts/parts.mjs`.
    #[inline(never)]
    pub(crate) fn fail_all(&mut self) {
        self.revision = self.revision.wrapping_add(1);
        for wish in std::mem::take(&mut self.wishes) {
            self.set_note(&wish.sku, Some(CartNote::NotChanged));
        }
    }

    /// The open request and what it asked for.
    fn open(&self) -> Option<(usize, Decimal)> {
        self.wishes.iter().enumerate().find_map(|(index, wish)| match wish.stage {
            Stage::Open { asked, .. } => Some((index, asked)),
            Stage::Gathering { .. } => None,
        })
    }

    /// Ends the open request. Says whether the shopper has pressed again since: then that is due now.
    fn close(&mut self, index: usize, now: Millis) -> bool {
        match self.wishes.get_mut(index) {
            Some(wish) => match wish.stage {
                Stage::Open { next: Some(due), .. } => {
                    wish.stage = Stage::Gathering { due: due.max(now) };
                    true
                }
                _ => {
                    self.wishes.remove(index);
                    false
                }
            },
            None => false,
        }
    }

    /// Forgets the wishes that are fulfilled without asking.
    fn drop_fulfilled(&mut self) {
        let wishes = std::mem::take(&mut self.wishes);
        self.wishes = wishes
            .into_iter()
            .filter(|wish| wish.is_open() || wish.quantity != self.confirmed(&wish.sku))
            .collect();
    }

    fn set_note(&mut self, sku: &str, note: Option<CartNote>) {
        self.notes.retain(|(of, _)| of != sku);
        if let Some(note) = note {
            self.notes.push((sku.to_owned(), note));
        }
    }
}

/// What a request asks for.
pub(crate) struct Asked {
    pub(crate) sku: String,
    pub(crate) quantity: Decimal,
    pub(crate) tool_call_id: Option<String>,
}

/// The exact sum of some lines at their current prices; as much as can be counted if a number is
/// out of range.
pub(crate) fn sum(lines: &[CartItem]) -> Decimal {
    let mut total = Decimal::ZERO;
    for line in lines {
        let price = line.promo_price.unwrap_or(line.price);
        if let Some(next) = price.checked_mul(line.quantity).and_then(|cost| total.checked_add(cost)) {
            total = next;
        }
    }
    total
}
