//! The panel: a labelled dialog above the page, or a region within it.

use leptos::ev;
use leptos::html::{Button, Div, Textarea, div, span, strong};
use leptos::prelude::*;

use super::composer::composer;
use super::header::panel_header;
use super::icons::{CART, icon};
use super::log::{Follow, log};
use super::view::{Intent, View};

/// The id of the panel. Ids live in the widget's own shadow root, so several widgets share them in peace.
pub(super) const PANEL_ID: &str = "panel";
const TITLE_ID: &str = "title";

/// The panel. It stays in the page when it is closed, hidden and inert: what was typed and how far the
/// log was scrolled stay as they are.
pub(super) fn panel(view: View, launcher: NodeRef<Button>) -> AnyView {
    let node = NodeRef::<Div>::new();
    let input = NodeRef::<Textarea>::new();
    let follow = Follow::new();
    Effect::new(move |before: Option<bool>| {
        let open = view.open.get();
        if view.floating && before.is_some_and(|before| before != open) {
            move_focus(open, launcher, node, input);
        }
        if open {
            follow.to_end();
        }
        open
    });
    div()
        .node_ref(node)
        .class("panel")
        .attr("part", "panel")
        .attr("id", PANEL_ID)
        .attr("role", if view.floating { "dialog" } else { "region" })
        .attr("aria-labelledby", TITLE_ID)
        .attr("tabindex", "-1")
        .attr("inert", move || (!view.open.get()).then_some(""))
        .on(ev::keydown, move |event| {
            if view.floating && event.key() == "Escape" && !event.is_composing() {
                view.ask(Intent::Close);
            }
        })
        .child((
            panel_header(view, TITLE_ID),
            log(view, follow),
            cart_line(view),
            composer(view, follow, input),
        ))
        .into_any()
}

/// The focus goes into the panel when it opens and back to the launcher when it closes, unless it
/// is already somewhere else in the page. Where a finger points, an opened field would pull up the
/// keyboard over the conversation, so there the panel itself gets the focus.
fn move_focus(open: bool, launcher: NodeRef<Button>, panel: NodeRef<Div>, input: NodeRef<Textarea>) {
    let coarse = web_sys::window()
        .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
        .is_some_and(|media| media.matches());
    let _ = match (open, coarse) {
        (true, false) => input.get_untracked().map(|input| input.focus()),
        (true, true) => panel.get_untracked().map(|panel| panel.focus()),
        (false, _) => launcher.get_untracked().map(|launcher| launcher.focus()),
    };
}

/// The sum of the cart, while there is something in it.
fn cart_line(view: View) -> AnyView {
    let line = move || {
        let cart = view.cart_line.get();
        (cart.count > 0).then(|| {
            div().class("cart").attr("part", "cart").child((
                icon(CART),
                span().child(view.words.in_cart.replace("{n}", &cart.count.to_string())),
                strong().attr("part", "total").child(cart.total),
            ))
        })
    };
    div().child(line).into_any()
}
