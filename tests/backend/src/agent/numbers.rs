//! How many: numbers in digits and in words, with or without a unit of weight or volume.

use crate::amount::Amount;

/// A quantity as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    pub(crate) amount: Amount,
    /// Grams or millilitres: a thousandth of what such products are sold by.
    pub(crate) small: bool,
}

impl Quantity {
    /// In the unit that a product is sold by. Grams of what is sold by the piece are one piece.
    pub(crate) fn in_unit(self, unit: &str) -> Amount {
        match (self.small, is_measure(unit)) {
            (true, true) => self.amount.thousandth(),
            (true, false) => Amount::ONE,
            (false, _) => self.amount,
        }
    }
}

/// Is this a unit of weight or volume?
pub(crate) fn is_measure(unit: &str) -> bool {
    matches!(unit, "kg" | "l")
}

/// Number words of the three languages.
const WORDS: &[(&str, &[&str])] = &[
    ("0.5", &["half", "пів", "півкіло", "пол", "полкило", "половину"]),
    ("1", &["one", "a", "an", "один", "одна", "одну", "одне", "одно", "одного", "одної", "одной"]),
    ("2", &["two", "couple", "два", "дві", "две", "пару", "двоє", "двух"]),
    ("3", &["three", "три", "трех"]),
    ("4", &["four", "чотири", "четыре", "четырех"]),
    ("5", &["five", "пять", "пяти"]),
    ("6", &["six", "шість", "шесть", "шести"]),
    ("7", &["seven", "сім", "семь", "семи"]),
    ("8", &["eight", "вісім", "восемь"]),
    ("9", &["nine", "девять"]),
    ("10", &["ten", "десять", "десяти"]),
    ("12", &["dozen", "twelve", "дюжину"]),
];

const SMALL_UNITS: &[&str] =
    &["g", "gr", "gram", "grams", "ml", "г", "гр", "грам", "грамм", "граммов", "грамів", "мл"];
const UNITS: &[&str] = &[
    "kg",
    "kilo",
    "kilos",
    "l",
    "liter",
    "litre",
    "liters",
    "litres",
    "pcs",
    "pc",
    "pieces",
    "piece",
    "pack",
    "packs",
    "bottle",
    "bottles",
    "bag",
    "bags",
    "кг",
    "кіло",
    "кило",
    "кілограм",
    "килограмм",
    "килограмма",
    "кілограми",
    "л",
    "літр",
    "літри",
    "литр",
    "литра",
    "шт",
    "штуки",
    "штук",
    "штуку",
    "пачку",
    "пачки",
    "пачок",
    "пачек",
    "пляшку",
    "пляшки",
    "бутылку",
    "бутылки",
    "упаковку",
    "упаковки",
];

/// A number in digits or as a word.
pub(super) fn number(word: &str) -> Option<Amount> {
    let spelt = WORDS.iter().find(|(_, forms)| forms.contains(&word)).map(|(digits, _)| *digits);
    let digits = spelt.or_else(|| word.starts_with(|c: char| c.is_ascii_digit()).then_some(word))?;
    digits.parse().ok()
}

/// An article, which may stand for one.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an")
}

/// Takes the quantity out of the words. An article counts as a number only when nothing else does.
pub(crate) fn take_quantity(words: &mut Vec<String>) -> Option<Quantity> {
    *words = words.iter().flat_map(|word| unglued(word)).collect();
    let place = words
        .iter()
        .position(|word| number(word).is_some() && !is_article(word))
        .or_else(|| words.iter().position(|word| number(word).is_some()));
    let amount = place.and_then(|place| words.get(place)).and_then(|word| number(word));
    let (place, amount) = place.zip(amount)?;
    words.remove(place);
    let unit = words.get(place).cloned().unwrap_or_default();
    let small = SMALL_UNITS.contains(&unit.as_str());
    if small || UNITS.contains(&unit.as_str()) {
        words.remove(place);
    }
    Some(Quantity { amount, small })
}

/// `500g` is two words.
fn unglued(word: &str) -> Vec<String> {
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    match word.split_at_checked(end) {
        Some((digits, unit))
            if !digits.is_empty() && (SMALL_UNITS.contains(&unit) || UNITS.contains(&unit)) =>
        {
            vec![digits.to_owned(), unit.to_owned()]
        }
        _ => vec![word.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn quantities_are_understood() {
        for (text, amount, small, rest) in [
            ("two milk", "2", false, "milk"),
            ("500 g cheese", "500", true, "cheese"),
            ("500г сиру", "500", true, "сиру"),
            ("0,5 кг яблук", "0.5", false, "яблук"),
            ("дві пляшки молока", "2", false, "молока"),
            ("a dozen eggs", "12", false, "a eggs"),
            ("пять яблок", "5", false, "яблок"),
        ] {
            let mut words = words(text);
            let quantity = take_quantity(&mut words).unwrap();
            assert_eq!((quantity.amount.to_string().as_str(), quantity.small), (amount, small), "{text}");
            assert_eq!(words.join(" "), rest, "{text}");
        }
        for text in ["milk 2.5%", "milk-002", "cheese"] {
            assert_eq!(take_quantity(&mut words(text)), None, "{text}");
        }
    }

    #[test]
    fn grams_are_a_thousandth_of_a_kilogram() {
        let quantity = Quantity { amount: Amount::from(350), small: true };
        assert_eq!(quantity.in_unit("kg").to_string(), "0.35");
        assert_eq!(quantity.in_unit("pcs"), Amount::ONE);
    }
}
