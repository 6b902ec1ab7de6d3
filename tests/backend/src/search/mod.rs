//! Finding products by words of any of the three languages, also misspelt, in other letters, typed with the wrong
//! keyboard layout, or in words that the catalogue does not use.
//!
//! A word becomes readings: the catalogue's own term if there is one; else synonyms of it; else terms that sound like
//! it, that it begins, or that it misses by a slip. So a slip is forgiven only where the word means nothing else.
//! Three rankings are made of them: by the text itself, by the looser readings, and by what is meant (synonyms and
//! shelves). They are fused by reciprocal rank, which needs no common scale. What is shown are the products that have
//! the most words of the question, and of those the ones that say it in their own words before those that only mention it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyError, Term};

use crate::catalog::Catalog;
use crate::text::words;
use index::Goods;
use sound::{sound, whole};
use synonyms::Synonyms;
use terms::Token;

mod index;
mod keyboard;
mod sound;
mod synonyms;
mod terms;

/// More than anybody looks at.
const MOST: usize = 200;
/// The readings of one word.
const MOST_READINGS: usize = 48;
/// A word counts before its weight does: this is above all weights of a question together.
const COVER: f32 = 1000.0;
/// The usual constant of reciprocal rank fusion.
const FUSION: f64 = 60.0;

/// Below this many sounds a beginning, one slip, two slips say too little.
const LEAST_BEGINNING: usize = 3;
const LEAST_SLIP: usize = 4;
const LEAST_SLIPS: usize = 8;

/// What a question found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// SKUs, best first.
    pub(crate) skus: Vec<String>,
    /// Does each of them have every word of the question?
    pub(crate) complete: bool,
}

/// How a word of the question is read.
#[derive(Default)]
struct Word {
    /// The catalogue's own term.
    exact: Vec<String>,
    /// Terms that it may have been meant to be.
    loose: Vec<String>,
    /// Terms that mean the same.
    same: Vec<String>,
}

/// The index of one catalogue.
pub(crate) struct Search {
    catalog: Arc<Catalog>,
    /// Made for the first question. None when it could not be made: then nothing is found.
    goods: OnceLock<Option<Goods>>,
    synonyms: Synonyms,
}

impl Search {
    pub(crate) fn new(catalog: Arc<Catalog>) -> Self {
        Self { catalog, goods: OnceLock::new(), synonyms: Synonyms::new() }
    }

    fn goods(&self) -> Option<&Goods> {
        self.goods.get_or_init(|| Goods::new(&self.catalog).ok()).as_ref()
    }

    /// The text as it was meant, if it was typed with the wrong keyboard layout: when more of its words are known then.
    /// `known`: words that mean something outside the catalogue.
    pub(crate) fn retyped(&self, text: &str, known: impl Fn(&str) -> bool) -> String {
        let Some(goods) = self.goods() else { return text.to_owned() };
        let count = |text: &str| {
            let understood = |word: &&String| {
                let term = terms::terms(word).concat();
                known(word) || goods.knows(&term) || !self.synonyms.of(&term).is_empty()
            };
            words(text).iter().filter(|word| word.chars().count() > 1).filter(understood).count()
        };
        let as_it_is = count(text);
        let mut best = (as_it_is, text.to_owned());
        for other in keyboard::retypings(text) {
            let count = count(&other);
            if count > best.0 {
                best = (count, other);
            }
        }
        best.1
    }

    /// The products that have most of these words.
    pub(crate) fn find(&self, query: &[String]) -> Found {
        // An index in memory answers whatever is asked of it.
        self.try_find(query).unwrap_or_default()
    }

    fn try_find(&self, query: &[String]) -> Result<Found, TantivyError> {
        let Some(goods) = self.goods() else { return Ok(Found::default()) };
        let asked = terms::asked(query);
        let words = asked.iter().map(|token| self.read(goods, token)).collect::<Result<Vec<_>, _>>()?;
        let shown = self.shown(goods, &words)?;
        let Some(most) = shown.first().map(|(_, score)| covered(*score)) else { return Ok(Found::default()) };
        let rankings = [
            (goods.best(&weighed(goods, words.iter().map(|word| &word.exact)), MOST)?, 1.0),
            (goods.best(&weighed(goods, words.iter().map(|word| &word.loose)), MOST)?, 1.0),
            (goods.best(&meant(goods, &words), MOST)?, 0.5),
        ];
        let mut fused: HashMap<usize, f64> = HashMap::new();
        for (ranking, share) in rankings {
            for (rank, (place, _)) in (1_u32..).zip(ranking) {
                *fused.entry(place).or_default() += share / (FUSION + f64::from(rank));
            }
        }
        let best = shown.first().map_or(0.0, |(_, score)| score % COVER);
        let mut places: Vec<(usize, f32, f64)> = shown
            .into_iter()
            .filter(|(_, score)| covered(*score) == most && score % COVER * 4.0 > best * 3.0)
            .map(|(place, score)| (place, score, fused.get(&place).copied().unwrap_or_default()))
            .collect();
        // The sort is stable: equals stay in their order.
        places.sort_by(|(_, s, a), (_, t, b)| t.total_cmp(s).then(b.total_cmp(a)));
        let skus = places
            .into_iter()
            .filter_map(|(place, ..)| self.catalog.products.get(place).map(|product| product.sku.clone()))
            .collect();
        Ok(Found { skus, complete: most == words.len() })
    }

    /// What a term of the question may be.
    fn read(&self, goods: &Goods, token: &Token) -> Result<Word, TantivyError> {
        let term = &token.stem;
        let known = |terms: &[String]| -> Vec<String> {
            terms.iter().filter(|term| goods.knows(term)).cloned().collect()
        };
        let mut word = Word { same: known(self.synonyms.of(term)), ..Word::default() };
        if goods.knows(term) {
            word.exact.push(term.clone());
        } else if word.same.is_empty() {
            word.loose = loosely(goods, token)?;
            word.loose.truncate(MOST_READINGS);
            word.same = word.loose.iter().flat_map(|loose| known(self.synonyms.of(loose))).collect();
        }
        Ok(word)
    }

    /// Everything with any of the words: those with most of them first, and of these those that say it best.
    fn shown(&self, goods: &Goods, words: &[Word]) -> Result<Vec<(usize, f32)>, TantivyError> {
        let fields = &goods.fields;
        let of_word = |word: &Word| {
            // A shelf is what is meant by a word that no product on it is called.
            let shelf = |term: &String| if goods.is_own(term) { 2.0 } else { 4.0 };
            let direct = word.exact.iter().chain(&word.loose).map(|term| (term, [4.0, 3.0, shelf(term)]));
            // A word that the catalogue knows itself means its synonyms only besides.
            let besides =
                if word.exact.is_empty() && word.loose.is_empty() { [4.0, 3.0, 2.0] } else { [1.0; 3] };
            let places = direct.chain(word.same.iter().map(|term| (term, besides)));
            let ways = places.flat_map(|(term, weights)| {
                [fields.own, fields.name, fields.shelf].into_iter().zip(weights).map(
                    move |(field, weight)| {
                        Box::new(ConstScoreQuery::new(in_field(field, term), COVER + weight))
                            as Box<dyn Query>
                    },
                )
            });
            Box::new(DisjunctionMaxQuery::new(ways.collect())) as Box<dyn Query>
        };
        goods.best(&any(words.iter().map(of_word).collect()), MOST)
    }
}

/// How many words a score of [`Search::shown`] stands for.
fn covered(score: f32) -> usize {
    // A few thousands at most, and never negative.
    (score / COVER) as usize
}

/// The terms that a word sounds like, begins, or misses by as few slips as can be.
fn loosely(goods: &Goods, token: &Token) -> Result<Vec<String>, TantivyError> {
    if token.word.chars().any(|c| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let sounds = [sound(&token.word), sound(&token.stem)];
    let same: Vec<String> = sounds.iter().flat_map(|sound| goods.sounding(sound)).cloned().collect();
    if !same.is_empty() {
        return Ok(same);
    }
    // Of a beginning nothing is cut off.
    let beginning = whole(&token.word);
    if beginning.chars().count() >= LEAST_BEGINNING {
        let begun = goods.near(&beginning, 0, true)?;
        if !begun.is_empty() {
            return Ok(begun);
        }
    }
    let mumbled: Vec<String> = sounds.iter().flat_map(|sound| goods.mumbled(sound)).cloned().collect();
    if !mumbled.is_empty() {
        return Ok(mumbled);
    }
    for (slips, least) in [(1, LEAST_SLIP), (2, LEAST_SLIPS)] {
        let mut near = Vec::new();
        for sound in sounds.iter().filter(|sound| sound.chars().count() >= least) {
            near.extend(goods.near(sound, slips, false)?);
        }
        if !near.is_empty() {
            return Ok(near);
        }
    }
    Ok(Vec::new())
}

fn in_field(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic))
}

fn any(queries: Vec<Box<dyn Query>>) -> BooleanQuery {
    BooleanQuery::union(queries)
}

/// The text itself, by BM25: one's own word before a name, a name before a shelf.
fn weighed<'a>(goods: &Goods, words: impl Iterator<Item = &'a Vec<String>>) -> BooleanQuery {
    let fields = &goods.fields;
    let boosts = [(fields.own, 4.0), (fields.name, 3.0), (fields.shelf, 1.0)];
    let of_term = |term: &'a String| {
        boosts.map(|(field, boost)| Box::new(BoostQuery::new(in_field(field, term), boost)) as Box<dyn Query>)
    };
    any(words.flatten().flat_map(of_term).collect())
}

/// What is meant: synonyms, and the shelf that is called so.
fn meant(goods: &Goods, words: &[Word]) -> BooleanQuery {
    let fields = &goods.fields;
    let of_word = |word: &Word| {
        let same =
            word.same.iter().flat_map(|term| [in_field(fields.own, term), in_field(fields.name, term)]);
        let shelf = word.exact.iter().chain(&word.loose).map(|term| in_field(fields.shelf, term));
        same.chain(shelf).collect::<Vec<_>>()
    };
    any(words.iter().flat_map(of_word).collect())
}

#[cfg(test)]
mod tests;
