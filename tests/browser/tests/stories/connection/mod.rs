//! The connection, through a network that fails in every way, with the widget's time in the test's hand.
//!
//! Time stands still between the lines of a story (`pages/timed.js`): whatever waits for it waits until the story moves it.
//! The numbers are those of the cases in `tests/scenarios/README.md`.

mod breaking;
mod dialling;
mod ending;
mod leaving;
mod page_life;
mod reading;
mod sending;
mod sleeping;

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Proxy, Stage, Widget};

/// Longer than any wait between two attempts, and shorter than a handshake is waited for.
const ANY_BACK_OFF: u32 = 13_000;

/// A proxy before the story's backend.
async fn proxy(stage: &Stage) -> Result<Proxy> {
    Proxy::start(stage.backend.addr()).await
}

/// Opens the page whose time the story moves, with a widget that connects through the proxy, and its panel. Waits for
/// no connection.
async fn open_shop(stage: &Stage, line: &Proxy) -> Result<Widget> {
    let widget = open_page(stage, line, json!({})).await?;
    widget.open_panel().await?;
    Ok(widget)
}

/// The same without the panel, and with more options.
async fn open_page(stage: &Stage, line: &Proxy, more: Value) -> Result<Widget> {
    let mut config = json!({ "userId": SHOPPER, "apiBase": line.address() });
    if let (Value::Object(config), Value::Object(more)) = (&mut config, more) {
        config.extend(more);
    }
    let widget = stage.open("timed.html", json!([config])).await?;
    // What a screen reader is given, in order. The announcer is there from the start.
    stage
        .page()
        .wait_until::<Value>("there is a widget", &format!("{} !== undefined", widget.part("announcer")))
        .await?;
    stage
        .page()
        .run::<()>(&format!(
            "const announcer = {};
             new MutationObserver(() => __log.push(['spoken', announcer.textContent]))
               .observe(announcer, {{ subtree: true, childList: true, characterData: true }});",
            widget.part("announcer")
        ))
        .await?;
    Ok(widget)
}

/// Opens all and waits for the connection.
async fn open_online(stage: &Stage, line: &Proxy) -> Result<Widget> {
    let widget = open_shop(stage, line).await?;
    widget.wait_connection("online").await?;
    Ok(widget)
}

/// Lets the widget's time pass, every timeout at its moment.
async fn pass(stage: &Stage, millis: u32) -> Result<()> {
    stage.page().run(&format!("time.pass({millis});")).await
}

/// Lets the page say something by its own voice, as a script of it does.
async fn send(stage: &Stage, text: &str) -> Result<()> {
    stage.page().run(&format!("shop.widgets[0].sendMessage({});", json!(text))).await
}

/// Waits until the last of the shopper's messages with these words is in this state.
async fn wait_said(widget: &Widget, text: &str, state: &str) -> Result<()> {
    let said = widget.all("[part~=message][data-role=user]");
    let condition = format!(
        "{said}.findLast((m) => m.querySelector('.bubble, .prose').textContent.trim() === {})?.dataset.state === {}",
        json!(text),
        json!(state)
    );
    widget.page().wait_until::<Value>(&format!("{text} is {state}"), &condition).await?;
    Ok(())
}

/// Waits for the connection, as often as the browser itself fails while it changes pages.
async fn wait_online_again(widget: &Widget) -> Result<()> {
    let state = format!("{}?.dataset.state", widget.part("connection"));
    let condition =
        format!("{state} === 'reconnecting' ? (time.pass({ANY_BACK_OFF}), false) : {state} === 'online'");
    widget.page().wait_until::<Value>("the connection is up again", &condition).await?;
    Ok(())
}

/// What the header says.
async fn header(widget: &Widget) -> Result<String> {
    widget.page().eval(&format!("{}.querySelector('span').innerText.trim()", widget.part("connection"))).await
}

/// The codes that `onError` was called with.
async fn errors(stage: &Stage) -> Result<Vec<String>> {
    let notes = stage.notes("onError").await?;
    Ok(notes.iter().filter_map(|note| note["args"][0]["code"].as_str().map(str::to_owned)).collect())
}

/// What a screen reader was given so far.
async fn spoken(stage: &Stage) -> Result<Vec<String>> {
    let notes = stage.notes("spoken").await?;
    Ok(notes.iter().filter_map(|note| note.as_str().map(str::to_owned)).collect())
}

/// How often `auth` arrived.
fn auths(stage: &Stage) -> usize {
    stage.backend.log().received().iter().filter(|frame| frame.is_received("auth")).count()
}

/// How many callbacks of a kind there were.
async fn calls(stage: &Stage, callback: &str) -> Result<usize> {
    Ok(stage.notes(callback).await?.len())
}
