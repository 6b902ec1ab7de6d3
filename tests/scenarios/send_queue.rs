//! The shopper's words on their way: cases 77 to 96 (81 to 83 in `pacing`).

use crate::world::{AUTH_OK_ACK, COMPLETE, PONG, SEARCHING, World, delta, error};
use vizochok::core::client::{Event, SendRefusal};
use vizochok::core::clock::{MINUTE, SECOND};
use vizochok::core::outbox::CAPACITY;
use vizochok::core::protocol::MAX_FRAME_BYTES;
use vizochok::core::transcript::{EntryBody, SendState};

/// The server takes what it gets, one turn after the other, until nothing more comes.
pub(crate) fn answer_all(world: &mut World) {
    while world.client.turn().running {
        world.say(COMPLETE);
    }
}

#[test]
fn rc_77_typed_before_connect_sent_once_in_order() {
    let mut world = World::new();
    let keys = [world.send("one"), world.send("two"), world.send("three")];
    world.connect();
    world.accept();
    assert_eq!(world.said(), ["one"], "the next waits for the end of the turn");
    answer_all(&mut world);
    assert_eq!(world.said(), ["one", "two", "three"]);
    assert!(keys.iter().all(|key| world.state(*key) == SendState::Confirmed));
}

#[test]
fn messages_wait_until_the_server_has_said_which_conversation_this_is() {
    let mut world = World::online();
    world.close(1006);
    world.send("milk");
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    assert!(world.said().is_empty());
    world.say(r#"{"type":"conversation_started","conversation_id":"c2"}"#);
    assert_eq!(world.frames("message")[0].get("conversation_id"), Some("c2"), "not to the expired one");
    // A server that never says it is not waited for.
    world.say(COMPLETE);
    world.close(1006);
    world.send("bread");
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.advance(SECOND);
    assert_eq!(world.said(), ["milk", "bread"]);
}

#[test]
fn rc_78_order_is_kept_across_three_reconnects() {
    let mut world = World::new();
    for text in ["1", "2", "3", "4", "5"] {
        world.send(text);
    }
    world.connect();
    for _ in 0..3 {
        world.accept();
        world.say(SEARCHING);
        world.close(1006);
        world.until_dial();
    }
    world.accept();
    answer_all(&mut world);
    assert_eq!(world.said(), ["1", "2", "3", "4", "5"]);
}

#[test]
fn rc_79_a_text_sent_when_connected_is_announced_goes_once() {
    let mut world = World::new();
    world.connect();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    assert_eq!(world.count(&Event::Connected), 1);
    world.send("from onConnected");
    world.say(r#"{"type":"conversation_started","conversation_id":"c1"}"#);
    answer_all(&mut world);
    world.advance(5 * SECOND);
    assert_eq!(world.said(), ["from onConnected"]);
}

#[test]
fn rc_80_a_full_queue_says_so_and_drops_nothing() {
    let mut world = World::new();
    for n in 0..CAPACITY {
        world.send(&n.to_string());
    }
    assert_eq!(world.client.send(world.now, "one too many"), Err(SendRefusal::QueueFull));
    world.pump();
    assert_eq!(world.error_events(), ["queue_full"]);
    assert_eq!(world.error_entries(), ["queue_full"]);
    world.connect();
    world.accept();
    for _ in 0..CAPACITY {
        answer_all(&mut world);
        world.advance_answering(10);
    }
    let all: Vec<_> = (0..CAPACITY).map(|n| n.to_string()).collect();
    assert_eq!(world.said(), all);
}

#[test]
fn rc_84_a_send_on_an_expired_link_is_queued() {
    let mut world = World::online();
    world.now += MINUTE;
    world.send("milk");
    assert!(world.said().is_empty());
    world.say(PONG);
    assert_eq!(world.said(), ["milk"]);
}

#[test]
fn rc_85_handed_over_without_a_sign_is_not_confirmed_and_not_repeated() {
    let mut world = World::online();
    let key = world.send("milk");
    assert_eq!(world.state(key), SendState::Sent);
    world.close(1006);
    assert_eq!(world.state(key), SendState::Unconfirmed);
    world.until_dial();
    world.accept();
    world.advance_answering(300);
    assert_eq!(world.said(), ["milk"]);
    assert_eq!(world.state(key), SendState::Unconfirmed);
}

#[test]
fn rc_85_a_server_that_acknowledges_gets_it_again_under_the_same_id() {
    let mut world = World::online_with_ack();
    let key = world.send("milk");
    world.close(1006);
    assert_eq!(world.state(key), SendState::Unconfirmed);
    world.until_dial();
    world.accept_with(AUTH_OK_ACK);
    let sent = world.frames("message");
    assert_eq!(sent.len(), 2);
    let id = sent[0].get("client_message_id").unwrap();
    assert_eq!(sent[1].get("client_message_id"), Some(id));
    world.say(&format!(r#"{{"type":"message_ack","client_message_id":"{id}"}}"#));
    assert_eq!(world.state(key), SendState::Confirmed);
    assert!(!world.client.turn().running, "it may have been answered before: nothing is awaited");
}

#[test]
fn rc_85_a_server_that_no_longer_acknowledges_does_not_get_it_again() {
    let mut world = World::online_with_ack();
    let key = world.send("milk");
    world.close(1006);
    world.until_dial();
    world.accept();
    assert_eq!(world.said(), ["milk"]);
    assert_eq!(world.state(key), SendState::Unconfirmed);
}

#[test]
fn rc_85_an_acknowledgement_is_a_confirmation() {
    let mut world = World::online_with_ack();
    let key = world.send("milk");
    let id = world.frames("message")[0].get("client_message_id").unwrap().to_owned();
    world.say(r#"{"type":"message_ack","client_message_id":"somebody-1"}"#);
    assert_eq!(world.state(key), SendState::Sent, "not this one");
    world.say(&format!(r#"{{"type":"message_ack","client_message_id":"{id}"}}"#));
    assert_eq!(world.state(key), SendState::Confirmed);
    assert!(world.client.turn().running, "the answer is still to come");
    world.close(1006);
    world.until_dial();
    world.accept_with(AUTH_OK_ACK);
    assert_eq!(world.said(), ["milk"]);
}

#[test]
fn rc_86_any_frame_of_its_turn_confirms() {
    for frame in [SEARCHING, &delta("Of course"), r#"{"type":"product_cards","items":[]}"#, COMPLETE] {
        let mut world = World::online();
        let key = world.send("milk");
        world.say(frame);
        world.close(1006);
        assert_eq!(world.state(key), SendState::Confirmed, "{frame}");
    }
}

#[test]
fn rc_86_a_sign_of_life_confirms_nothing() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(PONG);
    world.say(crate::world::PING);
    world.say(r#"{"type":"from_the_future"}"#);
    world.close(1006);
    assert_eq!(world.state(key), SendState::Unconfirmed);
}

#[test]
fn rc_87_one_resend_per_press() {
    let mut world = World::online();
    let key = world.send("milk");
    world.close(1006);
    assert!(world.client.resend(world.now, key));
    assert!(!world.client.resend(world.now, key), "the second press finds it waiting");
    assert_eq!(world.state(key), SendState::Queued);
    world.until_dial();
    world.accept();
    assert_eq!(world.said(), ["milk", "milk"]);
    world.say(SEARCHING);
    assert!(!world.client.resend(world.now, key), "delivered");
    assert_eq!(world.client.transcript().entries().len(), 1, "one entry, under one key");
}

#[test]
fn rc_88_a_composer_that_was_emptied_sends_nothing_more() {
    let mut world = World::online();
    world.send("  milk \n");
    for _ in 0..30 {
        assert_eq!(world.client.send(world.now, " \n\t"), Err(SendRefusal::Empty));
    }
    answer_all(&mut world);
    assert_eq!(world.said(), ["milk"]);
}

#[test]
fn rc_89_a_frame_too_large_in_bytes_is_refused_here() {
    let mut world = World::online();
    // 33,000 letters of two bytes each.
    let refusal = world.client.send(world.now, &"ї".repeat(33_000)).unwrap_err();
    world.pump();
    let SendRefusal::TooLarge { bytes, max } = refusal else {
        panic!("{refusal:?}");
    };
    assert!(bytes > 66_000 && max == MAX_FRAME_BYTES);
    assert!(world.said().is_empty());
    let Some(Event::Error(told)) = world.events.last() else { panic!("told") };
    assert_eq!((told.code.as_str(), told.max_size), ("message_too_large", Some(65_536)));
}

#[test]
fn rc_90_exactly_the_largest_frame_is_accepted() {
    let empty = r#"{"type":"message","text":""}"#.len();
    let mut world = World::online();
    assert!(world.client.send(world.now, &"a".repeat(MAX_FRAME_BYTES - empty + 1)).is_err());
    world.send(&"a".repeat(MAX_FRAME_BYTES - empty));
    let frame = &world.frames("message")[0];
    assert_eq!(frame.text.len(), MAX_FRAME_BYTES);
    assert_eq!(frame.get("conversation_id"), None, "the optional id gave way to the words");
}

#[test]
fn rc_92_a_refusal_for_good_gives_the_words_back() {
    let mut world = World::online();
    world.send("being answered");
    let waiting = world.send("waiting");
    world.close(4004);
    assert_eq!(world.state(waiting), SendState::Failed);
    assert_eq!(world.client.discard(waiting).as_deref(), Some("waiting"));
}

#[test]
fn rc_93_giving_up_gives_the_words_back() {
    let mut world = World::new();
    let key = world.send("milk");
    world.connect();
    world.fail_dial();
    while world.client.poll_timeout().is_some() {
        world.until_dial();
        world.fail_dial();
    }
    assert_eq!(world.state(key), SendState::Failed);
    // Nothing that was given back goes out by itself later…
    world.retry();
    world.accept();
    world.advance_answering(60);
    assert!(world.said().is_empty());
    // …only when the shopper says so.
    assert!(world.client.resend(world.now, key));
    world.pump();
    assert_eq!(world.said(), ["milk"]);
}

#[test]
fn rc_94_a_double_press_on_add_makes_one_frame() {
    let mut world = World::online();
    world.set("m1", "1");
    world.set("m1", "1");
    world.advance(SECOND);
    assert_eq!(world.asked().len(), 1);
    let clicks = world.events.iter().filter(|event| matches!(event, Event::ProductClick(_)));
    assert_eq!(clicks.count(), 1);
}

#[test]
fn rc_95_a_suggestion_is_pressed_once() {
    let mut world = World::online();
    world.say(r#"{"type":"quick_replies","tool_call_id":"t1","options":["Yes",{"label":"No","value":"n"}]}"#);
    let key = world.client.transcript().entries()[0].key;
    assert_eq!(world.client.quick_reply(world.now, key, 2), None, "there is no third");
    let said = world.client.quick_reply(world.now, key, 1).unwrap();
    assert_eq!(world.client.quick_reply(world.now, key, 1), None);
    assert_eq!(world.client.quick_reply(world.now, key, 0), None);
    world.pump();
    let actions = world.frames("action");
    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0].get("action"), Some("quick_reply"));
    assert_eq!(actions[0].get("value"), Some("n"));
    assert_eq!(actions[0].get("tool_call_id"), Some("t1"));
    assert!(world.client.turn().running);
    let EntryBody::User { text, .. } = &world.client.transcript().get(said).unwrap().body else {
        panic!("the shopper's words");
    };
    assert_eq!(text, "No");
    answer_all(&mut world);
    assert_eq!(world.state(said), SendState::Confirmed);
}

#[test]
fn rc_96_the_last_number_wins_while_a_request_is_open() {
    let mut world = World::online();
    world.set("m1", "1");
    world.advance(300);
    for quantity in ["2", "3", "4"] {
        world.set("m1", quantity);
        world.advance(SECOND);
    }
    assert_eq!(world.asked().len(), 1, "later presses wait");
    world.say(&crate::world::cart_changed(Some("m1"), &[("m1", "1")]));
    let numbers: Vec<_> = world.asked().iter().map(|(_, quantity)| quantity.to_text()).collect();
    assert_eq!(numbers, ["1", "4"]);
}

#[test]
fn a_refused_message_can_be_taken_back() {
    for code in ["user_message_limit", "tenant_daily_token_limit", "session_token_limit", "invalid_json"] {
        let mut world = World::online();
        let key = world.send("milk");
        world.say(&error(code));
        assert_eq!(world.state(key), SendState::Failed, "{code}");
        assert_eq!(world.error_entries(), [code]);
        assert_eq!(world.client.discard(key).as_deref(), Some("milk"));
    }
}

#[test]
fn typing_ahead_is_taken_back_before_it_went_out() {
    let mut world = World::online();
    let first = world.send("first");
    let second = world.send("second");
    assert_eq!(world.client.discard(first), None, "it is out");
    assert_eq!(world.client.discard(second).as_deref(), Some("second"));
    answer_all(&mut world);
    assert_eq!(world.said(), ["first"]);
}

#[test]
fn one_question_is_open_at_a_time() {
    // Answers name no question: an error must never be taken for the answer to another one.
    let mut world = World::online();
    world.send("milk");
    world.set("m1", "2");
    world.advance(SECOND);
    assert!(world.asked().is_empty(), "the cart waits for the first sign of the message");
    world.say(SEARCHING);
    assert_eq!(world.asked().len(), 1);
    world.say(COMPLETE);
    world.send("bread");
    assert_eq!(world.said(), ["milk"], "the message waits for the answer about the cart");
    world.say(&crate::world::cart_changed(Some("m1"), &[("m1", "2")]));
    assert_eq!(world.said(), ["milk", "bread"]);
}

#[test]
fn only_its_acknowledgement_confirms_a_message_that_has_an_id() {
    let mut world = World::online_with_ack();
    let key = world.send("milk");
    // The rest of a turn that began on an earlier link.
    world.say(SEARCHING);
    world.say(&delta("cheese"));
    world.say(COMPLETE);
    assert_eq!(world.state(key), SendState::Sent);
    assert!(world.client.turn().running, "that was not its end");
    world.say(&error("agent_busy"));
    assert_eq!(world.state(key), SendState::Queued, "refused, not lost");
}

#[test]
fn a_refusal_after_the_frames_of_an_earlier_turn_is_not_lost() {
    let mut world = World::online();
    let key = world.send("milk");
    world.say(&delta("the rest of an earlier answer"));
    assert_eq!(world.state(key), SendState::Confirmed);
    world.say(&error("agent_busy"));
    assert_eq!(world.state(key), SendState::Queued, "so that was not its answer");
    assert!(world.client.turn().running, "the earlier turn goes on");
    world.say(COMPLETE);
    assert_eq!(world.said(), ["milk", "milk"]);
}
