//! How good the search is: nDCG@10 and recall@10 over questions that were judged by hand.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use vizochok_backend::Finder;

/// How many of the first results count: what a shopper looks at.
const DEPTH: usize = 10;
/// From this grade on a product should be found.
const RELEVANT: u32 = 2;

/// One question with the grade of each product that deserves one.
pub(crate) struct Question {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) grades: HashMap<String, u32>,
}

/// The demo grocery's directory.
pub(crate) fn catalog() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")
}

/// All judged questions.
pub(crate) fn questions() -> Vec<Question> {
    let text = std::fs::read_to_string(catalog().join("products.json")).unwrap();
    let products: Vec<Value> = serde_json::from_str(&text).unwrap();
    let lines = include_str!("queries.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| question(line, &products)).collect()
}

fn question(line: &str, products: &[Value]) -> Question {
    let mut cells = line.split('\t');
    let (kind, text) = (cells.next().unwrap().to_owned(), cells.next().unwrap().to_owned());
    let mut grades = HashMap::new();
    for cell in cells {
        let (grade, patterns) = cell.split_once(' ').unwrap();
        for pattern in patterns.split(' ') {
            let skus = matching(pattern, products);
            assert!(!skus.is_empty(), "{text}: {pattern} is nothing in the catalogue");
            for sku in skus {
                assert!(grades.insert(sku, grade.parse().unwrap()).is_none(), "{text}: {pattern} twice");
            }
        }
    }
    Question { kind, text, grades }
}

fn matching(pattern: &str, products: &[Value]) -> Vec<String> {
    let fits = |product: &&Value| {
        let sku = product["sku"].as_str().unwrap();
        if let Some(brand) = pattern.strip_prefix('@') {
            return product["brand"] == brand;
        }
        if let Some(shelf) = pattern.strip_suffix("/*") {
            return product["category"] == shelf;
        }
        if let Some(start) = pattern.strip_suffix('*') {
            return sku.starts_with(start);
        }
        match pattern.split_once("..") {
            Some((first, last)) => {
                let (start, number) = first.rsplit_once('-').unwrap();
                sku.rsplit_once('-').is_some_and(|(of, n)| of == start && (number..=last).contains(&n))
            }
            None => sku == pattern,
        }
    };
    products.iter().filter(fits).map(|product| product["sku"].as_str().unwrap().to_owned()).collect()
}

/// What came of one question.
pub(crate) struct Judged {
    pub(crate) question: Question,
    /// The first results.
    pub(crate) found: Vec<String>,
    /// 1 is the best order there can be.
    pub(crate) ndcg: f64,
    /// None where nothing is relevant enough.
    pub(crate) recall: Option<f64>,
}

/// Asks the search everything.
pub(crate) fn judge(finder: &Finder) -> Vec<Judged> {
    let judged = |question: Question| {
        let found: Vec<String> = finder.find(&question.text).into_iter().take(DEPTH).collect();
        let gains: Vec<u32> = found.iter().map(|sku| *question.grades.get(sku).unwrap_or(&0)).collect();
        let mut ideal: Vec<u32> = question.grades.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let relevant = ideal.iter().filter(|grade| **grade >= RELEVANT).count().min(DEPTH);
        let hits = gains.iter().filter(|grade| **grade >= RELEVANT).count();
        let recall = (relevant > 0).then(|| hits as f64 / relevant as f64);
        Judged { ndcg: gain(&gains) / gain(&ideal), recall, question, found }
    };
    questions().into_iter().map(judged).collect()
}

/// The discounted gain of grades in this order.
fn gain(grades: &[u32]) -> f64 {
    let one = |(rank, grade): (usize, &u32)| (2_f64.powi(*grade as i32) - 1.0) / (rank as f64 + 2.0).log2();
    grades.iter().take(DEPTH).enumerate().map(one).sum()
}

/// nDCG@10 and recall@10 of some questions.
pub(crate) fn means<'a>(judged: impl Iterator<Item = &'a Judged> + Clone) -> (f64, f64) {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    (mean(judged.clone().map(|one| one.ndcg).collect()), mean(judged.filter_map(|one| one.recall).collect()))
}

/// The questions by their kinds.
pub(crate) fn by_kind(judged: &[Judged]) -> BTreeMap<&str, Vec<&Judged>> {
    let mut kinds: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        kinds.entry(one.question.kind.as_str()).or_default().push(one);
    }
    kinds
}
