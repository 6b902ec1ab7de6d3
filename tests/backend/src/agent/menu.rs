//! Which meals make a plan: no recipe again before all others that suit were served.

use super::shelf::Shelf;
use crate::app::App;
use crate::food::Food;
use crate::proposals::PlannedMeal;
use crate::recipes::{Recipe, Slot};

/// The recipes that a plan can be made of.
pub(super) struct Menu<'a> {
    suitable: Vec<(Slot, Vec<&'a Recipe>)>,
}

impl<'a> Menu<'a> {
    /// What suits this food and can be bought today. `cheapest_for`: for so many people, the cheapest first.
    pub(super) fn new(app: &'a App, shelf: &Shelf, food: &Food, cheapest_for: Option<u32>) -> Self {
        let recipes = &app.catalog.recipes;
        let suitable = Slot::ALL.map(|slot| {
            let mut some: Vec<&Recipe> = recipes
                .all
                .iter()
                .filter(|recipe| recipe.slots.contains(&slot) && recipes.suits(&app.catalog, recipe, food))
                .filter(|recipe| shelf.has_all(app, recipe, food))
                .collect();
            if let Some(people) = cheapest_for {
                some.sort_by_cached_key(|recipe| shelf.cost_of(app, recipe, people, food));
            }
            (slot, some)
        });
        Self { suitable: suitable.into() }
    }

    fn of(&self, slot: Slot) -> &[&'a Recipe] {
        let found = self.suitable.iter().find(|(of, _)| *of == slot);
        found.map_or(&[], |(_, recipes)| recipes.as_slice())
    }

    /// Can this meal stay?
    pub(super) fn has(&self, meal: &PlannedMeal) -> bool {
        self.of(meal.slot).iter().any(|recipe| recipe.id == meal.recipe)
    }

    /// The meals of a day that nothing is known for.
    pub(super) fn lacking(&self) -> Vec<Slot> {
        self.suitable.iter().filter(|(_, recipes)| recipes.is_empty()).map(|(slot, _)| *slot).collect()
    }

    /// The recipe for a meal that these days have least often; among equals, the next after `instead_of`.
    pub(super) fn next(
        &self,
        slot: Slot,
        days: &[Vec<PlannedMeal>],
        instead_of: Option<&str>,
    ) -> Option<PlannedMeal> {
        let recipes = self.of(slot);
        let start = recipes.iter().position(|recipe| Some(recipe.id.as_str()) == instead_of);
        let start = start.map_or(0, |place| place.saturating_add(1));
        let served = |recipe: &Recipe| days.iter().flatten().filter(|meal| meal.recipe == recipe.id).count();
        let turned = recipes.iter().cycle().skip(start).take(recipes.len());
        let others = turned.filter(|recipe| Some(recipe.id.as_str()) != instead_of);
        let next = others.min_by_key(|recipe| served(recipe))?;
        Some(PlannedMeal { slot, recipe: next.id.clone() })
    }

    /// Makes these days so many.
    pub(super) fn extend(&self, days: &mut Vec<Vec<PlannedMeal>>, count: usize) {
        days.truncate(count);
        while days.len() < count {
            let meals = Slot::ALL.iter().filter_map(|slot| self.next(*slot, days, None));
            let meals = meals.collect();
            days.push(meals);
        }
    }

    /// Gives other meals where `wanted` says so and where a meal does not suit any more. How many were changed.
    pub(super) fn swap(
        &self,
        days: &mut [Vec<PlannedMeal>],
        wanted: impl Fn(usize, &PlannedMeal) -> bool,
    ) -> usize {
        let mut changed = 0_usize;
        for number in 0..days.len() {
            for meal in days.get(number).cloned().unwrap_or_default() {
                let suits = self.has(&meal);
                if suits && !wanted(number, &meal) {
                    continue;
                }
                let next = self.next(meal.slot, days, Some(&meal.recipe));
                if suits && next.is_none() {
                    continue;
                }
                let Some(day) = days.get_mut(number) else { continue };
                let Some(place) = day.iter().position(|other| *other == meal) else { continue };
                match next {
                    Some(next) => day.splice(place..=place, [next]).for_each(drop),
                    None => drop(day.remove(place)),
                }
                changed = changed.saturating_add(1);
            }
        }
        changed
    }
}

/// Does a recipe come more than once?
pub(super) fn repeats(days: &[Vec<PlannedMeal>]) -> bool {
    let mut ids: Vec<&str> = days.iter().flatten().map(|meal| meal.recipe.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    ids.len() < all
}
