//! Recipes and their checklists, over the demo catalogue.

use serde_json::{Value, json};
use vizochok_backend::{Amount, Backend, Hook, HookFault, Options};

use crate::client::{Client, first, kinds, shop_cart, text};

async fn demo() -> Backend {
    Backend::start(Options::new()).await.unwrap()
}

/// Answers a checklist and gives the frames that follow.
async fn submit(client: &mut Client, list: &Value, need: &[&str], servings: Option<u32>) -> Vec<Value> {
    let mut frame = json!({
        "type": "action", "action": "submit_checklist", "checklist_id": list["checklist_id"], "need": need,
        "have": [], "tool_call_id": list["tool_call_id"],
    });
    if let Some(servings) = servings {
        frame["servings"] = json!(servings);
    }
    client.send(frame).await;
    client.turn().await
}

fn item<'a>(list: &'a Value, id: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("no {id} in {list:#}"))
}

/// SKU and quantity of every cart result of an answer.
fn results(frames: &[Value]) -> Vec<(&str, &Value)> {
    let changes = frames.iter().filter(|frame| frame["type"] == "cart_changed");
    changes.map(|change| (change["sku"].as_str().unwrap(), &change["quantity"])).collect()
}

#[tokio::test]
async fn a_recipe_becomes_a_checklist_in_three_languages() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for (question, title, name, unit) in [
        ("recipe for borscht for 3 people", "Borscht: ingredients", "beetroot", "g"),
        ("рецепт борщу на трьох", "Борщ: що потрібно", "буряк", "г"),
        ("рецепт борща на 3 порции", "Борщ: что потребуется", "свёкла", "г"),
    ] {
        let answer = client.ask(question).await;
        let told = ["status", "text_delta", "text_end", "ingredient_checklist", "response_complete"];
        assert_eq!(kinds(&answer), told, "{question}");
        let list = first(&answer, "ingredient_checklist");
        assert_eq!((&list["title"], &list["servings"]), (&json!(title), &json!(3)), "{question}");
        let beet = item(list, "beet");
        let told = (&beet["name"], &beet["amount"], &beet["unit"], &beet["have"]);
        // 300 g are for six.
        assert_eq!(told, (&json!(name), &json!(150), &json!(unit), &json!(false)), "{question}");
        assert_eq!((&beet["product"]["sku"], &beet["product"]["price"]), (&json!("root-003"), &json!(18.9)));
        assert_eq!(item(list, "salt")["have"], true);
    }
}

#[tokio::test]
async fn the_needed_lines_go_into_the_cart_once() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    client.set("onion-001", json!(0.5)).await;
    let answer = client.ask("recipe for borscht").await;
    let list = first(&answer, "ingredient_checklist").clone();
    assert_eq!(item(&list, "onion")["product"]["quantity"], 0.5, "the card shows what is in the cart");
    let frames = submit(&mut client, &list, &["beet", "onion", "sour-cream"], None).await;
    // 300 g of beetroot, 150 g of onions beside those that were there, a whole pot of 350 g.
    let expected = [("root-003", &json!(0.3)), ("onion-001", &json!(0.7)), ("cream-002", &json!(1))];
    assert_eq!(results(&frames), expected);
    let order = ["status", "cart_changed", "text_delta", "text_end", "response_complete"];
    assert_eq!(kinds(&frames), order);
    assert!(text(&frames).starts_with("Put into your cart: **3** of 3."), "{}", text(&frames));
    let cart = shop_cart(&backend).await;
    assert_eq!(cart["item_count"], 3);
    // The same again, and then with one more line.
    let frames = submit(&mut client, &list, &["beet", "onion", "sour-cream"], None).await;
    assert_eq!((results(&frames), text(&frames).as_str()), (vec![], "All of this is in your cart already.|"));
    let frames = submit(&mut client, &list, &["beet", "dill"], None).await;
    assert_eq!(results(&frames), [("herb-001", &json!(1))]);
    assert_eq!(shop_cart(&backend).await["items"][1]["quantity"], 0.3);
    let frames = submit(&mut client, &list, &[], None).await;
    assert!(text(&frames).contains("nothing to buy"));
    let unknown = json!({"checklist_id": "list_99"});
    assert!(text(&submit(&mut client, &unknown, &["beet"], None).await).contains("not here any more"));
}

#[tokio::test]
async fn amounts_follow_the_servings_that_are_submitted() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("recipe for shakshuka for 3").await;
    let list = first(&answer, "ingredient_checklist").clone();
    assert_eq!(item(&list, "egg")["amount"], 5);
    let frames = submit(&mut client, &list, &["egg", "tomatoes-tin"], Some(9)).await;
    // 15 eggs are two boxes, 1200 g are three tins.
    assert_eq!(results(&frames), [("egg-001", &json!(2)), ("canned-004", &json!(3))]);
}

#[tokio::test]
async fn each_refusal_has_its_result_and_its_words() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    assert!(backend.inject().set_stock("cabbage-001", Amount::ZERO));
    assert!(backend.inject().set_stock("cabbage-004", Amount::ZERO));
    let answer = client.ask("recipe for borscht").await;
    let list = first(&answer, "ingredient_checklist").clone();
    assert!(item(&list, "cabbage").get("product").is_none());
    assert!(text(&answer).contains("Sold out at the moment: white cabbage."), "{}", text(&answer));
    // Sold in between.
    assert!(backend.inject().set_stock("root-003", Amount::ZERO));
    let frames = submit(&mut client, &list, &["beet", "cabbage", "dill"], None).await;
    assert_eq!(results(&frames), [("root-003", &json!(0)), ("herb-001", &json!(1))]);
    let said = text(&frames);
    assert!(said.contains("**1** of 3") && said.contains("- **Beetroot**: it is sold out"), "{said}");
    assert!(said.contains("Sold out: white cabbage."), "{said}");
}

#[tokio::test]
async fn a_shop_that_stops_answering_can_be_tried_again() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("recipe for borscht").await;
    let list = first(&answer, "ingredient_checklist").clone();
    submit(&mut client, &list, &["dill"], None).await;
    backend.inject().hook(Hook::Cart, HookFault::Status(400));
    let frames = submit(&mut client, &list, &["dill", "beet", "carrot"], None).await;
    assert_eq!(results(&frames), [("root-003", &json!(0))], "the rest is not even tried");
    assert!(text(&frames).contains("The shop stopped answering"), "{}", text(&frames));
    backend.inject().heal();
    let frames = submit(&mut client, &list, &["dill", "beet", "carrot"], None).await;
    assert_eq!(results(&frames), [("root-003", &json!(0.3)), ("root-001", &json!(0.2))]);
}

#[tokio::test]
async fn an_open_question_about_a_recipe_can_be_pressed() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("рецепт з куркою на 5 порцій без лактози").await;
    let replies = first(&answer, "quick_replies");
    let pilaf = "Рецепт: Плов із куркою, на 5 порцій, без лактози";
    let options = replies["options"].as_array().unwrap();
    let option = options.iter().find(|option| option["label"] == "Плов із куркою").unwrap();
    assert_eq!(option["value"], pilaf);
    client
        .send(json!({
            "type": "action", "action": "quick_reply", "value": pilaf, "label": "Плов із куркою",
            "tool_call_id": replies["tool_call_id"],
        }))
        .await;
    let answer = client.turn().await;
    let list = first(&answer, "ingredient_checklist");
    assert_eq!((&list["servings"], &item(list, "rice")["amount"]), (&json!(5), &json!(400)));
    // What is not known is admitted, with something that is.
    let answer = client.ask("recipe for roast unicorn").await;
    assert!(text(&answer).starts_with("I know no recipe for **roast unicorn**."), "{}", text(&answer));
    assert!(!first(&answer, "quick_replies")["options"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_diet_takes_other_products_for_the_same_recipe() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("vegan recipe for oatmeal").await;
    let list = first(&answer, "ingredient_checklist");
    assert_eq!(list["title"], "Oatmeal with apple and walnuts: ingredients");
    let answer = client.ask("a vegan recipe for borscht").await;
    assert!(text(&answer).starts_with("None of my recipes suits"), "{}", text(&answer));
    assert!(backend.inject().set_stock("plantmilk-001", Amount::ZERO));
    let answer = client.ask("recipe: Oatmeal with apple and walnuts").await;
    let list = first(&answer, "ingredient_checklist");
    assert_eq!(item(list, "oat-drink")["product"]["sku"], "plantmilk-003", "the first one is sold out");
}

#[tokio::test]
async fn what_to_cook_can_depend_on_the_purse() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("що приготувати на вечерю до 120 грн?").await;
    let options = first(&answer, "quick_replies")["options"].as_array().unwrap().clone();
    assert!(!options.is_empty());
    for option in options {
        let said = text(&client.ask(option["value"].as_str().unwrap()).await);
        let sum: Amount =
            said.split("близько **").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(sum <= Amount::from(120), "{said}");
    }
    let said = text(&client.ask("recipe for borscht for 50 UAH").await);
    assert!(said.starts_with("None of my recipes suits"), "{said}");
}

#[tokio::test]
async fn a_checklist_waits_until_it_is_answered() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("recipe for deruny").await;
    let list = first(&answer, "ingredient_checklist").clone();
    // Other words overtake a question, and no list.
    client.ask("show me milk").await;
    let conversation = client.conversation();
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    let waiting = |client: &Client| {
        let pending = client.welcome[1]["pending_tools"].as_array().unwrap().clone();
        pending.into_iter().filter(|frame| frame["type"] == "ingredient_checklist").collect::<Vec<_>>()
    };
    assert_eq!(waiting(&client), std::slice::from_ref(&list));
    submit(&mut client, &list, &["potato"], None).await;
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(waiting(&client), [] as [Value; 0]);
    // The same recipe anew takes the place of the one before; "no" sends all away.
    client.ask("recipe for deruny for 2").await;
    client.ask("recipe for deruny for 8").await;
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(waiting(&client).iter().map(|list| &list["servings"]).collect::<Vec<_>>(), [8]);
    client.ask("cancel").await;
    client.leave().await;
    let client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["pending_tools"], json!([]));
}

#[tokio::test]
async fn an_answer_to_a_list_waits_for_the_running_answer() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("recipe for deruny").await;
    let list = first(&answer, "ingredient_checklist").clone();
    backend.inject().hold_answer_after(1);
    client.send(json!({"type": "message", "text": "show me milk"})).await;
    assert_eq!(client.next().await["type"], "status");
    client
        .send(json!({
            "type": "action", "action": "submit_checklist", "checklist_id": list["checklist_id"],
            "need": ["potato"], "have": [],
        }))
        .await;
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong", "the list was read, and waits");
    backend.inject().release();
    let milk = client.turn().await;
    assert!(kinds(&milk).contains(&"product_cards") && !kinds(&milk).contains(&"cart_changed"));
    assert_eq!(results(&client.turn().await), [("potato-002", &json!(1))]);
}

#[tokio::test]
async fn an_answer_without_its_fields_is_refused() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for bad in [
        json!({"action": "submit_checklist", "need": ["beet"]}),
        json!({"action": "submit_checklist", "checklist_id": "list_1"}),
        json!({"action": "submit_checklist", "checklist_id": "list_1", "need": "beet"}),
        json!({"action": "submit_checklist", "checklist_id": "list_1", "need": [], "servings": -1}),
        json!({"action": "approve_meal_plan"}),
        json!({"action": "modify_meal_plan", "plan_id": 5}),
        json!({"action": "modify_meal_plan", "plan_id": "plan_1", "request": []}),
    ] {
        let mut frame = bad.clone();
        frame["type"] = json!("action");
        client.send(frame).await;
        assert_eq!(client.next().await, json!({"type": "error", "code": "invalid_json"}), "{bad}");
    }
}
