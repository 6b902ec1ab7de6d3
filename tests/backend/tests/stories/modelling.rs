//! A language model answers: it uses the assistant's tools, waits for the shopper, and its endpoint may fail.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;
use vizochok_backend::{Backend, Limits, Options, Times};

use crate::client::{Client, PATIENCE, cards, first, kinds, shop_cart, text};
use crate::endpoint::{Endpoint, Reply, calls, says};

/// A backend over the demo catalogue whose model gives these replies, and a shopper.
async fn told_by(replies: impl IntoIterator<Item = Reply>) -> (Endpoint, Backend, Client) {
    let endpoint = Endpoint::with(replies).await;
    let times =
        Times { turn: Duration::from_secs(5), llm_retry: Duration::from_millis(1), ..Times::default() };
    let options = Options::new().llm(endpoint.llm()).times(times);
    let backend = Backend::start(options).await.unwrap();
    let client = Client::shopper(&backend).await;
    (endpoint, backend, client)
}

fn press(reply: &Value, label: &str) -> Value {
    json!({
        "type": "action", "action": "quick_reply", "value": label, "label": label, "tool_call_id": reply["tool_call_id"],
    })
}

#[tokio::test]
async fn a_model_searches_shows_and_fills_the_cart() {
    let (endpoint, backend, mut client) = told_by([
        calls("Let me look. ", &[("a", "search_products", json!({"query": "milk", "without": ["oat"]}))]),
        calls(
            "",
            &[
                ("b", "show_products", json!({"skus": ["milk-001", "milk-002"], "title": "Milk"})),
                ("c", "add_to_cart", json!({"sku": "milk-001", "quantity": 2})),
            ],
        ),
        says("Two cartons are in your cart. Їжте смачно!"),
    ])
    .await;
    let answer = client.ask("two milk please").await;
    let expected = [
        "status",
        "text_delta",
        "text_end",
        "status",
        "product_cards",
        "status",
        "cart_changed",
        "text_delta",
        "text_end",
        "response_complete",
    ];
    assert_eq!(kinds(&answer), expected);
    assert_eq!(text(&answer), "Let me look. |Two cartons are in your cart. Їжте смачно!|");
    assert_eq!(cards(&answer), ["milk-001", "milk-002"]);
    assert_eq!(first(&answer, "product_cards")["title"], "Milk");
    assert_eq!(shop_cart(&backend).await["items"][0]["quantity"], 2);

    let asked = endpoint.asked();
    assert_eq!(asked.len(), 3);
    assert!(asked[0].head.starts_with("post /v1/chat/completions http/1.1"));
    assert!(asked[0].head.contains("authorization: bearer sk-test"));
    assert_eq!((&asked[0].body["model"], &asked[0].body["stream"]), (&json!("small-model"), &json!(true)));
    assert_eq!(asked[0].dialogue(), [("user", "two milk please")]);
    assert!(asked[1].result("a").contains("milk-001, "), "{}", asked[1].result("a"));
    assert!(asked[2].result("b").contains("Shown to the shopper"));
    assert!(asked[2].result("c").contains("2 pcs"), "{}", asked[2].result("c"));
    let roles: Vec<&str> = asked[2].dialogue().into_iter().map(|(role, _)| role).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "assistant", "tool", "tool"]);
    // The cart is told before each reply as it is then.
    let system = |n: usize| asked[n].body["messages"][0]["content"].as_str().unwrap();
    assert!(system(0).ends_with("It is empty.") && system(2).contains("milk-001"), "{}", system(2));
}

#[tokio::test]
async fn every_tool_can_be_called() {
    let tools = [
        (
            "search_products",
            json!({"query": "bread", "diets": ["vegan"], "max_price": 60, "cheapest_first": true}),
        ),
        ("product_details", json!({"sku": "cheese-001"})),
        ("show_products", json!({"skus": ["egg-001", "nothing-1"]})),
        ("compare_products", json!({"skus": ["milk-001", "milk-002"]})),
        ("add_to_cart", json!({"sku": "potato-002"})),
        ("set_cart_quantity", json!({"sku": "potato-002", "quantity": 1.23})),
        ("get_cart", json!({})),
        ("remove_from_cart", json!({"sku": "potato-002", "quantity": 0.5})),
        ("clear_cart", json!({})),
        ("pick_for_budget", json!({"sum": 200, "goods": ["milk", "bread"]})),
        ("ask_user", json!({"question": "Red or white?", "options": ["Red", "White"]})),
        ("recipe_checklist", json!({"dish": "borscht", "servings": 4})),
        ("meal_plan", json!({"days": 3, "people": 1, "diets": ["vegetarian"]})),
        ("change_meal_plan", json!({"day": 2, "meal": "dinner"})),
    ];
    let replies = tools.iter().flat_map(|(name, arguments)| {
        // What waits for the shopper ends an answer; the other results are told in another round.
        let ends = matches!(*name, "ask_user" | "recipe_checklist" | "meal_plan" | "change_meal_plan");
        let reply = calls("", &[("x", name, arguments.clone())]);
        if ends { vec![reply] } else { vec![reply, says("Done.")] }
    });
    let (endpoint, _backend, mut client) = told_by(replies.collect::<Vec<_>>()).await;
    let mut results = Vec::new();
    let mut named = Vec::new();
    for (name, _) in &tools {
        let answer = client.ask("go on").await;
        assert_eq!(kinds(&answer).last(), Some(&"response_complete"), "{name}: {answer:#?}");
        named.push((*name).to_owned());
        let frame = match *name {
            "product_details" | "show_products" | "compare_products" | "pick_for_budget" => "product_cards",
            "add_to_cart" | "set_cart_quantity" | "remove_from_cart" | "clear_cart" => "cart_changed",
            "ask_user" => "quick_replies",
            "recipe_checklist" => "ingredient_checklist",
            "meal_plan" | "change_meal_plan" => "meal_plan",
            _ => "response_complete",
        };
        first(&answer, frame);
        if let Some((_, result)) = endpoint.last().dialogue().iter().rfind(|(role, _)| *role == "tool") {
            assert!(!result.starts_with("error"), "{name}: {result}");
            results.push((*result).to_owned());
        }
        if named.len() == 10 {
            // The limit of messages per minute is that of a connection.
            let conversation = client.conversation();
            client = Client::back(&_backend, &conversation).await;
        }
    }
    let described = endpoint.last().body["tools"].clone();
    let described: Vec<&str> =
        described.as_array().unwrap().iter().map(|tool| tool["function"]["name"].as_str().unwrap()).collect();
    named.sort_unstable();
    let mut sorted = described.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, named, "the tools that are told are those that are tried here");
    assert!(results.iter().any(|result| result.contains("1.3")), "steps are kept to: {results:#?}");
    assert!(results.iter().any(|result| result.contains("unknown: nothing-1")));
}

#[tokio::test]
async fn a_question_pauses_the_model_until_it_is_answered() {
    let question = json!({"question": "Red or white?", "options": ["Red", "White"]});
    let (endpoint, backend, mut client) = told_by([
        calls(
            "Beans. ",
            &[
                ("a", "ask_user", question.clone()),
                ("b", "ask_user", question.clone()),
                ("c", "get_cart", json!({})),
            ],
        ),
        says("White it is."),
        calls("", &[("d", "ask_user", question)]),
        says("As you wish."),
    ])
    .await;
    let answer = client.ask("beans").await;
    assert_eq!(kinds(&answer), ["status", "text_delta", "text_end", "quick_replies", "response_complete"]);
    let asked = first(&answer, "quick_replies").clone();
    assert_eq!(asked["prompt"], "Red or white?");
    assert_eq!(asked["options"][1], json!({"label": "White", "value": "White"}));
    assert_eq!(endpoint.asked().len(), 1, "the model waits");
    // It waits over a lost connection, too.
    let conversation = client.conversation();
    client.leave().await;
    let mut client = Client::back(&backend, &conversation).await;
    assert_eq!(client.welcome[1]["pending_tools"], json!([asked]));
    client.send(press(&asked, "White")).await;
    assert_eq!(text(&client.turn().await), "White it is.|");
    let last = endpoint.last();
    assert_eq!(last.result("a"), "The shopper's answer: White");
    assert!(last.result("b").starts_with("not done"), "one question at a time");
    assert_eq!(last.dialogue().iter().filter(|(role, _)| *role == "user").count(), 1);

    // Who writes instead of pressing has answered, too; a late press is a message.
    let answer = client.ask("and peas").await;
    let asked = first(&answer, "quick_replies").clone();
    assert_eq!(text(&client.ask("never mind").await), "As you wish.|");
    let last = endpoint.last();
    assert!(last.result("d").contains("did not answer"));
    assert_eq!(last.dialogue().last().unwrap(), &("user", "never mind"));
    client.send(press(&asked, "Red")).await;
    assert_eq!(first(&client.turn().await, "error")["code"], "internal_error", "the script is at its end");
    assert_eq!(endpoint.last().dialogue().last().unwrap(), &("user", "Red"));
}

#[tokio::test]
async fn a_question_outlives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let question = json!({"question": "Red or white?", "options": ["Red", "White"]});
    let endpoint = Endpoint::with([calls("", &[("a", "ask_user", question)]), says("White it is.")]).await;
    let options = || Options::new().llm(endpoint.llm()).data(dir.path());
    let backend = Backend::start(options()).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    let asked = first(&client.ask("beans").await, "quick_replies").clone();
    let conversation = client.conversation();
    drop(backend);

    let backend = Backend::start(options()).await.unwrap();
    let mut client = Client::back(&backend, &conversation).await;
    client.send(press(&asked, "White")).await;
    assert_eq!(text(&client.turn().await), "White it is.|");
    assert_eq!(endpoint.last().result("a"), "The shopper's answer: White");
}

#[tokio::test]
async fn a_checklist_and_a_plan_are_answered_on_the_page() {
    let (endpoint, backend, mut client) = told_by([
        calls("", &[("a", "recipe_checklist", json!({"dish": "borscht"}))]),
        says("Smachnoho!"),
        calls("", &[("b", "meal_plan", json!({"days": 3}))]),
        says("Changed."),
        says("All bought."),
    ])
    .await;
    let answer = client.ask("borscht").await;
    let list = first(&answer, "ingredient_checklist");
    assert!(text(&answer).starts_with("**Borscht**, servings: 6."), "{}", text(&answer));
    client
        .send(json!({
            "type": "action", "action": "submit_checklist", "checklist_id": list["checklist_id"],
            "need": ["beet", "sour-cream"], "have": [], "tool_call_id": list["tool_call_id"],
        }))
        .await;
    let frames = client.turn().await;
    assert_eq!(kinds(&frames), ["status", "cart_changed", "text_delta", "text_end", "response_complete"]);
    assert_eq!(text(&frames), "Smachnoho!|", "the model has the word");
    let last = endpoint.last();
    assert!(last.result("a").contains("Put into your cart: **2** of 2."), "{}", last.result("a"));
    assert_eq!(shop_cart(&backend).await["item_count"], 2);

    let answer = client.ask("plan three days").await;
    let plan = first(&answer, "meal_plan").clone();
    let act = |plan: &Value, action: &str| json!({"type": "action", "action": action, "plan_id": plan["plan_id"], "day": "1", "tool_call_id": plan["tool_call_id"]});
    client.send(act(&plan, "modify_meal_plan")).await;
    let frames = client.turn().await;
    let changed = first(&frames, "meal_plan").clone();
    assert_ne!(changed["days"][0], plan["days"][0]);
    assert!(endpoint.last().result("b").contains("day: 1"), "{}", endpoint.last().result("b"));
    client.send(act(&changed, "approve_meal_plan")).await;
    assert_eq!(text(&client.turn().await), "All bought.|");
    let last = endpoint.last();
    let (role, told) = *last.dialogue().last().unwrap();
    assert!(role == "user" && told.starts_with("[on the page] The shopper approved the plan."), "{told}");
}

#[tokio::test]
async fn wrong_calls_are_told_to_the_model() {
    let (endpoint, _backend, mut client) = told_by([
        calls(
            "",
            &[
                ("a", "order_a_taxi", json!({})),
                ("b", "set_cart_quantity", json!({"sku": "no-such", "quantity": 1})),
                ("c", "add_to_cart", json!({"sku": "milk-001", "quantity": -1})),
                ("d", "search_products", json!("milk")),
                ("e", "ask_user", json!({"question": "?", "options": []})),
            ],
        ),
        says("Sorry."),
    ])
    .await;
    assert_eq!(text(&client.ask("taxi").await), "Sorry.|");
    let last = endpoint.last();
    for (id, part) in [
        ("a", "no tool"),
        ("b", "no such product"),
        ("c", "more than 0"),
        ("d", "cannot be read"),
        ("e", "options"),
    ] {
        let result = last.result(id);
        assert!(result.starts_with("error: ") && result.contains(part), "{id}: {result}");
    }
}

#[tokio::test]
async fn a_reply_is_the_same_however_its_bytes_are_cut() {
    let Reply::Stream(mut events, _) = says("Ось молоко: **52,90** грн 🥛") else {
        unreachable!()
    };
    events.insert(1, ": a comment\r\n\r\nevent: noise\ndata: {broken\n\ndata: 5\n\n".to_owned());
    let (_endpoint, _backend, mut client) =
        told_by([1, 2, 7, 64].map(|size| Reply::Stream(events.clone(), size))).await;
    for _ in 0..4 {
        assert_eq!(text(&client.ask("молоко").await), "Ось молоко: **52,90** грн 🥛|");
    }
}

#[tokio::test]
async fn a_refusal_that_may_pass_is_tried_once_more() {
    let (endpoint, _backend, mut client) = told_by([
        Reply::Status(500, "busy"),
        says("One."),
        Reply::Status(429, "slow down"),
        says("Two."),
        Reply::Status(503, ""),
        Reply::Status(503, ""),
    ])
    .await;
    assert_eq!(text(&client.ask("1").await), "One.|");
    assert_eq!(text(&client.ask("2").await), "Two.|");
    assert_eq!(first(&client.ask("3").await, "error"), &json!({"type": "error", "code": "internal_error"}));
    assert_eq!(endpoint.asked().len(), 6);
}

#[tokio::test]
async fn every_failure_is_an_internal_error_and_the_conversation_goes_on() {
    let Reply::Stream(whole, _) = says("Half of a sentence that goes on") else { unreachable!() };
    let cut = |end: usize| Reply::Stream(whole[..end].to_vec(), usize::MAX);
    let fault = "data: {\"error\": {\"message\": \"overloaded\"}}\n\n".to_owned();
    let page = "<html><body>It works!</body></html>".to_owned();
    let failures = [
        (Reply::Status(401, "no such key"), ""),
        (Reply::Stream(vec![page], usize::MAX), ""),
        (Reply::Stream(vec![], usize::MAX), ""),
        (says(""), ""),
        (cut(2), "Half of |"),
        (Reply::Stream(vec![whole[0].clone(), fault], usize::MAX), "Half |"),
        (Reply::Stream(vec!["data: ".to_owned(), "x".repeat(3 << 20)], 1 << 16), ""),
    ];
    let script: Vec<Reply> =
        failures.iter().flat_map(|(reply, _)| [reply.clone(), says("Here again.")]).collect();
    let (endpoint, backend, client) = told_by(script).await;
    let conversation = client.conversation();
    for (number, (_, before)) in failures.iter().enumerate() {
        let mut client = Client::back(&backend, &conversation).await;
        let answer = client.ask("milk").await;
        assert_eq!(first(&answer, "error")["code"], "internal_error", "{number}");
        assert_eq!(text(&answer), *before, "{number}");
        assert_eq!(text(&client.ask("milk").await), "Here again.|", "{number}");
    }
    assert_eq!(endpoint.asked().len(), 2 * failures.len(), "none of these passes by itself");
}

#[tokio::test]
async fn a_silent_endpoint_is_given_up_when_the_turn_is_over() {
    assert_eq!(Times::default().turn, Duration::from_secs(120), "the documented time");
    let mut endpoint = Endpoint::with(std::iter::repeat_n(Reply::Silence, 10)).await;
    let times = Times { turn: Duration::from_millis(100), ..Times::default() };
    let backend = Backend::start(Options::new().llm(endpoint.llm()).times(times)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    // On a busy machine a turn may be over before it has come to the endpoint.
    while endpoint.asked().is_empty() {
        assert_eq!(first(&client.ask("milk").await, "error")["code"], "internal_error");
    }
    // Nobody goes on listening to it.
    timeout(PATIENCE, endpoint.left.wait_for(|count| *count > 0)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_model_that_never_ends_is_stopped() {
    let endless = std::iter::repeat_with(|| calls("", &[("x", "get_cart", json!({}))]));
    let endpoint = Endpoint::with(endless.take(20)).await;
    let limits = Limits { rounds: 4, ..Limits::default() };
    let backend = Backend::start(Options::new().llm(endpoint.llm()).limits(limits)).await.unwrap();
    let mut client = Client::shopper(&backend).await;
    assert_eq!(first(&client.ask("milk").await, "error")["code"], "max_rounds_exceeded");
    assert_eq!(endpoint.asked().len(), 4);
}
