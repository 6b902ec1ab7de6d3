//! A recipe's ingredients, from the first tick to what came into the cart.

use super::{BORSCH, actions, list, newest, progress, read, shown};
use crate::world::{COMPLETE, SEARCHING, World, cart_changed, cart_items, decimal, error};
use vizochok::core::client::SILENT_TURN;
use vizochok::core::tools::{LineResult, MOST_SERVINGS, Progress};
use vizochok::core::transcript::{Change, EntryBody, EntryKey, SendState};

const BEET: usize = 0;
const CREAM: usize = 1;
const SALT: usize = 3;

fn results(world: &World, key: EntryKey) -> Vec<Option<LineResult>> {
    (BEET..=SALT).map(|line| list(&world.client, key).result(line)).collect()
}

fn submit(world: &mut World, key: EntryKey) -> bool {
    let taken = world.client.submit_checklist(world.now, key);
    world.pump();
    taken
}

#[test]
fn ticks_and_servings_go_out_with_one_action_and_no_words() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert_eq!(list(&world.client, key).missing(), 3, "salt is at home");
    world.client.set_have(key, CREAM, true);
    world.client.set_have(key, SALT, false);
    world.client.set_servings(key, 6);
    assert_eq!(world.changes.len(), 1, "each change is told once the view looks");
    world.pump();
    assert!(submit(&mut world, key));
    assert_eq!(
        actions(&world),
        [
            r#"{"type":"action","action":"submit_checklist","checklist_id":"l1","need":["beet","cabbage","salt"],"have":["cream"],"servings":6,"tool_call_id":"t3"}"#
        ]
    );
    assert_eq!(newest(&world), key, "nothing is said in the shopper's name");
    assert!(world.client.turn().running);
}

#[test]
fn each_line_gets_its_result_from_the_cart() {
    let mut world = World::online();
    world.say(&cart_changed(Some("c1"), &[("c1", "1")]));
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    world.say(r#"{"type":"status","code":"updating_cart"}"#);
    assert_eq!(progress(&world, key), Progress::Given(SendState::Confirmed));
    assert_eq!(results(&world, key), [None; 4]);

    world.say(&cart_changed(Some("b1"), &[("c1", "1"), ("b1", "0.3")]));
    let beet = Some(LineResult::Added(decimal("0.3")));
    assert_eq!(results(&world, key), [beet, None, None, None], "as each comes");
    assert!(world.changes.contains(&Change::Updated(key)));

    // The shop refuses more cream; nothing is ever said about cabbage.
    world.say(&cart_changed(Some("c1"), &[("c1", "1"), ("b1", "0.3")]));
    world.say(COMPLETE);
    assert_eq!(progress(&world, key), Progress::Done);
    let cream = Some(LineResult::Unchanged(decimal("1")));
    assert_eq!(results(&world, key), [beet, cream, Some(LineResult::Missing), None]);
    assert_eq!(list(&world.client, key).found(), 2);

    // What the shopper does to the cart later is no result of the list.
    world.say(&cart_changed(Some("b1"), &[]));
    assert_eq!(results(&world, key)[BEET], beet);
}

#[test]
fn a_server_that_names_no_product_is_judged_by_the_cart_at_the_end() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    world.say(&cart_changed(None, &[("b1", "0.3")]));
    let items = cart_items(&[("b1", "0.3"), ("c1", "2")]);
    world.say(&format!(
        r#"{{"type":"response_complete","summary":{{"selected_items":[{items}],"total":1,"item_count":2}}}}"#
    ));
    let added = |quantity| Some(LineResult::Added(decimal(quantity)));
    assert_eq!(results(&world, key), [added("0.3"), added("2"), Some(LineResult::Missing), None]);
}

#[test]
fn a_list_without_any_product_claims_no_results() {
    let mut world = World::online();
    let key = shown(
        &mut world,
        r#"{"type":"ingredient_checklist","checklist_id":"l2","title":"Tea","items":[{"id":"1","name":"Tea"}]}"#,
    );
    assert!(submit(&mut world, key));
    world.say(SEARCHING);
    world.say(&cart_changed(Some("tea-1"), &[("tea-1", "1")]));
    world.say(COMPLETE);
    assert_eq!(progress(&world, key), Progress::Done);
    assert_eq!(list(&world.client, key).result(0), None, "perhaps that was the tea, perhaps not");
}

#[test]
fn it_is_answered_once() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    for _ in 0..2 {
        assert!(!submit(&mut world, key));
        world.client.set_have(key, BEET, true);
        world.client.set_servings(key, 9);
        assert!(!list(&world.client, key).has(BEET));
        assert_eq!(list(&world.client, key).servings(), Some(4));
        world.say(SEARCHING);
        world.say(COMPLETE);
    }
    assert_eq!(progress(&world, key), Progress::Done);
    assert_eq!(actions(&world).len(), 1);
}

#[test]
fn it_waits_its_turn_like_words_do() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.send("milk");
    world.say(SEARCHING);
    assert!(submit(&mut world, key));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Queued));
    assert!(actions(&world).is_empty());
    world.say(COMPLETE);
    assert_eq!(actions(&world).len(), 1);

    // And in an outage until the link is back.
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.close(1006);
    assert!(submit(&mut world, key));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Queued));
}

#[test]
fn all_at_home_is_an_answer_too() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    for line in BEET..=SALT {
        world.client.set_have(key, line, true);
    }
    assert_eq!(list(&world.client, key).missing(), 0);
    assert!(submit(&mut world, key));
    assert!(actions(&world)[0].contains(r#""need":[],"have":["beet","cream","cabbage","salt"]"#));
}

#[test]
fn what_an_error_cut_short_may_be_given_again() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    world.say(SEARCHING);
    world.say(&cart_changed(Some("b1"), &[("b1", "0.3")]));
    world.say(&error("internal_error"));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Failed));
    assert_eq!(results(&world, key)[CREAM], Some(LineResult::Missing));
    assert_eq!((list(&world.client, key).wanted(), list(&world.client, key).missing()), (3, 2));
    assert!(submit(&mut world, key));
    assert_eq!(results(&world, key)[CREAM], None, "it is tried again");
    assert_eq!(results(&world, key)[BEET], Some(LineResult::Added(decimal("0.3"))), "that is there");
    world.say(SEARCHING);
    world.say(&cart_changed(Some("c1"), &[("b1", "0.3"), ("c1", "1")]));
    world.say(COMPLETE);
    assert_eq!(results(&world, key)[CREAM], Some(LineResult::Added(decimal("1"))));
    assert_eq!(list(&world.client, key).found(), 2);
}

#[test]
fn a_refusal_gives_it_back_and_a_passing_one_holds_it() {
    for (code, state, again) in
        [("user_message_limit", SendState::Failed, 1), ("agent_busy", SendState::Queued, 2)]
    {
        let mut world = World::online();
        let key = shown(&mut world, BORSCH);
        assert!(submit(&mut world, key));
        world.say(&error(code));
        assert_eq!(progress(&world, key), Progress::Given(state), "{code}");
        assert_eq!(results(&world, key), [None; 4], "nothing was done");
        world.advance_answering(5);
        assert_eq!(actions(&world).len(), again, "{code}");
    }
    // An error instead of any answer.
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    world.say(&error("internal_error"));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Failed));
}

#[test]
fn one_whose_answer_is_not_wanted_any_more_still_gets_its_results() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    assert!(world.client.stop());
    world.say(SEARCHING);
    world.say(&cart_changed(Some("b1"), &[("b1", "0.3")]));
    world.say(COMPLETE);
    assert_eq!(progress(&world, key), Progress::Done);
    assert_eq!(results(&world, key)[BEET], Some(LineResult::Added(decimal("0.3"))));

    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    assert!(world.client.stop());
    world.say(&error("internal_error"));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Failed), "not at work for ever");
}

#[test]
fn silence_leaves_it_in_doubt() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    assert!(submit(&mut world, key));
    world.advance_answering(SILENT_TURN / 1000 + 1);
    assert_eq!(progress(&world, key), Progress::Given(SendState::Unconfirmed));
    assert!(submit(&mut world, key), "twice has the effect of once");
}

#[test]
fn nothing_is_taken_after_the_end() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.close(4003);
    assert!(!submit(&mut world, key));
    assert_eq!(progress(&world, key), Progress::Open);
}

#[test]
fn fifty_may_wait_and_the_next_is_told() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.close(1006);
    for n in 0..50 {
        world.send(&n.to_string());
    }
    assert!(!submit(&mut world, key));
    assert_eq!(world.error_events().last().map(String::as_str), Some("queue_full"));
    assert_eq!(progress(&world, key), Progress::Open);
}

#[test]
fn amounts_follow_the_servings_exactly() {
    let amounts = |servings: u32, amount: &str, of: u32| {
        let mut world = World::online();
        let key = shown(
            &mut world,
            &format!(
                r#"{{"type":"ingredient_checklist","checklist_id":"l","title":"T","servings":{of},"items":[{{"id":"1","name":"N","amount":{amount},"unit":"g"}}]}}"#
            ),
        );
        // There by a detour: nothing is lost on the way.
        for on_the_way in [7, 1, 3, servings] {
            world.client.set_servings(key, on_the_way);
        }
        list(&world.client, key).amount(0).unwrap().to_text()
    };
    for (servings, amount, of, shown) in [
        (4, "300", 4, "300"),
        (6, "300", 4, "450"),
        (1, "300", 4, "75"),
        (3, "0.1", 1, "0.3"),
        (1, "1", 3, "0.33"),
        (2, "1", 3, "0.67"),
        (4, "1", 3, "1.33"),
        (10, "100", 3, "333"),
        (40, "100", 3, "1333"),
        (1, "0.01", 3, "0.0033"),
        (5, "0.333", 5, "0.333"),
    ] {
        assert_eq!(amounts(servings, amount, of), shown, "{amount} of {of} for {servings}");
    }
}

#[test]
fn servings_stay_within_reason() {
    let mut world = World::online();
    let key = shown(&mut world, BORSCH);
    world.client.set_servings(key, 0);
    assert_eq!(list(&world.client, key).servings(), Some(1));
    world.client.set_servings(key, u32::MAX);
    assert_eq!(list(&world.client, key).servings(), Some(MOST_SERVINGS));
    for servings in ["0", "4294967295"] {
        let frame = BORSCH.replace(r#""servings":4"#, &format!(r#""servings":{servings}"#));
        let mut world = World::online();
        let key = shown(&mut world, &frame);
        world.client.set_servings(key, 2);
        let _ = list(&world.client, key).amount(BEET);
    }
    // A list that does not say for how many is not scaled.
    let frame = BORSCH.replace(r#""servings":4,"#, "");
    assert_eq!(read(&frame).servings, None);
    let mut world = World::online();
    let key = shown(&mut world, &frame);
    world.client.set_servings(key, 2);
    assert_eq!(list(&world.client, key).servings(), None);
    assert!(submit(&mut world, key));
    assert!(!actions(&world)[0].contains("servings"));
}

#[test]
fn keys_and_places_that_are_none_change_nothing() {
    let mut world = World::online();
    let said = world.send("milk");
    world.say(COMPLETE);
    let key = shown(&mut world, BORSCH);
    world.client.set_have(key, 99, true);
    assert!(!submit(&mut world, EntryKey(99)));
    assert!(!submit(&mut world, said));
    assert!(matches!(world.client.transcript().get(key).unwrap().body, EntryBody::Checklist(_)));
    assert_eq!(list(&world.client, key).missing(), 3);
}
