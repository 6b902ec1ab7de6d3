//! A link that ends for good: cases 18 to 22, 47, 49, 54, 57, 64, 68, 92 and 93.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Line, Stage, Widget, stories};

use super::{calls, errors, header, open_online, open_page, pass, proxy, send, spoken, wait_said};
use crate::received;

stories! {
    a_refused_key_is_not_tried_again_and_the_shopper_reads_what_to_do,
    after_thirty_attempts_the_shopper_decides,
}

/// The errors in the log.
async fn told(widget: &Widget) -> Result<Vec<String>> {
    let messages = widget.messages().await?;
    Ok(messages.into_iter().filter(|message| message.role == "error").map(|message| message.text).collect())
}

/// 18, 20, 22, 47, 49, 64, 68, 92
async fn a_refused_key_is_not_tried_again_and_the_shopper_reads_what_to_do(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    line.set(Line::Stalled);
    let widget = open_page(stage, &line, json!({ "apiKey": "pk_of_another_shop" })).await?;
    // Said before the server had its say.
    send(stage, "show me milk").await?;
    line.set(Line::Clear);
    stage.wait_calls("onError", 1).await?;
    assert_eq!(spoken(stage).await?, [] as [&str; 0], "a closed panel is no place to speak from");
    widget.open_panel().await?;
    widget.wait_connection("refused").await?;
    assert_eq!(errors(stage).await?, ["auth_error"]);
    assert_eq!(header(&widget).await?, "Chat is not available now");
    let contact = ["Chat is not available in this shop now. Please contact the shop."];
    assert_eq!(told(&widget).await?, contact);
    wait_said(&widget, "show me milk", "failed").await?;
    widget.wait_gone(&widget.part("retry")).await?;

    // What can not even wait is told.
    send(stage, "bread").await?;
    stage.wait_calls("onError", 2).await?;
    assert_eq!(errors(stage).await?, ["auth_error", "auth_error"]);
    assert_eq!(told(&widget).await?, contact, "to the page; the log says it already");

    // Ten minutes, and everything that would wake up another link.
    stage
        .page()
        .run::<()>(
            "time.pass(600_000);
             window.dispatchEvent(new Event('offline'));
             window.dispatchEvent(new Event('online'));
             document.dispatchEvent(new Event('visibilitychange'));
             window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
             document.dispatchEvent(new Event('resume'));
             shop.widgets[0].close();
             shop.widgets[0].open();
             shop.widgets[0].unmount();
             shop.widgets[0].mount();",
        )
        .await?;
    // A new mount is a new widget: it asks once, and tells once.
    stage.wait_calls("onError", 3).await?;
    pass(stage, 600_000).await?;
    assert_eq!(line.count().made, 2);
    widget.show_panel().await?;
    widget.wait_connection("refused").await?;
    assert_eq!(told(&widget).await?, contact, "who walks through the shop reads it once");
    assert_eq!(received(stage, "show me milk"), 0);
    assert_eq!((calls(stage, "onConnect").await?, calls(stage, "onDisconnect").await?), (0, 0));

    // With the right key it works; what was said to another shop, as far as a key can tell, is not shown there.
    stage
        .page()
        .run::<()>(&format!(
            "shop.widgets[0].destroy();
             const widget = shop.make({{ userId: 'shopper-1', apiBase: {} }});
             widget.mount();
             widget.open();",
            json!(line.address())
        ))
        .await?;
    widget.wait_connection("online").await?;
    assert_eq!(widget.messages().await?.len(), 0);
    widget.say("show me milk").await?;
    wait_said(&widget, "show me milk", "sent").await?;
    assert_eq!(received(stage, "show me milk"), 1);

    // The server changes its mind while all is well; one that never got `auth` says it with another code.
    stage.backend.inject().close(4001, "");
    widget.wait_connection("refused").await?;
    let reload = "Connecting took too long. Please reload the page and try again.";
    assert_eq!(told(&widget).await?.last().map(String::as_str), Some(reload));
    stage
        .page()
        .wait_until::<Value>(
            "it is spoken",
            &format!("{}.textContent.includes({})", widget.part("announcer"), json!(reload)),
        )
        .await?;
    pass(stage, 600_000).await?;
    assert_eq!(line.count().made, 3);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 54, 57, 93
async fn after_thirty_attempts_the_shopper_decides(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    // Sockets that fail within the call: thirty attempts in one go. (Firefox would hold back real ones ever longer.)
    stage
        .page()
        .run::<()>(
            "window.dials = 0;
             const Socket = WebSocket;
             window.allow = () => { window.WebSocket = Socket; };
             window.WebSocket = class { constructor() { window.dials += 1; throw new DOMException('', 'SecurityError'); } };",
        )
        .await?;
    stage.backend.inject().cut();
    widget.wait_connection("reconnecting").await?;
    send(stage, "show me milk").await?;
    // The first message has to wait for the second part of the program.
    wait_said(&widget, "show me milk", "queued").await?;
    pass(stage, 600_000).await?;
    widget.wait_connection("gave-up").await?;
    // The first attempt was planned before the message, which began the count anew.
    assert_eq!(stage.page().eval::<u32>("dials").await?, 1 + 30);
    assert_eq!(errors(stage).await?, ["connection_lost", "max_reconnect"]);
    assert_eq!(header(&widget).await?, "Could not connect");
    let check = "Could not connect. Please check your internet and press “Try now”.";
    assert_eq!(told(&widget).await?, [check]);
    wait_said(&widget, "show me milk", "failed").await?;
    pass(stage, 3_600_000).await?;
    assert_eq!(stage.page().eval::<u32>("dials").await?, 31);
    // The whole outage in two sentences: the countdowns in between are for the eye.
    assert_eq!(spoken(stage).await?, ["Reconnecting…", check]);

    stage.page().run::<()>("allow();").await?;
    widget.press(&widget.part("retry")).await?;
    widget.wait_connection("online").await?;
    assert_eq!(received(stage, "show me milk"), 0, "it was given back, so the shopper decides");
    widget.press(&widget.part("resend")).await?;
    wait_said(&widget, "show me milk", "sent").await?;
    assert_eq!(received(stage, "show me milk"), 1);
    assert_eq!(spoken(stage).await?.get(2).map(String::as_str), Some("Online"));

    // Any other sign that somebody cares does as well.
    for sign in [
        "window.dispatchEvent(new Event('online'));",
        "document.dispatchEvent(new Event('visibilitychange'));",
        "shop.widgets[0].close(); shop.widgets[0].open();",
        "shop.widgets[0].sendMessage('bread');",
    ] {
        let connected = calls(stage, "onConnect").await?;
        stage
            .page()
            .run::<()>(
                "const Socket = WebSocket;
                 window.allow = () => { window.WebSocket = Socket; };
                 window.WebSocket = class { constructor() { throw new DOMException('', 'SecurityError'); } };",
            )
            .await?;
        stage.backend.inject().cut();
        widget.wait_connection("reconnecting").await?;
        pass(stage, 600_000).await?;
        widget.wait_connection("gave-up").await?;
        stage.page().run::<()>(&format!("allow(); {sign}")).await?;
        stage.wait_calls("onConnect", connected + 1).await?;
        widget.wait_connection("online").await?;
    }
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
