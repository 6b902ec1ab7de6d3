//! What the shelves have for a question, and what it costs at this moment.

use super::keywords::{KEYS, Key, look_up};
use super::turn::Turn;
use crate::catalog::{Catalog, Product};
use crate::food::Food;
use crate::text::{stem, words};
use crate::webhook::{Failure, Offer};

/// Products asked for at once, as many as the documentation calls typical.
pub(super) const ASKED_AT_ONCE: usize = 10;

/// Today's offers of these products, in this order, without what is sold out.
pub(super) async fn offers(turn: &Turn, skus: &[String]) -> Result<Vec<Offer>, Failure> {
    turn.status("checking_prices").await;
    let store = &turn.session.owner.store;
    let mut answer = Vec::new();
    for some in skus.chunks(ASKED_AT_ONCE) {
        answer.extend(turn.app.hooks.products(store, some).await?);
    }
    answer.retain(|offer| offer.in_stock);
    answer.sort_by_key(|offer| skus.iter().position(|sku| *sku == offer.sku));
    Ok(answer)
}

/// The stems of what texts say to be there: "seedless" grapes are "without seeds" in two of the languages.
fn contents<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut stems = Vec::new();
    for text in texts {
        let mut without = false;
        for word in words(text) {
            if !without {
                stems.push(stem(&word));
            }
            without = look_up(KEYS, &word) == Some(Key::Without);
        }
    }
    stems
}

/// Does a product have the diets, and is it and its shelf none of what is left out?
fn fits(catalog: &Catalog, product: &Product, food: &Food) -> bool {
    if food.is_any() {
        return true;
    }
    let shelf = catalog.categories.iter().find(|category| category.slug == product.category);
    let shelf = shelf
        .into_iter()
        .flat_map(|shelf| shelf.name.all().into_iter().chain(shelf.words.all().into_iter().flatten()));
    let texts = product.name.all().into_iter().chain(product.words.all().into_iter().flatten());
    food.claimed_by(product) && food.spares_product(product, &contents(texts.chain(shelf)))
}

/// Everything that fits a search, best first. Without words, everything there is.
pub(super) fn candidates(turn: &Turn, query: &[String], food: &Food) -> Vec<String> {
    let catalog = &turn.app.catalog;
    let skus = if query.is_empty() {
        catalog.products.iter().map(|product| product.sku.clone()).collect()
    } else {
        turn.app.search.find(query).skus
    };
    let fitting = |sku: &String| catalog.product(sku).is_some_and(|product| fits(catalog, product, food));
    skus.into_iter().filter(fitting).collect()
}
