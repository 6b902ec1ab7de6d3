//! The second protocol: a support assistant, and people.

mod command;
mod people;
mod tabs;
mod talking;

use anyhow::{Result, ensure};
use reqwest::Url;
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, Widget};

/// A widget of the support assistant, as a page configures it.
fn support(stage: &Stage) -> Value {
    json!({ "protocol": "dgbot", "chatbotId": "demo-bot", "endpoint": format!("http://{}", stage.backend.addr()) })
}

/// Opens a page with it, its panel open and connected.
async fn open_support(stage: &Stage) -> Result<Widget> {
    let widget = stage.open("shop.html", json!([support(stage)])).await?;
    // The launcher that stands there before the program goes away when that is there.
    widget.wait_connection("online").await?;
    widget.open_panel().await?;
    Ok(widget)
}

/// The human at the desk does something with the first visitor: `join`, `say`, `leave`.
async fn desk(stage: &Stage, act: &str, text: &str) -> Result<()> {
    let form = [("act", act), ("number", "1"), ("name", "Olena"), ("text", text)];
    let address = Url::parse(&format!("http://{}/agent", stage.backend.addr()))?;
    let body = Url::parse_with_params("form:", form)?.query().unwrap_or_default().to_owned();
    let sent = reqwest::Client::new().post(address).body(body);
    let answer = sent.header("content-type", "application/x-www-form-urlencoded").send().await?;
    ensure!(answer.status().is_success(), "{act}: {}", answer.text().await?);
    Ok(())
}

/// Waits until the newest message of a role says this.
async fn wait_said(widget: &Widget, role: &str, words: &str) -> Result<()> {
    let messages = widget.all(&format!("[part~=message][data-role={role}]"));
    let condition = format!("{messages}.at(-1)?.innerText.includes({})", json!(words));
    widget.page().wait_until::<Value>(&format!("{role}: {words}"), &condition).await?;
    Ok(())
}

/// Waits until the last of something, by its part, is in this state.
async fn wait_state(widget: &Widget, part: &str, state: &str) -> Result<()> {
    let condition = format!("{}.at(-1)?.dataset.state === {}", widget.all(part), json!(state));
    widget.page().wait_until::<Value>(&format!("{part} is {state}"), &condition).await?;
    Ok(())
}

/// The id that the tab keeps of its visitor.
async fn visitor(stage: &Stage) -> Result<String> {
    stage.page().eval("sessionStorage.getItem('dgbot_visitor_id')").await
}

/// Whether anything pretends to be typing.
async fn is_typing(widget: &Widget) -> Result<bool> {
    widget.page().eval(&format!("{}.length > 0", widget.all("[part~=status]"))).await
}
