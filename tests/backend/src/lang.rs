//! The three languages: which one a text is in, and texts that exist in each.

use serde::{Deserialize, Serialize};

use crate::text;

/// A language of the assistant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Ukrainian, the default.
    #[default]
    Uk,
    /// English.
    En,
    /// Russian.
    Ru,
}

impl Lang {
    /// As it is written in frames and files.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}

/// Something in each language. What is not given is empty: a shop need not speak all of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "T: Default + Deserialize<'de>"))]
pub(crate) struct InEach<T> {
    pub(crate) uk: T,
    pub(crate) en: T,
    pub(crate) ru: T,
}

impl<T> InEach<T> {
    pub(crate) fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Uk => &self.uk,
            Lang::En => &self.en,
            Lang::Ru => &self.ru,
        }
    }

    pub(crate) fn all(&self) -> [&T; 3] {
        [&self.uk, &self.en, &self.ru]
    }
}

/// Words that only one of the two Cyrillic languages has, spelt with letters that both have.
const UK_WORDS: &[&str] = &[
    "додай",
    "додати",
    "прибери",
    "видали",
    "кошик",
    "кошику",
    "кошика",
    "що",
    "мене",
    "мені",
    "сир",
    "знайди",
    "будь",
    "ласка",
    "дві",
    "чотири",
    "немає",
    "скільки",
    "коштує",
    "разом",
    "дякую",
    "щось",
    "та",
    "яблука",
    "дешевше",
    "найдешевше",
    "буханку",
    "пляшку",
    "вітаю",
    "допоможи",
    "вечеря",
    "вечерю",
    "борщу",
    "харчування",
    "можна",
    "печиво",
    "тиждень",
    "порівняй",
    "розкажи",
    "гривень",
    "скасуй",
    "усе",
    "зварити",
    "склади",
    "цукру",
    "вечері",
    "обід",
    "де",
    "мій",
    "людина",
    "людину",
    "людиною",
    "замовлення",
    "відправляєте",
];
const RU_WORDS: &[&str] = &[
    "добавь",
    "добавить",
    "убери",
    "удали",
    "корзина",
    "корзину",
    "корзине",
    "что",
    "меня",
    "мне",
    "сыр",
    "хлеб",
    "завтрак",
    "найди",
    "пожалуйста",
    "две",
    "четыре",
    "нет",
    "сколько",
    "стоит",
    "итого",
    "спасибо",
    "добрый",
    "очисть",
    "что-нибудь",
    "привет",
    "помоги",
    "помощь",
    "и",
    "есть",
    "дешевле",
    "бутылку",
    "яблоки",
    "очистить",
    "здравствуйте",
    "ужин",
    "все",
    "составь",
    "можно",
    "печенье",
    "орехов",
    "питания",
    "дня",
    "дней",
    "неделю",
    "сравни",
    "расскажи",
    "гривен",
    "отмена",
    "борща",
    "приготовить",
    "сварить",
    "сахара",
    "дешевый",
    "замени",
    "поменяй",
    "обед",
    "где",
    "мой",
    "человек",
    "человека",
    "человеком",
    "заказ",
    "заказа",
    "да",
];

/// The language of what a shopper wrote; `before` (the language of the conversation so far) when the text says
/// nothing about it.
pub(crate) fn detect(text: &str, before: Lang) -> Lang {
    let lower = text.to_lowercase();
    let count = |set: &str| lower.chars().filter(|c| set.contains(*c)).count();
    let latin = lower.chars().filter(char::is_ascii_alphabetic).count();
    let cyrillic = lower.chars().filter(|c| ('а'..='ґ').contains(c)).count();
    if latin == 0 && cyrillic == 0 {
        return before;
    }
    if latin > cyrillic {
        // A product number alone, as `milk-002`, is no English.
        let words = text::words(text);
        let only_numbers = words.iter().all(|word| word.chars().any(|c| c.is_ascii_digit()));
        return if only_numbers { before } else { Lang::En };
    }
    let words = text::words(&lower);
    let known = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let uk = count("іїєґ").saturating_add(known(UK_WORDS));
    let ru = count("ыэъё").saturating_add(known(RU_WORDS));
    match uk.cmp(&ru) {
        std::cmp::Ordering::Greater => Lang::Uk,
        std::cmp::Ordering::Less => Lang::Ru,
        std::cmp::Ordering::Equal if before == Lang::En => Lang::Uk,
        std::cmp::Ordering::Equal => before,
    }
}

/// Which of three plural forms a count takes: one, few, many. English has one and many.
pub(crate) fn plural(lang: Lang, count: usize) -> usize {
    if lang == Lang::En {
        return if count == 1 { 0 } else { 2 };
    }
    match (count % 10, count % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_its_language() {
        for (text, before, lang) in [
            ("show me milk", Lang::Uk, Lang::En),
            ("покажи молоко, будь ласка", Lang::En, Lang::Uk),
            ("добавь две бутылки молока", Lang::Uk, Lang::Ru),
            ("что в моей корзине?", Lang::Uk, Lang::Ru),
            ("що у моєму кошику?", Lang::Ru, Lang::Uk),
            ("покажи сахар", Lang::Ru, Lang::Ru),
            ("покажи сахар", Lang::En, Lang::Uk),
            ("2", Lang::Ru, Lang::Ru),
            ("milk-002", Lang::Uk, Lang::Uk),
        ] {
            assert_eq!(detect(text, before), lang, "{text}");
        }
    }

    #[test]
    fn counts_take_their_plural() {
        assert_eq!([1, 2, 5, 11, 21, 112].map(|n| plural(Lang::Uk, n)), [0, 1, 2, 2, 0, 2]);
        assert_eq!([1, 2].map(|n| plural(Lang::En, n)), [0, 2]);
    }
}
