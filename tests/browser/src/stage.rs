//! What a story is played on: a backend of its own, a browser of its own, and the page between them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use reqwest::Url;
use serde_json::{Value, json};
use vizochok_backend::{Backend, Limits, Options};

use crate::engine::{Engine, Look};
use crate::page::Page;
use crate::session::Session;
use crate::widget::Widget;

/// The signed-in customer of most stories, whose cart the shop keeps under this name.
pub const SHOPPER: &str = "shopper-1";
/// What a story begins with.
#[derive(Clone, Debug)]
pub struct Setting {
    options: Options,
    look: Look,
}

impl Default for Setting {
    fn default() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let options = Options::new()
            .stores(["demo-store", "second-store"])
            // One shopper of a story may lose links faster than a silent one is noticed.
            .limits(Limits { sockets: 50, ..Limits::default() })
            .serve_dir("/vizochok", package_dir())
            .serve_dir("/pages", here.join("pages"))
            .serve_dir("/gallery", here.join("../gallery"))
            .serve_dir("/modules", here.join("../../npm/node_modules"))
            // A reload must fetch what is on the disk now.
            .header("/", "cache-control", "no-store");
        Self { options, look: Look::default() }
    }
}

impl Setting {
    /// Serves the fixture pages under this Content Security Policy.
    #[must_use]
    pub fn policy(self, policy: &str) -> Self {
        Self { options: self.options.header("/", "content-security-policy", policy), ..self }
    }

    /// Changes how the backend is started.
    #[must_use]
    pub fn backend(self, change: impl FnOnce(Options) -> Options) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// Shows the pages in this size and these colours.
    #[must_use]
    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }
}

/// The folder of the built package.
#[must_use]
pub fn package_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../npm/dist")
}

/// A running backend and a browser.
pub struct Stage {
    /// The backend; its log and its faults belong to this story alone.
    pub backend: Backend,
    session: Session,
}

impl Stage {
    /// Starts both.
    ///
    /// # Errors
    /// When the package is not built, a program is missing or something does not start.
    pub async fn set(engine: Engine, setting: Setting) -> Result<Self> {
        ensure!(
            package_dir().join("index.js").is_file(),
            "npm/dist is missing: run `make dist` before the browser tests"
        );
        let backend = Backend::start(setting.options).await.context("starting the backend")?;
        let session = Session::start(engine, setting.look).await?;
        Ok(Self { backend, session })
    }

    /// Ends the browser; the backend ends with the stage.
    ///
    /// # Errors
    /// When the browser does not end by itself.
    pub async fn clear(self) -> Result<()> {
        self.session.close().await
    }

    /// The page in the browser.
    #[must_use]
    pub fn page(&self) -> &Page {
        self.session.page()
    }

    /// The address of a file of `tests/browser/pages`, with the widgets that it is to make.
    ///
    /// # Errors
    /// When `file` is no part of an address.
    pub fn address(&self, file: &str, widgets: &Value) -> Result<String> {
        let base = format!("http://{}/pages/{file}", self.backend.addr());
        let url = Url::parse_with_params(&base, [("widgets", widgets.to_string())]);
        Ok(url.context("the address of a page")?.into())
    }

    /// Opens a page with the widgets that it is to make: a list of configurations, each with an optional `target`.
    /// Returns the first.
    ///
    /// # Errors
    /// When the page cannot be opened or its script fails.
    pub async fn open(&self, file: &str, widgets: Value) -> Result<Widget> {
        self.page().open(&self.address(file, &widgets)?).await?;
        // Not every driver waits for module scripts.
        let started = "window.shop !== undefined || document.querySelector('iframe') !== null";
        self.page().wait_until::<Value>("the page has started", started).await?;
        Ok(Widget::nth(self.page(), 0))
    }

    /// Opens a page with one floating widget of the user `shopper-1`, its panel open and connected.
    ///
    /// # Errors
    /// When that does not come about.
    pub async fn open_shop(&self, file: &str) -> Result<Widget> {
        let widget = self.open(file, json!([{ "userId": SHOPPER }])).await?;
        widget.open_panel().await?;
        widget.wait_connection("online").await?;
        Ok(widget)
    }

    /// Opens one state of the gallery (`tests/gallery/states.js`) and waits until it is reached.
    ///
    /// # Errors
    /// When it cannot be reached, with the reason that the page gives.
    pub async fn open_state(&self, state: &str, dark: bool) -> Result<Widget> {
        let scheme = if dark { "dark" } else { "light" };
        let address =
            format!("http://{}/gallery/state.html?state={state}&scheme={scheme}", self.backend.addr());
        self.page().open(&address).await?;
        let ended = "document.documentElement.dataset.failed ?? document.documentElement.dataset.reached";
        let ended: String = self.page().wait_until(&format!("the state {state} is shown"), ended).await?;
        ensure!(ended == state, "the state {state}: {ended}");
        self.page().wait_still().await?;
        Ok(Widget::nth(self.page(), 0))
    }

    /// What the page noted under `kind` so far: errors, policy violations, and the callbacks by their names.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn notes(&self, kind: &str) -> Result<Vec<Value>> {
        self.page().eval(&notes_of(kind)).await
    }

    /// Waits until the page noted `count` times something under `kind`, and returns it.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_notes(&self, kind: &str, count: usize) -> Result<Vec<Value>> {
        let notes = notes_of(kind);
        self.page()
            .wait_until(
                &format!("{kind} was noted {count} times"),
                &format!("{notes}.length >= {count} && {notes}"),
            )
            .await
    }

    /// The arguments of the calls of a callback, once there were `count` of them.
    ///
    /// # Errors
    /// When there are not in time.
    pub async fn wait_calls(&self, callback: &str, count: usize) -> Result<Vec<Value>> {
        let notes = self.wait_notes(callback, count).await?;
        Ok(notes.into_iter().map(|note| note.get("args").cloned().unwrap_or_default()).collect())
    }

    /// What went wrong on the page by its own account; nothing is what every story ends with.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn complaints(&self) -> Result<Vec<Value>> {
        self.page()
            .eval("[...window.__log.filter(([kind]) => ['error', 'rejection', 'violation'].includes(kind))]")
            .await
    }

    /// The shop's own cart of a session or user: `{items, total, item_count}`.
    ///
    /// # Errors
    /// When the shop does not answer.
    pub async fn shop_cart(&self, store: &str, owner: &str) -> Result<Value> {
        self.shop(&format!("api/cart?lang=en&store_id={store}&session_id={owner}")).await
    }

    /// What the shop sells, by its own list.
    ///
    /// # Errors
    /// When the shop does not know `sku`.
    pub async fn shop_product(&self, sku: &str) -> Result<Value> {
        let list = self.shop("api/products?lang=en").await?;
        let products = list.get("products").and_then(Value::as_array).context("the shop's products")?;
        let found = products.iter().find(|product| product.get("sku").and_then(Value::as_str) == Some(sku));
        found.cloned().with_context(|| format!("the shop does not sell {sku}"))
    }

    async fn shop(&self, path: &str) -> Result<Value> {
        let address = format!("http://{}/shop/{path}", self.backend.addr());
        let answer = reqwest::get(&address).await.with_context(|| format!("asking {address}"))?;
        answer.json().await.with_context(|| format!("reading {address}"))
    }

    /// Whether the engine, and not only its page, has come down. Without a graphics card WebKitGTK paints by a
    /// rasteriser in a thread of its own, which faults about once in a thousand sessions; a page that brings its engine
    /// down does so again.
    pub(crate) fn engine_crashed(&self) -> bool {
        self.session.driver_log().contains("WebProcess CRASHED")
    }

    /// Everything that helps to understand a failure, as text.
    pub(crate) async fn trace(&self) -> String {
        let mut text = String::new();
        match self.page().describe().await {
            Ok(state) => write!(text, "The page: {state:#}\n\n"),
            Err(error) => write!(text, "The page does not answer: {error:#}\n\n"),
        }
        .ok();
        text.push_str("Frames:\n");
        for frame in self.backend.log().frames() {
            writeln!(text, "#{} {:?}: {}", frame.connection, frame.from, frame.text).ok();
        }
        write!(text, "\nThe driver:\n{}", self.session.driver_log()).ok();
        text
    }
}

fn notes_of(kind: &str) -> String {
    // A list of this script's own: pages teach theirs to answer for themselves when they are sent.
    format!("[...window.__log.filter(([kind]) => kind === {}).map(([, note]) => note)]", json!(kind))
}
