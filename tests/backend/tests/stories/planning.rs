//! Plans of meals, over the demo catalogue.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vizochok_backend::{Amount, Backend, Options};

use crate::client::{Client, first, kinds, shop_cart, text};

async fn demo() -> Backend {
    Backend::start(Options::new()).await.unwrap()
}

/// All meals of a plan: day, slot, name.
fn meals(plan: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_day = |day: &Value| {
        let meals = day["meals"].as_array().unwrap().iter();
        meals.map(|meal| (text(&day["name"]), text(&meal["slot"]), text(&meal["name"]))).collect::<Vec<_>>()
    };
    plan["days"].as_array().unwrap().iter().flat_map(of_day).collect()
}

/// What is to be bought for a plan.
fn skus(plan: &Value) -> BTreeSet<String> {
    let meals = plan["days"].as_array().unwrap().iter().flat_map(|day| day["meals"].as_array().unwrap());
    let items = meals.flat_map(|meal| meal["items"].as_array().unwrap());
    items.filter_map(|item| item["sku"].as_str()).map(str::to_owned).collect()
}

async fn act(client: &mut Client, action: &str, plan: &Value, more: Value) -> Vec<Value> {
    let mut frame = json!({
        "type": "action", "action": action, "plan_id": plan["plan_id"], "tool_call_id": plan["tool_call_id"],
    });
    frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.send(frame).await;
    client.turn().await
}

#[tokio::test]
async fn a_plan_is_made_in_three_languages() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for (question, title, day, slots) in [
        (
            "meal plan for 3 days for 4 people",
            "Meal plan: 3 days, 4 people",
            "Day 1",
            ["Breakfast", "Lunch", "Dinner"],
        ),
        (
            "план харчування на 5 днів",
            "План харчування: 5 днів, 2 особи",
            "День 1",
            ["Сніданок", "Обід", "Вечеря"],
        ),
        (
            "составь меню на неделю на одного человека",
            "План питания: 7 дней, 1 человек",
            "День 1",
            ["Завтрак", "Обед", "Ужин"],
        ),
    ] {
        let answer = client.ask(question).await;
        let told = ["status", "text_delta", "text_end", "meal_plan", "response_complete"];
        assert_eq!(kinds(&answer), told, "{question}");
        let plan = first(&answer, "meal_plan");
        assert_eq!(plan["title"], title, "{question}");
        let meals = meals(plan);
        assert_eq!(meals[0].0, day);
        assert_eq!(meals[..3].iter().map(|meal| meal.1.as_str()).collect::<Vec<_>>(), slots);
        let names: BTreeSet<&String> = meals.iter().map(|(.., name)| name).collect();
        assert_eq!(names.len(), meals.len(), "{question}: nothing twice");
    }
    let answer = client.ask("meal plan for 30 days").await;
    assert!(text(&answer).starts_with("I plan 3 to 7 days, so I took 7 days."), "{}", text(&answer));
}

#[tokio::test]
async fn the_number_of_days_is_asked_for() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("vegan meal plan for two, please").await;
    assert!(!kinds(&answer).contains(&"meal_plan"));
    let option = &first(&answer, "quick_replies")["options"][1];
    assert_eq!(*option, json!({"label": "5 days", "value": "vegan meal plan for two, please for 5 days"}));
    let answer = client.ask(option["value"].as_str().unwrap()).await;
    let plan = first(&answer, "meal_plan");
    assert_eq!(plan["title"], "Meal plan: 5 days, 2 people");
    assert!(text(&answer).contains("some come again"), "{}", text(&answer));
    let animal =
        ["milk", "curd", "egg", "poultry", "pork", "beef", "fish", "cheese", "butter", "cream", "sausage"];
    let skus = skus(plan);
    assert!(skus.iter().all(|sku| !animal.iter().any(|name| sku.starts_with(name))), "{skus:?}");
}

#[tokio::test]
async fn an_approved_plan_is_bought_once_each_product_together() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("meal plan for 4 days for 3 people").await;
    let plan = first(&answer, "meal_plan").clone();
    let frames = act(&mut client, "approve_meal_plan", &plan, json!({})).await;
    let results: Vec<&str> = frames
        .iter()
        .filter(|frame| frame["type"] == "cart_changed")
        .map(|f| f["sku"].as_str().unwrap())
        .collect();
    let distinct: BTreeSet<String> = results.iter().map(|sku| (*sku).to_owned()).collect();
    assert_eq!(results.len(), distinct.len(), "each product once");
    assert_eq!(distinct, skus(&plan));
    let said = text(&frames);
    assert!(said.starts_with(&format!("Put into your cart: **{0}** of {0}.", results.len())), "{said}");
    // Potatoes of all meals in one line: grams are added before they are rounded to what is sold.
    let meals = plan["days"].as_array().unwrap().iter().flat_map(|day| day["meals"].as_array().unwrap());
    let items = meals.flat_map(|meal| meal["items"].as_array().unwrap());
    let grams: u64 =
        items.filter(|item| item["sku"] == "potato-002").map(|item| item["amount"].as_u64().unwrap()).sum();
    let cart = shop_cart(&backend).await;
    let lines = cart["items"].as_array().unwrap();
    let potatoes = lines.iter().find(|line| line["sku"] == "potato-002").unwrap();
    let bought: Amount = potatoes["quantity"].to_string().parse().unwrap();
    assert!(grams > 0);
    assert_eq!(
        bought,
        Amount::from(u32::try_from(grams.div_ceil(100)).unwrap()).times("0.1".parse().unwrap())
    );
    // A second time buys nothing.
    let frames = act(&mut client, "approve_meal_plan", &plan, json!({})).await;
    assert_eq!(text(&frames), "All of this is in your cart already.|");
    assert_eq!(shop_cart(&backend).await, cart);
}

#[tokio::test]
async fn a_meal_a_day_or_a_food_is_changed() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("meal plan for 5 days").await;
    let before = first(&answer, "meal_plan").clone();

    let frames =
        act(&mut client, "modify_meal_plan", &before, json!({"day": "Day 2", "meal": "Lunch"})).await;
    let plan = first(&frames, "meal_plan").clone();
    assert_ne!(plan["plan_id"], before["plan_id"]);
    let changed = |old: &Value, new: &Value| -> Vec<(String, String)> {
        let pairs = meals(old).into_iter().zip(meals(new));
        pairs.filter(|(old, new)| old != new).map(|((day, slot, _), _)| (day, slot)).collect()
    };
    let at = |day: &str, slot: &str| (day.to_owned(), slot.to_owned());
    assert_eq!(changed(&before, &plan), [at("Day 2", "Lunch")]);
    assert!(text(&frames).starts_with("Meals changed: **1**."));

    let frames = act(&mut client, "modify_meal_plan", &plan, json!({"day": "3"})).await;
    let third = first(&frames, "meal_plan").clone();
    let whole_day = ["Breakfast", "Lunch", "Dinner"].map(|slot| at("Day 3", slot));
    assert_eq!(changed(&plan, &third), whole_day);

    let fishy =
        |plan: &Value| skus(plan).iter().any(|sku| sku.starts_with("fish") || sku.starts_with("tinned"));
    assert!(fishy(&third), "else the next wish proves nothing: {:?}", meals(&third));
    let frames = act(&mut client, "modify_meal_plan", &third, json!({"request": "no fish"})).await;
    let no_fish = first(&frames, "meal_plan").clone();
    assert!(!fishy(&no_fish), "{:?}", meals(&no_fish));

    // It stays out of later changes, also of those made in words.
    let frames = client.ask("replace the lunch on day 1").await;
    let last = first(&frames, "meal_plan").clone();
    assert_eq!(changed(&no_fish, &last), [at("Day 1", "Lunch")]);
    assert!(!fishy(&last));

    // The old one does not count any more; what is not understood leaves a plan to approve.
    let frames = act(&mut client, "approve_meal_plan", &no_fish, json!({})).await;
    assert!(text(&frames).starts_with("This plan was changed meanwhile"), "{}", text(&frames));
    assert_eq!(shop_cart(&backend).await["item_count"], 0);
    let frames = act(&mut client, "modify_meal_plan", &last, json!({"request": "make it more fancy"})).await;
    assert!(text(&frames).starts_with("I did not understand what to change."), "{}", text(&frames));
    assert_eq!(meals(first(&frames, "meal_plan")), meals(&last));
}

#[tokio::test]
async fn a_plan_waits_with_its_last_form_only() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    client.ask("план харчування на 3 дні").await;
    let answer = client.ask("без м'яса").await;
    let plan = first(&answer, "meal_plan").clone();
    let conversation = client.conversation();
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["pending_tools"], json!([plan]));
    // "Yes" is said of what was proposed last.
    let frames = client.ask("так").await;
    let bought = frames.iter().filter(|frame| frame["type"] == "cart_changed").count();
    assert_eq!(bought, skus(&plan).len());
    client.leave().await;
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["pending_tools"], json!([]));
}

#[tokio::test]
async fn all_that_waits_fits_one_frame() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for question in ["план харчування на 7 днів", "так", "план харчування на 7 днів без риби"]
    {
        client.ask(question).await;
    }
    for question in
        ["рецепт борщу", "рецепт плову", "план харчування на 7 днів для 20 осіб", "рецепт вінегрету"]
    {
        client.ask(question).await;
    }
    let conversation = client.conversation();
    client.leave().await;
    let client = Client::back(&backend, &conversation).await;
    let restored = &client.welcome[1];
    let waiting = restored["pending_tools"].as_array().unwrap();
    assert_eq!(kinds(waiting), ["ingredient_checklist", "meal_plan", "ingredient_checklist"]);
    assert!(restored["item_count"].as_u64().unwrap() > 50);
    // Far enough below for a cart twice as large.
    let size = restored.to_string().len();
    assert!(size < 65_536 * 3 / 4, "{size}");
}

#[tokio::test]
async fn a_plan_keeps_to_a_sum_as_far_as_it_can() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let cost = |said: &str| -> Amount {
        let sum = said.split("about **").nth(1).unwrap().split(' ').next().unwrap();
        sum.parse().unwrap()
    };
    let free = cost(&text(&client.ask("meal plan for 3 days").await));
    let said = text(&client.ask("meal plan for 3 days for 1300 UAH").await);
    assert!(free > Amount::from(1300) && cost(&said) <= Amount::from(1300), "{free} {said}");
    let said = text(&client.ask("meal plan for 3 days for 100 UAH").await);
    assert!(said.contains("That is more than 100 UAH"), "{said}");
}

#[tokio::test]
async fn without_recipes_none_are_promised() {
    let backend = crate::client::backend().await;
    let mut client = Client::shopper(&backend).await;
    for question in ["recipe for borscht", "meal plan for 3 days"] {
        let answer = client.ask(question).await;
        assert!(text(&answer).starts_with("None of my recipes suits"), "{question}: {}", text(&answer));
    }
    let answer = client.ask("replace dinner").await;
    assert!(text(&answer).starts_with("There is no plan to change yet."), "{}", text(&answer));
}
