//! People in the conversation: the offer to bring one in, their coming and going; and what the assistant looks
//! up meanwhile.

use leptos::prelude::*;

use super::dom::{El, el};
use super::icons::{CHECK, INFO, SEARCH, icon};
use super::message::bubble;
use super::view::{Intent, Row, View};
use crate::core::i18n::{self, Word};
use crate::core::protocol::CallState;
use crate::core::transcript::{EntryBody, EntryKey, HandoffState, Notice};

/// A remark about the conversation. While the person whose coming it tells is there, so is the way back.
pub(super) fn notice(view: View, row: &Row, said: &Notice) -> El {
    let words = view.desk(|desk| i18n::notice(&desk.config().words, said)).unwrap_or_default();
    let (key, joined) = (row.key, matches!(said, Notice::AgentJoined(_)));
    let is_last = move || {
        view.rows.track();
        view.link.track();
        let last = view.desk(|desk| desk.last_joined().filter(|_| desk.can_leave_agent()));
        u32::from(joined && last.flatten() == Some(key))
    };
    let words = el("div", "").add(el("span", "").text(&words));
    bubble("notice").add(icon(INFO)).add(words.swap(is_last, move |is| (is != 0).then(|| back(view))))
}

fn back(view: View) -> El {
    let words = view.say(Word::HandoffBack);
    el("button", "link")
        .part("handoff-back")
        .set("type", "button")
        .text(&words)
        .on("click", move |_| view.ask(Intent::LeaveAgent))
}

/// One line of what the assistant looks up.
pub(super) fn call_line(view: View, row: &Row, tool: &str) -> El {
    let (key, revision, tool) = (row.key, row.revision.clone(), tool.to_owned());
    let state = move || {
        revision.track();
        let state = |body: &EntryBody| match body {
            EntryBody::ToolCall { state, .. } => *state,
            _ => CallState::Failed,
        };
        view.read(key, |entry| state(&entry.body)).unwrap_or(CallState::Failed)
    };
    let (drawn, named) = (state.clone(), state.clone());
    bubble("call")
        .bind("data-state", move || {
            let name = match named() {
                CallState::Calling => "calling",
                CallState::Done => "done",
                CallState::Failed => "failed",
            };
            Some(name.to_owned())
        })
        .swap(
            move || drawn() as u32,
            |state| Some(icon(if state == CallState::Done as u32 { CHECK } else { SEARCH })),
        )
        .add(el("span", "").live(move || {
            let state = state();
            view.desk(|desk| i18n::call(&desk.config().words, &tool, state)).unwrap_or_default()
        }))
}

/// The offer of a person: two buttons while it is open, and a line that says what became of it, which takes the
/// focus when the buttons go.
pub(super) fn offer(view: View, row: &Row, message: &str) -> El {
    let (key, revision) = (row.key, row.revision.clone());
    let message = view.desk(|desk| i18n::offer(&desk.config().words, message).to_owned()).unwrap_or_default();
    let state = move || {
        revision.track();
        let state = |body: &EntryBody| match body {
            EntryBody::Handoff { state, .. } => *state,
            _ => HandoffState::Over,
        };
        view.read(key, |entry| state(&entry.body)).unwrap_or(HandoffState::Over)
    };
    let (named, said) = (state.clone(), state.clone());
    let note =
        el("p", "tool-note").part("tool-note").set("role", "status").set("tabindex", "-1").live(move || {
            match said() {
                HandoffState::Waiting => view.say(Word::HandoffWaiting),
                HandoffState::Declined => view.say(Word::HandoffDeclined),
                HandoffState::Offered | HandoffState::Over => String::new(),
            }
        });
    let to_note = note.clone();
    let foot = el("div", "tool-foot").add(note).swap(
        move || state() as u32,
        move |state| match state {
            OFFERED => Some(
                el("div", "sheet-buttons")
                    .add(answer(view, key, false, &to_note))
                    .add(answer(view, key, true, &to_note)),
            ),
            WAITING => {
                let can = view.desk(|desk| desk.can_leave_agent()).unwrap_or(false);
                can.then(|| el("div", "").add(back(view)))
            }
            _ => None,
        },
    );
    el("div", "tool")
        .part("handoff")
        .set("role", "group")
        .set("aria-label", &message)
        .bind("data-state", move || {
            let name = match named() {
                HandoffState::Offered => "open",
                HandoffState::Waiting => "working",
                HandoffState::Declined => "declined",
                HandoffState::Over => "done",
            };
            Some(name.to_owned())
        })
        .add(el("h3", "").set("dir", "auto").text(&message))
        .add(foot)
}

const OFFERED: u32 = HandoffState::Offered as u32;
const WAITING: u32 = HandoffState::Waiting as u32;

fn answer(view: View, key: EntryKey, accept: bool, note: &El) -> El {
    let (class, part, word) = if accept {
        ("primary", "handoff-accept", Word::HandoffAccept)
    } else {
        ("plain", "handoff-decline", Word::HandoffDecline)
    };
    let note = note.html();
    el("button", class).part(part).set("type", "button").text(&view.say(word)).on("click", move |_| {
        view.ask(Intent::AnswerHandoff(key, accept));
        let _ = note.focus();
    })
}
