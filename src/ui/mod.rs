//! What the shopper sees: Leptos components, one noun per file.
//!
//! The view reads signals and asks its desk; it does no input or output. It is written with builders:
//! a `view!` with static parts would set HTML from a string, which pages with trusted types forbid.

mod composer;
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

use leptos::ev;
use leptos::html::{Button, div};
use leptos::prelude::*;

use view::View;

/// The whole widget.
pub(crate) fn app(view: View) -> AnyView {
    let launcher_node = NodeRef::<Button>::new();
    let left = view.config.with_value(|config| config.is_left());
    let mode = if view.floating { "floating" } else { "inline" };
    let side = if left { " left" } else { "" };
    let class = move || [mode, side, if view.open.get() { " open" } else { "" }].concat();
    let language = view.config.with_value(|config| config.language.tag());
    div()
        .class(class)
        .attr("lang", language)
        // The page's own shortcuts must not hear what is typed here; they see the host, not the field.
        .on(ev::keydown, |event| event.stop_propagation())
        .on(ev::keyup, |event| event.stop_propagation())
        .on(ev::keypress, |event| event.stop_propagation())
        .child((
            panel::panel(view, launcher_node),
            view.floating.then(|| launcher::launcher(view, launcher_node, panel::PANEL_ID)),
            // There from the start: a live region that appears together with its words stays mute.
            div()
                .class("sr")
                .attr("part", "announcer")
                .attr("role", "status")
                .child(move || view.announcement.get()),
        ))
        .into_any()
}
