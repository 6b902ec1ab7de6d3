//! Servers that die, come back and talk nonsense.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_backend::Frame;
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

use crate::received;

stories! {
    a_server_killed_in_the_middle_of_an_answer_comes_back,
    a_message_whose_fate_is_unknown_is_sent_again_by_the_shopper_only
        = Setting::default().backend(|options| options.features([] as [&str; 0])),
    garbage_between_good_frames_is_passed_over,
}

/// Waits until the last message is in this state.
async fn wait_last(widget: &Widget, role: &str, state: &str) -> Result<()> {
    let last = widget.all(&format!("[part~=message][data-role={role}]"));
    let condition = format!("{last}.at(-1)?.dataset.state === {}", json!(state));
    widget.page().wait_until::<Value>(&format!("the last {role} message is {state}"), &condition).await?;
    Ok(())
}

async fn a_server_killed_in_the_middle_of_an_answer_comes_back(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    // A few words come; the rest is held back.
    stage.backend.inject().hold_answer_after(6);
    widget.say("show me milk").await?;
    wait_last(&widget, "assistant", "streaming").await?;
    let words = widget.all("[part~=message][data-role=assistant] .prose");
    let of_answer = |frame: &&Frame| frame.is_sent("status") || frame.is_sent("text_delta");
    let frames = stage.backend.log().wait_for(|frames| frames.iter().filter(of_answer).count() == 6).await?;
    let said = frames.iter().filter(|frame| frame.is_sent("text_delta")).count();
    assert!(said > 0, "{frames:?}");
    let condition = format!(
        "(() => {{ const said = {words}[0]?.innerText.trim() ?? ''; return said.split(' ').length === {said} && said; }})()"
    );
    let partial: String = stage.page().wait_until("what was sent is there", &condition).await?;

    stage.backend.stop().await;
    widget.wait_connection("reconnecting").await?;
    wait_last(&widget, "assistant", "interrupted").await?;
    let messages = widget.messages().await?;
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(messages[1].text, partial, "what was said stays");
    stage.wait_calls("onDisconnect", 1).await?;

    stage.backend.inject().heal();
    stage.backend.start_again().await?;
    widget.wait_connection("online").await?;
    stage.wait_calls("onConnect", 2).await?;
    let answer = widget.ask("bread").await?;
    assert_eq!(answer.iter().filter(|message| message.role == "assistant").count(), 1, "{answer:?}");

    let messages = widget.messages().await?;
    let questions: Vec<&str> = messages
        .iter()
        .filter(|message| message.role == "user")
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(questions, ["show me milk", "bread"]);
    assert_eq!(messages[1].text, partial, "a finished entry never changes");
    assert_eq!((received(stage, "show me milk"), received(stage, "bread")), (1, 1));
    let frames = stage.backend.log().frames();
    let started =
        frames.iter().find(|frame| frame.is_sent("conversation_started")).context("a conversation")?;
    let auth = frames.iter().rfind(|frame| frame.is_received("auth")).context("an auth frame")?;
    assert_eq!(auth.json["conversation_id"], started.json["conversation_id"], "it is the same conversation");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_message_whose_fate_is_unknown_is_sent_again_by_the_shopper_only(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    // The message arrives and nothing comes back.
    stage.backend.inject().silence(true);
    widget.say("show me milk").await?;
    stage.backend.log().wait_for(|frames| frames.iter().any(|frame| frame.is_received("message"))).await?;
    stage.backend.inject().cut();
    wait_last(&widget, "user", "unconfirmed").await?;
    stage.backend.inject().silence(false);
    widget.wait_connection("online").await?;
    assert_eq!(received(stage, "show me milk"), 1, "nothing is sent again by itself");

    let before = widget.messages().await?.len();
    widget.press(&widget.part("resend")).await?;
    wait_last(&widget, "user", "sent").await?;
    let condition = format!("{}.length > 0", widget.all("[part~=card]"));
    stage.page().wait_until::<Value>("cards came", &condition).await?;
    assert_eq!(received(stage, "show me milk"), 2);
    let messages = widget.messages().await?;
    let questions = messages.iter().filter(|message| message.role == "user").count();
    assert_eq!((before, questions), (1, 1), "it is one message still: {messages:?}");
    Ok(())
}

async fn garbage_between_good_frames_is_passed_over(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let faults = stage.backend.inject();
    faults.hold_answer_after(5);
    widget.say("show me milk").await?;
    wait_last(&widget, "assistant", "streaming").await?;
    let deep = "[".repeat(30_000);
    let garbage = [
        "not json at all",
        "",
        "null",
        "[]",
        "{}",
        "\u{0}",
        r#"{"type":7}"#,
        r#"{"type":"weather","sun":true}"#,
        r#"{"type":"text_delta"}"#,
        r#"{"type":"text_delta","delta":{"a":1}}"#,
        r#"{"type":"product_cards","items":"none"}"#,
        r#"{"type":"cart_changed","action":"item_selected"}"#,
        r#"{"type":"session_restored"}"#,
        r#"{"type":"text_delta","delta":"cut off in the midd"#,
        deep.as_str(),
    ];
    for text in garbage {
        faults.send_text(text);
    }
    faults.send_binary([0_u8, 159, 146, 150]);
    // One bad element of a list costs that element alone.
    faults.send_text(
        r#"{"type":"product_cards","items":[null,{"sku":5},{"sku":"only-this","name":"Only this","price":1.5,"unit":"pcs","quantity_step":1}]}"#,
    );
    let condition = format!("{}.length === 1", widget.all("[part~=card][data-sku=only-this]"));
    stage.page().wait_until::<Value>("the good product of a bad list is there", &condition).await?;
    stage.backend.inject().release();

    let messages = widget.wait_answer(1).await?;
    assert!(!messages[0].text.contains("midd"), "{messages:?}");
    let condition = format!("{}.length > 0", widget.all("[part~=card][data-sku^=milk]"));
    stage.page().wait_until::<Value>("the answer's own cards are there", &condition).await?;
    widget.ask("bread").await?;
    let frames = stage.backend.log().frames();
    assert!(frames.iter().all(|frame| frame.connection == 1), "the connection was kept");
    assert_eq!(stage.notes("onDisconnect").await?, [] as [Value; 0]);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
