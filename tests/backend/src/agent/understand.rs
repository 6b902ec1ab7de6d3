//! From words to wishes. A table of key words in three languages decides; nothing is learnt, so that the same question
//! always gets the same answer.

use std::borrow::Cow;

use super::asks;
use super::figures::spell_out;
use super::keywords::{KEYS, Key, Occasion, look_up};
use super::numbers::Quantity;
use super::part::{MOST_NAMES, Part};
use crate::amount::Amount;
use crate::food::Food;
use crate::recipes::{Recipes, Slot};
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
    pub(crate) food: Food,
    /// The most that one may cost, in the store's currency.
    pub(crate) most: Option<Amount>,
}

/// What is to be cooked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dish {
    pub(crate) words: Vec<String>,
    pub(crate) servings: Option<u32>,
    pub(crate) food: Food,
    /// For "what shall I cook for dinner".
    pub(crate) slot: Option<Slot>,
    /// The most that its ingredients may cost.
    pub(crate) most: Option<Amount>,
}

/// What a plan of meals is to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlanWish {
    /// As it was said, to be repeated with an answer to what is asked back.
    pub(crate) said: String,
    pub(crate) days: Option<usize>,
    pub(crate) people: Option<u32>,
    pub(crate) food: Food,
    pub(crate) most: Option<Amount>,
}

/// What is to be different in a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swap {
    /// From 0.
    pub(crate) day: Option<usize>,
    pub(crate) slot: Option<Slot>,
    /// Words that name the dishes to change.
    pub(crate) dish: Vec<String>,
    pub(crate) days: Option<usize>,
    pub(crate) people: Option<u32>,
    pub(crate) food: Food,
}

/// A choice of goods for a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) sum: Amount,
    pub(crate) occasion: Option<Occasion>,
    /// What it is to hold, one search each; none: what most kitchens need.
    pub(crate) goods: Vec<Vec<String>>,
    pub(crate) food: Food,
}

/// One thing that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Greet,
    Help,
    Thanks,
    Show(Vec<String>, Filter),
    More,
    Meal(Occasion, Food),
    Add(What, Option<Quantity>),
    /// All that was proposed last: a choice, a checklist, a plan.
    AddAll,
    Remove(What, Option<Quantity>),
    /// So many of it, however many there are.
    Set(What, Quantity),
    ShowCart,
    Total,
    Clear,
    Recipe(Dish),
    Plan(PlanWish),
    ChangePlan(Swap),
    Compare(Vec<What>),
    Details(What),
    /// Does a product have these diets?
    Claims(What, Vec<Cow<'static, str>>),
    /// What a product is made of.
    Composition(What),
    Budget(Budget),
    /// What waits for an answer need not wait.
    Cancel,
    /// Ordering, paying, delivery: the shop's business.
    Beyond,
    Unclear,
}

/// Parts of a message: at commas, at "and" and at "or", unless all of it together names a product.
fn parts(text: &str, whole: &Part, search: &Search) -> Vec<Vec<String>> {
    if (2..MOST_NAMES).contains(&whole.content.len()) && search.find(&whole.content).complete {
        return vec![words(text)];
    }
    let clauses = text.split([';', '+', '&', '\n', '!', '?']).flat_map(|clause| {
        // A comma between digits is a decimal sign.
        clause.split(", ").map(words)
    });
    clauses
        .flat_map(|clause| {
            let between = |word: &String| matches!(look_up(KEYS, word), Some(Key::And | Key::Or));
            clause.split(between).map(<[_]>::to_vec).collect::<Vec<_>>()
        })
        .filter(|part| !part.is_empty())
        .collect()
}

/// What a message asks for, in its order. Never empty.
pub(crate) fn understand(text: &str, search: &Search, recipes: &Recipes) -> Vec<Wish> {
    let text = spell_out(text);
    let whole = Part::read(words(&text));
    let parts: Vec<Part> = parts(&text, &whole, search).into_iter().map(Part::read).collect();
    if let Some(wish) = asks::whole(&text, &whole, &parts, recipes) {
        return vec![wish];
    }
    let mut verb = Key::Show;
    let mut wishes = Vec::new();
    let mut asides = Vec::new();
    for part in parts {
        let is_verb = |key: &&Key| matches!(key, Key::Add | Key::Remove | Key::Set | Key::Show);
        if let Some(key) = part.keys.iter().find(is_verb) {
            verb = *key;
        } else if part.sets() {
            verb = Key::Set;
        }
        let wish = part.wish(verb);
        match (wishes.last_mut(), wish) {
            // "Yoghurt, no sugar" is one wish.
            (Some(Wish::Show(_, before)), Some(Wish::Show(words, filter))) if words.is_empty() => {
                before.food.and(&filter.food);
            }
            (_, Some(wish)) if part.is_aside(&wish) => asides.push(wish),
            (_, wish) => wishes.extend(wish),
        }
    }
    if wishes.is_empty() {
        wishes = asides;
    }
    wishes.dedup();
    if wishes.is_empty() {
        wishes.push(Wish::Unclear);
    }
    wishes
}

#[cfg(test)]
mod tests;
