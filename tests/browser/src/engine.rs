//! The three engines: where their programs are and what each must be told.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use tokio::process::Command;

/// How large a page is shown, in CSS pixels, and in which colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Width of the window.
    pub width: u32,
    /// Height of the window.
    pub height: u32,
    /// Device pixels per CSS pixel; only Chromium can be told.
    pub scale: f64,
    /// Whether the page is told that its reader prefers dark colours; only Chromium can be told.
    pub dark: bool,
    /// Whether Chromium plays a phone: touch screen, mobile viewport rules, exact size.
    pub phone: bool,
    /// Whether the page is told that its reader wants little motion; WebKitGTK cannot be told.
    pub calm: bool,
    /// Whether the reader's own colours are forced on the page; WebKitGTK cannot be told.
    pub forced: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 1280, height: 900, scale: 1.0, dark: false, phone: false, calm: false, forced: false }
    }
}

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink, as Chromium or Chrome with `chromedriver`.
    Chromium,
    /// Gecko, as Firefox with `geckodriver`.
    Firefox,
    /// WebKit, as WebKitGTK's MiniBrowser with `WebKitWebDriver`.
    WebKit,
}

/// The programs that one engine needs, found on this machine.
#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
    /// The X server, for the one engine that cannot do without.
    pub(crate) screen: Option<PathBuf>,
}

impl Engine {
    /// The name used in test names and in `VIZOCHOK_BROWSERS`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether this engine takes part: `VIZOCHOK_BROWSERS` lists the chosen ones, unset means all.
    #[must_use]
    pub fn chosen(self) -> bool {
        env::var("VIZOCHOK_BROWSERS")
            .map_or(true, |chosen| chosen.split([' ', ',']).any(|name| name == self.name()))
    }

    /// Looks for the engine's programs.
    ///
    /// # Errors
    /// One sentence that names the missing program and the Debian package that brings it.
    pub(crate) fn programs(self) -> Result<Programs> {
        let (browser, driver, screen) = match self {
            Self::Chromium => (
                find(&["chromium", "chromium-browser", "google-chrome"]).context(
                    "Chromium is missing: install the package `chromium`, \
                     or leave it out of VIZOCHOK_BROWSERS",
                ),
                find(&["chromedriver"]).context(
                    "chromedriver is missing: install the package `chromium-driver`, \
                     or leave chromium out of VIZOCHOK_BROWSERS",
                ),
                None,
            ),
            Self::Firefox => (
                find(&["firefox-esr", "firefox"]).context(
                    "Firefox is missing: install the package `firefox-esr`, \
                     or leave it out of VIZOCHOK_BROWSERS",
                ),
                geckodriver().context(
                    "geckodriver is missing: run `make test` once, or `cargo install geckodriver`, \
                     or leave firefox out of VIZOCHOK_BROWSERS",
                ),
                None,
            ),
            Self::WebKit => (
                mini_browser().context(
                    "WebKitGTK's MiniBrowser is missing: install the package `webkit2gtk-driver`, \
                     or leave webkit out of VIZOCHOK_BROWSERS",
                ),
                find(&["WebKitWebDriver"]).context(
                    "WebKitWebDriver is missing: install the package `webkit2gtk-driver`, \
                     or leave webkit out of VIZOCHOK_BROWSERS",
                ),
                Some(find(&["Xvfb"]).context(
                    "Xvfb is missing, which WebKit needs for its window: install the package \
                     `xvfb`, or leave webkit out of VIZOCHOK_BROWSERS",
                )?),
            ),
        };
        Ok(Programs { browser: browser?, driver: driver?, screen })
    }

    /// The driver's command line, listening on `port`.
    pub(crate) fn driver_command(self, programs: &Programs, port: u16) -> Command {
        let mut command = Command::new(&programs.driver);
        match self {
            Self::Chromium => {
                command.arg(format!("--port={port}"));
            }
            Self::Firefox => {
                // Its second listener has a fixed default port, over which two sessions at once
                // would fall out.
                command.args(["--host", "127.0.0.1", "--websocket-port", "0", "--port"]);
                command.arg(port.to_string());
            }
            Self::WebKit => {
                command.arg("--host=127.0.0.1").arg(format!("--port={port}"));
                // Its sandbox needs user namespaces, which containers rarely give. The pages are
                // our own, from this machine.
                command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
            }
        }
        command
    }

    /// What the new session is asked to be.
    pub(crate) fn capabilities(self, programs: &Programs, look: &Look) -> Map<String, Value> {
        let browser = programs.browser.to_string_lossy();
        let capabilities = match self {
            Self::Chromium => json!({ "goog:chromeOptions": chromium_options(&browser, look) }),
            Self::Firefox => json!({ "moz:firefoxOptions": {
                "binary": browser,
                "args": ["-headless", "--width", look.width.to_string(),
                         "--height", look.height.to_string()],
                "prefs": firefox_preferences(look),
            }}),
            Self::WebKit => json!({ "webkitgtk:browserOptions": {
                "binary": browser,
                "args": ["--automation"],
            }}),
        };
        match capabilities {
            Value::Object(capabilities) => capabilities,
            _ => Map::new(),
        }
    }
}

/// No visits to anywhere but the page under test, one fixed window, a colour scheme.
fn chromium_options(browser: &str, look: &Look) -> Value {
    let mut args = vec![
        "--headless".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        // Containers give /dev/shm 64 MB, which a renderer can fill.
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        format!("--window-size={},{}", look.width, look.height),
        format!("--force-device-scale-factor={}", look.scale),
        format!("--blink-settings=preferredColorScheme={}", u8::from(!look.dark)),
    ];
    if look.calm {
        args.push("--force-prefers-reduced-motion".to_owned());
    }
    if look.forced {
        args.push("--force-high-contrast".to_owned());
    }
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to start for root otherwise.
        args.push("--no-sandbox".to_owned());
    }
    let mut options = json!({ "binary": browser, "args": args });
    if look.phone
        && let Some(options) = options.as_object_mut()
    {
        options.insert(
            "mobileEmulation".to_owned(),
            json!({ "deviceMetrics": {
                "width": look.width, "height": look.height,
                "pixelRatio": look.scale, "touch": true,
            }}),
        );
    }
    options
}

/// Firefox asks its maker's servers for much at its first start; none of it is wanted here.
fn firefox_preferences(look: &Look) -> Value {
    json!({
        // 2: the reader's colours, always; 1: the page's, always.
        "browser.display.document_color_use": if look.forced { 2 } else { 1 },
        "ui.prefersReducedMotion": u8::from(look.calm),
        "app.normandy.enabled": false,
        "app.update.disabledForTesting": true,
        "browser.region.network.url": "",
        "browser.safebrowsing.update.enabled": false,
        "browser.search.update": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "extensions.update.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "toolkit.telemetry.enabled": false,
    })
}

/// The first of `names` that stands in `PATH`.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file()))
}

/// `geckodriver` from `PATH`, else from where the project's set-up puts it.
fn geckodriver() -> Option<PathBuf> {
    find(&["geckodriver"]).or_else(|| {
        let tools = env::var_os("VIZOCHOK_TOOLS").map(PathBuf::from).or_else(|| {
            let cache = env::var_os("XDG_CACHE_HOME")
                .map(PathBuf::from)
                .or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cache")))?;
            Some(cache.join("vizochok-widget/tools"))
        })?;
        let mut found: Vec<PathBuf> = entries(&tools)
            .filter(|dir| name_begins(dir, "geckodriver-"))
            .map(|dir| dir.join("bin/geckodriver"))
            .filter(|file| file.is_file())
            .collect();
        found.sort();
        found.pop()
    })
}

/// MiniBrowser, which Debian keeps out of `PATH` in a folder of its architecture and version.
fn mini_browser() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = ["/usr/lib", "/usr/libexec"]
        .iter()
        .flat_map(|dir| entries(Path::new(dir)).chain([PathBuf::from(dir)]))
        .flat_map(|dir| entries(&dir).filter(|dir| name_begins(dir, "webkit2gtk-")))
        .map(|dir| dir.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}

fn entries(dir: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn name_begins(path: &Path, start: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
}
