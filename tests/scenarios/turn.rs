//! Turns and their integrity: cases 97 to 110.

use crate::world::{COMPLETE, PONG, SEARCHING, TEXT_END, World, cart_changed, cart_items, delta, error};
use vizochok::core::client::{Event, SILENT_TURN, Turn};
use vizochok::core::clock::SECOND;
use vizochok::core::protocol::StatusCode;
use vizochok::core::transcript::{AnswerState, Change, EntryBody, Notice, SendState};

fn done(text: &str) -> (String, AnswerState) {
    (text.to_owned(), AnswerState::Done)
}

/// A delta spelled in UTF-16 code units, so that it may be cut anywhere.
fn units(units: &[u16]) -> String {
    let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
    format!(r#"{{"type":"text_delta","delta":"{escaped}"}}"#)
}

#[test]
fn rc_97_pieces_are_joined_exactly_wherever_they_were_cut() {
    let text = "Молоко 🥛 — **найкраще** 👩‍👩‍👧 за 45.90 ₴";
    let code_units: Vec<u16> = text.encode_utf16().collect();
    for size in 1..=code_units.len() {
        let mut world = World::online();
        world.send("milk");
        for piece in code_units.chunks(size) {
            world.say(&units(piece));
        }
        world.say(TEXT_END);
        assert_eq!(world.answers(), [done(text)], "pieces of {size}");
    }
}

#[test]
fn rc_97_a_half_character_that_never_becomes_whole_is_replaced() {
    let mut world = World::online();
    world.say(&units(&[0x61, 0xd83e]));
    world.say(&units(&[0x62]));
    world.say(&units(&[0xdd5b, 0x63]));
    world.say(&units(&[0xd83e]));
    world.say(TEXT_END);
    assert_eq!(world.answers(), [done("a\u{fffd}b\u{fffd}c\u{fffd}")]);
}

#[test]
fn rc_98_a_drop_keeps_what_had_come() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is some"));
    world.close(1006);
    assert_eq!(world.answers(), [("Here is some".to_owned(), AnswerState::Interrupted)]);
    assert!(!world.client.turn().running, "the shopper may type on");
}

#[test]
fn rc_99_an_answer_that_goes_on_after_a_reconnect_is_taken_up() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is "));
    world.close(1006);
    world.until_dial();
    world.accept();
    world.say(&delta("some milk"));
    assert!(world.client.turn().running);
    world.say(TEXT_END);
    world.say(COMPLETE);
    let cut = ("Here is ".to_owned(), AnswerState::Interrupted);
    assert_eq!(world.answers(), [cut, done("some milk")], "a finished entry never changes");
}

#[test]
fn rc_100_what_is_repeated_is_not_shown_twice() {
    let cards = r#"{"type":"product_cards","tool_call_id":"t1","items":[{"sku":"m1","name":"Milk","price":1,"unit":"l","quantity_step":1}]}"#;
    let replies = r#"{"type":"quick_replies","tool_call_id":"t2","options":["Yes"]}"#;
    let list = r#"{"type":"ingredient_checklist","checklist_id":"l1","title":"Borsch","items":[{"id":"1","name":"Beet"}]}"#;
    let plan = r#"{"type":"meal_plan","plan_id":"p1","days":[]}"#;
    let mut world = World::online();
    for frame in [cards, replies, list, plan, cards] {
        world.say(frame);
    }
    assert_eq!(world.client.transcript().entries().len(), 4);
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    let new = r#"{"type":"quick_replies","tool_call_id":"t9","options":["New"]}"#;
    world.say(&format!(
        r#"{{"type":"session_restored","conversation_id":"c1","selected_items":[],"pending_tools":[{replies},{list},{plan},{new}]}}"#
    ));
    assert_eq!(world.client.transcript().entries().len(), 5, "only what was not known");
    assert_eq!(world.client.counters().repeated_frames, 4);
}

#[test]
fn rc_101_the_end_of_the_turn_ends_the_text() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Milk"));
    world.say(COMPLETE);
    assert_eq!(world.answers(), [done("Milk")]);
}

#[test]
fn rc_102_a_second_end_of_text_changes_nothing() {
    let mut world = World::online();
    world.say(TEXT_END);
    world.say(&delta("Milk"));
    world.say(TEXT_END);
    world.say(TEXT_END);
    assert_eq!(world.answers(), [done("Milk")]);
}

#[test]
fn rc_103_two_blocks_in_one_turn() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("First."));
    world.say(TEXT_END);
    world.say(SEARCHING);
    world.say(&delta("Second."));
    world.say(TEXT_END);
    assert!(world.client.turn().running);
    world.say(COMPLETE);
    assert_eq!(world.answers(), [done("First."), done("Second.")]);
}

#[test]
fn rc_104_never_thinking_for_ever() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(SEARCHING);
    world.say(&delta("Well"));
    for _ in 0..4 {
        world.advance(SILENT_TURN / 5);
        world.say(PONG);
    }
    world.advance(SILENT_TURN / 5 - 1);
    assert!(world.client.turn().running);
    world.advance(1);
    assert!(!world.client.turn().running);
    assert_eq!(world.error_entries(), ["internal_error"]);
    assert_eq!(world.answers(), [("Well".to_owned(), AnswerState::Interrupted)]);
    assert_eq!(world.state(key), SendState::Confirmed);
}

#[test]
fn rc_104_silence_without_any_sign_leaves_the_message_not_confirmed() {
    let mut world = World::online();
    let key = world.send("milk");
    for _ in 0..13 {
        world.advance(SILENT_TURN / 13);
        world.say(PONG);
    }
    assert_eq!(world.error_entries(), ["internal_error"]);
    assert_eq!(world.state(key), SendState::Unconfirmed);
    world.send("bread");
    assert_eq!(world.said(), ["milk", "bread"], "the conversation goes on");
}

#[test]
fn rc_105_an_error_in_the_middle_ends_the_turn() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(&delta("Half"));
    world.say(&error("internal_error"));
    assert_eq!(world.answers(), [("Half".to_owned(), AnswerState::Interrupted)]);
    assert_eq!(world.error_entries(), ["internal_error"]);
    assert_eq!(world.error_events(), ["internal_error"]);
    assert!(!world.client.turn().running);
    assert_eq!(world.state(key), SendState::Confirmed);
}

#[test]
fn rc_105_the_end_that_follows_an_error_does_not_end_the_next_turn() {
    let mut world = World::online();
    world.send("milk");
    let next = world.send("bread");
    world.say(SEARCHING);
    world.say(&error("max_rounds_exceeded"));
    assert_eq!(world.said(), ["milk", "bread"]);
    world.say(COMPLETE);
    assert!(world.client.turn().running, "that was the end of the first");
    assert_eq!(world.state(next), SendState::Sent);
    world.say(SEARCHING);
    world.say(COMPLETE);
    assert!(!world.client.turn().running);
}

#[test]
fn rc_106_an_expired_conversation_gives_way_to_the_new_one() {
    let mut world = World::online();
    world.send("milk");
    world.say(COMPLETE);
    world.say(&cart_changed(None, &[("m1", "2")]));
    let old = world.live().id;
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(r#"{"type":"conversation_started","conversation_id":"c2"}"#);
    assert_eq!(world.client.conversation_id(), Some("c2"));
    assert!(world.client.cart().lines().is_empty(), "its cart is gone at the server");
    world.client.handle_frame(world.now, old, &delta("from the old one"));
    world.pump();
    assert!(world.answers().is_empty());
    let last = world.client.transcript().entries().last().unwrap();
    assert!(matches!(last.body, EntryBody::Notice(Notice::NewConversation)));
}

#[test]
fn rc_107_a_restored_session_brings_the_cart_and_is_told_once() {
    let mut world = World::online();
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    let items = cart_items(&[("m1", "2"), ("b1", "0.5")]);
    world.say(&format!(r#"{{"type":"session_restored","conversation_id":"c1","selected_items":[{items}]}}"#));
    let told: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::SessionComplete(summary) => Some(summary),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].total.to_text(), "25.25", "2.5 × 10.10, exactly");
    assert_eq!(told[0].item_count, 2);
    assert_eq!(world.client.cart().lines().len(), 2);
    world.send("go on");
    assert_eq!(world.said(), ["go on"]);
}

#[test]
fn rc_108_a_cart_change_between_pieces_of_text() {
    let mut world = World::online();
    world.send("add two");
    world.say(&delta("I have "));
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    world.say(&delta("added it"));
    world.say(TEXT_END);
    world.say(COMPLETE);
    assert_eq!(world.answers(), [done("I have added it")]);
    assert_eq!(world.shown("m1").0.to_text(), "2");
}

#[test]
fn rc_109_an_unknown_frame_between_two_known_ones() {
    let mut world = World::online();
    world.say(&delta("a"));
    world.say(r#"{"type":"hologram","delta":"x"}"#);
    world.say("{");
    world.say("[]");
    world.say(r#"{"delta":"x"}"#);
    world.say(&delta("b"));
    assert_eq!(world.answers()[0].0, "ab");
    assert_eq!(world.client.counters().unknown_frames, 1);
    assert_eq!(world.client.counters().bad_frames, 3);
}

#[test]
fn rc_110_a_hundred_thousand_pieces_are_one_change_between_two_looks() {
    let mut world = World::online();
    world.say(&delta("|"));
    world.changes.clear();
    let id = world.live().id;
    let (word, paragraph) = (delta("молоко "), delta("хліб.\n\n"));
    for n in 1..=100_000 {
        let piece = if n % 50 == 0 { &paragraph } else { &word };
        world.client.handle_frame(world.now, id, piece);
    }
    world.pump();
    assert_eq!(world.changes.len(), 1, "however many pieces came, the view looks once");
    assert!(matches!(world.changes[0], Change::Updated(_)));
    world.say(TEXT_END);
    let length = 1 + 98_000 * "молоко ".len() + 2_000 * "хліб.\n\n".len();
    assert_eq!(world.answers()[0].0.len(), length);
}

#[test]
fn the_status_line_follows_the_turn() {
    let mut world = World::online();
    world.send("milk");
    assert_eq!(world.client.turn(), Turn { running: true, ..Turn::default() });
    world.say(SEARCHING);
    assert_eq!(world.client.turn().status, Some(StatusCode::Searching));
    world.say(&delta("Milk"));
    assert_eq!(world.client.turn().status, None, "the words speak for themselves");
    world.say(COMPLETE);
    assert_eq!(world.client.turn(), Turn::default());
    world.advance(SECOND);
}

#[test]
fn every_status_code_has_its_line_and_unknown_ones_the_general_one() {
    let mut world = World::online();
    world.send("milk");
    for (code, status) in [
        ("searching", StatusCode::Searching),
        ("thinking", StatusCode::Thinking),
        ("checking_prices", StatusCode::CheckingPrices),
        ("updating_cart", StatusCode::UpdatingCart),
        ("planning", StatusCode::Planning),
        ("dancing", StatusCode::Working),
    ] {
        world.say(&format!(r#"{{"type":"status","code":"{code}"}}"#));
        assert_eq!(world.client.turn().status, Some(status), "{code}");
    }
    world.say(r#"{"type":"status"}"#);
    assert_eq!(world.client.turn().status, Some(StatusCode::Working));
}

#[test]
fn the_summary_of_a_turn_is_told() {
    let mut world = World::online();
    world.send("done");
    let items = cart_items(&[("m1", "3")]);
    world.say(&format!(
        r#"{{"type":"response_complete","summary":{{"selected_items":[{items}],"total":30.3,"item_count":1}}}}"#
    ));
    let Some(Event::SessionComplete(summary)) = world.events.last() else { panic!("told") };
    assert_eq!(summary.total.to_text(), "30.3");
    assert_eq!(world.shown("m1").0.to_text(), "3");
}

#[test]
fn the_end_of_a_cart_request_does_not_end_the_turn_around_it() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here is "));
    world.set("m1", "1");
    world.advance(SECOND);
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    world.say(COMPLETE);
    assert!(world.client.turn().running, "that may have been the end of the request");
    world.say(&delta("your milk"));
    world.say(COMPLETE);
    assert!(!world.client.turn().running);
    assert_eq!(world.answers(), [done("Here is your milk")]);
}

#[test]
fn an_end_that_could_be_either_is_believed_when_nothing_follows() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.set("m1", "1");
    world.advance(SECOND);
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    world.say(COMPLETE);
    world.advance(3 * SECOND);
    assert!(!world.client.turn().running);
    assert!(world.error_entries().is_empty());
}
