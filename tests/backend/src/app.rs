//! What the parts of one tenant's assistant share. Each tenant has one of these, and no part of it is another's: only
//! the listeners, the clock, the fault panel and the log are of the whole backend.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::inject::Inject;
use crate::limits::Books;
use crate::log::Log;
use crate::options::Options;
use crate::search::Search;
use crate::sessions::Sessions;
use crate::shop::Shop;
use crate::store::Store;
use crate::tenants::Tenant;
use crate::webhook::Webhooks;

pub(crate) struct App {
    /// Where the assistant listens.
    pub(crate) addr: SocketAddr,
    pub(crate) options: Arc<Options>,
    pub(crate) tenant: Tenant,
    /// What stands before `/{sku}.svg`.
    pub(crate) picture_base: String,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) search: Search,
    pub(crate) shop: Arc<Shop>,
    pub(crate) hooks: Webhooks,
    pub(crate) sessions: Sessions,
    /// What the assistant keeps. The shop has a store of its own.
    pub(crate) store: Store,
    pub(crate) books: Books,
    pub(crate) inject: Inject,
    pub(crate) log: Log,
    pub(crate) clock: Clock,
}

impl App {
    /// The store that a request means when it names none.
    pub(crate) fn store_or_first(&self, named: Option<String>) -> String {
        named.or_else(|| self.tenant.stores.first().cloned()).unwrap_or_default()
    }

    /// Where the picture of a product is, if it has one.
    pub(crate) fn picture_url(&self, sku: &str) -> Option<String> {
        self.catalog.has_drawing(sku).then(|| format!("{}/{sku}.svg", self.picture_base))
    }

    /// Does `auth_ok` offer this?
    pub(crate) fn offers(&self, feature: &str) -> bool {
        self.options.features.iter().any(|offered| offered == feature)
    }
}
