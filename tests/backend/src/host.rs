//! All tenants of one backend, and its support bots. A key opens exactly one of them, and from there on nothing sees the
//! others.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::app::App;
use crate::dgbot::visits::Visits;
use crate::inject::Inject;
use crate::log::Log;
use crate::options::Options;
use crate::pages::Headers;

pub(crate) struct Host {
    /// Where the assistant listens.
    pub(crate) addr: SocketAddr,
    /// Where the demo shops listen.
    pub(crate) shop_addr: SocketAddr,
    pub(crate) options: Arc<Options>,
    pub(crate) headers: Headers,
    /// The first tenant, whose demo shop is also at the root of the paths.
    pub(crate) first: Arc<App>,
    /// All tenants, the first one among them.
    pub(crate) apps: Vec<Arc<App>>,
    /// The conversations of the support bots.
    pub(crate) visits: Visits,
    pub(crate) inject: Inject,
    pub(crate) log: Log,
}

impl Host {
    /// The tenant that a key opens, a public or a secret one.
    pub(crate) fn opened_by(&self, key: &str) -> Option<&Arc<App>> {
        let owns = |app: &&Arc<App>| {
            app.tenant.public_keys.iter().chain(&app.tenant.secret_keys).any(|own| own == key)
        };
        self.apps.iter().find(owns)
    }
}
