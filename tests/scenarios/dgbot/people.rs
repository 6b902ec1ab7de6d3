//! People: offers, coming and going, and who the visitor is to them.

use super::world::{Desk, FEATURES, VISITOR, WISH};
use vizochok::core::client::Event;
use vizochok::core::protocol::Identity;
use vizochok::core::transcript::SendState;

const OFFER: &str = r#"{"type":"handoff_offered","message":"A colleague?"}"#;
const JOINED: &str = r#"{"type":"agent_joined","agent_name":"Olena"}"#;
const LEFT: &str = r#"{"type":"agent_left"}"#;

fn somebody() -> Identity {
    Identity {
        user_id: Some("u1".to_owned()),
        name: Some("Iryna".to_owned()),
        email: None,
        user_hash: Some("5ec2e7".to_owned()),
    }
}

fn answer(desk: &mut Desk, accept: bool) -> bool {
    let key = desk.newest();
    let taken = desk.client.answer_handoff(desk.now, key, accept, WISH);
    desk.pump();
    taken
}

#[test]
fn an_offer_is_taken_and_a_person_comes_answers_and_leaves() {
    let mut desk = Desk::featured();
    desk.say(OFFER);
    assert!(answer(&mut desk, true) && !answer(&mut desk, true), "once");
    assert_eq!(desk.said(), [r#"{"type":"handoff","accept":true}"#]);
    assert_eq!(desk.events.iter().filter(|event| **event == Event::HandoffRequested).count(), 1);
    assert_eq!(desk.log(), ["(A colleague?: waiting)"]);
    desk.say(JOINED);
    desk.say(JOINED);
    assert_eq!(desk.client.agent(), Some("Olena"));
    desk.say(r#"{"type":"agent_message","content":"Hello!\nHow can I help?","agent_name":"Olena"}"#);
    desk.say(r#"{"type":"agent_message","content":"Still there?"}"#);
    desk.say(LEFT);
    desk.say(LEFT);
    assert_eq!(
        desk.log(),
        [
            "(A colleague?: over)",
            "+ Olena",
            "Olena: Hello!\nHow can I help?",
            "Olena: Still there?",
            "- Olena"
        ]
    );
    assert_eq!(desk.client.agent(), None, "the assistant answers again");
    desk.chunk("a", "Back again");
    desk.end("a");
    assert_eq!(desk.log().last().unwrap(), "Back again");
}

#[test]
fn a_server_that_announces_nothing_is_told_in_words() {
    let mut desk = Desk::online();
    desk.say(OFFER);
    assert!(answer(&mut desk, true));
    assert_eq!(desk.said(), [format!(r#"{{"type":"message","content":"{WISH}"}}"#)]);
    assert_eq!(desk.log(), ["(A colleague?: waiting)", &format!("> {WISH}")]);
    desk.say(JOINED);
    assert!(!desk.client.can_leave_agent() && !desk.client.leave_agent(desk.now));
    desk.pump();
    assert_eq!(desk.said(), Vec::<String>::new());
}

#[test]
fn not_now_is_told_only_where_it_is_understood() {
    for (mut desk, told) in
        [(Desk::online(), vec![]), (Desk::featured(), vec![r#"{"type":"handoff","accept":false}"#])]
    {
        desk.say(OFFER);
        assert!(answer(&mut desk, false) && !answer(&mut desk, true));
        assert_eq!(desk.said(), told);
        assert_eq!(desk.log(), ["(A colleague?: declined)"]);
        desk.say(r#"{"type":"handoff_offered"}"#);
        assert_eq!(desk.log(), ["(A colleague?: declined)", "(: offered)"], "a later offer is a new one");
    }
}

#[test]
fn the_assistant_can_be_had_back() {
    let mut desk = Desk::featured();
    assert!(!desk.client.can_leave_agent());
    desk.say(OFFER);
    answer(&mut desk, true);
    desk.said();
    assert!(desk.client.leave_agent(desk.now));
    desk.pump();
    assert_eq!(desk.log(), ["(A colleague?: declined)"], "while nobody has come");
    desk.say(JOINED);
    assert!(desk.client.leave_agent(desk.now));
    desk.pump();
    assert_eq!(desk.said(), [r#"{"type":"handoff","accept":false}"#; 2]);
    assert_eq!(desk.client.agent(), Some("Olena"), "until the server says otherwise");
    desk.say(LEFT);
    assert!(!desk.client.can_leave_agent());
}

#[test]
fn an_offer_taken_while_the_link_is_down_is_said_in_words_later() {
    let mut desk = Desk::featured();
    desk.say(OFFER);
    desk.break_link();
    assert!(answer(&mut desk, true));
    assert_eq!(desk.said(), Vec::<String>::new());
    desk.open();
    assert_eq!(desk.said(), [format!(r#"{{"type":"message","content":"{WISH}"}}"#)]);
}

#[test]
fn an_offer_whose_answer_may_be_lost_can_be_taken_again() {
    let mut desk = Desk::featured();
    desk.say(OFFER);
    answer(&mut desk, true);
    desk.break_link();
    assert_eq!(desk.log(), ["(A colleague?: offered)"]);
}

#[test]
fn a_person_who_is_there_stays_there_over_breaks_and_reloads() {
    let mut desk = Desk::featured();
    desk.say(JOINED);
    desk.break_link();
    desk.open();
    let stored = desk.client.snapshot();
    let desk = Desk::with(Some(&stored));
    assert_eq!(desk.client.agent(), Some("Olena"));
}

#[test]
fn people_without_a_name_are_people() {
    let mut desk = Desk::online();
    desk.say(r#"{"type":"agent_joined"}"#);
    assert_eq!(desk.client.agent(), Some(""));
    desk.say(r#"{"type":"agent_message","content":"Hello","agent_name":7}"#);
    assert_eq!(desk.log(), ["+ ", ": Hello"]);
    assert_eq!(desk.client.counters().dropped_parts, 1);
}

#[test]
fn who_the_visitor_is_goes_only_where_it_is_understood_and_is_kept_nowhere() {
    let mut desk = Desk::online();
    desk.client.identify(desk.now, somebody());
    desk.pump();
    assert_eq!(desk.said(), Vec::<String>::new());
    let frame = r#"{"type":"identify","user_id":"u1","name":"Iryna","user_hash":"5ec2e7"}"#;
    desk.say(FEATURES);
    assert_eq!(desk.said(), [frame]);
    desk.break_link();
    desk.open();
    assert_eq!(desk.said(), Vec::<String>::new(), "another link, perhaps another server");
    desk.say(FEATURES);
    assert_eq!(desk.said(), [frame], "told on each link");
    let stored = desk.client.snapshot();
    for secret in ["5ec2e7", "Iryna", "u1\""] {
        assert!(!stored.contains(secret), "{stored}");
    }
    assert_eq!(format!("{:?}", somebody()), "Identity", "nothing for a log");
}

#[test]
fn without_a_signature_nothing_is_told() {
    let mut desk = Desk::featured();
    desk.client.identify(desk.now, Identity { user_hash: None, ..somebody() });
    desk.pump();
    assert_eq!(desk.said(), Vec::<String>::new());
}

#[test]
fn a_refused_signature_is_a_matter_of_the_page() {
    let mut desk = Desk::featured();
    let key = desk.send("hello");
    desk.say(r#"{"type":"error","code":"identity_refused"}"#);
    assert_eq!((desk.log().len(), desk.state(key)), (1, SendState::Confirmed));
    assert!(
        desk.events
            .iter()
            .any(|event| matches!(event, Event::Error(error) if error.code == "identity_refused"))
    );
}

#[test]
fn a_new_conversation_is_a_new_visitors() {
    const OTHER: &str = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    let mut desk = Desk::featured();
    desk.client.identify(desk.now, somebody());
    desk.send("hello");
    desk.chunk("a", "Hi");
    desk.said();
    desk.client.new_visitor(desk.now, OTHER.to_owned());
    desk.pump();
    assert_eq!((desk.log(), desk.client.conversation_id()), (vec![], Some(OTHER)));
    assert!(desk.dialled[0].ends_with(VISITOR) && desk.dialled[1].ends_with(OTHER));
    desk.open();
    desk.say(FEATURES);
    assert_eq!(desk.said(), Vec::<String>::new(), "the signature was for another visitor");
}
