//! The options exactly as a page handed them in, whatever their types.
//!
//! [`super::Config::check`] asks for the documented options by name and for nothing else, so a page may
//! keep anything in the same object (its callbacks are there), nested as deep as it likes. A value
//! of the wrong type is remembered as wrong, and said so by name; none makes reading fail.

use crate::core::decimal::Decimal;
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

impl Loose {
    /// A number that is not negative, exactly.
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Decimal::from_f64(*number).filter(|number| !number.is_negative()),
            _ => None,
        }
    }
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
