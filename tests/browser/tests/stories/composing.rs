//! Writing with a keyboard, and everything else without a pointer.

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;
use vizochok_browser_tests::{Stage, stories};

stories! {
    enter_sends_and_shift_enter_breaks,
    enter_that_ends_a_composition_does_not_send,
    the_whole_path_needs_no_pointer,
}

fn messages_received(stage: &Stage) -> Vec<Value> {
    let frames = stage.backend.log().received();
    let messages = frames.iter().filter(|frame| frame.is_received("message"));
    messages.map(|frame| frame.json["text"].clone()).collect()
}

async fn enter_sends_and_shift_enter_breaks(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let field = widget.part("input");
    widget.press(&field).await?;
    // Nothing is no message.
    stage.page().press(&[], Key::Enter).await?;
    stage.page().type_text("milk").await?;
    stage.page().press(&[Key::Shift], Key::Enter).await?;
    stage.page().type_text("молоко").await?;
    let text: String = stage.page().eval(&format!("{field}.value")).await?;
    assert_eq!(text, "milk\nмолоко");
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(0).await?;
    assert_eq!(messages_received(stage), ["milk\nмолоко"]);
    let left: String = stage.page().eval(&format!("{field}.value")).await?;
    assert_eq!(left, "");

    // The button does the same.
    stage.page().type_text("bread").await?;
    let before = widget.messages().await?.len();
    widget.press(&widget.part("send")).await?;
    widget.wait_answer(before).await?;
    assert_eq!(messages_received(stage), ["milk\nмолоко", "bread"]);
    Ok(())
}

async fn enter_that_ends_a_composition_does_not_send(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let field = widget.part("input");
    widget.press(&field).await?;
    stage.page().type_text("milk").await?;
    // WebDriver has no input method, so its events are made here, as the engines make them: the press of Enter that
    // takes the suggestion is part of the composition, or (Safari) comes right after it with the key code 229.
    stage
        .page()
        .run::<()>(&format!(
            "const field = {field};
             const enter = (more) => field.dispatchEvent(new KeyboardEvent('keydown',
               {{ key: 'Enter', bubbles: true, composed: true, cancelable: true, ...more }}));
             field.dispatchEvent(new CompositionEvent('compositionstart', {{ bubbles: true, composed: true }}));
             enter({{ isComposing: true }});
             field.dispatchEvent(new CompositionEvent('compositionend', {{ bubbles: true, composed: true }}));
             enter({{ keyCode: 229 }});"
        ))
        .await?;
    let text: String = stage.page().eval(&format!("{field}.value")).await?;
    assert_eq!(text, "milk");
    stage.page().type_text(" 3.2").await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(0).await?;
    assert_eq!(messages_received(stage), ["milk 3.2"], "one message, whole");
    Ok(())
}

async fn the_whole_path_needs_no_pointer(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{}])).await?;
    let focus =
        |part: &str| format!("hosts()[0].shadowRoot.activeElement?.matches('[part~={part}]') === true");
    widget.wait_shown(&widget.part("launcher")).await?;
    stage.page().run::<()>(&format!("{}.focus();", widget.part("launcher"))).await?;
    stage.page().press(&[], Key::Enter).await?;
    stage.page().wait_until::<Value>("the field has the focus", &focus("input")).await?;
    widget.wait_connection("online").await?;
    stage.page().type_text("show me milk").await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(0).await?;

    let add = widget.on_card("milk-001", 0, "add");
    stage.page().run::<()>(&format!("{add}.focus();")).await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_quantity("milk-001", "1").await?;
    // The pressed button is gone; the focus went to what stands in its place.
    stage.page().wait_until::<Value>("the stepper has the focus", &focus("increase")).await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_quantity("milk-001", "2").await?;

    stage.page().press(&[], Key::Escape).await?;
    stage.page().wait_until::<Value>("the launcher has the focus", &focus("launcher")).await?;
    let inert: bool = stage.page().eval(&format!("{}.inert", widget.part("panel"))).await?;
    assert!(inert);
    Ok(())
}
