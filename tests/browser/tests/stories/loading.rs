//! When the program is loaded, what stands in its place until then, and what when it does not come.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;
use vizochok_browser_tests::engine::Engine;
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

stories! {
    with_intent_a_page_loads_the_facade_alone,
    the_first_launcher_has_an_ink_that_can_be_read,
    scripts_without_an_element_of_their_own_say_what_is_missing,
    a_press_on_the_first_launcher_opens_the_panel,
    a_long_press_on_the_first_launcher_opens_the_panel,
    a_tab_where_it_was_used_needs_no_intent,
    a_changed_program_is_refused = Setting::default().backend(|options| changed(options, "program_bg.wasm")),
    a_changed_module_is_refused = Setting::default().backend(|options| changed(options, "program.js")),
    a_policy_without_webassembly_is_named_and_a_link_stands_in
        = Setting::default().policy("default-src 'self'; script-src 'self'; connect-src 'self' ws:"),
}

/// Where the package stands with one byte of one file changed.
fn folder_of(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("changed-{file}"))
}

fn changed(options: vizochok_backend::Options, file: &str) -> vizochok_backend::Options {
    options.serve_dir("/changed", folder_of(file))
}

/// Puts the changed package there.
fn change(file: &str) -> Result<()> {
    let copy = folder_of(file);
    fs::create_dir_all(&copy)?;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../npm/dist"))? {
        let entry = entry?;
        if !entry.file_type()?.is_file() {
            continue;
        }
        let mut bytes = fs::read(entry.path())?;
        if entry.file_name() == file {
            // White space is a change of nothing but the hash; in a program the last byte is of its last instruction.
            let last = bytes.last_mut().context("an empty file")?;
            *last = if *last == b'\n' { b' ' } else { last.wrapping_add(1) };
        }
        // Several engines tell the same story at the same time: the file is whole whenever it is read.
        let part = copy.join(format!(".{:?}-{:?}", entry.file_name(), std::thread::current().id()));
        fs::write(&part, bytes)?;
        fs::rename(part, copy.join(entry.file_name()))?;
    }
    Ok(())
}

/// The files of the package that the page has loaded.
async fn loaded(stage: &Stage) -> Result<Vec<String>> {
    let names = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
                 .filter((path) => path.startsWith('/vizochok/')).map((path) => path.slice(10)).sort()";
    stage.page().eval(names).await
}

/// Waits until the page has loaded and has had idle time after it.
async fn wait_idle(stage: &Stage) -> Result<()> {
    stage
        .page()
        .run::<()>(
            "const idle = () => (window.requestIdleCallback ?? setTimeout)(() => setTimeout(() => { window.__rests = true; }, 300));
             if (document.readyState === 'complete') idle(); else addEventListener('load', idle);",
        )
        .await?;
    stage.page().wait_until::<Value>("the page rests", "window.__rests").await?;
    Ok(())
}

/// How the launcher looks and where it is, and the ink of the bubble in it as red, green and blue.
async fn look(widget: &Widget) -> Result<(Value, [i32; 3])> {
    widget
        .page()
        .eval(&format!(
            "(({0}) => {{
               const pixel = (colour) => {{
                 const canvas = document.createElement('canvas').getContext('2d');
                 canvas.fillStyle = colour;
                 canvas.fillRect(0, 0, 1, 1);
                 return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
               }};
               const [bubble, style, inner] = [{0}.firstElementChild, ...[{0}, {0}.firstElementChild].map((one) => getComputedStyle(one))];
               return [[box({0}), box(bubble), {0}.ariaLabel, {0}.title, pixel(style.backgroundColor), style.boxShadow, inner.borderRadius,
                 inner.borderWidth, inner.padding, inner.backgroundSize, getComputedStyle(hosts()[0]).zIndex], pixel(inner.color)];
             }})({1})",
            "launcher",
            widget.part("launcher")
        ))
        .await
}

async fn with_intent_a_page_loads_the_facade_alone(stage: &mut Stage) -> Result<()> {
    let options = json!([{
        "load": "intent", "language": "ru", "position": "bottom-left", "offset": { "x": 48, "y": 96 }, "zIndex": 7,
        "theme": { "mode": "light", "primaryColor": "#ffd400" }
    }]);
    let widget = stage.open("shop.html", options).await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    wait_idle(stage).await?;
    ensure!(loaded(stage).await? == ["index.js"], "{:?}", loaded(stage).await?);
    let (drawn, drawn_ink) = look(&widget).await?;
    ensure!(stage.page().eval::<usize>("sessionStorage.length").await? == 0);

    // The focus is a sign of interest. The real launcher takes its place and its focus, and nothing moves.
    let focused = "document.activeElement?.shadowRoot?.activeElement?.matches('[part~=launcher]')";
    stage.page().press(&[], Key::Tab).await?;
    widget.wait_connection("online").await?;
    ensure!(stage.page().eval::<bool>(focused).await?, "the focus stays");
    let (real, ink) = look(&widget).await?;
    ensure!(real == drawn, "{real} instead of {drawn}");
    // One is computed by the engine, the other by the program: both dark on this yellow.
    ensure!(
        ink.iter().zip(drawn_ink).all(|(one, other)| *one < 32 && (one - other).abs() < 16),
        "{ink:?} instead of {drawn_ink:?}"
    );
    ensure!(stage.page().eval::<usize>("hosts().length").await? == 1);
    ensure!(stage.page().eval::<bool>(&format!("{}.inert", widget.part("panel"))).await?, "it stays closed");
    ensure!(
        loaded(stage).await? == ["index.js", "program.js", "program_bg.wasm", "words/ru.js"],
        "{:?}",
        loaded(stage).await?
    );
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_shown(&widget.part("panel")).await?;
    ensure!(stage.complaints().await?.is_empty(), "{:?}", stage.complaints().await?);
    Ok(())
}

async fn the_first_launcher_has_an_ink_that_can_be_read(stage: &mut Stage) -> Result<()> {
    for (colour, dark) in [("#1f7a4d", false), ("#767676", false), ("#ffd400", true), ("#fff", true)] {
        let options = json!([{ "load": "intent", "theme": { "primaryColor": colour } }]);
        let widget = stage.open("shop.html", options).await?;
        widget.wait_shown(&widget.part("launcher")).await?;
        let (_, ink) = look(&widget).await?;
        let reads = ink.iter().all(|channel| if dark { *channel < 32 } else { *channel == 255 });
        ensure!(reads, "{ink:?} on {colour}");
    }
    Ok(())
}

async fn scripts_without_an_element_of_their_own_say_what_is_missing(stage: &mut Stage) -> Result<()> {
    stage.open("shop.html", json!([])).await?;
    // As a module a script has no element.
    stage
        .page()
        .run::<()>("return import('/vizochok/dgbot.js').then(() => import('/vizochok/vizochok.js')).then(() => null);")
        .await?;
    let said = "window.__log.filter(([kind, text]) => kind === 'console.error' && text.includes('data-chatbot-id')).length";
    ensure!(stage.page().eval::<usize>(said).await? == 1);
    let commands: String = stage.page().eval("`${typeof vizochok} ${typeof VIZOCHOKWidget}`").await?;
    ensure!(commands == "function function", "{commands}");
    Ok(())
}

async fn a_press_on_the_first_launcher_opens_the_panel(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("script-tag.html", json!([{ "load": "intent" }])).await?;
    wait_idle(stage).await?;
    ensure!(loaded(stage).await? == ["vizochok.js"], "{:?}", loaded(stage).await?);
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    ensure!(stage.complaints().await?.is_empty(), "{:?}", stage.complaints().await?);
    Ok(())
}

async fn a_long_press_on_the_first_launcher_opens_the_panel(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("script-tag.html", json!([{ "load": "intent" }])).await?;
    wait_idle(stage).await?;
    stage.page().hold(widget.part("launcher").as_ref()).await?;
    // Longer than the program needs to come.
    let here = "performance.getEntriesByName(new URL('/vizochok/words/en.js', location.href).href).length === 1 \
                && performance.getEntriesByName(new URL('/vizochok/program_bg.wasm', location.href).href).length === 1";
    stage.page().wait_until::<Value>("the program has come", here).await?;
    wait_idle(stage).await?;
    stage.page().let_go().await?;
    widget.wait_shown(&widget.part("panel")).await?;
    widget.wait_connection("online").await?;
    Ok(())
}

async fn a_tab_where_it_was_used_needs_no_intent(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "load": "intent" }])).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    stage.backend.inject().hold_answer_after(0);
    widget.say("show me milk").await?;
    widget.press(&widget.part("close")).await?;
    stage.backend.inject().release();
    widget.wait_shown(&widget.part("unread")).await?;
    let told = stage.wait_calls("onUnread", 1).await?;
    ensure!(told[0] == json!([{ "count": 1 }]), "{told:?}");

    stage.page().reload().await?;
    stage.wait_calls("onConnect", 1).await?;
    widget.wait_shown(&widget.part("unread")).await?;
    let told = stage.wait_calls("onUnread", 1).await?;
    ensure!(told[0] == json!([{ "count": 1 }]), "what was not seen still is not: {told:?}");
    widget.open_panel().await?;
    ensure!(widget.messages().await?.len() == 2, "{:?}", widget.messages().await?);
    Ok(())
}

/// The calm end of a program that did not come: one error, one line for the developer, a link, and the page as it was.
async fn stranded(stage: &Stage, remedy: &str) -> Result<()> {
    let errors = stage.wait_calls("onError", 1).await?;
    ensure!(errors[0][0]["code"] == "load_failed", "{errors:?}");
    let lines =
        "window.__log.filter(([kind, text]) => kind === 'console.error' && text.includes('load_failed:'))";
    let lines: Vec<Value> = stage
        .page()
        .wait_until("the console says what helps", &format!("{lines}.length > 0 && {lines}"))
        .await?;
    ensure!(lines.len() == 1 && lines[0][1].as_str().is_some_and(|line| line.contains(remedy)), "{lines:?}");
    let link = Widget::nth(stage.page(), 0).part("launcher");
    let link: Value = stage
        .page()
        .wait_until(
            "a link stands there",
            &format!("shown({link}) && [{link}.tagName, {link}.href, {link}.innerText]"),
        )
        .await?;
    ensure!(link == json!(["A", "tel:+380440000000", "Call us"]), "{link}");
    let hosts: usize = stage.page().eval("hosts().length").await?;
    ensure!(hosts == 1);
    ensure!(stage.notes("error").await?.is_empty() && stage.notes("rejection").await?.is_empty());
    Ok(())
}

const STRANDED: &str = "{ load: 'eager', fallback: { href: 'tel:+380440000000', label: 'Call us' } }";

async fn a_changed_program_is_refused(stage: &mut Stage) -> Result<()> {
    change("program_bg.wasm")?;
    stage.open("shop.html", json!([])).await?;
    stage
        .page()
        .run::<()>(&format!(
            "import('/changed/index.js').then(({{ VIZOCHOKWidget }}) => shop.make({STRANDED}, VIZOCHOKWidget).mount());"
        ))
        .await?;
    stranded(stage, "its hash is checked").await
}

async fn a_changed_module_is_refused(stage: &mut Stage) -> Result<()> {
    // WebKit preloads modules and does not check them.
    if stage.page().engine() == Engine::WebKit {
        return Ok(());
    }
    change("program.js")?;
    stage.open("shop.html", json!([])).await?;
    stage
        .page()
        .run::<()>(&format!(
            "const script = document.createElement('script');
             script.src = '/changed/vizochok.js';
             script.onload = () => shop.make({STRANDED}, window.VIZOCHOKWidget).mount();
             document.head.append(script);"
        ))
        .await?;
    stranded(stage, "changed").await
}

async fn a_policy_without_webassembly_is_named_and_a_link_stands_in(stage: &mut Stage) -> Result<()> {
    stage
        .open("shop.html", json!([{ "fallback": { "href": "tel:+380440000000", "label": "Call us" } }]))
        .await?;
    stranded(stage, "add 'wasm-unsafe-eval' to script-src").await?;
    stage
        .page()
        .run::<()>("shop.widgets[0].diagnose().then((found) => window.__log.push(['found', found]));")
        .await?;
    let found = stage.wait_notes("found", 1).await?;
    ensure!(found[0]["policy"][0]["remedy"] == "add 'wasm-unsafe-eval' to script-src", "{found:?}");
    ensure!(found[0]["mounted"] == false && found[0]["version"].is_string(), "{found:?}");
    Ok(())
}
