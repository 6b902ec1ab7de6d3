//! The conversation: rows that scroll, and follow the newest one only while the reader is there.

use leptos::ev;
use leptos::html::{Div, button, div, i, p};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icons::{DOWN, icon};
use super::message::message;
use super::view::{Row, View};
use crate::browser::observer::SizeObserver;
use crate::core::i18n;

/// How far from the end, in CSS pixels, still counts as being there.
const NEAR: i32 = 8;

/// Whether the log follows its end, and how it gets there.
#[derive(Clone, Copy)]
pub(super) struct Follow {
    node: NodeRef<Div>,
    following: RwSignal<bool>,
    last_top: StoredValue<i32>,
    seen: RwSignal<usize>,
}

impl Follow {
    /// A log that begins at its end.
    pub(super) fn new() -> Self {
        Self {
            node: NodeRef::new(),
            following: RwSignal::new(true),
            last_top: StoredValue::new(0),
            seen: RwSignal::new(0),
        }
    }

    /// Goes to the end and stays there.
    pub(super) fn to_end(self) {
        self.following.set(true);
        self.keep_up();
    }

    fn keep_up(self) {
        if let (true, Some(log)) = (self.following.get_untracked(), self.node.get_untracked()) {
            log.set_scroll_top(log.scroll_height());
        }
    }

    /// Only a move upwards is a wish to read: the end also moves away when something is appended.
    fn scrolled(self) {
        let Some(log) = self.node.get_untracked() else { return };
        let top = log.scroll_top();
        let rest = log.scroll_height().saturating_sub(top).saturating_sub(log.client_height());
        let upwards = top < self.last_top.get_value();
        self.last_top.set_value(top);
        let following = if rest <= NEAR { true } else { !upwards && self.following.get_untracked() };
        if following != self.following.get_untracked() {
            self.following.set(following);
        }
    }
}

/// The log with its jump button.
pub(super) fn log(view: View, follow: Follow) -> AnyView {
    let entries = NodeRef::<Div>::new();
    let observer = StoredValue::new_local(None::<SizeObserver>);
    Effect::new(move |_| {
        let (Some(log), Some(entries)) = (follow.node.get(), entries.get()) else { return };
        let made = SizeObserver::new(move || follow.keep_up());
        if let Some(observer) = &made {
            observer.observe(log.unchecked_ref());
            observer.observe(entries.unchecked_ref());
        }
        observer.set_value(made);
    });
    Effect::new(move |_| {
        let rows = view.rows.with(Vec::len);
        if follow.following.get() {
            follow.seen.set(rows);
        }
    });
    let unseen = move || view.rows.with(Vec::len) > follow.seen.get();
    let rows = move || view.rows.get();
    let list = view! { <For each=rows key=|row: &Row| row.key children=move |row| message(view, row) /> };
    div()
        .class("log-area")
        .child((
            div()
                .node_ref(follow.node)
                .class("log")
                .attr("part", "log")
                .attr("role", "log")
                // Not live: streamed words would be read again with every piece. The announcer speaks instead.
                .attr("aria-live", "off")
                .attr("aria-label", view.words.conversation)
                .attr("tabindex", "0")
                .on(ev::scroll, move |_| follow.scrolled())
                .child(div().node_ref(entries).class("entries").child((
                    move || welcome(view),
                    list,
                    move || status(view),
                ))),
            button()
                .class("jump")
                .attr("part", "jump")
                .attr("type", "button")
                .attr("hidden", move || follow.following.get().then_some(""))
                .on(ev::click, move |_| follow.to_end())
                .child((
                    icon(DOWN),
                    move || if unseen() { view.words.new_messages } else { view.words.jump },
                )),
        ))
        .into_any()
}

/// The first words, while the log is empty.
fn welcome(view: View) -> Option<AnyView> {
    view.rows.with(Vec::is_empty).then(|| {
        let words = view
            .config
            .with_value(|config| config.welcome_message.clone())
            .unwrap_or_else(|| view.words.welcome.to_owned());
        div().class("welcome").attr("part", "welcome").child(p().child(words)).into_any()
    })
}

/// What the assistant is doing, while it is doing it.
fn status(view: View) -> Option<AnyView> {
    let turn = view.turn.get();
    if !turn.running {
        return None;
    }
    let words = turn.status.map_or(view.words.working, |status| i18n::status(view.words, status));
    let dots = div().class("dots").attr("aria-hidden", "true").child((i(), i(), i()));
    Some(div().class("status").attr("part", "status").child((dots, words)).into_any())
}
