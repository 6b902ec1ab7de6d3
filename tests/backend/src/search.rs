//! Finding products by words of any of the three languages.
//!
//! Each word of the question becomes one or more stems of the catalogue: the same stem if there is one, else those it
//! begins, else those it misses by one slip. So a slip is forgiven only where the word means nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Product};
use crate::text::{nearly_equal, stem, words};

/// How much a word says about a product, by where it stands.
const OWN_WORD: u32 = 4;
/// Also a word of a phrase: "milk" says less in "milk chocolate".
const NAME: u32 = 3;
const CATEGORY: u32 = 2;

/// Below this many letters a beginning or a slip says too little.
const LEAST_BEGINNING: usize = 3;
const LEAST_SLIP: usize = 4;

struct Entry {
    sku: String,
    stems: BTreeMap<String, u32>,
}

/// The index.
pub(crate) struct Search {
    entries: Vec<Entry>,
    vocabulary: BTreeSet<String>,
}

/// What a question found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// SKUs, best first.
    pub(crate) skus: Vec<String>,
    /// Does each of them have every word of the question?
    pub(crate) complete: bool,
}

impl Search {
    pub(crate) fn new(catalog: &Catalog) -> Self {
        let entries: Vec<Entry> = catalog.products.iter().map(|product| entry(catalog, product)).collect();
        let vocabulary = entries.iter().flat_map(|entry| entry.stems.keys().cloned()).collect();
        Self { entries, vocabulary }
    }

    /// The products that have most of these words; those that say it by their own words first.
    pub(crate) fn find(&self, query: &[String]) -> Found {
        let meanings: Vec<Vec<&String>> = query.iter().map(|word| self.meanings(word)).collect();
        let mut hits: Vec<(usize, u32, &str)> = self
            .entries
            .iter()
            .map(|entry| {
                let weights = meanings.iter().map(|stems| {
                    stems.iter().filter_map(|stem| entry.stems.get(*stem)).max().copied().unwrap_or_default()
                });
                let (matched, score) = weights.fold((0_usize, 0_u32), |(matched, score), weight| {
                    (matched.saturating_add(usize::from(weight > 0)), score.saturating_add(weight))
                });
                (matched, score, entry.sku.as_str())
            })
            .filter(|(matched, ..)| *matched > 0)
            .collect();
        let most = hits.iter().map(|(matched, ..)| *matched).max().unwrap_or_default();
        hits.retain(|(matched, ..)| *matched == most);
        let best = hits.iter().map(|(_, score, _)| *score).max().unwrap_or_default();
        hits.retain(|(_, score, _)| score.saturating_mul(4) > best.saturating_mul(3));
        // The sort is stable: equals stay in the catalogue's order.
        hits.sort_by_key(|(_, score, _)| std::cmp::Reverse(*score));
        Found {
            complete: most > 0 && most == query.len(),
            skus: hits.into_iter().map(|(_, _, sku)| sku.to_owned()).collect(),
        }
    }

    /// The stems of the catalogue that a word may stand for.
    fn meanings(&self, word: &str) -> Vec<&String> {
        let wanted = stem(word);
        if let Some(same) = self.vocabulary.get(&wanted) {
            return vec![same];
        }
        let length = wanted.chars().count();
        let begun: Vec<&String> = if length < LEAST_BEGINNING {
            Vec::new()
        } else {
            self.vocabulary.iter().filter(|stem| stem.starts_with(&wanted)).collect()
        };
        if !begun.is_empty() || length < LEAST_SLIP {
            return begun;
        }
        self.vocabulary
            .iter()
            .filter(|known| known.chars().count() >= LEAST_SLIP && nearly_equal(known, &wanted))
            .collect()
    }
}

fn entry(catalog: &Catalog, product: &Product) -> Entry {
    let mut stems = BTreeMap::new();
    let mut add = |text: &str, weight: u32| {
        for word in words(text) {
            let known = stems.entry(stem(&word)).or_insert(weight);
            *known = weight.max(*known);
        }
    };
    add(&product.sku, NAME);
    product.name.all().into_iter().chain(&product.brand).for_each(|name| add(name, NAME));
    for word in product.words.all().into_iter().flatten() {
        add(word, if word.contains(' ') { NAME } else { OWN_WORD });
    }
    if let Some(category) = catalog.categories.iter().find(|category| category.slug == product.category) {
        category.name.all().into_iter().for_each(|name| add(name, CATEGORY));
        category.words.all().into_iter().flatten().for_each(|word| add(word, CATEGORY));
    }
    Entry { sku: product.sku.clone(), stems }
}
