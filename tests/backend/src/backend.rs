//! Starting, stopping and restarting the two listeners.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use futures_util::future::select_all;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::timeout::TimeoutLayer;

use crate::amount::Amount;
use crate::app::App;
use crate::catalog::{Catalog, CatalogError};
use crate::dgbot::visits::Visits;
use crate::dgbot::{self, chatbot};
use crate::host::Host;
use crate::inject::Inject;
use crate::lang::Lang;
use crate::limits::Books;
use crate::log::Log;
use crate::options::Options;
use crate::pages;
use crate::search::Search;
use crate::serving;
use crate::sessions::Sessions;
use crate::shop::{self, Shop};
use crate::socket;
use crate::store::{Saved, Store};
use crate::tap::{TapListener, Taps};
use crate::tenants::{self, Tenant, TenantsError};
use crate::webhook::{Address, Webhooks};

/// Why a backend did not start.
#[derive(Debug)]
pub enum StartError {
    /// Its address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// Its tenants are none, or not told apart.
    Tenants(TenantsError),
    /// The catalogue of this tenant cannot be read.
    Catalog(String, CatalogError),
    /// This is not a header.
    Header(String),
    /// Its data directory cannot be used.
    Data(PathBuf, String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(addr, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {} of {} is taken by another program", addr.port(), addr.ip())
            }
            Self::Listen(addr, error) => write!(f, "cannot listen on {addr}: {error}"),
            Self::Tenants(error) => error.fmt(f),
            Self::Catalog(tenant, error) => write!(f, "{tenant}: {error}"),
            Self::Data(path, why) => write!(f, "cannot use {}: {why}", path.display()),
            Self::Header(text) => write!(f, "not an HTTP header: {text}"),
        }
    }
}

impl std::error::Error for StartError {}

struct Running {
    taps: Taps,
    tasks: [JoinHandle<()>; 2],
}

/// A running backend: the assistant and the shops. Dropped, it stops, and its data directory is free.
pub struct Backend {
    host: Arc<Host>,
    running: Option<Running>,
}

impl Backend {
    /// Starts both listeners in the current tokio runtime.
    ///
    /// # Errors
    /// When an address is taken, a tenant is not in order, a catalogue cannot be read or a header is none.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let options = Arc::new(options);
        let (first, others) = tenants::check(&options.tenants).map_err(StartError::Tenants)?;
        chatbot::check(&options.chatbots).map_err(StartError::Tenants)?;
        let headers = pages::read_headers(&options.headers).map_err(StartError::Header)?;
        let shop = open_shop(&options, first)?;
        let other_shops =
            others.iter().map(|tenant| open_shop(&options, tenant)).collect::<Result<Vec<_>, _>>()?;
        let assistant = listen(options.listen).await?;
        let shopfront = listen(options.shop_listen).await?;
        let around = Around {
            addr: local(&assistant, options.listen)?,
            shop_addr: local(&shopfront, options.shop_listen)?,
            inject: Inject::new(Arc::clone(&shop)),
            log: Log::new(options.record),
            options: &options,
        };
        let first = around.app(first, shop, "", options.picture_base.clone())?;
        let mut apps = vec![Arc::clone(&first)];
        for (tenant, shop) in others.iter().zip(other_shops) {
            let path = format!("/{}", tenant.id);
            apps.push(around.app(tenant, shop, &path, format!("/shop{path}/pictures"))?);
        }
        let Around { addr, shop_addr, inject, log, .. } = around;
        let visits = Visits::new(options.clock.clone(), options.times.session);
        let host = Arc::new(Host { addr, shop_addr, headers, first, apps, visits, inject, log, options });
        let running = Some(serve(&host, [assistant, shopfront]));
        Ok(Self { host, running })
    }

    /// Stops as a killed process does: sockets end without a close frame, the ports are free. Conversations, carts
    /// and the log stay for [`Backend::start_again`].
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            for task in running.tasks {
                task.abort();
                // The listener is closed when its task is gone.
                task.await.ok();
            }
            running.taps.cut_all();
            self.host.inject.wait_open_sockets(0).await;
        }
    }

    /// Listens on the same ports again.
    ///
    /// # Errors
    /// When another program took a port in between.
    pub async fn start_again(&mut self) -> Result<(), StartError> {
        if self.running.is_none() {
            let listeners = [listen(self.host.addr).await?, listen(self.host.shop_addr).await?];
            self.running = Some(serve(&self.host, listeners));
        }
        Ok(())
    }

    /// Waits until the data directory can no longer be written, and says why. From then on nothing is acknowledged:
    /// sockets are closed with 1011, the shop answers 500. Without a data directory this never ends.
    pub async fn broken(&self) -> String {
        let stores = self.stores().map(|store| Box::pin(store.broken()));
        select_all(stores).await.0
    }

    fn stores(&self) -> impl Iterator<Item = &Store> {
        self.host.apps.iter().flat_map(|app| [&app.store, &app.shop.store])
    }

    /// Where the assistant listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.host.addr
    }

    /// Where the shop listens.
    #[must_use]
    pub fn shop_addr(&self) -> SocketAddr {
        self.host.shop_addr
    }

    /// What the first tenant's shop holds for a session (the widget's `userId`) of its first store: SKUs and
    /// quantities, in the order they were put in.
    #[must_use]
    pub fn shop_cart(&self, session_id: &str) -> Vec<(String, Amount)> {
        let app = &self.host.first;
        let cart = (app.store_or_first(None), session_id.to_owned());
        app.shop.items(&cart, Lang::Uk).into_iter().map(|item| (item.sku, item.quantity)).collect()
    }

    /// The fault panel.
    #[must_use]
    pub fn inject(&self) -> &Inject {
        &self.host.inject
    }

    /// What went over the wire.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.host.log
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.tasks.iter().for_each(JoinHandle::abort);
            running.taps.cut_all();
        }
        self.stores().for_each(Store::close);
    }
}

/// Reads what a tenant's shop sells and asks for it.
fn open_shop(options: &Options, tenant: &Tenant) -> Result<Arc<Shop>, StartError> {
    let of = |error| StartError::Catalog(tenant.id.clone(), error);
    let catalog = Arc::new(Catalog::read(&tenant.catalog).map_err(of)?);
    catalog.speaks(&tenant.languages, &tenant.catalog).map_err(of)?;
    let prices = Catalog::read_prices(&tenant.catalog).map_err(of)?;
    open_kept(options, tenant, "shop.sqlite", |store, saved| Shop::new(catalog, prices, store, saved))
        .map(Arc::new)
}

/// Opens a file of a tenant in the data directory, if there is one, and makes something of what it holds.
fn open_kept<T>(
    options: &Options,
    tenant: &Tenant,
    name: &str,
    make: impl FnOnce(Store, &mut Saved) -> Result<T, String>,
) -> Result<T, StartError> {
    let dir = options.data.as_ref().map(|data| data.join(&tenant.id));
    let opened = dir.as_ref().map_or_else(
        || Ok(Default::default()),
        |dir| {
            std::fs::create_dir_all(dir).map_err(|error| error.to_string())?;
            Store::open(&dir.join(name))
        },
    );
    opened
        .and_then(|(store, mut saved)| make(store, &mut saved))
        .map_err(|why| StartError::Data(dir.unwrap_or_default().join(name), why))
}

/// What is around every tenant.
struct Around<'a> {
    addr: SocketAddr,
    shop_addr: SocketAddr,
    options: &'a Arc<Options>,
    inject: Inject,
    log: Log,
}

impl Around<'_> {
    /// One tenant; `path` is where its demo shop begins on the shop's listener.
    fn app(
        &self,
        tenant: &Tenant,
        shop: Arc<Shop>,
        path: &str,
        picture_base: String,
    ) -> Result<Arc<App>, StartError> {
        let (options, clock, hooks) = (self.options, &self.options.clock, &tenant.webhooks);
        let at = |url: &Option<String>, hook: &str| {
            // Tenants are checked, so an address that is given can be read.
            let given = url.as_ref().and_then(|url| Address::read(url).ok());
            given.unwrap_or_else(|| Address::near(self.shop_addr, format!("{path}/webhooks/{hook}")))
        };
        let (sessions, books, store) = open_kept(options, tenant, "assistant.sqlite", |store, saved| {
            let sessions = Sessions::new(clock.clone(), options.times.session, store.clone(), saved)?;
            let books = Books::new(tenant.limits.clone(), clock.clone(), store.clone(), saved)?;
            Ok((sessions, books, store))
        })?;
        Ok(Arc::new(App {
            addr: self.addr,
            options: Arc::clone(options),
            tenant: tenant.clone(),
            picture_base,
            search: Search::new(Arc::clone(&shop.catalog)),
            catalog: Arc::clone(&shop.catalog),
            shop,
            hooks: Webhooks {
                products_at: at(&hooks.products_url, "products"),
                cart_at: at(&hooks.cart_url, "cart"),
                cart_get_at: at(&hooks.cart_get_url, "cart/items"),
                secret: hooks.secret.clone(),
                clock: clock.clone(),
                timeout: options.times.webhook,
                pause: options.times.webhook_retry,
            },
            sessions,
            store,
            books,
            inject: self.inject.clone(),
            log: self.log.clone(),
            clock: clock.clone(),
        }))
    }
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|error| StartError::Listen(addr, error))
}

fn local(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|error| StartError::Listen(asked, error))
}

/// The routes of both listeners. The first tenant's shop is at the root of the shop's, the others below their ids; all
/// of them once more below `/shop` on the assistant's, for pages of one origin.
fn routers(host: &Arc<Host>) -> [Router; 2] {
    let options = &host.options;
    let others = host.apps.iter().skip(1);
    let shop = others.fold(shop::router(Arc::clone(&host.first)), |router, app| {
        router.nest(&format!("/{}", app.tenant.id), shop::router(Arc::clone(app)))
    });
    let assistant = Router::new()
        .route("/api/v1/ws/chat", get(socket::upgrade))
        .merge(dgbot::router())
        .with_state(Arc::clone(host))
        .nest("/shop", shop.clone());
    [(assistant, &options.dirs), (shop, &options.shop_dirs)]
        .map(|(router, dirs)| pages::with_headers(pages::with_dirs(router, dirs), &host.headers))
}

fn serve(host: &Arc<Host>, listeners: [TcpListener; 2]) -> Running {
    let taps = Taps::default();
    let [assistant, shop] = routers(host);
    let [first, second] = listeners;
    let start = |tcp: TcpListener, router: Router| {
        let listener = TapListener { tcp, taps: taps.clone() };
        let times = &host.options.times;
        let timeout = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, times.request);
        tokio::spawn(serving::serve(listener, router.layer(timeout), times.head))
    };
    let tasks = [start(first, assistant), start(second, shop)];
    Running { taps, tasks }
}
