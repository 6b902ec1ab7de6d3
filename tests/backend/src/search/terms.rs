//! Texts as the index knows them: stems, with what is absent bound to its "without".

use std::collections::HashSet;

use crate::text::{stem, words};

/// What stands before something that is not there. `no added sugar` is heard as `no sugar`.
const WITHOUT: [&str; 4] = ["без", "without", "no", "zero"];
const BETWEEN: [&str; 3] = ["added", "доданого", "добавленного"];

/// What a claim of the catalogue is, in all words for it: the one token, and the stems that follow a "without", or the
/// words that say it alone.
const ABSENT: [(&str, &[&str], &[&str]); 3] = [
    ("без_цукру", &["цукр", "сахар", "sugar"], &["unsweetened", "sugarless", "безцукров", "бессахарн"]),
    ("без_лактози", &["лактоз", "lactose"], &["безлактозн", "безлактоз"]),
    ("без_глютену", &["глютен", "gluten"], &["безглютенов"]),
];

/// Words that say nothing about a product.
const IDLE: &str = "a an and at by for from in it its me my of on one or some something the to with і й та або для до за з зі із на \
                    по про при у в від щось чогось или как к от с со из что-нибудь что-то какой-нибудь";

/// A word and the stem that it is looked up by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Token {
    pub(super) word: String,
    pub(super) stem: String,
}

/// The tokens of a text, in its order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    bound(words(text).iter().flat_map(|word| pieces(word)).collect())
}

/// The stems of a text.
pub(super) fn terms(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.stem).collect()
}

/// The tokens of a question, each once: those of its words, without the idle ones if there are others.
pub(super) fn asked(query: &[String]) -> Vec<Token> {
    let pieces: Vec<String> = query.iter().flat_map(|word| pieces(word)).collect();
    let telling: Vec<String> =
        pieces.iter().filter(|piece| !IDLE.split_whitespace().any(|idle| idle == *piece)).cloned().collect();
    let mut tokens = bound(if telling.is_empty() { pieces } else { telling });
    let mut seen = HashSet::new();
    tokens.retain(|token| seen.insert(token.stem.clone()));
    tokens
}

/// A word in its parts: `2,5%` is a number, `500г` a number and a unit, `крем-суп` two words. SKUs stay whole.
fn pieces(word: &str) -> Vec<String> {
    let word = word.trim_matches('%');
    let numeric = word.starts_with(|c: char| c.is_ascii_digit());
    if numeric {
        let unit = word.find(char::is_alphabetic).unwrap_or(word.len());
        let (number, unit) = word.split_at_checked(unit).unwrap_or((word, ""));
        let rest_is_unit = !number.contains('-') && unit.chars().all(char::is_alphabetic);
        let parts: Vec<&str> = if rest_is_unit { vec![number, unit] } else { vec![word] };
        return parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    }
    if word.chars().any(|c| c.is_ascii_digit()) {
        return vec![word.to_owned()];
    }
    word.split('-').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Stems, where "without" and "free" make one token with what they are about.
fn bound(pieces: Vec<String>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut pieces = pieces.into_iter().filter(|piece| !BETWEEN.contains(&piece.as_str())).peekable();
    while let Some(piece) = pieces.next() {
        let free = pieces.next_if(|next| next == "free").is_some();
        let absent =
            if free { Some(piece.clone()) } else { pieces.next_if(|_| WITHOUT.contains(&piece.as_str())) };
        let stem = absent.map_or_else(|| alone(&piece), |absent| without(&absent));
        tokens.push(Token { word: piece, stem });
    }
    tokens
}

/// The stem of a word by itself.
fn alone(piece: &str) -> String {
    let stem = stem(piece);
    let known = ABSENT.iter().find(|(.., alone)| alone.contains(&stem.as_str()));
    known.map_or(stem, |(token, ..)| (*token).to_owned())
}

fn without(piece: &str) -> String {
    let stem = stem(piece);
    let known = ABSENT.iter().find(|(_, stems, _)| stems.contains(&stem.as_str()));
    known.map_or_else(|| format!("без_{stem}"), |(token, ..)| (*token).to_owned())
}

/// What a diet claim of the catalogue is called.
pub(super) fn claim(diet: &str) -> String {
    match diet {
        "sugar_free" => "без цукру".to_owned(),
        "lactose_free" => "без лактози".to_owned(),
        "gluten_free" => "без глютену".to_owned(),
        "vegan" => "vegan веган веганський веганский пісне постное".to_owned(),
        "vegetarian" => "vegetarian вегетаріанський вегетарианский".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_units_and_absence_are_told_apart() {
        for (text, wanted) in [
            ("Молоко 2,5 % 900 мл", "молок 2.5 900 мл"),
            ("молоко 2.5%", "молок 2.5"),
            ("борошно 2кг", "борошн 2 кг"),
            ("milk-002", "milk-002"),
            ("Крем-суп", "крем суп"),
            ("хліб без глютену", "хліб без_глютену"),
            ("gluten-free bread", "без_глютену bread"),
            ("no added sugar", "без_цукру"),
            ("шоколад без сахара", "шоколад без_цукру"),
            ("безлактозне молоко", "без_лактози молок"),
            ("seedless grapes, виноград без кісточок", "seedless grape виноград без_кісточок"),
        ] {
            assert_eq!(terms(text).join(" "), wanted, "{text}");
        }
        let asked = |text| asked(&words(text)).into_iter().map(|token| token.stem).collect::<Vec<_>>();
        assert_eq!(asked("щось солодке до чаю"), ["солодк", "чаю"]);
        assert_eq!(asked("до"), ["до"]);
    }
}
