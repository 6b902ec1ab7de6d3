//! What the assistant says. One file per language; a word in braces is replaced.

use super::cart::NOT_OFFERED;
use crate::lang::{Lang, plural};

mod en;
mod ru;
mod tools;
mod uk;

pub(crate) use tools::Tools;

/// All texts of one language. Texts are in the markdown subset of the contract.
pub(crate) struct Phrases {
    pub(crate) greeting: &'static str,
    pub(crate) help: &'static str,
    pub(crate) thanks: &'static str,
    pub(crate) beyond: &'static str,
    /// The tenant has this tool switched off.
    pub(crate) not_offered: &'static str,
    pub(crate) unclear: &'static str,
    /// One, few, many: `{count}`, `{query}`.
    pub(crate) found: [&'static str; 3],
    /// Of all that was found, these are shown: `{count}`, `{shown}`, `{query}`.
    pub(crate) found_some: &'static str,
    /// What a search is called when it had no words of its own.
    pub(crate) everything: &'static str,
    /// `{query}`
    pub(crate) nothing: &'static str,
    /// `{query}`
    pub(crate) sold_out: &'static str,
    pub(crate) no_prices: &'static str,
    /// `{name}`, `{price}`, `{old}`
    pub(crate) promo: &'static str,
    pub(crate) no_more: &'static str,
    /// For each part of a meal: what it is called.
    pub(crate) breakfast: [&'static str; 2],
    pub(crate) dinner: [&'static str; 2],
    pub(crate) snack: [&'static str; 2],
    pub(crate) cart_empty: &'static str,
    pub(crate) cart_head: &'static str,
    /// `{name}`, `{quantity}`, `{unit}`, `{sum}`
    pub(crate) cart_line: &'static str,
    /// `{total}`
    pub(crate) cart_total: &'static str,
    /// `{name}`, `{quantity}`, `{unit}`
    pub(crate) added: &'static str,
    /// `{name}`, `{quantity}`, `{unit}`
    pub(crate) now_in_cart: &'static str,
    /// `{name}`
    pub(crate) removed: &'static str,
    /// `{quantity}`, `{unit}`, `{step}`
    pub(crate) rounded: &'static str,
    pub(crate) cleared: &'static str,
    pub(crate) which: &'static str,
    pub(crate) which_product: &'static str,
    /// `{query}`
    pub(crate) not_in_cart: &'static str,
    /// `{name}`, `{reason}`
    pub(crate) refused: &'static str,
    pub(crate) reason_out_of_stock: &'static str,
    pub(crate) reason_quantity_exceeded: &'static str,
    pub(crate) reason_not_in_cart: &'static str,
    pub(crate) reason_not_found: &'static str,
    pub(crate) reason_invalid_quantity: &'static str,
    pub(crate) reason_unreachable: &'static str,
    pub(crate) reason_not_offered: &'static str,
    /// The shop's own words follow: `{reason}`
    pub(crate) reason_other: &'static str,
    /// What the whole cart is called in a refusal.
    pub(crate) cart_itself: &'static str,
    pub(crate) suggest_prompt: &'static str,
    /// Suggestions; what is pressed is taken as typed.
    pub(crate) suggestions: [&'static str; 3],
    pub(crate) suggest_more: &'static str,
    pub(crate) suggest_cart: &'static str,
    pub(crate) unit_pcs: &'static str,
    pub(crate) unit_kg: &'static str,
    pub(crate) unit_l: &'static str,
    pub(crate) tools: Tools,
}

impl Phrases {
    /// How a unit is written.
    pub(crate) fn unit<'a>(&self, unit: &'a str) -> &'a str
    where
        Self: 'static,
    {
        match unit {
            "pcs" => self.unit_pcs,
            "kg" => self.unit_kg,
            "l" => self.unit_l,
            other => other,
        }
    }

    /// Why the shop refused, in words.
    pub(crate) fn reason(&self, reason: &str) -> String {
        match reason {
            "out_of_stock" => self.reason_out_of_stock.to_owned(),
            "quantity_exceeded" => self.reason_quantity_exceeded.to_owned(),
            "not_in_cart" => self.reason_not_in_cart.to_owned(),
            "product_not_found" => self.reason_not_found.to_owned(),
            "invalid_quantity" => self.reason_invalid_quantity.to_owned(),
            NOT_OFFERED => self.reason_not_offered.to_owned(),
            "webhook_timeout" | "webhook_error" => self.reason_unreachable.to_owned(),
            other => fill(self.reason_other, &[("reason", &plain(other))]),
        }
    }
}

/// The texts of a language.
pub(crate) fn phrases(lang: Lang) -> &'static Phrases {
    match lang {
        Lang::Uk => &uk::PHRASES,
        Lang::En => &en::PHRASES,
        Lang::Ru => &ru::PHRASES,
    }
}

/// The form for a count.
pub(crate) fn counted(lang: Lang, forms: [&'static str; 3], count: usize) -> &'static str {
    let [one, few, many] = forms;
    match plural(lang, count) {
        0 => one,
        1 => few,
        _ => many,
    }
}

/// Puts values in the place of their names in braces.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A text from outside, without what would be read as markdown or as a place to fill.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if "*_`[]<>{}\\#".contains(c) { ' ' } else { c }).take(80).collect()
}
