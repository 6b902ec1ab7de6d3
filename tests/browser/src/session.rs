//! One driver with one browser, in a folder of its own: nothing is left of the last story and nothing after this one.

use std::ops::Deref;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

use crate::engine::{Engine, Look};
use crate::page::Page;
use crate::process::{Process, Screen, free_port};

/// A running browser. Close it with [`Session::close`]; dropped without that, its processes are ended by force.
#[derive(Debug)]
pub struct Session {
    page: Page,
    driver: WebDriver,
    // In this order: the driver and its browser end before the screen and the folder they use.
    _driver_process: Process,
    _screen: Option<Screen>,
    home: TempDir,
}

impl Session {
    /// Starts the driver and the browser.
    ///
    /// # Errors
    /// When a program is missing or does not start; the driver's own words are part of the message.
    pub async fn start(engine: Engine, look: Look) -> Result<Self> {
        let programs = engine.programs()?;
        let home = tempfile::tempdir().context("making a folder for the browser")?;
        let screen = match &programs.screen {
            Some(program) => Some(Screen::start(program).await?),
            None => None,
        };
        let port = free_port().await?;
        let mut command = engine.driver_command(&programs, port);
        // Profiles, caches and settings go where they are removed with the session.
        for name in ["TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(name, home.path());
        }
        if let Some(screen) = &screen {
            command.env("DISPLAY", screen.display()).env_remove("WAYLAND_DISPLAY");
        }
        let log = home.path().join("driver.log");
        let mut process = Process::start(engine.name(), command, &log)?;
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        process.listening(port).await.with_context(said)?;

        let capabilities = Capabilities::from(engine.capabilities(&programs, &look));
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .with_context(|| format!("starting {}: {}", engine.name(), said()))?;
        let page = Page::new(driver.clone(), engine);
        driver
            .set_script_timeout(Duration::from_secs(60))
            .await
            .context("setting the time limit of scripts")?;
        if engine == Engine::WebKit {
            // The other two are born in this size.
            driver.set_window_rect(0, 0, look.width, look.height).await.context("sizing the window")?;
        }
        Ok(Self { page, driver, _driver_process: process, _screen: screen, home })
    }

    /// The page that the browser shows.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// What the driver and its browser wrote so far.
    #[must_use]
    pub fn driver_log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("driver.log")).unwrap_or_default()
    }

    /// Ends the browser in good order, then the driver.
    ///
    /// # Errors
    /// When the driver does not answer; its processes are ended all the same.
    pub async fn close(self) -> Result<()> {
        self.driver.clone().quit().await.context("closing the browser")
    }
}

impl Deref for Session {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}
