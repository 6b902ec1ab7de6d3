//! `DGbot(command, args)` and the script tag.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, Widget, stories};

use super::{visitor, wait_said};

stories! {
    commands_before_the_script_run_in_order_and_events_tell_what_is_documented,
    without_a_launcher_there_is_an_open_panel_or_nothing,
    who_the_visitor_is_needs_a_proof_and_leaves_no_trace,
}

async fn open(stage: &Stage, mut attributes: Value, commands: Value) -> Result<Widget> {
    attributes["chatbotId"] = json!("demo-bot");
    stage.open("dgbot.html", json!({ "attributes": attributes, "commands": commands })).await
}

async fn command(stage: &Stage, name: &str, args: Value) -> Result<()> {
    stage.page().run(&format!("DGbot({}, {args});", json!(name))).await
}

async fn commands_before_the_script_run_in_order_and_events_tell_what_is_documented(
    stage: &mut Stage,
) -> Result<()> {
    let question = "how long does shipping take?";
    let commands = json!([["open"], ["send", { "message": question }]]);
    let widget = open(stage, json!({ "position": "bottom-left", "theme": "dark" }), commands).await?;
    wait_said(&widget, "assistant", "1,000 UAH").await?;
    widget.wait_shown(&widget.part("panel")).await?;
    let answered = stage.wait_notes("message:received", 1).await?;
    let id = visitor(stage).await?;
    assert_eq!(stage.notes("widget:open").await?, [json!([])]);
    assert_eq!(stage.notes("conversation:start").await?, [json!([{ "conversationId": id }])]);
    assert_eq!(stage.notes("message:sent").await?, [json!([{ "message": question, "conversationId": id }])]);
    assert_eq!(answered[0][0]["conversationId"], json!(id));
    assert!(
        answered[0][0]["message"].as_str().is_some_and(|words| words.contains("1,000 UAH")),
        "{answered:?}"
    );

    stage.page().run::<()>("shop.loadScript();").await?;
    stage.page().wait_until::<Value>("the script is loaded again", "shop.loads === 2").await?;
    assert_eq!(stage.page().eval::<usize>("hosts().length").await?, 1);

    command(stage, "send", json!({ "message": "I want to talk to a human" })).await?;
    widget.press(&widget.part("handoff-accept")).await?;
    assert_eq!(stage.wait_notes("handoff:requested", 1).await?, [json!([{ "conversationId": id }])]);
    assert_eq!(stage.notes("conversation:start").await?.len(), 1, "only with the first message");

    command(stage, "reset", json!(null)).await?;
    widget.wait_gone(&widget.part("message")).await?;
    assert_ne!(visitor(stage).await?, id);
    assert_eq!(stage.notes("lead:captured").await?, [] as [Value; 0]);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn without_a_launcher_there_is_an_open_panel_or_nothing(stage: &mut Stage) -> Result<()> {
    let widget = open(stage, json!({ "hideLauncher": "true" }), json!([])).await?;
    stage.page().wait_until::<Value>("the script is loaded", "shop.loads === 1").await?;
    widget.wait_gone(&widget.part("launcher")).await?;
    command(stage, "toggle", json!(null)).await?;
    widget.wait_shown(&widget.part("panel")).await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    widget.wait_gone(&widget.part("launcher")).await?;
    command(stage, "open", json!(null)).await?;
    widget.wait_shown(&widget.part("panel")).await?;
    command(stage, "hide", json!(null)).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    command(stage, "show", json!(null)).await?;
    widget.wait_shown(&widget.part("panel")).await?;
    stage.wait_notes("widget:open", 2).await?;
    assert_eq!(stage.notes("widget:close").await?.len(), 1, "what is hidden was not closed");
    Ok(())
}

async fn who_the_visitor_is_needs_a_proof_and_leaves_no_trace(stage: &mut Stage) -> Result<()> {
    let widget = open(stage, json!({ "open": "" }), json!([])).await?;
    widget.wait_connection("online").await?;
    let id = visitor(stage).await?;
    let address =
        format!("http://{}/api/identity?chatbot=demo-bot&visitor_id={id}", stage.backend.shop_addr());
    let mut who: Value = reqwest::get(address).await?.error_for_status()?.json().await?;
    let hash = who["userHash"].as_str().context("a signature")?.to_owned();
    let name = who["name"].as_str().context("a name")?.to_owned();
    command(stage, "identify", who.clone()).await?;
    command(stage, "send", json!({ "message": "hello" })).await?;
    wait_said(&widget, "assistant", &name).await?;

    let kept: String = stage
        .page()
        .eval("JSON.stringify([{ ...sessionStorage }, { ...localStorage }, window.__log, document.cookie])")
        .await?;
    assert!(kept.contains(&id) && !kept.contains(&hash), "{kept}");

    // A signature of somebody else is a matter of the page, not of the shopper.
    who["userHash"] = json!("00ff");
    command(stage, "identify", who.clone()).await?;
    let told = stage.wait_notes("console.error", 1).await?;
    assert!(told[0].as_str().is_some_and(|words| words.contains("identity_refused")), "{told:?}");
    who["email"] = json!("no address");
    command(stage, "identify", who).await?;
    let told = stage.wait_notes("console.error", 2).await?;
    assert!(told[1].as_str().is_some_and(|words| words.contains("identify.email")), "{told:?}");
    let roles: Vec<String> = widget.messages().await?.into_iter().map(|message| message.role).collect();
    assert!(!roles.contains(&"error".to_owned()), "{roles:?}");
    Ok(())
}
