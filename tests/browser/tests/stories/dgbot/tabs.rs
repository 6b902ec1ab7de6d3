//! Who asks: one visitor for each tab, however the tab came to be, and wherever ids can be kept.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, Widget, stories};

use super::{open_support, support, visitor, wait_said};

stories! {
    a_duplicated_tab_is_another_visitor,
    two_widgets_of_a_page_are_one_visitor,
    a_new_conversation_is_a_new_visitors,
    where_nothing_may_be_stored_the_visitor_lives_in_memory,
}

async fn a_duplicated_tab_is_another_visitor(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    widget.ask("hello").await?;
    let first = visitor(stage).await?;
    // A tab that a page opens begins with a copy of its storage, as a duplicated one does.
    stage
        .page()
        .run::<()>(
            "const button = document.createElement('button');
             button.id = 'duplicate';
             button.textContent = 'Duplicate';
             button.onclick = () => { window.other = window.open(location.href); };
             document.body.append(button);",
        )
        .await?;
    stage.page().click("document.querySelector('#duplicate')").await?;
    let other: String = stage
        .page()
        .wait_until(
            "the other tab is somebody else",
            &format!(
                "(() => {{ try {{ const id = window.other?.sessionStorage.getItem('dgbot_visitor_id'); \
                 return id && id !== {} && id; }} catch {{ return false; }} }})()",
                json!(first)
            ),
        )
        .await?;
    assert_eq!(visitor(stage).await?, first, "the first tab stays who it was");
    assert_eq!(other.len(), 36);
    let log = "window.other.document.querySelector('[data-vizochok]')?.shadowRoot.querySelectorAll('[part~=message]').length === 0";
    stage.page().wait_until::<Value>("the other tab begins anew", log).await?;
    Ok(())
}

async fn two_widgets_of_a_page_are_one_visitor(stage: &mut Stage) -> Result<()> {
    let one = support(stage);
    let mut other = one.clone();
    other["target"] = json!("#first");
    stage.open("shop.html", json!([one, other])).await?;
    for index in 0..2 {
        Widget::nth(stage.page(), index).wait_connection("online").await?;
    }
    // Nothing is kept before the first use; then both speak for the same.
    assert_eq!(stage.page().eval::<usize>("sessionStorage.length").await?, 0);
    let inline = Widget::nth(stage.page(), 0);
    inline.ask("hello").await?;
    let before = visitor(stage).await?;
    let floating = Widget::nth(stage.page(), 1);
    floating.open_panel().await?;
    floating.ask("hello").await?;
    assert_eq!(visitor(stage).await?, before);
    // A page may take its widget away and put it back, and nobody changes by that.
    stage
        .page()
        .run::<()>("shop.widgets[0].unmount(); shop.widgets[1].unmount(); shop.widgets[0].mount();")
        .await?;
    let again = Widget::nth(stage.page(), 0);
    again.show_panel().await?;
    again.wait_connection("online").await?;
    again.ask("hello again").await?;
    assert_eq!(visitor(stage).await?, before);
    Ok(())
}

async fn a_new_conversation_is_a_new_visitors(stage: &mut Stage) -> Result<()> {
    let widget = open_support(stage).await?;
    widget.ask("hello").await?;
    let first = visitor(stage).await?;
    widget.press(&widget.part("menu")).await?;
    widget.press(&widget.part("new-conversation")).await?;
    widget.press(&widget.part("confirm")).await?;
    widget.wait_gone(&widget.part("message")).await?;
    assert_ne!(visitor(stage).await?, first);
    widget.wait_connection("online").await?;
    widget.ask("hello again").await?;
    Ok(())
}

async fn where_nothing_may_be_stored_the_visitor_lives_in_memory(stage: &mut Stage) -> Result<()> {
    stage.open("shop.html", json!([])).await?;
    stage
        .page()
        .run::<()>(&format!(
            "Object.defineProperty(window, 'sessionStorage', {{ get() {{ throw new Error('denied'); }} }});
             shop.make({}).mount();",
            support(stage)
        ))
        .await?;
    let widget = Widget::nth(stage.page(), 0);
    widget.wait_connection("online").await?;
    widget.open_panel().await?;
    widget.ask("hello").await?;
    stage.backend.inject().cut();
    widget.wait_connection("reconnecting").await?;
    widget.press(&widget.part("retry")).await?;
    widget.wait_connection("online").await?;
    widget.say("how long does shipping take?").await?;
    wait_said(&widget, "assistant", "1,000 UAH").await?;
    Ok(())
}
