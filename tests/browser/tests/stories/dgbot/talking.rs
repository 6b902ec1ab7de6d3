//! The assistant answers: texts, look-ups, breaks of the link.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, stories};

use super::{desk, is_typing, open_support, visitor, wait_said, wait_state};

stories! {
    a_question_is_answered_and_nothing_speaks_of_goods,
    two_texts_at_once_do_not_mix,
    a_look_up_is_one_line_and_is_spoken,
    the_same_visitor_goes_on_after_a_break_and_a_reload,
}

async fn a_question_is_answered_and_nothing_speaks_of_goods(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    let greeting: String = stage.page().eval(&format!("{}.innerText.trim()", widget.part("welcome"))).await?;
    assert_eq!(greeting, "Hello! How can I help?");
    let answer = widget.ask("how long does shipping take?").await?;
    assert!(answer.last().is_some_and(|last| last.text.contains("1,000 UAH")), "{answer:?}");
    let frames = stage.backend.log().received();
    let said: Vec<&Value> =
        frames.iter().filter(|frame| frame.kind() != "ping").map(|frame| &frame.json).collect();
    assert_eq!(said, [&json!({"type": "message", "content": "how long does shipping take?"})]);
    assert!(!is_typing(&widget).await?);

    widget.press(&widget.part("menu")).await?;
    let keys: String = stage.page().eval(&format!("{}.innerText", widget.part("keys"))).await?;
    assert!(keys.contains("Enter") && !keys.contains("quantity"), "{keys}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn two_texts_at_once_do_not_mix(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    let say = |frame: Value| stage.backend.inject().send_text(frame.to_string());
    let chunk = |id: &str, content: &str| {
        say(json!({"type": "stream_chunk", "message_id": id, "content": content}));
    };
    say(json!({"type": "stream_start", "message_id": "a"}));
    chunk("a", "One ");
    chunk("b", "Uno ");
    chunk("a", "two");
    chunk("b", "dos");
    wait_said(&widget, "assistant", "Uno dos").await?;
    assert!(is_typing(&widget).await?, "a text that is under way is one");
    say(json!({"type": "stream_end", "message_id": "a"}));
    say(json!({"type": "stream_end", "message_id": "b"}));
    wait_state(&widget, "[part~=message]", "done").await?;
    let said: Vec<String> = widget.messages().await?.into_iter().map(|message| message.text).collect();
    assert_eq!(said, ["One two", "Uno dos"]);
    assert!(!is_typing(&widget).await?);
    Ok(())
}

async fn a_look_up_is_one_line_and_is_spoken(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    stage
        .page()
        .run::<()>(&format!(
            "window.__spoken = '';
             const region = {};
             new MutationObserver(() => {{ window.__spoken += `${{region.textContent}}|`; }})
               .observe(region, {{ childList: true, characterData: true, subtree: true }});",
            widget.part("announcer")
        ))
        .await?;
    let waits_for = async |words: &str| -> Result<()> {
        let spoken = format!("window.__spoken.includes({})", json!(words));
        stage.page().wait_until::<Value>(&format!("{words} is spoken"), &spoken).await?;
        Ok(())
    };
    let say = |frame: Value| stage.backend.inject().send_text(frame.to_string());
    say(json!({"type": "tool_action", "tool": "stock", "status": "calling"}));
    waits_for("Looking up stock…").await?;
    wait_state(&widget, "[data-role=call]", "calling").await?;
    say(json!({"type": "tool_action_result", "tool": "stock", "status": "done"}));
    waits_for("stock: done").await?;

    widget.say("where is my order 1001?").await?;
    wait_said(&widget, "call", "order_lookup: done").await?;
    wait_said(&widget, "assistant", "on its way").await?;
    widget.say("and my order 1004?").await?;
    wait_said(&widget, "call", "order_lookup: that did not work").await?;
    waits_for("order_lookup: that did not work").await?;
    let lines: usize = stage.page().eval(&format!("{}.length", widget.all("[data-role=call]"))).await?;
    assert_eq!(lines, 3, "one for each, from its beginning to its end");
    Ok(())
}

async fn the_same_visitor_goes_on_after_a_break_and_a_reload(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    let before = visitor(stage).await?;
    widget.ask("hello").await?;
    desk(stage, "join", "").await?;
    wait_said(&widget, "notice", "Olena has joined").await?;

    stage.backend.inject().cut();
    widget.wait_connection("reconnecting").await?;
    widget.press(&widget.part("retry")).await?;
    widget.wait_connection("online").await?;
    desk(stage, "say", "Here I am again").await?;
    wait_said(&widget, "agent", "Here I am again").await?;

    stage.page().reload().await?;
    widget.show_panel().await?;
    widget.wait_connection("online").await?;
    wait_said(&widget, "agent", "Here I am again").await?;
    desk(stage, "say", "Still the same").await?;
    wait_said(&widget, "agent", "Still the same").await?;
    assert_eq!(visitor(stage).await?, before);
    let version = before.chars().nth(14);
    assert!(before.len() == 36 && version == Some('4'), "{before} is a UUID of version 4");
    Ok(())
}
