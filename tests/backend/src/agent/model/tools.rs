//! The tools as a model is told of them: names, purposes, and JSON schemas of their arguments.

use serde_json::{Value, json};

use crate::tenants::{AgentTool, Tenant};

fn tool(name: &str, description: &str, properties: &Value, required: &[&str]) -> Value {
    json!({"type": "function", "function": {
        "name": name,
        "description": description,
        "parameters": {"type": "object", "properties": properties, "required": required},
    }})
}

/// Properties with what is eaten added, which many tools take.
fn with_food(mut properties: Value) -> Value {
    if let Some(map) = properties.as_object_mut() {
        let claims = ["vegan", "vegetarian", "lactose", "gluten", "sugar"];
        let diets = "keep to what the catalogue claims; lactose, gluten, sugar: free of it";
        let without = "foods to leave out, as single words: fish, mushrooms";
        map.insert("diets".to_owned(), list(diets, &json!({"type": "string", "enum": claims})));
        map.insert("without".to_owned(), list(without, &json!({"type": "string"})));
    }
    properties
}

fn list(description: &str, items: &Value) -> Value {
    json!({"type": "array", "description": description, "items": items})
}

/// What a tool is to a tenant, who may have it switched off. Asking the shopper is none of that.
pub(super) fn needs(name: &str) -> Option<AgentTool> {
    match name {
        "search_products" | "show_products" => Some(AgentTool::Search),
        "product_details" => Some(AgentTool::Details),
        "compare_products" => Some(AgentTool::Compare),
        "add_to_cart" | "set_cart_quantity" | "remove_from_cart" | "clear_cart" => Some(AgentTool::Cart),
        "pick_for_budget" => Some(AgentTool::Budget),
        "recipe_checklist" => Some(AgentTool::Recipes),
        "meal_plan" | "change_meal_plan" => Some(AgentTool::MealPlan),
        _ => None,
    }
}

/// The tools of a tenant.
pub(super) fn described(tenant: &Tenant) -> Value {
    let mut tools = all();
    if let Some(tools) = tools.as_array_mut() {
        tools.retain(|tool| {
            let name = tool.pointer("/function/name").and_then(Value::as_str).unwrap_or_default();
            needs(name).is_none_or(|tool| tenant.offers(tool))
        });
    }
    tools
}

fn all() -> Value {
    let sku = json!({"type": "string", "description": "as told by a search"});
    let skus = list("SKUs as told by a search", &json!({"type": "string"}));
    let quantity = json!({"type": "number", "description": "in the product's unit"});
    let most = json!({"type": "number", "description": "UAH"});
    let slot = json!({"type": "string", "enum": ["breakfast", "lunch", "dinner"]});
    let whole = json!({"type": "integer"});
    let one = json!({"sku": sku, "quantity": quantity});
    json!([
        tool(
            "search_products",
            "Search the catalogue. Gives SKU, name, today's price, unit and diet claims of what is in stock. Shows nothing to the shopper.",
            &with_food(json!({
                "query": {"type": "string", "description": "what a product is called, in any language; empty: everything"},
                "max_price": most,
                "cheapest_first": {"type": "boolean"},
            })),
            &["query"],
        ),
        tool(
            "product_details",
            "All that is known of one product; shows its card.",
            &json!({"sku": sku}),
            &["sku"],
        ),
        tool(
            "show_products",
            "Show product cards to the shopper, who sets quantities on them.",
            &json!({"skus": skus, "title": {"type": "string"}}),
            &["skus"],
        ),
        tool(
            "compare_products",
            "A table that compares two to four products; shows their cards.",
            &json!({"skus": skus}),
            &["skus"],
        ),
        tool(
            "get_cart",
            "What is in the cart, line by line, the total, and what offers save.",
            &json!({}),
            &[]
        ),
        tool("add_to_cart", "Put more of a product into the cart.", &one, &["sku"]),
        tool("set_cart_quantity", "Set how much of a product the cart holds.", &one, &["sku", "quantity"]),
        tool(
            "remove_from_cart",
            "Take some of a product out of the cart; without a quantity, all of it.",
            &one,
            &["sku"]
        ),
        tool("clear_cart", "Empty the cart. Only after the shopper agreed.", &json!({}), &[]),
        tool(
            "pick_for_budget",
            "Choose goods for a sum of money at today's prices and show them.",
            &with_food(json!({
                "sum": most,
                "goods": list("what is wanted, one name each", &json!({"type": "string"})),
                "occasion": {"type": "string", "enum": ["breakfast", "dinner", "snack"]},
            })),
            &["sum"],
        ),
        tool(
            "ask_user",
            "Ask the shopper, with answers to press. Waits for the answer.",
            &json!({
                "question": {"type": "string"},
                "options": list("two to six short answers", &json!({"type": "string"})),
            }),
            &["question", "options"],
        ),
        tool(
            "recipe_checklist",
            "The ingredients of a known recipe as a list to tick, which goes into the cart. Waits for the answer. When several or no recipes fit, it tells which are known.",
            &with_food(
                json!({"dish": {"type": "string"}, "servings": whole, "meal": slot, "max_price": most})
            ),
            &["dish"],
        ),
        tool(
            "meal_plan",
            "A plan of meals for 3 to 7 days that the shopper approves. Waits for the answer.",
            &with_food(json!({"days": whole, "people": whole, "max_price": most})),
            &["days"],
        ),
        tool(
            "change_meal_plan",
            "Change the plan that was made last: other meals for a day, a meal of the day or a dish; other days, people or food. Waits for the answer.",
            &with_food(json!({
                "day": {"type": "integer", "description": "from 1"}, "meal": slot,
                "dish": {"type": "string", "description": "of the plan, to be replaced"},
                "days": whole, "people": whole,
            })),
            &[],
        ),
    ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tenants::{SAMPLE, read};

    #[test]
    fn a_model_is_told_of_the_tenants_tools_only() {
        let tenants = read(SAMPLE, Path::new(".")).unwrap();
        let names = |tenant| {
            let tools = described(tenant);
            let name = |tool: &Value| tool["function"]["name"].as_str().unwrap().to_owned();
            tools.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
        };
        let (grocery, bookshop) = (names(&tenants[0]), names(&tenants[1]));
        let left: Vec<&String> = grocery.iter().filter(|name| !bookshop.contains(name)).collect();
        assert_eq!(left, ["recipe_checklist", "meal_plan", "change_meal_plan"]);
    }
}
