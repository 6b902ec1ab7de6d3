//! Reading while the assistant writes.

use anyhow::Result;
use serde_json::Value;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    the_log_follows_its_end_only_while_the_reader_is_there,
    an_answer_while_the_panel_is_closed_is_counted,
}

fn delta(words: &str) -> String {
    format!(r#"{{"type":"text_delta","delta":"{words} "}}"#)
}

/// Waits until the end of the log is in sight.
async fn wait_at_end(widget: &Widget) -> Result<()> {
    let log = widget.part("log");
    let at_end = format!("{log}.scrollHeight - {log}.clientHeight - {log}.scrollTop < 2");
    widget.page().wait_until::<Value>("the end of the log is in sight", &at_end).await?;
    Ok(())
}

async fn the_log_follows_its_end_only_while_the_reader_is_there(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.ask("bread").await?;
    wait_at_end(&widget).await?;
    widget.wait_gone(&widget.part("jump")).await?;

    // The reader goes up; what is being written pulls nobody down.
    let log = widget.part("log");
    stage.page().run::<()>(&format!("{log}.scrollTop = 40;")).await?;
    widget.wait_shown(&widget.part("jump")).await?;
    for word in ["Words", "of", "a", "long", "answer"] {
        stage.backend.inject().send_text(delta(&word.repeat(20)));
    }
    stage.backend.inject().send_text(r#"{"type":"text_end"}"#);
    let written = format!(
        "{}.at(-1).innerText.includes('answeranswer')",
        widget.all("[part~=message][data-role=assistant]")
    );
    stage.page().wait_until::<Value>("the words are there", &written).await?;
    let top: f64 = stage.page().eval(&format!("{log}.scrollTop")).await?;
    assert!((top - 40.0).abs() < 1.0, "{top}");

    widget.press(&widget.part("jump")).await?;
    wait_at_end(&widget).await?;
    widget.wait_gone(&widget.part("jump")).await?;
    // And there it follows again.
    stage.backend.inject().send_text(delta(&"more and more ".repeat(60)));
    let written = format!(
        "{}.at(-1).innerText.includes('more and more')",
        widget.all("[part~=message][data-role=assistant]")
    );
    stage.page().wait_until::<Value>("more words are there", &written).await?;
    wait_at_end(&widget).await
}

async fn an_answer_while_the_panel_is_closed_is_counted(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    stage.backend.inject().hold_answer_after(0);
    widget.say("show me milk").await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    stage.backend.inject().release();
    widget.wait_shown(&widget.part("unread")).await?;
    widget.open_panel().await?;
    widget.wait_gone(&widget.part("unread")).await?;
    wait_at_end(&widget).await
}
