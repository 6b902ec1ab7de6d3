//! Words for the same thing, from `synonyms.txt`.

use std::collections::HashMap;

use super::terms::terms;

const TEXT: &str = include_str!("synonyms.txt");

/// For each stem, the stems that mean the same.
pub(super) struct Synonyms(HashMap<String, Vec<String>>);

impl Synonyms {
    pub(super) fn new() -> Self {
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
            let (same, near) = line.split_once('>').unwrap_or((line, ""));
            let (same, near) = (terms(same), terms(near));
            for stem in same.iter().chain(&near) {
                let others = of.entry(stem.clone()).or_default();
                others.extend(same.iter().filter(|other| *other != stem).cloned());
            }
        }
        Self(of)
    }

    pub(super) fn of(&self, stem: &str) -> &[String] {
        self.0.get(stem).map_or(&[], Vec::as_slice)
    }
}
