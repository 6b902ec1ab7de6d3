//! Handshakes: cases 04 to 11, 59, 60 and 76.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Line, Setting, Stage, stories};

use super::{
    ANY_BACK_OFF, auths, calls, errors, header, open_online, open_shop, pass, proxy, wait_online_again,
};

stories! {
    a_slow_handshake_is_waited_for_and_a_dead_one_is_replaced,
    a_dial_that_fails_is_tried_again_and_the_shopper_may_hurry_it,
    what_the_page_forbids_is_an_error_and_no_more
        = Setting::default().policy("connect-src 'self'"),
}

/// 05, 06, 10, 76
async fn a_slow_handshake_is_waited_for_and_a_dead_one_is_replaced(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    // Not the first one: WebKit has a limit of its own in real time, and opening a panel takes some on a busy machine.
    let widget = open_online(stage, &line).await?;
    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    pass(stage, 2_000).await?;
    line.wait_made(2).await?;
    widget.wait_connection("connecting").await?;
    pass(stage, 20_000).await?;
    line.set(Line::Clear);
    widget.wait_connection("online").await?;
    assert_eq!((line.count().made, auths(stage)), (2, 2), "it was waited for");

    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    pass(stage, 3_000).await?;
    line.wait_made(3).await?;
    widget.wait_connection("connecting").await?;
    line.set_next(Line::Clear);
    pass(stage, 30_000).await?;
    widget.wait_connection("reconnecting").await?;
    pass(stage, ANY_BACK_OFF).await?;
    widget.wait_connection("online").await?;
    // Were it to get through now, nobody would listen to it.
    line.set_open(Line::Clear);
    stage.backend.inject().wait_open_sockets(1).await;
    widget.ask("show me milk").await?;
    assert_eq!((line.count().made, auths(stage)), (4, 3), "the dead one was let go");

    // The page is loaded anew while a handshake is under way.
    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    pass(stage, ANY_BACK_OFF).await?;
    line.wait_made(5).await?;
    line.set_next(Line::Clear);
    stage.page().reload().await?;
    widget.show_panel().await?;
    wait_online_again(&widget).await?;
    line.set_open(Line::Clear);
    stage.backend.inject().wait_open_sockets(1).await;
    widget.ask("bread").await?;
    assert_eq!(auths(stage), 4, "nothing of it is left");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 07, 08, 09, 11, 59, 60
async fn a_dial_that_fails_is_tried_again_and_the_shopper_may_hurry_it(stage: &mut Stage) -> Result<()> {
    let mut line = proxy(stage).await?;
    line.refuse().await;
    let widget = open_shop(stage, &line).await?;
    widget.wait_connection("reconnecting").await?;
    let words = header(&widget).await?;
    assert!(words.starts_with("Trying again in ") && words.ends_with(" s"), "{words}");
    let now = widget.part("retry");
    widget.wait_shown(&now).await?;

    // One after the other, each attempt fails in a way of its own.
    for (attempt, fault) in [Line::Ended, Line::Reset].into_iter().enumerate() {
        line.set_next(fault);
        line.listen().await?;
        widget.press(&now).await?;
        line.wait_made(attempt + 1).await?;
        stage.page().wait_until::<Value>("the socket is closed", "__held().sockets === 0").await?;
    }
    assert_eq!(line.count().made, 2, "an error and a close are one failure");

    // Five impatient presses are one dial, and the button stays where it is meanwhile.
    line.set_next(Line::Stalled);
    stage.page().click_times(now.as_ref(), 5).await?;
    line.wait_made(3).await?;
    widget.wait_connection("connecting").await?;
    let has_focus = format!("{now}.matches(':focus')");
    if !stage.page().eval::<bool>(&has_focus).await? {
        // Not every engine gives a pressed button the focus.
        stage.page().run::<()>(&format!("{now}.focus();")).await?;
    }
    line.set(Line::Clear);
    widget.wait_connection("online").await?;
    widget.wait_gone(&now).await?;
    let inside: bool = stage
        .page()
        .eval(&format!("{}.contains(hosts()[0].shadowRoot.activeElement)", widget.part("panel")))
        .await?;
    assert!(inside, "the focus stays in the conversation");
    pass(stage, 6_000).await?;
    assert_eq!((line.count().made, auths(stage), calls(stage, "onConnect").await?), (3, 1, 1));
    assert_eq!(errors(stage).await?, ["ws_error"], "told once");
    assert_eq!(calls(stage, "onDisconnect").await?, 0, "it had never been up");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 04
async fn what_the_page_forbids_is_an_error_and_no_more(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_shop(stage, &line).await?;
    widget.wait_connection("reconnecting").await?;
    stage.wait_calls("onError", 1).await?;
    assert_eq!(errors(stage).await?, ["ws_error"]);
    stage.wait_notes("violation", 1).await?;
    assert_eq!(line.count().made, 0);

    // And a constructor that throws, as one of a page does that allows no sockets at all.
    let widget = stage.open("timed.html", json!([])).await?;
    stage
        .page()
        .run::<()>(
            "const Socket = WebSocket;
             window.allow = () => { window.WebSocket = Socket; };
             window.WebSocket = class { constructor() { throw new DOMException('not here', 'SecurityError'); } };
             const widget = shop.make({});
             widget.mount();
             widget.open();",
        )
        .await?;
    widget.wait_connection("reconnecting").await?;
    stage.page().run::<()>("allow();").await?;
    pass(stage, ANY_BACK_OFF).await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    let complaints = stage.complaints().await?;
    assert!(complaints.iter().all(|complaint| complaint[0] == "violation"), "{complaints:?}");
    Ok(())
}
