//! What the page hears by `on()`, and what it may forbid.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, stories};

use crate::received;

stories! {
    a_conversation_by_its_events_holds_no_words,
    what_the_page_holds_back_stays_in_the_field,
    a_widget_that_is_ended_while_it_asks_is_gone,
    hidden_and_shown,
}

async fn a_conversation_by_its_events_holds_no_words(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER }])).await?;
    let names = "['open', 'close', 'unread', 'message-sent', 'message-received', 'cart-changed', 'product-click', 'connect']";
    stage
        .page()
        .run::<()>(&format!(
            "window.heard = [];
             for (const name of {names}) shop.widgets[0].on(name, (...args) => heard.push([name, ...args]));
             shop.widgets[0].on('open', () => {{ throw new Error('a bug of the page'); }});"
        ))
        .await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    widget.press(&widget.part("close")).await?;
    let heard = "heard.map(([name]) => name)";
    stage.page().wait_until::<Value>("it is closed", &format!("{heard}.includes('close')")).await?;
    let told: Vec<String> = stage.page().eval(heard).await?;
    for name in ["open", "message-sent", "message-received", "product-click", "cart-changed", "close"] {
        ensure!(told.iter().filter(|told| *told == name).count() == 1, "{name}: {told:?}");
    }
    let of_messages: Vec<Value> = stage
        .page()
        .eval("heard.filter(([name]) => name.startsWith('message')).map((call) => call.length)")
        .await?;
    ensure!(of_messages == [json!(1), json!(1)], "no words: {of_messages:?}");
    ensure!(stage.complaints().await?.is_empty(), "a handler that throws hurts nothing");
    Ok(())
}

async fn what_the_page_holds_back_stays_in_the_field(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    stage
        .page()
        .run::<()>(
            "shop.widgets[0].on('before-send', (event) => {
               window.__log.push(['asked', event.text]);
               if (event.text.includes('4242')) event.preventDefault();
             });",
        )
        .await?;
    widget.say("my card is 4242").await?;
    let asked = stage.wait_notes("asked", 1).await?;
    ensure!(asked == [json!("my card is 4242")], "{asked:?}");
    let field: String = stage.page().eval(&format!("{}.value", widget.part("input"))).await?;
    ensure!(field == "my card is 4242");
    ensure!(widget.messages().await?.is_empty());
    stage
        .page()
        .run::<()>("shop.widgets[0].sendMessage('4242'); shop.widgets[0].sendMessage(' milk ');")
        .await?;
    widget.wait_answer(0).await?;
    ensure!(
        stage.notes("asked").await?[1..] == [json!("4242"), json!("milk")],
        "{:?}",
        stage.notes("asked").await?
    );
    ensure!(
        (received(stage, "my card is 4242"), received(stage, "4242"), received(stage, "milk")) == (0, 0, 1)
    );
    Ok(())
}

async fn a_widget_that_is_ended_while_it_asks_is_gone(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    stage.page().run::<()>("shop.widgets[0].on('before-send', () => shop.widgets[0].destroy());").await?;
    widget.say("milk").await?;
    stage.wait_calls("onDisconnect", 1).await?;
    ensure!(received(stage, "milk") == 0);
    // The program lives on for the next one.
    stage.page().run::<()>("shop.make({}).mount();").await?;
    stage.wait_calls("onConnect", 2).await?;
    ensure!(stage.notes("onError").await?.is_empty(), "{:?}", stage.notes("onError").await?);
    ensure!(stage.complaints().await?.is_empty(), "{:?}", stage.complaints().await?);
    Ok(())
}

async fn hidden_and_shown(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    stage.page().run::<()>("shop.widgets[0].hide();").await?;
    widget.wait_gone(&widget.part("panel")).await?;
    widget.wait_gone(&widget.part("launcher")).await?;
    // Another customer is another conversation, and hidden all the same.
    stage.page().run::<()>("shop.widgets[0].setUser('another');").await?;
    stage.wait_calls("onConnect", 2).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    stage.page().run::<()>("shop.widgets[0].show();").await?;
    widget.wait_shown(&widget.part("panel")).await?;
    Ok(())
}
