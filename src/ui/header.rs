//! The head of the panel: who answers, and how the link stands.

use leptos::ev;
use leptos::html::{button, div, h2, header, img, span};
use leptos::prelude::*;

use super::icons::{CLOSE, icon};
use super::view::{Intent, View};
use crate::core::client::Link;

/// The word that style sheets and tests know a state of the link by.
fn state_name(link: &Link) -> &'static str {
    match link {
        Link::Idle | Link::Connecting => "connecting",
        Link::Online => "online",
        Link::Reconnecting { .. } => "reconnecting",
        Link::Offline => "offline",
        Link::Refused { .. } => "refused",
        Link::GaveUp | Link::Closed => "closed",
    }
}

fn state_words(view: View) -> String {
    let words = view.words;
    match view.link.get() {
        Link::Idle | Link::Connecting => words.connecting.to_owned(),
        Link::Online => words.online.to_owned(),
        Link::Reconnecting { .. } => match view.retry_in.get() {
            Some(seconds) if seconds > 0 => words.reconnecting_in.replace("{n}", &seconds.to_string()),
            _ => words.reconnecting.to_owned(),
        },
        Link::Offline => words.offline.to_owned(),
        Link::Refused { .. } => words.refused.to_owned(),
        Link::GaveUp => words.gave_up.to_owned(),
        Link::Closed => words.closed.to_owned(),
    }
}

/// The picture of the assistant, or the first letter of its name when there is none or it does not load.
fn avatar(view: View) -> AnyView {
    let (source, letter) = view.config.with_value(|config| {
        let letter: String = config.bot_name.chars().take(1).flat_map(char::to_uppercase).collect();
        (config.bot_avatar.clone(), letter)
    });
    let broken = RwSignal::new(false);
    let face = move || match source.clone().filter(|_| !broken.get()) {
        Some(source) => img()
            .attr("src", source)
            .attr("alt", "")
            .attr("referrerpolicy", "no-referrer")
            .on(ev::error, move |_| broken.set(true))
            .into_any(),
        None => letter.clone().into_any(),
    };
    div().class("avatar").attr("aria-hidden", "true").child(face).into_any()
}

/// The head of the panel.
pub(super) fn panel_header(view: View, title_id: &'static str) -> AnyView {
    let name = view.config.with_value(|config| config.bot_name.clone());
    let state = move || view.link.with(state_name);
    let retry = move || {
        let offered = matches!(view.link.get(), Link::Reconnecting { .. } | Link::GaveUp);
        offered.then(|| {
            button()
                .class("link")
                .attr("part", "retry")
                .attr("type", "button")
                .on(ev::click, move |_| view.ask(Intent::RetryNow))
                .child(view.words.retry_now)
        })
    };
    let close = view.floating.then(|| {
        button()
            .class("icon-button")
            .attr("part", "close")
            .attr("type", "button")
            .attr("aria-label", view.words.close)
            .attr("title", view.words.close)
            .on(ev::click, move |_| view.ask(Intent::Close))
            .child(icon(CLOSE))
    });
    header()
        .class("header")
        .attr("part", "header")
        .child((
            avatar(view),
            div().class("titles").child((
                h2().class("name").attr("id", title_id).child(name),
                div()
                    .class("connection")
                    .attr("part", "connection")
                    .attr("data-state", state)
                    .child((span().child(move || state_words(view)), retry)),
            )),
            close,
        ))
        .into_any()
}
