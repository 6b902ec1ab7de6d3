//! A reload in the middle of shopping.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, stories};

use crate::{only, plain};

stories! {
    a_reload_brings_the_whole_conversation_back,
}

async fn a_reload_brings_the_whole_conversation_back(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-002", 0, "add")).await?;
    widget.wait_quantity("milk-002", "1").await?;
    widget.ask("bread").await?;
    let before = (widget.messages().await?, widget.cards().await?);
    let stored: Option<String> = stage.page().eval("sessionStorage.getItem('vz-session-demo-store')").await?;
    assert!(stored.is_some_and(|stored| !stored.is_empty()), "the session is kept under its documented name");

    stage.page().reload().await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    // Nothing waits for the server: the conversation is there before any connection.
    stage.wait_calls("onConnect", 1).await?;
    widget.show_panel().await?;
    widget.wait_connection("online").await?;
    widget.wait_quantity("milk-002", "1").await?;
    let after = (widget.messages().await?, widget.cards().await?);
    assert_eq!(after, before);

    let frames = stage.backend.log().frames();
    let started = frames.iter().find(|frame| frame.is_sent("conversation_started"));
    let started = &started.context("a conversation")?.json["conversation_id"];
    let auth = frames.iter().rfind(|frame| frame.is_received("auth")).context("an auth frame")?;
    assert_eq!((auth.connection, &auth.json["conversation_id"]), (2, started));
    let restored =
        frames.iter().find(|frame| frame.is_sent("session_restored")).context("a restored session")?;

    let summaries = stage.wait_calls("onSessionComplete", 1).await?;
    let fields = ["sku", "name", "price", "promo_price", "brand", "quantity"];
    let items = restored.json["selected_items"].as_array().context("the cart")?;
    let items: Vec<Value> = items.iter().map(|item| only(item, &fields)).collect();
    assert_eq!(plain(&summaries[0][0]["selected_items"]), plain(&json!(items)));
    assert_eq!(summaries[0][0]["item_count"], 1);

    // And it goes on.
    widget.ask("eggs").await?;
    let questions = stage.backend.log().received();
    let questions = questions.iter().filter(|frame| frame.is_received("message")).count();
    assert_eq!(questions, 3, "nothing was sent twice");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
