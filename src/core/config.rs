//! What a page may set: [`Options`] as they were handed in, [`Config`] as it is used.
//!
//! A widget without its key or its store cannot work, so that is an error to the page's developer, at
//! once. Anything else that is wrong must not cost the shop its assistant: the option falls back to
//! its default, and the fault is told. Both speak English: their reader is a developer.

pub mod colour;
mod identity;
mod raw;
pub mod theme;
mod wording;

pub use identity::identity;
pub use raw::{Loose, Options};

use std::borrow::Cow;
use std::fmt;

use crate::core::i18n::Words;
use crate::core::markdown::{is_shown, links};
use crate::core::protocol::{Manners, Protocol};
use colour::Colour;
use theme::{Mode, Theme};

/// The name in the header. Source: the service's documentation.
pub const DEFAULT_BOT_NAME: &str = "Помічник";
/// The currency of prices that name none (ISO 4217); the service prices in hryvnias.
const DEFAULT_CURRENCY: &str = "UAH";
/// Above what shops put over their pages.
const DEFAULT_Z_INDEX: u32 = 2_147_483_000;
/// The largest that CSS engines keep: 2³¹ − 1.
const MAX_Z_INDEX: u32 = 2_147_483_647;
/// Farther from its corner a launcher is not in that corner any more; in CSS pixels.
const MAX_OFFSET: u32 = 400;
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

/// What the tab keeps of the conversation, from its first use on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Persist {
    /// `none`: nothing.
    None,
    /// `id`: what finds the conversation again at the server, and no word of it.
    Id,
    /// `full`: all that a reload is to bring back.
    #[default]
    Full,
}

/// A configuration that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The protocol of the server. What it is called in the options, and which of them it requires, its codec
    /// says.
    pub protocol: Protocol,
    /// The public key: the service's, or the id of a chatbot.
    pub api_key: String,
    /// The store, or what stands for it. Not empty.
    pub store_id: String,
    /// The signed-in customer.
    pub user_id: Option<String>,
    /// The widget's own words: those of a language, with the shop's own in their places.
    pub words: Words,
    /// `http://` or `https://` with a host, without a slash at the end.
    pub api_base: String,
    /// The shop's look.
    pub theme: Theme,
    /// The corner.
    pub position: Position,
    /// How far from the corner, in CSS pixels: sideways and upwards. Absent: as the sheet has it.
    pub offset: (Option<u32>, Option<u32>),
    /// The layer of a floating widget.
    pub z_index: u32,
    /// The name in the header. Not empty.
    pub bot_name: String,
    /// The picture in the header: an address that [`is_safe_image`] has allowed.
    pub bot_avatar: Option<String>,
    /// Replaces the composer's placeholder.
    pub placeholder: Option<String>,
    /// Replaces the greeting of the empty log.
    pub welcome_message: Option<String>,
    /// What the tab keeps.
    pub persist: Persist,
}

/// Why a widget cannot work with a configuration. The sentence names the field and never repeats a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The field is missing, empty or no text.
    Missing(&'static str),
    /// The key is a secret one (`sk_`). Everyone can read the page, so it must be revoked.
    SecretKey(&'static str),
    /// The key does not begin as a public one does (`pk_`).
    NotPublicKey(&'static str),
    /// There is no protocol of this name.
    UnknownProtocol,
}

/// What the words of every fault begin with.
const PREFIX: &str = "VIZOCHOKWidget: ";

impl ConfigError {
    /// The words for the shop's developer. Not by a formatter, whose machinery a page would load for them.
    pub fn message(&self) -> String {
        match self {
            Self::Missing(field) => [PREFIX, field, " is required and must be a non-empty string"].concat(),
            Self::SecretKey(field) => [
                PREFIX,
                field,
                " is a secret key (sk_…). Never put a secret key into a page: revoke it and use a public key (pk_…)",
            ]
            .concat(),
            Self::NotPublicKey(field) => [PREFIX, field, " must be a public key, which begins with pk_"].concat(),
            Self::UnknownProtocol => {
                let mut message = [PREFIX, "protocol must be one of:"].concat();
                for protocol in Protocol::ALL {
                    message.push(' ');
                    message.push_str(protocol.codec().manners().name);
                }
                message
            }
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl std::error::Error for ConfigError {}

/// An option that could not be used; its default is used instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The name of the option, as a page writes it: `theme.primaryColor`.
    pub field: Cow<'static, str>,
    /// What it should have been.
    pub expected: &'static str,
}

impl ConfigFault {
    /// The words for the shop's developer.
    pub fn message(&self) -> String {
        [PREFIX, &self.field, " is ignored: expected ", self.expected].concat()
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl Config {
    /// Checks what a page handed in. The faults come in the order of the documentation's table.
    ///
    /// # Errors
    /// When the widget could not work at all.
    pub fn check(options: &dyn Options) -> Result<(Self, Vec<ConfigFault>), ConfigError> {
        let protocol = match options.get("protocol") {
            Loose::Absent => Protocol::default(),
            Loose::Text(name) => Protocol::named(&name).ok_or(ConfigError::UnknownProtocol)?,
            _ => return Err(ConfigError::UnknownProtocol),
        };
        let manners = protocol.codec().manners();
        let api_key = public_key(options, manners)?;
        let store_id = match manners.store_option {
            Some(field) => required(options, field)?,
            None => api_key.clone(),
        };
        let mut faults = Vec::new();
        let mut check = Check { options, faults: &mut faults };
        let config = Self {
            protocol,
            api_key,
            store_id,
            user_id: check.user_id(),
            words: check.words(),
            api_base: check
                .parsed(manners.base_option, "an http(s):// or ws(s):// address", api_base)
                .unwrap_or_else(|| manners.default_base.to_owned()),
            theme: check.theme(),
            position: check
                .parsed("position", "'bottom-right' or 'bottom-left'", position)
                .unwrap_or_default(),
            offset: check.offset(),
            z_index: check.whole("zIndex", MAX_Z_INDEX).unwrap_or(DEFAULT_Z_INDEX),
            bot_name: check.parsed("botName", TEXT, text).unwrap_or_else(|| DEFAULT_BOT_NAME.to_owned()),
            bot_avatar: check.parsed("botAvatar", "an http(s) or a relative address of a picture", address),
            placeholder: check.parsed("placeholder", TEXT, text),
            welcome_message: check.parsed("welcomeMessage", TEXT, text),
            persist: check.parsed("persist", "'none', 'id' or 'full'", persist).unwrap_or_default(),
        };
        Ok((config, faults))
    }

    /// Whether the widget stands at the left.
    pub fn is_left(&self) -> bool {
        self.position == Position::BottomLeft
    }

    /// In what the protocol differs from others.
    pub fn manners(&self) -> &'static Manners {
        self.protocol.codec().manners()
    }

    /// The currency of prices that name none (ISO 4217).
    pub fn currency(&self) -> &'static str {
        DEFAULT_CURRENCY
    }

    /// The custom properties of the sheet that the options set; all values come from typed parsers.
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = self.theme.properties();
        for (name, pixels) in [("--vz-offset-x", self.offset.0), ("--vz-offset-y", self.offset.1)] {
            if let Some(pixels) = pixels {
                properties.push((name, [&pixels.to_string(), "px"].concat()));
            }
        }
        properties
    }

    /// Whether `other` has the same conversation with the same server: else a widget begins anew.
    pub fn talks_as(&self, other: &Self) -> bool {
        let talk = |config: &Self| {
            let Self { protocol, api_key, store_id, user_id, api_base, .. } = config.clone();
            (protocol, api_key, store_id, user_id, api_base)
        };
        talk(self) == talk(other)
    }

    /// Whether `other` differs in its look at most: else the view is made anew.
    pub fn looks_only_differ(&self, other: &Self) -> bool {
        let Self { theme, offset, z_index, .. } = other.clone();
        Self { theme, offset, z_index, ..self.clone() } == *other
    }
}

const TEXT: &str = "a string of at most 2000 characters";
const COLOUR: &str = "a colour: #rrggbb, rgb(), hsl() or a basic name";

/// Reads options and collects their faults.
struct Check<'a> {
    options: &'a dyn Options,
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
        self.parsed_from(self.options.get(field), field, expected, parse)
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
            self.fault(field, expected);
        }
        parsed
    }

    /// A whole number from 0 to `most`.
    fn whole(&mut self, field: &'static str, most: u32) -> Option<u32> {
        let raw = self.options.get(field);
        if raw == Loose::Absent {
            return None;
        }
        let number = raw.whole().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| *number <= most);
        if number.is_none() {
            self.fault(field, "a whole number, not negative and not too large");
        }
        number
    }

    /// The distance from the corner.
    fn offset(&mut self) -> (Option<u32>, Option<u32>) {
        if !self.is_object("offset") {
            return (None, None);
        }
        (self.whole("offset.x", MAX_OFFSET), self.whole("offset.y", MAX_OFFSET))
    }

    /// Whether an option is an object; anything else but an absent one is a fault.
    fn is_object(&mut self, field: &'static str) -> bool {
        let raw = self.options.get(field);
        if !matches!(raw, Loose::Object | Loose::Absent) {
            self.fault(field, "an object");
        }
        raw == Loose::Object
    }

    fn fault(&mut self, field: impl Into<Cow<'static, str>>, expected: &'static str) {
        self.faults.push(ConfigFault { field: field.into(), expected });
    }

    /// A customer number is often a number in the page's data; it names the same customer.
    fn user_id(&mut self) -> Option<String> {
        let raw = self.options.get("userId");
        if let Some(number) = raw.whole() {
            return Some(number.to_string());
        }
        // An empty one is how a page writes "not signed in".
        if raw == Loose::from("") {
            return None;
        }
        self.parsed_from(raw, "userId", "a string", |text| Some(text.to_owned()))
    }

    fn theme(&mut self) -> Theme {
        if !self.is_object("theme") {
            return Theme::default();
        }
        let mode = self.parsed("theme.mode", "'light', 'dark', 'auto' or 'host'", Mode::parse);
        let primary_color = self.parsed("theme.primaryColor", COLOUR, Colour::parse);
        let font_family = self.parsed("theme.fontFamily", "a list of font names", theme::font_family);
        // A bare number is a length in pixels, as in React's styles.
        let radius = self.options.get("theme.borderRadius");
        let radius = match radius.number() {
            Some(number) => Loose::Text(theme::pixels(number)),
            None => radius,
        };
        let border_radius =
            self.parsed_from(radius, "theme.borderRadius", "a length from 0 to 32px", theme::length);
        Theme { mode: mode.unwrap_or_default(), primary_color, font_family, border_radius }
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

fn required(options: &dyn Options, field: &'static str) -> Result<String, ConfigError> {
    match options.get(field) {
        Loose::Text(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        _ => Err(ConfigError::Missing(field)),
    }
}

/// A key that may stand in a page.
fn public_key(options: &dyn Options, manners: &Manners) -> Result<String, ConfigError> {
    let key = required(options, manners.key_option)?;
    match manners.key_marks {
        Some((_, secret)) if key.starts_with(secret) => Err(ConfigError::SecretKey(manners.key_option)),
        Some((public, _)) if !key.starts_with(public) => Err(ConfigError::NotPublicKey(manners.key_option)),
        _ => Ok(key),
    }
}

/// An address to which the path of the socket is appended: no query and no fragment. One of sockets is taken
/// as that of the web which goes with it.
fn api_base(text: &str) -> Option<String> {
    let text = text.trim();
    let sockets = text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("ws"));
    let web = if sockets { ["http", text.get(2..)?].concat() } else { text.to_owned() };
    let address = links::checked(&web)?.trim_end_matches('/');
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

fn persist(text: &str) -> Option<Persist> {
    match text {
        "none" => Some(Persist::None),
        "id" => Some(Persist::Id),
        "full" => Some(Persist::Full),
        _ => None,
    }
}

fn text(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|character| is_shown(*character)).collect();
    let shown = shown.trim();
    (!shown.is_empty() && shown.chars().count() <= MAX_TEXT_CHARS).then(|| shown.to_owned())
}

/// The address of something that is loaded.
fn address(text: &str) -> Option<String> {
    let address = text.trim();
    is_safe_image(address).then(|| address.to_owned())
}

#[cfg(test)]
mod tests;
