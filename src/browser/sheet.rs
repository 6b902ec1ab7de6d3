//! The widget's style sheet: constructed, one per document, adopted by every instance.
//!
//! A constructed sheet is not an inline style, so it works on pages whose policy forbids those.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// The sheet, made small by `style/minify.rs`, read at compile time.
const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/widget.css"));

thread_local! {
    static SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
}

/// Has `root` adopt the sheet. An engine without constructed sheets shows the widget unstyled.
pub(crate) fn adopt(root: &ShadowRoot) {
    let sheet = SHEET.with(|cell| {
        let mut cell = cell.borrow_mut();
        if cell.is_none() {
            *cell = CssStyleSheet::new().ok().filter(|sheet| sheet.replace_sync(CSS).is_ok());
        }
        cell.clone()
    });
    if let Some(sheet) = sheet {
        let sheets = Array::of1(sheet.unchecked_ref());
        let _ = Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &sheets);
    }
}
