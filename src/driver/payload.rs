//! What the page's callbacks receive: the documented shapes, with money and quantities as JavaScript
//! numbers. Absent members are left out, members that may be `null` are always there.
//!
//! Written member by member: a serializer brings a table of names and code of its own for every shape.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::core::decimal::Decimal;
use crate::core::protocol::{CartChanged, CartItem, Product, Summary};

/// An object with these members; one that is `undefined` is left out.
fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        if !value.is_undefined() {
            let _ = Reflect::set(&object, &JsValue::from_str(name), value);
        }
    }
    object.into()
}

fn text(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::UNDEFINED, JsValue::from_str)
}

fn number(number: Option<Decimal>) -> JsValue {
    number.map_or(JsValue::UNDEFINED, |number| JsValue::from_f64(number.to_f64()))
}

/// `null` rather than `undefined` for what is absent and yet always there: that is what the documentation shows.
fn or_null(value: JsValue) -> JsValue {
    if value.is_undefined() { JsValue::NULL } else { value }
}

fn items(items: &[CartItem]) -> JsValue {
    let array = Array::new();
    for item in items {
        array.push(&object(&[
            ("sku", text(Some(&item.sku))),
            ("name", text(Some(&item.name))),
            ("price", number(Some(item.price))),
            ("promo_price", or_null(number(item.promo_price))),
            ("brand", or_null(text(item.brand.as_deref()))),
            ("quantity", number(Some(item.quantity))),
        ]));
    }
    array.into()
}

/// `CartChangedEvent`.
pub(super) fn cart_changed(change: &CartChanged) -> JsValue {
    object(&[
        ("action", text(Some(change.action.as_str()))),
        ("sku", text(change.sku.as_deref())),
        ("name", text(change.name.as_deref())),
        ("quantity", number(change.quantity)),
        ("price", number(change.price)),
        ("items", items(&change.items)),
        ("total", number(Some(change.total))),
    ])
}

/// `ProductItem`.
pub(super) fn product(product: &Product) -> JsValue {
    object(&[
        ("sku", text(Some(&product.sku))),
        ("name", text(Some(&product.name))),
        ("price", number(Some(product.price))),
        ("unit", text(Some(&product.unit))),
        ("quantity_step", number(Some(product.quantity_step))),
        ("quantity", number(product.quantity)),
        ("brand", or_null(text(product.brand.as_deref()))),
        ("image_url", or_null(text(product.image_url.as_deref()))),
        ("promo_price", or_null(number(product.promo_price))),
    ])
}

/// `SessionSummary`.
pub(super) fn summary(summary: &Summary) -> JsValue {
    object(&[
        ("selected_items", items(&summary.selected_items)),
        ("total", number(Some(summary.total))),
        ("item_count", JsValue::from_f64(summary.item_count.into())),
    ])
}

/// `WidgetError`.
pub(super) fn error(code: &str, message: &str) -> JsValue {
    object(&[("code", text(Some(code))), ("message", text(Some(message)))])
}
