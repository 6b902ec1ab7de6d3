//! What somebody eats, and which foods a word means.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::catalog::Product;
use crate::text::{stem, words};

/// Below this many letters a word stands only for itself.
const LEAST_BEGINNING: usize = 4;
/// How many foods are left out at most.
const MOST_LEFT_OUT: usize = 16;

/// What somebody does and does not eat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Food {
    /// Beginnings of the catalogue's diet claims.
    pub(crate) diets: Vec<Cow<'static, str>>,
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
                self.diets.push(diet.clone());
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
        self.diets.iter().all(|diet| product.diet.iter().any(|claim| claim.starts_with(diet.as_ref())))
    }

    /// Is none of these foods in a product, by the stems of its texts and its claims? A word for meat or fish means
    /// all kinds of it; of what may be either and is not said to be the other, nothing is known, so it is left out.
    pub(crate) fn spares_product(&self, product: &Product, stems: &[String]) -> bool {
        let vegetarian = product.diet.iter().any(|claim| claim == "vegetarian");
        self.without.iter().all(|word| match kind_of(word) {
            Some(_) if vegetarian => true,
            Some(kind) => {
                let other = (0..KINDS.len()).any(|other| other != kind && is_of(other, stems));
                other && !is_of(kind, stems)
            }
            None => !has_word(stems, word),
        })
    }

    /// Is none of these foods among the stems of a text?
    pub(crate) fn spares(&self, stems: &[String]) -> bool {
        !self.without.iter().any(|word| has_word(stems, word))
    }
}

/// Foods of an animal that a word for its kind leaves out too, in the words of labels.
const KINDS: [(&str, &str); 2] = [
    (
        "meat мясо poultry",
        "meat мясо chicken poultry turkey pork beef lamb bacon ham sausage salami frankfurters mince pâté курячі курка \
         птиця свинина яловичина індичка бекон шинка ковбаса сосиски фарш паштет куриные курица птица говядина индейка \
         ветчина колбаса",
    ),
    (
        "fish риба рыба seafood морепродукти морепродукты",
        "fish seafood salmon tuna hake carp mackerel herring sprats sardines cod prawns crab caviar риба морепродукти \
         лосось тунець хек короп скумбрія оселедець шпроти сардини тріска креветки крабові ікра рыба морепродукты \
         тунец карп скумбрия сельдь треска крабовые икра",
    ),
];

/// The kind that a word names, by its place in the table.
fn kind_of(word: &str) -> Option<usize> {
    let wanted = stem(word);
    KINDS.iter().position(|(names, _)| names.split(' ').any(|name| stem(name) == wanted))
}

/// Does a text with these stems speak of food of this kind?
fn is_of(kind: usize, stems: &[String]) -> bool {
    KINDS.get(kind).is_some_and(|(_, foods)| foods.split_whitespace().any(|food| has_word(stems, food)))
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
