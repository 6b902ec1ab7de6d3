//! Colours: reading CSS's common spellings, and making any brand colour readable.
//!
//! Contrast is WCAG 2's: at least 4.5 : 1 between text and what is behind it (success criterion 1.4.3).

use super::raw::plain_number;

/// The least contrast of text.
pub const MIN_CONTRAST: f64 = 4.5;

const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
/// Softer than black, and still 18 : 1 on white.
const NEAR_BLACK: Colour = Colour { red: 0x11, green: 0x14, blue: 0x18 };
/// The surfaces of the sheet that are worst for coloured text: the darkest light one, the lightest dark one.
const LIGHT_SURFACE: Colour = Colour { red: 0xf4, green: 0xf5, blue: 0xf6 };
const DARK_SURFACE: Colour = Colour { red: 0x24, green: 0x28, blue: 0x2d };

/// CSS's sixteen basic colours, and orange.
const NAMES: [(&str, u32); 18] = [
    ("black", 0x00_0000),
    ("silver", 0xc0_c0c0),
    ("gray", 0x80_8080),
    ("grey", 0x80_8080),
    ("white", 0xff_ffff),
    ("maroon", 0x80_0000),
    ("red", 0xff_0000),
    ("purple", 0x80_0080),
    ("fuchsia", 0xff_00ff),
    ("green", 0x00_8000),
    ("lime", 0x00_ff00),
    ("olive", 0x80_8000),
    ("yellow", 0xff_ff00),
    ("navy", 0x00_0080),
    ("blue", 0x00_00ff),
    ("teal", 0x00_8080),
    ("aqua", 0x00_ffff),
    ("orange", 0xff_a500),
];

/// An opaque colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// 0–255.
    pub red: u8,
    /// 0–255.
    pub green: u8,
    /// 0–255.
    pub blue: u8,
}

/// What a brand colour becomes where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// Behind text, on buttons and bubbles: the brand colour, darkened only if no ink could be read on it.
    pub fill: Colour,
    /// The text on it.
    pub ink: Colour,
    /// Coloured text on the light surfaces.
    pub text_on_light: Colour,
    /// Coloured text on the dark surfaces.
    pub text_on_dark: Colour,
}

impl Colour {
    /// Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `rgba()`, `hsl()`, `hsla()` in the old and
    /// the new spelling, and the basic names. What is transparent is seen on white.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return hex(digits);
        }
        if let Some((_, rgb)) = NAMES.iter().find(|(name, _)| *name == text) {
            let [_, red, green, blue] = rgb.to_be_bytes();
            return Some(Self { red, green, blue });
        }
        let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
        let mut arguments = arguments.split([',', ' ', '/']).filter(|argument| !argument.is_empty());
        let mut next = || arguments.next();
        let colour = match name {
            "rgb" | "rgba" => [channel(next()?)?, channel(next()?)?, channel(next()?)?],
            "hsl" | "hsla" => hsl(hue(next()?)?, percent(next()?)?, percent(next()?)?),
            _ => return None,
        };
        let alpha = match next() {
            Some(alpha) => share(alpha)?,
            None => 1.0,
        };
        next().is_none().then(|| on_white(colour, alpha))
    }

    /// `#rrggbb`
    pub fn to_css(self) -> String {
        let mut text = String::from("#");
        for byte in [self.red, self.green, self.blue] {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        text
    }

    /// The contrast between two colours, from 1 to 21 (WCAG 2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// The colours to use for this brand colour, so that all text has [`MIN_CONTRAST`] at least.
    pub fn accent(self) -> Accent {
        let mut fill = self;
        // White first: it is what shops expect on their colour. A few middle tones bear neither ink.
        let ink = loop {
            if let Some(ink) = [WHITE, NEAR_BLACK].into_iter().find(|ink| fill.contrast(*ink) >= MIN_CONTRAST)
            {
                break ink;
            }
            fill = fill.towards(Self { red: 0, green: 0, blue: 0 });
        };
        Accent {
            fill,
            ink,
            text_on_light: self.readable_on(LIGHT_SURFACE, NEAR_BLACK),
            text_on_dark: self.readable_on(DARK_SURFACE, WHITE),
        }
    }

    /// This colour, moved towards `goal` until it can be read on `surface`.
    fn readable_on(self, surface: Self, goal: Self) -> Self {
        let mut colour = self;
        while colour.contrast(surface) < MIN_CONTRAST && colour != goal {
            colour = colour.towards(goal);
        }
        colour
    }

    /// A sixteenth of the way to `goal`, and at least one step.
    fn towards(self, goal: Self) -> Self {
        let step = |from: u8, to: u8| {
            let change = from.abs_diff(to).div_ceil(16);
            if from < to { from.saturating_add(change) } else { from.saturating_sub(change) }
        };
        Self {
            red: step(self.red, goal.red),
            green: step(self.green, goal.green),
            blue: step(self.blue, goal.blue),
        }
    }

    /// The relative luminance of WCAG 2, from 0 to 1.
    fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// The light of one channel: sRGB's transfer function, `((c + 0.055) / 1.055) ^ 2.4`.
fn linear(channel: u8) -> f64 {
    let channel = f64::from(channel) / 255.0;
    if channel <= 0.040_45 {
        return channel / 12.92;
    }
    let base = (channel + 0.055) / 1.055;
    // base^2.4 = base² × (base²)^(1/5); the fifth root by Newton's method, which saves the program a
    // general power function. From 1 it comes down to the root without passing it.
    let square = base * base;
    let mut root = 1.0;
    for _ in 0..16 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

fn hex(digits: &str) -> Option<Colour> {
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let doubled: String = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let byte =
        |at: usize| doubled.get(at..at.saturating_add(2)).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let alpha = if doubled.len() == 8 { f64::from(byte(6)?) / 255.0 } else { 1.0 };
    let channel = |at: usize| byte(at).map(f64::from);
    Some(on_white([channel(0)?, channel(2)?, channel(4)?], alpha))
}

/// Channels from 0 to 255 over white.
fn on_white(channels: [f64; 3], alpha: f64) -> Colour {
    let [red, green, blue] = channels.map(|channel| (channel * alpha + 255.0 * (1.0 - alpha) + 0.5) as u8);
    Colour { red, green, blue }
}

/// 0–100 % as 0–1.
fn percent(text: &str) -> Option<f64> {
    Some((plain_number(text.strip_suffix('%')?)? / 100.0).clamp(0.0, 1.0))
}

/// 0–255, or a percentage.
fn channel(text: &str) -> Option<f64> {
    match percent(text) {
        Some(share) => Some(share * 255.0),
        None => plain_number(text).map(|value| value.clamp(0.0, 255.0)),
    }
}

/// 0–1, or a percentage.
fn share(text: &str) -> Option<f64> {
    percent(text).or_else(|| plain_number(text).map(|value| value.clamp(0.0, 1.0)))
}

/// Degrees, as a share of the circle.
fn hue(text: &str) -> Option<f64> {
    let turns = plain_number(text.strip_suffix("deg").unwrap_or(text))? / 360.0;
    let part = turns - (turns as i64) as f64;
    Some(if part < 0.0 { part + 1.0 } else { part })
}

/// CSS Color 4, §7.1; all arguments from 0 to 1.
fn hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|shift| {
        let place = shift + hue * 12.0;
        let place = if place >= 12.0 { place - 12.0 } else { place };
        let slope = (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
        (lightness - reach * slope) * 255.0
    })
}
