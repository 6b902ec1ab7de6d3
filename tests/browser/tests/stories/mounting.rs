//! Coming and going: frameworks mount twice, routers remove, and several widgets share a page.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    mounting_again_leaves_one_host_and_one_socket,
    destroy_leaves_nothing_behind,
    two_widgets_on_a_page_do_not_mix,
    calls_before_the_program_is_there_wait_in_order,
}

fn auths(stage: &Stage) -> usize {
    stage.backend.log().received().iter().filter(|frame| frame.is_received("auth")).count()
}

async fn hosts(stage: &Stage) -> Result<usize> {
    stage.page().eval("hosts().length").await
}

async fn mounting_again_leaves_one_host_and_one_socket(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([])).await?;
    stage
        .page()
        .run::<()>(
            "const widget = shop.make({}); widget.mount(); widget.unmount(); widget.mount(); widget.mount();",
        )
        .await?;
    stage.wait_calls("onConnect", 1).await?;
    assert_eq!((hosts(stage).await?, auths(stage), stage.backend.inject().open_sockets()), (1, 1, 1));

    // And while it lives: the conversation goes on.
    widget.open_panel().await?;
    widget.ask("show me milk").await?;
    let before = widget.messages().await?;
    stage.page().run::<()>("shop.widgets[0].unmount(); shop.widgets[0].mount();").await?;
    stage.wait_calls("onConnect", 2).await?;
    stage.wait_calls("onDisconnect", 1).await?;
    stage.backend.inject().wait_open_sockets(1).await;
    assert_eq!((hosts(stage).await?, auths(stage)), (1, 2));
    widget.show_panel().await?;
    assert_eq!(widget.messages().await?, before);

    // It moves to another place as a whole.
    stage.page().run::<()>("shop.widgets[0].mount('#first');").await?;
    stage.wait_calls("onConnect", 3).await?;
    stage.backend.inject().wait_open_sockets(1).await;
    let inside: bool =
        stage.page().eval("hosts().length === 1 && hosts()[0].parentElement.id === 'first'").await?;
    assert!(inside);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn destroy_leaves_nothing_behind(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("counted.html").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let held: Value = stage.page().eval("__held()").await?;
    assert_eq!(held["sockets"], 1, "the page does count: {held}");
    assert_ne!(held["listeners"], json!([]), "the page does count: {held}");
    assert_ne!(held["timers"], 0, "the page does count: {held}");
    assert_ne!(held["observers"], 0, "the page does count: {held}");

    stage.page().run::<()>("shop.widgets[0].destroy(); shop.widgets[0].destroy();").await?;
    stage.wait_calls("onDisconnect", 1).await?;
    stage.backend.inject().wait_open_sockets(0).await;
    let rests = "(() => { const { listeners, ...counts } = __held(); \
                 return listeners.length === 0 && Object.values(counts).every((count) => count === 0); })()";
    if let Err(error) = stage.page().wait_until::<Value>("nothing is held", rests).await {
        let held: Value = stage.page().eval("__held()").await?;
        return Err(error.context(format!("still held: {held}")));
    }
    assert_eq!(hosts(stage).await?, 0);
    let sheets: usize = stage.page().eval("document.adoptedStyleSheets.length").await?;
    assert_eq!(sheets, 0);

    // What is destroyed stays so.
    stage
        .page()
        .run::<()>("const [w] = shop.widgets; w.mount(); w.open(); w.sendMessage('bread'); w.unmount();")
        .await?;
    stage.page().run::<()>("shop.make({}).mount();").await?;
    stage.wait_calls("onConnect", 2).await?;
    assert_eq!(hosts(stage).await?, 1, "another one works, and only that one is there");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn two_widgets_on_a_page_do_not_mix(stage: &mut Stage) -> Result<()> {
    let widgets = json!([
        { "target": "#first", "userId": SHOPPER },
        { "target": "#second", "userId": SHOPPER, "storeId": "second-store", "language": "uk" },
    ]);
    let first = stage.open("shop.html", widgets).await?;
    let second = Widget::nth(stage.page(), 1);
    first.wait_connection("online").await?;
    second.wait_connection("online").await?;

    first.ask("show me milk").await?;
    assert_eq!(second.messages().await?, []);
    second.ask("молоко").await?;
    first.press(&first.on_card("milk-001", 0, "add")).await?;
    first.wait_quantity("milk-001", "1").await?;
    second.wait_none_chosen("milk-001").await?;

    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!(cart["item_count"], 1);
    let cart = stage.shop_cart("second-store", SHOPPER).await?;
    assert_eq!(cart["item_count"], 0);
    let notes = stage.notes("onCartChanged").await?;
    assert!(notes.iter().all(|note| note["widget"] == 0), "{notes:?}");
    let keys: Vec<String> = stage.page().eval("Object.keys(sessionStorage).sort()").await?;
    assert_eq!(keys, ["vz-session-demo-store", "vz-session-second-store"]);

    // One goes, the other stays.
    stage.page().run::<()>("shop.widgets[0].destroy();").await?;
    stage.backend.inject().wait_open_sockets(1).await;
    let second = Widget::nth(stage.page(), 0);
    second.ask("хліб").await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn calls_before_the_program_is_there_wait_in_order(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([])).await?;
    stage
        .page()
        .run::<()>(
            "const widget = shop.make({});
             widget.whenReady().then(() => window.__log.push(['ready', null]));
             widget.mount();
             widget.open();
             widget.sendMessage('show me milk');
             widget.sendMessage('bread');",
        )
        .await?;
    stage.wait_notes("ready", 1).await?;
    stage
        .backend
        .log()
        .wait_for(|frames| frames.iter().filter(|frame| frame.is_received("message")).count() == 2)
        .await?;
    let received = stage.backend.log().received();
    let texts: Vec<&Value> =
        received.iter().filter(|f| f.is_received("message")).map(|frame| &frame.json["text"]).collect();
    assert_eq!(texts, [&json!("show me milk"), &json!("bread")]);
    widget.wait_shown(&widget.part("panel")).await?;
    // The panel was made because it was to be opened.
    let focus = "hosts()[0].shadowRoot.activeElement?.matches('[part~=input]') === true";
    stage.page().wait_until::<Value>("the field has the focus", focus).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
