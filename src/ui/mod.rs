//! What the shopper sees: one noun per file, on Leptos' signals and effects.
//!
//! The view reads signals and asks its desk; it does no input or output. [`dom`] says why elements are
//! made directly.

mod cart_line;
mod checklist;
mod composer;
mod dom;
mod handoff;
pub(crate) mod header;
mod icons;
mod launcher;
mod log;
mod meal_plan;
mod message;
mod newest;
mod panel;
mod picture;
mod product_card;
mod prose;
mod quick_replies;
mod remarks;
mod rows;
mod sheet;
mod stepper;
mod tool;
pub(crate) mod view;
mod walk;

use crate::browser::sheet::adopt;
pub(crate) use dom::El;
use dom::{effect, el};
use leptos::prelude::*;
use view::View;
use wasm_bindgen::JsCast;
use web_sys::{Element, ShadowRoot};

/// The whole widget.
pub(crate) fn app(view: View) -> El {
    let Some(config) = view.desk(|desk| desk.config()) else { return el("div", "") };
    let mode = if view.floating { "floating" } else { "inline" };
    let side = if config.is_left() { " left" } else { "" };
    let launcher = view.floating.then(|| launcher::launcher(view, panel::PANEL_ID));
    let launcher_node = launcher.as_ref().map(El::html);
    let mut app = el("div", "")
        .bind("class", move || Some([mode, side, if view.is_open() { " open" } else { "" }].concat()))
        .set("lang", config.words.tag())
        .set("dir", if config.words.is_right_to_left() { "rtl" } else { "ltr" });
    // The page's own shortcuts must not hear what is typed here; they see the host, not the field.
    for event in ["keydown", "keyup", "keypress"] {
        app = app.on(event, |event| event.stop_propagation());
    }
    mark_unread(view, app.node());
    dress_conversation(view, app.node());
    let is_open = view.open.get_untracked() != 0;
    app.swap(
        move || view.made.get(),
        move |made| (made != 0).then(|| panel::panel(view, launcher_node.clone(), is_open)),
    )
    .add_some(launcher)
    // There from the start: a live region that appears together with its words stays mute.
    .add(el("div", "sr").part("announcer").set("role", "status").live(move || {
        view.announcement.track();
        view.desk(|desk| desk.announcement()).unwrap_or_default()
    }))
}

/// Puts on the sheet of the conversation when that has come.
fn dress_conversation(view: View, app: Element) {
    effect(move || {
        if view.is_whole()
            && let Ok(root) = app.get_root_node().dyn_into::<ShadowRoot>()
        {
            adopt(&root);
        }
    });
}

/// Tells the page's own sheets how much is unread: `data-unread` on the host, while there is something.
fn mark_unread(view: View, app: Element) {
    effect(move || {
        let unread = view.unread.get();
        let root = app.get_root_node().dyn_into::<ShadowRoot>();
        let Ok(host) = root.map(|root| root.host()) else { return };
        let _ = if unread > 0 {
            host.set_attribute("data-unread", &unread.to_string())
        } else {
            host.remove_attribute("data-unread")
        };
    });
}
