//! The shop's look: values of a page, read into types and written again.
//!
//! Nothing of the page's text reaches a style sheet as it is: a colour becomes three bytes, a length a
//! number with a unit, a font a quoted name of plain characters. So no value can end a declaration,
//! begin another or load anything.

use super::colour::Colour;
use super::raw::plain_number;

/// The largest radius in pixels, and in `rem` and `em`: half the height of a launcher.
const MAX_PIXELS: f64 = 32.0;
const MAX_EMS: f64 = 2.0;
/// The longest list of fonts, in bytes.
const MAX_FONTS_BYTES: usize = 300;

/// Font names that must not be quoted, because they are keywords of CSS Fonts 4.
const GENERIC: [&str; 11] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
    "-apple-system",
];
/// Words that mean something else than a font wherever a value may stand.
const RESERVED: [&str; 6] = ["inherit", "initial", "unset", "revert", "revert-layer", "default"];

/// Which of the two schemes of colours is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `light`
    Light,
    /// `dark`
    Dark,
    /// `auto`: what the visitor's system prefers.
    #[default]
    Auto,
    /// `host`: what the page shows, and it is followed when its own toggle is used.
    Host,
}

impl Mode {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            "auto" => Some(Self::Auto),
            "host" => Some(Self::Host),
            _ => None,
        }
    }
}

/// A scheme of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark words on a light ground.
    Light,
    /// Light words on a dark ground.
    Dark,
}

impl Scheme {
    /// The scheme that a page's mark names: a class list (`page theme-dark`), an attribute (`dark`), or
    /// the value of `color-scheme`. None when it names neither or both, as `light dark` does. A class such
    /// as `dark:bg-black` only prepares for the dark.
    pub fn marked(mark: &str) -> Option<Self> {
        let mut found = None;
        for token in mark.split_ascii_whitespace() {
            let mut named = None;
            for part in token.split(['-', '_']) {
                match part {
                    "dark" => named = Some(Self::Dark),
                    "light" => named = Some(Self::Light),
                    "theme" | "mode" | "color" | "colour" | "scheme" | "is" | "only" => {}
                    // The name of a theme may follow, but not lead: `dark-blue`, not `button-dark`.
                    _ if named.is_some() => {}
                    _ => break,
                }
            }
            match (found, named) {
                (Some(one), Some(other)) if one != other => return None,
                (_, Some(_)) => found = named,
                _ => {}
            }
        }
        found
    }

    /// The scheme that a page's computed background belongs to. None for one that is seen through.
    pub fn of_background(background: &str) -> Option<Self> {
        // Computed colours that let something through are written `rgba(…)` or by another function.
        let ground = Colour::parse(background.starts_with("rgb(").then_some(background)?)?;
        let (black, white) = (Colour::parse("#000")?, Colour::parse("#fff")?);
        Some(if ground.contrast(white) > ground.contrast(black) { Self::Dark } else { Self::Light })
    }
}

/// The documented fields of `theme` and its mode, each absent when the sheet's own value holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The scheme of colours.
    pub mode: Mode,
    /// The brand colour.
    pub primary_color: Option<Colour>,
    /// A list of fonts in CSS's spelling, from [`font_family`].
    pub font_family: Option<String>,
    /// The radius of the corners in CSS's spelling, from [`length`].
    pub border_radius: Option<String>,
}

/// All custom properties that the options may set on the widget's root.
pub const PROPERTIES: [&str; 8] = [
    "--vz-accent",
    "--vz-on-accent",
    "--vz-accent-text",
    "--vz-accent-text-dark",
    "--vz-font",
    "--vz-radius",
    "--vz-offset-x",
    "--vz-offset-y",
];

impl Theme {
    /// The custom properties that the sheet reads, with their values.
    pub(super) fn properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = Vec::new();
        if let Some(colour) = self.primary_color {
            let accent = colour.accent();
            properties.push(("--vz-accent", accent.fill.to_css()));
            properties.push(("--vz-on-accent", accent.ink.to_css()));
            properties.push(("--vz-accent-text", accent.text_on_light.to_css()));
            properties.push(("--vz-accent-text-dark", accent.text_on_dark.to_css()));
        }
        if let Some(fonts) = &self.font_family {
            properties.push(("--vz-font", fonts.clone()));
        }
        if let Some(radius) = &self.border_radius {
            properties.push(("--vz-radius", radius.clone()));
        }
        properties
    }
}

/// A list of font names: letters, digits, spaces, `-`, `_` and `.`, each name quoted or not. The names
/// come back quoted, generic families as they are.
pub fn font_family(text: &str) -> Option<String> {
    if text.len() > MAX_FONTS_BYTES {
        return None;
    }
    let mut list = String::new();
    for item in text.split(',') {
        let item = item.trim();
        let unquoted =
            ['"', '\''].into_iter().find_map(|quote| item.strip_prefix(quote)?.strip_suffix(quote));
        let name = unquoted.unwrap_or(item).trim();
        let plain =
            |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.');
        let reserved = unquoted.is_none() && RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name));
        if name.is_empty() || reserved || !name.chars().all(plain) {
            return None;
        }
        if !list.is_empty() {
            list.push_str(", ");
        }
        let generic = GENERIC.iter().find(|word| unquoted.is_none() && word.eq_ignore_ascii_case(name));
        match generic {
            Some(word) => list.push_str(word),
            None => list.extend(["\"", name, "\""]),
        }
    }
    Some(list)
}

/// A number of pixels, to the hundredth, as a length.
pub(super) fn pixels(number: f64) -> String {
    // No page means more; the conversion stops at the end of its range by itself.
    let hundredths = (number * 100.0).round() as u64;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let fraction = [".", if rest < 10 { "0" } else { "" }, &rest.to_string()].concat();
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    [&whole.to_string(), fraction, "px"].concat()
}

/// A radius: `0`, `12px`, `0.75rem`, `1em`; at most 32px, 2rem, 2em.
pub fn length(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let number_end = text.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(number_end)?;
    let (unit, most) = match unit {
        "px" => ("px", MAX_PIXELS),
        "rem" => ("rem", MAX_EMS),
        "em" => ("em", MAX_EMS),
        // Only zero may stand without a unit; it gets one, so that `calc()` can use it.
        "" => ("px", 0.0),
        _ => return None,
    };
    // Written as it came, for style sheets read it as we do; but with the zero that they let go.
    let zero = if number.starts_with('.') { "0" } else { "" };
    (0.0..=most).contains(&plain_number(number)?).then(|| [zero, number, unit].concat())
}
