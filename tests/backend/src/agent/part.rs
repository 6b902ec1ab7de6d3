//! What one part of a message says, or all of it.

use super::figures::{Figures, take_figures};
use super::keywords::{ABSENT, DIETS, KEYS, Key, OCCASIONS, ORDINALS, Occasion, SLOTS, look_up};
use super::numbers::{Quantity, is_article, number, take_quantity};
use super::understand::{Filter, What, Wish};
use crate::food::Food;
use crate::recipes::Slot;

/// How many words can name something. What goes beyond is noise, and would only keep the search busy.
pub(super) const MOST_NAMES: usize = 32;

/// The words of a part, sorted by what they say.
pub(super) struct Part {
    pub(super) keys: Vec<Key>,
    pub(super) occasion: Option<Occasion>,
    pub(super) slot: Option<Slot>,
    pub(super) food: Food,
    pub(super) nth: Option<usize>,
    pub(super) figures: Figures,
    pub(super) quantity: Option<Quantity>,
    /// Is the quantity said by a number, and not by an article?
    pub(super) counted: bool,
    /// What is left: the names of things.
    pub(super) content: Vec<String>,
}

impl Part {
    pub(super) fn read(mut words: Vec<String>) -> Self {
        let figures = take_figures(&mut words);
        let counted = words.iter().any(|word| number(word).is_some() && !is_article(word));
        let quantity = take_quantity(&mut words);
        let mut part = Self {
            keys: Vec::new(),
            occasion: None,
            slot: None,
            food: Food::default(),
            nth: None,
            figures,
            quantity,
            counted,
            content: Vec::new(),
        };
        let mut absent = Absent::No;
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let free = words.peek().is_some_and(|next| next == "free");
            let diet = look_up(DIETS, &word);
            let missing = look_up(ABSENT, &word).filter(|_| free || absent == Absent::Next);
            if let Some(diet) = diet.or(missing) {
                if free {
                    words.next();
                }
                part.food.and(&Food { diets: vec![diet.into()], ..Food::default() });
                absent = absent.after_one();
            } else if let Some(key) = look_up(KEYS, &word) {
                part.keys.push(key);
                absent = absent.after_key(key);
            } else if absent == Absent::Next {
                part.food.and(&Food { without: vec![word], ..Food::default() });
                absent = absent.after_one();
            } else if let Some(occasion) = look_up(OCCASIONS, &word) {
                part.occasion = Some(occasion);
                part.slot = look_up(SLOTS, &word);
            } else if let Some(nth) = look_up(ORDINALS, &word) {
                part.nth = Some(nth);
            } else if part.content.len() < MOST_NAMES {
                part.content.push(word);
            }
        }
        part
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.keys.contains(&key)
    }

    /// Does it name nothing that is sold and no wish about it?
    pub(super) fn is_bare(&self) -> bool {
        self.content.is_empty() && self.occasion.is_none() && self.filter() == Filter::default()
    }

    pub(super) fn filter(&self) -> Filter {
        Filter { cheapest_first: self.has(Key::Cheap), food: self.food.clone(), most: self.figures.money }
    }

    pub(super) fn what(&self) -> What {
        match self.nth {
            _ if !self.content.is_empty() => What::Words(self.content.clone()),
            Some(nth) => What::Nth(nth),
            None => What::Last,
        }
    }

    /// "Change the milk to 3", "make it three": so many of one thing, and nothing of a plan of meals.
    pub(super) fn sets(&self) -> bool {
        let figures = &self.figures;
        let of_plan = figures.day.is_some() || figures.days.is_some() || figures.people.is_some();
        let swaps = self.has(Key::Swap) && (!self.content.is_empty() || self.has(Key::It));
        let makes = self.has(Key::It) && self.content.is_empty();
        self.counted && self.slot.is_none() && !of_plan && (swaps || makes)
    }

    /// The wish of this part; `verb` is what the part before it wanted done.
    pub(super) fn wish(&self, verb: Key) -> Option<Wish> {
        let wish = match verb {
            _ if self.has(Key::Clear) && self.is_bare() => Wish::Clear,
            Key::Set if self.counted && self.quantity.is_some() => Wish::Set(self.what(), self.quantity?),
            Key::Remove => Wish::Remove(self.what(), self.quantity),
            Key::Add if self.has(Key::All) && self.is_bare() && self.nth.is_none() => Wish::AddAll,
            Key::Add if self.occasion.is_none() => Wish::Add(self.what(), self.quantity),
            _ if self.has(Key::Beyond) => Wish::Beyond,
            _ if self.occasion.is_some() => Wish::Meal(self.occasion?, self.food.clone()),
            _ if !self.is_bare() => Wish::Show(self.content.clone(), self.filter()),
            _ if self.has(Key::Cart) => Wish::ShowCart,
            _ if self.has(Key::Total) => Wish::Total,
            _ if self.has(Key::More) => Wish::More,
            _ if self.has(Key::Help) => Wish::Help,
            _ if self.has(Key::Yes) => Wish::AddAll,
            _ if self.has(Key::Cancel) || self.has(Key::Without) => Wish::Cancel,
            _ if self.has(Key::Thanks) => Wish::Thanks,
            _ if self.has(Key::Greet) => Wish::Greet,
            _ => return None,
        };
        Some(wish)
    }
}

impl Part {
    /// Does this wish of it count only when nothing else is wanted? A greeting before a question is politeness, and
    /// "yes, add milk" says what to add.
    pub(super) fn is_aside(&self, wish: &Wish) -> bool {
        match wish {
            Wish::Greet | Wish::Thanks | Wish::Cancel => true,
            Wish::AddAll => self.has(Key::Yes),
            _ => false,
        }
    }
}

/// Is the next name one of something that is not wanted? "Without" reaches to the next name, and over "and" to the
/// names after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    No,
    Next,
    /// A name was left out; "and" leaves out one more.
    Done,
}

impl Absent {
    fn after_one(self) -> Self {
        if self == Self::No { Self::No } else { Self::Done }
    }

    fn after_key(self, key: Key) -> Self {
        match (self, key) {
            (_, Key::Without) => Self::Next,
            (Self::Done, Key::And | Key::Or) => Self::Next,
            (same, Key::Filler | Key::Show | Key::It | Key::Help | Key::Need) => same,
            _ => Self::No,
        }
    }
}
