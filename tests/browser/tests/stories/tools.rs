//! Checklists, plans and suggestions, with a pointer and with keys, over reloads too.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;
use vizochok_backend::Amount;
use vizochok_browser_tests::stage::SHOPPER;
use vizochok_browser_tests::widget::Ingredient;
use vizochok_browser_tests::{Stage, Widget, stories};

stories! {
    a_recipe_from_the_first_tick_to_the_shops_cart,
    ticks_survive_a_reload_and_a_finished_list_comes_back_quiet,
    a_checklist_needs_no_pointer,
    a_plan_is_changed_in_words_and_approved,
    suggestions_are_pressed_once,
    several_blocks_of_text_and_a_status_line_for_each_code,
}

/// The actions of one name that the server received.
fn actions(stage: &Stage, name: &str) -> Vec<Value> {
    let frames = stage.backend.log().received();
    frames.into_iter().map(|frame| frame.json).filter(|frame| frame["action"] == name).collect()
}

fn line<'a>(lines: &'a [Ingredient], id: &str) -> &'a Ingredient {
    // No such line is a failure that names its place.
    &lines[lines.iter().position(|line| line.id == id).unwrap_or(usize::MAX)]
}

/// The checkbox of a line.
fn tick(widget: &Widget, id: &str) -> String {
    format!("{}[0]", widget.all(&format!("[part~=ingredient][data-id={id}] [part~=have]")))
}

/// The part that has the focus.
async fn focused(stage: &Stage) -> Result<Option<String>> {
    stage.page().eval("hosts()[0].shadowRoot.activeElement?.getAttribute('part') ?? null").await
}

async fn a_recipe_from_the_first_tick_to_the_shops_cart(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("recipe for borscht").await?;
    widget.wait_tool("checklist", "open").await?;
    let lines = widget.ingredients().await?;
    let beet = line(&lines, "beet");
    assert_eq!((beet.amount.as_str(), beet.have, beet.open, &beet.result), ("300 g", false, true, &None));
    assert!(line(&lines, "salt").have, "most kitchens have it");

    // For seven instead of six, and back to one fewer: exact, and as a kitchen writes it.
    widget.press(&widget.part("more")).await?;
    widget.wait_amount("beet", "350 g").await?;
    widget.wait_amount("garlic", "17.5 g").await?;
    widget.press(&widget.part("fewer")).await?;
    widget.wait_amount("beet", "300 g").await?;
    assert_eq!(widget.ingredients().await?, lines);

    stage.page().click(&tick(&widget, "dill")).await?;
    // Sold to somebody else in between.
    assert!(stage.backend.inject().set_stock("root-001", Amount::ZERO));
    widget.to_end().await?;
    let missing = widget.ingredients().await?.iter().filter(|line| !line.have).count();
    let said = format!("{}?.innerText === 'Add {missing} missing'", widget.part("submit"));
    stage.page().wait_until::<Value>("the button counts what is missing", &said).await?;
    widget.press(&widget.part("submit")).await?;
    widget.wait_tool("checklist", "done").await?;
    assert_eq!(focused(stage).await?.as_deref(), Some("tool-note"), "the button went, the focus did not");

    let lines = widget.ingredients().await?;
    assert_eq!(line(&lines, "beet").result.as_deref(), Some("In your cart: 0.3 kg"));
    assert_eq!(line(&lines, "carrot").result.as_deref(), Some("Not added"));
    assert_eq!(
        (line(&lines, "dill").result.as_deref(), line(&lines, "salt").result.as_deref()),
        (None, None)
    );
    assert!(lines.iter().all(|line| !line.open), "it is answered");
    widget.wait_gone(&widget.part("submit")).await?;
    let note: String = stage.page().eval(&format!("{}.innerText", widget.part("tool-note"))).await?;
    assert_eq!(note, format!("In your cart: {} of {missing}. Not added: carrots", missing - 1));

    let submitted = actions(stage, "submit_checklist");
    assert_eq!(submitted.len(), 1);
    assert_eq!(submitted[0]["servings"], 6);
    assert!(submitted[0]["have"].as_array().is_some_and(|have| have.contains(&json!("dill"))));
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    let items = cart["items"].as_array().context("the shop's cart")?;
    assert_eq!(items.len(), missing - 1);
    assert!(items.iter().any(|item| item["sku"] == "root-003" && item["quantity"] == 0.3), "{items:?}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn ticks_survive_a_reload_and_a_finished_list_comes_back_quiet(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("recipe for borscht").await?;
    stage.page().click(&tick(&widget, "beet")).await?;
    stage.page().click(&tick(&widget, "salt")).await?;
    widget.press(&widget.part("more")).await?;
    widget.wait_amount("beet", "350 g").await?;
    let before = widget.ingredients().await?;
    assert!(line(&before, "beet").have && !line(&before, "salt").have);

    let back = async || -> Result<()> {
        stage.page().reload().await?;
        widget.wait_shown(&widget.part("launcher")).await?;
        widget.show_panel().await?;
        widget.wait_connection("online").await
    };
    back().await?;
    widget.wait_tool("checklist", "open").await?;
    assert_eq!(widget.ingredients().await?, before);
    let count = format!("{}.length", widget.all("[part~=checklist]"));
    assert_eq!(stage.page().eval::<usize>(&count).await?, 1, "what still waits is not shown twice");

    widget.to_end().await?;
    widget.press(&widget.part("submit")).await?;
    widget.wait_tool("checklist", "done").await?;
    let done = widget.ingredients().await?;
    assert!(done.iter().all(|line| line.have != line.result.is_some()), "{done:?}");
    back().await?;
    widget.wait_tool("checklist", "done").await?;
    assert_eq!(widget.ingredients().await?, done);
    widget.wait_gone(&widget.part("submit")).await?;
    assert_eq!(actions(stage, "submit_checklist").len(), 1);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_checklist_needs_no_pointer(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("recipe for borscht").await?;
    let page = stage.page();
    // Named for those who do not see it: the card, the group of ticks, each line, the number.
    let names: Value = page
        .run(&format!(
            "const card = {};
             const first = card.querySelector('[part~=have]');
             return {{ card: card.getAttribute('aria-label'), role: card.getAttribute('role'),
               group: first.closest('fieldset').querySelector('legend').innerText,
               box: first.labels[0].innerText.includes('beef'),
               number: card.querySelector('[role=spinbutton]').getAttribute('aria-label'),
               heights: [...card.querySelectorAll('label, button')].every((e) => e.getBoundingClientRect().height >= 44) }};",
            widget.part("checklist")
        ))
        .await?;
    let expected = json!({"card": "Borscht: ingredients", "role": "group", "group": "Tick what you have at home",
        "box": true, "number": "Servings", "heights": true});
    assert_eq!(names, expected);

    page.run::<()>(&format!("{}.focus();", widget.part("servings"))).await?;
    page.press(&[], Key::Up).await?;
    page.press(&[], Key::Up).await?;
    let now = format!("{}.getAttribute('aria-valuenow') === '8'", widget.part("servings"));
    page.wait_until::<Value>("it is made for eight", &now).await?;
    page.run::<()>(&format!("{}.focus();", tick(&widget, "beet"))).await?;
    page.type_text(" ").await?;
    assert!(line(&widget.ingredients().await?, "beet").have);
    assert_eq!(focused(stage).await?.as_deref(), Some("have"), "the focus stays on what was ticked");

    // What a screen reader is told: the results once, all together.
    page.run::<()>(&format!(
        "const note = {}; window.told = [];
         new MutationObserver(() => window.told.push(note.textContent))
           .observe(note, {{ childList: true, characterData: true, subtree: true }});",
        widget.part("tool-note")
    ))
    .await?;
    page.run::<()>(&format!("{}.focus();", widget.part("submit"))).await?;
    page.press(&[], Key::Enter).await?;
    widget.wait_tool("checklist", "done").await?;
    let told: Vec<String> = page.eval("window.told").await?;
    let results = told.iter().filter(|words| words.starts_with("In your cart"));
    assert_eq!(results.count(), 1, "{told:?}");
    assert_eq!(actions(stage, "submit_checklist")[0]["servings"], 8);
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_plan_is_changed_in_words_and_approved(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("meal plan for 3 days").await?;
    widget.wait_tool("meal-plan", "open").await?;
    let page = stage.page();
    let dishes = |nth: &str| {
        let plans = widget.all("[part~=meal-plan]");
        format!("[...{plans}.at({nth}).querySelectorAll('[part~=dish]')].map((dish) => dish.innerText)")
    };
    let before: Vec<String> = page.eval(&dishes("-1")).await?;
    assert_eq!(before.len(), 9);

    // One meal, in words: the field comes with the focus, goes by Escape, and the focus goes back.
    let change = format!("{}[0]", widget.all("[part~=meal] [part~=change]"));
    page.run::<()>(&format!("{change}.scrollIntoView({{ block: 'center' }});")).await?;
    page.click(&change).await?;
    widget.wait_shown(&widget.part("wish")).await?;
    assert_eq!(focused(stage).await?.as_deref(), Some("wish"));
    page.press(&[], Key::Escape).await?;
    widget.wait_gone(&widget.part("wish")).await?;
    assert_eq!(focused(stage).await?.as_deref(), Some("change"));
    widget.wait_shown(&widget.part("panel")).await?;
    page.press(&[], Key::Enter).await?;
    widget.wait_shown(&widget.part("wish")).await?;
    page.type_text("without eggs").await?;
    page.press(&[], Key::Enter).await?;
    let two = format!("{}.length === 2", widget.all("[part~=meal-plan]"));
    page.wait_until::<Value>("a changed plan came", &two).await?;
    let quiet = format!("{}.dataset.state === 'done'", widget.part("meal-plan"));
    page.wait_until::<Value>("the old plan is quiet", &quiet).await?;
    let note: String = page.eval(&format!("{}.innerText", widget.part("tool-note"))).await?;
    assert_eq!(note, "Change requested");
    let asked = actions(stage, "modify_meal_plan");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["request"], "without eggs");
    assert!(asked[0]["day"].is_string() && asked[0]["meal"].is_string(), "{asked:?}");
    let after: Vec<String> = page.eval(&dishes("-1")).await?;
    assert_ne!(after, before);

    // All of it as one list: no product twice in one unit.
    widget.to_end().await?;
    let list = format!("{}.at(-1)", widget.all("[part~=shopping-list]"));
    page.click(&format!("{list}.querySelector('summary')")).await?;
    let lines: Vec<(String, String)> = page
        .eval(&format!(
            "[...{list}.querySelectorAll('li')].map((li) => [li.children[0].innerText, li.children[1].innerText])"
        ))
        .await?;
    let unit = |amount: &str| amount.rsplit('\u{a0}').next().unwrap_or_default().to_owned();
    let mut keys: Vec<(String, String)> =
        lines.iter().map(|(name, amount)| (name.clone(), unit(amount))).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), lines.len(), "{lines:?}");
    assert!(lines.iter().all(|(_, amount)| !amount.is_empty()), "{lines:?}");

    let approve = format!("{}.at(-1)", widget.all("[part~=approve]"));
    page.run::<()>(&format!("{approve}.scrollIntoView();")).await?;
    widget.to_end().await?;
    page.click(&approve).await?;
    widget.wait_tool("meal-plan", "done").await?;
    assert_eq!(actions(stage, "approve_meal_plan").len(), 1);
    widget.wait_gone(&widget.part("approve")).await?;
    widget.wait_gone(&widget.part("change")).await?;
    let cart = stage.shop_cart("demo-store", SHOPPER).await?;
    assert!(cart["item_count"].as_u64() > Some(5), "{cart}");
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn suggestions_are_pressed_once(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    widget.ask("vegan meal plan for two, please").await?;
    let pills = widget.all("[part~=quick-reply]");
    let before = widget.messages().await?.len();
    stage.page().click(&format!("{pills}[1]")).await?;
    widget.wait_answer(before).await?;
    let pressed = format!(
        "{pills}.slice(0, 3).map((pill) => [pill.getAttribute('aria-pressed'), pill.getAttribute('aria-disabled')])"
    );
    let expected = json!([["false", "true"], ["true", "true"], ["false", "true"]]);
    assert_eq!(stage.page().eval::<Value>(&pressed).await?, expected);
    stage.page().run::<()>(&format!("{pills}[0].click();")).await?;
    stage.page().reload().await?;
    widget.wait_shown(&widget.part("launcher")).await?;
    widget.show_panel().await?;
    widget.wait_connection("online").await?;
    assert_eq!(stage.page().eval::<Value>(&pressed).await?, expected, "marked after a reload too");
    stage.page().run::<()>(&format!("{pills}[0].click();")).await?;
    widget.ask("thanks").await?;
    let sent = actions(stage, "quick_reply");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["value"], "vegan meal plan for two, please for 5 days");
    Ok(())
}

async fn several_blocks_of_text_and_a_status_line_for_each_code(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    let inject = stage.backend.inject();
    for (code, words) in [
        ("searching", "Searching…"),
        ("thinking", "Thinking…"),
        ("checking_prices", "Checking prices…"),
        ("updating_cart", "Updating your cart…"),
        ("planning", "Making a plan…"),
        ("juggling", "One moment…"),
    ] {
        inject.send_text(json!({"type": "status", "code": code}).to_string());
        let condition = format!("{}?.innerText.trim() === {}", widget.part("status"), json!(words));
        stage.page().wait_until::<Value>(&format!("{code} has its words"), &condition).await?;
    }
    for frame in [
        json!({"type": "text_delta", "delta": "The first."}),
        json!({"type": "text_end"}),
        json!({"type": "status", "code": "searching"}),
        json!({"type": "text_delta", "delta": "The second."}),
        json!({"type": "text_end"}),
        json!({"type": "response_complete"}),
    ] {
        inject.send_text(frame.to_string());
    }
    widget.wait_gone(&widget.part("status")).await?;
    let said: Vec<(String, String)> =
        widget.messages().await?.into_iter().map(|message| (message.state, message.text)).collect();
    let done = |text: &str| ("done".to_owned(), text.to_owned());
    assert_eq!(said, [done("The first."), done("The second.")]);
    Ok(())
}
