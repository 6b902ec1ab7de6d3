//! The program itself stops: by a trap, as a panic does, wherever it can be entered, and in the midst of its work.
//! `pages/stoppable.js` says how that is brought about with the shipped program.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::widget::Card;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    a_program_with_a_broken_memory_is_started_again,
    a_program_that_gets_no_more_memory_is_started_again,
    every_call_may_stop_the_program,
    every_callback_may_stop_the_program,
    every_frame_may_stop_the_program,
    a_program_that_stops_twice_in_a_minute_gives_way_to_a_calm_card,
}

/// The program's methods, what makes the class call them, and what comes before.
const CALLS: &[(&str, &str, &str)] = &[
    ("open", "widget.close();", "widget.open();"),
    ("close", "widget.open();", "widget.close();"),
    ("toggle", "", "widget.toggle();"),
    ("sendMessage", "", "widget.sendMessage('cheese');"),
    ("update", "", "widget.update({ botName: `Bot ${Math.random()}` });"),
    ("setHidden", "", "widget.hide();"),
    ("unmount", "widget.show();", "widget.unmount(); widget.mount();"),
    ("mount", "widget.unmount();", "widget.mount();"),
    ("connect", "widget.unmount();", "widget.mount();"),
];

/// What makes the page call back: an entrance, and what leads to it.
const CALLBACKS: &[(&str, &str)] = &[
    ("event:click", "part('close').click();"),
    (
        "event:keydown",
        "part('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));",
    ),
    ("event:input", "part('input').dispatchEvent(new InputEvent('input', { bubbles: true }));"),
    ("event:scroll", "part('log').dispatchEvent(new Event('scroll'));"),
    ("event:focusin", "part('input').blur(); part('input').focus();"),
    ("event:resize", "visualViewport.dispatchEvent(new Event('resize'));"),
    ("event:visibilitychange", "document.dispatchEvent(new Event('visibilitychange'));"),
    ("event:resume", "document.dispatchEvent(new Event('resume'));"),
    ("event:online", "dispatchEvent(new Event('online'));"),
    ("event:offline", "dispatchEvent(new Event('offline'));"),
    ("event:pagehide", "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));"),
    ("event:pageshow", "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));"),
    ("timer", "widget.sendMessage('bread');"),
    ("frame", "widget.sendMessage('bread');"),
    ("microtask", "widget.sendMessage('bread');"),
    ("observer", "document.body.append(document.createElement('hr'));"),
    ("socket:open", "widget.unmount(); widget.mount();"),
    ("socket:close", "cut"),
];

/// Every kind of frame that a server sends.
const FRAMES: &[&str] = &[
    r#"{"type":"auth_ok","session_id":"s","conversation_id":"c"}"#,
    r#"{"type":"session_restored","session_id":"s","conversation_id":"c"}"#,
    r#"{"type":"ping"}"#,
    r#"{"type":"pong"}"#,
    r#"{"type":"status","status":"thinking"}"#,
    r#"{"type":"text_start","message_id":"m"}"#,
    r#"{"type":"text_delta","message_id":"m","delta":"words"}"#,
    r#"{"type":"text_end","message_id":"m"}"#,
    r#"{"type":"product_cards","items":[]}"#,
    r#"{"type":"quick_replies","items":[]}"#,
    r#"{"type":"checklist","items":[]}"#,
    r#"{"type":"meal_plan","days":[]}"#,
    r#"{"type":"event","event":{}}"#,
    r#"{"type":"cart_changed","action":"cart_cleared","items":[],"total":0}"#,
    r#"{"type":"response_complete","summary":{}}"#,
    r#"{"type":"error","code":"agent_busy"}"#,
    r#"{"type":"from_the_future"}"#,
];

/// A page with a conversation that is stored.
async fn talking(stage: &Stage, page: &str) -> Result<(Widget, Vec<Card>)> {
    let widget = stage.open_shop(page).await?;
    widget.ask("show me milk").await?;
    store(stage).await?;
    widget.wait_connection("online").await?;
    let cards = widget.cards().await?;
    Ok((widget, cards))
}

/// The page is put away for a moment, as a tab switch does: the conversation is stored.
async fn store(stage: &Stage) -> Result<()> {
    stage
        .page()
        .run(
            "for (const type of ['pagehide', 'pageshow'])
               window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));",
        )
        .await
}

/// Stops the program at an entrance, by a method if it has a name, and sees everything come back.
async fn stop(
    stage: &Stage,
    widget: &Widget,
    cards: &[Card],
    (at, method): (&str, &str),
    how: &str,
    lead: &str,
) -> Result<()> {
    let page = stage.page();
    let before = stage.notes("onError").await?.len();
    page.run::<()>(&format!(
        "const [widget] = shop.widgets; const part = (name) => within(hosts()[0], `[part~=${{name}}]`)[0];
         stops.later(); stops.at({}, {}, {}); {}",
        json!(at),
        json!(how),
        json!(method),
        if lead == "cut" { "" } else { lead },
    ))
    .await?;
    if lead == "cut" {
        stage.backend.inject().cut();
    }
    page.wait_until::<Value>("it has stopped", "stops.done()").await?;
    back(stage, widget, cards, before).await
}

/// The page heard of it once, and the widget is as it was.
async fn back(stage: &Stage, widget: &Widget, cards: &[Card], before: usize) -> Result<()> {
    let errors = stage.wait_calls("onError", before + 1).await?;
    ensure!(errors.len() == before + 1 && errors[before][0]["code"] == "crashed", "{errors:?}");
    widget.wait_connection("online").await?;
    // What is not shown has no text.
    widget.show_panel().await?;
    // Each stop leaves a line behind; a log makes its newest dozen rows.
    let rows = format!("{}.length > 0", widget.all("[part~=message]"));
    stage.page().wait_until::<Value>("the log has rows", &rows).await?;
    widget.show_all().await?;
    let all = format!("{}.length >= {}", widget.all("[part~=card]"), cards.len());
    stage.page().wait_until::<Value>("the conversation is shown", &all).await?;
    ensure!(widget.cards().await?.starts_with(cards), "the conversation is there again, with its cards");
    let hosts: usize = stage.page().eval("hosts().length").await?;
    ensure!(hosts == 1, "the stopped program's nodes are gone: {hosts}");
    stage.backend.inject().wait_open_sockets(1).await;
    let complaints = stage.complaints().await?;
    ensure!(complaints.is_empty(), "the page heard of it by onError alone: {complaints:?}");
    Ok(())
}

async fn a_program_with_a_broken_memory_is_started_again(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "stoppable.html").await?;
    // In one go: the first to call into the broken program is this test, in every engine.
    let press = "within(hosts()[0], '[part~=close]')[0].click();";
    stage.page().run::<()>(&["stops.corrupt(); ", press].concat()).await?;
    back(stage, &widget, &cards, 0).await?;
    // And it goes on, open as it was.
    widget.wait_shown(&widget.part("panel")).await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await
}

async fn a_program_that_gets_no_more_memory_is_started_again(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "cramped.html").await?;
    // An answer of 6 MB, in frames as large as they may be, where there are 4 for all.
    let piece = "word ".repeat(12_000);
    let delta = json!({ "type": "text_delta", "delta": piece }).to_string();
    for _ in 0..100 {
        stage.backend.inject().send_text(delta.as_str());
    }
    back(stage, &widget, &cards, 0).await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await
}

async fn every_call_may_stop_the_program(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "stoppable.html").await?;
    for (method, before, lead) in CALLS {
        for how in ["entrance", "inside", "stack"] {
            stage.page().run::<()>(&format!("const [widget] = shop.widgets; {before}")).await?;
            stop(stage, &widget, &cards, ("call", method), how, lead)
                .await
                .with_context(|| format!("{method} {how}"))?;
        }
    }
    Ok(())
}

async fn every_callback_may_stop_the_program(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "stoppable.html").await?;
    for (at, lead) in CALLBACKS {
        for how in ["entrance", "inside"] {
            stop(stage, &widget, &cards, (at, ""), how, lead)
                .await
                .with_context(|| format!("{at}, {how}"))?;
            widget.show_panel().await?;
        }
    }
    Ok(())
}

async fn every_frame_may_stop_the_program(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "stoppable.html").await?;
    for frame in FRAMES {
        let kind: Value = serde_json::from_str(frame)?;
        let at = format!("message:{}", kind["type"].as_str().context("the type of a frame")?);
        let before = stage.notes("onError").await?.len();
        stage.page().run::<()>(&format!("stops.later(); stops.at({});", json!(at))).await?;
        stage.backend.inject().send_text(*frame);
        stage
            .page()
            .wait_until::<Value>("it has stopped", "stops.done()")
            .await
            .with_context(|| at.clone())?;
        back(stage, &widget, &cards, before).await.with_context(|| at.clone())?;
    }
    Ok(())
}

async fn a_program_that_stops_twice_in_a_minute_gives_way_to_a_calm_card(stage: &mut Stage) -> Result<()> {
    let (widget, cards) = talking(stage, "stoppable.html").await?;
    stop(stage, &widget, &cards, ("event:click", ""), "entrance", "part('close').click();").await?;
    widget.show_panel().await?;
    let again = "stops.at('event:click'); within(hosts()[0], '[part~=close]')[0].click();";
    stage.page().run::<()>(again).await?;
    let errors = stage.wait_calls("onError", 2).await?;
    ensure!(errors.len() == 2 && errors[1][0]["code"] == "crashed", "{errors:?}");
    stage.backend.inject().wait_open_sockets(0).await;
    let card: Vec<String> = stage
        .page()
        .eval("[...document.querySelectorAll('body > *')].flatMap((host) => host.shadowRoot?.textContent ?? [])")
        .await?;
    ensure!(card.len() == 1 && card[0].contains("Reload"), "{card:?}");
    let complaints = stage.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}
