//! Reading a page's options, by name, from the object that it handed in.
//!
//! Read directly rather than through a deserializer: only the documented names are touched, a getter
//! that throws costs one option, and the program holds neither a deserializer nor, for its messages, the
//! printing of floating-point numbers.

use std::rc::Rc;

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::{field, intl};
use crate::core::config::{Loose, Options};
use crate::core::i18n::PluralRule;

/// A page's configuration.
pub(crate) struct PageOptions<'a>(pub(crate) &'a JsValue);

impl Options for PageOptions<'_> {
    fn get(&self, name: &str) -> Loose {
        loose(&self.at(name))
    }

    fn fields(&self, name: &str) -> Vec<(String, Loose)> {
        let value = self.at(name);
        if !value.is_object() {
            return Vec::new();
        }
        // Not asked whether it is an `Object` of this realm: a page may have made it in a frame.
        let object: Object = value.unchecked_into();
        let keys = Object::keys(&object);
        let named = keys.iter().filter_map(|key| key.as_string());
        named.map(|key| (key.clone(), loose(&field(&object, &key)))).collect()
    }

    fn plural_rule(&self, language: &str) -> Option<PluralRule> {
        let select = intl::method("PluralRules", &Array::of1(&JsValue::from_str(language)), "select")?;
        Some(Rc::new(move |n| select(f64::from(n)).unwrap_or_default()))
    }
}

impl PageOptions<'_> {
    /// What stands under a dotted name.
    fn at(&self, name: &str) -> JsValue {
        name.split('.').fold(self.0.clone(), |value, name| field(&value, name))
    }
}

fn loose(value: &JsValue) -> Loose {
    if value.is_undefined() || value.is_null() {
        Loose::Absent
    } else if let Some(text) = value.as_string() {
        Loose::Text(text)
    } else if let Some(number) = value.as_f64() {
        Loose::Number(number)
    } else if value.is_object() && !Array::is_array(value) && !value.is_function() {
        Loose::Object
    } else {
        Loose::Wrong
    }
}
