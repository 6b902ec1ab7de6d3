//! What somebody eats, and which foods a word means.

use crate::catalog::Product;
use crate::text::{stem, words};

/// Below this many letters a word stands only for itself.
const LEAST_BEGINNING: usize = 4;
/// How many foods are left out at most.
const MOST_LEFT_OUT: usize = 16;

/// What somebody does and does not eat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Food {
    /// Beginnings of the catalogue's diet claims.
    pub(crate) diets: Vec<&'static str>,
    /// Words of foods that are left out.
    pub(crate) without: Vec<String>,
}

impl Food {
    pub(crate) fn is_any(&self) -> bool {
        self.diets.is_empty() && self.without.is_empty()
    }

    /// Takes over what is wished besides, as far as it can be anybody's wish.
    pub(crate) fn and(&mut self, more: &Self) {
        for diet in &more.diets {
            if !self.diets.contains(diet) {
                self.diets.push(diet);
            }
        }
        for word in &more.without {
            if !self.without.contains(word) && self.without.len() < MOST_LEFT_OUT {
                self.without.push(word.clone());
            }
        }
    }

    /// Does the catalogue claim all these diets for a product?
    pub(crate) fn claimed_by(&self, product: &Product) -> bool {
        self.diets.iter().all(|diet| product.diet.iter().any(|claim| claim.starts_with(diet)))
    }

    /// Is none of these foods among the stems of a text?
    pub(crate) fn spares(&self, stems: &[String]) -> bool {
        !self.without.iter().any(|word| has_word(stems, word))
    }
}

/// The stems of all words of texts.
pub(crate) fn stems<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().flat_map(|text| words(text)).map(|word| stem(&word)).collect()
}

/// Is this word, in any of its forms, among these stems?
pub(crate) fn has_word(stems: &[String], word: &str) -> bool {
    let wanted = stem(word);
    stems.iter().any(|known| {
        let (short, long) = if known.len() < wanted.len() { (known, &wanted) } else { (&wanted, known) };
        short == long || (short.chars().count() >= LEAST_BEGINNING && long.starts_with(short.as_str()))
    })
}
