//! A page's object for tests.

use super::{Loose, Options};
use crate::core::i18n::PluralRule;
use std::rc::Rc;

/// A JavaScript value.
#[derive(Clone, Debug)]
pub(super) enum Js {
    Null,
    Flag,
    Number(f64),
    Text(&'static str),
    List,
    Object(Vec<(&'static str, Js)>),
    Function,
    /// A getter of a page that must never be asked for.
    Trap,
}

impl Js {
    fn find(&self, name: &str) -> Option<&Self> {
        name.split('.').try_fold(self, |value, field| match value {
            Self::Object(own) => own.iter().find(|(own, _)| *own == field).map(|(_, value)| value),
            _ => None,
        })
    }

    fn loose(&self) -> Loose {
        match self {
            Self::Null => Loose::Absent,
            Self::Text(text) => Loose::from(*text),
            Self::Number(number) => Loose::Number(*number),
            Self::Object(_) => Loose::Object,
            Self::Flag | Self::List | Self::Function => Loose::Wrong,
            Self::Trap => panic!("this field is the page's own"),
        }
    }
}

impl Options for Js {
    fn get(&self, name: &str) -> Loose {
        self.find(name).map_or(Loose::Absent, Self::loose)
    }

    fn fields(&self, name: &str) -> Vec<(String, Loose)> {
        match self.find(name) {
            Some(Self::Object(own)) => {
                own.iter().map(|(name, value)| ((*name).to_owned(), value.loose())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The engine of this page counts everything as `few`.
    fn plural_rule(&self, _language: &str) -> Option<PluralRule> {
        Some(Rc::new(|_| "few".to_owned()))
    }
}
