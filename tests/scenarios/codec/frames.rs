//! Every frame of the contract, and what it says.

use super::{dec, some};
use crate::world::bare_product;
use vizochok::core::decimal::Decimal;
use vizochok::core::protocol::{
    CartAction, CartChanged, CartItem, Ingredient, IngredientChecklist, Meal, MealDay, MealItem, MealPlan,
    Product, ProductCards, QuickReplies, ReplyOption, ServerError, ServerEvent, SessionRestored, StatusCode,
    Summary,
};

pub(crate) const MILK: &str = r#"{"sku":"milk-1","name":"Молоко 2,5 %","price":45.90,"unit":"l","quantity_step":1,"quantity":2,"brand":"Яготинське","image_url":"https://cdn.shop/milk.svg","promo_price":39.9,"promo_label":"-13 %","in_stock":true,"min_quantity":1,"max_quantity":12,"url":"https://shop/milk","currency":"UAH"}"#;
pub(crate) const APPLE: &str = r#"{"sku":"apple-1","name":"Яблука","price":32.5,"unit":"kg","quantity_step":0.1,"brand":null,"image_url":null,"promo_price":null}"#;
pub(crate) const BREAD: &str = r#"{"sku":"bread-1","name":"Хліб","price":28,"unit":"pcs","quantity_step":1}"#;
pub(crate) const LINE_MILK: &str = r#"{"sku":"milk-1","name":"Молоко 2,5 %","price":45.90,"promo_price":39.9,"brand":"Яготинське","quantity":2,"unit":"l","image_url":"https://cdn.shop/milk.svg"}"#;
pub(crate) const LINE_APPLE: &str =
    r#"{"sku":"apple-1","name":"Яблука","price":32.5,"promo_price":null,"brand":null,"quantity":0.3}"#;
pub(crate) const LINE_BREAD: &str =
    r#"{"sku":"bread-1","name":"Хліб","price":28,"promo_price":null,"brand":null,"quantity":1}"#;

pub(crate) fn milk() -> Product {
    Product {
        sku: "milk-1".into(),
        name: "Молоко 2,5 %".into(),
        price: dec("45.9"),
        unit: "l".into(),
        quantity_step: Decimal::ONE,
        quantity: Some(dec("2")),
        brand: some("Яготинське"),
        image_url: some("https://cdn.shop/milk.svg"),
        promo_price: Some(dec("39.9")),
        promo_label: some("-13 %"),
        in_stock: Some(true),
        min_quantity: Some(Decimal::ONE),
        max_quantity: Some(dec("12")),
        url: some("https://shop/milk"),
        currency: some("UAH"),
    }
}

pub(crate) fn apple() -> Product {
    bare_product("apple-1", "Яблука", "32.5", "kg", "0.1")
}

pub(crate) fn bread() -> Product {
    bare_product("bread-1", "Хліб", "28", "pcs", "1")
}

pub(crate) fn line(product: &Product, quantity: &str) -> CartItem {
    CartItem {
        sku: product.sku.clone(),
        name: product.name.clone(),
        price: product.price,
        promo_price: product.promo_price,
        brand: product.brand.clone(),
        quantity: dec(quantity),
        unit: None,
        image_url: product.image_url.clone(),
    }
}

pub(crate) fn cart() -> Vec<CartItem> {
    let milk_line = CartItem { unit: some("l"), ..line(&milk(), "2") };
    vec![milk_line, line(&apple(), "0.3"), line(&bread(), "1")]
}

/// Every frame of the contract with every field, and what it says.
pub(crate) fn frames() -> Vec<(String, ServerEvent)> {
    let cart_text = format!("[{LINE_MILK},{LINE_APPLE},{LINE_BREAD}]");
    let cards_text = format!(
        r#"{{"type":"product_cards","items":[{MILK},{APPLE},{BREAD}],"title":"До сніданку","tool_call_id":"t1"}}"#
    );
    let cards = ServerEvent::ProductCards(ProductCards {
        items: vec![milk(), apple(), bread()],
        title: some("До сніданку"),
        tool_call_id: some("t1"),
    });
    let replies_text = r#"{"type":"quick_replies","options":[{"label":"Так","value":"yes"},"Ні",{"label":"Пізніше"}],"prompt":"Додати?","tool_call_id":"t2"}"#;
    let reply = |label: &str, value: &str| ReplyOption { label: label.into(), value: value.into() };
    let replies = ServerEvent::QuickReplies(QuickReplies {
        options: vec![reply("Так", "yes"), reply("Ні", "Ні"), reply("Пізніше", "Пізніше")],
        prompt: some("Додати?"),
        tool_call_id: some("t2"),
    });
    let ingredient = |id: &str, name: &str| Ingredient {
        id: id.into(),
        name: name.into(),
        amount: None,
        unit: None,
        have: false,
        product: None,
    };
    let meal = |slot: &str, name: &str| Meal { slot: slot.into(), name: name.into(), items: vec![] };
    let item = |name: &str| MealItem { name: name.into(), amount: None, unit: None, sku: None };
    vec![
        (r#"{"type":"auth_ok","features":["ack","later","x"]}"#.into(), ServerEvent::AuthOk {
            features: vec!["ack".into(), "later".into(), "x".into()],
        }),
        (r#"{"type":"auth_ok"}"#.into(), ServerEvent::AuthOk { features: vec![] }),
        (
            r#"{"type":"conversation_started","conversation_id":"c1"}"#.into(),
            ServerEvent::ConversationStarted { conversation_id: "c1".into() },
        ),
        (
            format!(
                r#"{{"type":"session_restored","conversation_id":"c1","selected_items":{cart_text},"total":117.55,"item_count":3,"pending_tools":[{cards_text},{replies_text}]}}"#
            ),
            ServerEvent::SessionRestored(SessionRestored {
                conversation_id: "c1".into(),
                selected_items: cart(),
                total: Some(dec("117.55")),
                item_count: Some(3),
                pending_tools: Some(vec![cards.clone(), replies.clone()]),
            }),
        ),
        (r#"{"type":"status","code":"searching"}"#.into(), ServerEvent::Status(StatusCode::Searching)),
        (r#"{"type":"status","code":"thinking"}"#.into(), ServerEvent::Status(StatusCode::Thinking)),
        (r#"{"type":"status","code":"checking_prices"}"#.into(), ServerEvent::Status(StatusCode::CheckingPrices)),
        (r#"{"type":"status","code":"updating_cart"}"#.into(), ServerEvent::Status(StatusCode::UpdatingCart)),
        (r#"{"type":"status","code":"planning"}"#.into(), ServerEvent::Status(StatusCode::Planning)),
        (r#"{"type":"text_delta","delta":"Ось "}"#.into(), ServerEvent::TextDelta("Ось ".into())),
        (r#"{"type":"text_end"}"#.into(), ServerEvent::TextEnd),
        (cards_text, cards),
        (replies_text.into(), replies),
        (
            format!(
                r#"{{"type":"ingredient_checklist","checklist_id":"l1","title":"Борщ","servings":4,"items":[{{"id":"i1","name":"Буряк","amount":0.5,"unit":"kg","have":true,"product":{APPLE}}},{{"id":"i2","name":"Сіль"}},{{"id":"i3","name":"Кріп"}}],"tool_call_id":"t3"}}"#
            ),
            ServerEvent::IngredientChecklist(IngredientChecklist {
                checklist_id: "l1".into(),
                title: "Борщ".into(),
                servings: Some(4),
                items: vec![
                    Ingredient {
                        amount: Some(dec("0.5")),
                        unit: some("kg"),
                        have: true,
                        product: Some(apple()),
                        ..ingredient("i1", "Буряк")
                    },
                    ingredient("i2", "Сіль"),
                    ingredient("i3", "Кріп"),
                ],
                tool_call_id: some("t3"),
            }),
        ),
        (
            r#"{"type":"meal_plan","plan_id":"p1","title":"Тиждень","days":[{"name":"Пн","meals":[{"slot":"breakfast","name":"Каша","items":[{"name":"Вівсянка","amount":80,"unit":"g","sku":"oat-1"},{"name":"Мед"}]},{"slot":"lunch","name":"Суп"},{"slot":"dinner","name":"Риба"}]},{"name":"Вт","meals":[{"slot":"lunch","name":"Плов"}]}],"tool_call_id":"t4"}"#
                .into(),
            ServerEvent::MealPlan(MealPlan {
                plan_id: "p1".into(),
                title: some("Тиждень"),
                days: vec![
                    MealDay {
                        name: "Пн".into(),
                        meals: vec![
                            Meal {
                                items: vec![
                                    MealItem {
                                        amount: Some(dec("80")),
                                        unit: some("g"),
                                        sku: some("oat-1"),
                                        ..item("Вівсянка")
                                    },
                                    item("Мед"),
                                ],
                                ..meal("breakfast", "Каша")
                            },
                            meal("lunch", "Суп"),
                            meal("dinner", "Риба"),
                        ],
                    },
                    MealDay { name: "Вт".into(), meals: vec![meal("lunch", "Плов")] },
                ],
                tool_call_id: some("t4"),
            }),
        ),
        (
            format!(
                r#"{{"type":"cart_changed","action":"quantity_updated","items":{cart_text},"total":117.55,"sku":"milk-1","name":"Молоко 2,5 %","quantity":2,"price":39.9}}"#
            ),
            ServerEvent::CartChanged(CartChanged {
                action: CartAction::QuantityUpdated,
                items: cart(),
                total: dec("117.55"),
                sku: some("milk-1"),
                name: some("Молоко 2,5 %"),
                quantity: Some(dec("2")),
                price: Some(dec("39.9")),
            }),
        ),
        (
            r#"{"type":"cart_changed","action":"cart_cleared","items":[],"total":0}"#.into(),
            ServerEvent::CartChanged(CartChanged {
                action: CartAction::CartCleared,
                items: vec![],
                total: Decimal::ZERO,
                sku: None,
                name: None,
                quantity: None,
                price: None,
            }),
        ),
        (
            r#"{"type":"error","code":"rate_limit_exceeded","retry_after":45,"limit":10,"max_size":65536}"#.into(),
            ServerEvent::Error(ServerError {
                code: "rate_limit_exceeded".into(),
                retry_after: Some(45),
                limit: Some(10),
                max_size: Some(65_536),
            }),
        ),
        (
            format!(
                r#"{{"type":"response_complete","summary":{{"selected_items":{cart_text},"total":117.55,"item_count":3}}}}"#
            ),
            ServerEvent::ResponseComplete {
                summary: Some(Summary { selected_items: cart(), total: dec("117.55"), item_count: 3 }),
            },
        ),
        (
            r#"{"type":"response_complete","session_summary":{"selected_items":[],"total":0,"item_count":0}}"#.into(),
            ServerEvent::ResponseComplete { summary: Some(Summary::default()) },
        ),
        (r#"{"type":"response_complete"}"#.into(), ServerEvent::ResponseComplete { summary: None }),
        (r#"{"type":"message_ack","client_message_id":"m1"}"#.into(), ServerEvent::MessageAck {
            client_message_id: "m1".into(),
        }),
        (r#"{"type":"ping"}"#.into(), ServerEvent::Ping),
        (r#"{"type":"pong"}"#.into(), ServerEvent::Pong),
    ]
}
