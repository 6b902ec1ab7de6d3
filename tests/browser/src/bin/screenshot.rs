//! Pictures of the widget, for looking at its design and for the README.
//!
//! ```text
//! cargo run -p vizochok-browser-tests --bin screenshot -- <state> <out.png> [options]
//!
//! state      closed | open | answer (default path: question, cards, two in the cart) | error | offline,
//!            gallery/<state of tests/gallery/states.js>,
//!            or the address of a page that shows the widget, on which the path of `answer` is played
//! options    --engine chromium|firefox|webkit   --width 1280   --height 900   --scale 1
//!            --dark   --phone (390x844, touch)   --language en|uk|ru
//! ```

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::json;
use vizochok_browser_tests::{Engine, Look, Setting, Stage, Widget};

/// What the command line asks for.
struct Wanted {
    state: String,
    out: PathBuf,
    engine: Engine,
    look: Look,
    language: String,
}

fn wanted(mut words: impl Iterator<Item = String>) -> Result<Wanted> {
    let usage = "usage: screenshot <state or address> <out.png> [--engine E] [--width W] [--height H] [--scale S] \
                 [--dark] [--phone] [--language L]";
    let state = words.next().context(usage)?;
    let out = words.next().context(usage)?.into();
    let mut wanted = Wanted {
        state,
        out,
        engine: Engine::Chromium,
        look: Look { scale: 2.0, ..Look::default() },
        language: "en".to_owned(),
    };
    while let Some(option) = words.next() {
        let mut value = || words.next().with_context(|| format!("{option} needs a value; {usage}"));
        match option.as_str() {
            "--dark" => wanted.look.dark = true,
            "--phone" => {
                wanted.look = Look { width: 390, height: 844, phone: true, ..wanted.look };
            }
            "--width" => wanted.look.width = value()?.parse().context("--width")?,
            "--height" => wanted.look.height = value()?.parse().context("--height")?,
            "--scale" => wanted.look.scale = value()?.parse().context("--scale")?,
            "--language" => wanted.language = value()?,
            "--engine" => {
                let name = value()?;
                wanted.engine = [Engine::Chromium, Engine::Firefox, Engine::WebKit]
                    .into_iter()
                    .find(|engine| engine.name() == name)
                    .with_context(|| format!("no engine is named {name}"))?;
            }
            _ => bail!("{option} is unknown; {usage}"),
        }
    }
    Ok(wanted)
}

/// What is asked for in each language, so that the answer is in it too.
fn words_of(language: &str) -> (&'static str, &'static str) {
    match language {
        "uk" => ("Покажи молоко", "А який є хліб?"),
        "ru" => ("Покажи молоко", "А какой есть хлеб?"),
        _ => ("Show me milk", "And some bread?"),
    }
}

async fn shop(widget: &Widget, language: &str) -> Result<()> {
    let (first, _) = words_of(language);
    widget.ask(first).await?;
    widget.press(&widget.on_card("milk-002", 0, "add")).await?;
    widget.wait_quantity("milk-002", "1").await?;
    widget.press(&widget.on_card("milk-002", 0, "increase")).await?;
    widget.wait_quantity("milk-002", "2").await
}

async fn pose(stage: &mut Stage, wanted: &Wanted) -> Result<()> {
    if let Some(state) = wanted.state.strip_prefix("gallery/") {
        return stage.open_state(state, wanted.look.dark).await.map(drop);
    }
    let widget = if wanted.state.contains("://") {
        stage.page().open(&wanted.state).await?;
        Widget::nth(stage.page(), 0)
    } else {
        stage.open("shop.html", json!([{ "language": wanted.language }])).await?
    };
    if wanted.state == "closed" {
        return widget.wait_shown(&widget.part("launcher")).await;
    }
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    match wanted.state.as_str() {
        "open" => {}
        "error" => {
            widget.ask(words_of(&wanted.language).0).await?;
            let before = widget.messages().await?.len();
            stage
                .backend
                .inject()
                .send_text(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":20}"#);
            widget.wait_answer(before).await?;
        }
        "offline" => {
            shop(&widget, &wanted.language).await?;
            stage.backend.stop().await;
            widget.wait_connection("reconnecting").await?;
            widget.say(words_of(&wanted.language).1).await?;
        }
        state if state == "answer" || state.contains("://") => shop(&widget, &wanted.language).await?,
        state => bail!("no state is named {state}"),
    }
    stage.page().wait_still().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let wanted = wanted(std::env::args().skip(1))?;
    let mut stage = Stage::set(wanted.engine, Setting::default().look(wanted.look)).await?;
    let posed = pose(&mut stage, &wanted).await;
    // A picture of what went wrong is of use too.
    let saved = stage.page().save_screenshot(&wanted.out).await;
    stage.clear().await?;
    posed.and(saved)
}
