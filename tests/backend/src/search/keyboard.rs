//! What was typed with another layout than was meant: `vjkjrj` is молоко on a Ukrainian or a Russian keyboard.

/// The same keys in three layouts.
const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const UKRAINIAN: &str = "'йцукенгшщзхїфівапролджєячсмитьбю";
const RUSSIAN: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";

/// What the same keys give in the other layouts.
pub(super) fn retypings(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let pairs = [(LATIN, UKRAINIAN), (LATIN, RUSSIAN), (UKRAINIAN, LATIN), (RUSSIAN, LATIN)];
    let other = |(from, to): (&str, &str)| -> String {
        let key = |c: char| from.chars().position(|key| key == c).and_then(|key| to.chars().nth(key));
        lower.chars().map(|c| key(c).unwrap_or(c)).collect()
    };
    pairs.into_iter().map(other).filter(|retyped| *retyped != lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_for_their_letters() {
        for (typed, meant) in
            [("vjkjrj", "молоко"), ("[ks,", "хліб"), ("csh", "сыр"), ("ьшдл", "milk"), ("gj;bdf", "поживa")]
        {
            let meant = meant.replace('a', "а");
            assert!(retypings(typed).contains(&meant), "{typed}: {:?}", retypings(typed));
        }
    }
}
