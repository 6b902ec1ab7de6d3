//! The search by itself, to be judged and timed.

use std::path::Path;
use std::sync::Arc;

use crate::catalog::{Catalog, CatalogError};
use crate::search::Search;
use crate::text::words;

/// A catalogue that can be searched, as the assistant does it.
pub struct Finder(Search);

impl Finder {
    /// Reads the catalogue of a directory.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(dir: &Path) -> Result<Self, CatalogError> {
        Catalog::read(dir).map(|catalog| Self(Search::new(Arc::new(catalog))))
    }

    /// The SKUs that a text finds, best first.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<String> {
        let text = self.0.retyped(text, |_| false);
        self.0.find(&words(&text)).skus
    }
}
