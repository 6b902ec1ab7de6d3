//! What a screen reader is told: each thing once, in a sentence, when it is whole.

use anyhow::{Result, ensure};
use serde_json::Value;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    an_answer_is_spoken_once_when_it_is_whole,
    a_change_of_the_cart_is_one_sentence,
    regions_and_names_are_there_from_the_start,
}

/// Writes down everything that the live region says from now on.
async fn listen(widget: &Widget) -> Result<()> {
    let script = format!(
        "window.__spoken = [];
         const region = {};
         new MutationObserver(() => {{ const words = region.innerText.trim(); if (words) window.__spoken.push(words); }})
           .observe(region, {{ childList: true, characterData: true, subtree: true }});",
        widget.part("announcer")
    );
    widget.page().run(&script).await
}

async fn spoken(widget: &Widget, count: usize) -> Result<Vec<String>> {
    widget
        .page()
        .wait_until(
            &format!("{count} things are spoken"),
            &format!("window.__spoken.length >= {count} && window.__spoken"),
        )
        .await
}

async fn an_answer_is_spoken_once_when_it_is_whole(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    listen(&widget).await?;
    widget.say("hello").await?;
    let said = widget.wait_answer(0).await?;
    let answer = said.iter().find(|message| message.role == "assistant").map(|message| message.text.clone());
    let spoken = spoken(&widget, 1).await?;
    ensure!(spoken.len() == 1, "{spoken:?}");
    ensure!(Some(spoken[0].replace('\n', " ")) == answer.map(|words| words.replace('\n', " ")), "{spoken:?}");
    Ok(())
}

async fn a_change_of_the_cart_is_one_sentence(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    listen(&widget).await?;
    widget.press(&widget.on_card("milk-002", 0, "add")).await?;
    widget.press(&widget.on_card("milk-002", 0, "increase")).await?;
    widget.wait_quantity("milk-002", "2").await?;
    let spoken = spoken(&widget, 1).await?;
    ensure!(
        spoken.last().map(String::as_str) == Some("Milk 3.2% 900 ml, 2; Your cart comes to ₴97.80"),
        "{spoken:?}"
    );
    let value = format!("{}.getAttribute('aria-valuetext')", widget.on_card("milk-002", 0, "quantity"));
    ensure!(widget.page().eval::<String>(&value).await? == "2\u{a0}pcs");
    Ok(())
}

async fn regions_and_names_are_there_from_the_start(stage: &mut Stage) -> Result<()> {
    let both = serde_json::json!([{}, { "target": "#first", "storeId": "second-store" }]);
    stage.open("shop.html", both).await?;
    // The floating one stands at the end of the page.
    let (inline, widget) = (Widget::nth(stage.page(), 0), Widget::nth(stage.page(), 1));
    let empty = |widget: &Widget| {
        format!("{0}?.getAttribute('role') === 'status' && {0}.innerText === ''", widget.part("announcer"))
    };
    stage.page().wait_until::<Value>("the live region waits", &empty(&widget)).await?;
    stage.page().wait_until::<Value>("the live region waits", &empty(&inline)).await?;
    for (widget, role) in [(&widget, "dialog"), (&inline, "region")] {
        // It is made after the program's other things, in a task of its own.
        let there = format!("{} !== undefined", widget.part("panel"));
        stage.page().wait_until::<Value>("the panel is made", &there).await?;
        let named = format!(
            "(() => {{ const panel = {}; return [panel.getAttribute('role'),
               panel.getRootNode().getElementById(panel.getAttribute('aria-labelledby')).textContent]; }})()",
            widget.part("panel")
        );
        ensure!(stage.page().eval::<Vec<String>>(&named).await? == [role, "Помічник"]);
    }
    Ok(())
}
