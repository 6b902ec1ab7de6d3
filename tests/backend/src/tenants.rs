//! The shops that one backend serves, read from one TOML file, in which the support bots stand as well (`dgbot::chatbot`). What belongs to a tenant is in its own [`Tenant`]; no
//! part of the backend looks anything up across them but the key that opens one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::dgbot::chatbot::{self, Chatbot};
use crate::lang::Lang;
use crate::limits::Limits;
use crate::webhook::Address;

/// What a file may have: `[[tenant]]` and `[[chatbot]]`.
const KINDS: [&str; 2] = ["tenant", "chatbot"];

/// The sample: two shops and a support bot. [`crate::Options::default`] serves them, and it shows every field.
pub const SAMPLE: &str = include_str!("../tenants.toml");

/// The paths of a shop. A tenant of such a name could not have its own below them.
const PATHS_OF_A_SHOP: [&str; 4] = ["admin", "api", "pictures", "webhooks"];

/// Something that the assistant can do and a tenant may not want it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentTool {
    /// Finding products, and proposing some for a meal.
    Search,
    /// Telling what is known of a product.
    Details,
    /// Comparing products.
    Compare,
    /// Adding, changing, removing, clearing; also by what is pressed on a card.
    Cart,
    /// Checklists of ingredients.
    Recipes,
    /// Plans of meals.
    MealPlan,
    /// A choice of goods for a sum.
    Budget,
}

/// Where the shop's webhooks are. An address that is not given is that of the demo shop in this program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// Signs every call; known to both sides.
    pub secret: String,
    /// Prices and stock: `POST`.
    #[serde(default)]
    pub products_url: Option<String>,
    /// Changes of the cart: `POST`.
    #[serde(default)]
    pub cart_url: Option<String>,
    /// What is in the cart: `GET`.
    #[serde(default)]
    pub cart_get_url: Option<String>,
}

/// One shop with all that is its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// Its name in messages and in the paths of its demo shop: lower-case letters, digits and hyphens.
    pub id: String,
    /// The directory of its catalogue. In a file, relative to the file.
    pub catalog: PathBuf,
    /// Keys of pages and apps: they open the chat. Each begins with `pk_`.
    pub public_keys: Vec<String>,
    /// Keys of the shop's own servers, which may open the chat as well, for their shoppers. Each begins with `sk_`, and
    /// no page ever gets one.
    #[serde(default)]
    pub secret_keys: Vec<String>,
    /// The stores that `auth` may name; the first is taken when it names none.
    pub stores: Vec<String>,
    /// What the assistant speaks. The first one is for all who write in another.
    pub languages: Vec<Lang>,
    /// What its assistant does not do.
    #[serde(default)]
    pub disabled_tools: Vec<AgentTool>,
    /// Limits of use.
    #[serde(default)]
    pub limits: Limits,
    /// The shop's side.
    pub webhooks: WebhookSettings,
}

/// Why tenants cannot be served: of which tenant, and which field.
#[derive(Debug)]
pub struct TenantsError(String);

impl fmt::Display for TenantsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tenants: {}", self.0)
    }
}

impl std::error::Error for TenantsError {}

impl Tenant {
    /// The language in which somebody is answered who wrote in this one.
    pub(crate) fn spoken(&self, lang: Lang) -> Lang {
        if self.languages.contains(&lang) {
            return lang;
        }
        self.languages.first().copied().unwrap_or_default()
    }

    /// Does its assistant do this?
    pub(crate) fn offers(&self, tool: AgentTool) -> bool {
        !self.disabled_tools.contains(&tool)
    }

    /// What is wrong with it, as "field: reason".
    fn fault(&self) -> Option<String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let odd_key = |keys: &[String], start: &str| keys.iter().find(|key| !key.starts_with(start)).cloned();
        let hooks = &self.webhooks;
        let bad_url = [
            ("products_url", &hooks.products_url),
            ("cart_url", &hooks.cart_url),
            ("cart_get_url", &hooks.cart_get_url),
        ]
        .into_iter()
        .find_map(|(field, url)| Some((field, Address::read(url.as_ref()?).err()?)));
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Some("id: only lower-case letters, digits and hyphens".to_owned());
        }
        if PATHS_OF_A_SHOP.contains(&self.id.as_str()) {
            return Some("id: is a path of the shop".to_owned());
        }
        if self.public_keys.is_empty() {
            return Some("public_keys: none, so nobody could enter".to_owned());
        }
        if let Some(key) = odd_key(&self.public_keys, "pk_") {
            return Some(format!("public_keys: {key:?} does not begin with pk_"));
        }
        if let Some(key) = odd_key(&self.secret_keys, "sk_") {
            // A secret is not repeated on a screen.
            let start: String = key.chars().take(3).collect();
            return Some(format!("secret_keys: one begins with {start:?} instead of \"sk_\""));
        }
        if self.stores.is_empty() || self.stores.iter().any(String::is_empty) {
            return Some("stores: at least one, none of them empty".to_owned());
        }
        if self.languages.is_empty() {
            return Some("languages: at least one of \"uk\", \"en\", \"ru\"".to_owned());
        }
        if let Some(limit) = self.limits.zero() {
            return Some(format!("limits.{limit}: must be above 0"));
        }
        if hooks.secret.is_empty() {
            return Some("webhooks.secret: is empty".to_owned());
        }
        bad_url.map(|(field, reason)| format!("webhooks.{field}: {reason}"))
    }
}

/// The entries of a kind as they stand in a file, `[[kind]]` each.
///
/// # Errors
/// When the text is no TOML, or names the entry and the field that is missing, unknown or of another kind.
pub(crate) fn entries<T: DeserializeOwned>(text: &str, kind: &str) -> Result<Vec<T>, TenantsError> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(&error.to_string()))?;
    if let Some(other) = table.keys().find(|key| !KINDS.contains(&key.as_str())) {
        return Err(wrong(&format!("{other}: no such field; every tenant begins with [[tenant]]")));
    }
    let written = match table.get(kind) {
        None => return Ok(Vec::new()),
        Some(toml::Value::Array(written)) => written,
        Some(_) => return Err(wrong(&format!("every {kind} begins with [[{kind}]]"))),
    };
    let read = |(position, one): (usize, &toml::Value)| {
        let id = one.get("id").and_then(toml::Value::as_str);
        let name = id.map_or_else(|| format!("number {}", position.saturating_add(1)), str::to_owned);
        one.clone().try_into().map_err(|error: toml::de::Error| {
            let text = error.to_string();
            // The message, and then "in `field.field`".
            wrong(&format!("{name}: {}", text.trim().replace('\n', " ")))
        })
    };
    written.iter().enumerate().map(read).collect()
}

/// Reads tenants as they stand in a file; `dir` is where their catalogues are looked for.
///
/// # Errors
/// When the text is no TOML, or names the tenant and the field that is missing, unknown or of another kind.
pub fn read(text: &str, dir: &Path) -> Result<Vec<Tenant>, TenantsError> {
    let mut tenants: Vec<Tenant> = entries(text, "tenant")?;
    if tenants.is_empty() {
        return Err(wrong("no [[tenant]]"));
    }
    for tenant in &mut tenants {
        tenant.catalog = dir.join(&tenant.catalog);
    }
    Ok(tenants)
}

/// Reads a file of tenants and chatbots.
///
/// # Errors
/// As [`read`] does, and when there is no such file.
pub(crate) fn read_file(path: &Path) -> Result<(Vec<Tenant>, Vec<Chatbot>), TenantsError> {
    let named = |reason: &str| wrong(&format!("{}: {reason}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| named(&error.to_string()))?;
    let dir = path.parent().unwrap_or(Path::new("."));
    let both = read(&text, dir).and_then(|tenants| Ok((tenants, chatbot::read(&text)?)));
    both.map_err(|error| named(&error.0))
}

pub(crate) fn wrong(reason: &str) -> TenantsError {
    TenantsError(reason.to_owned())
}

/// Checks each tenant by itself and that none can be taken for another: ids, keys and secrets are each one's own.
/// Gives the first one, and the others.
pub(crate) fn check(tenants: &[Tenant]) -> Result<(&Tenant, &[Tenant]), TenantsError> {
    let mut taken = HashSet::new();
    for tenant in tenants {
        let of = |fault: &str| wrong(&format!("{}: {fault}", tenant.id));
        if let Some(fault) = tenant.fault() {
            return Err(of(&fault));
        }
        let own = [("id", &tenant.id), ("webhooks.secret", &tenant.webhooks.secret)]
            .into_iter()
            .chain(tenant.public_keys.iter().map(|key| ("public_keys", key)))
            .chain(tenant.secret_keys.iter().map(|key| ("secret_keys", key)));
        for (field, value) in own {
            if !taken.insert((field, value)) {
                return Err(of(&format!("{field}: another one has the same")));
            }
        }
    }
    tenants.split_first().ok_or_else(|| wrong("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let tenants = match read(text, Path::new("/shops")) {
            Ok(tenants) => tenants,
            Err(error) => return error.to_string(),
        };
        check(&tenants).unwrap_err().to_string()
    }

    /// A shop in as few lines as there can be.
    const LEAST: &str = "[[tenant]]\nid = 'tea'\ncatalog = 'tea'\npublic_keys = ['pk_tea']\nstores = ['tea']\n\
                         languages = ['en']\nwebhooks.secret = 's'\n";

    #[test]
    fn the_sample_has_two_shops_and_every_field() {
        let tenants = read(SAMPLE, Path::new("/shops")).unwrap();
        check(&tenants).unwrap();
        let [grocery, shelf] = tenants.as_slice() else { panic!("{tenants:?}") };
        assert_eq!((grocery.public_keys[0].as_str(), grocery.stores[0].as_str()), ("pk_demo", "demo-store"));
        assert_eq!(grocery.limits, Limits::default(), "the documented figures");
        assert_eq!(grocery.catalog, Path::new("/shops/catalog"));
        assert_eq!(shelf.languages, [Lang::Uk, Lang::En]);
        assert!(!shelf.offers(AgentTool::MealPlan) && shelf.offers(AgentTool::Search));
    }

    #[test]
    fn what_can_be_left_out_is_left_out() {
        let tenants = read(LEAST, Path::new("/shops")).unwrap();
        check(&tenants).unwrap();
        assert_eq!(tenants[0].limits, Limits::default());
        assert_eq!(tenants[0].spoken(Lang::Ru), Lang::En);
        assert!(tenants[0].webhooks.cart_url.is_none());
    }

    #[test]
    fn mistakes_name_the_tenant_and_the_field() {
        let with = |from: &str, to: &str| LEAST.replace(from, to);
        for (text, said) in [
            (String::new(), "no [[tenant]]"),
            ("[[shop]]".to_owned(), "shop"),
            ("tenant = 1 2".to_owned(), "line 1"),
            (with("id = 'tea'\n", ""), "number 1: missing field `id`"),
            (with("catalog = 'tea'\n", ""), "tea: missing field `catalog`"),
            (with("stores", "shops"), "tea: unknown field `shops`"),
            (with("'en'", "'fr'"), "`languages`"),
            (with("['tea']", "['']"), "tea: stores"),
            (with("['en']", "[]"), "tea: languages"),
            (with("pk_tea", "tea"), "tea: public_keys: \"tea\""),
            (with("'s'", "''"), "tea: webhooks.secret"),
            (with("'tea'\ncat", "'Tea!'\ncat"), "Tea!: id"),
            (with("'tea'\ncat", "'api'\ncat"), "api: id"),
            (format!("{LEAST}limits.sockets = 0"), "tea: limits.sockets"),
            (format!("{LEAST}limits.sockets = -1"), "`limits.sockets`"),
            (format!("{LEAST}limits.rods = 1"), "unknown field `rods`"),
            (format!("{LEAST}disabled_tools = ['dance']"), "`disabled_tools`"),
            (format!("{LEAST}secret_keys = ['pk_x']"), "tea: secret_keys"),
            (format!("{LEAST}webhooks.cart_url = 'https://shop/cart'"), "tea: webhooks.cart_url"),
            (format!("{LEAST}webhooks.cart_get_url = 'http://shop/cart?a=b'"), "tea: webhooks.cart_get_url"),
            (format!("{LEAST}{}", with("id = 'tea'", "id = 'two'")), "two: webhooks.secret"),
            (format!("{LEAST}{}", with("'s'", "'t'")), "tea: id"),
            (
                format!("{LEAST}{}", with("id = 'tea'", "id = 'two'").replace("'s'", "'t'")),
                "two: public_keys",
            ),
        ] {
            let error = error(&text);
            assert!(error.contains(said), "{said} is not in: {error}");
        }
    }
}
