//! The shop's owner in the back room: what is changed there, the shopper sees in the widget.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::widget::Card;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    a_price_changed_in_the_back_room_is_told_with_the_next_answer,
    a_refusal_set_up_in_the_back_room_is_seen_on_the_card,
}

/// Goes to the shop's back room, where this product is looked for.
async fn to_the_back_room(stage: &Stage, sku: &str) -> Result<()> {
    let address = format!("http://{}/shop/admin?q={sku}", stage.backend.addr());
    stage.page().open(&address).await
}

/// Back to the shop's page; the conversation is still there.
async fn back(stage: &Stage) -> Result<Widget> {
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER }])).await?;
    widget.show_panel().await?;
    widget.wait_connection("online").await?;
    Ok(widget)
}

/// Writes into the field of a form, in the place of what stands there.
async fn write(stage: &Stage, form: &str, field: &str, text: &str) -> Result<()> {
    let input = format!("document.querySelector('{form} [name={field}]')");
    stage.page().click(&input).await?;
    stage.page().run::<Value>("document.activeElement.select();").await?;
    stage.page().type_text(text).await
}

/// Presses a button of a form and waits for the page that tells what was done.
async fn press(stage: &Stage, form: &str, act: &str, done: &str) -> Result<()> {
    stage.page().click(&format!("document.querySelector('{form} [value={act}]')")).await?;
    let told = format!("document.querySelector('[role=status]')?.innerText.includes({})", json!(done));
    // The first wait may end with the page on which the button was.
    for _ in 0..3 {
        if stage.page().wait_until::<bool>("the back room tells what was done", &told).await.is_ok() {
            return Ok(());
        }
    }
    stage.page().wait_until::<bool>(done, &told).await.map(drop)
}

/// The newest card of a product.
async fn newest(widget: &Widget, sku: &str) -> Result<Option<Card>> {
    Ok(widget.cards().await?.into_iter().rfind(|card| card.sku == sku))
}

async fn a_price_changed_in_the_back_room_is_told_with_the_next_answer(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    let before = newest(&widget, "milk-001").await?;
    assert!(before.as_ref().is_some_and(|card| card.price != 49.9), "{before:?}");

    to_the_back_room(stage, "milk-001").await?;
    write(stage, "#milk-001", "price", "61.7").await?;
    write(stage, "#milk-001", "promo_price", "49.9").await?;
    write(stage, "#milk-001", "promo_label", "-19%").await?;
    press(stage, "#milk-001", "save", "It costs 61.70 UAH, now 49.90").await?;

    let widget = back(stage).await?;
    assert_eq!(newest(&widget, "milk-001").await?.map(|card| card.price), before.map(|card| card.price));
    widget.ask("show me milk").await?;
    let card = newest(&widget, "milk-001").await?;
    assert_eq!(card.as_ref().map(|card| (card.price, card.old_price)), Some((49.9, Some(61.7))), "{card:?}");
    let labels: Vec<String> =
        stage.page().eval(&format!("{}.map((card) => card.innerText)", widget.all("[part~=card]"))).await?;
    assert!(labels.iter().any(|card| card.contains("-19%") || card.contains("−19%")), "{labels:?}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_refusal_set_up_in_the_back_room_is_seen_on_the_card(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    to_the_back_room(stage, "milk-001").await?;
    write(stage, "#refuse", "own_reason", "max_3_per_customer").await?;
    press(stage, "#refuse", "refuse", "The next cart request is refused.").await?;

    let widget = back(stage).await?;
    let add = widget.on_card("milk-001", 0, "add");
    let note = widget.on_card("milk-001", 0, "card-note");
    let before = widget.messages().await?.len();
    widget.press(&add).await?;
    widget.wait_shown(&note).await?;
    let said = widget.wait_answer(before).await?;
    assert!(said.iter().any(|message| message.text.contains("max 3 per customer")), "{said:?}");
    widget.wait_none_chosen("milk-001").await?;
    // Only that one: the next goes through.
    widget.press(&add).await?;
    widget.wait_quantity("milk-001", "1").await?;
    widget.wait_gone(&note).await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!(cart["items"][0]["quantity"], 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
