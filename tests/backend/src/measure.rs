//! What a package holds, and how much of a product covers what a recipe asks for.
//!
//! The catalogue says the size of a package at the end of its name ("900 ml", "2 pcs 226 g", "25 × 2 g"), as documented
//! beside it. It is read from there, so that the two can never differ.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::catalog::Product;

/// What an amount of food is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Measure {
    /// Grams.
    G,
    /// Millilitres.
    Ml,
    /// Pieces.
    Pcs,
}

/// A unit of an English name, in how many of the small measure.
fn unit(word: &str) -> Option<(Measure, u32)> {
    match word {
        "g" => Some((Measure::G, 1)),
        "kg" => Some((Measure::G, 1000)),
        "ml" => Some((Measure::Ml, 1)),
        "L" => Some((Measure::Ml, 1000)),
        "pcs" => Some((Measure::Pcs, 1)),
        _ => None,
    }
}

/// All sizes that a name states, in its order. The English name is read: its units have one form each.
fn sizes(product: &Product) -> Vec<(Measure, Amount)> {
    let words: Vec<&str> = product.name.en.split_whitespace().collect();
    let number = |place: Option<usize>| -> Option<Amount> { words.get(place?)?.parse().ok() };
    let size = |(place, word): (usize, &&str)| {
        let (measure, factor) = unit(word)?;
        let each = number(place.checked_sub(1))?.times(Amount::from(factor));
        let times = place.checked_sub(2).and_then(|place| words.get(place)).copied() == Some("×");
        let count = if times { number(place.checked_sub(3))? } else { Amount::ONE };
        Some((measure, each.times(count)))
    };
    words.iter().enumerate().filter_map(size).filter(|(_, size)| *size > Amount::ZERO).collect()
}

/// How much of a product has to be bought, in its unit, to have this much: whole packages, whole steps, not less than
/// is sold. `None` when the two cannot be compared, as grams of what is sold by the piece without a weight.
pub(crate) fn to_buy(product: &Product, measure: Measure, amount: Amount) -> Option<Amount> {
    let exact = match (product.unit.as_str(), measure) {
        ("kg", Measure::G) | ("l", Measure::Ml) => amount.thousandth(),
        ("pcs", _) => {
            let size = sizes(product).into_iter().find(|(of, _)| *of == measure).map(|(_, size)| size);
            let size = size.or_else(|| (measure == Measure::Pcs).then_some(Amount::ONE))?;
            amount.divided_by(size)
        }
        _ => return None,
    };
    Some(exact.rounded_up_to(product.quantity_step).max(product.least()))
}

/// What a kilogram, a litre or one piece of it costs at this price, with that unit as the catalogue writes it. `None`
/// for what is sold by the piece and has no size.
pub(crate) fn unit_price(product: &Product, price: Amount) -> Option<(Amount, &'static str)> {
    let thousand = Amount::from(1000);
    match product.unit.as_str() {
        "kg" => Some((price, "kg")),
        "l" => Some((price, "l")),
        // The last size is what the package is counted by: bin bags of 35 L come 30 in a roll.
        _ => match sizes(product).pop()? {
            (Measure::G, size) => Some((price.divided_by(size).times(thousand), "kg")),
            (Measure::Ml, size) => Some((price.divided_by(size).times(thousand), "l")),
            (Measure::Pcs, size) => Some((price.divided_by(size), "pcs")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn packages_cover_what_is_needed() {
        let catalog = Catalog::demo();
        for (sku, measure, needed, quantity) in [
            // 0.1 kg steps, at least 0.5 kg.
            ("potato-002", Measure::G, "400", Some("0.5")),
            ("potato-002", Measure::G, "640", Some("0.7")),
            // 900 ml a carton.
            ("milk-001", Measure::Ml, "400", Some("1")),
            ("milk-001", Measure::Ml, "901", Some("2")),
            // 10 in a box, and 2 pieces or 226 g in a pack.
            ("egg-001", Measure::Pcs, "11", Some("2")),
            ("vegan-001", Measure::Pcs, "3", Some("2")),
            ("vegan-001", Measure::G, "226", Some("1")),
            ("milk-001", Measure::G, "400", None),
            ("potato-002", Measure::Pcs, "2", None),
        ] {
            let bought = to_buy(catalog.product(sku).unwrap(), measure, amount(needed));
            assert_eq!(bought, quantity.map(amount), "{sku} {needed}");
        }
    }

    #[test]
    fn a_price_is_told_by_the_kilogram_litre_or_piece() {
        let catalog = Catalog::demo();
        for (sku, price, per, unit) in [
            ("milk-001", "52.9", "58.78", "l"),
            ("potato-002", "24.5", "24.50", "kg"),
            ("egg-001", "74.9", "7.49", "pcs"),
            ("tea-001", "60", "1200.00", "kg"),
            ("bread-009", "38.6", "193.00", "kg"),
            ("cleaner-006", "46.8", "1.56", "pcs"),
        ] {
            let (each, of) = unit_price(catalog.product(sku).unwrap(), amount(price)).unwrap();
            assert_eq!((each.money().as_str(), of), (per, unit), "{sku}");
        }
    }
}
