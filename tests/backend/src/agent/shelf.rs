//! What the shop has today of the ingredients of recipes: which product is taken for each, what it costs, and how it
//! gets into the cart.

use std::collections::HashMap;

use super::cart::{self, Wanted};
use super::offers::offers;
use super::turn::Turn;
use crate::amount::Amount;
use crate::app::App;
use crate::catalog::Product;
use crate::food::Food;
use crate::measure::{Measure, to_buy};
use crate::proposals::{Goods, PlannedMeal, Proposals};
use crate::recipes::{Ingredient, Recipe, Slot};
use crate::webhook::{Failure, Offer};

/// Today's offers.
pub(super) struct Shelf(HashMap<String, Offer>);

impl Shelf {
    /// Asks the shop for everything that goes into these recipes.
    pub(super) async fn ask(turn: &Turn, recipes: &[&Recipe]) -> Result<Self, Failure> {
        let mut skus: Vec<String> = Vec::new();
        for recipe in recipes {
            let parts = turn.app.catalog.recipes.parts(recipe);
            skus.extend(parts.flat_map(|(ingredient, _)| ingredient.skus.iter().cloned()));
        }
        skus.sort_unstable();
        skus.dedup();
        let offers = offers(turn, &skus).await?;
        Ok(Self(offers.into_iter().map(|offer| (offer.sku.clone(), offer)).collect()))
    }

    /// The first product for an ingredient that is in stock and fits what is eaten.
    pub(super) fn pick<'a>(
        &'a self,
        app: &'a App,
        ingredient: &Ingredient,
        food: &Food,
    ) -> Option<(&'a Product, &'a Offer)> {
        ingredient.skus.iter().find_map(|sku| {
            let product = app.catalog.product(sku).filter(|product| food.claimed_by(product))?;
            Some((product, self.0.get(sku)?))
        })
    }

    /// Is there something for everything that has to be bought?
    pub(super) fn has_all(&self, app: &App, recipe: &Recipe, food: &Food) -> bool {
        let mut parts = app.catalog.recipes.parts(recipe);
        parts.all(|(ingredient, _)| ingredient.pantry || self.pick(app, ingredient, food).is_some())
    }

    /// What meals take, each product once: amounts are added up before packages are counted.
    pub(super) fn goods<'a>(
        &self,
        app: &App,
        meals: impl Iterator<Item = &'a PlannedMeal>,
        people: u32,
        food: &Food,
    ) -> Vec<Goods> {
        let mut sums: Vec<(&Product, Measure, Amount)> = Vec::new();
        let recipes = &app.catalog.recipes;
        for recipe in meals.filter_map(|meal| recipes.recipe(&meal.recipe)) {
            for (ingredient, portion) in recipes.parts(recipe).filter(|(ingredient, _)| !ingredient.pantry) {
                let Some((product, _)) = self.pick(app, ingredient, food) else { continue };
                let amount = recipe.scaled(portion.amount, people);
                let same = |(other, measure, _): &&mut (&Product, _, Amount)| {
                    other.sku == product.sku && *measure == portion.unit
                };
                match sums.iter_mut().find(same) {
                    Some((.., sum)) => *sum = sum.plus(amount),
                    None => sums.push((product, portion.unit, amount)),
                }
            }
        }
        let mut goods: Vec<Goods> = Vec::new();
        for (product, measure, amount) in sums {
            let Some(quantity) = to_buy(product, measure, amount) else { continue };
            match goods.iter_mut().find(|one| one.sku == product.sku) {
                Some(one) => one.quantity = one.quantity.plus(quantity),
                None => goods.push(Goods { sku: product.sku.clone(), quantity }),
            }
        }
        goods
    }

    /// What has to be bought for one recipe costs this today.
    pub(super) fn cost_of(&self, app: &App, recipe: &Recipe, people: u32, food: &Food) -> Amount {
        let slot = recipe.slots.first().copied().unwrap_or(Slot::Dinner);
        let meal = PlannedMeal { slot, recipe: recipe.id.clone() };
        self.cost(&self.goods(app, std::iter::once(&meal), people, food))
    }

    /// What these goods cost today.
    pub(super) fn cost(&self, goods: &[Goods]) -> Amount {
        goods.iter().fold(Amount::ZERO, |sum, one| {
            let price = self.0.get(&one.sku).map(Offer::unit_price).unwrap_or_default();
            sum.plus(price.line_total(one.quantity))
        })
    }
}

/// What became of goods that were to be put into the cart.
#[derive(Debug, Default)]
pub(super) struct Put {
    pub(super) added: usize,
    /// Name and the shop's reason.
    pub(super) refused: Vec<(String, String)>,
    /// Did the shop stop answering?
    pub(super) stopped: bool,
}

/// Puts goods into the cart one by one, each with its result. `answered` books each SKU that the shop gave an answer
/// for, at once: a turn may end at any moment. When the shop answers no more, the rest is left, so that nobody waits for
/// as many time limits as there are goods.
pub(super) async fn put(turn: &Turn, goods: &[Goods], answered: impl Fn(&mut Proposals, &str)) -> Put {
    let mut put = Put::default();
    if !goods.is_empty() {
        turn.status("updating_cart").await;
    }
    for one in goods {
        let wanted = Wanted::More(one.quantity);
        let change = cart::change(&turn.app, &turn.session, &one.sku, wanted).await;
        put.stopped = change.refusal.as_deref().is_some_and(Failure::is_reason);
        if !put.stopped {
            answered(&mut turn.session.memory().proposals, &one.sku);
        }
        turn.cart_changed(&change).await;
        match change.refusal {
            Some(reason) => put.refused.push((change.name, reason)),
            None => put.added = put.added.saturating_add(1),
        }
        if put.stopped {
            break;
        }
    }
    put
}
