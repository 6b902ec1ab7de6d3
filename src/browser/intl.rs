//! Numbers and money as the shopper's language writes them, by the browser's own `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::core::decimal::Decimal;

/// Formats numbers for one language; one formatter per currency, made when first needed.
pub(crate) struct NumberFormats {
    locale: &'static str,
    made: RefCell<Vec<(String, Option<Function>)>>,
}

impl NumberFormats {
    /// For a BCP 47 language tag.
    pub(crate) fn new(locale: &'static str) -> Self {
        Self { locale, made: RefCell::new(Vec::new()) }
    }

    /// An amount of money in `currency` (ISO 4217), for example `45,90 ₴`.
    pub(crate) fn money(&self, amount: Decimal, currency: &str) -> String {
        self.format(currency, amount).unwrap_or_else(|| {
            let mut text = amount.to_text();
            text.push(' ');
            text.push_str(currency);
            text
        })
    }

    /// A plain number, for example `0,5`.
    pub(crate) fn number(&self, number: Decimal) -> String {
        self.format("", number).unwrap_or_else(|| number.to_text())
    }

    fn format(&self, currency: &str, number: Decimal) -> Option<String> {
        let format = {
            let mut made = self.made.borrow_mut();
            match made.iter().find(|(name, _)| name == currency) {
                Some((_, format)) => format.clone(),
                None => {
                    let format = formatter(self.locale, currency);
                    made.push((currency.to_owned(), format.clone()));
                    format
                }
            }
        };
        format?.call1(&JsValue::UNDEFINED, &JsValue::from_f64(number.to_f64())).ok()?.as_string()
    }
}

/// `new Intl.NumberFormat(locale, options).format`, a function bound to its formatter. `None` for a
/// currency that the engine refuses: a malformed code from a shop must not cost the card.
fn formatter(locale: &str, currency: &str) -> Option<Function> {
    let options = Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &value);
    };
    if currency.is_empty() {
        set("maximumFractionDigits", JsValue::from_f64(6.0));
    } else {
        set("style", JsValue::from_str("currency"));
        set("currency", JsValue::from_str(currency));
        set("currencyDisplay", JsValue::from_str("narrowSymbol"));
    }
    let global = js_sys::global();
    let intl = Reflect::get(&global, &JsValue::from_str("Intl")).ok()?;
    let class: Function = Reflect::get(&intl, &JsValue::from_str("NumberFormat")).ok()?.dyn_into().ok()?;
    let arguments = Array::of2(&JsValue::from_str(locale), &options);
    let format = Reflect::construct(&class, &arguments).ok()?;
    Reflect::get(&format, &JsValue::from_str("format")).ok()?.dyn_into().ok()
}
