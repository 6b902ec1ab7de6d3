//! A person is offered, comes, answers and leaves.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, stories};

use super::{desk, is_typing, open_support, wait_said, wait_state};

stories! {
    a_person_comes_answers_and_leaves,
    who_does_not_want_a_person_has_the_assistant,
    the_assistant_can_be_had_back,
}

async fn a_person_comes_answers_and_leaves(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    widget.say("I want to talk to a human").await?;
    widget.press(&widget.part("handoff-accept")).await?;
    wait_state(&widget, "[part~=handoff]", "working").await?;
    let focused: String = stage
        .page()
        .eval(&format!("{}.getRootNode().activeElement.innerText.trim()", widget.part("panel")))
        .await?;
    assert_eq!(focused, "Connecting you with our team…", "the focus goes to what became of it");

    desk(stage, "join", "").await?;
    wait_said(&widget, "notice", "Olena has joined the chat").await?;
    wait_state(&widget, "[part~=handoff]", "done").await?;
    widget.say("are you there?").await?;
    assert!(!is_typing(&widget).await?, "nothing pretends that a person is typing");
    desk(stage, "say", "Yes! See https://example.com/help").await?;
    wait_said(&widget, "agent", "Olena").await?;
    wait_said(&widget, "agent", "Yes!").await?;

    widget.press(&widget.part("close")).await?;
    for (count, words) in [("1", "One more thing"), ("2", "And another")] {
        desk(stage, "say", words).await?;
        let unread = format!("{}?.innerText.trim() === '{count}'", widget.part("unread"));
        stage.page().wait_until::<Value>("what a person says is counted", &unread).await?;
    }
    widget.open_panel().await?;
    widget.wait_gone(&widget.part("unread")).await?;

    desk(stage, "leave", "").await?;
    wait_said(&widget, "notice", "Olena has left. The assistant is answering again").await?;
    let answer = widget.ask("how long does shipping take?").await?;
    assert!(answer.last().is_some_and(|last| last.role == "assistant"), "{answer:?}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn who_does_not_want_a_person_has_the_assistant(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    widget.say("I want to talk to a human").await?;
    widget.press(&widget.part("handoff-decline")).await?;
    wait_state(&widget, "[part~=handoff]", "declined").await?;
    let frames = stage
        .backend
        .log()
        .wait_for(|frames| frames.iter().any(|frame| frame.is_received("handoff")))
        .await?;
    let answer = frames.iter().find(|frame| frame.is_received("handoff")).map(|frame| frame.json.clone());
    assert_eq!(answer, Some(json!({"type": "handoff", "accept": false})));
    Ok(())
}

async fn the_assistant_can_be_had_back(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    widget.say("I want to talk to a human").await?;
    widget.press(&widget.part("handoff-accept")).await?;
    desk(stage, "join", "").await?;
    wait_said(&widget, "notice", "Olena has joined the chat").await?;
    widget.press(&widget.part("handoff-back")).await?;
    wait_said(&widget, "notice", "Olena has left").await?;
    widget.wait_gone(&widget.part("handoff-back")).await?;
    Ok(())
}
