//! What the shopper sees: one noun per file, on Leptos' signals and effects.
//!
//! The view reads signals and asks its desk; it does no input or output. [`dom`] says why elements are
//! made directly.

mod cart_line;
mod composer;
mod dom;
mod header;
mod icons;
mod launcher;
mod log;
mod message;
mod panel;
mod product_card;
mod prose;
mod quick_replies;
mod stepper;
pub(crate) mod view;

pub(crate) use dom::El;
use dom::el;
use view::View;

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
    app.add(panel::panel(view, launcher_node))
        .add_some(launcher)
        // There from the start: a live region that appears together with its words stays mute.
        .add(el("div", "sr").part("announcer").set("role", "status").live(move || {
            use leptos::prelude::Track;
            view.announcement.track();
            view.desk(|desk| desk.announcement()).unwrap_or_default()
        }))
}
