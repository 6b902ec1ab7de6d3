//! Numbers and money as the shopper's language writes them, by the browser's own `Intl`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::field;
use crate::core::decimal::Decimal;

/// Makes words of a number.
type Method = Rc<dyn Fn(f64) -> Option<String>>;

/// Formats numbers for one language; one formatter per currency, made when first needed.
pub(crate) struct NumberFormats {
    locale: String,
    made: RefCell<Vec<(String, Option<Method>)>>,
}

impl NumberFormats {
    /// For a BCP 47 language tag.
    pub(crate) fn new(locale: &str) -> Self {
        Self { locale: locale.to_owned(), made: RefCell::new(Vec::new()) }
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
                    let format = formatter(&self.locale, currency);
                    made.push((currency.to_owned(), format.clone()));
                    format
                }
            }
        };
        format?(number.to_f64())
    }
}

/// A formatter of `Intl.NumberFormat`. `None` for a currency that the engine refuses: a malformed code from a shop must not cost the card.
fn formatter(locale: &str, currency: &str) -> Option<Method> {
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
    method("NumberFormat", &Array::of2(&JsValue::from_str(locale), &options), "format")
}

/// What is made of a number by a method of a class of `Intl`, made with these arguments. `None` when the
/// engine has no such class or refuses the arguments.
pub(crate) fn method(class: &str, arguments: &Array, name: &str) -> Option<Method> {
    let class: Function = field(&field(&js_sys::global(), "Intl"), class).dyn_into().ok()?;
    let made = Reflect::construct(&class, arguments).ok()?;
    let method: Function = field(&made, name).dyn_into().ok()?;
    Some(Rc::new(move |number| method.call1(&made, &JsValue::from_f64(number)).ok()?.as_string()))
}
