//! Where the shopper types. The field keeps its own text: nothing writes into it while it has the
//! focus, so that no input method is disturbed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::dom::{El, effect, el};
use super::log::Follow;
use super::view::{FAILED, HERE, Intent, Topic, View, bump};
use crate::core::client::SendRefusal;
use crate::core::i18n::{self, Word};

/// The key code of a key press that an input method has taken. Safari ends a composition before the
/// press of Enter that ended it, and this code is the only trace that is left.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// Tell about the size from this share of the limit on.
const NEARLY_FULL_PERCENT: usize = 90;

/// The id of the line that says what keeps a text from being sent.
const LIMIT_ID: &str = "limit";

/// The field, and what is to be said about its text.
#[derive(Clone)]
struct Composer {
    view: View,
    field: HtmlTextAreaElement,
    follow: Follow,
    /// Something keeps the text from being sent.
    blocked: Topic,
    complaint: Rc<RefCell<String>>,
    complained: Topic,
    /// Sending was asked for before it could be done; what is typed stays in the field until it can.
    pressed: Rc<Cell<bool>>,
}

/// The field and its button; and the field alone, for the focus.
pub(super) fn composer(view: View, follow: &Follow) -> (El, HtmlElement) {
    let own = view.desk(|desk| desk.config().placeholder.clone()).flatten();
    let word = if view.sells() { Word::Placeholder } else { Word::PlaceholderSupport };
    let placeholder = own.unwrap_or_else(|| view.say(word));
    let send = view.say(Word::Send);
    let field = el("textarea", "input")
        .part("input")
        .set("rows", "1")
        .set("dir", "auto")
        .set("placeholder", &placeholder)
        .set("aria-label", &placeholder)
        .set("aria-describedby", LIMIT_ID)
        .set("autocomplete", "off")
        .set("enterkeyhint", "send");
    let focus = field.html();
    let composer = Composer {
        view,
        field: field.node().unchecked_into(),
        follow: follow.clone(),
        blocked: RwSignal::new(1),
        complaint: Rc::default(),
        complained: RwSignal::new(0),
        pressed: Rc::default(),
    };
    // What was typed before a reload comes back.
    composer.field.set_value(&view.desk(|desk| desk.draft()).unwrap_or_default());
    composer.changed();
    let (typing, pressing) = (composer.clone(), composer.clone());
    let field = field
        .on("input", move |_| {
            typing.changed();
            view.ask(Intent::Draft(typing.field.value()));
        })
        .on("keydown", move |event| pressing.pressed(event.unchecked_ref()));
    let blocked = composer.blocked;
    let (sending, said) = (composer.clone(), Rc::clone(&composer.complaint));
    let button = el("button", "send")
        .part("send")
        .set("type", "button")
        .set("aria-label", &send)
        .set("title", &send)
        .set("aria-describedby", LIMIT_ID)
        .flag("aria-disabled", "true", move || blocked.get() != 0)
        .on("click", move |_| sending.send());
    let stop = move |answering: u32| {
        (answering != 0).then(|| {
            let words = view.say(Word::Stop);
            el("button", "stop")
                .part("stop")
                .set("type", "button")
                .set("aria-label", &words)
                .set("title", &words)
                .on("click", move |_| view.ask(Intent::Stop))
        })
    };
    let complained = composer.complained;
    let (queue, waiting, restored) = (composer.clone(), composer.clone(), composer);
    effect(move || {
        view.rows.track();
        view.turn.track();
        queue.judge();
    });
    effect(move || {
        let part = view.part.get();
        untrack(|| waiting.part_came(part));
    });
    let begun = Cell::new(false);
    effect(move || {
        view.draft.track();
        if begun.replace(true) {
            restored.refill();
        }
    });
    let whole = el("div", "composer")
        .part("composer")
        .add(el("div", "field").add(field).swap(move || u32::from(view.is_answering()), stop).add(button))
        // There from the start: an alert that appears together with its words may stay mute.
        .add(el("p", "limit").part("limit").set("id", LIMIT_ID).set("role", "alert").live(move || {
            complained.track();
            said.borrow().clone()
        }));
    (whole, focus)
}

impl Composer {
    /// The text is another one.
    fn changed(&self) {
        self.judge();
        self.grow();
    }

    /// Says whether the text can be sent, and why not, before anybody tries.
    fn judge(&self) {
        let text = self.field.value();
        let empty = text.trim().is_empty();
        // Nothing has no size: an empty field, as every panel begins with, encodes no message.
        let size = if empty { None } else { self.view.desk(|desk| desk.message_size(&text)) };
        let (bytes, most) = size.unwrap_or_default();
        let full = self.view.desk(|desk| desk.is_queue_full()).unwrap_or(false);
        let words = if full { self.view.say(Word::QueueFull) } else { self.size_words(bytes, most) };
        self.blocked.set(u32::from(empty || full || bytes > most));
        if *self.complaint.borrow() != words {
            self.complain(words);
        }
    }

    /// The text was changed by something else than typing.
    fn refill(&self) {
        let draft = self.view.desk(|desk| desk.draft()).unwrap_or_default();
        self.field.set_value(&draft);
        self.changed();
        if !draft.is_empty() {
            let _ = self.field.focus();
        }
    }

    fn complain(&self, words: String) {
        *self.complaint.borrow_mut() = words;
        bump(self.complained);
    }

    fn pressed(&self, event: &KeyboardEvent) {
        let composing = is_composing(event);
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            // A key that is held down must not send a second time.
            if !event.repeat() {
                self.send();
            }
        } else if event.key() == "ArrowUp"
            && !composing
            && self.field.value().is_empty()
            && self.follow.focus_last()
        {
            event.prevent_default();
        }
    }

    fn send(&self) {
        self.judge();
        if self.blocked.get_untracked() != 0 {
            return;
        }
        if untrack(|| !self.view.is_whole()) {
            self.pressed.set(true);
            self.view.ask(Intent::Need);
            return;
        }
        let text = self.field.value();
        match self.view.desk(|desk| desk.send(&text)).flatten() {
            Some(Ok(())) => {
                self.field.set_value("");
                self.changed();
                self.view.ask(Intent::Draft(String::new()));
                self.follow.to_end();
            }
            Some(Err(SendRefusal::Closed)) => self.complain(self.view.say(Word::Closed)),
            // What is known before is never tried; what the page holds back stays in the field.
            Some(Err(_)) | None => {}
        }
    }

    /// The second part of the program is here, and with it what was typed before a reload; or it could not be
    /// loaded.
    fn part_came(&self, part: u32) {
        if part == HERE {
            if self.field.value().is_empty() {
                self.field.set_value(&self.view.desk(|desk| desk.draft()).unwrap_or_default());
                self.changed();
            }
            if self.pressed.replace(false) {
                self.send();
            }
        } else if part == FAILED && self.pressed.get() {
            self.complain(self.view.say(Word::Waiting));
        }
    }

    /// What there is to say about the size of a text, before it is too late to say it.
    fn size_words(&self, bytes: usize, most: usize) -> String {
        let nearly = most.saturating_mul(NEARLY_FULL_PERCENT).checked_div(100).unwrap_or(most);
        if bytes <= nearly {
            return String::new();
        }
        let sentence = if bytes > most { Word::TooLong } else { Word::NearlyTooLong };
        i18n::filled(&self.view.say_with(sentence, "n", &bytes.to_string()), "max", &most.to_string())
    }

    /// Makes the field as high as its text, for engines whose sheets cannot: to measure it lays the page out
    /// twice with every press of a key.
    fn grow(&self) {
        let style = HtmlElement::style(&self.field);
        if js_sys::Reflect::has(&style, &JsValue::from_str("fieldSizing")).unwrap_or(false) {
            return;
        }
        let _ = style.set_property("height", "auto");
        let height = self.field.scroll_height();
        if height > 0 {
            let _ = style.set_property("height", &[&height.to_string(), "px"].concat());
        }
    }
}

/// Whether an input method has taken a key press.
pub(super) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD
}
