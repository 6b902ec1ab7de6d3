//! What stands below a message: how it fared, and what can be done about it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{El, el};
use super::icons::{CHECK, COPY, icon};
use super::sheet::begin_anew;
use super::view::{Intent, View};
use crate::core::i18n::Word;
use crate::core::transcript::{AnswerState, EntryKey, SendState};

const QUEUED: u32 = SendState::Queued as u32;
const UNCONFIRMED: u32 = SendState::Unconfirmed as u32;
const FAILED: u32 = SendState::Failed as u32;

/// Words that can be pressed.
fn link(part: &str, words: &str) -> El {
    el("button", "link").part(part).set("type", "button").text(words)
}

/// Below the shopper's words, by their state.
pub(super) fn below_user(view: View, key: EntryKey, state: u32) -> Option<El> {
    let resend =
        || link("resend", &view.say(Word::SendAgain)).on("click", move |_| view.ask(Intent::Resend(key)));
    let edit = || link("edit", &view.say(Word::Edit)).on("click", move |_| view.ask(Intent::Edit(key)));
    let said = |word| el("div", "meta").add(el("span", "").text(&view.say(word)));
    Some(match state {
        QUEUED => said(Word::Waiting).add(edit()).add(
            link("cancel", &view.say(Word::Cancel)).on("click", move |_| view.ask(Intent::Discard(key))),
        ),
        // What may have arrived is not edited: it can only be said again.
        UNCONFIRMED => said(Word::NotConfirmed).add(resend()),
        FAILED => said(Word::NotSent).add(resend()).add(edit()),
        _ => return None,
    })
}

/// Below an answer. Its room is there while the answer streams: nothing moves when it is whole.
pub(super) fn below_answer(
    view: View,
    key: EntryKey,
    state: impl Fn() -> AnswerState + Clone + 'static,
) -> El {
    let said = state.clone();
    el("div", "meta")
        .swap(
            move || state() as u32,
            move |state| {
                let has_words = state != STREAMING && view.has_words(key);
                has_words.then(|| copy(view, key))
            },
        )
        .swap(
            move || said() as u32,
            move |state| {
                let word = match state {
                    INTERRUPTED => Word::Interrupted,
                    STOPPED => Word::Stopped,
                    _ => return None,
                };
                Some(el("span", "").text(&view.say(word)))
            },
        )
        .swap(
            move || u32::from(is_askable(view, key)),
            move |askable| (askable != 0).then(|| ask_again(view)),
        )
}

const STREAMING: u32 = AnswerState::Streaming as u32;
const INTERRUPTED: u32 = AnswerState::Interrupted as u32;
const STOPPED: u32 = AnswerState::Stopped as u32;

/// Behind the words of an error, by its code.
pub(super) fn behind_error(view: View, key: EntryKey, code: &str) -> El {
    let room = el("span", "");
    if code == "session_token_limit" {
        let anew = link("new-conversation", &view.say(Word::StartAnew));
        return room.add(anew.on("click", move |_| begin_anew(view)));
    }
    room.swap(
        move || u32::from(is_askable(view, key)),
        move |askable| (askable != 0).then(|| ask_again(view)),
    )
}

fn is_askable(view: View, key: EntryKey) -> bool {
    view.rows.track();
    view.turn.track();
    view.desk(|desk| desk.askable()).flatten() == Some(key)
}

fn ask_again(view: View) -> El {
    link("ask-again", &view.say(Word::AskAgain)).on("click", move |_| view.ask(Intent::AskAgain))
}

/// The button that copies an answer. The one that was copied last says so.
fn copy(view: View, key: EntryKey) -> El {
    let is_copied = move || u64::from(view.copied.get()) == key.0;
    let words = move || Some(view.say(if is_copied() { Word::Copied } else { Word::Copy }));
    el("button", "copy")
        .part("copy")
        .set("type", "button")
        .bind("aria-label", words)
        .bind("title", words)
        .swap(move || u32::from(is_copied()), |copied| Some(icon(if copied == 0 { COPY } else { CHECK })))
        .on("click", move |event| {
            if let Some(pressed) = event.current_target() {
                view.ask(Intent::Copy(key, pressed.unchecked_into()));
            }
        })
}
