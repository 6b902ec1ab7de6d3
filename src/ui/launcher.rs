//! The button in the corner that opens and closes the panel.

use leptos::ev;
use leptos::html::{button, span};
use leptos::prelude::*;

use super::icons::{CHAT, CLOSE, icon};
use super::view::{Intent, View};

/// The launcher of a floating widget.
pub(super) fn launcher(view: View, node: NodeRef<leptos::html::Button>, panel_id: &'static str) -> AnyView {
    let label = move || if view.open.get() { view.words.close } else { view.words.open };
    let badge = move || {
        let unread = view.unread.get();
        (unread > 0).then(|| span().class("badge").attr("part", "unread").child(unread.to_string()))
    };
    button()
        .node_ref(node)
        .class("launcher")
        .attr("part", "launcher")
        .attr("type", "button")
        .attr("aria-expanded", move || view.open.get().to_string())
        .attr("aria-controls", panel_id)
        .attr("aria-label", label)
        .attr("title", label)
        .on(ev::click, move |_| {
            view.ask(if view.open.get_untracked() { Intent::Close } else { Intent::Open });
        })
        .child((move || icon(if view.open.get() { CLOSE } else { CHAT }), badge))
        .into_any()
}
