//! What the tab keeps, and what it does not.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, stories};

stories! {
    nothing_is_stored_before_the_first_use,
    the_id_alone_finds_the_conversation_again,
    nothing_at_all_is_kept_where_the_shop_wants_it_so,
    the_conversation_outlives_an_unmount_and_a_stop_however_much_is_stored,
    logging_out_leaves_nothing_of_the_customer,
    two_customers_of_one_tab_do_not_meet,
}

const KEY: &str = "sessionStorage.getItem('vz-session-demo-store')";

/// The first frames of all connections.
fn auths(stage: &Stage) -> Vec<Value> {
    let frames = stage.backend.log().received();
    frames.iter().filter(|frame| frame.is_received("auth")).map(|frame| frame.json.clone()).collect()
}

async fn stored(stage: &Stage) -> Result<usize> {
    stage.page().eval("sessionStorage.length + localStorage.length").await
}

async fn nothing_is_stored_before_the_first_use(stage: &mut Stage) -> Result<()> {
    for target in [Value::Null, json!("#first")] {
        let widget = stage.open("shop.html", json!([{ "target": target }])).await?;
        stage.wait_calls("onConnect", 1).await?;
        // A page that is left stores what there is to store at once.
        stage.page().reload().await?;
        ensure!(stored(stage).await? == 0, "{target}");
        stage.wait_calls("onConnect", 1).await?;
        ensure!(auths(stage).iter().all(|auth| auth.get("conversation_id").is_none()), "{:?}", auths(stage));

        if target.is_null() {
            widget.open_panel().await?;
        }
        widget.press(&widget.part("input")).await?;
        stage.page().type_text("m").await?;
        stage.page().wait_until::<Value>("it is used, and kept", &format!("{KEY} !== null")).await?;
        stage.page().run::<()>("shop.widgets[0].destroy();").await?;
        ensure!(stored(stage).await? == 1, "for the next widget of the store");
        stage.page().run::<()>("sessionStorage.clear();").await?;
    }
    Ok(())
}

async fn the_id_alone_finds_the_conversation_again(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER, "persist": "id" }])).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    stage.page().type_text("half a question").await?;
    stage.page().reload().await?;
    let kept: String = stage.page().eval(KEY).await?;
    for word in ["milk", "Milk", "half", SHOPPER] {
        ensure!(!kept.contains(word), "{word}: {kept}");
    }
    stage.wait_calls("onSessionComplete", 1).await?;
    widget.show_panel().await?;
    ensure!(widget.messages().await?.is_empty());
    let auths = auths(stage);
    ensure!(auths.len() == 2 && auths[1]["conversation_id"].is_string(), "{auths:?}");
    Ok(())
}

async fn nothing_at_all_is_kept_where_the_shop_wants_it_so(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "persist": "none" }])).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    stage.page().reload().await?;
    ensure!(stored(stage).await? == 0);
    stage.wait_calls("onConnect", 1).await?;
    ensure!(auths(stage)[1].get("conversation_id").is_none());

    // What was kept before goes as soon as the shop changes its mind.
    stage.page().run::<()>("shop.widgets[0].update({ persist: 'full' }); shop.widgets[0].open();").await?;
    stage.page().wait_until::<Value>("it is kept", &format!("{KEY} !== null")).await?;
    widget.ask("bread").await?;
    stage.page().run::<()>("shop.widgets[0].update({ persist: 'id' });").await?;
    let words = format!("{KEY} !== null && !{KEY}.includes('bread')");
    stage.page().wait_until::<Value>("no word is kept", &words).await?;
    stage.page().run::<()>("shop.widgets[0].update({ persist: 'none' });").await?;
    stage.page().wait_until::<Value>("it is gone", &format!("{KEY} === null")).await?;
    Ok(())
}

async fn the_conversation_outlives_an_unmount_and_a_stop_however_much_is_stored(
    stage: &mut Stage,
) -> Result<()> {
    for persist in ["full", "id", "none"] {
        let widget = stage.open("stoppable.html", json!([{ "persist": persist }])).await?;
        widget.open_panel().await?;
        widget.wait_connection("online").await?;
        widget.ask("show me milk").await?;
        let said = widget.messages().await?;
        let cards = widget.cards().await?;

        stage
            .page()
            .run::<()>("const [widget] = shop.widgets; widget.unmount(); widget.mount(); widget.open();")
            .await?;
        widget.wait_connection("online").await?;
        ensure!(
            widget.messages().await? == said && widget.cards().await? == cards,
            "{persist}: after unmount()"
        );

        // A stop of the program, in its next call.
        stage
            .page()
            .run::<()>("stops.later(); stops.at('call', 'trap', 'close'); shop.widgets[0].close();")
            .await?;
        stage.page().wait_until::<Value>("it has stopped", "stops.done()").await?;
        stage.wait_calls("onError", 1).await?;
        widget.wait_connection("online").await?;
        widget.show_panel().await?;
        // Behind it stands what happened.
        let all = format!("{}.length === {}", widget.all("[part~=message]"), said.len() + 1);
        stage.page().wait_until::<Value>("the conversation is shown", &all).await?;
        let shown = widget.messages().await?;
        ensure!(shown.starts_with(&said), "{persist}: {said:?} after a stop: {shown:?}");
        ensure!(widget.cards().await? == cards, "{persist}: after a stop");

        let kept: Option<String> = stage.page().eval(KEY).await?;
        let expected = match kept {
            Some(kept) if kept.contains("show me milk") => "full",
            Some(_) => "id",
            None => "none",
        };
        ensure!(persist == expected, "{persist}: {expected} is stored");
        let connects = stage.notes("onConnect").await?.len();
        stage.page().run::<()>("shop.widgets[0].logout(); shop.widgets[0].open();").await?;
        stage.wait_calls("onConnect", connects + 1).await?;
        widget.show_panel().await?;
        ensure!(widget.messages().await?.is_empty(), "{persist}: nothing after logout()");
    }
    Ok(())
}

async fn logging_out_leaves_nothing_of_the_customer(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    stage.page().type_text("half a question").await?;
    stage.page().run::<()>("shop.widgets[0].logout();").await?;
    ensure!(stored(stage).await? == 0);
    stage.wait_calls("onConnect", 2).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    ensure!(widget.messages().await?.is_empty());
    let field: String = stage.page().eval(&format!("{}.value", widget.part("input"))).await?;
    ensure!(field.is_empty(), "{field}");
    let auths = auths(stage);
    ensure!(auths.len() == 2, "{auths:?}");
    ensure!(auths[1].get("conversation_id").is_none() && auths[1].get("user_id").is_none(), "{auths:?}");
    widget.ask("bread").await?;
    ensure!(stage.complaints().await?.is_empty(), "{:?}", stage.complaints().await?);
    Ok(())
}

async fn two_customers_of_one_tab_do_not_meet(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    // While it lives …
    stage.page().run::<()>("shop.widgets[0].setUser('another');").await?;
    stage.wait_calls("onConnect", 2).await?;
    ensure!(widget.messages().await?.is_empty());
    widget.ask("bread").await?;
    // … and by another page of the shop, which knows the first one again.
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER }])).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    ensure!(widget.messages().await?.is_empty());
    let auths = auths(stage);
    ensure!(auths.len() == 3 && auths.iter().all(|auth| auth.get("conversation_id").is_none()), "{auths:?}");
    Ok(())
}
