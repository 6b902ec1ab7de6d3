//! The widget's style sheets: constructed, one of each per document, adopted by every instance.
//!
//! A constructed sheet is not an inline style, so it works on pages whose policy forbids those.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

use super::part;

/// What an open, empty panel needs, made small by `style/minify.rs`, read at compile time.
const PANEL: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));

/// What a conversation needs. `npm/scripts/split.mjs` knows it by the marks, and puts it into the second part of
/// the program.
const CONVERSATION: &str =
    concat!("/*conversation*/", include_str!(concat!(env!("OUT_DIR"), "/conversation.css")), "/*end*/");

thread_local! {
    static SHEETS: RefCell<[Option<CssStyleSheet>; 2]> = const { RefCell::new([None, None]) };
}

/// Has `root` adopt what there is: the sheet of the panel, and that of a conversation once the second part of the
/// program has brought it. An engine without constructed sheets shows the widget unstyled.
pub(crate) fn adopt(root: &ShadowRoot) {
    let sheets = Array::new();
    let conversation = part::is_here().then(|| sheet(1, CONVERSATION)).flatten();
    for sheet in [sheet(0, PANEL), conversation].into_iter().flatten() {
        sheets.push(&sheet);
    }
    let _ = Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &sheets);
}

fn sheet(index: usize, css: &str) -> Option<CssStyleSheet> {
    SHEETS.with(|sheets| {
        let mut sheets = sheets.borrow_mut();
        let made = sheets.get_mut(index)?;
        if made.is_none() {
            *made = CssStyleSheet::new().ok().filter(|sheet| sheet.replace_sync(css).is_ok());
        }
        made.clone()
    })
}
