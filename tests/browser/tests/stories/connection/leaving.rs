//! Ending the widget in every state, moving it, and doing so from its own callbacks: cases 111, 115, 117, 118, 120 and
//! 121.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_browser_tests::{Line, Proxy, Setting, Stage, Widget, stories};

use super::{open_online, open_page, pass, proxy, send};
use crate::received;

stories! {
    destroyed_in_any_state_it_leaves_nothing_behind,
    a_callback_may_end_it_and_call_it,
    moved_in_the_page_it_keeps_its_connection
        = Setting::default(),
}

const NO_SOCKETS: &str = "window.Socket ??= WebSocket;
    window.WebSocket = class { constructor() { throw new DOMException('', 'SecurityError'); } };";

/// Waits until the page holds nothing of the widget.
async fn wait_nothing_held(stage: &Stage, when: &str) -> Result<()> {
    let rests = "(() => { const { listeners, ...counts } = __held(); \
                 return hosts().length === 0 && time.waiting() === 0 && listeners.length === 0 \
                 && Object.values(counts).every((count) => count === 0); })()";
    if let Err(error) = stage.page().wait_until::<Value>("nothing is held", rests).await {
        let held: Value = stage.page().eval("[__held(), time.waiting()]").await?;
        return Err(error.context(format!("destroyed {when}; still held: {held}")));
    }
    let complaints = stage.complaints().await?;
    anyhow::ensure!(complaints.is_empty(), "destroyed {when}: {complaints:?}");
    Ok(())
}

/// Brings a fresh widget into a state.
async fn bring(stage: &Stage, line: &Proxy, state: &str) -> Result<()> {
    let page = stage.page();
    let made = line.count().made;
    let faults = stage.backend.inject();
    match state {
        "connecting" => line.set_next(Line::Stalled),
        "authenticating" => faults.silence(true),
        "refused" => page.run::<()>("window.key = 'pk_of_another_shop';").await?,
        "reconnecting" | "gave up" => page.run::<()>(NO_SOCKETS).await?,
        _ => {}
    }
    page.run::<()>(&format!(
        "const widget = shop.make({{ apiBase: {}, apiKey: window.key ?? 'pk_demo' }}); widget.mount(); widget.open();",
        json!(line.address())
    ))
    .await?;
    let widget = Widget::nth(page, 0);
    let online = matches!(state, "online" | "offline" | "probing" | "answering" | "asking the cart");
    if online {
        widget.wait_connection("online").await?;
    }
    match state {
        "connecting" => line.wait_made(made + 1).await?,
        "authenticating" => {
            let auths = |frames: &[vizochok_backend::Frame]| {
                frames.iter().rev().find(|f| f.is_received("auth")).map(|f| f.connection)
            };
            let before = auths(&stage.backend.log().frames());
            stage.backend.log().wait_for(|frames| auths(frames) > before || before.is_some()).await?;
            line.wait_made(made + 1).await?;
        }
        "refused" => widget.wait_connection("refused").await?,
        "reconnecting" => widget.wait_connection("reconnecting").await?,
        "gave up" => {
            widget.wait_connection("reconnecting").await?;
            pass(stage, 600_000).await?;
            widget.wait_connection("gave-up").await?;
        }
        "offline" => {
            line.set_open(Line::Reset);
            page.run::<()>("window.dispatchEvent(new Event('offline'));").await?;
            widget.wait_connection("offline").await?;
        }
        "probing" => {
            line.set_open(Line::HalfOpen);
            page.run::<()>("time.sleep(120_000); document.dispatchEvent(new Event('resume'));").await?;
        }
        "answering" => {
            faults.hold_answer_after(6);
            page.run::<()>("shop.widgets.at(-1).sendMessage('show me milk');").await?;
            let streaming = widget.all("[part~=message][data-state=streaming]");
            page.wait_until::<Value>("words come", &format!("{streaming}.length > 0")).await?;
            faults.release();
        }
        "asking the cart" => {
            widget.ask("show me milk").await?;
            faults.silence(true);
            widget.press(&widget.on_card("milk-001", 0, "add")).await?;
            pass(stage, 300).await?;
        }
        _ => {}
    }
    Ok(())
}

/// 111, 118, 121
async fn destroyed_in_any_state_it_leaves_nothing_behind(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    stage.open("timed.html", json!([])).await?;
    let states = [
        "connecting",
        "authenticating",
        "online",
        "answering",
        "asking the cart",
        "probing",
        "offline",
        "reconnecting",
        "refused",
        "gave up",
    ];
    for state in states {
        bring(stage, &line, state).await.with_context(|| format!("bringing it to {state}"))?;
        stage.page().run::<()>("shop.widgets.at(-1).destroy();").await?;
        if state == "probing" {
            // The browser itself waits for a far end that says goodbye, and there is none.
            line.set_open(Line::Reset);
        }
        wait_nothing_held(stage, state).await?;
        line.set(Line::Clear);
        stage.backend.inject().heal();
        stage
            .page()
            .run::<()>("window.WebSocket = window.Socket ?? WebSocket; window.key = undefined; sessionStorage.clear();")
            .await?;
    }
    // Whatever was due has been let go, so time brings nothing back.
    let made = line.count().made;
    pass(stage, 600_000).await?;
    assert_eq!(line.count().made, made);
    wait_nothing_held(stage, "and ten minutes later").await
}

/// 115, 117
async fn a_callback_may_end_it_and_call_it(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_page(stage, &line, json!({})).await?;
    stage.page().run::<()>("shop.widgets[0].destroy(); sessionStorage.clear();").await?;
    let names =
        ["onConnect", "onError", "onDisconnect", "onSessionComplete", "onProductClick", "onCartChanged"];
    for name in names {
        stage
            .page()
            .run::<()>(&format!(
                "window.ended = false;
                 const widget = shop.make({{ apiBase: {},
                   {name}: () => {{ widget.destroy(); widget.sendMessage('late'); widget.open(); window.ended = true; }} }});
                 widget.mount();
                 widget.open();",
                json!(line.address())
            ))
            .await?;
        if name != "onConnect" {
            widget.wait_connection("online").await?;
        }
        match name {
            "onError" => stage.backend.inject().send_text(r#"{"type":"error","code":"agent_busy"}"#),
            "onDisconnect" => stage.backend.inject().cut(),
            "onSessionComplete" => stage.backend.inject().send_text(
                r#"{"type":"response_complete","summary":{"selected_items":[],"total":0,"item_count":0}}"#,
            ),
            "onProductClick" | "onCartChanged" => {
                widget.ask("show me milk").await?;
                widget.press(&widget.on_card("milk-001", 0, "add")).await?;
                // Presses that follow would be one with it.
                pass(stage, 300).await?;
            }
            _ => {}
        }
        stage.page().wait_until::<Value>(&format!("{name} was called"), "window.ended").await?;
        wait_nothing_held(stage, &format!("in {name}")).await?;
        stage.page().run::<()>("sessionStorage.clear();").await?;
    }
    assert_eq!(received(stage, "late"), 0);

    // It may also be used from there.
    stage
        .page()
        .run::<()>(&format!(
            "const widget = shop.make({{ apiBase: {}, onConnect: () => {{
               widget.open(); widget.close(); widget.toggle(); widget.mount(); widget.sendMessage('show me milk'); }} }});
             widget.mount();",
            json!(line.address())
        ))
        .await?;
    widget.wait_shown(&widget.part("panel")).await?;
    widget.wait_answer(0).await?;
    assert_eq!(received(stage, "show me milk"), 3, "once for each of the three who asked");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 113, 120
async fn moved_in_the_page_it_keeps_its_connection(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    send(stage, "show me milk").await?;
    widget.wait_answer(0).await?;
    let before = widget.messages().await?;
    stage
        .page()
        .run::<()>(
            "const [host] = hosts();
             document.querySelector('#second').append(host);
             document.body.prepend(host);
             document.querySelector('#first').append(host);",
        )
        .await?;
    assert_eq!(widget.messages().await?, before);
    widget.ask("bread").await?;
    pass(stage, 10_000).await?;
    assert_eq!((line.count().made, line.count().open), (1, 1));
    assert_eq!(stage.notes("onDisconnect").await?, [] as [Value; 0]);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
