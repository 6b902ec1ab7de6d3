//! After a break, a reload or in a new conversation: what is open, what was answered, and nothing twice.

use super::{
    BORSCH, PLAN, REPLIES, actions, back_with, choice, list, newest, plan, progress, restore, shown,
};
use crate::world::{COMPLETE, SEARCHING, World, cart_changed, decimal};
use vizochok::core::tools::{LineResult, PlanAnswer, PlanChange, Progress};
use vizochok::core::transcript::{Choice, EntryKey, SendState};

fn reloaded(world: &World) -> World {
    let stored = world.client.snapshot();
    let again = World::with(2, Some(&stored));
    assert_eq!(again.client.snapshot(), stored, "what is read is what was written");
    again
}

fn state(state: SendState) -> Progress {
    Progress::Given(state)
}

#[test]
fn what_the_server_still_waits_for_is_open_and_the_rest_is_quiet() {
    let mut world = World::online();
    let replies = shown(&mut world, REPLIES);
    let checklist = shown(&mut world, BORSCH);
    let meals = shown(&mut world, PLAN);
    world.client.set_have(checklist, 0, true);
    back_with(&mut world, &[BORSCH]);
    assert_eq!(world.client.transcript().entries().len(), 3, "none is doubled");
    assert_eq!(progress(&world, checklist), Progress::Open);
    assert!(list(&world.client, checklist).has(0), "the shopper's ticks, not the server's");
    assert_eq!(progress(&world, meals), Progress::Closed);
    assert_eq!(choice(&world, replies), Choice::Closed);
    assert_eq!(world.client.quick_reply(world.now, replies, 0), None);
    assert!(!world.client.approve_meal_plan(world.now, meals));

    // The server changes its mind: its word counts.
    back_with(&mut world, &[PLAN, REPLIES]);
    assert_eq!(progress(&world, checklist), Progress::Closed);
    assert_eq!((progress(&world, meals), choice(&world, replies)), (Progress::Open, Choice::Open));
}

#[test]
fn what_is_not_known_here_is_shown() {
    let mut world = World::new();
    world.connect();
    restore(&mut world, &[REPLIES, BORSCH, PLAN]);
    assert_eq!(world.client.transcript().entries().len(), 3);
    let key = newest(&world);
    assert!(world.client.approve_meal_plan(world.now, key));
}

#[test]
fn a_server_that_sends_no_list_has_said_nothing() {
    let mut world = World::online();
    let replies = shown(&mut world, REPLIES);
    let checklist = shown(&mut world, BORSCH);
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(r#"{"type":"session_restored","conversation_id":"c1","selected_items":[]}"#);
    assert_eq!((progress(&world, checklist), choice(&world, replies)), (Progress::Open, Choice::Open));
}

#[test]
fn a_pressed_suggestion_stays_marked() {
    let mut world = World::online();
    let replies = shown(&mut world, REPLIES);
    let said = world.client.quick_reply(world.now, replies, 1).unwrap();
    world.pump();
    assert_eq!(world.client.quick_reply(world.now, replies, 0), None, "one, once");
    world.say(SEARCHING);
    world.say(COMPLETE);
    let made = Choice::Made { index: 1, said };
    back_with(&mut world, &[REPLIES]);
    assert_eq!(choice(&world, replies), made);
    assert_eq!(choice(&reloaded(&world), replies), made);
}

#[test]
fn a_suggestion_keeps_its_value_over_a_reload_and_when_it_is_sent_again() {
    let mut world = World::online();
    let replies = shown(&mut world, REPLIES);
    world.close(1006);
    let said = world.client.quick_reply(world.now, replies, 1).unwrap();
    let mut again = reloaded(&world);
    again.connect();
    restore(&mut again, &[REPLIES]);
    let frame = r#"{"type":"action","action":"quick_reply","value":"n","label":"No","tool_call_id":"t2"}"#;
    assert_eq!(actions(&again), [frame]);
    again.close(1006);
    assert!(again.client.resend(again.now, said));
    again.until_dial();
    restore(&mut again, &[REPLIES]);
    assert_eq!(actions(&again), [frame, frame]);
    assert!(again.frames("message").is_empty());
}

#[test]
fn ticks_servings_and_results_survive_a_reload() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.client.set_have(key, 1, true);
    world.client.set_have(key, 3, false);
    world.client.set_servings(key, 2);
    let again = reloaded(&world);
    let ticks = |world: &World| (0..4).map(|line| list(&world.client, key).has(line)).collect::<Vec<_>>();
    assert_eq!(ticks(&again), [false, true, false, false]);
    assert_eq!(list(&again.client, key).servings(), Some(2));
    assert_eq!(list(&again.client, key).amount(0), Some(decimal("150")));

    assert!(world.client.submit_checklist(world.now, key));
    world.pump();
    world.say(SEARCHING);
    world.say(&cart_changed(Some("b1"), &[("b1", "0.2")]));
    world.say(COMPLETE);
    let again = reloaded(&world);
    assert_eq!(progress(&again, key), Progress::Done);
    let results =
        |world: &World| (0..4).map(|line| list(&world.client, key).result(line)).collect::<Vec<_>>();
    assert_eq!(results(&again), results(&world));
    assert_eq!(results(&again)[0], Some(LineResult::Added(decimal("0.2"))));
    assert_eq!(results(&again)[2], Some(LineResult::Missing));
}

#[test]
fn an_answer_that_waited_goes_out_once_after_the_reload() {
    let mut world = World::online();
    let checklist = shown(&mut world, BORSCH);
    let meals = shown(&mut world, PLAN);
    world.close(1006);
    world.client.set_have(checklist, 0, true);
    assert!(world.client.submit_checklist(world.now, checklist));
    let change = PlanChange { day: Some(0), meal: Some(0), request: "soup".into() };
    assert!(world.client.modify_meal_plan(world.now, meals, change.clone()));
    let mut again = reloaded(&world);
    assert_eq!(plan(&again.client, meals).answer(), Some(&PlanAnswer::Change(change)));
    again.connect();
    restore(&mut again, &[BORSCH, PLAN]);
    assert_eq!(actions(&again).len(), 1);
    assert!(actions(&again)[0].contains(r#""need":["cream","cabbage"],"have":["beet","salt"]"#));
    again.say(SEARCHING);
    again.say(COMPLETE);
    assert_eq!(actions(&again).len(), 2);
    assert!(actions(&again)[1].contains(r#""day":"Day 1","meal":"Lunch","request":"soup""#));
}

#[test]
fn an_answer_the_server_did_not_get_is_given_again_by_itself() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(world.client.submit_checklist(world.now, key));
    world.pump();
    world.close(1006);
    assert_eq!(progress(&world, key), state(SendState::Unconfirmed));
    world.until_dial();
    restore(&mut world, &[BORSCH]);
    assert_eq!(actions(&world).len(), 2);
    assert_eq!(actions(&world)[0], actions(&world)[1]);
    assert_eq!(progress(&world, key), state(SendState::Sent));
}

#[test]
fn an_answer_the_server_got_is_done_and_judged_by_the_restored_cart() {
    for seen in [false, true] {
        let mut world = World::online();
        let key = shown(&mut world, BORSCH);
        assert!(world.client.submit_checklist(world.now, key));
        world.pump();
        if seen {
            world.say(SEARCHING);
        }
        world.close(1006);
        // Over a reload as well.
        let mut again = reloaded(&world);
        again.connect();
        again.open();
        again.say(r#"{"type":"auth_ok"}"#);
        let cart = crate::world::cart_items(&[("b1", "0.3")]);
        again.say(&format!(
            r#"{{"type":"session_restored","conversation_id":"c1","selected_items":[{cart}],"pending_tools":[]}}"#
        ));
        assert_eq!(progress(&again, key), Progress::Done);
        assert_eq!(list(&again.client, key).result(0), Some(LineResult::Added(decimal("0.3"))));
        assert_eq!(list(&again.client, key).result(1), Some(LineResult::Missing));
        assert!(actions(&again).is_empty());
    }
}

#[test]
fn without_a_list_the_shopper_decides() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(world.client.submit_checklist(world.now, key));
    world.pump();
    world.say(SEARCHING);
    world.close(1006);
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(r#"{"type":"session_restored","conversation_id":"c1","selected_items":[]}"#);
    assert_eq!(progress(&world, key), state(SendState::Unconfirmed));
    assert_eq!(actions(&world).len(), 1);
    assert!(world.client.submit_checklist(world.now, key));
}

#[test]
fn one_that_was_answered_elsewhere_does_not_go_out() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.close(1006);
    assert!(world.client.submit_checklist(world.now, key));
    world.until_dial();
    restore(&mut world, &[]);
    assert_eq!(progress(&world, key), Progress::Closed);
    world.advance_answering(5);
    assert!(actions(&world).is_empty());
}

#[test]
fn one_that_the_server_could_not_finish_is_open_again() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(world.client.submit_checklist(world.now, key));
    world.pump();
    world.say(SEARCHING);
    world.say(COMPLETE);
    assert_eq!(progress(&world, key), Progress::Done);
    back_with(&mut world, &[BORSCH]);
    assert_eq!(progress(&world, key), Progress::Open);
    assert!(world.client.submit_checklist(world.now, key));
}

#[test]
fn the_newest_of_a_call_is_the_one_that_waits() {
    let mut world = World::online();
    let old = shown(&mut world, PLAN);
    let form = PLAN.replace("Borsch", "Soup");
    let new = shown(&mut world, &form);
    back_with(&mut world, &[&form]);
    assert_eq!((progress(&world, old), progress(&world, new)), (Progress::Closed, Progress::Open));
}

#[test]
fn a_new_conversation_knows_nothing_of_the_old_tools() {
    let mut world = World::online();
    let checklist = shown(&mut world, BORSCH);
    let meals = shown(&mut world, PLAN);
    assert!(world.client.approve_meal_plan(world.now, meals));
    world.pump();
    world.say(SEARCHING);
    world.say(COMPLETE);
    world.close(1006);
    assert!(world.client.submit_checklist(world.now, checklist));
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.say(r#"{"type":"conversation_started","conversation_id":"c2"}"#);
    world.advance_answering(5);
    assert_eq!(actions(&world).len(), 1, "only the approval, to the old one");
    assert_eq!((progress(&world, checklist), progress(&world, meals)), (Progress::Closed, Progress::Done));
}

#[test]
fn a_text_from_before_ticks_were_stored_is_read() {
    let frame = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let stored = format!(
        r#"{{"v":1,"entries":[{{"key":1,"frame":"{}","chosen":1}},{{"key":2,"frame":"{}"}},{{"key":3,"frame":"{}"}}]}}"#,
        frame(REPLIES),
        frame(BORSCH),
        frame(PLAN)
    );
    let world = World::with(1, Some(&stored));
    assert!(matches!(choice(&world, EntryKey(1)), Choice::Made { index: 1, .. }));
    assert_eq!(progress(&world, EntryKey(2)), Progress::Open);
    assert!(list(&world.client, EntryKey(2)).has(3), "as the server said");
    assert_eq!(progress(&world, EntryKey(3)), Progress::Open);
}
