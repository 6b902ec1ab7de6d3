//! Words as a search sees them: normalised, split, stripped of endings.

/// Endings of nouns and adjectives, longest first. Crude on purpose: the same cut is made to the catalogue and to the
/// question, so it only has to be the same cut.
const CYRILLIC_ENDINGS: &[&str] = &[
    "ними", "ного", "ному", "ами", "ями", "ого", "ому", "ему", "ими", "ыми", "его", "ная", "ное", "ний",
    "ный", "ої", "ій", "ий", "ый", "ой", "ая", "яя", "ое", "ее", "ів", "їв", "ов", "ев", "ей", "ою", "ею",
    "єю", "ам", "ям", "ах", "ях", "ою", "ую", "юю", "им", "ым", "их", "ых", "ом", "ем", "єм", "а", "я", "о",
    "е", "є", "у", "ю", "и", "ы", "і", "ї", "ь", "й",
];

/// Lower case, one spelling of letters that are typed in several ways, no apostrophes.
pub(crate) fn normal(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ' | '`' | '\u{301}'))
        .map(|c| match c {
            'ё' => 'е',
            'ґ' => 'г',
            other => other,
        })
        .collect()
}

/// The words of a text, normalised. A hyphen or a decimal sign between letters or digits belongs to the word, so that
/// `milk-002` and `2.5` stay whole.
pub(crate) fn words(text: &str) -> Vec<String> {
    let normal = normal(text);
    normal
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | ',' | '%')))
        .flat_map(|chunk| {
            let numeric = chunk.chars().any(|c| c.is_ascii_digit());
            // A comma joins digits ("0,5") and parts anything else ("milk,bread").
            chunk.split(move |c: char| !numeric && matches!(c, ',' | '.'))
        })
        .map(|word| word.trim_matches(|c: char| matches!(c, '-' | '.' | ',')).replace(',', "."))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The part of a word that its forms share.
pub(crate) fn stem(word: &str) -> String {
    let length = word.chars().count();
    if length <= 3 || word.chars().any(|c| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let cut = |ending: &str, least: usize| {
        word.strip_suffix(ending).filter(|rest| rest.chars().count() >= least).map(str::to_owned)
    };
    if word.is_ascii() {
        return cut("ies", 3)
            .map(|rest| rest + "y")
            .or_else(|| if word.ends_with("ss") { None } else { cut("oes", 3).map(|rest| rest + "o") })
            .or_else(|| if word.ends_with("ss") { None } else { cut("s", 3) })
            .unwrap_or_else(|| word.to_owned());
    }
    CYRILLIC_ENDINGS.iter().find_map(|ending| cut(ending, 3)).unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_numbers_and_skus_whole() {
        assert_eq!(words("Add 0,5 kg milk-002, please!"), ["add", "0.5", "kg", "milk-002", "please"]);
        assert_eq!(words("сир,хліб 2.5%."), ["сир", "хліб", "2.5%"]);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (a, b) in [
            ("молоко", "молока"),
            ("яблука", "яблук"),
            ("apples", "apple"),
            ("berries", "berry"),
            ("хлеб", "хлеба"),
            ("сметана", "сметану"),
            ("tomatoes", "tomato"),
            ("яйця", "яйце"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
    }
}
