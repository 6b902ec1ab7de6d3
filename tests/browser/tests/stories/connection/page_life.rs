//! The network of the device, the window, the back/forward cache: cases 61 to 72, and 75.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Engine, Line, Setting, Stage, stories};

use super::{
    ANY_BACK_OFF, auths, calls, errors, header, open_online, pass, proxy, send, spoken, wait_online_again,
    wait_said,
};
use crate::received;

stories! {
    without_a_network_nothing_is_dialled_and_with_it_everything_goes_on,
    a_first_message_without_a_network_is_not_lost,
    a_burst_of_events_is_one_dial,
    a_hidden_page_dials_nothing_and_a_shown_one_at_once,
    // A page that must not be stored is not kept for the way back either.
    a_page_that_comes_back_from_the_cache_connects_again
        = Setting::default().backend(|options| options.header("/pages", "cache-control", "no-cache")),
}

/// Takes the network from the page, or gives it back: as the engine itself says it, where it can be told to.
async fn set_network(stage: &Stage, there: bool) -> Result<()> {
    let page = stage.page();
    if page.engine() == Engine::Chromium {
        let conditions =
            json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        page.devtools("Network.enable", json!({})).await?;
        return page.devtools("Network.emulateNetworkConditions", conditions).await;
    }
    let event = if there { "online" } else { "offline" };
    page.run(&format!(
        "Object.defineProperty(navigator, 'onLine', {{ configurable: true, get: () => {there} }});
         window.dispatchEvent(new Event('{event}'));"
    ))
    .await
}

/// 61, 62, 77
async fn without_a_network_nothing_is_dialled_and_with_it_everything_goes_on(
    stage: &mut Stage,
) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    // A link that answers is not offline, whatever the browser says.
    stage.page().run::<()>("window.dispatchEvent(new Event('offline')); time.pass(1);").await?;
    widget.wait_connection("online").await?;
    stage.page().run::<()>("window.dispatchEvent(new Event('online'));").await?;

    // The part of the program that keeps a conversation is there, as after the first key press.
    stage
        .page()
        .run::<()>(&format!("{}.dispatchEvent(new InputEvent('input'));", widget.part("input")))
        .await?;
    stage
        .page()
        .wait_until::<Value>("it can keep a message", &format!("{}.length > 0", widget.all(".rows")))
        .await?;
    line.set(Line::Stalled);
    set_network(stage, false).await?;
    widget.wait_connection("offline").await?;
    assert_eq!(header(&widget).await?, "No internet");
    pass(stage, 600_000).await?;
    stage.wait_calls("onDisconnect", 1).await?;
    send(stage, "show me milk").await?;
    send(stage, "bread").await?;
    wait_said(&widget, "show me milk", "queued").await?;
    widget.wait_connection("offline").await?;
    assert_eq!(line.count().made, 1, "nothing was dialled");

    line.set_next(Line::Clear);
    set_network(stage, true).await?;
    widget.wait_connection("online").await?;
    widget.wait_answer(2).await?;
    let frames = stage.backend.log().received();
    let texts: Vec<_> = frames.iter().filter(|f| f.is_received("message")).map(|f| &f.json["text"]).collect();
    assert_eq!(texts, ["show me milk", "bread"]);
    assert_eq!(line.count().made, 2, "no time had to pass");

    // Told once per change, and only because the panel is open.
    let said = spoken(stage).await?.join(" ");
    assert!((1..=2).contains(&said.matches("No internet").count()), "{said}");
    assert!(said.rfind("Online") > said.rfind("No internet"), "{said}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// The network goes before the part of the program that keeps a conversation has come: what is written stays in the
/// field (where the network is really gone), and goes out with it, once.
async fn a_first_message_without_a_network_is_not_lost(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    line.set(Line::Stalled);
    set_network(stage, false).await?;
    widget.wait_connection("offline").await?;
    widget.say("show me milk").await?;
    let kept = format!(
        "{}.value === 'show me milk' && {}.textContent.length > 0 || {}.length > 0",
        widget.part("input"),
        widget.part("limit"),
        widget.all("[part~=message]")
    );
    stage.page().wait_until::<Value>("the message is seen", &kept).await?;
    line.set_next(Line::Clear);
    set_network(stage, true).await?;
    pass(stage, ANY_BACK_OFF).await?;
    wait_said(&widget, "show me milk", "sent").await?;
    widget.wait_answer(0).await?;
    assert_eq!(received(stage, "show me milk"), 1);
    assert_eq!(stage.page().eval::<String>(&format!("{}.value", widget.part("input"))).await?, "");
    Ok(())
}

/// 63, 65, 75
async fn a_burst_of_events_is_one_dial(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    let burst = "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
                 document.dispatchEvent(new Event('visibilitychange'));
                 window.dispatchEvent(new Event('online'));
                 window.dispatchEvent(new Event('online'));
                 document.dispatchEvent(new Event('resume'));";
    // While the link is down…
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    stage.page().run::<()>(burst).await?;
    widget.wait_connection("online").await?;
    assert_eq!((line.count().made, auths(stage)), (2, 2));
    // …while it is up and was heard of just now…
    stage.page().run::<()>(burst).await?;
    // …and while it seems to be up.
    line.set_open(Line::HalfOpen);
    stage.page().run::<()>(&format!("time.sleep(60_000); {burst} time.pass(4_000);")).await?;
    line.wait_made(3).await?;
    stage.wait_calls("onConnect", 3).await?;
    assert_eq!((line.count().made, auths(stage)), (3, 3));

    // A handshake of the old network is begun anew on the new one, once.
    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    pass(stage, ANY_BACK_OFF).await?;
    line.wait_made(4).await?;
    line.set_next(Line::Clear);
    stage.page().run::<()>(burst).await?;
    widget.wait_connection("online").await?;
    // What was let go may still get through; nobody listens to it.
    line.set(Line::Clear);
    stage.backend.inject().wait_open_sockets(1).await;
    widget.ask("show me milk").await?;
    assert_eq!((line.count().made, auths(stage)), (5, 4));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 66, 67
async fn a_hidden_page_dials_nothing_and_a_shown_one_at_once(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    stage.page().hide().await?;
    line.set_open(Line::Reset);
    stage.wait_calls("onDisconnect", 1).await?;
    pass(stage, 3_600_000).await?;
    assert_eq!(line.count().made, 1, "nobody is looking");
    stage.page().show().await?;
    widget.wait_connection("online").await?;
    assert_eq!(line.count().made, 2, "no time had to pass");

    // Hidden in the middle of the back-off.
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    stage.page().hide().await?;
    pass(stage, 3_600_000).await?;
    assert_eq!(line.count().made, 2);
    stage.page().show().await?;
    widget.wait_connection("online").await?;
    assert_eq!((line.count().made, calls(stage, "onConnect").await?), (3, 3));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// Leaves the page for another and comes back. Says whether the very same page came back.
async fn leave_and_return(stage: &Stage) -> Result<bool> {
    let page = stage.page();
    page.run::<()>("window.marker = true;").await?;
    page.open(&format!("http://{}/pages/shop.css", stage.backend.addr())).await?;
    page.back().await?;
    page.wait_until::<Value>("the page is back", "window.shop?.widgets.length === 1").await?;
    page.eval("window.marker === true").await
}

/// After the way back: one socket, and the conversation.
async fn check_return(stage: &Stage, before: &[vizochok_browser_tests::widget::Message]) -> Result<()> {
    let widget = vizochok_browser_tests::Widget::nth(stage.page(), 0);
    widget.show_panel().await?;
    wait_online_again(&widget).await?;
    stage.backend.inject().wait_open_sockets(1).await;
    assert_eq!(widget.messages().await?, before);
    Ok(())
}

/// 70, 71, 72
async fn a_page_that_comes_back_from_the_cache_connects_again(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    widget.ask("show me milk").await?;
    let before = widget.messages().await?;

    let kept = leave_and_return(stage).await?;
    // Firefox decides before it tells the page that it is left, and keeps none with an open socket.
    assert_eq!(kept, stage.page().engine() != Engine::Firefox);
    check_return(stage, &before).await?;
    assert_eq!(auths(stage), 2);
    if kept {
        assert_eq!((calls(stage, "onConnect").await?, calls(stage, "onDisconnect").await?), (2, 1));
        assert_eq!(errors(stage).await?, [] as [&str; 0], "leaving is no error");
    }

    // Without one it keeps the page too: left in the middle of an outage, it comes back and dials at once.
    line.set_next(Line::Stalled);
    line.set_open(Line::Reset);
    widget.wait_connection("reconnecting").await?;
    let made = line.count().made;
    line.set_next(Line::Clear);
    assert!(leave_and_return(stage).await?, "the page is kept");
    widget.wait_connection("online").await?;
    stage.backend.inject().wait_open_sockets(1).await;
    assert_eq!((line.count().made, auths(stage)), (made + 1, 3));

    // What was typed while it came back goes out once.
    leave_and_return(stage).await?;
    send(stage, "bread").await?;
    wait_online_again(&widget).await?;
    wait_said(&widget, "bread", "sent").await?;
    assert_eq!(received(stage, "bread"), 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
