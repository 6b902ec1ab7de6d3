//! A link that breaks in the middle of something: cases 32, 42, 85, 86, 87, 91 and 98.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_browser_tests::{Line, Proxy, Setting, Stage, Way, Widget, stories};

use super::{ANY_BACK_OFF, calls, errors, open_online, pass, proxy, send, wait_said};
use crate::received;

stories! {
    a_link_that_swallows_everything_is_noticed_and_nothing_is_claimed
        = Setting::default().backend(|options| options.features([] as [&str; 0])),
    a_message_cut_anywhere_is_neither_lost_nor_doubled
        = Setting::default().backend(|options| options.features([] as [&str; 0])),
    a_message_cut_anywhere_repeats_itself_where_the_server_can_tell,
    an_answer_cut_anywhere_keeps_what_had_come,
}

/// Waits for the end of a link, and for the next one.
async fn reconnect(stage: &Stage, widget: &Widget) -> Result<()> {
    widget.wait_connection("reconnecting").await?;
    pass(stage, ANY_BACK_OFF).await?;
    widget.wait_connection("online").await
}

/// 32, 85, 87, 91
async fn a_link_that_swallows_everything_is_noticed_and_nothing_is_claimed(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    line.set_open(Line::Stalled);
    widget.say("show me milk").await?;
    wait_said(&widget, "show me milk", "sending").await?;
    pass(stage, 40_000).await?;
    wait_said(&widget, "show me milk", "sending").await?;
    assert_eq!(line.count().made, 1, "it is given its minute");

    pass(stage, 20_000).await?;
    wait_said(&widget, "show me milk", "unconfirmed").await?;
    widget.wait_connection("online").await?;
    assert_eq!(
        (line.count().made, received(stage, "show me milk")),
        (2, 0),
        "no word is sent again by itself"
    );
    assert_eq!(errors(stage).await?, ["connection_lost"]);
    assert_eq!(calls(stage, "onDisconnect").await?, 1);

    // Two presses are one.
    stage.page().click_times(widget.part("resend").as_ref(), 2).await?;
    wait_said(&widget, "show me milk", "sent").await?;
    let messages = widget.wait_answer(0).await?;
    assert_eq!(messages.iter().filter(|message| message.role == "user").count(), 1, "{messages:?}");
    assert_eq!(received(stage, "show me milk"), 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// Where a frame of this many bytes is cut: in its header, in its mask, in its words, before its end, behind it.
fn cuts(frame: usize) -> Vec<usize> {
    // A short frame of a client has two bytes of header and four of mask; up to 65,535 bytes, two more of length.
    let header = if frame < 126 { 6 } else { 8 };
    vec![0, 1, 2, header, header + 1, header + frame / 2, header + frame - 1, header + frame]
}

/// Sends a message for each cut. Returns them.
async fn cut_messages(stage: &Stage, line: &Proxy, widget: &Widget) -> Result<Vec<String>> {
    send(stage, "milk 99").await?;
    widget.wait_answer(0).await?;
    let frames = stage.backend.log().received();
    let frame = frames.iter().find(|frame| frame.is_received("message")).context("a message")?.text.len();
    let mut texts = Vec::new();
    for (number, cut) in cuts(frame).into_iter().enumerate() {
        let text = format!("milk {:02}", number + 1);
        line.reset_after(Way::Up, cut);
        send(stage, &text).await?;
        reconnect(stage, widget).await?;
        // The next cut must not meet what is left of this message.
        let settled = format!(
            "{}.some((message) => message.innerText.includes({}) && ['sent', 'unconfirmed'].includes(message.dataset.state)) \
             && {}.length === 0",
            widget.all("[part~=message]"),
            json!(text),
            widget.all("[part~=status]")
        );
        stage.page().wait_until::<Value>(&format!("it is known what became of {text}"), &settled).await?;
        texts.push(text);
    }
    widget.show_all().await?;
    Ok(texts)
}

/// 42, 85, 86
async fn a_message_cut_anywhere_is_neither_lost_nor_doubled(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let texts = cut_messages(stage, &line, &widget).await?;
    let messages = widget.messages().await?;
    let mut unheard = 0;
    for text in &texts {
        let shown: Vec<_> = messages.iter().filter(|message| message.text == *text).collect();
        let [shown] = shown.as_slice() else { anyhow::bail!("{text} is shown {} times", shown.len()) };
        match received(stage, text) {
            0 => {
                assert_eq!(shown.state, "unconfirmed", "{text} did not arrive");
                unheard += 1;
            }
            1 => assert!(["unconfirmed", "sent"].contains(&shown.state.as_str()), "{shown:?}"),
            more => anyhow::bail!("{text} arrived {more} times"),
        }
    }
    // The first may have found the link broken already and waited; the last was whole.
    assert!(unheard >= texts.len() - 2, "{unheard} were cut");

    // Each one that is in doubt has a button of its own, and it works.
    let doubtful = messages.iter().filter(|message| message.state == "unconfirmed").count();
    let buttons: usize = stage.page().eval(&format!("{}.length", widget.all("[part~=resend]"))).await?;
    assert_eq!(buttons, doubtful);
    let first = messages.iter().find(|message| message.state == "unconfirmed").context("one in doubt")?;
    let before = received(stage, &first.text);
    widget.press(&widget.part("resend")).await?;
    let again = |frames: &[vizochok_backend::Frame]| {
        frames.iter().filter(|f| f.is_received("message") && f.json["text"] == *first.text).count() > before
    };
    stage.backend.log().wait_for(again).await?;
    assert_eq!(received(stage, &first.text), before + 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 42, 85
async fn a_message_cut_anywhere_repeats_itself_where_the_server_can_tell(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let texts = cut_messages(stage, &line, &widget).await?;
    // The last one may be on its way still.
    wait_said(&widget, texts.last().context("the last one")?, "sent").await?;
    let messages = widget.messages().await?;
    for text in &texts {
        let shown: Vec<_> = messages.iter().filter(|message| message.text == *text).collect();
        assert_eq!(
            shown.iter().map(|message| message.state.as_str()).collect::<Vec<_>>(),
            ["sent"],
            "{text}"
        );
        let frames = stage.backend.log().received();
        let mut ids: Vec<_> = frames
            .iter()
            .filter(|frame| frame.is_received("message") && frame.json["text"] == **text)
            .map(|frame| frame.json["client_message_id"].to_string())
            .collect();
        assert!(!ids.is_empty(), "{text} arrived");
        ids.dedup();
        assert_eq!(ids.len(), 1, "{text} is the same message each time");
    }
    let sent = stage.backend.log().frames();
    let answers = sent.iter().filter(|frame| frame.is_sent("response_complete")).count();
    assert!(answers <= texts.len() + 1, "none was answered twice");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 42, 98
async fn an_answer_cut_anywhere_keeps_what_had_come(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let whole = widget.ask("show me milk").await?;
    let whole = whole.iter().find(|message| message.role == "assistant").context("an answer")?.text.clone();
    let before = widget.messages().await?.len();
    let cuts = [1, 60, 130, 200, 260, 330, 460];
    for cut in cuts {
        line.reset_after(Way::Down, cut);
        send(stage, "show me milk").await?;
        reconnect(stage, &widget).await?;
    }
    widget.show_all().await?;
    let messages = widget.messages().await?;
    let mut broken = 0;
    for message in messages.iter().skip(before).filter(|message| message.role == "assistant") {
        assert!(whole.starts_with(message.text.as_str()), "{} was never said", message.text);
        broken += usize::from(message.state == "interrupted");
    }
    assert!(broken > 0, "some were cut in their words: {messages:?}");
    let questions = messages.iter().filter(|message| message.role == "user").count();
    assert_eq!(questions, cuts.len() + 1, "{messages:?}");
    let answer = widget.ask("show me milk").await?;
    assert!(answer.iter().any(|message| message.text == whole), "{answer:?}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
