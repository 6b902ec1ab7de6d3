//! A page's object for tests.

use super::Loose;

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
    /// What stands under a dotted name.
    pub(super) fn at(&self, name: &str) -> Loose {
        let found = name.split('.').try_fold(self, |value, field| match value {
            Self::Object(own) => own.iter().find(|(own, _)| *own == field).map(|(_, value)| value),
            _ => None,
        });
        match found {
            None | Some(Self::Null) => Loose::Absent,
            Some(Self::Text(text)) => Loose::from(*text),
            Some(Self::Number(number)) => Loose::Number(*number),
            Some(Self::Object(_)) => Loose::Object,
            Some(Self::Flag | Self::List | Self::Function) => Loose::Wrong,
            Some(Self::Trap) => panic!("this field is the page's own"),
        }
    }
}
