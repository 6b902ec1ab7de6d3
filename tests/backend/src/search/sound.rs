//! How a word sounds, in whatever letters: молоко and moloko are the same, and so are сир, сыр and syr.

/// Letters and groups of letters, the longer ones first, with their sound.
const SOUNDS: &[(&str, &str)] = &[
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "h"),
    ("gh", "h"),
    ("zh", "zh"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("ts", "c"),
    ("tz", "c"),
    ("ph", "f"),
    ("ck", "k"),
    ("ya", "ia"),
    ("ja", "ia"),
    ("yu", "iu"),
    ("ju", "iu"),
    ("yo", "io"),
    ("jo", "io"),
    ("ye", "e"),
    ("je", "e"),
    ("yi", "i"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "h"),
    ("ґ", "h"),
    ("д", "d"),
    ("е", "e"),
    ("є", "e"),
    ("э", "e"),
    ("ё", "e"),
    ("ж", "zh"),
    ("з", "z"),
    ("и", "i"),
    ("і", "i"),
    ("ї", "i"),
    ("ы", "i"),
    ("й", "i"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("х", "h"),
    ("ц", "c"),
    ("ч", "ch"),
    ("ш", "sh"),
    ("щ", "sh"),
    ("ю", "iu"),
    ("я", "ia"),
    ("ь", ""),
    ("ъ", ""),
    ("c", "k"),
    ("g", "h"),
    ("j", "i"),
    ("q", "k"),
    ("w", "v"),
    ("x", "ks"),
    ("y", "i"),
];

/// What is left of an ending that was cut is kept at least.
const LEAST: usize = 3;

/// The sound of a stem without its ending: without the last two vowels if there is nothing else after them.
pub(super) fn sound(stem: &str) -> String {
    let mut sound = whole(stem);
    for _ in 0..2 {
        if sound.chars().count() > LEAST && sound.ends_with(['a', 'e', 'i', 'o', 'u']) {
            sound.pop();
        }
    }
    sound
}

/// A sound without what the ear does not tell apart where the stress is elsewhere: малако is молоко, пичево is печиво.
pub(super) fn muted(sound: &str) -> String {
    sound.replace('o', "a").replace('e', "i")
}

/// The sound of all letters, in Latin ones, none twice in a row.
pub(super) fn whole(stem: &str) -> String {
    let mut sound = String::new();
    let mut rest = stem;
    while let Some(first) = rest.chars().next() {
        let known = SOUNDS.iter().find_map(|(letters, sound)| Some((rest.strip_prefix(letters)?, *sound)));
        let mut own = [0; 4];
        let (after, heard) = known.unwrap_or_else(|| {
            let letter: &str = first.encode_utf8(&mut own);
            (rest.strip_prefix(first).unwrap_or_default(), letter)
        });
        for letter in heard.chars().filter(|letter| !sound.ends_with(*letter)).collect::<Vec<_>>() {
            sound.push(letter);
        }
        rest = after;
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_sounds_alike_in_any_letters() {
        for (a, b) in [
            ("молоко", "moloko"),
            ("хліб", "khlib"),
            ("сыр", "сир"),
            ("syr", "сир"),
            ("картопля", "kartoplya"),
            ("зелений", "zelenyy"),
            ("цукор", "tsukor"),
            ("броколі", "broccoli"),
            ("гречка", "hrechka"),
            ("гречка", "grechka"),
            ("spagetti", "spaghetti"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("рис"), sound("рос"));
        assert_eq!(muted(&sound("малако")), muted(&sound("молоко")));
    }
}
