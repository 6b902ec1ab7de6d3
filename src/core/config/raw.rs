//! The options exactly as a page handed them in, whatever their types.
//!
//! Only the named fields are visited, so a page may keep anything else in the same object (its
//! callbacks are there), nested as deep as it likes. No value makes reading fail: a wrong one is
//! remembered as wrong, and [`super::Config::check`] says so by name.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::core::decimal::Decimal;

/// The documented options, by their documented names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RawConfig {
    /// `apiKey`
    pub api_key: Loose,
    /// `storeId`
    pub store_id: Loose,
    /// `userId`
    pub user_id: Loose,
    /// `language`
    pub language: Loose,
    /// `apiBase`
    pub api_base: Loose,
    /// `theme`
    pub theme: RawTheme,
    /// `position`
    pub position: Loose,
    /// `botName`
    pub bot_name: Loose,
    /// `botAvatar`
    pub bot_avatar: Loose,
    /// `placeholder`
    pub placeholder: Loose,
    /// `welcomeMessage`
    pub welcome_message: Loose,
}

/// The option `theme`.
#[derive(Clone, Debug, Default)]
pub enum RawTheme {
    /// Missing, `undefined` or `null`.
    #[default]
    Absent,
    /// An object.
    Fields(RawThemeFields),
    /// No object.
    Wrong,
}

/// The documented fields of `theme`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RawThemeFields {
    /// `primaryColor`
    pub primary_color: Loose,
    /// `fontFamily`
    pub font_family: Loose,
    /// `borderRadius`
    pub border_radius: Loose,
}

/// One option of unknown type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loose {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// Missing, `undefined` or `null`.
    #[default]
    Absent,
    /// Anything else; what it was.
    Wrong(&'static str),
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

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A function or a symbol is an error to the deserializer; to us it is one wrong option.
        Ok(deserializer.deserialize_any(LooseVisitor).unwrap_or(Loose::Wrong("a value of another kind")))
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Loose, E> {
        Ok(Loose::Text(text))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose::Number(number as f64))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Loose, E> {
        Ok(Loose::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Absent)
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose::Absent)
    }

    fn visit_bytes<E>(self, _bytes: &[u8]) -> Result<Loose, E> {
        Ok(Loose::Wrong("bytes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _elements: A) -> Result<Loose, A::Error> {
        Ok(Loose::Wrong("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _fields: A) -> Result<Loose, A::Error> {
        Ok(Loose::Wrong("an object"))
    }
}

impl<'de> Deserialize<'de> for RawTheme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(deserializer.deserialize_option(ThemeVisitor).unwrap_or(Self::Wrong))
    }
}

struct ThemeVisitor;

impl<'de> Visitor<'de> for ThemeVisitor {
    type Value = RawTheme;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<RawTheme, E> {
        Ok(RawTheme::Absent)
    }

    fn visit_unit<E>(self) -> Result<RawTheme, E> {
        Ok(RawTheme::Absent)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawTheme, D::Error> {
        RawThemeFields::deserialize(deserializer).map(RawTheme::Fields)
    }
}
