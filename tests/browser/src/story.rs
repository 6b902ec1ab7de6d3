//! A story from its start to its traces: played in one engine, with what is kept when it fails.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;
use std::{fmt, fs};

use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

use crate::engine::Engine;
use crate::stage::{Setting, Stage};

/// A story that takes longer than this hangs.
const STORY_LIMIT: Duration = Duration::from_secs(300);
/// How many browsers run at once at most, however many test threads there are.
static ROOM: Semaphore = Semaphore::const_new(4);

/// Why a story failed, in words alone: where in the harness it was found out helps nobody.
pub struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

/// Plays a story in one engine and leaves a picture and a trace in `tests/browser/failures/` when it fails.
///
/// # Errors
/// What went wrong, a panic of the story included.
pub async fn perform(
    name: &str,
    engine: Engine,
    setting: impl Fn() -> Setting,
    story: impl AsyncFn(&mut Stage) -> Result<()>,
) -> Result<(), Failure> {
    if !engine.chosen() {
        eprintln!("{} is not among VIZOCHOK_BROWSERS", engine.name());
        return Ok(());
    }
    let _room = ROOM.acquire().await.context("waiting for room")?;
    let traces = Path::new(env!("CARGO_MANIFEST_DIR")).join("failures").join(format!(
        "{}-{}",
        name.replace("::", "-"),
        engine.name()
    ));
    for old in ["png", "txt"] {
        // Usually there is none.
        fs::remove_file(traces.with_extension(old)).ok();
    }
    let mut stage = Stage::set(engine, setting()).await?;
    let mut outcome = play(&mut stage, &story).await;
    if outcome.is_err() && stage.engine_crashed() {
        eprintln!("{} itself has crashed; the story is played again", engine.name());
        stage.clear().await.ok();
        stage = Stage::set(engine, setting()).await?;
        outcome = play(&mut stage, &story).await;
    }
    if let Err(error) = &outcome {
        keep(&stage, &traces, &format!("{error:#}")).await.context("keeping the trace of a failure")?;
    }
    let cleared = stage.clear().await;
    Ok(outcome.and(cleared).with_context(|| format!("traces in {}.*", traces.display()))?)
}

async fn play(stage: &mut Stage, story: &impl AsyncFn(&mut Stage) -> Result<()>) -> Result<()> {
    match AssertUnwindSafe(tokio::time::timeout(STORY_LIMIT, story(stage))).catch_unwind().await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(anyhow!("the story did not end within {STORY_LIMIT:?}")),
        Err(panic) => Err(anyhow!("{}", words_of(panic.as_ref()))),
    }
}

async fn keep(stage: &Stage, traces: &Path, error: &str) -> Result<()> {
    if let Some(dir) = traces.parent() {
        fs::create_dir_all(dir)?;
    }
    fs::write(traces.with_extension("txt"), format!("{error}\n\n{}", stage.trace().await))?;
    // A browser that hangs cannot be pictured; the text is there already.
    if let Err(error) = stage.page().save_screenshot(&traces.with_extension("png")).await {
        eprintln!("no picture: {error:#}");
    }
    Ok(())
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("the story panicked")
}

/// Makes one test per engine out of each story, named `story::engine`. A story is an
/// `async fn(&mut Stage) -> anyhow::Result<()>` of the same name; `= setting` gives it a [`Setting`] of its own.
/// `only chromium Chromium:` before the stories leaves the other engines out.
#[macro_export]
macro_rules! stories {
    (only $name:ident $engine:ident: $($story:ident $(= $setting:expr)?),+ $(,)?) => {$(
        mod $story {
            #[allow(unused_imports, reason = "a setting may be made by anything of the file")]
            use super::*;

            $crate::stories!(@test $story $name $engine $($setting)?);
        }
    )+};
    ($($story:ident $(= $setting:expr)?),+ $(,)?) => {$(
        mod $story {
            #[allow(unused_imports, reason = "a setting may be made by anything of the file")]
            use super::*;

            $crate::stories!(@test $story chromium Chromium $($setting)?);
            $crate::stories!(@test $story firefox Firefox $($setting)?);
            $crate::stories!(@test $story webkit WebKit $($setting)?);
        }
    )+};
    (@test $story:ident $name:ident $engine:ident $($setting:expr)?) => {
        #[tokio::test]
        async fn $name() -> Result<(), $crate::story::Failure> {
            let setting = || {
                #[allow(unused_mut, unused_assignments, reason = "only where a setting is given")]
                let mut setting = $crate::Setting::default();
                $(setting = $setting;)?
                setting
            };
            let name = module_path!().split_once("::").map_or("", |(_, name)| name);
            $crate::story::perform(name, $crate::Engine::$engine, setting, super::$story).await
        }
    };
}
