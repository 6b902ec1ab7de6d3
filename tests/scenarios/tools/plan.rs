//! A plan of meals, approved or changed, and its shopping list.

use super::{PLAN, actions, newest, plan, progress, shown};
use crate::world::{COMPLETE, SEARCHING, World, error};
use vizochok::core::tools::{PlanAnswer, PlanChange, Progress};
use vizochok::core::transcript::{EntryKey, SendState};

fn change(day: Option<usize>, meal: Option<usize>, request: &str) -> PlanChange {
    PlanChange { day, meal, request: request.to_owned() }
}

fn approve(world: &mut World, key: EntryKey) -> bool {
    let taken = world.client.approve_meal_plan(world.now, key);
    world.pump();
    taken
}

fn modify(world: &mut World, key: EntryKey, change: PlanChange) -> bool {
    let taken = world.client.modify_meal_plan(world.now, key, change);
    world.pump();
    taken
}

#[test]
fn it_is_approved_once() {
    let mut world = World::online();
    let key = shown(&mut world, PLAN);
    assert!(approve(&mut world, key));
    assert!(!approve(&mut world, key) && !modify(&mut world, key, change(None, None, "no fish")));
    assert_eq!(
        actions(&world),
        [r#"{"type":"action","action":"approve_meal_plan","plan_id":"p1","tool_call_id":"t4"}"#]
    );
    world.say(SEARCHING);
    world.say(COMPLETE);
    assert_eq!(progress(&world, key), Progress::Done);
    assert_eq!(plan(&world.client, key).answer(), Some(&PlanAnswer::Approved));
    assert!(!approve(&mut world, key));
    assert_eq!(actions(&world).len(), 1);
}

#[test]
fn a_meal_a_day_or_all_of_it_is_changed_in_words() {
    for (wish, fields) in [
        (
            change(Some(0), Some(0), "  soup, \"hot\" "),
            r#","day":"Day 1","meal":"Lunch","request":"soup, \"hot\"""#,
        ),
        (change(Some(0), Some(1), ""), r#","day":"Day 1","meal":"Tea""#),
        (change(Some(1), None, "no meat"), r#","day":"2","request":"no meat""#),
        (change(None, None, "no fish"), r#","request":"no fish""#),
    ] {
        let mut world = World::online();
        let key = shown(&mut world, PLAN);
        assert!(modify(&mut world, key, wish));
        let expected = format!(
            r#"{{"type":"action","action":"modify_meal_plan","plan_id":"p1"{fields},"tool_call_id":"t4"}}"#
        );
        assert_eq!(actions(&world), [expected]);
    }
    let mut world = World::online();
    let key = shown(&mut world, PLAN);
    for nothing in [
        change(None, None, "  "),
        change(Some(9), None, "x"),
        change(Some(0), Some(9), "x"),
        change(None, Some(0), "x"),
    ] {
        assert!(!modify(&mut world, key, nothing));
    }
    assert!(actions(&world).is_empty());
}

#[test]
fn the_changed_plan_stands_beside_the_quiet_old_one() {
    let mut world = World::online();
    let old = shown(&mut world, PLAN);
    assert!(modify(&mut world, old, change(Some(0), None, "")));
    world.say(SEARCHING);
    world.say(&PLAN.replace("p1", "p2").replace("t4", "t5"));
    world.say(COMPLETE);
    let new = newest(&world);
    assert_ne!(new, old);
    assert_eq!((progress(&world, old), progress(&world, new)), (Progress::Done, Progress::Open));
    assert!(approve(&mut world, new));
}

#[test]
fn a_new_form_under_the_old_id_takes_its_place() {
    let mut world = World::online();
    let old = shown(&mut world, PLAN);
    world.say(&PLAN.replace("Borsch", "Soup"));
    let new = newest(&world);
    assert_eq!((progress(&world, old), progress(&world, new)), (Progress::Closed, Progress::Open));
    assert!(!approve(&mut world, old));
}

#[test]
fn one_that_failed_may_be_answered_otherwise() {
    let mut world = World::online();
    let key = shown(&mut world, PLAN);
    assert!(approve(&mut world, key));
    world.say(SEARCHING);
    world.say(&error("internal_error"));
    assert_eq!(progress(&world, key), Progress::Given(SendState::Failed));
    assert!(modify(&mut world, key, change(Some(0), None, "")));
    assert_eq!(actions(&world).len(), 2);
}

#[test]
fn a_wish_too_long_for_a_frame_is_given_back() {
    let mut world = World::online();
    let key = shown(&mut world, PLAN);
    assert!(modify(&mut world, key, change(None, None, &"x".repeat(70_000))));
    assert!(actions(&world).is_empty());
    assert_eq!(progress(&world, key), Progress::Given(SendState::Failed));
    assert_eq!(world.error_entries(), ["message_too_large"]);
}

#[test]
fn all_days_become_one_list_summed_exactly() {
    let mut world = World::online();
    let key = shown(&mut world, PLAN);
    let list = plan(&world.client, key).shopping();
    let lines: Vec<String> = list
        .iter()
        .map(|item| {
            let amount = item.amount.map(|amount| amount.to_text()).unwrap_or_default();
            format!("{} {amount}{}", item.name, item.unit.as_deref().unwrap_or_default())
        })
        .collect();
    // 0.1 + 0.2 is 0.3; pieces are not kilograms; salt without an amount is salt.
    assert_eq!(lines, ["Beet 0.3kg", "Salt ", "Beet 2pcs"]);
}

#[test]
fn the_same_word_for_two_products_stays_two_lines_and_amounts_out_of_range_too() {
    let mut world = World::online();
    let huge = "999999999999999999";
    let item =
        |sku: &str, amount: &str| format!(r#"{{"name":"Milk","amount":{amount},"unit":"l","sku":"{sku}"}}"#);
    let items = [item("m1", "1"), item("m2", "1"), item("m3", huge), item("m3", huge)].join(",");
    let key = shown(
        &mut world,
        &format!(
            r#"{{"type":"meal_plan","plan_id":"p","days":[{{"name":"D","meals":[{{"slot":"s","name":"n","items":[{items}]}}]}}]}}"#
        ),
    );
    assert_eq!(plan(&world.client, key).shopping().len(), 4, "nothing is lost");
}
