//! Putting text on the clipboard.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlDocument, HtmlElement, HtmlTextAreaElement};

use super::{document, window};

/// Copies `text`, and says whether that was allowed. It must be called while a press is being handled.
/// Where the page may not use the clipboard (it is not secure, or a frame without the permission), the
/// text is selected in a field beside `pressed`, and copied as a person would.
pub(crate) fn copy(text: String, pressed: Element, done: impl FnOnce(bool) + 'static) {
    // Absent on pages that are not secure, whatever the bindings say.
    let clipboard =
        window().map(|window| window.navigator().clipboard()).filter(|found| !found.is_undefined());
    let asked = clipboard.map(|clipboard| clipboard.write_text(&text));
    spawn_local(async move {
        let copied = match asked {
            Some(asked) => JsFuture::from(asked).await.is_ok(),
            None => false,
        };
        done(copied || copy_selected(&text, &pressed).unwrap_or(false));
    });
}

fn copy_selected(text: &str, pressed: &Element) -> Option<bool> {
    let page = document()?.dyn_into::<HtmlDocument>().ok()?;
    let field: HtmlTextAreaElement = page.create_element("textarea").ok()?.unchecked_into();
    field.set_value(text);
    field.set_class_name("sr");
    pressed.parent_element()?.append_child(&field).ok()?;
    field.select();
    let copied = page.exec_command("copy").unwrap_or(false);
    field.remove();
    // Selecting has taken the focus.
    let _ = pressed.unchecked_ref::<HtmlElement>().focus();
    Some(copied)
}
