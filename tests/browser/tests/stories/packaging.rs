//! The package as shops use it: packed, installed into a real project, built by the project's own tool (`make
//! packaging`), opened, and asked for milk. In Chromium only: what is tried is the bundlers.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::process::Command;
use vizochok_browser_tests::process::{Process, free_port};
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

stories! {
    only chromium Chromium:
    vite_build = projects(),
    vite_in_development,
    webpack = projects(),
    next = projects(),
    import_map = projects(),
    script_tag = projects(),
}

/// The directory of the projects.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packaging")
}

fn projects() -> Setting {
    Setting::default().backend(|options| options.serve_dir("/packaging", home().join("dist")))
}

/// All files below a directory whose names end with `extension`.
fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("reading {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    Ok(found)
}

/// How often a project's output has each part of the program, by its bytes: a bundler gives it another name.
fn emitted(project: &str) -> Result<Vec<usize>> {
    let dist = home().join("dist").join(project);
    ensure!(dist.is_dir(), "{} is missing: run `make packaging` before these tests", dist.display());
    let outputs: Vec<Vec<u8>> = files(&dist, "wasm")?.iter().map(fs::read).collect::<Result<_, _>>()?;
    let parts = files(&home().join("../../npm/dist"), "wasm")?;
    let count = |part: &PathBuf| -> Result<usize> {
        let bytes = fs::read(part)?;
        Ok(outputs.iter().filter(|output| **output == bytes).count())
    };
    parts.iter().map(count).collect()
}

/// Opens a page of a shop and has one turn on it, as a shopper does.
async fn talk(stage: &mut Stage, address: &str) -> Result<()> {
    // The pages are what a shop writes; the notes of what goes wrong come from outside.
    let notes = json!({ "source": include_str!("../../pages/log.js") });
    stage.page().devtools("Page.addScriptToEvaluateOnNewDocument", notes).await?;
    stage.page().open(address).await?;
    let widget = Widget::nth(stage.page(), 0);
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    let cards = widget.cards().await?;
    assert!(cards.iter().any(|card| card.sku == "milk-001"), "{cards:?}");

    let hosts: usize = stage.page().eval("hosts().length").await?;
    assert_eq!((hosts, stage.backend.inject().open_sockets()), (1, 1));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    assert_eq!(stage.notes("console.error").await?, [] as [Value; 0]);
    Ok(())
}

/// Opens a built project, which has each part of the program once, in a file of its own.
async fn talk_in(stage: &mut Stage, project: &str) -> Result<()> {
    let counts = emitted(project)?;
    assert!(!counts.is_empty() && counts.iter().all(|count| *count == 1), "{counts:?}");
    let address = format!("http://{}/packaging/{project}/index.html", stage.backend.addr());
    talk(stage, &address).await
}

async fn vite_build(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "vite").await
}

async fn webpack(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "webpack").await
}

async fn next(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "next").await
}

async fn import_map(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "import-map").await
}

async fn script_tag(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "script").await
}

/// Vite's development server, which prepares packages in its own way. The page has another origin than the API.
async fn vite_in_development(stage: &mut Stage) -> Result<()> {
    let home = home();
    let log = tempfile::NamedTempFile::new()?;
    let port = free_port().await?;
    let mut command = Command::new("node");
    command
        .arg(home.join("node_modules/vite/bin/vite.js"))
        // What it prepared for another state of the package must not be taken again.
        .args(["--force", "--host", "127.0.0.1", "--strictPort", "--port", &port.to_string()])
        .current_dir(home.join("vite"))
        .env("VITE_API", format!("http://{}", stage.backend.addr()));
    let mut server = Process::start("vite", command, log.path())?;
    server.listening(port).await.with_context(|| fs::read_to_string(log.path()).unwrap_or_default())?;
    talk(stage, &format!("http://127.0.0.1:{port}/")).await
}
