//! Comparing, describing, keeping to a sum and to a diet, over the demo catalogue.

use serde_json::{Value, json};
use vizochok_backend::{Amount, Backend, Hook, HookFault, Options};

use crate::client::{Client, cards, first, kinds, text};

async fn demo() -> Backend {
    Backend::start(Options::new()).await.unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[tokio::test]
async fn two_products_are_compared_side_by_side_in_three_languages() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for (question, rows) in [
        (
            "compare gouda and parmesan",
            [
                "|  | Gouda cheese, by weight | Aged parmesan-style cheese 200 g |\n|---|---|---|\n",
                "| Price | 489.00 UAH | 214.00 UAH |",
                "| Per unit | 489.00 UAH per kg | 1070.00 UAH per kg |",
                "| Diet | vegetarian, gluten free | vegetarian, gluten free |",
                "The best value: **Gouda cheese, by weight**, 489.00 UAH per kg.",
            ],
        ),
        (
            "порівняй milk-001 та milk-002",
            [
                "|---|---|---|\n",
                "| Ціна | 52.90 грн | 48.90 грн (було 57.50) |",
                "| За одиницю | 58.78 грн за л | 54.33 грн за л |",
                "| Дієта | вегетаріанське, без глютену |",
                "Найвигідніше:",
            ],
        ),
        (
            "что дешевле, гауда или пармезан?",
            ["|---|---|---|\n", "| Цена |", "| За единицу |", "| Диета |", "Выгоднее всего:"],
        ),
    ] {
        let answer = client.ask(question).await;
        let said = text(&answer);
        for row in rows {
            assert!(said.contains(row), "{question}: {row}: {said}");
        }
        assert_eq!(cards(&answer).len(), 2, "{question}");
    }
    // What was shown can be pointed at; one name alone compares several of it.
    client.ask("show me milk").await;
    assert_eq!(cards(&client.ask("compare the first and the fourth").await), ["milk-001", "milk-004"]);
    assert_eq!(cards(&client.ask("compare kefir").await).len(), 2);
    let answer = client.ask("compare gouda and unicorns").await;
    assert!(text(&answer).starts_with("Which products shall I compare?"), "{}", text(&answer));
}

#[tokio::test]
async fn prices_of_a_comparison_are_those_of_this_moment() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    assert!(backend.inject().set_price("milk-001", amount("90"), Some(amount("45"))));
    let said = text(&client.ask("compare milk-001 and milk-005").await);
    assert!(said.contains("| Price | 45.00 UAH (was 90.00) | 54.20 UAH |"), "{said}");
    assert!(said.contains("| Per unit | 50.00 UAH per l | 54.20 UAH per l |"), "{said}");
    backend.inject().hook(Hook::Products, HookFault::Status(400));
    let said = text(&client.ask("compare milk-001 and milk-005").await);
    assert!(said.starts_with("The shop does not tell me its prices"), "{said}");
}

#[tokio::test]
async fn a_product_is_described_and_what_is_unknown_is_admitted() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("tell me about gouda").await;
    let said = text(&answer);
    for line in
        ["- Price: 489.00 UAH", "- Section: Cheese", "- Diet: vegetarian, gluten free", "in steps of 0.1 kg"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert_eq!(cards(&answer), ["cheese-001"]);
    assert!(text(&client.ask("is it vegan?").await).starts_with("The catalogue does not claim this (vegan)"));
    assert!(text(&client.ask("is it gluten free?").await).starts_with("Yes, the catalogue says"));
    let said = text(&client.ask("який склад у цього товару?").await);
    assert!(said.contains("я не знаю"), "{said}");
    // It is still what "it" means.
    assert_eq!(first(&client.ask("add it").await, "cart_changed")["sku"], "cheese-001");
    let answer = client.ask("расскажи о молоке").await;
    assert_eq!(first(&answer, "quick_replies")["options"][0]["value"], "Расскажи о milk-001");
    assert_eq!(cards(&client.ask("Расскажи о milk-001").await), ["milk-001"]);
    let said = text(&client.ask("tell me about citrus-001 please").await);
    assert!(said.starts_with("**Oranges**"), "{said}");
}

#[tokio::test]
async fn a_sum_of_money_is_kept_to() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for (question, together, most) in [
        ("dinner for 400 UAH", "Together: **", "400"),
        ("вечеря на 250 грн", "Разом: **", "250"),
        ("что можно купить на 300 гривен?", "Итого: **", "300"),
        ("milk, bread and eggs for 180 UAH", "Together: **", "180"),
    ] {
        let answer = client.ask(question).await;
        let said = text(&answer);
        let total: Amount = said.split(together).nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(total <= amount(most) && total > Amount::ZERO, "{question}: {said}");
        let lines: Vec<Amount> = said
            .lines()
            .filter_map(|line| line.strip_prefix("- ")?.split("**").nth(1)?.split(' ').next()?.parse().ok())
            .collect();
        assert_eq!(lines.iter().fold(Amount::ZERO, |sum, line| sum.plus(*line)), total, "{said}");
        assert_eq!(lines.len(), cards(&answer).len(), "{question}");
    }
    // The last choice as a whole, by the suggestion.
    let answer = client.ask("хліб, сир та яйця на 300 грн").await;
    let picked = cards(&answer).iter().map(|sku| (*sku).to_owned()).collect::<Vec<_>>();
    let replies = first(&answer, "quick_replies");
    assert_eq!(replies["options"][0]["value"], "Додай усе");
    let frames = client.ask("Додай усе").await;
    let added: Vec<&Value> =
        frames.iter().filter(|frame| frame["type"] == "cart_changed").map(|frame| &frame["sku"]).collect();
    assert_eq!(added, picked.iter().map(|sku| json!(sku)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    let total: Amount = frames.last().unwrap()["summary"]["total"].to_string().parse().unwrap();
    assert!(total <= amount("300"));
    assert!(text(&client.ask("додай усе").await).starts_with("Поки що нема чого додавати"), "once");
    let said = text(&client.ask("молоко та хліб на 5 грн").await);
    assert!(said.starts_with("За 5 грн із цього нічого"), "{said}");
}

#[tokio::test]
async fn a_price_limit_is_that_of_this_moment() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    let found = client.ask("milk under 53 UAH").await;
    // 48.90 on offer counts, 57.50 without does not.
    assert_eq!(cards(&found), ["milk-001", "milk-002", "milk-007"]);
    assert!(backend.inject().set_price("milk-002", amount("57.5"), None));
    assert_eq!(cards(&client.ask("молоко до 53 грн").await), ["milk-001", "milk-007"]);
    let said = text(&client.ask("молоко не дороже 10 гривен").await);
    assert_eq!(said, "**молоко** у нас есть, но не дешевле чем 43.80 грн.|");
}

#[tokio::test]
async fn a_diet_is_kept_to_in_three_languages() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    for question in ["milk without lactose", "молоко без лактози", "молоко без лактозы", "lactose free milk"]
    {
        let answer = client.ask(question).await;
        let cards = cards(&answer);
        assert!(cards.contains(&"milk-004") && !cards.contains(&"milk-001"), "{question}: {cards:?}");
    }
    assert_eq!(cards(&client.ask("хліб без глютену").await), ["bread-006", "bread-011"]);
    let answer = client.ask("cookies without chocolate").await;
    assert!(!cards(&answer).contains(&"biscuit-003"), "{:?}", cards(&answer));
    assert!(text(&answer).contains("with an allergy, read the package"), "{}", text(&answer));
    // A word for meat means all kinds of it, whatever the label says; fish is none, eggs of chickens neither.
    for question in ["вечеря без м'яса на 300 грн", "I don't eat meat, dinner for 300 UAH"]
    {
        let answer = client.ask(question).await;
        let meat = ["poultry", "pork", "beef", "sausage", "breaded-001", "breaded-003"];
        assert!(cards(&answer).iter().any(|sku| sku.starts_with("fish")), "{:?}", cards(&answer));
        assert!(
            !cards(&answer).iter().any(|sku| meat.iter().any(|m| sku.starts_with(m))),
            "{:?}",
            cards(&answer)
        );
    }
    assert_eq!(cards(&client.ask("eggs without meat").await)[0], "egg-001");
    // What has none of it in its name has it not.
    assert_eq!(cards(&client.ask("виноград без кісточок").await), ["grape-001", "grape-002"]);
    // Ten messages are a minute's worth of one connection.
    let mut client = Client::shopper(&backend).await;
    let answer = client.ask("vegan breakfast").await;
    assert!(!cards(&answer).iter().any(|sku| sku.starts_with("egg")), "{:?}", cards(&answer));
    let answer = client.ask("yoghurt, no sugar").await;
    assert_eq!((cards(&answer), kinds(&answer).len()), (vec!["yoghurt-004"], 5));
}

#[tokio::test]
async fn the_total_says_what_was_saved() {
    let backend = demo().await;
    let mut client = Client::shopper(&backend).await;
    assert!(text(&client.ask("total").await).starts_with("Your cart is empty"));
    client.set("milk-002", json!(2)).await;
    client.set("bread-001", json!(1)).await;
    let said = text(&client.ask("total").await);
    assert_eq!(said, "Your cart holds 2 products for **130.70 UAH**.\n\nOffers save you 17.20 UAH.|");
    let said = text(&client.ask("разом").await);
    assert!(said.starts_with("У кошику 2 товари на **130.70 грн**."), "{said}");
}
