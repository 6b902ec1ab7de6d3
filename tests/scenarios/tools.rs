//! Checklists, plans and suggestions: answered exactly once, restored, and told honestly.

mod chance;
mod checklist;
mod plan;
mod restoring;

use vizochok::core::client::Client;
use vizochok::core::protocol::{IngredientChecklist, Protocol, ServerEvent};
use vizochok::core::tools::{Checklist, Plan, Progress};
use vizochok::core::transcript::{Choice, EntryBody, EntryKey};

use crate::world::World;

/// Borsch for four: beet and cream are for sale, cabbage is sold out, salt is at home.
const BORSCH: &str = r#"{"type":"ingredient_checklist","checklist_id":"l1","title":"Borsch","servings":4,"tool_call_id":"t3","items":[{"id":"beet","name":"Beet","amount":300,"unit":"g","product":{"sku":"b1","name":"Beet","price":18.9,"unit":"kg","quantity_step":0.1}},{"id":"cream","name":"Cream","amount":1,"unit":"pcs","product":{"sku":"c1","name":"Cream","price":40,"unit":"pcs","quantity_step":1}},{"id":"cabbage","name":"Cabbage","amount":400,"unit":"g"},{"id":"salt","name":"Salt","have":true,"product":{"sku":"s1","name":"Salt","price":12,"unit":"pcs","quantity_step":1}}]}"#;
const PLAN: &str = r#"{"type":"meal_plan","plan_id":"p1","title":"Two days","tool_call_id":"t4","days":[{"name":"Day 1","meals":[{"slot":"Lunch","name":"Borsch","items":[{"name":"Beet","amount":0.1,"unit":"kg","sku":"b1"},{"name":"Salt"}]},{"slot":"","name":"Tea"}]},{"name":"","meals":[{"slot":"Lunch","name":"Salad","items":[{"name":"Beetroot","amount":0.2,"unit":"kg","sku":"b1"},{"name":"Beet","amount":2,"unit":"pcs","sku":"b1"},{"name":"Salt"}]}]}]}"#;
const REPLIES: &str =
    r#"{"type":"quick_replies","tool_call_id":"t2","options":["Yes",{"label":"No","value":"n"}]}"#;

/// The newest entry.
fn newest(world: &World) -> EntryKey {
    world.client.transcript().entries().last().expect("an entry").key
}

fn list(client: &Client, key: EntryKey) -> &Checklist {
    match &client.transcript().get(key).expect("the entry is there").body {
        EntryBody::Checklist(list) => list,
        body => panic!("not a checklist: {body:?}"),
    }
}

fn plan(client: &Client, key: EntryKey) -> &Plan {
    match &client.transcript().get(key).expect("the entry is there").body {
        EntryBody::MealPlan(plan) => plan,
        body => panic!("not a plan: {body:?}"),
    }
}

fn progress(world: &World, key: EntryKey) -> Progress {
    match &world.client.transcript().get(key).expect("the entry is there").body {
        EntryBody::Checklist(list) => list.progress(),
        EntryBody::MealPlan(plan) => plan.progress(),
        body => panic!("not answered by an action: {body:?}"),
    }
}

fn choice(world: &World, key: EntryKey) -> Choice {
    match world.client.transcript().get(key).expect("the entry is there").body {
        EntryBody::QuickReplies { choice, .. } => choice,
        ref body => panic!("no suggestions: {body:?}"),
    }
}

/// A checklist as it comes off the wire.
fn read(frame: &str) -> IngredientChecklist {
    match Protocol::Vizochok.codec().decode(frame).event {
        Ok(ServerEvent::IngredientChecklist(list)) => list,
        other => panic!("{other:?}"),
    }
}

/// A frame shown to a client that is connected; its entry.
fn shown(world: &mut World, frame: &str) -> EntryKey {
    world.say(frame);
    newest(world)
}

/// What went out as actions, whole.
fn actions(world: &World) -> Vec<String> {
    world.frames("action").into_iter().map(|frame| frame.text).collect()
}

/// The link breaks and comes back; the server still waits for these.
fn back_with(world: &mut World, pending: &[&str]) {
    world.close(1006);
    world.until_dial();
    restore(world, pending);
}

/// The dialled socket opens and the server restores the conversation.
fn restore(world: &mut World, pending: &[&str]) {
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    let pending = pending.join(",");
    world.say(&format!(
        r#"{{"type":"session_restored","conversation_id":"c1","selected_items":[],"pending_tools":[{pending}]}}"#
    ));
}
