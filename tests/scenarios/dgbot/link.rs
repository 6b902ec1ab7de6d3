//! The life of a link that begins without credentials and whose pings may go unanswered.

use super::world::{Desk, PONG, VISITOR};
use vizochok::core::client::{Event, Link, PageLife};
use vizochok::core::clock::{MINUTE, SECOND};
use vizochok::core::transcript::SendState;

#[test]
fn the_address_says_who_asks_and_the_link_is_up_at_once() {
    let desk = Desk::online();
    assert_eq!(desk.dialled, [format!("wss://bots.example/ws?key=demo-bot&visitor_id={VISITOR}")]);
    assert_eq!(desk.events, [Event::Connected]);
    assert_eq!(desk.frames, Vec::<String>::new(), "nothing is said first");
}

#[test]
fn what_was_written_before_goes_out_in_order_as_soon_as_it_is_open() {
    let mut desk = Desk::with(None);
    desk.send("one");
    desk.send("two");
    desk.connect();
    assert_eq!(desk.frames.len(), 2);
    assert!(desk.frames[0].contains("one") && desk.frames[1].contains("two"));
}

#[test]
fn a_ping_goes_out_every_25_to_30_seconds_and_may_stay_unanswered() {
    let mut desk = Desk::online();
    for _ in 0..20 {
        desk.advance(25 * SECOND);
        assert_eq!(desk.said(), Vec::<String>::new(), "not sooner");
        desk.advance(2 * SECOND);
        assert_eq!(desk.said(), [r#"{"type":"ping"}"#], "not later than 30 s");
    }
    assert_eq!((desk.client.link(), desk.dialled.len()), (Link::Online, 1), "nobody promised an answer");
    let key = desk.send("still there?");
    assert_eq!(desk.state(key), SendState::Sent);
    desk.client.handle_page(desk.now, PageLife::Hidden);
    desk.client.handle_page(desk.now + 10 * MINUTE, PageLife::Visible);
    desk.pump();
    assert_eq!(desk.client.link(), Link::Online, "the browser judges, not a question without an answer");
}

#[test]
fn a_server_that_answers_pings_is_missed_when_it_stops() {
    let mut desk = Desk::online();
    desk.advance(27 * SECOND);
    desk.say(PONG);
    desk.advance(59 * SECOND);
    assert_eq!(desk.client.link(), Link::Online);
    desk.advance(SECOND);
    assert_eq!(desk.closed_with, [3008]);
}

#[test]
fn the_same_visitor_goes_on_after_a_break() {
    let mut desk = Desk::online();
    let arrived = desk.send("one");
    desk.chunk("a", "Answering");
    let lost = desk.send("two");
    desk.say(r#"{"type":"no_such_frame"}"#);
    desk.break_link();
    assert_eq!(desk.dialled[0], desk.dialled[1]);
    assert_eq!((desk.state(arrived), desk.state(lost)), (SendState::Confirmed, SendState::Unconfirmed));
    assert_eq!(desk.log(), ["> one", "Answering (cut)", "> two"]);
    desk.open();
    assert_eq!(desk.said().len(), 2, "nothing is said twice by itself");
    desk.chunk("a", " goes on");
    assert_eq!(desk.log().last().unwrap(), " goes on…");
}

#[test]
fn a_reload_brings_the_conversation_back_and_nothing_is_under_way() {
    let mut desk = Desk::online();
    desk.send("one");
    desk.say(r#"{"type":"agent_message","content":"Hi","agent_name":"Olena"}"#);
    desk.say(r#"{"type":"tool_action","tool":"order_lookup","status":"calling"}"#);
    desk.say(r#"{"type":"tool_action_result","tool":"order_lookup","status":"done"}"#);
    desk.say(r#"{"type":"tool_action","tool":"stock","status":"calling"}"#);
    desk.say(r#"{"type":"handoff_offered","message":"A colleague?"}"#);
    desk.say(r#"{"type":"agent_joined","agent_name":"Max"}"#);
    desk.say(r#"{"type":"agent_left"}"#);
    desk.chunk("a", "And");
    let lost = desk.send("two");
    let stored = desk.client.snapshot();
    let desk = Desk::with(Some(&stored));
    assert_eq!(
        desk.log(),
        [
            "> one",
            "Olena: Hi",
            "[order_lookup done]",
            "[stock failed]",
            "(A colleague?: over)",
            "+ Max",
            "- Max",
            "And (cut)",
            "> two"
        ]
    );
    assert_eq!(desk.state(lost), SendState::Unconfirmed);
    assert_eq!(desk.client.conversation_id(), Some(VISITOR));
}

#[test]
fn the_conversation_of_another_visitor_is_none_of_ours() {
    let mut desk = Desk::online();
    desk.send("my order is 1234");
    let stored = desk.client.snapshot();
    let other = Desk::of("ffffffff-ffff-4fff-bfff-ffffffffffff", Some(&stored));
    assert_eq!(other.log(), Vec::<String>::new());
}

#[test]
fn a_refused_key_is_not_dialled_again() {
    let mut desk = Desk::online();
    let key = desk.send("hello");
    // What the browser reports of the only socket.
    desk.close(4003);
    desk.advance(10 * MINUTE);
    assert_eq!((desk.client.link(), desk.dialled.len()), (Link::Refused { code: 4003 }, 1));
    assert_eq!(desk.state(key), SendState::Unconfirmed);
    assert_eq!(desk.log(), ["> hello", "! auth_error"]);
}
