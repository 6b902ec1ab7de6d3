//! Where the shopper types. The field keeps its own text: nothing writes into it while it has the
//! focus, so that no input method is disturbed.

use leptos::ev;
use leptos::html::{Textarea, button, div, p, textarea};
use leptos::prelude::*;

use super::icons::{SEND, icon};
use super::log::Follow;
use super::view::{Intent, View};
use crate::core::client::SendRefusal;

/// The key code of a key press that an input method has taken. Safari ends a composition before the
/// press of Enter that ended it, and this code is the only trace that is left.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// Tell about the size from this share of the limit on.
const NEARLY_FULL_PERCENT: usize = 90;

/// The field and its button.
pub(super) fn composer(view: View, follow: Follow, node: NodeRef<Textarea>) -> AnyView {
    let empty = RwSignal::new(true);
    let complaint = RwSignal::new(None::<String>);
    let typed = move || node.get_untracked().map(|field| field.value()).unwrap_or_default();
    let changed = move || {
        let text = typed();
        empty.set(text.trim().is_empty());
        complaint.set(size_words(view, &text));
        if let Some(field) = node.get_untracked() {
            grow(&field);
        }
    };
    let send = move || {
        let text = typed();
        let Some(desk) = view.desk() else { return };
        match desk.send(&text) {
            Ok(()) => {
                if let Some(field) = node.get_untracked() {
                    field.set_value("");
                }
                changed();
                view.ask(Intent::Draft(String::new()));
                follow.to_end();
            }
            Err(SendRefusal::Empty) => {}
            Err(SendRefusal::TooLarge { .. }) => complaint.set(size_words(view, &text)),
            Err(SendRefusal::QueueFull) => complaint.set(Some(view.words.queue_full.to_owned())),
            Err(SendRefusal::Closed) => complaint.set(Some(view.words.closed.to_owned())),
        }
    };
    // What was typed before a reload comes back once the field is there.
    Effect::new(move |_| {
        if let (Some(field), Some(desk)) = (node.get(), view.desk()) {
            field.set_value(&desk.draft());
            changed();
        }
    });
    let placeholder = view
        .config
        .with_value(|config| config.placeholder.clone())
        .unwrap_or_else(|| view.words.placeholder.to_owned());
    let field = textarea()
        .node_ref(node)
        .class("input")
        .attr("part", "input")
        .attr("rows", "1")
        .attr("placeholder", placeholder.clone())
        .attr("aria-label", placeholder)
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "send")
        .on(ev::input, move |_| {
            changed();
            view.ask(Intent::Draft(typed()));
        })
        .on(ev::keydown, move |event| {
            let composing = event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                // A key that is held down must not send a second time.
                if !event.repeat() {
                    send();
                }
            }
        });
    let button = button()
        .class("send")
        .attr("part", "send")
        .attr("type", "button")
        .attr("aria-label", view.words.send)
        .attr("title", view.words.send)
        .attr("aria-disabled", move || empty.get().then_some("true"))
        .on(ev::click, move |_| send())
        .child(icon(SEND));
    div()
        .class("composer")
        .attr("part", "composer")
        .child((div().class("field").child((field, button)), move || {
            complaint.get().map(|words| p().class("limit").attr("role", "alert").child(words))
        }))
        .into_any()
}

/// What there is to say about the size of `text`, before it is too late to say it.
fn size_words(view: View, text: &str) -> Option<String> {
    let (bytes, most) = view.desk()?.message_size(text);
    let nearly = most.saturating_mul(NEARLY_FULL_PERCENT).checked_div(100)?;
    (bytes > nearly).then(|| {
        let words = if bytes > most { view.words.too_long } else { view.words.nearly_too_long };
        words.replace("{n}", &bytes.to_string()).replace("{max}", &most.to_string())
    })
}

/// Makes the field as high as its text, for engines whose sheets cannot.
fn grow(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}
