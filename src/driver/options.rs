//! Reading a page's options, by name, from the object that it handed in.
//!
//! Read directly rather than through a deserializer: only the documented names are touched, a getter
//! that throws costs one option, and the program holds neither a deserializer nor, for its messages, the
//! printing of floating-point numbers.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::core::config::Loose;

/// What stands under a dotted name.
pub(crate) fn option(config: &JsValue, name: &str) -> Loose {
    let mut value = config.clone();
    for field in name.split('.') {
        match Reflect::get(&value, &JsValue::from_str(field)) {
            Ok(found) => value = found,
            Err(_) => return Loose::Absent,
        }
    }
    if value.is_undefined() || value.is_null() {
        Loose::Absent
    } else if let Some(text) = value.as_string() {
        Loose::Text(text)
    } else if let Some(number) = value.as_f64() {
        Loose::Number(number)
    } else if value.is_object() && !js_sys::Array::is_array(&value) {
        Loose::Object
    } else {
        Loose::Wrong
    }
}
