//! Texts that interleave, never end, or come from nowhere; look-ups.

use super::world::{Desk, PONG};
use vizochok::core::client::SILENT_TURN;
use vizochok::core::clock::SECOND;
use vizochok::core::transcript::SendState;

#[test]
fn the_pieces_of_two_texts_find_their_own_entries() {
    let mut desk = Desk::online();
    desk.send("hello");
    desk.start("a");
    assert!(desk.client.turn().running, "something is on its way");
    assert_eq!(desk.log(), ["> hello"], "a text without words is no bubble");
    desk.chunk("a", "One ");
    desk.start("b");
    desk.chunk("b", "Uno ");
    desk.chunk("a", "two ");
    desk.chunk("b", "dos ");
    assert_eq!(desk.log(), ["> hello", "One two …", "Uno dos …"]);
    desk.end("a");
    assert_eq!(desk.log(), ["> hello", "One two ", "Uno dos …"], "an end ends its own text only");
    assert!(desk.client.turn().running);
    desk.chunk("b", "tres");
    desk.end("b");
    assert_eq!(desk.log(), ["> hello", "One two ", "Uno dos tres"]);
    assert!(!desk.client.turn().running);
}

#[test]
fn nothing_pretends_to_be_typing() {
    let mut desk = Desk::online();
    desk.send("hello");
    assert!(!desk.client.turn().running, "the server has said nothing yet");
    desk.say(r#"{"type":"agent_joined","agent_name":"Olena"}"#);
    desk.send("are you there?");
    assert!(!desk.client.turn().running, "a person may take their time");
}

#[test]
fn pieces_of_an_unknown_text_open_an_entry() {
    let mut desk = Desk::online();
    desk.chunk("late", "the rest");
    assert_eq!(desk.log(), ["the rest…"]);
    desk.chunk("late", " of it");
    desk.end("late");
    assert_eq!(desk.log(), ["the rest of it"]);
    desk.end("never-seen");
    desk.chunk("late", "again");
    assert_eq!(desk.log(), ["the rest of it", "again…"], "a finished entry never changes");
}

#[test]
fn a_text_that_never_ends_is_closed_after_130_seconds_of_silence() {
    let mut desk = Desk::online();
    desk.start("a");
    desk.chunk("a", "I am");
    desk.advance(SILENT_TURN - SECOND);
    desk.chunk("b", "Another");
    assert_eq!(desk.log(), ["I am…", "Another…"]);
    desk.advance(SECOND);
    assert_eq!(desk.log(), ["I am (cut)", "Another…"], "each has its own time");
    desk.advance(SILENT_TURN - 2 * SECOND);
    assert!(desk.client.turn().running);
    desk.advance(SECOND);
    assert_eq!(desk.log(), ["I am (cut)", "Another (cut)"]);
    assert!(!desk.client.turn().running);
    assert_eq!(SILENT_TURN, 130 * SECOND);
}

#[test]
fn a_text_that_says_nothing_leaves_nothing_behind() {
    let mut desk = Desk::online();
    desk.start("a");
    desk.start("a");
    assert_eq!(desk.client.counters().repeated_frames, 1);
    desk.end("a");
    desk.start("b");
    desk.advance(SILENT_TURN);
    assert_eq!(desk.log(), Vec::<String>::new());
    assert!(!desk.client.turn().running);
}

#[test]
fn a_stopped_text_stays_stopped_and_the_next_is_shown() {
    let mut desk = Desk::online();
    desk.send("tell me a story");
    desk.chunk("a", "Once ");
    assert!(desk.client.stop());
    assert!(desk.client.turn().stopped && !desk.client.stop());
    desk.chunk("a", "upon a time");
    desk.chunk("b", "Two ");
    assert!(!desk.client.turn().stopped, "the other one is wanted");
    desk.end("a");
    desk.end("b");
    assert_eq!(desk.log(), ["> tell me a story", "Once  (stopped)", "Two "]);
}

#[test]
fn no_message_waits_for_the_answer_to_another() {
    let mut desk = Desk::online();
    let first = desk.send("one");
    let second = desk.send("two");
    assert_eq!(
        desk.said(),
        [r#"{"type":"message","content":"one"}"#, r#"{"type":"message","content":"two"}"#]
    );
    assert_eq!((desk.state(first), desk.state(second)), (SendState::Sent, SendState::Sent));
    desk.say(PONG);
    assert_eq!((desk.state(first), desk.state(second)), (SendState::Confirmed, SendState::Confirmed));
}

#[test]
fn a_refused_message_can_be_said_again() {
    let mut desk = Desk::online();
    let key = desk.send("one");
    desk.say(r#"{"type":"error","code":"rate_limit_exceeded","retry_after":7}"#);
    assert_eq!(desk.state(key), SendState::Failed);
    assert_eq!(desk.log(), ["> one", "! rate_limit_exceeded"]);
    assert_eq!(desk.client.limited(desk.now).map(|(_, left)| left), Some(7));
    assert!(desk.client.resend(desk.now, key));
    desk.pump();
    assert_eq!(desk.said().len(), 2);
}

#[test]
fn a_look_up_is_one_line_from_its_beginning_to_its_end() {
    let mut desk = Desk::online();
    let call = |tool: &str| format!(r#"{{"type":"tool_action","tool":"{tool}","status":"calling"}}"#);
    let result = |tool: &str, status: &str| {
        format!(r#"{{"type":"tool_action_result","tool":"{tool}","status":"{status}"}}"#)
    };
    desk.say(&call("order_lookup"));
    desk.say(&call("stock"));
    assert_eq!(desk.log(), ["[order_lookup…]", "[stock…]"]);
    desk.say(&result("order_lookup", "done"));
    desk.say(&result("stock", "error"));
    assert_eq!(desk.log(), ["[order_lookup done]", "[stock failed]"]);
    desk.say(&result("weather", "done"));
    assert_eq!(desk.log().last().unwrap(), "[weather done]", "one whose beginning was not seen");
    desk.say(&call("slow"));
    desk.advance(SILENT_TURN);
    assert_eq!(desk.log().last().unwrap(), "[slow failed]", "nothing is looked up for ever");
    desk.say(&result("slow", "done"));
    assert_eq!(desk.log().last().unwrap(), "[slow done]");
}
