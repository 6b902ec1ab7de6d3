//! Numbers that say more than how many: money, days, people. They are taken out of the words before quantities are.

use super::keywords::is_among;
use super::numbers::{is_article, number};
use crate::amount::Amount;

const MONEY: &str = "uah грн гривень гривні гривен гривны гривна hryvnia hryvnias hryvni";
const DAYS: &str = "day days день дня дні днів дней дню дне";
const WEEK: &str = "week weekly weeks тиждень тижня тижні неделю недели неделя";
const PEOPLE: &str = "people persons person servings serving portions portion guests порц* осіб людей \
                      людини чоловік чоловіка человек* персон* особи особу гост*";
/// Words that are a number of people by themselves.
const TOGETHER: &[(u32, &str)] = &[
    (2, "двох двоих"),
    (3, "трьох троих"),
    (4, "чотирьох четверых"),
    (5, "пятьох пятерых"),
    (6, "шістьох шестерых"),
    (8, "вісьмох восьмерых"),
];

/// What the numbers of a text say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// In the store's currency.
    pub(super) money: Option<Amount>,
    /// How many days.
    pub(super) days: Option<usize>,
    /// Which day, from 0.
    pub(super) day: Option<usize>,
    pub(super) people: Option<u32>,
}

/// A sign of money as a word, so that it is not lost with the punctuation.
pub(super) fn spell_out(text: &str) -> String {
    text.replace('₴', " грн ")
}

/// `300грн` and `5-day` are two words.
fn unglued(word: &str) -> Vec<String> {
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    match word.split_at_checked(end) {
        Some((digits, rest)) if !digits.is_empty() => {
            let unit = rest.trim_start_matches('-');
            if is_among(MONEY, unit) || is_among(DAYS, unit) {
                return vec![digits.to_owned(), unit.to_owned()];
            }
            vec![word.to_owned()]
        }
        _ => vec![word.to_owned()],
    }
}

fn whole(amount: Amount) -> Option<u32> {
    amount.to_string().parse().ok()
}

/// Takes these figures out of the words.
pub(super) fn take_figures(words: &mut Vec<String>) -> Figures {
    *words = words.iter().flat_map(|word| unglued(word)).collect();
    let mut figures = Figures::default();
    let mut rest: Vec<String> = Vec::with_capacity(words.len());
    let mut words_left = std::mem::take(words).into_iter().peekable();
    while let Some(word) = words_left.next() {
        let next = words_left.peek().map(String::as_str).unwrap_or_default();
        // An article is no figure: "a day".
        let amount = number(&word).filter(|_| !is_article(&word));
        let together = TOGETHER.iter().find(|(_, forms)| is_among(forms, &word)).map(|(count, _)| *count);
        let following = number(next).filter(|_| !is_article(next));
        let taken = match (amount, following) {
            (Some(amount), _) if is_among(MONEY, next) => {
                figures.money = Some(amount);
                2
            }
            (Some(amount), _) if is_among(DAYS, next) => {
                figures.days = whole(amount).and_then(|days| usize::try_from(days).ok());
                2
            }
            (Some(amount), _) if is_among(WEEK, next) => {
                figures.days = whole(amount).and_then(|weeks| usize::try_from(weeks.saturating_mul(7)).ok());
                2
            }
            (Some(amount), _) if is_among(PEOPLE, next) => {
                figures.people = whole(amount);
                2
            }
            (None, Some(following)) if is_among(DAYS, &word) => {
                let day = whole(following).and_then(|day| usize::try_from(day).ok());
                figures.day = day.and_then(|day| day.checked_sub(1));
                2
            }
            (None, Some(following)) if is_among(MONEY, &word) => {
                figures.money = Some(following);
                2
            }
            (None, _) if is_among(WEEK, &word) => {
                figures.days = Some(7);
                1
            }
            _ if together.is_some() => {
                figures.people = together;
                if is_among(PEOPLE, next) { 2 } else { 1 }
            }
            _ => 0,
        };
        match taken {
            0 => rest.push(word),
            1 => {}
            _ => drop(words_left.next()),
        }
    }
    *words = rest;
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn read(text: &str) -> (Figures, String) {
        let mut words = words(&spell_out(text));
        let figures = take_figures(&mut words);
        (figures, words.join(" "))
    }

    #[test]
    fn figures_are_told_from_quantities() {
        let money = |amount: &str| Figures { money: amount.parse().ok(), ..Figures::default() };
        for (text, figures, rest) in [
            ("dinner for 300 UAH", money("300"), "dinner for"),
            ("вечеря на 250,50 грн", money("250.5"), "вечеря на"),
            ("ужин за 300₴", money("300"), "ужин за"),
            ("сир до 200грн", money("200"), "сир до"),
            ("plan for 5 days", Figures { days: Some(5), ..Figures::default() }, "plan for"),
            ("a 4-day plan", Figures { days: Some(4), ..Figures::default() }, "a plan"),
            ("меню на тиждень", Figures { days: Some(7), ..Figures::default() }, "меню на"),
            ("план на три дня", Figures { days: Some(3), ..Figures::default() }, "план на"),
            ("swap day 2", Figures { day: Some(1), ..Figures::default() }, "swap"),
            ("борщ на 6 порцій", Figures { people: Some(6), ..Figures::default() }, "борщ на"),
            ("борщ на двоих", Figures { people: Some(2), ..Figures::default() }, "борщ на"),
            ("good day", Figures::default(), "good day"),
            ("add 2 milk", Figures::default(), "add 2 milk"),
            ("500 g cheese", Figures::default(), "500 g cheese"),
        ] {
            assert_eq!(read(text), (figures, rest.to_owned()), "{text}");
        }
    }
}
