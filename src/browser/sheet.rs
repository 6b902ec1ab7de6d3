//! The widget's style sheets: constructed, one of each per document, adopted by every instance.
//!
//! A constructed sheet is not an inline style, so it works on pages whose policy forbids those.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// What an open, empty panel needs, made small by `style/minify.rs`, read at compile time.
const PANEL: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));

/// What a conversation needs. `npm/scripts/split.mjs` knows it by the marks, and puts it into the second part of
/// the program.
const CONVERSATION: &str =
    concat!("/*conversation*/", include_str!(concat!(env!("OUT_DIR"), "/conversation.css")), "/*end*/");

thread_local! {
    static SHEETS: RefCell<[Option<CssStyleSheet>; 2]> = const { RefCell::new([None, None]) };
}

/// Has `root` adopt the sheet of the panel. An engine without constructed sheets shows the widget unstyled.
pub(crate) fn adopt(root: &ShadowRoot) {
    if let Some(panel) = sheet(0, PANEL) {
        adopt_all(root, &Array::of1(panel.unchecked_ref()));
    }
}

/// Has `root` adopt both sheets. To be called when the second part of the program is there.
pub(crate) fn adopt_whole(root: &ShadowRoot) {
    if let (Some(panel), Some(conversation)) = (sheet(0, PANEL), sheet(1, CONVERSATION)) {
        adopt_all(root, &Array::of2(panel.unchecked_ref(), conversation.unchecked_ref()));
    }
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

fn adopt_all(root: &ShadowRoot, sheets: &Array) {
    let _ = Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), sheets);
}
