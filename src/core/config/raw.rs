//! The options exactly as a page handed them in, whatever their types.
//!
//! [`super::Config::check`] asks for the documented options by name and for nothing else, so a page may
//! keep anything in the same object (its callbacks are there), nested as deep as it likes. A value
//! of the wrong type is remembered as wrong, and said so by name; none makes reading fail.

use crate::core::i18n::PluralRule;

/// One option of unknown type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loose {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
    /// An object, whose fields can be asked for.
    Object,
    /// Missing, `undefined` or `null`.
    #[default]
    Absent,
    /// Anything else.
    Wrong,
}

/// The largest whole number up to which a double has them all.
const MOST: f64 = 9_007_199_254_740_992.0;

impl Loose {
    /// A number that is finite and not negative.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite() && *number >= 0.0),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&self) -> Option<u64> {
        // In range, so the conversion changes nothing.
        self.number().filter(|number| number.fract() == 0.0 && *number <= MOST).map(|number| number as u64)
    }
}

/// A number as style sheets write it: digits, and perhaps a fraction, with or without a zero before its point. No
/// exponent, and no more digits than a double can hold. The reader of decimals is for money: it is exact, and so
/// large that it comes with the cards.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if fraction.is_empty() || digits.len() > 15 {
        return None;
    }
    let (mut value, mut place) = (0.0, 1.0);
    for byte in whole.bytes().chain(fraction.bytes()) {
        value = value * 10.0 + f64::from(char::from(byte).to_digit(10)?);
    }
    for _ in fraction.bytes() {
        place *= 10.0;
    }
    (!digits.is_empty()).then_some(sign * value / place)
}

impl From<&str> for Loose {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A page's options.
pub trait Options {
    /// What stands under a documented name such as `botName` or `theme.primaryColor`.
    fn get(&self, name: &str) -> Loose;

    /// The fields of an option that is an object, under their names.
    fn fields(&self, name: &str) -> Vec<(String, Loose)>;

    /// How a language counts that this program does not know, if the page's engine does.
    fn plural_rule(&self, _language: &str) -> Option<PluralRule> {
        None
    }
}
