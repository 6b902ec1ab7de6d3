//! Machines that sleep, pages that are slowed down: cases 31, 35, 36, 73, 74 and 84.

use anyhow::Result;
use serde_json::Value;
use vizochok_browser_tests::{Engine, Line, Setting, Stage, stories};

use super::{calls, errors, open_online, pass, proxy, wait_said};
use crate::received;

const EIGHT_HOURS: u32 = 8 * 3_600_000;

stories! {
    a_link_that_died_in_the_machines_sleep_is_replaced_within_seconds
        = Setting::default().backend(|options| options.features([] as [&str; 0])),
    a_link_that_lives_survives_throttled_timers_and_a_frozen_page,
}

/// Whether pings were answered this often.
async fn wait_pongs(stage: &Stage, count: usize) -> Result<()> {
    let pongs = |frames: &[vizochok_backend::Frame]| frames.iter().filter(|f| f.is_sent("pong")).count();
    stage.backend.log().wait_for(|frames| pongs(frames) >= count).await?;
    Ok(())
}

/// 35, 74, 84
async fn a_link_that_died_in_the_machines_sleep_is_replaced_within_seconds(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;

    // Nothing is heard of the wake-up but the clock: it is looked at every five seconds, and a probe takes four.
    line.set_open(Line::HalfOpen);
    stage.page().run::<()>(&format!("time.sleep({EIGHT_HOURS}); time.pass(5_000 + 4_000);")).await?;
    line.wait_made(2).await?;
    stage.wait_calls("onConnect", 2).await?;
    // All that the link had to say is there: what comes after a sleep would show that it lives.
    stage.wait_calls("onSessionComplete", 1).await?;

    // The page says something: five seconds from there.
    line.set_open(Line::HalfOpen);
    stage
        .page()
        .run::<()>("time.sleep(120_000); window.dispatchEvent(new Event('online')); time.pass(4_000);")
        .await?;
    line.wait_made(3).await?;
    stage.wait_calls("onConnect", 3).await?;
    stage.wait_calls("onSessionComplete", 2).await?;

    // The shopper is faster than either.
    line.set_open(Line::HalfOpen);
    stage.page().run::<()>("time.sleep(120_000); shop.widgets[0].sendMessage('show me milk');").await?;
    wait_said(&widget, "show me milk", "queued").await?;
    pass(stage, 4_000).await?;
    line.wait_made(4).await?;
    wait_said(&widget, "show me milk", "sent").await?;
    assert_eq!(received(stage, "show me milk"), 1);
    assert_eq!(calls(stage, "onDisconnect").await?, 3, "once for each drop");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

/// 31, 36, 73
async fn a_link_that_lives_survives_throttled_timers_and_a_frozen_page(stage: &mut Stage) -> Result<()> {
    let line = proxy(stage).await?;
    let widget = open_online(stage, &line).await?;
    // A hidden page's timeouts come once a minute, and later.
    for minute in 1..=3 {
        stage.page().run::<()>("time.throttle(70_000);").await?;
        wait_pongs(stage, minute).await?;
    }
    // The machine sleeps, and the link does not mind.
    stage.page().run::<()>(&format!("time.sleep({EIGHT_HOURS}); time.pass(5_000);")).await?;
    wait_pongs(stage, 4).await?;

    // A hidden page is frozen. Chromium does so on request; what the others would say of it is said for them.
    stage.page().hide().await?;
    stage.page().run::<()>("time.sleep(40_000);").await?;
    if stage.page().engine() == Engine::Chromium {
        stage.page().devtools("Page.setWebLifecycleState", serde_json::json!({ "state": "frozen" })).await?;
        stage.page().devtools("Page.setWebLifecycleState", serde_json::json!({ "state": "active" })).await?;
    } else {
        stage.page().run::<()>("document.dispatchEvent(new Event('resume'));").await?;
    }
    stage.page().show().await?;
    wait_pongs(stage, 5).await?;
    pass(stage, 10_000).await?;
    widget.wait_connection("online").await?;
    assert_eq!((line.count().made, calls(stage, "onDisconnect").await?), (1, 0));
    assert_eq!(errors(stage).await?, [] as [&str; 0]);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
