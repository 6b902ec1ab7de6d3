//! Options, and what happens when they change.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, Widget, stories};

use crate::only;

stories! {
    words_of_three_languages_and_of_the_shop,
    a_language_by_its_address_runs_from_right_to_left,
    the_scheme_follows_the_pages_own_toggle,
    the_look_changes_and_the_conversation_stays,
    a_new_name_keeps_what_is_typed_and_the_focus,
    another_customer_begins_another_conversation,
    what_cannot_be_used_is_named_and_hurts_nothing,
    corner_and_layer,
}

/// A computed property of an element inside the widget.
async fn style(widget: &Widget, element: &str, property: &str) -> Result<String> {
    widget.page().eval(&format!("getComputedStyle({element}).getPropertyValue({})", json!(property))).await
}

async fn text(widget: &Widget, expression: &str) -> Result<String> {
    widget.page().eval(expression).await
}

/// The frames that connections began with.
fn auths(stage: &Stage) -> Vec<Value> {
    let frames = stage.backend.log().received().into_iter().filter(|frame| frame.is_received("auth"));
    frames.filter_map(|frame| serde_json::from_str(&frame.text).ok()).collect()
}

async fn update(widget: &Widget, partial: Value) -> Result<()> {
    widget.page().run(&format!("window.shop.widgets[0].update({partial});")).await
}

async fn words_of_three_languages_and_of_the_shop(stage: &mut Stage) -> Result<()> {
    for (language, label) in [("uk", "Чат"), ("en", "Chat"), ("ru", "Чат")] {
        let widget = stage.open("shop.html", json!([{ "language": language }])).await?;
        widget.wait_shown(&widget.part("launcher")).await?;
        ensure!(
            text(&widget, &format!("{}.ariaLabel", widget.part("launcher"))).await? == label,
            "{language}"
        );
    }
    let own = json!([{ "strings": { "open": "Спитати Олю", "nothing": "x" } }]);
    let widget = stage.open("shop.html", own).await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    ensure!(text(&widget, &format!("{}.ariaLabel", widget.part("launcher"))).await? == "Спитати Олю");
    let told = stage.wait_calls("onError", 1).await?;
    ensure!(told[0][0]["code"] == "invalid_config", "{told:?}");
    ensure!(
        told[0][0]["message"].as_str().is_some_and(|words| words.contains("strings.nothing")),
        "{told:?}"
    );
    Ok(())
}

async fn a_language_by_its_address_runs_from_right_to_left(stage: &mut Stage) -> Result<()> {
    let arabic = json!([{ "language": "ar", "languageUrl": "/gallery/words/ar.json" }]);
    let widget = stage.open("shop.html", arabic).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    ensure!(stage.notes("onError").await?.is_empty(), "{:?}", stage.notes("onError").await?);
    ensure!(style(&widget, widget.part("panel").as_ref(), "direction").await? == "rtl");
    let sides =
        format!("box({}).x < box({}).x", widget.part("close"), format_args!("{}[0]", widget.all(".avatar")));
    ensure!(widget.page().eval::<bool>(&sides).await?, "the head begins at the right");
    let corner = format!("innerWidth - box({0}).x - box({0}).width < 40", widget.part("launcher"));
    ensure!(widget.page().eval::<bool>(&corner).await?, "bottom-right is a side of the screen");

    let missing = json!([{ "language": "pl", "languageUrl": "/gallery/words/pl.json" }]);
    let widget = stage.open("shop.html", missing).await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    ensure!(text(&widget, &format!("{}.ariaLabel", widget.part("launcher"))).await? == "Чат");
    ensure!(stage.wait_calls("onError", 1).await?[0][0]["code"] == "load_failed");
    Ok(())
}

async fn the_scheme_follows_the_pages_own_toggle(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "theme": { "mode": "host" } }])).await?;
    widget.open_panel().await?;
    let scheme = format!("{}[0].dataset.scheme", widget.all(".root"));
    let shows = async |what: &str| {
        widget.page().wait_until::<Value>(&format!("it is {what}"), &format!("{scheme} === '{what}'")).await
    };
    shows("light").await?;
    let light = style(&widget, widget.part("panel").as_ref(), "background-color").await?;
    for (on, off) in [
        (
            "document.documentElement.classList.add('dark')",
            "document.documentElement.classList.remove('dark')",
        ),
        ("document.body.dataset.bsTheme = 'dark'", "document.body.dataset.bsTheme = 'light'"),
        (
            "document.documentElement.style.colorScheme = 'dark'",
            "document.documentElement.style.colorScheme = ''",
        ),
        ("document.body.style.background = '#101410'", "document.body.style.background = ''"),
    ] {
        // A mark that is left says light; it must not hide the next.
        stage.page().run::<()>("delete document.body.dataset.bsTheme;").await?;
        stage.page().run::<()>(on).await?;
        shows("dark").await?;
        ensure!(style(&widget, widget.part("panel").as_ref(), "background-color").await? != light);
        stage.page().run::<()>(off).await?;
        shows("light").await?;
    }
    update(&widget, json!({ "theme": { "mode": "dark" } })).await?;
    shows("dark").await?;
    Ok(())
}

async fn the_look_changes_and_the_conversation_stays(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    stage.page().run::<()>(&format!("window.__node = {};", widget.part("input"))).await?;
    update(&widget, json!({ "theme": { "primaryColor": "#7a3fb0" }, "zIndex": 40 })).await?;
    let fill =
        format!("getComputedStyle({}).backgroundColor === 'rgb(122, 63, 176)'", widget.part("launcher"));
    widget.page().wait_until::<Value>("the launcher has the colour", &fill).await?;
    ensure!(widget.page().eval::<bool>(&format!("window.__node === {}", widget.part("input"))).await?);
    ensure!(text(&widget, "hosts()[0].style.zIndex").await? == "40");
    ensure!(widget.messages().await?.len() == 2 && auths(stage).len() == 1);

    update(&widget, json!({ "theme": null, "zIndex": null })).await?;
    let fill =
        format!("getComputedStyle({}).backgroundColor === 'rgb(31, 122, 77)'", widget.part("launcher"));
    widget.page().wait_until::<Value>("the launcher has its own colour again", &fill).await?;
    Ok(())
}

async fn a_new_name_keeps_what_is_typed_and_the_focus(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.part("input")).await?;
    widget.page().type_text("half a que").await?;
    update(&widget, json!({ "botName": "Olya", "language": "uk", "strings": { "online": "Тут" } })).await?;
    let renamed = format!("{}[0]?.innerText === 'Olya'", widget.all("h2"));
    widget.page().wait_until::<Value>("the head has the new name", &renamed).await?;
    widget.wait_connection("online").await?;
    ensure!(text(&widget, &format!("{}.innerText", widget.part("connection"))).await?.trim() == "Тут");
    ensure!(text(&widget, &format!("{}.value", widget.part("input"))).await? == "half a que");
    widget.page().type_text("stion").await?;
    ensure!(
        text(&widget, &format!("{}.value", widget.part("input"))).await?.contains("stion"),
        "the focus stays"
    );
    ensure!(widget.messages().await?.len() == 2, "the conversation stays");
    ensure!(auths(stage).len() == 1, "the connection stays");
    let hosts: usize = widget.page().eval("hosts().length").await?;
    ensure!(hosts == 1);
    Ok(())
}

async fn another_customer_begins_another_conversation(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    update(&widget, json!({ "userId": "somebody-else", "storeId": "second-store" })).await?;
    stage.wait_calls("onDisconnect", 1).await?;
    stage.wait_calls("onConnect", 2).await?;
    ensure!(widget.messages().await?.is_empty(), "nothing of the other conversation is shown");
    ensure!(widget.page().eval::<bool>(&format!("!{}.inert", widget.part("panel"))).await?, "it stays open");
    let auths = auths(stage);
    ensure!(
        only(&auths[1], &["user_id", "store_id"])
            == json!({ "user_id": "somebody-else", "store_id": "second-store" }),
        "{auths:?}"
    );
    Ok(())
}

async fn what_cannot_be_used_is_named_and_hurts_nothing(stage: &mut Stage) -> Result<()> {
    let wrong = json!([{
        "theme": { "primaryColor": "red; background: url(//evil)", "fontFamily": "x; } * { color: red", "mode": 5 },
        "botAvatar": "javascript:alert(1)", "offset": "20px", "zIndex": "top", "position": "left"
    }]);
    let widget = stage.open("shop.html", wrong).await?;
    widget.open_panel().await?;
    let told = stage.wait_calls("onError", 7).await?;
    let named: Vec<&str> = told
        .iter()
        .filter_map(|args| {
            args[0]["message"].as_str()?.split([':', ' ']).find(|word| {
                word.contains('.') || ["botAvatar", "offset", "zIndex", "position"].contains(word)
            })
        })
        .collect();
    ensure!(
        named
            == [
                "theme.mode",
                "theme.primaryColor",
                "theme.fontFamily",
                "position",
                "offset",
                "zIndex",
                "botAvatar"
            ],
        "{told:?}"
    );
    widget.wait_connection("online").await?;
    ensure!(
        style(&widget, widget.part("launcher").as_ref(), "background-color").await? == "rgb(31, 122, 77)"
    );
    Ok(())
}

async fn corner_and_layer(stage: &mut Stage) -> Result<()> {
    let placed = json!([{ "position": "bottom-left", "offset": { "x": 48, "y": 96 }, "zIndex": 7 }]);
    let widget = stage.open("shop.html", placed).await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    let place = format!(
        "(({{ x, y, height }}) => [x, innerHeight - y - height, getComputedStyle(hosts()[0]).zIndex])(box({}))",
        widget.part("launcher")
    );
    ensure!(widget.page().eval::<Value>(&place).await? == json!([48, 96, "7"]));
    widget.open_panel().await?;
    widget.page().wait_still().await?;
    let inside = format!(
        "(({{ x, y, width }}) => x >= 0 && y >= 0 && x + width <= innerWidth)(box({}))",
        widget.part("panel")
    );
    ensure!(widget.page().eval::<bool>(&inside).await?, "the panel stays on the screen");
    Ok(())
}
