//! How fast words may go out: cases 81 to 83.

use crate::send_queue::answer_all;
use crate::world::{COMPLETE, SEARCHING, World, error};
use vizochok::core::clock::SECOND;
use vizochok::core::i18n::{self, Words};
use vizochok::core::outbox::{BURST, WINDOW};
use vizochok::core::protocol::ServerError;
use vizochok::core::transcript::SendState;

#[test]
fn rc_81_ten_messages_a_minute() {
    let mut world = World::online();
    let start = world.now;
    for n in 0..25 {
        world.send(&n.to_string());
    }
    for _ in 0..150 {
        answer_all(&mut world);
        world.advance_answering(1);
    }
    let at: Vec<_> = world.frames("message").iter().map(|frame| frame.at - start).collect();
    assert_eq!(at.len(), 25);
    for window in at.windows(BURST + 1) {
        assert!(window[BURST] - window[0] >= WINDOW);
    }
}

#[test]
fn rc_82_rate_limited_is_held_and_sent_once() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":45}"#);
    assert_eq!(world.state(key), SendState::Queued);
    assert!(!world.client.turn().running, "the shopper may type on");
    assert_eq!(world.error_entries(), ["rate_limit_exceeded"]);
    world.advance_answering(44);
    assert_eq!(world.said().len(), 1);
    world.advance_answering(1);
    assert_eq!(world.said().len(), 2, "exactly when it may");
    world.say(SEARCHING);
    answer_all(&mut world);
    world.advance_answering(120);
    assert_eq!(world.said().len(), 2);
    assert_eq!(world.state(key), SendState::Confirmed);
}

#[test]
fn a_limit_counts_down_until_the_shopper_may_write_again() {
    let mut world = World::online();
    world.send("milk");
    world.say(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":45}"#);
    let (key, left) = world.client.limited(world.now).unwrap();
    assert_eq!((world.client.transcript().entries().last().unwrap().key, left), (key, 45));
    world.advance_answering(44);
    assert_eq!(world.client.limited(world.now), Some((key, 1)));
    world.advance_answering(1);
    assert_eq!(world.client.limited(world.now), None);

    // A limit that meets no message of ours is counted down too.
    world.say(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":7}"#);
    assert_eq!(world.client.limited(world.now).map(|(_, left)| left), Some(7));

    let words = Words::default().in_language("en").unwrap();
    let error =
        ServerError { code: "rate_limit_exceeded".into(), retry_after: Some(45), ..ServerError::default() };
    let said = |left| i18n::error_now(&words, &error, left);
    assert_eq!(said(Some(2)), "Please wait a little: you can write again in 2\u{a0}seconds.");
    assert_eq!(said(None), "You can write again.");
}

#[test]
fn rc_82_what_waits_behind_a_held_message_stays_behind_it() {
    let mut world = World::online();
    world.send("first");
    world.send("second");
    world.say(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":5}"#);
    world.advance_answering(4);
    assert_eq!(world.said(), ["first"]);
    world.advance_answering(1);
    answer_all(&mut world);
    world.advance_answering(1);
    assert_eq!(world.said(), ["first", "first", "second"]);
}

#[test]
fn rc_83_busy_is_held_and_sent_again() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(&error("agent_busy"));
    assert_eq!(world.state(key), SendState::Queued);
    assert!(world.error_events().is_empty(), "it passes by itself");
    world.advance(2 * SECOND);
    assert_eq!(world.said().len(), 2);
    world.say(SEARCHING);
    assert_eq!(world.state(key), SendState::Confirmed);
}

#[test]
fn rc_83_busy_ends_with_the_turn_that_made_it_so() {
    let mut world = World::online();
    world.send("milk");
    world.say(&error("agent_busy"));
    // The turn of another tab's question is seen here as well.
    world.say(SEARCHING);
    world.advance(10 * SECOND);
    assert_eq!(world.said().len(), 1);
    world.say(COMPLETE);
    assert_eq!(world.said().len(), 2);
}

#[test]
fn rc_83_busy_for_ever_is_given_back() {
    let mut world = World::online();
    let key = world.send("milk");
    for _ in 0..400 {
        if world.client.turn().running {
            world.say(&error("agent_busy"));
        }
        world.advance_answering(1);
    }
    assert_eq!(world.state(key), SendState::Failed);
    assert_eq!(world.error_entries(), ["agent_busy"]);
    assert!(world.said().len() <= BURST);
}
