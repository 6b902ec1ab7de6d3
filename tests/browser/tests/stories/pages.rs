//! All kinds of pages: hostile sheets, a script tag, a place inside the page, a phone.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use vizochok_browser_tests::{Look, Setting, Stage, Widget, stories};

stories! {
    a_page_that_resets_and_hides_everything_changes_nothing,
    a_script_tag_is_enough,
    a_page_in_another_encoding_reads_the_script_as_it_is_written,
    an_inline_widget_fills_its_place,
    on_a_phone_the_panel_fills_the_screen
        = Setting::default().look(Look { height: 1000, ..Look::default() }),
}

#[derive(Debug, Deserialize)]
struct Box {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

async fn box_of(stage: &Stage, element: impl AsRef<str>) -> Result<Box> {
    stage.page().eval(&format!("box({})", element.as_ref())).await
}

/// How the widget's parts look, by what a page's sheet could change.
async fn looks(stage: &Stage, widget: &Widget) -> Result<Value> {
    let parts = widget.all(
        "[part~=launcher], [part~=panel], [part~=header], [part~=message], [part~=card], [part~=price], \
         [part~=add], [part~=input], [part~=send]",
    );
    stage
        .page()
        .eval(&format!(
            "{parts}.map((element) => {{ const style = getComputedStyle(element); return [
               element.getAttribute('part'), ...['display', 'visibility', 'opacity', 'color', 'backgroundColor',
               'fontSize', 'fontFamily', 'fontWeight', 'lineHeight', 'letterSpacing', 'textAlign', 'textTransform',
               'width', 'height', 'cursor', 'pointerEvents', 'transform', 'direction'].map((name) => style[name])]; }})"
        ))
        .await
}

async fn a_page_that_resets_and_hides_everything_changes_nothing(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    let friendly = looks(stage, &widget).await?;
    assert!(friendly.as_array().is_some_and(|parts| parts.len() > 8), "{friendly}");

    stage.page().run::<()>("shop.widgets[0].destroy(); sessionStorage.clear();").await?;
    let widget = stage.open_shop("hostile.html").await?;
    widget.ask("show me milk").await?;
    let hostile = looks(stage, &widget).await?;
    assert_eq!(hostile, friendly);
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;

    // The sheet is as hostile as it claims: an element of the page is gone.
    let heading: bool = stage.page().eval("shown(document.querySelector('h1'))").await?;
    assert!(!heading);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_script_tag_is_enough(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("script-tag.html").await?;
    let is_class: bool = stage
        .page()
        .eval("typeof window.VIZOCHOKWidget === 'function' && shop.widgets[0] instanceof VIZOCHOKWidget")
        .await?;
    assert!(is_class);
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_page_in_another_encoding_reads_the_script_as_it_is_written(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("encoded.html", json!([{ "load": "intent", "language": "uk" }])).await?;
    let encoding: String = stage.page().eval("document.characterSet").await?;
    assert_eq!(encoding, "windows-1251", "the page's own, which is also that of scripts that name none");
    widget.wait_shown(&widget.part("launcher")).await?;
    let name: String = stage.page().eval(&format!("{}.ariaLabel", widget.part("launcher"))).await?;
    assert_eq!(name, "Чат");
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    let name: String = stage.page().eval(&format!("{}.ariaLabel", widget.part("input"))).await?;
    assert_eq!(name, "Що шукаєте?");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn an_inline_widget_fills_its_place(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "target": "#first" }])).await?;
    widget.wait_connection("online").await?;
    let role: String = stage.page().eval(&format!("{}.getAttribute('role')", widget.part("panel"))).await?;
    assert_eq!(role, "region");
    widget.wait_gone(&widget.part("launcher")).await?;
    widget.wait_gone(&widget.part("close")).await?;
    let place = box_of(stage, "document.querySelector('#first')").await?;
    let panel = box_of(stage, &widget.part("panel")).await?;
    assert_eq!((panel.x, panel.y), (place.x, place.y));
    assert_eq!((panel.width, panel.height), (place.width, place.height));
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let panel = box_of(stage, &widget.part("panel")).await?;
    assert_eq!((panel.width, panel.height), (place.width, place.height), "an answer does not stretch it");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn on_a_phone_the_panel_fills_the_screen(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("framed.html", json!([{}])).await?;
    stage.page().enter_frame("#phone").await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    let panel = box_of(stage, &widget.part("panel")).await?;
    assert!(panel.x.abs() < 1.0 && (panel.width - 390.0).abs() < 1.0, "{panel:?}");
    assert!(panel.y < 40.0 && (panel.y + panel.height - 844.0).abs() < 1.0, "{panel:?}");

    let wide: Vec<String> = stage
        .page()
        .run(&format!(
            "const wide = [];
             if (document.documentElement.scrollWidth > innerWidth) wide.push('the page');
             for (const element of {}) {{
               const {{ x, width }} = box(element);
               if (x < -0.5 || x + width > innerWidth + 0.5) wide.push(element.getAttribute('part'));
             }}
             const log = {};
             if (log.scrollWidth > log.clientWidth) wide.push('the log scrolls sideways');
             return wide;",
            widget.all(
                "[part~=header], [part~=log], [part~=message], [part~=products], [part~=composer], [part~=close]"
            ),
            widget.part("log"),
        ))
        .await?;
    assert_eq!(wide, [] as [String; 0]);

    // Fingers need room: 44 CSS pixels in both directions, drawn or not.
    let small: Vec<String> = stage
        .page()
        .run(&format!(
            "const hit = (button, dx, dy) => {{
               const {{ x, y, width, height }} = box(button);
               const top = button.getRootNode().elementFromPoint(x + width / 2 + dx, y + height / 2 + dy);
               return top === button || button.contains(top);
             }};
             const inSight = (button) => {{
               button.scrollIntoView({{ block: 'nearest', inline: 'nearest', behavior: 'instant' }});
               return hit(button, 0, 0);
             }};
             const reach = [[-21, 0], [21, 0], [0, -21], [0, 21]];
             const hard = (button) => inSight(button) && !reach.every(([dx, dy]) => hit(button, dx, dy));
             return {}.filter((button) => shown(button) && hard(button)).map((button) => `${{button.getAttribute('part')}}: ${{button.innerText}}`);",
            widget.all("button")
        ))
        .await?;
    assert_eq!(small, [] as [String; 0], "harder to hit than 44 px");
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    Ok(())
}
