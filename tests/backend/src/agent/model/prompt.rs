//! What a model is told before the dialogue: its task, its rules, and the cart as it is now.

use serde_json::{Value, json};

use crate::agent::turn::Turn;
use crate::wire::total;

const RULES: &str = "You are the shopping assistant of an online grocery shop. You help to find products, to fill the \
cart, to plan meals and to buy what a recipe needs.
- Answer in the language of the shopper's last message, shortly and kindly.
- Products, prices and stock come from the tools only; never invent any. Prices are in UAH.
- Let the shopper see products with show_products; name them in your text, but do not repeat the cards.
- Change the cart only as the shopper wishes. Ask before you clear it.
- If it is not clear what is meant, use ask_user with a few short answers.
- After ask_user, recipe_checklist, meal_plan and change_meal_plan the shopper answers on the page: say nothing more then.
- You cannot take orders or payments, and you do not know the composition, calories or allergens of products beyond the \
diet claims that the tools tell. With an allergy, advise to read the package.
- Write plain text; bold, lists, links and tables of Markdown may be used, images and HTML may not.";

/// The system's message and the dialogue.
pub(super) fn messages(turn: &Turn) -> Vec<Value> {
    let memory = turn.session.memory();
    let line = |item: &crate::wire::CartItem| {
        let sum = item.unit_price().line_total(item.quantity).money();
        format!("\n- {}, {}: {} {}, {sum} UAH", item.sku, item.name, item.quantity, item.unit)
    };
    let lines: String = memory.cart.iter().map(line).collect();
    let cart = match total(&memory.cart) {
        _ if memory.cart.is_empty() => "It is empty.".to_owned(),
        sum => format!("{lines}\nTotal: {} UAH", sum.money()),
    };
    let system = json!({"role": "system", "content": format!("{RULES}\n\nThe cart now: {cart}")});
    std::iter::once(system).chain(memory.dialogue.messages()).collect()
}
