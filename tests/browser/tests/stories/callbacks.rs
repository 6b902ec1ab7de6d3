//! The six callbacks, with exactly the documented payloads.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, stories};

use crate::{only, plain};

stories! {
    each_payload_is_as_documented,
    a_callback_that_throws_hurts_nothing,
}

/// The members of a `CartItem`.
const CART_ITEM: [&str; 6] = ["sku", "name", "price", "promo_price", "brand", "quantity"];
/// The members of a `ProductItem`.
const PRODUCT: [&str; 9] =
    ["sku", "name", "price", "unit", "quantity_step", "quantity", "brand", "image_url", "promo_price"];

/// The last frame of a kind that the backend sent.
fn sent(stage: &Stage, kind: &str) -> Result<Value> {
    let frames = stage.backend.log().frames();
    let frame = frames.iter().rfind(|frame| frame.is_sent(kind));
    Ok(frame.with_context(|| format!("no {kind} was sent"))?.json.clone())
}

/// `object` with the lines of its cart as documented.
fn with_cart_items(mut object: Value, list: &str) -> Value {
    if let Some(Value::Array(lines)) = object.get_mut(list) {
        for line in lines {
            *line = only(line, &CART_ITEM);
        }
    }
    object
}

async fn each_payload_is_as_documented(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    assert_eq!(stage.wait_calls("onConnect", 1).await?, [json!([])]);

    widget.ask("show me milk").await?;
    let cards = sent(stage, "product_cards")?;
    let reduced = cards["items"]
        .as_array()
        .and_then(|items| items.iter().find(|item| item["promo_price"].is_number()))
        .context("a reduced product")?;
    let sku = reduced["sku"].as_str().context("its sku")?;
    let answered = stage.notes("onSessionComplete").await?.len();

    widget.press(&widget.on_card(sku, 0, "add")).await?;
    let clicked = stage.wait_calls("onProductClick", 1).await?;
    assert_eq!(plain(&json!(clicked)), plain(&json!([[only(reduced, &PRODUCT)]])));

    let changed = stage.wait_calls("onCartChanged", 1).await?;
    let frame = sent(stage, "cart_changed")?;
    let names = ["action", "sku", "name", "quantity", "price", "items", "total"];
    let expected = with_cart_items(only(&frame, &names), "items");
    assert_eq!(expected["action"], "item_selected");
    assert_eq!(plain(&json!(changed)), plain(&json!([[expected]])));

    let completed = stage.wait_calls("onSessionComplete", answered + 1).await?;
    let summary = sent(stage, "response_complete")?["summary"].clone();
    let expected = only(&summary, &["selected_items", "total", "item_count"]);
    let expected = with_cart_items(expected, "selected_items");
    assert_eq!(expected["item_count"], 1);
    assert_eq!(plain(&completed[answered]), plain(&json!([expected])));

    // The whole cart goes: nothing about one product is said.
    widget.ask("clear the cart").await?;
    let changed = stage.wait_calls("onCartChanged", 2).await?;
    assert_eq!(changed[1], json!([{ "action": "cart_cleared", "items": [], "total": 0 }]));

    let error = r#"{"type":"error","code":"rate_limit_exceeded","retry_after":7}"#;
    stage.backend.inject().send_text(error);
    let errors = stage.wait_calls("onError", 1).await?;
    let message = errors[0][0]["message"].as_str().context("the words of an error")?;
    assert_eq!(errors[0], json!([{ "code": "rate_limit_exceeded", "message": message }]));
    let entries = widget.all("[part~=message][data-role=error]");
    let shown: String =
        stage.page().wait_until("the chat tells it", &format!("{entries}[0]?.innerText.trim()")).await?;
    assert_eq!(shown, message, "the shopper and the page read the same words");

    assert_eq!(stage.notes("onDisconnect").await?, [] as [Value; 0]);
    stage.page().run::<()>("shop.widgets[0].unmount();").await?;
    assert_eq!(stage.wait_calls("onDisconnect", 1).await?, [json!([])]);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_callback_that_throws_hurts_nothing(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER, "throwing": true }])).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    stage.wait_calls("onCartChanged", 1).await?;
    stage.backend.inject().send_text(r#"{"type":"error","code":"agent_busy"}"#);
    stage.wait_calls("onError", 1).await?;
    widget.ask("bread").await?;
    stage.page().run::<()>("shop.widgets[0].unmount();").await?;
    stage.wait_calls("onDisconnect", 1).await?;
    // Each is named on the console, and none reaches the page as an uncaught error.
    let named: Vec<Value> = stage.notes("console.error").await?;
    for name in
        ["onConnect", "onProductClick", "onCartChanged", "onSessionComplete", "onError", "onDisconnect"]
    {
        assert!(
            named.iter().any(|words| words.as_str().is_some_and(|words| words.contains(name))),
            "{named:?}"
        );
    }
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
