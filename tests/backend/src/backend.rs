//! Starting, stopping and restarting the two listeners.

use std::net::SocketAddr;
use std::sync::Arc;
use std::{fmt, io};

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::amount::Amount;
use crate::app::App;
use crate::catalog::{Catalog, CatalogError};
use crate::inject::Inject;
use crate::lang::Lang;
use crate::limits::Books;
use crate::log::Log;
use crate::options::Options;
use crate::pages;
use crate::search::Search;
use crate::sessions::Sessions;
use crate::shop::{self, Shop};
use crate::socket;
use crate::tap::{Peer, TapListener, Taps};
use crate::webhook::Webhooks;

/// Why a backend did not start.
#[derive(Debug)]
pub enum StartError {
    /// Its address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// Its catalogue cannot be read.
    Catalog(CatalogError),
    /// This is not a header.
    Header(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(addr, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {} of {} is taken by another program", addr.port(), addr.ip())
            }
            Self::Listen(addr, error) => write!(f, "cannot listen on {addr}: {error}"),
            Self::Catalog(error) => error.fmt(f),
            Self::Header(text) => write!(f, "not an HTTP header: {text}"),
        }
    }
}

impl std::error::Error for StartError {}

struct Running {
    taps: Taps,
    tasks: [JoinHandle<()>; 2],
}

/// A running backend: the assistant and the shop. Dropped, it stops.
pub struct Backend {
    app: Arc<App>,
    running: Option<Running>,
}

impl Backend {
    /// Starts both listeners in the current tokio runtime.
    ///
    /// # Errors
    /// When an address is taken, the catalogue cannot be read or a header is none.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let catalog = Arc::new(Catalog::read(&options.catalog).map_err(StartError::Catalog)?);
        let prices = Catalog::read_prices(&options.catalog).map_err(StartError::Catalog)?;
        let headers = pages::read_headers(&options.headers).map_err(StartError::Header)?;
        let assistant = listen(options.listen).await?;
        let shopfront = listen(options.shop_listen).await?;
        let addr = local(&assistant, options.listen)?;
        let shop_addr = local(&shopfront, options.shop_listen)?;
        let shop = Arc::new(Shop::new(Arc::clone(&catalog), prices));
        let app = Arc::new(App {
            addr,
            search: Search::new(&catalog),
            hooks: Webhooks {
                shop: shop_addr,
                secret: options.secret.clone(),
                clock: options.clock.clone(),
                timeout: options.times.webhook,
                pause: options.times.webhook_retry,
            },
            sessions: Sessions::new(options.clock.clone(), options.times.session),
            books: Books::new(options.limits.clone(), options.clock.clone()),
            inject: Inject::new(Arc::clone(&shop)),
            log: Log::new(options.record),
            clock: options.clock.clone(),
            catalog,
            shop,
            headers,
            options,
        });
        let running = Some(serve(&app, [assistant, shopfront]));
        Ok(Self { app, running })
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
            self.app.inject.wait_open_sockets(0).await;
        }
    }

    /// Listens on the same ports again.
    ///
    /// # Errors
    /// When another program took a port in between.
    pub async fn start_again(&mut self) -> Result<(), StartError> {
        if self.running.is_none() {
            let listeners = [listen(self.app.addr).await?, listen(self.app.hooks.shop).await?];
            self.running = Some(serve(&self.app, listeners));
        }
        Ok(())
    }

    /// Where the assistant listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.app.addr
    }

    /// Where the shop listens.
    #[must_use]
    pub fn shop_addr(&self) -> SocketAddr {
        self.app.hooks.shop
    }

    /// What the shop itself holds for a session (the widget's `userId`) of the first store: SKUs and quantities, in
    /// the order they were put in.
    #[must_use]
    pub fn shop_cart(&self, session_id: &str) -> Vec<(String, Amount)> {
        let cart = (self.app.store_or_first(None), session_id.to_owned());
        self.app.shop.items(&cart, Lang::Uk).into_iter().map(|item| (item.sku, item.quantity)).collect()
    }

    /// The fault panel.
    #[must_use]
    pub fn inject(&self) -> &Inject {
        &self.app.inject
    }

    /// What went over the wire.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.app.log
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.tasks.iter().for_each(JoinHandle::abort);
            running.taps.cut_all();
        }
    }
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|error| StartError::Listen(addr, error))
}

fn local(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|error| StartError::Listen(asked, error))
}

/// The routes of both listeners. The shop stands below `/shop` on the assistant's too, for pages of one origin.
fn routers(app: &Arc<App>) -> [Router; 2] {
    let options = &app.options;
    let shop = shop::router(Arc::clone(app));
    let assistant = Router::new()
        .route("/api/v1/ws/chat", get(socket::upgrade))
        .with_state(Arc::clone(app))
        .nest("/shop", shop.clone());
    [(assistant, &options.dirs), (shop, &options.shop_dirs)]
        .map(|(router, dirs)| pages::with_headers(pages::with_dirs(router, dirs), &app.headers))
}

fn serve(app: &Arc<App>, listeners: [TcpListener; 2]) -> Running {
    let taps = Taps::default();
    let [assistant, shop] = routers(app);
    let [first, second] = listeners;
    let start = |tcp: TcpListener, router: Router| {
        let listener = TapListener { tcp, taps: taps.clone() };
        let service = router.into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move {
            // Serving ends with the task only.
            axum::serve(listener, service).await.ok();
        })
    };
    let tasks = [start(first, assistant), start(second, shop)];
    Running { taps, tasks }
}
