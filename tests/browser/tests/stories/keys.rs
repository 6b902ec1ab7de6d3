//! The whole widget by keys.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    a_purchase_by_keys_alone,
    the_log_is_walked_by_keys,
    a_long_log_shows_its_newest_and_more_on_demand,
    the_sheet_of_keys_opens_and_gives_the_focus_back,
    a_sheet_that_comes_late_gives_the_focus_back,
    no_press_loses_the_focus,
    no_key_reaches_the_page,
}

const FOCUSED: &str = "hosts()[0]?.shadowRoot.activeElement";

/// Whether a part has the focus, as an expression.
fn on(part: &str) -> String {
    format!("{FOCUSED}?.matches('[part~={part}]') === true")
}

async fn wait_eval(stage: &Stage, what: &str, condition: &str) -> Result<()> {
    stage.page().wait_until::<Value>(what, condition).await?;
    Ok(())
}

/// Presses a key until something holds, as a person would who looks where the focus is.
async fn press_until(stage: &Stage, held: &[Key], key: Key, condition: &str) -> Result<()> {
    for _ in 0..40 {
        if stage.page().eval(condition).await? {
            return Ok(());
        }
        stage.page().press(held, key.clone()).await?;
    }
    bail!("40 presses, and still not: {condition}")
}

fn words(n: usize) -> [String; 2] {
    [
        format!(r#"{{"type":"text_delta","delta":"Answer number {n}, of some words\n\nand a second line"}}"#),
        r#"{"type":"text_end"}"#.to_owned(),
    ]
}

/// Lets the assistant say so many things.
async fn fill(stage: &Stage, widget: &Widget, count: usize) -> Result<()> {
    for n in 1..=count {
        for frame in words(n) {
            stage.backend.inject().send_text(frame);
        }
    }
    stage.backend.inject().send_text(r#"{"type":"response_complete"}"#);
    let last = format!("{}.at(-1)?.innerText.includes('number {count},')", widget.all("[part~=message]"));
    wait_eval(stage, "the last answer is there", &last).await?;
    widget.wait_gone(&widget.part("status")).await
}

async fn a_purchase_by_keys_alone(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{ "userId": SHOPPER }])).await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    press_until(stage, &[], Key::Tab, &on("launcher")).await?;
    stage.page().press(&[], Key::Enter).await?;
    wait_eval(stage, "the field has the focus", &on("input")).await?;
    widget.wait_connection("online").await?;
    stage.page().type_text("show me milk").await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(0).await?;

    // Up from the empty field into the log, and by Tab to what the newest message offers.
    stage.page().press(&[], Key::Up).await?;
    wait_eval(stage, "the log has the focus", &format!("{FOCUSED}?.closest('[part~=log]') !== null")).await?;
    let product = format!("{FOCUSED}?.closest('[part~=card]') !== null");
    press_until(stage, &[], Key::Up, &format!("{FOCUSED}?.querySelector('[part~=card]') !== null")).await?;
    press_until(stage, &[], Key::Tab, &on("add")).await?;
    assert!(stage.page().eval::<bool>(&product).await?);
    let sku: String = stage.page().eval(&format!("{FOCUSED}.closest('[part~=card]').dataset.sku")).await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_quantity(&sku, "1").await?;
    wait_eval(stage, "the stepper has the focus", &on("increase")).await?;
    press_until(stage, &[Key::Shift], Key::Tab, &on("quantity")).await?;
    stage.page().type_text("+").await?;
    widget.wait_quantity(&sku, "2").await?;
    stage.page().press(&[], Key::Up).await?;
    widget.wait_quantity(&sku, "3").await?;
    stage.page().type_text("-").await?;
    widget.wait_quantity(&sku, "2").await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert_eq!((&cart["items"][0]["sku"], &cart["items"][0]["quantity"]), (&json!(sku), &json!(2)));

    stage.page().press(&[], Key::Escape).await?;
    wait_eval(stage, "the launcher has the focus", &on("launcher")).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn the_log_is_walked_by_keys(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    fill(stage, &widget, 30).await?;
    let at = |n: usize| format!("{FOCUSED}?.innerText.includes('number {n},')");
    let in_sight = format!(
        "(() => {{ const [row, log] = [box({FOCUSED}), box({})]; \
         return row.y >= log.y - 1 && row.y + row.height <= log.y + log.height + 1; }})()",
        widget.part("log")
    );
    stage.page().press(&[], Key::Up).await?;
    wait_eval(stage, "the newest has the focus", &at(30)).await?;
    for n in [29, 28, 27] {
        stage.page().press(&[], Key::Up).await?;
        wait_eval(stage, "the one before", &at(n)).await?;
    }
    stage.page().press(&[], Key::Down).await?;
    wait_eval(stage, "the next", &at(28)).await?;
    stage.page().press(&[], Key::PageUp).await?;
    wait_eval(stage, "a screen up", &format!("!({}) && !({}) && {in_sight}", at(28), at(27))).await?;
    stage.page().press(&[], Key::PageDown).await?;
    wait_eval(stage, "a screen down", &at(28)).await?;
    stage.page().press(&[], Key::Home).await?;
    wait_eval(stage, "the first", &format!("{} && {in_sight}", at(1))).await?;
    stage.page().press(&[], Key::End).await?;
    wait_eval(stage, "the last", &format!("{} && {in_sight}", at(30))).await?;
    // It is an article, named by what it says.
    let named: Value = stage
        .page()
        .eval(&format!("[{FOCUSED}.role, {FOCUSED}.getAttribute('aria-labelledby') === {FOCUSED}.id]"))
        .await?;
    assert_eq!(named, json!(["article", true]));
    stage.page().press(&[], Key::Down).await?;
    wait_eval(stage, "below the log is the field", &on("input")).await?;
    // There the keys are the field's own.
    stage.page().type_text("milk").await?;
    stage.page().press(&[], Key::Up).await?;
    stage.page().press(&[], Key::Home).await?;
    wait_eval(stage, "the field keeps the focus", &on("input")).await
}

async fn a_long_log_shows_its_newest_and_more_on_demand(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    fill(stage, &widget, 1_000).await?;
    let (log, rows) = (widget.part("log"), format!("{}.length", widget.all(".rows > *")));
    // A dozen, or what fills the log at 40 pixels each; half as many more before the oldest go.
    let page = format!("Math.max(12, Math.ceil({log}.clientHeight / 40))");
    let few = format!("{rows} >= 12 && {rows} <= Math.floor({page} * 1.5)");
    wait_eval(stage, "only the newest are made", &few).await?;
    let at_end = format!("{log}.scrollHeight - {log}.clientHeight - {log}.scrollTop < 2");
    wait_eval(stage, "the end is followed", &at_end).await?;
    widget.wait_gone(&widget.part("jump")).await?;
    let shown: usize = stage.page().eval(&rows).await?;

    // Near the beginning, older ones come by themselves, and what is being read stays where it is.
    let first = format!("{}[0]", widget.all(".rows > *"));
    stage
        .page()
        .run::<()>(&format!(
            "window.first = {first}; {log}.scrollTop = 230; window.top_ = box(window.first).y;"
        ))
        .await?;
    wait_eval(stage, "more are shown", &format!("{rows} === {shown} + {page}")).await?;
    wait_eval(stage, "nothing has moved", "Math.abs(box(window.first).y - window.top_) <= 1").await?;

    // By keys to the very first, over everything that was not there.
    stage.page().run::<()>(&format!("{log}.focus();")).await?;
    stage.page().press(&[], Key::Home).await?;
    let row = |number: usize| {
        format!("{FOCUSED}?.matches('.rows > *') && {FOCUSED}.innerText.includes('number {number},')")
    };
    wait_eval(stage, "the first", &row(1)).await?;
    wait_eval(stage, "all are there", &format!("{rows} === 1000")).await?;
    widget.wait_gone(&widget.part("show-earlier")).await?;

    // Back at the end, the next answer lets the oldest go.
    stage.page().press(&[], Key::End).await?;
    wait_eval(stage, "the last", &row(1_000)).await?;
    stage.page().press(&[], Key::Down).await?;
    wait_eval(stage, "the field has the focus", &on("input")).await?;
    for frame in words(1_001) {
        stage.backend.inject().send_text(frame);
    }
    wait_eval(stage, "only the newest are left", &few).await?;
    wait_eval(stage, "earlier ones are offered", &format!("{} !== undefined", widget.part("show-earlier")))
        .await?;
    wait_eval(stage, "the end is in sight", &at_end).await?;

    // Who does not wait for the first row is not taken there.
    stage.page().run::<()>(&format!("{log}.focus();")).await?;
    stage.page().press(&[], Key::Home).await?;
    stage.page().press(&[], Key::End).await?;
    wait_eval(stage, "all are there", &format!("{rows} === 1001")).await?;
    wait_eval(stage, "the last", &row(1_001)).await?;
    stage.page().press(&[], Key::Down).await?;
    wait_eval(stage, "the field has the focus", &on("input")).await?;

    // A reload begins with the newest, and the button brings the rest.
    stage.page().reload().await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    widget.show_panel().await?;
    wait_eval(stage, "only the newest are made", &format!("[12, {page}].includes({rows})")).await?;
    let earlier = widget.part("show-earlier");
    stage.page().run::<()>(&format!("{earlier}.focus();")).await?;
    stage.page().press(&[], Key::Enter).await?;
    wait_eval(stage, "more are shown", &format!("{rows} >= 12 + {page}")).await
}

async fn the_sheet_of_keys_opens_and_gives_the_focus_back(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    // In the field a question mark is a character.
    stage.page().type_text("?").await?;
    let text: String = stage.page().eval(&format!("{}.value", widget.part("input"))).await?;
    assert_eq!(text, "?");
    widget.wait_gone(&widget.part("sheet")).await?;

    stage.page().run::<()>(&format!("{}.focus();", widget.part("log"))).await?;
    stage.page().type_text("?").await?;
    widget.wait_shown(&widget.part("keys")).await?;
    wait_eval(stage, "the focus is in the sheet", &on("sheet-close")).await?;
    let role: Value = stage
        .page()
        .eval(&format!(
            "((s) => [s.role, s.ariaModal, {}.inert])({})",
            widget.part("composer"),
            widget.part("sheet")
        ))
        .await?;
    assert_eq!(role, json!(["dialog", "true", true]));
    stage.page().press(&[], Key::Escape).await?;
    widget.wait_gone(&widget.part("sheet")).await?;
    wait_eval(stage, "the log has the focus again", &on("log")).await?;
    let open: bool = stage.page().eval(&format!("!{}.inert", widget.part("panel"))).await?;
    assert!(open, "Escape closed the sheet alone");

    // And by its button.
    widget.press(&widget.part("menu")).await?;
    widget.wait_shown(&widget.part("keys")).await?;
    widget.press(&widget.part("sheet-close")).await?;
    wait_eval(stage, "the button has the focus again", &on("menu")).await
}

async fn a_sheet_that_comes_late_gives_the_focus_back(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    // The part of the program that makes sheets takes its time.
    stage
        .page()
        .run::<()>(&format!(
            "const load = window.fetch;
             window.fetch = async (...asked) => {{
               if (String(asked[0]).includes('conversation_bg')) await new Promise((go) => {{ window.go = go; }});
               return load(...asked);
             }};
             {}.focus();",
            widget.part("log")
        ))
        .await?;
    stage.page().type_text("?").await?;
    wait_eval(stage, "the part is asked for", "window.go !== undefined").await?;
    wait_eval(stage, "the log still has the focus", &on("log")).await?;
    stage.page().run::<()>("window.go();").await?;
    widget.wait_shown(&widget.part("keys")).await?;
    wait_eval(stage, "the focus is in the sheet", &on("sheet-close")).await?;
    stage.page().press(&[], Key::Escape).await?;
    widget.wait_gone(&widget.part("sheet")).await?;
    wait_eval(stage, "the log has the focus again", &on("log")).await
}

async fn no_press_loses_the_focus(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let inside = format!("{FOCUSED} !== null");
    let on_and_press = async |part: &str| -> Result<()> {
        widget.wait_shown(&widget.part(part)).await?;
        stage.page().run::<()>(&format!("{}.focus();", widget.part(part))).await?;
        wait_eval(stage, "it has the focus", &on(part)).await?;
        stage.page().press(&[], Key::Enter).await?;
        wait_eval(stage, "what was pressed is gone", &format!("!shown({})", widget.part(part))).await?;
        wait_eval(stage, "the focus is still in the widget", &inside).await
    };
    fill(stage, &widget, 30).await?;
    stage.page().run::<()>(&format!("{}.scrollTop = 0;", widget.part("log"))).await?;
    on_and_press("jump").await?;
    stage.backend.inject().hold_answer_after(0);
    widget.say("show me milk").await?;
    widget.say("bread").await?;
    on_and_press("cancel").await?;
    on_and_press("stop").await?;
    stage.backend.inject().cut();
    stage.backend.inject().release();
    widget.wait_connection("online").await?;
    on_and_press("ask-again").await?;
    // The next key still reaches the widget.
    stage.page().type_text("?").await?;
    widget.wait_shown(&widget.part("sheet")).await
}

async fn no_key_reaches_the_page(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    stage
        .page()
        .run::<()>(
            "window.heard = [];
             for (const target of [document, document.body, window])
               for (const type of ['keydown', 'keypress', 'keyup'])
                 target.addEventListener(type, (event) => window.heard.push([type, event.key]));",
        )
        .await?;
    widget.press(&widget.part("input")).await?;
    stage.page().type_text("s/?").await?;
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(0).await?;
    stage.page().press(&[], Key::Up).await?;
    stage.page().type_text("s/").await?;
    stage.page().press(&[], Key::Home).await?;
    stage.page().type_text("?").await?;
    stage.page().press(&[], Key::Escape).await?;
    stage.page().press(&[], Key::Escape).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    let heard: Vec<Value> = stage.page().eval("window.heard").await?;
    assert_eq!(heard, [] as [Value; 0]);
    Ok(())
}
