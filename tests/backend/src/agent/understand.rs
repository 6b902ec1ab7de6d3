//! From words to wishes. A table of key words in three languages decides; nothing is learnt, so that the same question
//! always gets the same answer.

use super::keywords::{DIETS, KEYS, Key, OCCASIONS, ORDINALS, Occasion, look_up};
use super::numbers::{Quantity, take_quantity};
use crate::search::Search;
use crate::text::words;

/// Which product is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// What these words find.
    Words(Vec<String>),
    /// The n-th of those shown last, from 0.
    Nth(usize),
    /// The one spoken of last.
    Last,
}

/// How a search is to be narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) cheapest_first: bool,
    pub(crate) diet: Option<&'static str>,
}

/// One thing that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Greet,
    Help,
    Thanks,
    Show(Vec<String>, Filter),
    More,
    Meal(Occasion),
    Add(What, Option<Quantity>),
    Remove(What, Option<Quantity>),
    ShowCart,
    Clear,
    /// Ordering, paying, delivery: the shop's business.
    Beyond,
    Unclear,
}

/// What one part of a message says.
struct Part {
    keys: Vec<Key>,
    occasion: Option<Occasion>,
    filter: Filter,
    nth: Option<usize>,
    quantity: Option<Quantity>,
    content: Vec<String>,
}

impl Part {
    fn read(mut words: Vec<String>) -> Self {
        let quantity = take_quantity(&mut words);
        let mut part = Self {
            keys: Vec::new(),
            occasion: None,
            filter: Filter::default(),
            nth: None,
            quantity,
            content: Vec::new(),
        };
        for word in words {
            if let Some(key) = look_up(KEYS, &word) {
                part.keys.push(key);
            } else if let Some(occasion) = look_up(OCCASIONS, &word) {
                part.occasion = Some(occasion);
            } else if let Some(diet) = look_up(DIETS, &word) {
                part.filter.diet = Some(diet);
            } else if let Some(nth) = look_up(ORDINALS, &word) {
                part.nth = Some(nth);
            } else {
                part.content.push(word);
            }
        }
        part.filter.cheapest_first = part.has(Key::Cheap);
        part
    }

    fn has(&self, key: Key) -> bool {
        self.keys.contains(&key)
    }

    fn is_bare(&self) -> bool {
        self.content.is_empty() && self.occasion.is_none() && self.filter == Filter::default()
    }

    fn what(&self) -> What {
        match self.nth {
            _ if !self.content.is_empty() => What::Words(self.content.clone()),
            Some(nth) => What::Nth(nth),
            None => What::Last,
        }
    }

    /// The wish of this part; `verb` is what the part before it wanted done.
    fn wish(&self, verb: Key) -> Option<Wish> {
        let wish = match verb {
            _ if self.has(Key::Clear) && self.is_bare() => Wish::Clear,
            Key::Remove => Wish::Remove(self.what(), self.quantity),
            Key::Add if self.occasion.is_none() => Wish::Add(self.what(), self.quantity),
            _ if self.has(Key::Beyond) => Wish::Beyond,
            _ if self.occasion.is_some() => Wish::Meal(self.occasion?),
            _ if !self.is_bare() => Wish::Show(self.content.clone(), self.filter.clone()),
            _ if self.has(Key::Cart) || self.has(Key::Total) => Wish::ShowCart,
            _ if self.has(Key::More) => Wish::More,
            _ if self.has(Key::Help) => Wish::Help,
            _ if self.has(Key::Thanks) => Wish::Thanks,
            _ if self.has(Key::Greet) => Wish::Greet,
            _ => return None,
        };
        Some(wish)
    }
}

/// Parts of a message: at commas and at "and", unless all of it together names a product.
fn parts(text: &str, search: &Search) -> Vec<Vec<String>> {
    let all = words(text);
    let content = Part::read(all.clone()).content;
    if content.len() > 1 && search.find(&content).complete {
        return vec![all];
    }
    let clauses = text.split([';', '+', '&', '\n', '!', '?']).flat_map(|clause| {
        // A comma between digits is a decimal sign.
        clause.split(", ").map(words)
    });
    clauses
        .flat_map(|clause| {
            clause.split(|word| look_up(KEYS, word) == Some(Key::And)).map(<[_]>::to_vec).collect::<Vec<_>>()
        })
        .filter(|part| !part.is_empty())
        .collect()
}

/// What a message asks for, in its order. Never empty.
pub(crate) fn understand(text: &str, search: &Search) -> Vec<Wish> {
    let mut verb = Key::Show;
    let mut wishes = Vec::new();
    for words in parts(text, search) {
        let part = Part::read(words);
        if let Some(key) = part.keys.iter().find(|key| matches!(key, Key::Add | Key::Remove | Key::Show)) {
            verb = *key;
        }
        wishes.extend(part.wish(verb));
    }
    // A greeting before a question is politeness.
    if wishes.iter().any(|wish| !matches!(wish, Wish::Greet | Wish::Thanks)) {
        wishes.retain(|wish| !matches!(wish, Wish::Greet | Wish::Thanks));
    }
    wishes.dedup();
    if wishes.is_empty() {
        wishes.push(Wish::Unclear);
    }
    wishes
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::amount::Amount;
    use crate::catalog::Catalog;
    use crate::options::Options;

    static SEARCH: LazyLock<Search> =
        LazyLock::new(|| Search::new(&Catalog::read(&Options::new().catalog).unwrap()));

    fn wishes(text: &str) -> Vec<Wish> {
        understand(text, &SEARCH)
    }

    fn show(words: &[&str]) -> Wish {
        Wish::Show(words.iter().map(|word| (*word).to_owned()).collect(), Filter::default())
    }

    fn add(words: &[&str], amount: Option<&str>) -> Wish {
        let quantity = amount.map(|amount| Quantity { amount: amount.parse().unwrap(), small: false });
        Wish::Add(What::Words(words.iter().map(|word| (*word).to_owned()).collect()), quantity)
    }

    #[test]
    fn a_message_holds_several_wishes() {
        assert_eq!(wishes("milk, bread and eggs"), [show(&["milk"]), show(&["bread"]), show(&["eggs"])]);
        assert_eq!(wishes("додай молоко та два хліба"), [add(&["молоко"], None), add(&["хліба"], Some("2"))]);
        assert_eq!(wishes("hello! show me milk, please"), [show(&["milk"])]);
        assert_eq!(wishes("add milk and show me bread"), [add(&["milk"], None), show(&["bread"])]);
    }

    #[test]
    fn the_same_is_meant_in_three_languages() {
        for (texts, wish) in [
            (["what is in my cart?", "що у моєму кошику?", "что в моей корзине?"], Wish::ShowCart),
            (["clear", "очисти кошик", "очисти корзину"], Wish::Clear),
            (["what can you do?", "що ти вмієш?", "что ты умеешь?"], Wish::Help),
            (["show more", "покажи ще", "покажи ещё"], Wish::More),
            (
                ["something for breakfast", "щось на сніданок", "что-нибудь на завтрак"],
                Wish::Meal(Occasion::Breakfast),
            ),
            (["do you deliver?", "чи є доставка?", "есть доставка?"], Wish::Beyond),
            (["thanks!", "дякую", "спасибо"], Wish::Thanks),
            (["hello", "привіт", "здравствуйте"], Wish::Greet),
        ] {
            for text in texts {
                assert_eq!(wishes(text), std::slice::from_ref(&wish), "{text}");
            }
        }
    }

    #[test]
    fn what_was_shown_can_be_pointed_at() {
        let two = Some(Quantity { amount: Amount::from(2), small: false });
        assert_eq!(wishes("add two"), [Wish::Add(What::Last, two)]);
        assert_eq!(wishes("add the second"), [Wish::Add(What::Nth(1), None)]);
        assert_eq!(wishes("прибери його"), [Wish::Remove(What::Last, None)]);
        assert_eq!(wishes("?"), [Wish::Unclear]);
    }
}
