//! What a backend is started with. Every default is the documented figure or one that anyone can rely on.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::Clock;
use crate::dgbot::chatbot::{self, Chatbot};
use crate::limits::Limits;
use crate::llm::Llm;
use crate::tenants::{self, Tenant, TenantsError};

/// The public key of the first tenant of the sample.
pub const DEMO_KEY: &str = "pk_demo";
/// The store of the first tenant of the sample.
pub const DEMO_STORE: &str = "demo-store";

/// Waiting times of a connection.
#[derive(Clone, Debug)]
pub struct Times {
    /// How long the head of a request may take, and how long a connection may idle before the next one.
    pub head: Duration,
    /// How long a request may take from its head to the head of its answer.
    pub request: Duration,
    /// How long a fresh socket may wait before its `auth` frame.
    pub auth: Duration,
    /// Between two pings of the server.
    pub ping: Duration,
    /// A peer that says nothing for this long is gone.
    pub dead: Duration,
    /// The longest a turn may take before it ends with `internal_error`.
    pub turn: Duration,
    /// How long an unattached conversation is kept.
    pub session: Duration,
    /// One try of a webhook.
    pub webhook: Duration,
    /// Before the one retry of a webhook.
    pub webhook_retry: Duration,
    /// Between two words of an answer.
    pub word: Duration,
    /// Before a language model that refused is asked once more.
    pub llm_retry: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            request: Duration::from_secs(30),
            auth: Duration::from_secs(10),
            ping: Duration::from_secs(25),
            dead: Duration::from_secs(60),
            turn: Duration::from_secs(120),
            session: Duration::from_secs(3600),
            webhook: Duration::from_secs(5),
            webhook_retry: Duration::from_secs(1),
            word: Duration::ZERO,
            llm_retry: Duration::from_secs(1),
        }
    }
}

/// A directory that a listener serves.
#[derive(Clone, Debug)]
pub(crate) struct ServedDir {
    pub(crate) prefix: String,
    pub(crate) path: PathBuf,
}

/// A header that every answer below a path carries.
#[derive(Clone, Debug)]
pub(crate) struct ExtraHeader {
    pub(crate) prefix: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Everything that can be chosen. [`Options::default`] takes any free ports and never waits between words, as tests
/// want it.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) shop_listen: SocketAddr,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) chatbots: Vec<Chatbot>,
    pub(crate) features: Vec<String>,
    pub(crate) picture_base: String,
    pub(crate) product_base: String,
    pub(crate) times: Times,
    pub(crate) clock: Clock,
    pub(crate) dirs: Vec<ServedDir>,
    pub(crate) shop_dirs: Vec<ServedDir>,
    pub(crate) headers: Vec<ExtraHeader>,
    pub(crate) record: bool,
    pub(crate) llm: Option<Llm>,
    pub(crate) data: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        let any_free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: any_free_port,
            shop_listen: any_free_port,
            // That the sample can be read is tested; a backend without tenants does not start.
            tenants: tenants::read(tenants::SAMPLE, Path::new(env!("CARGO_MANIFEST_DIR")))
                .unwrap_or_default(),
            chatbots: chatbot::read(tenants::SAMPLE).unwrap_or_default(),
            features: vec!["ack".to_owned()],
            picture_base: "/shop/pictures".to_owned(),
            product_base: "/#".to_owned(),
            times: Times::default(),
            clock: Clock::new(),
            dirs: Vec::new(),
            shop_dirs: Vec::new(),
            headers: Vec::new(),
            record: true,
            llm: None,
            data: None,
        }
    }
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the assistant listens; port 0 takes any free one.
    #[must_use]
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Where the shop listens; port 0 takes any free one.
    #[must_use]
    pub fn shop_listen(mut self, addr: SocketAddr) -> Self {
        self.shop_listen = addr;
        self
    }

    /// The tenants, instead of the two of the sample. They are checked when the backend starts.
    #[must_use]
    pub fn tenants(mut self, tenants: Vec<Tenant>) -> Self {
        self.tenants = tenants;
        self
    }

    /// The support bots, instead of the one of the sample. They are checked when the backend starts.
    #[must_use]
    pub fn chatbots(mut self, chatbots: Vec<Chatbot>) -> Self {
        self.chatbots = chatbots;
        self
    }

    /// The tenants and chatbots of a file in the form of `tenants.toml`, instead of those of the sample.
    ///
    /// # Errors
    /// When it cannot be read, naming the tenant and the field.
    pub fn tenants_file(self, path: impl AsRef<Path>) -> Result<Self, TenantsError> {
        let (tenants, chatbots) = tenants::read_file(path.as_ref())?;
        Ok(self.tenants(tenants).chatbots(chatbots))
    }

    /// The options with a change of the first tenant, whom most tests are content with.
    fn first(mut self, change: impl FnOnce(&mut Tenant)) -> Self {
        if let Some(first) = self.tenants.first_mut() {
            change(first);
        }
        self
    }

    /// The first tenant's directory with `products.json`, `categories.json`, `prices.json`, `shapes/` and, if there
    /// are any, `recipes.json`.
    #[must_use]
    pub fn catalog(self, dir: impl Into<PathBuf>) -> Self {
        self.first(|tenant| tenant.catalog = dir.into())
    }

    /// The first tenant's public keys, instead of [`DEMO_KEY`].
    #[must_use]
    pub fn keys<S: Into<String>>(self, keys: impl IntoIterator<Item = S>) -> Self {
        self.first(|tenant| tenant.public_keys = keys.into_iter().map(Into::into).collect())
    }

    /// The first tenant's stores, instead of [`DEMO_STORE`]. The first is taken when `auth` names none.
    #[must_use]
    pub fn stores<S: Into<String>>(self, stores: impl IntoIterator<Item = S>) -> Self {
        self.first(|tenant| tenant.stores = stores.into_iter().map(Into::into).collect())
    }

    /// What `auth_ok` offers. Only `ack` (the default) means something here; without it no `message_ack` is sent.
    #[must_use]
    pub fn features<S: Into<String>>(mut self, features: impl IntoIterator<Item = S>) -> Self {
        self.features = features.into_iter().map(Into::into).collect();
        self
    }

    /// The secret that signs the first tenant's webhooks, known to both sides.
    #[must_use]
    pub fn secret(self, secret: impl Into<String>) -> Self {
        self.first(|tenant| tenant.webhooks.secret = secret.into())
    }

    /// What stands before `/{sku}.svg` in the `image_url` of the first tenant's products. A path keeps pictures on the
    /// page's own origin, so that a policy of `img-src 'self'` holds. For the others it is `/shop/{tenant}/pictures`.
    #[must_use]
    pub fn picture_base(mut self, base: impl Into<String>) -> Self {
        self.picture_base = base.into();
        self
    }

    /// What stands before the SKU in the `url` of a product.
    #[must_use]
    pub fn product_base(mut self, base: impl Into<String>) -> Self {
        self.product_base = base.into();
        self
    }

    /// The first tenant's limits of use.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        self.first(|tenant| tenant.limits = limits)
    }

    /// Waiting times.
    #[must_use]
    pub fn times(mut self, times: Times) -> Self {
        self.times = times;
        self
    }

    /// The pause between two words of an answer; none by default.
    #[must_use]
    pub fn word_delay(mut self, delay: Duration) -> Self {
        self.times.word = delay;
        self
    }

    /// A clock that the caller keeps a copy of, to move it.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Whether frames and webhook calls are kept in [`crate::Backend::log`]; they are by default.
    #[must_use]
    pub fn record(mut self, record: bool) -> Self {
        self.record = record;
        self
    }

    /// Answers with a language model instead of key words.
    #[must_use]
    pub fn llm(mut self, llm: Llm) -> Self {
        self.llm = Some(llm);
        self
    }

    /// A directory, made when it is not there, in which conversations, carts and prices outlive the process, each
    /// tenant's in a directory of its own. Without one they live in memory.
    #[must_use]
    pub fn data(mut self, dir: impl Into<PathBuf>) -> Self {
        self.data = Some(dir.into());
        self
    }

    /// Serves the files of `path` below `prefix` on the assistant's listener. `"/"` is the root; what has a route or
    /// a longer prefix goes there first.
    #[must_use]
    pub fn serve_dir(mut self, prefix: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.dirs.push(ServedDir { prefix: prefix.into(), path: path.into() });
        self
    }

    /// The same on the shop's listener.
    #[must_use]
    pub fn shop_serve_dir(mut self, prefix: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.shop_dirs.push(ServedDir { prefix: prefix.into(), path: path.into() });
        self
    }

    /// Adds a header to every answer of both listeners whose path begins with `prefix`, for instance a
    /// `Content-Security-Policy`. The longest prefix wins when several give the same header.
    #[must_use]
    pub fn header(
        mut self,
        prefix: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.headers.push(ExtraHeader { prefix: prefix.into(), name: name.into(), value: value.into() });
        self
    }
}
