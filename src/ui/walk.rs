//! The log by keys: from message to message, to the ends, and a screen at a time.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::log::Follow;
use super::newest::{Newest, Next};

/// What uses these keys itself.
const OWN_KEYS: &str = "input,textarea,select,[role=spinbutton]";

/// Goes where a key says. The rows are the children of one element, and take the focus.
pub(super) fn walk(newest: &Newest, follow: &Follow, event: &KeyboardEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let held = event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
    if held || event.default_prevented() || target.closest(OWN_KEYS).ok().flatten().is_some() {
        return;
    }
    let row = target.closest(".rows > *").ok().flatten();
    let key = event.key();
    let went = match (key.as_str(), row) {
        ("End", _) => {
            newest.give_up();
            follow.focus_last()
        }
        ("Home" | "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown", _) if newest.is_settling() => true,
        ("Home", _) if newest.has_older() => {
            newest.show_older(Next::First);
            true
        }
        ("Home", _) => {
            follow.rows().and_then(|rows| rows.first_element_child()).is_some_and(|row| focus(follow, &row))
        }
        ("ArrowUp" | "ArrowDown" | "PageUp" | "PageDown", None) => follow.focus_last(),
        (key @ ("ArrowUp" | "ArrowDown" | "PageUp" | "PageDown"), Some(row)) => {
            step(newest, follow, &row, key)
        }
        _ => return,
    };
    if went {
        event.prevent_default();
    }
}

/// Goes up or down from a row. A row that is not in sight whole is scrolled first, as the page would.
fn step(newest: &Newest, follow: &Follow, row: &Element, key: &str) -> bool {
    let (down, page) = (key.ends_with("Down"), key.starts_with("Page"));
    if !page && follow.is_beyond(row, down) {
        return false;
    }
    let start = top(row);
    let room = if page { follow.log.client_height() } else { 1 };
    let mut found = None;
    let mut next = beside(row, down);
    while let Some(row) = next {
        next = beside(&row, down);
        let far = top(&row).saturating_sub(start).saturating_abs() >= room;
        found = Some(row);
        if far {
            break;
        }
    }
    match found {
        Some(row) => focus(follow, &row),
        // Below the last row is the field.
        None if down => follow.focus_field(),
        None => {
            newest.show_older(Next::Before);
            true
        }
    }
}

fn beside(row: &Element, down: bool) -> Option<Element> {
    if down { row.next_element_sibling() } else { row.previous_element_sibling() }
}

fn top(row: &Element) -> i32 {
    row.unchecked_ref::<HtmlElement>().offset_top()
}

fn focus(follow: &Follow, row: &Element) -> bool {
    follow.focus(row.unchecked_ref());
    true
}
