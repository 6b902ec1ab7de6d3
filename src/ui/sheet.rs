//! What lies over the panel for a moment: what can be done with the conversation and by which keys, and
//! the question before a conversation is given up.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use super::dom::{El, afterwards, effect, el};
use super::icons::{CLOSE, PENCIL, icon};
use super::view::{Intent, View};
use crate::core::i18n::Word;

/// The value of the view's `sheet` for the menu with the keys.
pub(super) const MENU: u32 = 1;
/// The same, for the question.
const QUESTION: u32 = 2;

const TITLE_ID: &str = "sheet-title";
const WORDS_ID: &str = "sheet-words";

/// The keys, and what they do.
const KEYS: [(&str, Word); 8] = [
    ("Enter", Word::Send),
    ("Shift + Enter", Word::KeyNewLine),
    ("Esc", Word::KeyEscape),
    ("\u{2191} \u{2193}", Word::KeyMessages),
    ("Home End", Word::KeyEnds),
    ("Page Up / Down", Word::KeyPages),
    ("+ \u{2212}", Word::KeyQuantity),
    ("?", Word::KeyHelp),
];

/// Makes the place for the sheet, in a panel that has everything else in it: what a sheet gives the focus back
/// to must be usable again. A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
pub(super) fn with_sheet(view: View, panel: El) {
    let panel = panel.swap(
        move || view.sheet.get(),
        move |sheet| match sheet {
            MENU => Some(menu(view)),
            QUESTION => Some(question(view)),
            _ => None,
        },
    );
    let (node, left) = (panel.html(), RefCell::new(None::<HtmlElement>));
    effect(move || {
        let open = view.sheet.get() != 0;
        if open {
            if left.borrow().is_none() {
                let root = node.get_root_node().dyn_into::<ShadowRoot>();
                let focused = root.ok().and_then(|root| root.active_element());
                *left.borrow_mut() = focused.map(JsCast::unchecked_into);
            }
            if let Ok(Some(first)) = node.query_selector(".sheet button") {
                let _ = first.unchecked_into::<HtmlElement>().focus();
            }
            view.covered.set(1);
        } else {
            view.covered.set(0);
            if let Some(left) = left.take() {
                let back = if left.is_connected() { left } else { node.clone() };
                // When all that the sheet covered can be used again.
                afterwards(Box::new(move || {
                    let _ = back.focus();
                }));
            }
        }
    });
}

/// Begins a new conversation, after a question if something would be lost.
pub(super) fn begin_anew(view: View) {
    let is_empty = view.desk(|desk| desk.rows().is_empty()).unwrap_or(true);
    if is_empty {
        view.sheet.set(0);
        view.ask(Intent::NewConversation);
    } else {
        view.sheet.set(QUESTION);
    }
}

fn sheet(role: &str, content: El) -> El {
    let card = content.set("role", role).set("aria-modal", "true").set("aria-labelledby", TITLE_ID);
    el("div", "sheet").add(card)
}

fn title(words: &str) -> El {
    el("h2", "").set("id", TITLE_ID).text(words)
}

fn button(part: &str, class: &str, words: &str) -> El {
    el("button", class).part(part).set("type", "button").text(words)
}

fn menu(view: View) -> El {
    let close = view.say(Word::CloseSheet);
    let head = el("div", "sheet-head").add(title(&view.say(Word::Menu))).add(
        el("button", "icon-button")
            .part("sheet-close")
            .set("type", "button")
            .set("aria-label", &close)
            .set("title", &close)
            .add(icon(CLOSE))
            .on("click", move |_| view.sheet.set(0)),
    );
    let anew = el("button", "menu-item")
        .part("new-conversation")
        .set("type", "button")
        .add(icon(PENCIL))
        .text(&view.say(Word::StartAnew))
        .on("click", move |_| begin_anew(view));
    let mut keys = el("dl", "keys").part("keys");
    for (key, word) in KEYS {
        if word == Word::KeyQuantity && !view.sells() {
            continue;
        }
        let name = el("dt", "").add(el("kbd", "").text(key));
        keys = keys.add(el("div", "").add(name).add(el("dd", "").text(&view.say(word))));
    }
    sheet("dialog", el("div", "sheet-card").part("sheet").add(head).add(anew).add(keys))
}

fn question(view: View) -> El {
    let mut words = view.say(Word::AnewMessages);
    let signed_in = view.desk(|desk| desk.config().user_id.is_some()).unwrap_or(false);
    if view.desk(|desk| desk.cart_line().0 > 0).unwrap_or(false) {
        words.push(' ');
        words.push_str(&view.say(if signed_in { Word::AnewCartStays } else { Word::AnewCartGoes }));
    }
    let start = view.say(Word::StartAnew);
    let card = el("div", "sheet-card")
        .part("sheet")
        .set("aria-describedby", WORDS_ID)
        .add(title(&start))
        .add(el("p", "").set("id", WORDS_ID).text(&words))
        .add(
            el("div", "sheet-buttons")
                .add(button("keep", "plain", &view.say(Word::Cancel)).on("click", move |_| view.sheet.set(0)))
                .add(button("confirm", "primary", &start).on("click", move |_| {
                    view.sheet.set(0);
                    view.ask(Intent::NewConversation);
                })),
        );
    sheet("alertdialog", card)
}
