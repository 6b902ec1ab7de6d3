//! What the driver does for a conversation. These functions belong to the second part of the program: see
//! `npm/scripts/parts.mjs`, which names those that are seams.

use wasm_bindgen::JsValue;

use super::sync::{Moved, say, shop_currency};
use super::visitor::Visitor;
use super::{Driver, State, payload};
use crate::browser::clipboard;
use crate::browser::storage::SessionStorage;
use crate::core::client::{Client, Event, SendRefusal, Settings, SocketId};
use crate::core::clock::Millis;
use crate::core::config::Persist;
use crate::core::i18n::{self, Word};
use crate::core::markdown::Document;
use crate::core::protocol::CartChanged;
use crate::core::transcript::{AnswerState, Change, Entry, EntryBody, EntryKey};
use crate::ui::view::{Desk, Intent, Row, View};

use leptos::prelude::*;
use web_sys::Element;

/// Begins with the conversation that the tab has stored, as the visitor that the protocol wants to know of.
#[inline(never)]
pub(super) fn begin(driver: &Driver) {
    let stored = driver.gate.begin();
    let config = driver.config();
    let visitor = config
        .manners()
        .visitor_key
        .map(|key| driver.visitor.get_or_init(|| Visitor::new(key, config.persist != Persist::None)));
    if let Some(visitor) = visitor.filter(|_| driver.storage.is_used()) {
        visitor.keep();
    }
    let settings = Settings { visitor_id: visitor.map(Visitor::id), ..Driver::settings(&config) };
    let mut unread = 0;
    if let Ok(mut state) = driver.state.try_borrow_mut() {
        state.client = Client::new(settings, js_sys::Math::random().to_bits(), stored.as_deref());
        state.stored = state.client.revision();
        state.sync.begin_again();
        unread = state.client.unread();
    }
    if let Some(view) = driver.view.borrow().filter(|view| view.open.get_untracked() == 0) {
        driver.set_unread(view, unread);
    }
    driver.claim_and_connect();
}

/// A frame has come.
#[inline(never)]
pub(super) fn frame(client: &mut Client, now: Millis, socket: SocketId, text: &str) {
    client.handle_frame(now, socket, text);
}

/// The shopper, or the page, says something.
#[inline(never)]
pub(super) fn send(client: &mut Client, now: Millis, text: &str) -> Result<(), SendRefusal> {
    client.send(now, text).map(|_| ())
}

/// Stores the conversation, with its words or without them.
#[inline(never)]
pub(super) fn store(storage: &SessionStorage, client: &Client, with_words: bool) {
    let whole = client.snapshot();
    if with_words {
        storage.write(&whole, None);
    } else {
        storage.write(&client.snapshot_without_words(), Some(&whole));
    }
}

/// What the page is told of the goods; the rest the driver tells itself.
#[inline(never)]
pub(super) fn told(driver: &Driver, state: &mut State, event: Event) -> Option<(&'static str, JsValue)> {
    Some(match event {
        Event::CartChanged(change) => {
            let sentence = cart_sentence(driver, &state.client, &change);
            state.sync.announce(&sentence);
            ("cart-changed", payload::cart_changed(&change))
        }
        Event::ProductClick(product) => ("product-click", payload::product(&product)),
        Event::SessionComplete(summary) => ("session-complete", payload::summary(&summary)),
        Event::HandoffRequested => ("handoff-requested", payload::conversation(&state.client)),
        Event::Connected | Event::Disconnected | Event::Error(_) => return None,
    })
}

/// Tells the client what the shopper does in the conversation.
#[inline(never)]
pub(super) fn act(client: &mut Client, now: Millis, intent: &Intent) {
    match intent {
        Intent::Open
        | Intent::Close
        | Intent::Need
        | Intent::Draft(_)
        | Intent::RetryNow
        | Intent::Copy(..)
        | Intent::AnswerHandoff(..) => {}
        Intent::LeaveAgent => {
            client.leave_agent(now);
        }
        Intent::Resend(key) => {
            client.resend(now, *key);
        }
        Intent::Edit(key) => {
            client.edit_again(*key);
        }
        Intent::Discard(key) => {
            client.discard(*key);
        }
        Intent::AskAgain => {
            client.ask_again(now);
        }
        Intent::Stop => {
            client.stop();
        }
        Intent::NewConversation => client.new_conversation(now),
        Intent::QuickReply(key, index) => {
            client.quick_reply(now, *key, *index);
        }
        Intent::SetHave(key, line, have) => client.set_have(*key, *line, *have),
        Intent::SetServings(key, servings) => client.set_servings(*key, *servings),
        Intent::SubmitChecklist(key) => {
            client.submit_checklist(now, *key);
        }
        Intent::ApprovePlan(key) => {
            client.approve_meal_plan(now, *key);
        }
        Intent::ChangePlan(key, change) => {
            client.modify_meal_plan(now, *key, change.clone());
        }
        Intent::SetQuantity(product, quantity) => client.set_quantity(now, product, *quantity),
    }
}

/// Takes the offer of a person, or leaves it: in words, where the server knows no other way.
#[inline(never)]
pub(super) fn answer_handoff(driver: &Driver, key: EntryKey, accept: bool) {
    let config = driver.config();
    let wish = config.words.get(Word::HandoffWish);
    driver.turn(&mut |client, now| {
        client.answer_handoff(now, key, accept, wish);
    });
}

/// Copies the words of an answer, and says whether that went well.
#[inline(never)]
pub(super) fn copy(driver: &Driver, key: EntryKey, pressed: Element) {
    let mut text = String::new();
    driver.entry(key, &mut |entry| {
        if let EntryBody::Answer { document, .. } = &entry.body {
            text = document.text();
        }
    });
    let me = driver.me.clone();
    clipboard::copy(text, pressed, move |done| {
        if let Some(driver) = me.upgrade() {
            copied(&driver, key, done);
        }
    });
}

fn copied(driver: &Driver, key: EntryKey, done: bool) {
    let Some(view) = *driver.view.borrow() else { return };
    let words = view.say(if done { Word::Copied } else { Word::NotCopied });
    if let Ok(mut state) = driver.state.try_borrow_mut() {
        state.sync.announce(&words);
        driver.plan_sync(&mut state);
    }
    if done {
        view.copied.set(u32::try_from(key.0).unwrap_or_default());
    }
}

/// Brings the list of rows up to date, and gathers what is to be spoken of them.
#[inline(never)]
pub(super) fn gather(driver: &Driver, state: &mut State, view: View, moved: &mut Moved) -> String {
    let State { client, sync, .. } = state;
    let all_read = view.unread.get_untracked() == 0;
    let open = view.open.get_untracked() != 0;
    // What is there when the rows are first made, restored or said before, is among them: no change inserts it again.
    let first = sync.rows.is_none();
    moved.rows = first;
    let rows = sync
        .rows
        .get_or_insert_with(|| client.transcript().entries().iter().map(|entry| row(entry.key)).collect());
    let mut whole = String::new();
    while let Some(change) = client.poll_change() {
        match change {
            Change::Inserted { key, index } => {
                moved.rows = true;
                if !first {
                    rows.insert(index.min(rows.len()), row(key));
                }
                match body(client, key) {
                    Some(EntryBody::Answer { .. }) => sync.streaming.push(key),
                    Some(EntryBody::User { text, .. }) => {
                        let is_earlier =
                            |entry: &Entry| entry.key < key && matches!(entry.body, EntryBody::User { .. });
                        if driver.config().manners().tells_words
                            && !client.transcript().entries().iter().any(is_earlier)
                        {
                            moved.told.push(("conversation-start", payload::conversation(client)));
                        }
                        moved.told.push(("message-sent", words_told(driver, client, text)));
                    }
                    Some(body) if open => say(&mut whole, &line_of(driver, body)),
                    _ => {}
                }
                // What comes in one go, words with products and suggestions, is one thing to read.
                let mut entries = client.transcript().entries().iter().rev();
                let before = entries.find(|entry| entry.key < key);
                let begins = !before.is_some_and(|entry| is_reply(&entry.body));
                // A person says one thing at a time.
                let begins =
                    begins || matches!(body(client, key), Some(EntryBody::Answer { author: Some(_), .. }));
                let is_new = body(client, key).is_some_and(is_reply);
                if is_new && (begins || (all_read && moved.answers == 0)) {
                    moved.answers = moved.answers.saturating_add(1);
                }
            }
            Change::Removed(key) => {
                moved.rows = true;
                rows.retain(|row| row.key != key);
            }
            Change::Updated(key) => {
                if let Some(body @ EntryBody::ToolCall { .. }) = body(client, key).filter(|_| open) {
                    say(&mut whole, &line_of(driver, body));
                }
                let revision = rows.iter().rev().find(|row| row.key == key).map(|row| &row.revision);
                if let Some(revision) = revision.filter(|revision| !moved.revisions.contains(revision)) {
                    moved.revisions.push(revision.clone());
                }
            }
        }
    }
    let stopped = view.say(Word::Stopped);
    sync.streaming.retain(|key| match body(client, *key) {
        Some(EntryBody::Answer { document, state, author }) => {
            match state {
                AnswerState::Streaming => {}
                // Nobody wants to hear what was stopped.
                AnswerState::Stopped => say(&mut whole, &stopped),
                state => {
                    if *state == AnswerState::Done {
                        moved.told.push(("message-received", words_told(driver, client, document.source())));
                    }
                    if let Some(name) = author {
                        say(&mut whole, i18n::agent(&driver.config().words, name));
                        whole.push(':');
                    }
                    speak(&mut whole, document);
                }
            }
            *state == AnswerState::Streaming
        }
        _ => false,
    });
    whole
}

/// What the page is told of a message: its words only where the protocol's documented events have them.
fn words_told(driver: &Driver, client: &Client, words: &str) -> JsValue {
    if driver.config().manners().tells_words { payload::message(client, words) } else { JsValue::UNDEFINED }
}

/// What is spoken of an entry as soon as it comes or changes: what is one line for the eye.
fn line_of(driver: &Driver, body: &EntryBody) -> String {
    let words = &driver.config().words;
    match body {
        EntryBody::Error(error) => i18n::error(words, error),
        EntryBody::ToolCall { tool, state } => i18n::call(words, tool, *state),
        EntryBody::Handoff { message, .. } => i18n::offer(words, message).to_owned(),
        EntryBody::Notice(notice) => i18n::notice(words, notice),
        _ => String::new(),
    }
}

/// One sentence about a change of the cart: the product, how many, and the sum.
fn cart_sentence(driver: &Driver, client: &Client, change: &CartChanged) -> String {
    let config = driver.config();
    let total = driver.money_in(shop_currency(client), change.total);
    let mut sentence = String::new();
    if let Some(name) = &change.name {
        sentence.push_str(name);
        if let Some(quantity) = change.quantity {
            sentence.push_str(", ");
            sentence.push_str(&driver.formats.borrow().number(quantity));
        }
        sentence.push_str("; ");
    }
    sentence.push_str(&i18n::filled(config.words.get(Word::CartTotal), "total", &total));
    sentence
}

fn body(client: &Client, key: EntryKey) -> Option<&EntryBody> {
    client.transcript().get(key).map(|entry| &entry.body)
}

/// Whether the assistant says something with it.
fn is_reply(body: &EntryBody) -> bool {
    !matches!(body, EntryBody::User { .. } | EntryBody::ToolCall { .. } | EntryBody::Notice(_))
}

fn row(key: EntryKey) -> Row {
    Row { key, revision: ArcRwSignal::new(0) }
}

/// The words of an answer, without its marks.
fn speak(announcement: &mut String, document: &Document) {
    for block in document.blocks() {
        say(announcement, "");
        block.append_text(announcement);
    }
}
