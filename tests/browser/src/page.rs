//! Looking at a page, waiting for it, and acting on it as a person does: with a pointer and with keys.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::action_chain::ActionChain;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::keys::Key;
use thirtyfour::{RequestData, SessionId, WebDriver};

use crate::engine::Engine;

/// Helpers that every script begins with.
const PRELUDE: &str = include_str!("prelude.js");
/// Waits inside the page, without a sleep on this side.
const AWAIT: &str = include_str!("await.js");
/// How long a page may take for what is expected of it. Far more than it needs, for loaded machines.
const PATIENCE: Duration = Duration::from_secs(20);

/// A page in a browser.
#[derive(Clone, Debug)]
pub struct Page {
    driver: WebDriver,
    engine: Engine,
}

/// What the waiting script answers.
#[derive(Debug, Deserialize)]
struct Waited {
    met: bool,
    value: Value,
    threw: Option<String>,
    state: Value,
}

/// A command of Chromium's own protocol, as its driver takes it.
#[derive(Debug)]
struct Devtools(Value);

impl FormatRequestData for Devtools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("/session/{session}/goog/cdp/execute");
        RequestData::new(Method::POST, path).add_body(self.0.clone())
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

impl Page {
    pub(crate) fn new(driver: WebDriver, engine: Engine) -> Self {
        Self { driver, engine }
    }

    /// The engine that shows the page.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens an address and waits until it is loaded.
    ///
    /// # Errors
    /// When the browser cannot load it.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.driver.goto(address).await.with_context(|| format!("opening {address}"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn reload(&self) -> Result<()> {
        self.driver.refresh().await.context("reloading the page")
    }

    /// Chromium's own protocol, for what WebDriver cannot say.
    ///
    /// # Errors
    /// When the driver is another engine's, or refuses.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<()> {
        let request = Devtools(json!({ "cmd": command, "params": parameters }));
        self.driver.cmd(request).await.with_context(|| format!("the command {command}"))?;
        Ok(())
    }

    /// Goes one page back.
    ///
    /// # Errors
    /// When there is none.
    pub async fn back(&self) -> Result<()> {
        self.driver.back().await.context("going back")
    }

    /// Makes the window an icon: the page is hidden, and still answers.
    ///
    /// # Errors
    /// When the driver cannot.
    pub async fn hide(&self) -> Result<()> {
        self.driver.minimize_window().await.context("hiding the window")?;
        self.wait_until::<Value>("the page is hidden", "document.hidden").await?;
        Ok(())
    }

    /// Shows the window again.
    ///
    /// # Errors
    /// When the driver cannot.
    pub async fn show(&self) -> Result<()> {
        self.driver.set_window_rect(0, 0, 1280, 900).await.context("showing the window")?;
        self.wait_until::<Value>("the page is shown", "!document.hidden").await?;
        Ok(())
    }

    /// Goes into the frame that `css` names: from here on the page is what stands in it.
    ///
    /// # Errors
    /// When there is no such frame.
    pub async fn enter_frame(&self, css: &str) -> Result<()> {
        let frame = self.driver.find(thirtyfour::By::Css(css)).await.context("finding a frame")?;
        frame.enter_frame().await.context("entering a frame")
    }

    /// Goes back to the page that the frame stands in.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn leave_frame(&self) -> Result<()> {
        self.driver.enter_default_frame().await.context("leaving a frame")
    }

    /// Runs the body of a function in the page and returns what it returns.
    ///
    /// # Errors
    /// When it throws, or returns something else than a `T`.
    pub async fn run<T: DeserializeOwned>(&self, body: &str) -> Result<T> {
        let script = format!("{PRELUDE}\n{body}");
        let answer = self.driver.execute(script, Vec::new()).await;
        let answer = answer.with_context(|| format!("running {body}"))?;
        answer.convert().with_context(|| format!("the answer of {body}"))
    }

    /// The value of an expression in the page.
    ///
    /// # Errors
    /// As [`Page::run`].
    pub async fn eval<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        self.run(&format!("return ({expression});")).await
    }

    /// Waits until a condition holds and returns its first true value. The page watches itself, shadow roots included.
    ///
    /// # Errors
    /// When it does not hold in time: what was awaited (`what`) and how the page looked then.
    pub async fn wait_until<T: DeserializeOwned>(&self, what: &str, condition: &str) -> Result<T> {
        let condition = format!("const condition = () => ({condition});");
        self.wait(what, &condition).await
    }

    async fn wait<T: DeserializeOwned>(&self, what: &str, condition: &str) -> Result<T> {
        let script = format!("{PRELUDE}\n{condition}\n{AWAIT}");
        let limit = u64::try_from(PATIENCE.as_millis()).context("the time limit")?;
        let answer = self.driver.execute_async(script, vec![json!(limit)]).await;
        let waited: Waited = answer
            .with_context(|| format!("waiting until {what}"))?
            .convert()
            .with_context(|| format!("waiting until {what}"))?;
        if !waited.met {
            let threw =
                waited.threw.map(|error| format!(" (the condition threw {error})")).unwrap_or_default();
            bail!("waited in vain until {what}{threw}; the page then: {}", waited.state);
        }
        serde_json::from_value(waited.value).with_context(|| format!("the value of: {what}"))
    }

    /// Waits until an element (an expression in the page) can be pressed: shown, enabled, at rest, and nothing
    /// before it. Returns its middle.
    async fn place_of(&self, element: &str) -> Result<Point> {
        let condition = format!("{}\nconst condition = () => place(({element}));", include_str!("place.js"));
        self.wait(&format!("{element} can be pressed"), &condition).await
    }

    /// The beginning of what a pointer does at an element that can be pressed.
    async fn point_at(&self, element: &str) -> Result<ActionChain> {
        let Point { x, y } = self.place_of(element).await?;
        // Whole pixels: drivers differ in how they read fractions. The values are within a window.
        #[expect(clippy::cast_possible_truncation, reason = "a place within a window")]
        Ok(self.driver.action_chain().move_to(x.round() as i64, y.round() as i64))
    }

    /// Presses an element with the pointer, once.
    ///
    /// # Errors
    /// When it cannot be pressed in time.
    pub async fn click(&self, element: &str) -> Result<()> {
        self.click_times(element, 1).await
    }

    /// Presses an element several times as fast as the browser takes it, without looking in between.
    ///
    /// # Errors
    /// When it cannot be pressed in time.
    pub async fn click_times(&self, element: &str, times: usize) -> Result<()> {
        let mut actions = self.point_at(element).await?;
        for _ in 0..times {
            actions = actions.click();
        }
        actions.perform().await.with_context(|| format!("pressing {element}"))?;
        // Some drivers take the last place of the pointer as the start of what follows; all forget it here.
        self.driver.action_chain().reset_actions().await.context("letting go of the pointer")
    }

    /// Presses an element with the pointer and does not let go.
    ///
    /// # Errors
    /// When it cannot be pressed in time.
    pub async fn hold(&self, element: &str) -> Result<()> {
        let actions = self.point_at(element).await?;
        actions.click_and_hold().perform().await.with_context(|| format!("holding {element}"))
    }

    /// Lets go of what is held.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn let_go(&self) -> Result<()> {
        self.driver.action_chain().release().perform().await.context("letting go")?;
        self.driver.action_chain().reset_actions().await.context("letting go of the pointer")
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.driver.action_chain().send_keys(text).perform().await.context("typing")
    }

    /// Presses one key while others are held.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn press(&self, held: &[Key], key: Key) -> Result<()> {
        let mut actions = self.driver.action_chain();
        for held in held {
            actions = actions.key_down(held.clone());
        }
        actions = actions.key_down(key.clone()).key_up(key);
        for held in held.iter().rev() {
            actions = actions.key_up(held.clone());
        }
        actions.perform().await.context("pressing a key")
    }

    /// Waits until everything moves no more and all pictures are loaded.
    ///
    /// # Errors
    /// When it still moves after the time limit.
    pub async fn wait_still(&self) -> Result<()> {
        let moving = "hosts().flatMap((host) => host.shadowRoot.getAnimations?.() ?? [])
                      .some((animation) => animation.playState === 'running' && animation.effect.getComputedTiming().iterations !== Infinity)";
        // A picture that is out of sight may wait until it is looked at.
        let loading =
            "hosts().flatMap((host) => within(host, 'img')).some((image) => !image.complete && seen(image))";
        self.wait_until::<Value>("everything is at rest", &format!("!({moving}) && !({loading})")).await?;
        Ok(())
    }

    /// A picture of what the window shows, as PNG.
    ///
    /// # Errors
    /// When the driver cannot take one.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        let png = self.driver.screenshot_as_png().await.context("taking a picture")?;
        ensure!(!png.is_empty(), "the driver sent an empty picture");
        Ok(png)
    }

    /// Writes a picture of what the window shows.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn save_screenshot(&self, path: &Path) -> Result<()> {
        let png = self.screenshot().await?;
        tokio::fs::write(path, png).await.with_context(|| format!("writing {}", path.display()))
    }

    /// The widgets and the notes of the page, for the trace of a failure.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn describe(&self) -> Result<Value> {
        self.eval("describe()").await
    }
}
