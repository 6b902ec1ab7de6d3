//! Frames to events. Nothing here fails as a whole because a part is wrong; see [`super`] for the steps.

use crate::core::decimal::Decimal;
use crate::core::json::Value;
use crate::core::protocol::reading::{delta, filled, shown, unknown};
use crate::core::protocol::{
    CartAction, CartChanged, CartItem, Decoded, Ignored, Ingredient, IngredientChecklist, Meal, MealDay,
    MealItem, MealPlan, Product, ProductCards, QuickReplies, ReplyOption, ServerError, ServerEvent,
    SessionRestored, StatusCode, Summary,
};

/// What a product is sold by when the frame does not say it.
const DEFAULT_UNIT: &str = "pcs";

/// Reads one frame.
pub(super) fn frame(frame: &Value) -> Decoded {
    let mut reader = Reader { dropped: 0 };
    let event = match frame.get("type").and_then(Value::as_str) {
        Some(kind) => reader.event(kind, frame),
        None => Err(Ignored::NoType),
    };
    Decoded { event, dropped: reader.dropped }
}

/// Counts what was left out while it reads.
struct Reader {
    dropped: u32,
}

/// Reads one element of a list; `None` drops it.
type Element<'a> = &'a mut dyn FnMut(&mut Reader, &Value) -> Option<()>;

impl Reader {
    fn event(&mut self, kind: &str, frame: &Value) -> Result<ServerEvent, Ignored> {
        Ok(match kind {
            "auth_ok" => ServerEvent::AuthOk { features: self.features(frame) },
            "conversation_started" => ServerEvent::ConversationStarted {
                conversation_id: self.required(frame, "conversation_started", "conversation_id")?,
            },
            "session_restored" => ServerEvent::SessionRestored(self.session_restored(frame)?),
            "status" => ServerEvent::Status(self.status(frame)),
            "text_delta" => ServerEvent::TextDelta(delta(frame, "text_delta", "delta")?),
            "text_end" => ServerEvent::TextEnd,
            "cart_changed" => ServerEvent::CartChanged(self.cart_changed(frame)?),
            "error" => ServerEvent::Error(self.error(frame)),
            "response_complete" => ServerEvent::ResponseComplete { summary: self.summary(frame) },
            "message_ack" => ServerEvent::MessageAck {
                client_message_id: self.required(frame, "message_ack", "client_message_id")?,
            },
            "ping" => ServerEvent::Ping,
            "pong" => ServerEvent::Pong,
            _ => return self.interactive(kind, frame),
        })
    }

    /// The frames that wait for an answer of the shopper: those that may come again with a restored session.
    fn interactive(&mut self, kind: &str, frame: &Value) -> Result<ServerEvent, Ignored> {
        Ok(match kind {
            "product_cards" => ServerEvent::ProductCards(self.product_cards(frame)?),
            "quick_replies" => ServerEvent::QuickReplies(self.quick_replies(frame)?),
            "ingredient_checklist" => ServerEvent::IngredientChecklist(self.checklist(frame)?),
            "meal_plan" => ServerEvent::MealPlan(self.meal_plan(frame)?),
            _ => return Err(unknown(kind)),
        })
    }

    fn features(&mut self, frame: &Value) -> Vec<String> {
        let mut features = Vec::new();
        self.optional_list(frame, "features", &mut |_, feature| {
            features.push(feature.as_str()?.to_owned());
            Some(())
        });
        features
    }

    fn session_restored(&mut self, frame: &Value) -> Result<SessionRestored, Ignored> {
        let conversation_id = self.required(frame, "session_restored", "conversation_id")?;
        // Without its cart the conversation still goes on; the next `cart_changed` brings the cart.
        let selected_items = self.cart_items(frame, "selected_items").unwrap_or_else(|| {
            self.drop_part();
            Vec::new()
        });
        let total = self.amount(frame, "total");
        let item_count = self.whole(frame, "item_count");
        let mut pending = Vec::new();
        let listed = self.optional_list(frame, "pending_tools", &mut |reader, tool| {
            let kind = tool.get("type")?.as_str()?;
            pending.push(reader.interactive(kind, tool).ok()?);
            Some(())
        });
        let pending_tools = listed.then_some(pending);
        Ok(SessionRestored { conversation_id, selected_items, total, item_count, pending_tools })
    }

    fn status(&mut self, frame: &Value) -> StatusCode {
        match self.label(frame, "code").as_deref() {
            Some("searching") => StatusCode::Searching,
            Some("thinking") => StatusCode::Thinking,
            Some("checking_prices") => StatusCode::CheckingPrices,
            Some("updating_cart") => StatusCode::UpdatingCart,
            Some("planning") => StatusCode::Planning,
            _ => StatusCode::Working,
        }
    }

    fn product_cards(&mut self, frame: &Value) -> Result<ProductCards, Ignored> {
        let mut items: Vec<Product> = Vec::new();
        let complete = self.required_list(frame, "items", &mut |reader, element| {
            let product = reader.product(element)?;
            // Two cards of one product would be two steppers of one quantity.
            items.iter().all(|other| other.sku != product.sku).then(|| items.push(product))
        });
        complete.ok_or(Ignored::BadField { frame: "product_cards", field: "items" })?;
        Ok(ProductCards {
            items,
            title: self.label(frame, "title"),
            tool_call_id: self.id(frame, "tool_call_id"),
        })
    }

    fn quick_replies(&mut self, frame: &Value) -> Result<QuickReplies, Ignored> {
        let mut options = Vec::new();
        let complete = self.required_list(frame, "options", &mut |reader, element| {
            let label = match element.as_str() {
                Some(bare) => shown(bare)?,
                None => reader.label(element, "label")?,
            };
            let value = reader.id(element, "value").unwrap_or_else(|| label.clone());
            options.push(ReplyOption { label, value });
            Some(())
        });
        complete.ok_or(Ignored::BadField { frame: "quick_replies", field: "options" })?;
        Ok(QuickReplies {
            options,
            prompt: self.label(frame, "prompt"),
            tool_call_id: self.id(frame, "tool_call_id"),
        })
    }

    fn checklist(&mut self, frame: &Value) -> Result<IngredientChecklist, Ignored> {
        let checklist_id = self.required(frame, "ingredient_checklist", "checklist_id")?;
        let mut items: Vec<Ingredient> = Vec::new();
        let complete = self.required_list(frame, "items", &mut |reader, element| {
            let ingredient = reader.ingredient(element)?;
            items.iter().all(|other| other.id != ingredient.id).then(|| items.push(ingredient))
        });
        complete.ok_or(Ignored::BadField { frame: "ingredient_checklist", field: "items" })?;
        Ok(IngredientChecklist {
            checklist_id,
            title: self.label(frame, "title").unwrap_or_default(),
            servings: self.whole(frame, "servings"),
            items,
            tool_call_id: self.id(frame, "tool_call_id"),
        })
    }

    fn ingredient(&mut self, element: &Value) -> Option<Ingredient> {
        let product = filled(element, "product").and_then(|product| {
            let read = self.product(product);
            if read.is_none() {
                self.drop_part();
            }
            read
        });
        Some(Ingredient {
            id: self.id(element, "id")?,
            name: self.label(element, "name")?,
            amount: self.amount(element, "amount"),
            unit: self.label(element, "unit"),
            have: self.flag(element, "have").unwrap_or(false),
            product,
        })
    }

    fn meal_plan(&mut self, frame: &Value) -> Result<MealPlan, Ignored> {
        let plan_id = self.required(frame, "meal_plan", "plan_id")?;
        let mut days = Vec::new();
        let complete = self.required_list(frame, "days", &mut |reader, element| {
            let mut meals = Vec::new();
            reader.required_list(element, "meals", &mut |reader, element| {
                meals.push(reader.meal(element)?);
                Some(())
            })?;
            days.push(MealDay { name: reader.label(element, "name").unwrap_or_default(), meals });
            Some(())
        });
        complete.ok_or(Ignored::BadField { frame: "meal_plan", field: "days" })?;
        Ok(MealPlan {
            plan_id,
            title: self.label(frame, "title"),
            days,
            tool_call_id: self.id(frame, "tool_call_id"),
        })
    }

    fn meal(&mut self, element: &Value) -> Option<Meal> {
        let name = self.label(element, "name")?;
        let slot = self.label(element, "slot").unwrap_or_default();
        let mut items = Vec::new();
        self.optional_list(element, "items", &mut |reader, element| {
            items.push(MealItem {
                name: reader.label(element, "name")?,
                amount: reader.amount(element, "amount"),
                unit: reader.label(element, "unit"),
                sku: reader.id(element, "sku"),
            });
            Some(())
        });
        Some(Meal { slot, name, items })
    }

    fn cart_changed(&mut self, frame: &Value) -> Result<CartChanged, Ignored> {
        let items = self
            .cart_items(frame, "items")
            .ok_or(Ignored::BadField { frame: "cart_changed", field: "items" })?;
        let action = match frame.get("action").and_then(Value::as_str) {
            Some("item_selected") => CartAction::ItemSelected,
            Some("item_removed") => CartAction::ItemRemoved,
            Some("quantity_updated") => CartAction::QuantityUpdated,
            Some("cart_cleared") => CartAction::CartCleared,
            _ => {
                // The cart itself is in the frame, so it is worth more than the word for the change.
                self.drop_part();
                CartAction::QuantityUpdated
            }
        };
        Ok(CartChanged {
            action,
            total: self.total(frame, &items),
            items,
            sku: self.id(frame, "sku"),
            name: self.label(frame, "name"),
            quantity: self.amount(frame, "quantity"),
            price: self.amount(frame, "price"),
        })
    }

    fn error(&mut self, frame: &Value) -> ServerError {
        // A refusal that does not say why is still a refusal.
        let code = self.id(frame, "code").unwrap_or_else(|| {
            self.drop_part();
            "internal_error".to_owned()
        });
        ServerError {
            code,
            retry_after: self.whole(frame, "retry_after"),
            limit: self.whole(frame, "limit"),
            max_size: self.whole(frame, "max_size"),
        }
    }

    fn summary(&mut self, frame: &Value) -> Option<Summary> {
        let summary = filled(frame, "summary").or_else(|| filled(frame, "session_summary"))?;
        let Some(selected_items) = self.cart_items(summary, "selected_items") else {
            self.drop_part();
            return None;
        };
        let lines = u32::try_from(selected_items.len()).unwrap_or(u32::MAX);
        Some(Summary {
            total: self.total(summary, &selected_items),
            item_count: self.whole(summary, "item_count").unwrap_or(lines),
            selected_items,
        })
    }

    /// The total of a cart; what its lines add up to when the frame does not say it.
    fn total(&mut self, object: &Value, items: &[CartItem]) -> Decimal {
        self.amount(object, "total").unwrap_or_else(|| {
            self.drop_part();
            let add = |sum: Decimal, item: &CartItem| {
                let line = item.promo_price.unwrap_or(item.price).checked_mul(item.quantity)?;
                sum.checked_add(line)
            };
            items.iter().try_fold(Decimal::ZERO, add).unwrap_or(Decimal::ZERO)
        })
    }

    fn product(&mut self, element: &Value) -> Option<Product> {
        let price = self.amount(element, "price")?;
        Some(Product {
            sku: self.id(element, "sku")?,
            name: self.label(element, "name")?,
            price,
            unit: self.label(element, "unit").unwrap_or_else(|| DEFAULT_UNIT.to_owned()),
            quantity_step: self.positive(element, "quantity_step").unwrap_or(Decimal::ONE),
            quantity: self.amount(element, "quantity"),
            brand: self.label(element, "brand"),
            image_url: self.id(element, "image_url"),
            promo_price: self.promo_price(element, price),
            promo_label: self.label(element, "promo_label"),
            in_stock: self.flag(element, "in_stock"),
            min_quantity: self.positive(element, "min_quantity"),
            max_quantity: self.amount(element, "max_quantity"),
            url: self.id(element, "url"),
            currency: self.currency(element),
        })
    }

    /// The lines of a cart; `None` when the field is no list, or when not one of its elements can be read.
    fn cart_items(&mut self, object: &Value, key: &str) -> Option<Vec<CartItem>> {
        let mut items: Vec<CartItem> = Vec::new();
        self.required_list(object, key, &mut |reader, element| {
            let sku = reader.id(element, "sku")?;
            let price = reader.amount(element, "price")?;
            let item = CartItem {
                // Leaving out a line would belittle the cart, so one without a name shows its key.
                name: reader.label(element, "name").unwrap_or_else(|| sku.clone()),
                price,
                promo_price: reader.promo_price(element, price),
                brand: reader.label(element, "brand"),
                quantity: reader.positive(element, "quantity")?,
                unit: reader.label(element, "unit"),
                image_url: reader.id(element, "image_url"),
                sku,
            };
            items.iter().all(|other| other.sku != item.sku).then(|| items.push(item))
        })?;
        Some(items)
    }

    /// A reduced price that is the regular one reduces nothing.
    fn promo_price(&mut self, element: &Value, price: Decimal) -> Option<Decimal> {
        self.amount(element, "promo_price").filter(|promo| *promo != price)
    }

    fn currency(&mut self, element: &Value) -> Option<String> {
        let code = self.id(element, "currency")?;
        let valid = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !valid {
            self.drop_part();
        }
        valid.then(|| code.to_ascii_uppercase())
    }

    fn drop_part(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
    }

    /// Counts a field that is there but could not be read.
    fn counted<T>(&mut self, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.drop_part();
        }
        read
    }

    /// An identifier or an address: never changed, not even by a blank.
    fn id(&mut self, object: &Value, key: &str) -> Option<String> {
        let value = filled(object, key)?;
        let text = match value {
            Value::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.clone()),
            _ => value.as_str().map(str::to_owned),
        };
        self.counted(text)
    }

    fn required(
        &mut self,
        object: &Value,
        frame: &'static str,
        field: &'static str,
    ) -> Result<String, Ignored> {
        self.id(object, field).ok_or(Ignored::BadField { frame, field })
    }

    /// Words for the screen, without the characters that are never shown.
    fn label(&mut self, object: &Value, key: &str) -> Option<String> {
        let words = filled(object, key)?.as_str().map(shown);
        self.counted(words).flatten()
    }

    /// A number that is not negative.
    fn amount(&mut self, object: &Value, key: &str) -> Option<Decimal> {
        let value = filled(object, key)?;
        let number = value.as_decimal().or_else(|| Decimal::parse(value.as_str()?));
        self.counted(number.filter(|number| !number.is_negative()))
    }

    /// A number greater than zero.
    fn positive(&mut self, object: &Value, key: &str) -> Option<Decimal> {
        let number = self.amount(object, key)?;
        self.counted(number.is_positive().then_some(number))
    }

    /// A count or a time; a fraction is rounded up, so that nobody is told to come back too early.
    fn whole(&mut self, object: &Value, key: &str) -> Option<u32> {
        let number = self.amount(object, key)?;
        let rounded = number.round_to_step(Decimal::ONE);
        let up = if rounded < number { rounded.checked_add(Decimal::ONE) } else { Some(rounded) };
        self.counted(up.and_then(Decimal::to_int).and_then(|whole| u32::try_from(whole).ok()))
    }

    fn flag(&mut self, object: &Value, key: &str) -> Option<bool> {
        let value = filled(object, key)?;
        self.counted(value.as_bool())
    }

    /// Reads a list that may be absent. Says whether there is one.
    fn optional_list(&mut self, object: &Value, key: &str, element: Element<'_>) -> bool {
        if filled(object, key).is_none() {
            return false;
        }
        let read = self.elements(object, key, element).is_some();
        if !read {
            self.drop_part();
        }
        read
    }

    /// Reads a list; `None` when there is none, or when it has elements and not one can be read.
    fn required_list(&mut self, object: &Value, key: &str, element: Element<'_>) -> Option<()> {
        let (read, all) = self.elements(object, key, element)?;
        (read > 0 || all == 0).then_some(())
    }

    /// Reads the elements one by one; how many could be read, and how many there are.
    fn elements(&mut self, object: &Value, key: &str, element: Element<'_>) -> Option<(usize, usize)> {
        let all = object.get(key)?.as_array()?;
        let mut read: usize = 0;
        for value in all {
            match element(self, value) {
                Some(()) => read = read.saturating_add(1),
                None => self.drop_part(),
            }
        }
        Some((read, all.len()))
    }
}
