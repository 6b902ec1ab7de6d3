//! What comes in, in pieces of any size: cases 97 and 110.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Line, Stage, stories};

use super::{open_online, proxy};

stories! {
    pieces_are_joined_exactly_wherever_they_were_cut,
    many_pieces_between_two_frames_are_one_change,
}

/// 97
async fn pieces_are_joined_exactly_wherever_they_were_cut(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let whole = widget.ask("show me milk").await?;
    // The bytes come one by one, so every frame is cut everywhere.
    line.set(Line::Crumbs(1));
    let crumbs = widget.ask("show me milk").await?;
    assert_eq!(crumbs, whole);
    line.set(Line::Clear);

    // Letters, surrogate pairs, a family of one sign and the marks of bold print, in pieces of one unit of UTF-16.
    let text = "Молоко 🥛 — **найкраще** 👩‍👩‍👧 за 45.90 ₴";
    for unit in text.encode_utf16() {
        stage.backend.inject().send_text(format!(r#"{{"type":"text_delta","delta":"\u{unit:04x}"}}"#));
    }
    stage.backend.inject().send_text(r#"{"type":"text_end"}"#);
    stage.backend.inject().send_text(r#"{"type":"response_complete"}"#);
    let last = format!("{}.at(-1)", widget.all("[part~=message][data-role=assistant]"));
    let done = format!("{last}.dataset.state === 'done' && {last}.querySelector('.prose').innerText.trim()");
    let words = "Молоко 🥛 — найкраще 👩‍👩‍👧 за 45.90 ₴";
    let condition = format!("({done}) === {}", json!(words));
    stage.page().wait_until::<Value>("the words are whole", &condition).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 110
async fn many_pieces_between_two_frames_are_one_change(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let log = widget.part("log");
    stage
        .page()
        .run::<()>(&format!(
            "window.frames_painted = 0;
             window.changes = 0;
             const count = () => {{ frames_painted += 1; requestAnimationFrame(count); }};
             requestAnimationFrame(count);
             // A callback of an observer gathers what one task did.
             new MutationObserver(() => {{ changes += 1; }})
               .observe({log}, {{ subtree: true, childList: true, characterData: true }});"
        ))
        .await?;
    for number in 0..3_000 {
        stage.backend.inject().send_text(format!(r#"{{"type":"text_delta","delta":"{number} "}}"#));
    }
    stage.backend.inject().send_text(r#"{"type":"text_end"}"#);
    stage.backend.inject().send_text(r#"{"type":"response_complete"}"#);
    let last = format!("{}.at(-1)", widget.all("[part~=message][data-role=assistant]"));
    let whole = format!("{last}?.dataset.state === 'done' && {last}.innerText.includes('2999')");
    stage.page().wait_until::<Value>("the words are whole", &whole).await?;
    let (painted, changes): (u32, u32) = stage.page().eval("[frames_painted, changes]").await?;
    assert!(changes <= painted + 1, "{changes} changes in {painted} frames");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
