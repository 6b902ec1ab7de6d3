//! The assistant's knowledge of the products: names, words, pictures, steps. Prices and stock are the shop's and are
//! asked from it each time; `prices.json` is read by the shop only.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::lang::{InEach, Lang};
use crate::recipes::Recipes;

/// How a product is drawn.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Picture {
    /// The name of a file in `shapes/`, without `.svg`.
    pub(crate) shape: String,
    /// What stands for `{{c1}}`, `{{c2}}`, `{{c3}}` in it.
    pub(crate) colors: Vec<String>,
}

/// One product.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Product {
    pub(crate) sku: String,
    pub(crate) name: InEach<String>,
    #[serde(default)]
    pub(crate) brand: Option<String>,
    pub(crate) category: String,
    pub(crate) unit: String,
    pub(crate) quantity_step: Amount,
    #[serde(default)]
    pub(crate) min_quantity: Option<Amount>,
    #[serde(default)]
    pub(crate) max_quantity: Option<Amount>,
    #[serde(default)]
    pub(crate) words: InEach<Vec<String>>,
    #[serde(default)]
    pub(crate) diet: Vec<String>,
    pub(crate) picture: Picture,
}

impl Product {
    pub(crate) fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }

    /// The smallest quantity that can be bought.
    pub(crate) fn least(&self) -> Amount {
        self.min_quantity.unwrap_or(self.quantity_step).rounded_up_to(self.quantity_step)
    }
}

/// One category.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Category {
    pub(crate) slug: String,
    pub(crate) name: InEach<String>,
    #[serde(default)]
    pub(crate) words: InEach<Vec<String>>,
}

/// What the shop asks for a product, and how much of it there is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Price {
    pub(crate) sku: String,
    pub(crate) price: Amount,
    #[serde(default)]
    pub(crate) promo_price: Option<Amount>,
    #[serde(default)]
    pub(crate) promo_label: Option<String>,
    pub(crate) stock: Amount,
}

/// All products and categories.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) products: Vec<Product>,
    pub(crate) categories: Vec<Category>,
    pub(crate) recipes: Recipes,
    by_sku: HashMap<String, usize>,
    shapes: BTreeMap<String, String>,
}

/// Why a catalogue could not be read, with the file's name.
#[derive(Debug)]
pub struct CatalogError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the catalogue cannot be read: {}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for CatalogError {}

fn read(path: &Path) -> Result<String, CatalogError> {
    fs::read_to_string(path)
        .map_err(|error| CatalogError { path: path.to_owned(), reason: error.to_string() })
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, CatalogError> {
    serde_json::from_str(&read(path)?)
        .map_err(|error| CatalogError { path: path.to_owned(), reason: error.to_string() })
}

impl Catalog {
    /// The demo grocery's.
    #[cfg(test)]
    pub(crate) fn demo() -> Self {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")).unwrap()
    }

    /// Reads `products.json`, `categories.json` and the shapes, and checks that every SKU occurs once and every
    /// product has its category. A product whose shape is missing has no picture. `recipes.json` may be missing: then
    /// no recipe is known.
    pub(crate) fn read(dir: &Path) -> Result<Self, CatalogError> {
        let file = dir.join("products.json");
        let mut catalog = Self {
            products: read_json(&file)?,
            categories: read_json(&dir.join("categories.json"))?,
            ..Self::default()
        };
        let wrong = |reason: String| CatalogError { path: file.clone(), reason };
        for (position, product) in catalog.products.iter().enumerate() {
            if catalog.by_sku.insert(product.sku.clone(), position).is_some() {
                return Err(wrong(format!("{} occurs twice", product.sku)));
            }
            if !catalog.categories.iter().any(|category| category.slug == product.category) {
                return Err(wrong(format!("{}: no category {}", product.sku, product.category)));
            }
            if product.quantity_step <= Amount::ZERO {
                return Err(wrong(format!("{}: a step must be above zero", product.sku)));
            }
            let shape = &product.picture.shape;
            if !catalog.shapes.contains_key(shape) {
                let svg = fs::read_to_string(dir.join("shapes").join(format!("{shape}.svg")));
                svg.ok().and_then(|svg| catalog.shapes.insert(shape.clone(), svg));
            }
        }
        let file = dir.join("recipes.json");
        if file.exists() {
            catalog.recipes = Recipes::new(read_json(&file)?, &catalog)
                .map_err(|reason| CatalogError { path: file.clone(), reason })?;
        }
        Ok(catalog)
    }

    /// Checks that everything has a name in each of these languages.
    pub(crate) fn speaks(&self, languages: &[Lang], dir: &Path) -> Result<(), CatalogError> {
        let products = self.products.iter().map(|product| (&product.sku, &product.name, "products.json"));
        let shelves = self.categories.iter().map(|shelf| (&shelf.slug, &shelf.name, "categories.json"));
        for (id, name, file) in products.chain(shelves) {
            if let Some(lang) = languages.iter().find(|lang| name.get(**lang).is_empty()) {
                let reason = format!("{id}: no name in {}", lang.code());
                return Err(CatalogError { path: dir.join(file), reason });
            }
        }
        Ok(())
    }

    /// The shop's price list of the same directory.
    pub(crate) fn read_prices(dir: &Path) -> Result<Vec<Price>, CatalogError> {
        read_json(&dir.join("prices.json"))
    }

    pub(crate) fn product(&self, sku: &str) -> Option<&Product> {
        self.by_sku.get(sku).and_then(|position| self.products.get(*position))
    }

    pub(crate) fn has_drawing(&self, sku: &str) -> bool {
        self.product(sku).is_some_and(|product| self.shapes.contains_key(&product.picture.shape))
    }

    /// The drawing of a product: its shape in its colours.
    pub(crate) fn drawing(&self, sku: &str) -> Option<String> {
        let picture = &self.product(sku)?.picture;
        let shape = self.shapes.get(&picture.shape)?.clone();
        Some(
            picture
                .colors
                .iter()
                .zip(["{{c1}}", "{{c2}}", "{{c3}}"])
                .fold(shape, |svg, (color, place)| svg.replace(place, color)),
        )
    }
}
