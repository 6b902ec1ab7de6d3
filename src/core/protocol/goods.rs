//! The vocabulary of a shop: products, the cart, and what is laid before the shopper to choose from.

use crate::core::decimal::Decimal;

/// A product on a card. Money is in units of [`Product::currency`] (the store's own when absent),
/// quantities are multiples of [`Product::quantity_step`] in [`Product::unit`].
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The shop's key of the product. Never empty.
    pub sku: String,
    /// The name to show.
    pub name: String,
    /// The regular price of one unit. Not negative.
    pub price: Decimal,
    /// `pcs`, `kg`, `l`…
    pub unit: String,
    /// The smallest change of the quantity. Greater than zero.
    pub quantity_step: Decimal,
    /// How many of it are in the cart, if the server says it.
    pub quantity: Option<Decimal>,
    /// The brand, if there is one.
    pub brand: Option<String>,
    /// The picture's address, as the server sent it (checked where it is used).
    pub image_url: Option<String>,
    /// The reduced price, when there is one.
    pub promo_price: Option<Decimal>,
    /// A word about the reduction: `-19%`, `2 for 1`.
    pub promo_label: Option<String>,
    /// Whether it can be bought now. Absent means yes.
    pub in_stock: Option<bool>,
    /// The smallest quantity that can be bought.
    pub min_quantity: Option<Decimal>,
    /// The largest quantity that can be bought.
    pub max_quantity: Option<Decimal>,
    /// The product's page.
    pub url: Option<String>,
    /// ISO 4217 code of the prices.
    pub currency: Option<String>,
}

impl Product {
    /// What one unit costs now: the reduced price if there is one.
    pub fn current_price(&self) -> Decimal {
        self.promo_price.unwrap_or(self.price)
    }
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct CartItem {
    /// The shop's key of the product.
    pub sku: String,
    /// The name to show.
    pub name: String,
    /// The regular price of one unit.
    pub price: Decimal,
    /// The reduced price, when there is one.
    pub promo_price: Option<Decimal>,
    /// The brand, if there is one.
    pub brand: Option<String>,
    /// How many units. Greater than zero.
    pub quantity: Decimal,
    /// `pcs`, `kg`, `l`…
    pub unit: Option<String>,
    /// The picture's address.
    pub image_url: Option<String>,
}

/// Products to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductCards {
    /// The products; never empty in a decoded frame's event unless the server sent none.
    pub items: Vec<Product>,
    /// A heading.
    pub title: Option<String>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// A suggestion to press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyOption {
    /// The words on the button.
    pub label: String,
    /// What is sent back; the label when the server gave none.
    pub value: String,
}

/// Suggestions, of which one is pressed once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickReplies {
    /// The suggestions.
    pub options: Vec<ReplyOption>,
    /// A question above them.
    pub prompt: Option<String>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// One line of an ingredient checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingredient {
    /// The key of the line in its checklist.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// How much of it for the servings of the checklist.
    pub amount: Option<Decimal>,
    /// The unit of the amount.
    pub unit: Option<String>,
    /// Whether it is known to be at home.
    pub have: bool,
    /// The product that would be bought.
    pub product: Option<Product>,
}

/// A recipe's ingredients to tick off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IngredientChecklist {
    /// The key of the checklist.
    pub checklist_id: String,
    /// The name of the recipe.
    pub title: String,
    /// For how many people the amounts are.
    pub servings: Option<u32>,
    /// The lines.
    pub items: Vec<Ingredient>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// Something to buy for a meal.
#[derive(Clone, Debug, PartialEq)]
pub struct MealItem {
    /// The name to show.
    pub name: String,
    /// How much of it.
    pub amount: Option<Decimal>,
    /// The unit of the amount.
    pub unit: Option<String>,
    /// The product, if it is known.
    pub sku: Option<String>,
}

/// One meal of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Meal {
    /// `breakfast`, `lunch`…
    pub slot: String,
    /// The dish.
    pub name: String,
    /// What it takes.
    pub items: Vec<MealItem>,
}

/// One day of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct MealDay {
    /// `Monday`, `Day 1`…
    pub name: String,
    /// The meals, in order.
    pub meals: Vec<Meal>,
}

/// A plan of meals for some days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MealPlan {
    /// The key of the plan.
    pub plan_id: String,
    /// A heading.
    pub title: Option<String>,
    /// The days, in order.
    pub days: Vec<MealDay>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// What happened to the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartAction {
    /// A product was added.
    ItemSelected,
    /// A product was removed.
    ItemRemoved,
    /// The quantity of a product was set.
    QuantityUpdated,
    /// The cart was emptied.
    CartCleared,
}

impl CartAction {
    /// The name in the documentation, on the wire and in the page's callback alike.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ItemSelected => "item_selected",
            Self::ItemRemoved => "item_removed",
            Self::QuantityUpdated => "quantity_updated",
            Self::CartCleared => "cart_cleared",
        }
    }
}

/// The shop's cart after a change. The items are always the whole cart.
#[derive(Clone, Debug, PartialEq)]
pub struct CartChanged {
    /// What happened.
    pub action: CartAction,
    /// The whole cart.
    pub items: Vec<CartItem>,
    /// The sum of the cart.
    pub total: Decimal,
    /// The product concerned; absent when the cart was cleared.
    pub sku: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its quantity now.
    pub quantity: Option<Decimal>,
    /// Its price.
    pub price: Option<Decimal>,
}

/// The state of the cart at the end of a turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The whole cart.
    pub selected_items: Vec<CartItem>,
    /// The sum of the cart.
    pub total: Decimal,
    /// The number of distinct items.
    pub item_count: u32,
}
