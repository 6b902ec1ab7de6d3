//! Which quantities a product can be bought in.

use crate::core::decimal::Decimal;
use crate::core::protocol::Product;

/// The quantity nearest to the wanted one that can be bought, and the most that can be, if that is
/// what limited it. Zero (or less) means none.
pub(super) fn fit(product: &Product, wanted: Decimal) -> (Decimal, Option<Decimal>) {
    if !wanted.is_positive() {
        return (Decimal::ZERO, None);
    }
    let step = product.quantity_step;
    let mut quantity = wanted.round_to_step(step);
    if !quantity.is_positive() {
        quantity = step;
    }
    if let Some(least) = product.min_quantity
        && quantity < least
    {
        quantity = least;
    }
    match product.max_quantity {
        Some(most) if quantity > most => (most, Some(most)),
        _ => (quantity, None),
    }
}
