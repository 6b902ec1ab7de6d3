//! What a page may set: [`Options`] as they were handed in, [`Config`] as it is used.
//!
//! A widget without its key or its store cannot work, so that is an error to the page's developer, at
//! once. Anything else that is wrong must not cost the shop its assistant: the option falls back to
//! its default, and the fault is told. Both speak English: their reader is a developer.

pub mod colour;
mod raw;
pub mod theme;

pub use raw::{Loose, Options};

use std::fmt;

use crate::core::i18n::Language;
use crate::core::markdown::{is_shown, links};
use colour::Colour;
use theme::Theme;

/// The hosted service. Source: the service's documentation.
pub const DEFAULT_API_BASE: &str = "https://api.vizochok.com";
/// The name in the header. Source: the service's documentation.
pub const DEFAULT_BOT_NAME: &str = "Помічник";
/// The currency of prices that name none (ISO 4217); the service prices in hryvnias.
const DEFAULT_CURRENCY: &str = "UAH";
/// The longest text of an option, in characters; longer ones are no names and no greetings.
const MAX_TEXT_CHARS: usize = 2_000;

/// The corner of the launcher and of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// `bottom-right`
    #[default]
    BottomRight,
    /// `bottom-left`
    BottomLeft,
}

/// A configuration that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The public key; begins with `pk_`.
    pub api_key: String,
    /// The store. Not empty.
    pub store_id: String,
    /// The signed-in customer.
    pub user_id: Option<String>,
    /// The language of the widget's own words.
    pub language: Language,
    /// `http://` or `https://` with a host, without a slash at the end.
    pub api_base: String,
    /// The shop's look.
    pub theme: Theme,
    /// The corner.
    pub position: Position,
    /// The name in the header. Not empty.
    pub bot_name: String,
    /// The picture in the header: an address that [`is_safe_image`] has allowed.
    pub bot_avatar: Option<String>,
    /// Replaces the composer's placeholder.
    pub placeholder: Option<String>,
    /// Replaces the greeting of the empty log.
    pub welcome_message: Option<String>,
}

/// Why a widget cannot work with a configuration. The sentence names the field and never repeats a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The field is missing, empty or no text.
    Missing(&'static str),
    /// The key is a secret one (`sk_`). Everyone can read the page, so it must be revoked.
    SecretKey,
    /// The key does not begin with `pk_`.
    NotPublicKey,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VIZOCHOKWidget: ")?;
        match self {
            Self::Missing(field) => {
                formatter.write_str(field)?;
                formatter.write_str(" is required and must be a non-empty string")
            }
            Self::SecretKey => formatter.write_str(
                "apiKey is a secret key (sk_…). Never put a secret key into a page: revoke it and use a public key (pk_…)",
            ),
            Self::NotPublicKey => formatter.write_str("apiKey must be a public key, which begins with pk_"),
        }
    }
}

impl std::error::Error for ConfigError {}

/// An option that could not be used; its default is used instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The name of the option, as a page writes it: `theme.primaryColor`.
    pub field: &'static str,
    /// What it should have been.
    pub expected: &'static str,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VIZOCHOKWidget: ")?;
        formatter.write_str(self.field)?;
        formatter.write_str(" is ignored: expected ")?;
        formatter.write_str(self.expected)
    }
}

impl Config {
    /// Checks what a page handed in. The faults come in the order of the documentation's table.
    ///
    /// # Errors
    /// When the widget could not work at all.
    pub fn check(options: Options<'_>) -> Result<(Self, Vec<ConfigFault>), ConfigError> {
        let api_key = required(options, "apiKey")?;
        if api_key.starts_with("sk_") {
            return Err(ConfigError::SecretKey);
        }
        if !api_key.starts_with("pk_") {
            return Err(ConfigError::NotPublicKey);
        }
        let store_id = required(options, "storeId")?;
        let mut faults = Vec::new();
        let mut check = Check { options, faults: &mut faults };
        let config = Self {
            api_key,
            store_id,
            user_id: check.user_id(),
            language: check.parsed("language", "'uk', 'en' or 'ru'", Language::from_tag).unwrap_or_default(),
            api_base: check
                .parsed("apiBase", "an http:// or https:// address", api_base)
                .unwrap_or_else(|| DEFAULT_API_BASE.to_owned()),
            theme: check.theme(),
            position: check
                .parsed("position", "'bottom-right' or 'bottom-left'", position)
                .unwrap_or_default(),
            bot_name: check.parsed("botName", TEXT, text).unwrap_or_else(|| DEFAULT_BOT_NAME.to_owned()),
            bot_avatar: check.parsed("botAvatar", "an http(s) or a relative address of a picture", image),
            placeholder: check.parsed("placeholder", TEXT, text),
            welcome_message: check.parsed("welcomeMessage", TEXT, text),
        };
        Ok((config, faults))
    }

    /// Whether the widget stands at the left.
    pub fn is_left(&self) -> bool {
        self.position == Position::BottomLeft
    }

    /// The currency of prices that name none (ISO 4217).
    pub fn currency(&self) -> &'static str {
        DEFAULT_CURRENCY
    }

    /// The custom properties of the sheet that the theme sets; all values come from typed parsers.
    pub fn theme_properties(&self) -> Vec<(&'static str, String)> {
        self.theme.properties()
    }
}

const TEXT: &str = "a string of at most 2000 characters";
const COLOUR: &str = "a colour: #rrggbb, rgb(), hsl() or a basic name";

/// Reads options and collects their faults.
struct Check<'a> {
    options: Options<'a>,
    faults: &'a mut Vec<ConfigFault>,
}

impl Check<'_> {
    /// An option that is text in some form. Absent is no fault; anything that cannot be read is one.
    fn parsed<T>(
        &mut self,
        field: &'static str,
        expected: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.parsed_from((self.options)(field), field, expected, parse)
    }

    fn parsed_from<T>(
        &mut self,
        raw: Loose,
        field: &'static str,
        expected: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = match &raw {
            Loose::Absent => return None,
            Loose::Text(text) => parse(text),
            _ => None,
        };
        if parsed.is_none() {
            self.faults.push(ConfigFault { field, expected });
        }
        parsed
    }

    /// A customer number is often a number in the page's data; it names the same customer.
    fn user_id(&mut self) -> Option<String> {
        let raw = (self.options)("userId");
        if let Some(number) = raw.number().filter(|number| number.to_int().is_some()) {
            return Some(number.to_text());
        }
        // An empty one is how a page writes "not signed in".
        if raw == Loose::from("") {
            return None;
        }
        self.parsed_from(raw, "userId", "a string", |text| Some(text.to_owned()))
    }

    fn theme(&mut self) -> Theme {
        match (self.options)("theme") {
            Loose::Object => {}
            Loose::Absent => return Theme::default(),
            _ => {
                self.faults.push(ConfigFault { field: "theme", expected: "an object" });
                return Theme::default();
            }
        }
        let primary_color = self.parsed("theme.primaryColor", COLOUR, Colour::parse);
        let font_family = self.parsed("theme.fontFamily", "a list of font names", theme::font_family);
        // A bare number is a length in pixels, as in React's styles.
        let radius = (self.options)("theme.borderRadius");
        let radius = match radius.number() {
            Some(number) => Loose::Text([&number.to_text(), "px"].concat()),
            None => radius,
        };
        let border_radius =
            self.parsed_from(radius, "theme.borderRadius", "a length from 0 to 32px", theme::length);
        Theme { primary_color, font_family, border_radius }
    }
}

/// Whether a picture may be loaded from an address that came with a product or from a page: `http`,
/// `https`, or an address relative to the page. Never `data:`, `blob:`, `javascript:` or any other.
pub fn is_safe_image(address: &str) -> bool {
    if links::checked(address).is_some() {
        return address.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    }
    // Relative: no scheme, so no colon before the path, the query or the fragment begins; and not `//`,
    // whose host the rule for links has not seen.
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |character: char| !character.is_control() && !character.is_whitespace() && character != '\\';
    !address.is_empty()
        && address.len() <= links::MAX_BYTES
        && !first.contains(':')
        && !address.starts_with("//")
        && address.chars().all(|character| plain(character) && is_shown(character))
}

fn required(options: Options<'_>, field: &'static str) -> Result<String, ConfigError> {
    match options(field) {
        Loose::Text(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        _ => Err(ConfigError::Missing(field)),
    }
}

/// An address to which the path of the socket is appended: no query and no fragment.
fn api_base(text: &str) -> Option<String> {
    let address = links::checked(text)?.trim_end_matches('/');
    let (scheme, _) = address.split_once(':')?;
    (scheme.to_ascii_lowercase().starts_with("http") && !address.contains(['?', '#']))
        .then(|| address.to_owned())
}

fn position(text: &str) -> Option<Position> {
    match text {
        "bottom-right" => Some(Position::BottomRight),
        "bottom-left" => Some(Position::BottomLeft),
        _ => None,
    }
}

fn text(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|character| is_shown(*character)).collect();
    let shown = shown.trim();
    (!shown.is_empty() && shown.chars().count() <= MAX_TEXT_CHARS).then(|| shown.to_owned())
}

fn image(text: &str) -> Option<String> {
    let address = text.trim();
    is_safe_image(address).then(|| address.to_owned())
}

#[cfg(test)]
mod tests;
