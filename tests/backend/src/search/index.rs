//! The goods in a full-text index of tantivy, in memory. It is made once of a whole catalogue and never changed; a new
//! catalogue gets a new one.

use std::collections::{HashMap, HashSet};

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::query::{FuzzyTermQuery, Query};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::sound::{muted, sound};
use super::terms::{Token, claim, tokens};
use crate::catalog::{Catalog, Product};

/// Memory for making an index; more is taken when it is needed.
const BUDGET: usize = 15_000_000;

/// Where a term stands in a product says how much it says about it.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// What it is called in one word.
    pub(super) own: Field,
    /// Names, brand, phrases: "milk" says less in "milk chocolate".
    pub(super) name: Field,
    /// The category, and the diets that are claimed.
    pub(super) shelf: Field,
    /// The sounds of all its terms: a dictionary to look up what is misspelt.
    sound: Field,
}

pub(super) struct Goods {
    pub(super) fields: Fields,
    pub(super) searcher: Searcher,
    /// All terms.
    known: HashSet<String>,
    /// Those that are the whole name of something.
    own: HashSet<String>,
    /// The terms of each sound.
    sounding: HashMap<String, Vec<String>>,
    /// The terms of each muted sound.
    muted: HashMap<String, Vec<String>>,
}

/// The texts of a product by field.
#[derive(Default)]
struct Texts {
    own: Vec<Token>,
    name: Vec<Token>,
    shelf: Vec<Token>,
}

fn texts(catalog: &Catalog, product: &Product) -> Texts {
    let mut texts = Texts::default();
    texts.name.extend(tokens(&product.sku));
    for name in product.name.all().into_iter().chain(&product.brand) {
        texts.name.extend(tokens(name));
    }
    for phrase in product.words.all().into_iter().flatten() {
        let tokens = tokens(phrase);
        let place = if tokens.len() == 1 { &mut texts.own } else { &mut texts.name };
        place.extend(tokens);
    }
    if let Some(shelf) = catalog.categories.iter().find(|category| category.slug == product.category) {
        let words = shelf.words.all().into_iter().flatten();
        shelf.name.all().into_iter().chain(words).for_each(|text| texts.shelf.extend(tokens(text)));
    }
    product.diet.iter().for_each(|diet| texts.shelf.extend(tokens(&claim(diet))));
    texts
}

impl Goods {
    pub(super) fn new(catalog: &Catalog) -> Result<Self, TantivyError> {
        let mut schema = Schema::builder();
        // How often a word stands in a name and how long the name is says nothing, so BM25 weighs words by their rarity
        // alone, and equals stay in the shop's own order.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let text = TextOptions::default().set_indexing_options(indexing);
        let mut field = |name: &str| schema.add_text_field(name, text.clone());
        let (own, name, shelf, sounds) = (field("own"), field("name"), field("shelf"), field("sound"));
        let fields = Fields { own, name, shelf, sound: sounds };
        let (mut known, mut sounding) = (HashSet::new(), HashMap::<String, Vec<String>>::new());
        let mut heard = HashSet::new();
        let (mut own_terms, mut muted_terms) = (HashSet::new(), HashMap::<String, Vec<String>>::new());
        let mut writer: SingleSegmentIndexWriter = Index::builder()
            .schema(schema.build())
            .single_segment_index_writer(RamDirectory::create(), BUDGET)?;
        for product in &catalog.products {
            let texts = texts(catalog, product);
            let mut document = TantivyDocument::default();
            for (field, tokens) in [(own, &texts.own), (name, &texts.name), (shelf, &texts.shelf)] {
                let stems: Vec<&str> = tokens.iter().map(|token| token.stem.as_str()).collect();
                document.add_text(field, stems.join(" "));
                for token in tokens {
                    if !heard.insert(token.clone()) {
                        continue;
                    }
                    // A form tells more of how a word sounds than what is left without its ending.
                    for sound in [sound(&token.word), sound(&token.stem)] {
                        let terms = sounding.entry(sound.clone()).or_default();
                        if terms.is_empty() {
                            document.add_text(sounds, &sound);
                        }
                        if !terms.contains(&token.stem) {
                            terms.push(token.stem.clone());
                            muted_terms.entry(muted(&sound)).or_default().push(token.stem.clone());
                        }
                    }
                    known.insert(token.stem.clone());
                }
            }
            own_terms.extend(texts.own.into_iter().map(|token| token.stem));
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, searcher: reader.searcher(), known, own: own_terms, muted: muted_terms, sounding })
    }

    /// Does a product have this very term?
    pub(super) fn knows(&self, term: &str) -> bool {
        self.known.contains(term)
    }

    /// Is a product called so, in this one word?
    pub(super) fn is_own(&self, term: &str) -> bool {
        self.own.contains(term)
    }

    /// The terms that sound like this.
    pub(super) fn sounding(&self, sound: &str) -> &[String] {
        self.sounding.get(sound).map_or(&[], Vec::as_slice)
    }

    /// The terms that sound like this when vowels are mumbled.
    pub(super) fn mumbled(&self, sound: &str) -> &[String] {
        self.muted.get(&muted(sound)).map_or(&[], Vec::as_slice)
    }

    /// The terms whose sounds are so many slips from this one, or begin so.
    pub(super) fn near(&self, sound: &str, slips: u8, beginning: bool) -> Result<Vec<String>, TantivyError> {
        let term = Term::from_field_text(self.fields.sound, sound);
        let query = if beginning {
            FuzzyTermQuery::new_prefix(term, slips, true)
        } else {
            FuzzyTermQuery::new(term, slips, true)
        };
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.sound)?;
            let mut sounds = index.terms().search(query.automaton()?).into_stream()?;
            while sounds.advance() {
                let sound = String::from_utf8_lossy(sounds.key());
                found.extend(self.sounding(&sound).iter().cloned());
            }
        }
        Ok(found)
    }

    /// The places in the catalogue of the best for a query, with their scores. Equals stay in the catalogue's order.
    pub(super) fn best(&self, query: &dyn Query, most: usize) -> Result<Vec<(usize, f32)>, TantivyError> {
        let found = self.searcher.search(query, &TopDocs::with_limit(most.max(1)).order_by_score())?;
        // One segment, filled in order: its numbers are the catalogue's.
        let place = |(score, address): (f32, tantivy::DocAddress)| {
            usize::try_from(address.doc_id).ok().map(|place| (place, score))
        };
        Ok(found.into_iter().filter_map(place).collect())
    }
}
