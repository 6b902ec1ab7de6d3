//! The main job: a question in words, cards with the shop's prices, a quantity, the shop's own cart.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_backend::{Amount, Hook, HookFault};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, stories};

stories! {
    from_a_question_to_the_shops_own_cart,
    cards_show_what_the_shop_said_a_moment_ago,
    every_card_of_a_product_shows_the_same_quantity,
    a_refusal_puts_the_old_number_back_and_says_why,
}

/// The quantities that the widget asked for, in order.
fn wished(stage: &Stage) -> Vec<(String, Value)> {
    let frames = stage.backend.log().received();
    let wishes = frames.iter().filter(|frame| frame.json["action"] == "set_quantity");
    wishes
        .map(|f| (f.json["sku"].as_str().unwrap_or_default().to_owned(), f.json["quantity"].clone()))
        .collect()
}

fn wish(sku: &str, quantity: i32) -> (String, Value) {
    (sku.to_owned(), json!(quantity))
}

async fn from_a_question_to_the_shops_own_cart(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let said = widget.ask("show me milk").await?;
    assert_eq!((said[0].role.as_str(), said[0].text.as_str()), ("user", "show me milk"));
    assert_eq!((said[1].role.as_str(), said[1].state.as_str()), ("assistant", "done"));

    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    widget.wait_gone(&widget.on_card("milk-001", 0, "add")).await?;

    // Four presses as fast as they come are one frame with the last number.
    let more = widget.on_card("milk-001", 0, "increase");
    stage.page().click_times(more.as_ref(), 4).await?;
    widget.wait_quantity("milk-001", "5").await?;
    assert_eq!(wished(stage), [wish("milk-001", 1), wish("milk-001", 5)]);

    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!((&cart["items"][0]["sku"], &cart["items"][0]["quantity"]), (&json!("milk-001"), &json!(5)));
    assert_eq!(cart["item_count"], 1);

    // At nothing, the stepper becomes the Add button again and the shop's cart is empty.
    let less = widget.on_card("milk-001", 0, "decrease");
    stage.page().click_times(less.as_ref(), 5).await?;
    widget.wait_none_chosen("milk-001").await?;
    stage.wait_calls("onCartChanged", 3).await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!(cart["items"], json!([]));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn cards_show_what_the_shop_said_a_moment_ago(stage: &mut Stage) -> Result<()> {
    // A price that only the shop can know.
    let price: Amount = "61.7".parse().context("a price")?;
    assert!(stage.backend.inject().set_price("milk-001", price, None));
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    let cards = widget.cards().await?;
    assert!(cards.len() > 1, "{cards:?}");
    for card in &cards {
        let product = stage.shop_product(&card.sku).await?;
        assert_eq!(product["name"], json!(card.name));
        let (now, before) = match product["promo_price"].as_f64() {
            Some(promo) => (Some(promo), product["price"].as_f64()),
            None => (product["price"].as_f64(), None),
        };
        assert_eq!((Some(card.price), card.old_price), (now, before), "{card:?}");
        assert_eq!(card.quantity, None, "nothing is chosen yet");
    }
    assert!(cards.iter().any(|card| card.sku == "milk-001" && card.price == 61.7), "{cards:?}");
    assert!(cards.iter().any(|card| card.old_price.is_some()), "one is reduced: {cards:?}");
    let struck: Vec<String> = stage
        .page()
        .eval(&format!(
            "{}.map((e) => getComputedStyle(e).textDecorationLine)",
            widget.all("[part~=old-price]")
        ))
        .await?;
    assert!(struck.iter().all(|line| line.contains("line-through")), "{struck:?}");
    Ok(())
}

async fn every_card_of_a_product_shows_the_same_quantity(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("milk").await?;
    widget.ask("milk").await?;
    let cards = widget.cards().await?;
    assert_eq!(cards.iter().filter(|card| card.sku == "milk-002").count(), 2);

    widget.press(&widget.on_card("milk-002", 1, "add")).await?;
    widget.wait_quantity("milk-002", "1").await?;
    widget.press(&widget.on_card("milk-002", 0, "increase")).await?;
    widget.wait_quantity("milk-002", "2").await?;
    // Words change it too.
    widget.ask("add two").await?;
    widget.ask("what is in my cart").await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    for item in cart["items"].as_array().context("the shop's cart")? {
        let sku = item["sku"].as_str().context("a product")?;
        widget.wait_quantity(sku, &item["quantity"].to_string()).await?;
    }
    assert_ne!(cart["items"], json!([]));
    Ok(())
}

async fn a_refusal_puts_the_old_number_back_and_says_why(stage: &mut Stage) -> Result<()> {
    assert!(stage.backend.inject().set_stock("milk-001", "2".parse().context("a stock")?));
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    let note = widget.on_card("milk-001", 0, "card-note");

    // More than the shop has.
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let more = widget.on_card("milk-001", 0, "increase");
    let before = widget.messages().await?.len();
    stage.page().click_times(more.as_ref(), 3).await?;
    widget.wait_shown(&note).await?;
    // The assistant says it too, and the log moves with its words.
    widget.wait_answer(before).await?;
    widget.wait_quantity("milk-001", "1").await?;
    assert_eq!(wished(stage), [wish("milk-001", 1), wish("milk-001", 4)]);

    // As many as it has: the remark goes.
    widget.press(&more).await?;
    widget.wait_quantity("milk-001", "2").await?;
    widget.wait_gone(&note).await?;

    // A shop that refuses for reasons of its own.
    stage.backend.inject().hook(Hook::Cart, HookFault::Refuse("max_2_per_customer".to_owned()));
    widget.press(&widget.on_card("milk-001", 0, "decrease")).await?;
    widget.wait_shown(&note).await?;
    widget.wait_quantity("milk-001", "2").await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!(cart["items"][0]["quantity"], 2);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
