//! What can be cooked from the catalogue: recipes whose ingredients name the products that are bought for them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::catalog::Catalog;
use crate::food::{Food, has_word, stems};
use crate::lang::InEach;
use crate::measure::{Measure, to_buy};
use crate::text::stem;

/// When something is eaten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Slot {
    Breakfast,
    Lunch,
    Dinner,
}

impl Slot {
    /// The meals of a day.
    pub(crate) const ALL: [Self; 3] = [Self::Breakfast, Self::Lunch, Self::Dinner];
}

/// Something that goes into dishes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ingredient {
    pub(crate) id: String,
    pub(crate) name: InEach<String>,
    /// What is bought for it: the first that is in stock.
    pub(crate) skus: Vec<String>,
    /// What it is called or belongs to besides its name: meat, fish, dairy.
    #[serde(default)]
    words: InEach<Vec<String>>,
    /// Does nearly every kitchen have it?
    #[serde(default)]
    pub(crate) pantry: bool,
    #[serde(skip)]
    stems: Vec<String>,
}

/// How much of an ingredient a recipe takes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Portion {
    pub(crate) ingredient: String,
    /// For all servings of the recipe, in `unit`.
    pub(crate) amount: Amount,
    pub(crate) unit: Measure,
}

/// One recipe.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Recipe {
    pub(crate) id: String,
    pub(crate) name: InEach<String>,
    #[serde(default)]
    words: InEach<Vec<String>>,
    /// The meals it is good for; none for what is baked between them.
    pub(crate) slots: Vec<Slot>,
    pub(crate) servings: u32,
    pub(crate) items: Vec<Portion>,
    #[serde(skip)]
    name_stems: Vec<String>,
    #[serde(skip)]
    word_stems: Vec<String>,
}

impl Recipe {
    /// A portion for this many eaters.
    pub(crate) fn scaled(&self, amount: Amount, servings: u32) -> Amount {
        let exact = amount.times(Amount::from(servings)).divided_by(Amount::from(self.servings));
        // Nobody weighs tenths of a gram; something of everything is needed.
        exact.whole().max(Amount::ONE)
    }
}

/// All recipes.
#[derive(Debug, Default)]
pub(crate) struct Recipes {
    pub(crate) all: Vec<Recipe>,
    ingredients: HashMap<String, Ingredient>,
}

/// `recipes.json` as it is written.
#[derive(Deserialize)]
pub(crate) struct Written {
    ingredients: Vec<Ingredient>,
    recipes: Vec<Recipe>,
}

impl Recipes {
    /// Checks that everything can be bought. The error says what cannot.
    pub(crate) fn new(written: Written, catalog: &Catalog) -> Result<Self, String> {
        let Written { ingredients, mut recipes } = written;
        let ingredients: HashMap<String, Ingredient> = ingredients
            .into_iter()
            .map(|mut one| {
                one.stems = stems(one.name.all().into_iter().chain(one.words.all().into_iter().flatten()));
                (one.id.clone(), one)
            })
            .collect();
        for recipe in &mut recipes {
            recipe.name_stems = stems(recipe.name.all());
            recipe.word_stems = stems(recipe.words.all().into_iter().flatten());
            if recipe.servings == 0 {
                return Err(format!("{}: for nobody", recipe.id));
            }
            for item in &recipe.items {
                let (id, unit) = (&item.ingredient, item.unit);
                let ingredient =
                    ingredients.get(id).ok_or_else(|| format!("{}: no ingredient {id}", recipe.id))?;
                for sku in &ingredient.skus {
                    let product = catalog.product(sku).ok_or_else(|| format!("{id}: no product {sku}"))?;
                    to_buy(product, unit, item.amount)
                        .ok_or_else(|| format!("{}: {sku} is not sold by {unit:?}", recipe.id))?;
                }
            }
        }
        Ok(Self { all: recipes, ingredients })
    }

    pub(crate) fn recipe(&self, id: &str) -> Option<&Recipe> {
        self.all.iter().find(|recipe| recipe.id == id)
    }

    pub(crate) fn ingredient(&self, id: &str) -> Option<&Ingredient> {
        self.ingredients.get(id)
    }

    /// The ingredients of a recipe with their portions.
    pub(crate) fn parts<'a>(
        &'a self,
        recipe: &'a Recipe,
    ) -> impl Iterator<Item = (&'a Ingredient, &'a Portion)> + Clone {
        recipe.items.iter().filter_map(|item| Some((self.ingredients.get(&item.ingredient)?, item)))
    }

    /// Can this be cooked for who eats so? Each ingredient must be sold in a kind that claims the diets.
    pub(crate) fn suits(&self, catalog: &Catalog, recipe: &Recipe, food: &Food) -> bool {
        let mut parts = self.parts(recipe);
        parts.all(|(ingredient, _)| {
            let claimed = |sku: &String| catalog.product(sku).is_some_and(|product| food.claimed_by(product));
            ingredient.skus.iter().any(claimed) && food.spares(&ingredient.stems)
        }) && food.spares(&recipe.name_stems)
    }

    /// Are these words, all of them and none cut short, what a recipe is called?
    pub(crate) fn are_named(&self, query: &[String]) -> bool {
        let wanted: Vec<String> = query.iter().map(|word| stem(word)).collect();
        let named = |recipe: &Recipe| {
            wanted.iter().all(|stem| recipe.name_stems.contains(stem) || recipe.word_stems.contains(stem))
        };
        !wanted.is_empty() && self.all.iter().any(named)
    }

    /// The recipes that these words mean, those that say it by their names before those that only contain it. Only
    /// the best of a kind: one, if the words are clear. Also whether they have all of the words.
    pub(crate) fn find(&self, query: &[String]) -> (Vec<&Recipe>, bool) {
        let weight = |recipe: &Recipe, word: &str| {
            if has_word(&recipe.name_stems, word) {
                return 4_u32;
            }
            if has_word(&recipe.word_stems, word) {
                return 3;
            }
            u32::from(self.parts(recipe).any(|(ingredient, _)| has_word(&ingredient.stems, word)))
        };
        let hits: Vec<(usize, u32, &Recipe)> = self
            .all
            .iter()
            .map(|recipe| {
                let weights: Vec<u32> = query.iter().map(|word| weight(recipe, word)).collect();
                (weights.iter().filter(|weight| **weight > 0).count(), weights.iter().sum(), recipe)
            })
            .filter(|(matched, ..)| *matched > 0)
            .collect();
        let best = hits.iter().map(|(matched, score, _)| (*matched, *score)).max();
        let complete = best.is_some_and(|(matched, _)| matched == query.len());
        let found = hits.iter().filter(|(matched, score, _)| Some((*matched, *score)) == best);
        (found.map(|(.., recipe)| *recipe).collect(), complete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn catalog() -> Catalog {
        Catalog::demo()
    }

    #[test]
    fn every_recipe_is_found_by_its_name_in_each_language() {
        let catalog = catalog();
        assert!(catalog.recipes.all.len() >= 25);
        for recipe in &catalog.recipes.all {
            for name in recipe.name.all() {
                let (found, complete) = catalog.recipes.find(&words(name));
                assert!(complete, "{name}");
                let ids: Vec<&str> = found.iter().map(|recipe| recipe.id.as_str()).collect();
                assert_eq!(ids, [recipe.id.as_str()], "{name}");
            }
        }
    }

    #[test]
    fn a_week_can_be_filled_without_fish_and_three_days_for_every_diet() {
        let catalog = catalog();
        let count = |slot: Slot, food: &Food| {
            let fits = |recipe: &&Recipe| {
                recipe.slots.contains(&slot) && catalog.recipes.suits(&catalog, recipe, food)
            };
            catalog.recipes.all.iter().filter(fits).count()
        };
        for slot in Slot::ALL {
            let no_fish = Food { without: vec!["рыбы".to_owned()], ..Food::default() };
            assert!(count(slot, &no_fish) >= 7, "{slot:?}");
            for diet in ["vegan", "vegetarian", "lactose", "gluten"] {
                let food = Food { diets: vec![diet.into()], ..Food::default() };
                assert!(count(slot, &food) >= 3, "{slot:?} {diet}: {}", count(slot, &food));
            }
        }
    }

    #[test]
    fn what_is_left_out_is_known_by_any_of_its_names() {
        let catalog = catalog();
        let suits = |id: &str, word: &str| {
            let food = Food { without: words(word), ..Food::default() };
            catalog.recipes.suits(&catalog, catalog.recipes.recipe(id).unwrap(), &food)
        };
        for word in ["fish", "риби", "рыбы", "salmon", "лосося"] {
            assert!(!suits("salmon-broccoli", word), "{word}");
            assert!(suits("pilaf", word), "{word}");
        }
        for word in ["meat", "м'яса", "мяса", "chicken", "курки", "птицы"] {
            assert!(!suits("pilaf", word), "{word}");
        }
        for word in ["dairy", "молочного", "milk", "молока"] {
            assert!(!suits("crepes", word), "{word}");
        }
    }

    #[test]
    fn portions_follow_the_servings() {
        let catalog = catalog();
        let borscht = catalog.recipes.recipe("borscht").unwrap();
        let amount = |servings| borscht.scaled(Amount::from(500), servings).to_string();
        assert_eq!([amount(6), amount(3), amount(1), amount(12)], ["500", "250", "83", "1000"]);
        assert_eq!(borscht.scaled(Amount::ONE, 1), Amount::ONE);
    }
}
