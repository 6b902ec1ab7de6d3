//! The panel: a labelled dialog above the page, or a region within it.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::composer::composer;
use super::dom::{El, afterwards, effect, el};
use super::header::panel_header;
use super::log::log;
use super::sheet::{self, with_sheet};
use super::view::{Intent, View};

/// The id of the panel. Ids live in the widget's own shadow root, so several widgets share them in peace.
pub(super) const PANEL_ID: &str = "panel";
const TITLE_ID: &str = "title";

/// The panel. It stays in the page when it is closed, hidden and inert: what was typed and how far the
/// log was scrolled stay as they are. `was_open`: it has been open from the start, and takes no focus.
pub(super) fn panel(view: View, launcher: Option<HtmlElement>, was_open: bool) -> El {
    let (log, follow) = log(view);
    let (composer, input) = composer(view, &follow);
    let panel = el("div", "panel")
        .part("panel")
        .set("id", PANEL_ID)
        .set("role", if view.floating { "dialog" } else { "region" })
        .set("aria-labelledby", TITLE_ID)
        .set("tabindex", "-1")
        .flag("inert", "", move || !view.is_open())
        .on("keydown", move |event| {
            let event = event.unchecked_ref::<KeyboardEvent>();
            if !event.is_composing() && pressed(view, event) {
                event.prevent_default();
            }
        })
        .add(behind_sheet(view, panel_header(view, TITLE_ID)))
        .add(behind_sheet(view, log))
        .add(behind_sheet(view, composer));
    let whole = panel.clone();
    let panel = panel.swap(
        move || u32::from(view.is_whole()),
        move |here| {
            if here != 0 {
                with_sheet(view, whole.clone());
            }
            None
        },
    );
    let (node, was_open) = (panel.html(), Cell::new(was_open));
    let moved = Rc::new(move |open: bool| {
        move_focus(open, launcher.as_ref(), &node, &input);
        if open {
            follow.to_end();
        }
    });
    effect(move || {
        let open = view.is_open();
        if open != was_open.replace(open) {
            // What is inert takes no focus, nor does what is still being made because it is opened.
            let moved = Rc::clone(&moved);
            afterwards(Box::new(move || moved(open)));
        }
    });
    panel
}

/// An element that cannot be used while a sheet lies over it: from when that has the focus, for what is inert loses it and
/// nobody could give it back; and until it is to go.
fn behind_sheet(view: View, element: El) -> El {
    element.flag("inert", "", move || view.sheet.get() != 0 && view.covered.get() != 0)
}

/// What the keys of the whole panel do. Says whether this was one of them.
fn pressed(view: View, event: &KeyboardEvent) -> bool {
    let typing = event.target().is_some_and(|target| {
        let target: &Element = target.unchecked_ref();
        target.matches("input,textarea").unwrap_or(false)
    });
    match event.key().as_str() {
        "Escape" if view.sheet.get_untracked() != 0 => view.sheet.set(0),
        "Escape" if untrack(|| view.is_answering()) => view.ask(Intent::Stop),
        "Escape" if view.floating => view.ask(Intent::Close),
        "?" if !typing => view.show_sheet(sheet::MENU),
        _ => return false,
    }
    true
}

/// The focus goes into the panel when it opens and back to the launcher when it closes. Where a
/// finger points, an opened field would pull up the keyboard over the conversation, so there the
/// panel itself gets the focus.
fn move_focus(open: bool, launcher: Option<&HtmlElement>, panel: &HtmlElement, input: &HtmlElement) {
    let coarse = web_sys::window()
        .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
        .is_some_and(|media| media.matches());
    let _ = match (open, coarse) {
        (true, false) => input.focus(),
        (true, true) => panel.focus(),
        (false, _) => launcher.map_or(Ok(()), HtmlElement::focus),
    };
}
