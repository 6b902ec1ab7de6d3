//! What is asked by a message as a whole and not by its parts: a recipe, a plan, a comparison, a sum of money.

use super::keywords::{KEYS, Key, look_up};
use super::part::Part;
use super::understand::{Budget, Dish, PlanWish, Swap, What, Wish};
use crate::recipes::Recipes;
use crate::text::words;

/// How many sorts of goods one sum is parted among, and how many words name a dish: more is no question but noise.
const MOST_GOODS: usize = 12;
const MOST_WORDS: usize = 12;
/// How many products one table holds.
const MOST_COMPARED: usize = 4;

/// The one wish of a message that is such, by all of it and by its parts.
pub(super) fn whole(text: &str, part: &Part, parts: &[Part], recipes: &Recipes) -> Option<Wish> {
    let has = |key: Key| part.has(key);
    let pointed = !part.content.is_empty() || part.nth.is_some() || has(Key::It);
    let of_cart = has(Key::Cart) || has(Key::Total) || has(Key::Remove);
    let all_for = has(Key::For) && (has(Key::Need) || has(Key::All));
    let wish = match part.figures.money {
        _ if has(Key::Compare) => Wish::Compare(compared(text)),
        // "What is cheaper, this or that?"
        _ if (has(Key::Cheap) || has(Key::Better)) && has(Key::Or) && compared(text).len() > 1 => {
            Wish::Compare(compared(text))
        }
        _ if has(Key::Swap) && !parts.iter().any(Part::sets) => Wish::ChangePlan(swap(part)),
        _ if has(Key::Plan) => Wish::Plan(plan(text, part)),
        _ if has(Key::Recipe) => Wish::Recipe(dish(part)),
        // "What do I need for borscht", "borscht for six people".
        _ if (all_for || part.figures.people.is_some())
            && part.occasion.is_none()
            && recipes.are_named(&named(part)) =>
        {
            Wish::Recipe(dish(part))
        }
        _ if has(Key::Composition) && pointed && !of_cart => Wish::Composition(part.what()),
        _ if has(Key::Details) && pointed && !of_cart => Wish::Details(part.what()),
        // "Is it vegan?"
        _ if has(Key::It) && !part.food.diets.is_empty() && part.content.is_empty() => {
            Wish::Claims(part.what(), part.food.diets.clone())
        }
        Some(sum) if !of_cart => {
            let goods: Vec<Vec<String>> =
                parts.iter().map(|part| part.content.clone()).filter(|words| !words.is_empty()).collect();
            if goods.len() > MOST_GOODS {
                // One by one they are more than a message may ask for, and so refused.
                return None;
            }
            // One sort of goods for a sum: what of it costs no more.
            if goods.len() == 1 && part.occasion.is_none() {
                return Some(Wish::Show(goods.concat(), part.filter()));
            }
            Wish::Budget(Budget { sum, occasion: part.occasion, goods, food: part.food.clone() })
        }
        _ => return None,
    };
    Some(wish)
}

/// What is to be compared: the names between "and", "with", "or" and commas.
fn compared(text: &str) -> Vec<What> {
    let clauses = text.split([';', '\n', '?', '!']).flat_map(|clause| clause.split(", "));
    let between =
        |word: &String| matches!(look_up(KEYS, word), Some(Key::And | Key::Or | Key::With | Key::Compare));
    clauses
        .flat_map(|clause| words(clause).split(between).map(<[_]>::to_vec).collect::<Vec<_>>())
        .map(Part::read)
        .filter(|part| !part.content.is_empty() || part.nth.is_some())
        .map(|part| part.what())
        .take(MOST_COMPARED)
        .collect()
}

fn named(part: &Part) -> Vec<String> {
    part.content.iter().take(MOST_WORDS).cloned().collect()
}

fn dish(part: &Part) -> Dish {
    let quantity = part.quantity.filter(|quantity| part.counted && !quantity.small);
    let servings = quantity.and_then(|quantity| quantity.amount.to_string().parse().ok());
    Dish {
        words: named(part),
        servings: part.figures.people.or(servings),
        food: part.food.clone(),
        slot: part.slot,
        most: part.figures.money,
    }
}

fn plan(text: &str, part: &Part) -> PlanWish {
    PlanWish {
        said: text.trim().trim_end_matches(['.', '?', '!']).to_owned(),
        days: part.figures.days,
        people: part.figures.people.or_else(|| dish(part).servings),
        food: part.food.clone(),
        most: part.figures.money,
    }
}

/// What a wish in words changes in a plan.
pub(super) fn swap(part: &Part) -> Swap {
    Swap {
        day: part.figures.day.or(part.nth),
        slot: part.slot,
        // What is wished for is no dish of the plan: which recipe to take instead is not understood.
        dish: if part.has(Key::With) || part.has(Key::More) { Vec::new() } else { named(part) },
        days: part.figures.days,
        people: part.figures.people,
        food: part.food.clone(),
    }
}
