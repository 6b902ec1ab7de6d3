//! The program itself stops.

use anyhow::Result;
use vizochok_browser_tests::{Stage, stories};

stories! {
    a_stopped_program_is_started_again_with_its_conversation,
}

async fn a_stopped_program_is_started_again_with_its_conversation(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("breakable.html").await?;
    widget.ask("show me milk").await?;
    let before = widget.cards().await?;
    // What is stored is what comes back: the page is put away for a moment, as a tab switch does.
    stage.page().run::<()>("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));").await?;
    widget.wait_connection("online").await?;

    // In one go: the first to call into the broken program is this test, in every engine.
    let press = "document.querySelector('[data-vizochok]').shadowRoot.querySelector('[part=close]').click();";
    stage.page().run::<()>(&["breakProgram(); ", press].concat()).await?;

    let errors = stage.wait_calls("onError", 1).await?;
    assert_eq!(errors[0][0]["code"], "crashed");
    widget.show_panel().await?;
    widget.wait_connection("online").await?;
    assert_eq!(widget.cards().await?, before, "the conversation is there again, with its cards");
    let hosts: u32 = stage.page().eval("document.querySelectorAll('[data-vizochok]').length").await?;
    assert_eq!(hosts, 1, "the stopped program's nodes are gone");
    assert_eq!(
        stage.complaints().await?,
        [] as [serde_json::Value; 0],
        "the page heard of it by onError alone"
    );
    stage.backend.inject().wait_open_sockets(1).await;

    // And it goes on.
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    Ok(())
}
