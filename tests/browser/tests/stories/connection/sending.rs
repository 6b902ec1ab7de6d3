//! What waits, and how fast it goes: cases 78, 80, 81 and 88.

use anyhow::Result;
use serde_json::Value;
use vizochok_backend::{Frame, Limits};
use vizochok_browser_tests::{Line, Setting, Stage, stories};

use super::{ANY_BACK_OFF, errors, open_online, pass, proxy, wait_said};

stories! {
    what_waited_goes_out_in_order_ten_in_a_minute
        // The pace is to be the widget's own: a server that refuses would set one too.
        = Setting::default().backend(|options| options.limits(Limits { messages_per_minute: 1_000, ..Limits::default() })),
    a_held_enter_key_sends_once,
}

fn texts(stage: &Stage) -> Vec<String> {
    let frames = stage.backend.log().received();
    let messages = frames.iter().filter(|frame| frame.is_received("message"));
    messages.filter_map(|frame| frame.json["text"].as_str().map(str::to_owned)).collect()
}

async fn what_waited_goes_out_in_order_ten_in_a_minute(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    stage
        .page()
        .run::<()>("for (let i = 1; i <= 51; i += 1) shop.widgets[0].sendMessage(`thanks ${i}`);")
        .await?;
    wait_said(&widget, "thanks 50", "queued").await?;
    stage.wait_calls("onError", 2).await?;
    assert_eq!(errors(stage).await?, ["connection_lost", "queue_full"], "the fifty-first is told of");
    widget.show_all().await?;
    let shown = widget.messages().await?.iter().filter(|message| message.role == "user").count();
    assert_eq!(shown, 50);

    line.set_next(Line::Clear);
    pass(stage, ANY_BACK_OFF).await?;
    let mut wanted = Vec::new();
    for minute in 0..2 {
        wanted.extend((1..=10).map(|i| format!("thanks {}", minute * 10 + i)));
        let sent = format!(
            "{}.filter((m) => m.dataset.state === 'sent').length === {}",
            widget.all("[part~=message][data-role=user]"),
            wanted.len()
        );
        stage.page().wait_until::<Value>("ten more are answered", &sent).await?;
        assert_eq!(texts(stage), wanted, "and no eleventh");
        if minute == 0 {
            // The rest waits through another break.
            line.set_open(Line::Reset);
            widget.wait_connection("reconnecting").await?;
            pass(stage, ANY_BACK_OFF).await?;
            widget.wait_connection("online").await?;
            assert_eq!(texts(stage), wanted, "a new link is no new minute");
        }
        // The link shows in between that it lives.
        pass(stage, 40_000).await?;
        let pongs = |frames: &[Frame]| frames.iter().filter(|frame| frame.is_sent("pong")).count() > minute;
        stage.backend.log().wait_for(pongs).await?;
        for _ in 0..7 {
            pass(stage, 3_000).await?;
        }
    }
    assert_eq!(errors(stage).await?[2..], ["connection_lost"], "and nothing but the second break");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 88
async fn a_held_enter_key_sends_once(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let field = widget.part("input");
    widget.press(&field).await?;
    stage.page().type_text("show me milk").await?;
    // WebDriver repeats no key, so the events of a held one are made here.
    stage
        .page()
        .run::<()>(&format!(
            "const field = {field};
             for (let i = 0; i < 30; i += 1) {{
               field.dispatchEvent(new KeyboardEvent('keydown',
                 {{ key: 'Enter', repeat: i > 0, bubbles: true, composed: true, cancelable: true }}));
               field.value ||= 'typed while it is held';
             }}"
        ))
        .await?;
    widget.wait_answer(0).await?;
    assert_eq!(texts(stage), ["show me milk"]);
    Ok(())
}
