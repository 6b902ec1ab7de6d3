//! The package as shops use it: packed, installed into a real project, built by the project's own tool (`make
//! packaging`), opened, and asked for milk. In Chromium only: what is tried is the bundlers.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use vizochok_browser_tests::process::{Process, free_port};
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

stories! {
    only chromium Chromium:
    vite_build = projects(),
    vite_in_development,
    slim = projects(),
    webpack = projects(),
    esbuild_with_the_program_inside = projects(),
    rollup_with_the_program_inside = projects(),
    next = projects(),
    react_in_strict_mode = projects(),
    react_and_hot_reload,
    vue = projects(),
    svelte = projects(),
    import_map = projects(),
    custom_element = projects(),
    custom_element_with_attributes_and_properties = projects(),
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

/// Opens a page of a shop.
async fn open(stage: &Stage, address: &str) -> Result<Widget> {
    // The pages are what a shop writes; the notes of what goes wrong come from outside.
    let notes = json!({ "source": include_str!("../../pages/log.js") });
    stage.page().devtools("Page.addScriptToEvaluateOnNewDocument", notes).await?;
    stage.page().open(address).await?;
    Ok(Widget::nth(stage.page(), 0))
}

/// Opens a built project, which has each part of the program once, in a file of its own.
async fn open_project(stage: &Stage, project: &str) -> Result<Widget> {
    let counts = emitted(project)?;
    assert!(!counts.is_empty() && counts.iter().all(|count| *count == 1), "{counts:?}");
    open_built(stage, project).await
}

async fn open_built(stage: &Stage, project: &str) -> Result<Widget> {
    open(stage, &format!("http://{}/packaging/{project}/index.html", stage.backend.addr())).await
}

/// One turn in an open panel, as a shopper has it; at its end there is one widget, and all is well.
async fn turn(stage: &Stage, widget: &Widget) -> Result<()> {
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

/// Opens the panel of a built project by its launcher and has one turn.
async fn talk_in(stage: &Stage, project: &str) -> Result<()> {
    let widget = open_project(stage, project).await?;
    widget.open_panel().await?;
    turn(stage, &widget).await
}

/// A component of a framework through its life: opened by a button of the page, with an event that the page renders, an
/// option that changes, and its end. The pages of the frameworks have the same buttons.
async fn component(stage: &Stage, project: &str) -> Result<()> {
    let widget = open_project(stage, project).await?;
    let page = stage.page();
    page.click("document.querySelector('#ask')").await?;
    turn(stage, &widget).await?;

    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    let rendered = "document.querySelector('#cart').innerText === '1 in the cart'";
    page.wait_until::<Value>("the page shows the cart", rendered).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let before = widget.messages().await?;

    page.click("document.querySelector('#rename')").await?;
    let renamed = format!("{}.innerText.includes('Adviser')", widget.part("header"));
    page.wait_until::<Value>("the assistant has its new name", &renamed).await?;
    assert_eq!(widget.messages().await?, before);

    page.click("document.querySelector('#leave')").await?;
    page.wait_until::<Value>("the widget is gone", "hosts().length === 0").await?;
    stage.backend.inject().wait_open_sockets(0).await;
    // The page's own renderings, the event and the update made no second one on the way.
    let auths = stage.backend.log().received().iter().filter(|frame| frame.is_received("auth")).count();
    assert_eq!(auths, 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    assert_eq!(stage.notes("console.error").await?, [] as [Value; 0]);
    Ok(())
}

async fn vite_build(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "vite").await
}

/// The page says where the program is, and compiles it itself.
async fn slim(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "slim").await
}

async fn webpack(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "webpack").await
}

/// A bundle has the program in its own text, and no file beside it.
async fn talk_inside(stage: &Stage, project: &str) -> Result<()> {
    assert!(emitted(project)?.iter().all(|count| *count == 0));
    let widget = open_built(stage, project).await?;
    widget.open_panel().await?;
    turn(stage, &widget).await
}

async fn esbuild_with_the_program_inside(stage: &mut Stage) -> Result<()> {
    talk_inside(stage, "esbuild").await
}

async fn rollup_with_the_program_inside(stage: &mut Stage) -> Result<()> {
    talk_inside(stage, "rollup").await
}

async fn next(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "next").await
}

async fn import_map(stage: &mut Stage) -> Result<()> {
    talk_in(stage, "import-map").await
}

async fn custom_element(stage: &mut Stage) -> Result<()> {
    component(stage, "element").await
}

async fn custom_element_with_attributes_and_properties(stage: &mut Stage) -> Result<()> {
    let widget = open_built(stage, "element").await?;
    let page = stage.page();
    page.wait_until::<Value>("the element is defined", "customElements.get('vizochok-widget')").await?;
    widget.wait_shown(&widget.part("launcher")).await?;

    // Moved as a whole it keeps its widget; as a box of the page it is filled by the chat.
    page.run::<()>(
        "const element = document.querySelector('vizochok-widget');
         element.remove();
         document.querySelector('main').prepend(element);
         element.inline = true;
         element.style.height = '600px';
         element.theme = { primaryColor: 'rgb(1, 2, 3)' };
         element.addEventListener('vizochok:before-send', (event) => {
           if (event.detail.text === 'a secret') event.preventDefault();
         });",
    )
    .await?;
    turn(stage, &widget).await?;
    let inside: bool =
        page.eval("hosts()[0].parentElement === document.querySelector('vizochok-widget')").await?;
    assert!(inside);
    let options: Value = page
        .eval(
            "(({ apiKey, botName, theme, inline }) => ({ apiKey, botName, theme, inline }))\
             (document.querySelector('vizochok-widget'))",
        )
        .await?;
    let expected = json!({
        "apiKey": "pk_demo", "botName": null, "inline": true,
        "theme": { "mode": "light", "primaryColor": "rgb(1, 2, 3)" },
    });
    assert_eq!(options, expected);

    // A listener of the page keeps words from being sent.
    let before = widget.messages().await?;
    widget.say("a secret").await?;
    widget.ask("bread").await?;
    let after = widget.messages().await?;
    assert!(
        after.len() > before.len() && after.iter().all(|message| message.text != "a secret"),
        "{after:?}"
    );

    // A second bundle that defines the element finds it defined; another name is another element.
    page.run::<()>(
        "return import('./widget/element.js?again').then(({ defineWidget }) => defineWidget('my-chat'));",
    )
    .await?;
    let defined: bool = page.eval("customElements.get('my-chat') !== undefined").await?;
    assert!(defined);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// The tag's attributes, commands that were given before it had arrived, and the same tag once more.
async fn script_tag(stage: &mut Stage) -> Result<()> {
    component(stage, "script").await?;
    let notes = stage.notes("console.warn").await?;
    let twice = notes.iter().filter(|note| note.as_str().is_some_and(|note| note.contains("twice"))).count();
    assert_eq!(twice, 1, "{notes:?}");
    Ok(())
}

async fn react_in_strict_mode(stage: &mut Stage) -> Result<()> {
    component(stage, "react").await
}

async fn vue(stage: &mut Stage) -> Result<()> {
    component(stage, "vue").await
}

async fn svelte(stage: &mut Stage) -> Result<()> {
    component(stage, "svelte").await
}

/// A project on a developer's machine: a copy that may be changed, on Vite's development server.
struct Workshop {
    directory: TempDir,
    _server: Process,
    address: String,
}

impl Workshop {
    async fn open(stage: &Stage, project: &str) -> Result<Self> {
        // Below the directory where the packages are.
        let directory = tempfile::tempdir_in(home().join("dist"))?;
        for entry in fs::read_dir(home().join(project))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), directory.path().join(entry.file_name()))?;
            }
        }
        let port = free_port().await?;
        let mut command = Command::new("node");
        command
            .arg(home().join("node_modules/vite/bin/vite.js"))
            .args(["--host", "127.0.0.1", "--strictPort", "--port", &port.to_string()])
            .current_dir(directory.path())
            .env("VITE_API", format!("http://{}", stage.backend.addr()));
        let log = directory.path().join("server.log");
        let mut server = Process::start("vite", command, &log)?;
        server.listening(port).await.with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        Ok(Self { directory, _server: server, address: format!("http://127.0.0.1:{port}/") })
    }
}

/// It prepares packages in its own way. The page has another origin than the API.
async fn vite_in_development(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage, "vite").await?;
    let widget = open(stage, &workshop.address).await?;
    widget.open_panel().await?;
    turn(stage, &widget).await
}

/// A developer changes a component of the page: it is replaced while the shopper's panel stays as it is.
async fn react_and_hot_reload(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage, "react").await?;
    let widget = open(stage, &workshop.address).await?;
    widget.open_panel().await?;
    turn(stage, &widget).await?;
    let before = widget.messages().await?;

    let source = workshop.directory.path().join("shop.jsx");
    let text = fs::read_to_string(&source)?;
    fs::write(&source, text.replace("<h1>React</h1>", "<h1>A better shop</h1>"))?;
    let replaced = "document.querySelector('h1').innerText === 'A better shop'";
    stage.page().wait_until::<Value>("the page shows the change", replaced).await?;
    assert_eq!(widget.messages().await?, before);
    let hosts: usize = stage.page().eval("hosts().length").await?;
    assert_eq!((hosts, stage.backend.inject().open_sockets()), (1, 1));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
