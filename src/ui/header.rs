//! The head of the panel: who answers, and how the link stands.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::cart_line::cart_line;
use super::dom::{El, el};
use super::icons::{CLOSE, icon};
use super::picture::picture;
use super::sheet;
use super::view::{Intent, View};
use crate::core::client::Link;
use crate::core::i18n::Word;

/// The state of the link; tracked.
fn link(view: View) -> Link {
    view.link.track();
    view.desk(|desk| desk.link()).unwrap_or(Link::Closed)
}

/// The word that style sheets and tests know a state of the link by.
fn state_name(link: Link) -> &'static str {
    match link {
        Link::Idle | Link::Connecting => "connecting",
        Link::Online => "online",
        Link::Reconnecting { .. } => "reconnecting",
        Link::Offline => "offline",
        Link::Refused { .. } => "refused",
        Link::GaveUp => "gave-up",
        Link::Closed => "closed",
    }
}

/// What is said of a state of the link.
pub(crate) fn sentence(link: Link) -> Word {
    match link {
        Link::Idle | Link::Connecting => Word::Connecting,
        Link::Online => Word::Online,
        Link::Reconnecting { .. } => Word::Reconnecting,
        Link::Offline => Word::Offline,
        Link::Refused { .. } => Word::Refused,
        Link::GaveUp => Word::GaveUp,
        Link::Closed => Word::Closed,
    }
}

/// The same for the eye, with the seconds until the next attempt.
fn state_words(view: View) -> String {
    let link = link(view);
    match view.desk(|desk| desk.retry_in()).flatten() {
        Some(seconds) if seconds > 0 => view.say_with(Word::ReconnectingIn, "n", &seconds.to_string()),
        _ => view.say(sentence(link)),
    }
}

/// Whether "now" is offered. It stays through a whole outage, for it would come and go with every
/// attempt, and the focus with it; when all is well again, a focus that was on it goes to the panel.
fn offer_retry(view: View, state: &Element, offered: &Cell<u32>) -> u32 {
    match link(view) {
        Link::Reconnecting { .. } | Link::GaveUp => offered.set(1),
        Link::Idle | Link::Connecting => {}
        _ => {
            if offered.replace(0) != 0
                && let Ok(Some(_)) = state.query_selector("button:focus")
                && let Ok(Some(panel)) = state.closest("[part=panel]")
            {
                let _ = panel.unchecked_into::<HtmlElement>().focus();
            }
        }
    }
    offered.get()
}

/// The head of the panel.
pub(super) fn panel_header(view: View, title_id: &str) -> El {
    let (name, avatar) = view
        .desk(|desk| (desk.config().bot_name.clone(), desk.config().bot_avatar.clone()))
        .unwrap_or_default();
    let retry = move |offered: u32| {
        (offered != 0).then(|| {
            el("button", "link")
                .part("retry")
                .set("type", "button")
                .flag("aria-disabled", "true", move || link(view) == Link::Connecting)
                .text(&view.say(Word::RetryNow))
                .on("click", move |_| view.ask(Intent::RetryNow))
        })
    };
    let state = el("div", "connection")
        .part("connection")
        .bind("data-state", move || Some(state_name(link(view)).to_owned()))
        .add(el("span", "").live(move || state_words(view)));
    let (node, offered) = (state.node(), Cell::new(0));
    let state = state.swap(move || offer_retry(view, &node, &offered), retry);
    let titles = el("div", "titles").add(el("h2", "name").set("id", title_id).text(&name)).add(state);
    let close = view.floating.then(|| {
        let words = view.say(Word::Close);
        el("button", "icon-button")
            .part("close")
            .set("type", "button")
            .set("aria-label", &words)
            .set("title", &words)
            .add(icon(CLOSE))
            .on("click", move |_| view.ask(Intent::Close))
    });
    let words = view.say(Word::Menu);
    let menu = el("button", "icon-button")
        .part("menu")
        .set("type", "button")
        .set("aria-haspopup", "dialog")
        .set("aria-label", &words)
        .set("title", &words)
        .on("click", move |_| view.show_sheet(sheet::MENU));
    el("header", "header")
        .part("header")
        .add(picture("avatar", &name, avatar))
        .add(titles)
        .swap(move || u32::from(view.is_whole()), move |whole| (whole != 0).then(|| cart_line(view)))
        .add(menu)
        .add_some(close)
}
