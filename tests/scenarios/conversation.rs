//! What the shopper does with the conversation as a whole: an answer is stopped, a question asked again,
//! a waiting text taken back, a new conversation begun.

use crate::world::{
    AUTH_OK_ACK, COMPLETE, SEARCHING, TEXT_END, World, cart_changed, cart_items, decimal, delta, error,
    settings,
};
use vizochok::core::client::{Client, Event, Link, PageLife, Settings, Turn};
use vizochok::core::clock::SECOND;
use vizochok::core::outbox::CAPACITY;
use vizochok::core::transcript::{AnswerState, Change, EntryBody, SendState};

const CARDS: &str =
    r#"{"type":"product_cards","items":[{"sku":"m1","name":"Milk","price":1,"unit":"l","quantity_step":1}]}"#;
const LIST: &str = r#"{"type":"ingredient_checklist","checklist_id":"l1","title":"Borsch","items":[{"id":"1","name":"Beet"}]}"#;
const STARTED: &str = r#"{"type":"conversation_started","conversation_id":"c2"}"#;

fn stopped(text: &str) -> (String, AnswerState) {
    (text.to_owned(), AnswerState::Stopped)
}

fn interrupted(text: &str) -> (String, AnswerState) {
    (text.to_owned(), AnswerState::Interrupted)
}

// An answer is stopped.

#[test]
fn nothing_more_of_a_stopped_answer_is_shown_and_the_turn_ends_by_itself() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is "));
    world.send("bread");
    assert!(world.stop());
    assert_eq!(world.client.turn(), Turn { running: true, stopped: true, status: None });
    assert!(!world.stop(), "once is enough");

    let shown = world.client.transcript().entries().len();
    for frame in [&delta("some milk"), TEXT_END, SEARCHING, CARDS, &delta("and more"), TEXT_END] {
        world.say(frame);
        assert_eq!(world.client.turn().status, None);
    }
    assert_eq!(world.answers(), [stopped("Here is ")]);
    assert_eq!(world.client.transcript().entries().len(), shown);
    assert_eq!(world.said(), ["milk"], "what waits, waits for the end of the turn");

    world.say(COMPLETE);
    assert_eq!(world.said(), ["milk", "bread"]);
    world.say(&delta("Bread"));
    world.say(COMPLETE);
    assert_eq!(world.answers(), [stopped("Here is "), ("Bread".to_owned(), AnswerState::Done)]);
    assert!(!world.stop(), "nothing is being answered");
}

#[test]
fn an_answer_may_be_stopped_before_its_first_word() {
    let mut world = World::online();
    let key = world.send("milk");
    assert!(world.stop());
    assert_eq!(world.answers(), [stopped("")]);
    world.say(SEARCHING);
    assert_eq!(world.state(key), SendState::Confirmed, "it has arrived all the same");
    world.say(&delta("Here is some"));
    world.say(COMPLETE);
    assert_eq!(world.answers(), [stopped("")]);
    assert!(!world.client.turn().running);
}

#[test]
fn what_a_stopped_answer_does_to_the_cart_counts() {
    let mut world = World::online();
    world.send("put milk in");
    world.say(&delta("I am"));
    world.stop();
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    assert_eq!(world.shown("m1"), (decimal("2"), false));
    let summary = format!(
        r#"{{"type":"response_complete","summary":{{"selected_items":[{}],"total":3,"item_count":1}}}}"#,
        cart_items(&[("m1", "3")])
    );
    world.say(&summary);
    assert_eq!(world.shown("m1"), (decimal("3"), false));
    let told = world.events.iter().filter(|event| matches!(event, Event::SessionComplete(_))).count();
    assert_eq!(told, 1);
}

#[test]
fn an_error_of_a_stopped_answer_is_told_to_the_page_alone() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here"));
    world.stop();
    world.say(&error("internal_error"));
    assert_eq!(world.error_events(), ["internal_error"]);
    assert!(world.error_entries().is_empty());

    // A refusal is about the message itself: the shopper should know.
    let key = world.send("bread");
    world.stop();
    world.say(&error("user_message_limit"));
    assert_eq!(world.state(key), SendState::Failed);
    assert_eq!(world.error_entries(), ["user_message_limit"]);
}

#[test]
fn the_rest_of_a_stopped_answer_is_not_shown_on_the_next_link_either() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is "));
    world.stop();
    world.close(1006);
    world.until_dial();
    world.accept();
    world.say(&delta("some milk"));
    world.say(TEXT_END);
    world.say(COMPLETE);
    assert_eq!(world.answers(), [stopped("Here is ")]);
    world.send("bread");
    world.say(&delta("Bread"));
    world.say(COMPLETE);
    assert_eq!(world.answers().len(), 2);
}

#[test]
fn a_stopped_answer_is_a_stopped_one_after_a_reload() {
    let blocks = |world: &World| match &world.client.transcript().entries()[1].body {
        EntryBody::Answer { document, .. } => document.blocks().to_vec(),
        body => panic!("{body:?}"),
    };
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is **mi"));
    world.stop();
    let again = World::with(2, Some(&world.client.snapshot()));
    assert_eq!(again.answers(), [stopped("Here is **mi")]);
    assert_eq!(blocks(&again), blocks(&world), "and no mark shows up whose end never came");
}

// A question is asked again.

#[test]
fn what_was_cut_off_can_be_asked_again() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is"));
    assert_eq!(world.client.askable(), None, "it is being answered");
    world.close(1006);
    let cut = world.client.transcript().entries().last().map(|entry| entry.key);
    assert_eq!(world.client.askable(), cut);
    world.until_dial();
    world.accept();
    let again = world.client.ask_again(world.now);
    world.pump();
    assert!(again.is_some());
    assert_eq!(world.said(), ["milk", "milk"]);
    assert_eq!(world.client.askable(), None);
    assert_eq!(world.client.ask_again(world.now), None, "one press is one question");
    world.say(&delta("Here is milk"));
    world.say(COMPLETE);
    assert_eq!(world.client.askable(), None, "it is answered");
}

#[test]
fn a_link_that_broke_before_the_first_word_leaves_a_mark_to_ask_again_at() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.close(1006);
    assert_eq!(world.answers(), [interrupted("")]);
    assert!(world.client.askable().is_some());
    let again = World::with(2, Some(&world.client.snapshot()));
    assert_eq!(again.answers(), [interrupted("")]);
    assert!(again.client.askable().is_some(), "after a reload too");
}

#[test]
fn what_the_server_lays_out_again_does_not_keep_from_asking_again() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is"));
    world.close(1006);
    let cut = world.client.askable();
    assert!(cut.is_some());
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(
        r#"{"type":"session_restored","conversation_id":"c1","selected_items":[],"pending_tools":[{"type":"quick_replies","tool_call_id":"t1","options":["More"]}]}"#,
    );
    assert_eq!(world.client.askable(), cut);
    world.say(&delta("Here it is"));
    world.say(COMPLETE);
    assert_eq!(world.client.askable(), None, "the rest has come after all");
}

#[test]
fn a_message_in_doubt_is_sent_again_as_what_it_is_and_not_asked_anew() {
    let mut world = World::online();
    world.send("milk");
    world.close(1006);
    assert!(world.answers().is_empty());
    assert_eq!(world.client.askable(), None);
    assert_eq!(world.client.ask_again(world.now), None);
}

#[test]
fn a_failed_answer_can_be_asked_again_at_its_error() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.say(&error("internal_error"));
    let told = world.client.transcript().entries().last().map(|entry| entry.key);
    assert_eq!(world.client.askable(), told);
    // What asking again would not help is not offered.
    world.send("bread");
    world.say(COMPLETE);
    world.say(&error("max_rounds_exceeded"));
    assert_eq!(world.client.askable(), None);
}

#[test]
fn the_failed_answer_to_a_list_is_no_question_to_ask_again() {
    let mut world = World::online();
    world.send("borsch");
    world.say(LIST);
    world.say(COMPLETE);
    let list = world.client.transcript().entries()[1].key;
    assert!(world.client.submit_checklist(world.now, list));
    world.pump();
    world.say(SEARCHING);
    world.say(&error("internal_error"));
    assert_eq!(world.client.askable(), None, "the list says itself that it failed");
}

#[test]
fn a_stopped_answer_can_be_asked_again_once_its_question_has_arrived() {
    let mut world = World::online();
    world.send("milk");
    world.stop();
    assert_eq!(world.client.askable(), None, "nobody knows yet whether it arrived");
    world.say(SEARCHING);
    assert!(world.client.askable().is_some());
    world.client.ask_again(world.now);
    world.pump();
    assert_eq!(world.said(), ["milk"], "the turn is still the server's");
    world.say(COMPLETE);
    assert_eq!(world.said(), ["milk", "milk"]);
}

// A waiting text is taken back.

#[test]
fn a_text_that_waits_can_be_taken_back_and_the_others_keep_their_order() {
    let mut world = World::online();
    world.send("milk");
    let (first, second) = (world.send("bread"), world.send("eggs"));
    assert_eq!(world.client.discard(first).as_deref(), Some("bread"));
    assert_eq!(world.client.discard(first), None);
    world.pump();
    world.say(COMPLETE);
    assert_eq!(world.said(), ["milk", "eggs"]);
    assert_eq!(world.client.discard(second), None, "it is on its way");
}

#[test]
fn a_suggestion_that_is_taken_back_can_be_pressed_again() {
    let mut world = World::online();
    world.say(r#"{"type":"quick_replies","tool_call_id":"t1","options":["Yes","No"]}"#);
    let replies = world.client.transcript().entries()[0].key;
    world.send("milk");
    let said = world.client.quick_reply(world.now, replies, 0).expect("it can be pressed");
    assert_eq!(world.client.quick_reply(world.now, replies, 1), None, "once");
    assert_eq!(world.client.discard(said).as_deref(), Some("Yes"));
    let no = world.client.quick_reply(world.now, replies, 1);
    world.pump();
    world.say(COMPLETE);
    let sent = world.frames("action");
    assert_eq!((sent.len(), sent[0].get("label")), (1, Some("No")));
    assert!(no.is_some());
}

#[test]
fn a_text_that_waits_goes_back_to_the_composer_before_what_is_typed_there() {
    let mut world = World::online();
    let sent = world.send("milk");
    let key = world.send("bread");
    assert!(world.client.edit_again(key));
    assert_eq!(world.client.draft(), "bread");
    let key = world.send("eggs");
    world.client.set_draft("and butter");
    assert!(world.client.edit_again(key));
    assert_eq!(world.client.draft(), "eggs\nand butter");
    assert!(!world.client.edit_again(sent), "it is on its way");
    let again = World::with(2, Some(&world.client.snapshot()));
    assert_eq!(again.client.draft(), "eggs\nand butter");
}

#[test]
fn a_full_queue_is_known_before_anything_is_refused() {
    let mut world = World::new();
    for n in 1..=CAPACITY {
        assert!(!world.client.is_queue_full());
        let key = world.send(&n.to_string());
        if n == CAPACITY {
            assert!(world.client.is_queue_full());
            world.client.discard(key);
        }
    }
    assert!(!world.client.is_queue_full());
    assert!(world.error_events().is_empty());
}

// A new conversation.

/// A client of a signed-in customer, connected.
fn signed_in() -> World {
    let mut world = World::new();
    let settings = Settings { user_id: Some("u1".to_owned()), ..settings() };
    world.client = Client::new(settings, 1, None);
    world.connect();
    world.accept();
    world
}

#[test]
fn a_new_conversation_names_none_and_begins_empty() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is"));
    world.send("bread");
    world.client.set_draft("and bu");
    world.changes.clear();
    let before: Vec<_> =
        world.client.transcript().entries().iter().map(|entry| Change::Removed(entry.key)).collect();
    world.begin_anew();
    assert_eq!(world.changes[world.changes.len() - before.len()..], before);
    assert!(world.client.transcript().entries().is_empty());
    assert_eq!(world.client.draft(), "bread\nand bu", "what was typed and not said is not lost");
    assert!(!world.client.turn().running);
    assert_eq!((world.live_count(), world.dials()), (1, 2), "another link takes the place of the first");
    assert_eq!(world.count(&Event::Disconnected), 1);

    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(STARTED);
    assert_eq!(world.frames("auth")[1].get("conversation_id"), None);
    assert_eq!(world.client.conversation_id(), Some("c2"));
    assert!(world.client.transcript().entries().is_empty(), "no remark: the shopper knows");
    let key = world.send("eggs");
    assert_eq!(world.said(), ["milk", "eggs"], "what waited belonged to what is over");
    assert_eq!(world.frames("message")[1].get("conversation_id"), Some("c2"));
    assert!(world.client.transcript().get(key).is_some());
}

#[test]
fn a_new_conversation_is_remembered_over_a_reload_at_once() {
    let mut world = World::online();
    world.send("milk");
    world.say(COMPLETE);
    let urgent = world.client.revision().urgent;
    world.begin_anew();
    assert_ne!(world.client.revision().urgent, urgent, "stored before anything goes out");
    let mut again = World::with(2, Some(&world.client.snapshot()));
    assert!(again.client.transcript().entries().is_empty());
    again.connect();
    again.open();
    assert_eq!(again.frames("auth")[0].get("conversation_id"), None);
}

#[test]
fn nothing_is_sent_twice_or_left_in_doubt_by_a_new_conversation() {
    let mut world = World::online_with_ack();
    world.send("milk");
    world.begin_anew();
    world.accept_with(AUTH_OK_ACK);
    world.advance(10 * SECOND);
    assert_eq!(world.said(), ["milk"], "it was handed over, to a conversation that is over");
    assert!(world.client.transcript().entries().is_empty());
}

#[test]
fn the_shop_keeps_the_cart_of_a_signed_in_customer() {
    let mut world = signed_in();
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    world.begin_anew();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(STARTED);
    assert_eq!(world.shown("m1"), (decimal("2"), false));
    // Only what the shopper began takes the cart over: after an hour it may be another one.
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(r#"{"type":"conversation_started","conversation_id":"c3"}"#);
    assert_eq!(world.shown("m1"), (decimal("0"), false));
}

#[test]
fn any_other_cart_ends_with_its_conversation() {
    let mut world = World::online();
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    world.set("b1", "1");
    let revision = world.client.cart().revision();
    world.begin_anew();
    assert!(world.client.cart().lines().is_empty());
    assert!(!world.client.cart().is_pending(), "a wish for a cart that is gone is gone too");
    assert_ne!(world.client.cart().revision(), revision);
}

#[test]
fn a_new_conversation_without_a_link_makes_one_where_one_is_wanted() {
    // Never connected, or ended on purpose: nothing is dialled.
    let mut world = World::new();
    world.begin_anew();
    assert_eq!(world.dials(), 0);
    let mut world = World::online();
    world.disconnect();
    world.begin_anew();
    assert_eq!((world.dials(), world.client.link()), (1, Link::Closed));
    // Waiting for the next attempt: nobody waits any longer.
    let mut world = World::online();
    world.close(1006);
    world.begin_anew();
    assert_eq!(world.dials(), 2);
    // A handshake that has not said anything yet says it right.
    world.begin_anew();
    assert_eq!(world.dials(), 2);
    world.open();
    assert_eq!(world.frames("auth")[1].get("conversation_id"), None);
    // No network: when it is back.
    let mut world = World::online();
    world.page(PageLife::Offline);
    world.close(1006);
    world.begin_anew();
    assert_eq!(world.dials(), 1);
    world.page(PageLife::Online);
    world.open();
    assert_eq!(world.frames("auth")[1].get("conversation_id"), None);
}

#[test]
fn the_end_of_the_longest_conversation_leads_to_a_new_one() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(&error("session_token_limit"));
    assert_eq!(world.state(key), SendState::Failed);
    assert_eq!(world.client.askable(), None, "not in this conversation");
    world.begin_anew();
    assert_eq!(world.client.draft(), "milk", "to be asked there");
    world.accept();
    assert!(
        world.client.transcript().entries().iter().all(|entry| !matches!(entry.body, EntryBody::Error(_)))
    );
    world.send("milk");
    world.say(SEARCHING);
    assert!(world.client.turn().running);
}
