//! What a shopper does with the conversation itself: copies, stops, asks again, takes back, begins anew.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;
use vizochok_backend::Limits;
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

stories! {
    an_answer_is_copied_as_plain_text,
    a_stopped_answer_shows_nothing_more_and_what_waits_goes_out,
    escape_stops_first_and_closes_then,
    a_text_that_waits_is_taken_back_or_edited,
    an_answer_that_broke_off_is_asked_again,
    a_new_conversation_begins_after_a_question,
    a_conversation_that_is_too_long_offers_a_new_one
        = Setting::default().backend(|options| options.limits(Limits { session_tokens: 1, ..Limits::default() })),
    a_reply_of_any_kind_counts_as_unread_once,
    what_cannot_be_sent_is_said_before,
    what_is_typed_outlives_a_reconnect_and_a_reload,
}

fn messages_received(stage: &Stage) -> Vec<Value> {
    let frames = stage.backend.log().received();
    let messages = frames.iter().filter(|frame| frame.is_received("message"));
    messages.map(|frame| frame.json["text"].clone()).collect()
}

/// The states of the assistant's messages.
fn answers(widget: &Widget) -> String {
    format!("{}.map((m) => m.dataset.state)", widget.all("[part~=message][data-role=assistant]"))
}

async fn wait_eval(stage: &Stage, what: &str, condition: &str) -> Result<()> {
    stage.page().wait_until::<Value>(what, condition).await?;
    Ok(())
}

/// Asks for milk and lets only so much of the answer out.
async fn begin_answer(stage: &Stage, widget: &Widget) -> Result<()> {
    stage.backend.inject().hold_answer_after(6);
    widget.say("show me milk").await?;
    widget.wait_shown(&widget.part("stop")).await
}

async fn an_answer_is_copied_as_plain_text(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    for frame in
        [r#"{"type":"text_delta","delta":"**Two** kinds:\n\n- milk\n- kefir"}"#, r#"{"type":"text_end"}"#]
    {
        stage.backend.inject().send_text(frame);
    }
    stage.backend.inject().send_text(r#"{"type":"response_complete"}"#);
    // No engine lets a test read the clipboard; what is handed to it can be seen.
    stage
        .page()
        .run::<()>("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
        .await?;
    let copy = widget.part("copy");
    wait_eval(stage, "the answer can be copied", &format!("{copy} !== undefined")).await?;
    // It shows itself under a pointer and to the keyboard, and always to a finger.
    stage.page().run::<()>(&format!("{copy}.focus();")).await?;
    widget.wait_shown(&copy).await?;
    widget.press(&copy).await?;
    let text: String = stage.page().wait_until("it was copied", "window.copied").await?;
    assert_eq!(text, "Two kinds:\n\n- milk\n- kefir");
    let said = format!("{}.innerText.trim() === 'Copied'", widget.part("announcer"));
    wait_eval(stage, "it is said", &said).await?;
    wait_eval(stage, "the button says so", &format!("{copy}.ariaLabel === 'Copied'")).await?;

    // A page that may not write to the clipboard copies as a person would: by selecting.
    stage
        .page()
        .run::<()>(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
             document.execCommand = (command) => {
               window.selected = [command, hosts()[0].shadowRoot.activeElement.value]; return true; };",
        )
        .await?;
    widget.press(&copy).await?;
    let selected: Value = stage.page().wait_until("it was selected and copied", "window.selected").await?;
    assert_eq!(selected, json!(["copy", "Two kinds:\n\n- milk\n- kefir"]));
    let back = format!("hosts()[0].shadowRoot.activeElement === {copy}");
    wait_eval(stage, "the button has the focus again", &back).await?;
    let left: usize = stage.page().eval(&format!("{}.length", widget.all("textarea.sr"))).await?;
    assert_eq!(left, 0);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_stopped_answer_shows_nothing_more_and_what_waits_goes_out(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    begin_answer(stage, &widget).await?;
    // Meanwhile the shopper types ahead.
    widget.say("bread").await?;
    let waiting = format!("{}[0]?.dataset.state === 'queued'", widget.all("[part~=message]:last-child"));
    wait_eval(stage, "the next message waits", &waiting).await?;

    widget.press(&widget.part("stop")).await?;
    wait_eval(stage, "the answer is stopped", &format!("{}.includes('stopped')", answers(&widget))).await?;
    widget.wait_gone(&widget.part("stop")).await?;
    widget.wait_gone(&widget.part("status")).await?;
    let inside = "hosts()[0].shadowRoot.activeElement !== null";
    wait_eval(stage, "the focus is still in the widget", inside).await?;
    let stopped =
        format!("{}.find((m) => m.dataset.state === 'stopped').innerText", widget.all("[part~=message]"));
    let before: String = stage.page().eval(&stopped).await?;
    assert!(before.contains("You stopped this answer"), "{before}");
    assert_eq!(messages_received(stage), ["show me milk"], "the turn is still the server's");

    stage.backend.inject().release();
    wait_eval(stage, "the next one is answered", &format!("{}.at(-1) === 'done'", answers(&widget))).await?;
    assert_eq!(messages_received(stage), ["show me milk", "bread"]);
    let after: String = stage.page().eval(&stopped).await?;
    assert_eq!(after, before, "nothing more of it");
    let cards = widget.cards().await?;
    assert!(cards.iter().all(|card| !card.sku.starts_with("milk")), "{cards:?}");
    Ok(())
}

async fn escape_stops_first_and_closes_then(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    begin_answer(stage, &widget).await?;
    stage.page().press(&[], Key::Escape).await?;
    wait_eval(stage, "the answer is stopped", &format!("{}.includes('stopped')", answers(&widget))).await?;
    let open: bool = stage.page().eval(&format!("!{}.inert", widget.part("panel"))).await?;
    assert!(open);
    stage.page().press(&[], Key::Escape).await?;
    widget.wait_gone(&widget.part("panel")).await
}

async fn a_text_that_waits_is_taken_back_or_edited(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    begin_answer(stage, &widget).await?;
    widget.say("bread").await?;
    widget.wait_shown(&widget.part("cancel")).await?;
    widget.press(&widget.part("cancel")).await?;
    widget.wait_gone(&widget.part("cancel")).await?;
    widget.say("eggs").await?;
    widget.wait_shown(&widget.part("edit")).await?;
    // What stands in the field already is kept.
    widget.press(&widget.part("input")).await?;
    stage.page().type_text("and butter").await?;
    widget.press(&widget.part("edit")).await?;
    let field = widget.part("input");
    let both = format!("{field}.value === 'eggs\\nand butter'");
    wait_eval(stage, "both texts stand in the field", &both).await?;
    wait_eval(stage, "it has the focus", &format!("hosts()[0].shadowRoot.activeElement === {field}")).await?;
    stage.backend.inject().release();
    wait_eval(stage, "the answer is whole", &format!("{}.at(-1) === 'done'", answers(&widget))).await?;
    let before = widget.messages().await?.len();
    stage.page().press(&[], Key::Enter).await?;
    widget.wait_answer(before).await?;
    assert_eq!(messages_received(stage), ["show me milk", "eggs\nand butter"]);
    Ok(())
}

async fn an_answer_that_broke_off_is_asked_again(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    begin_answer(stage, &widget).await?;
    let streams = format!("{}.includes('streaming')", answers(&widget));
    wait_eval(stage, "words have come", &streams).await?;
    stage.backend.inject().cut();
    wait_eval(stage, "the answer broke off", &format!("{}.includes('interrupted')", answers(&widget)))
        .await?;
    stage.backend.inject().release();
    widget.wait_connection("online").await?;
    let before = widget.messages().await?.len();
    widget.press(&widget.part("ask-again")).await?;
    widget.wait_answer(before).await?;
    widget.wait_gone(&widget.part("ask-again")).await?;
    assert_eq!(messages_received(stage), ["show me milk", "show me milk"]);
    Ok(())
}

async fn a_new_conversation_begins_after_a_question(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let total: String = stage.page().eval(&format!("{}.innerText", widget.part("total"))).await?;

    widget.press(&widget.part("menu")).await?;
    widget.press(&widget.part("new-conversation")).await?;
    let question: String = stage.page().eval(&format!("{}.innerText", widget.part("sheet"))).await?;
    assert!(question.contains("will be removed") && question.contains("Your cart stays"), "{question}");
    widget.press(&widget.part("keep")).await?;
    widget.wait_gone(&widget.part("sheet")).await?;
    assert!(!widget.messages().await?.is_empty(), "nothing was lost");
    wait_eval(
        stage,
        "the focus is back",
        &format!("hosts()[0].shadowRoot.activeElement === {}", widget.part("menu")),
    )
    .await?;

    widget.press(&widget.part("menu")).await?;
    widget.press(&widget.part("new-conversation")).await?;
    widget.press(&widget.part("confirm")).await?;
    widget.wait_shown(&widget.part("welcome")).await?;
    widget.wait_connection("online").await?;
    assert!(widget.messages().await?.is_empty());
    let stays: String = stage.page().eval(&format!("{}.innerText", widget.part("total"))).await?;
    assert_eq!(stays, total, "the shop keeps the cart of a signed-in customer");
    stage.backend.inject().wait_open_sockets(1).await;
    widget.ask("bread").await?;
    let frames = stage.backend.log().frames();
    let auth = frames.iter().rfind(|frame| frame.is_received("auth")).context("an auth frame")?;
    assert_eq!(auth.json.get("conversation_id"), None);
    let started: Vec<_> = frames.iter().filter(|frame| frame.is_sent("conversation_started")).collect();
    assert_eq!(started.len(), 2);

    // It is the new one that a reload brings back.
    stage.page().reload().await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    widget.show_panel().await?;
    let texts: Vec<String> = widget.messages().await?.into_iter().map(|message| message.text).collect();
    assert_eq!(texts.first().map(String::as_str), Some("bread"));
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_conversation_that_is_too_long_offers_a_new_one(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.say("bread").await?;
    widget.press(&widget.part("new-conversation")).await?;
    widget.press(&widget.part("confirm")).await?;
    widget.wait_shown(&widget.part("welcome")).await?;
    // The question that was not taken can be asked there.
    let field = format!("{}.value === 'bread'", widget.part("input"));
    wait_eval(stage, "the question is in the field", &field).await
}

async fn a_reply_of_any_kind_counts_as_unread_once(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    let unread = |count: Value| format!("(hosts()[0].dataset.unread ?? null) === {count}");
    wait_eval(stage, "nothing is unread", &unread(Value::Null)).await?;
    let cards = r#"{"type":"product_cards","items":[{"sku":"new-1","name":"New","price":1,"unit":"pcs","quantity_step":1}]}"#;
    stage.backend.inject().send_text(cards);
    wait_eval(stage, "products alone count", &unread(json!("1"))).await?;
    // The rest of the same reply is no second one.
    stage.backend.inject().send_text(r#"{"type":"quick_replies","options":["More"]}"#);
    stage.backend.inject().send_text(r#"{"type":"text_delta","delta":"These are new."}"#);
    stage.backend.inject().send_text(r#"{"type":"response_complete"}"#);
    wait_eval(stage, "the words are there", &format!("{}.at(-1) === 'done'", answers(&widget))).await?;
    wait_eval(stage, "it is one reply", &unread(json!("1"))).await?;
    stage.page().run::<()>("shop.widgets[0].sendMessage('bread');").await?;
    wait_eval(stage, "the next reply is the second", &unread(json!("2"))).await?;
    widget.open_panel().await?;
    wait_eval(stage, "all is read", &unread(Value::Null)).await
}

async fn what_cannot_be_sent_is_said_before(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let (field, send) = (widget.part("input"), widget.part("send"));
    let fill = |text: &str| {
        format!(
            "{field}.value = {text}; {field}.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));"
        )
    };
    let disabled = format!("{send}.ariaDisabled === 'true'");
    let limit = format!("{}.innerText", widget.part("limit"));
    // Letters of two bytes each: fewer than the limit by count, nearly at it in bytes.
    stage.page().run::<()>(&fill("'ї'.repeat(32700)")).await?;
    wait_eval(
        stage,
        "it is nearly full",
        &format!("{limit}.includes('65,536') || {limit}.includes('65536')"),
    )
    .await?;
    wait_eval(stage, "it can still be sent", &format!("!({disabled})")).await?;
    stage.page().run::<()>(&fill("'ї'.repeat(32768)")).await?;
    wait_eval(stage, "it is too long", &disabled).await?;
    widget.press(&field).await?;
    stage.page().press(&[], Key::Enter).await?;
    let length: usize = stage.page().eval(&format!("{field}.value.length")).await?;
    assert_eq!(length, 32768, "nothing typed is lost");
    stage.page().run::<()>(&fill("''")).await?;

    // Fifty wait behind the one that is being answered.
    stage.backend.inject().hold_answer_after(1);
    stage
        .page()
        .run::<()>("for (let n = 0; n <= 50; n += 1) shop.widgets[0].sendMessage(`text ${n}`);")
        .await?;
    wait_eval(stage, "it says that too many wait", &format!("{limit}.includes('waiting')")).await?;
    wait_eval(stage, "nothing can be sent", &disabled).await?;
    stage.page().type_text("one more").await?;
    stage.page().press(&[], Key::Enter).await?;
    let kept: String = stage.page().eval(&format!("{field}.value")).await?;
    assert_eq!(kept, "one more");
    let described = format!(
        "{field}.getRootNode().getElementById({send}.getAttribute('aria-describedby')) === {}",
        widget.part("limit")
    );
    wait_eval(stage, "the button gives the reason", &described).await?;
    assert!(widget.messages().await?.iter().all(|message| message.role != "error"));
    // One that is taken back makes room.
    widget.press(&widget.part("cancel")).await?;
    wait_eval(stage, "there is room again", &format!("!({disabled}) && {limit} === ''")).await
}

async fn what_is_typed_outlives_a_reconnect_and_a_reload(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let field = widget.part("input");
    widget.press(&field).await?;
    stage.page().type_text("молоко і").await?;
    stage.backend.inject().cut();
    stage.wait_calls("onDisconnect", 1).await?;
    stage.wait_calls("onConnect", 2).await?;
    stage.page().type_text(" хліб").await?;
    let kept: String = stage.page().eval(&format!("{field}.value")).await?;
    assert_eq!(kept, "молоко і хліб");
    stage.page().reload().await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    widget.show_panel().await?;
    wait_eval(stage, "it is there again", &format!("{field}.value === 'молоко і хліб'")).await?;
    let open = format!("{}.ariaDisabled !== 'true'", widget.part("send"));
    wait_eval(stage, "it can be sent", &open).await
}
