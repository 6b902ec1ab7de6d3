//! The stored session.

use crate::world::{COMPLETE, SEARCHING, TEXT_END, World, cart_changed, delta, error, settings};
use vizochok::core::client::{Client, Settings};
use vizochok::core::clock::SECOND;
use vizochok::core::session::{MAX_BYTES, MAX_ENTRIES};
use vizochok::core::transcript::{AnswerState, EntryBody, SendState};

const CARDS: &str = r#"{"type":"product_cards","title":"Milk & \"co\"","tool_call_id":"t1","items":[{"sku":"m1","name":"Молоко","price":45.9,"unit":"l","quantity_step":0.5,"quantity":1,"brand":"Galychyna","image_url":"https://shop.example/m1.svg","promo_price":39.9,"promo_label":"-13%","in_stock":true,"min_quantity":0.5,"max_quantity":7,"url":"https://shop.example/m1","currency":"UAH"},{"sku":"m2","name":"Kefir","price":30,"unit":"pcs","quantity_step":1}]}"#;
const REPLIES: &str = r#"{"type":"quick_replies","prompt":"More?","tool_call_id":"t2","options":["Yes",{"label":"No","value":"n"}]}"#;
const LIST: &str = r#"{"type":"ingredient_checklist","checklist_id":"l1","title":"Borsch","servings":4,"tool_call_id":"t3","items":[{"id":"1","name":"Beet","amount":0.5,"unit":"kg","have":true,"product":{"sku":"b1","name":"Beet","price":12.5,"unit":"kg","quantity_step":0.1}},{"id":"2","name":"Salt"}]}"#;
const PLAN: &str = r#"{"type":"meal_plan","plan_id":"p1","title":"Week","tool_call_id":"t4","days":[{"name":"Monday","meals":[{"slot":"lunch","name":"Borsch","items":[{"name":"Beet","amount":1.5,"unit":"kg","sku":"b1"},{"name":"Salt"}]}]}]}"#;

/// What an entry holds, in full.
fn bodies(world: &World) -> Vec<String> {
    let entries = world.client.transcript().entries().iter();
    entries
        .map(|entry| match &entry.body {
            EntryBody::Answer { document, state, .. } => {
                format!("{:?} {} {state:?}", entry.key, document.source())
            }
            body => format!("{:?} {body:?}", entry.key),
        })
        .collect()
}

#[test]
fn a_reload_brings_everything_back() {
    let mut world = World::online();
    world.send("молоко\n\"and\" 🥛");
    world.say(SEARCHING);
    world.say(&delta("**Here** you are:\n- milk"));
    world.say(TEXT_END);
    for frame in [CARDS, REPLIES, LIST, PLAN] {
        world.say(frame);
    }
    world.say(&cart_changed(Some("m1"), &[("m1", "0.3"), ("m2", "2")]));
    world.say(r#"{"type":"error","code":"user_message_limit","limit":200}"#);
    let key = world.client.transcript().entries()[3].key;
    assert!(world.client.quick_reply(world.now, key, 0).is_some());
    world.say(SEARCHING);
    world.say(COMPLETE);
    world.client.set_draft("and br");

    let stored = world.client.snapshot();
    let mut again = World::with(2, Some(&stored));
    assert_eq!(bodies(&again), bodies(&world));
    assert_eq!(again.client.cart().lines(), world.client.cart().lines());
    assert_eq!(again.client.cart().total(), world.client.cart().total());
    assert_eq!(again.client.conversation_id(), Some("c1"));
    assert_eq!(again.client.draft(), "and br");
    assert_eq!(again.client.snapshot(), stored, "what is read is what was written");
    again.pump();
    assert!(again.changes.is_empty() && again.events.is_empty(), "nothing has happened yet");
    again.connect();
    again.accept();
    let new = again.send("more");
    assert!(again.client.transcript().entries().iter().filter(|entry| entry.key == new).count() == 1);
}

#[test]
fn the_answers_that_were_not_seen_are_still_not_seen() {
    let mut world = World::online();
    let before = world.client.revision();
    world.client.set_unread(3);
    assert_ne!(world.client.revision(), before);
    let again = World::with(2, Some(&world.client.snapshot()));
    assert_eq!(again.client.unread(), 3);
}

#[test]
fn what_finds_a_conversation_again_holds_no_word_of_it() {
    let mut world = World::online();
    world.send("my number is 555-0123");
    world.say(SEARCHING);
    world.say(&delta("canary answer"));
    world.say(TEXT_END);
    world.say(CARDS);
    world.say(&cart_changed(Some("m1"), &[("m1", "0.3")]));
    world.say(COMPLETE);
    world.client.set_draft("canary draft");
    let stored = world.client.snapshot_without_words();
    for word in ["555", "canary", "m1", "Молоко"] {
        assert!(!stored.contains(word), "{word}: {stored}");
    }
    let again = World::with(2, Some(&stored));
    assert_eq!(again.client.conversation_id(), Some("c1"));
    assert!(again.client.transcript().entries().is_empty() && again.client.cart().lines().is_empty());
    let mut again = again;
    again.connect();
    again.accept();
    let (first, second) = (world.send("more"), again.send("more"));
    assert!(second >= first, "ids of messages are not given twice");
}

#[test]
fn a_conversation_of_somebody_else_is_not_restored() {
    let mut world = World::online();
    world.send("milk");
    let stored = world.client.snapshot();
    let owner = |change: fn(&mut Settings)| {
        let mut settings = settings();
        change(&mut settings);
        let client = Client::new(settings, 2, Some(&stored));
        client.transcript().entries().len()
    };
    assert_eq!(owner(|_| {}), 1);
    assert_eq!(owner(|settings| settings.store_id.push('x')), 1, "the store is the key it is kept under");
    assert_eq!(owner(|settings| settings.user_id = Some("somebody-else".to_owned())), 0);
    assert_eq!(owner(|settings| settings.user_id = Some(String::new())), 0);
    assert_eq!(owner(|settings| settings.api_key.push('x')), 0);
    assert_eq!(owner(|settings| settings.api_base.push('x')), 0);
    let older = stored.replacen("\"owner\":", "\"once\":", 1);
    assert_eq!(
        Client::new(settings(), 2, Some(&older)).transcript().entries().len(),
        1,
        "of an older version"
    );
}

#[test]
fn what_was_under_way_has_become_what_it_is() {
    let mut world = World::online();
    let sent = world.send("sent");
    let queued = world.send("queued");
    let stored = world.client.snapshot();
    let again = World::with(2, Some(&stored));
    assert_eq!(again.state(sent), SendState::Unconfirmed);
    assert_eq!(again.state(queued), SendState::Queued);

    world.say(&delta("partly"));
    let again = World::with(2, Some(&world.client.snapshot()));
    assert_eq!(again.answers(), [("partly".to_owned(), AnswerState::Interrupted)]);
    assert_eq!(again.state(sent), SendState::Confirmed);
    assert!(!again.client.turn().running);
}

#[test]
fn what_waited_goes_out_once_after_the_reload() {
    let mut world = World::new();
    let key = world.send("milk");
    let mut again = World::with(2, Some(&world.client.snapshot()));
    again.connect();
    again.accept();
    assert_eq!(again.said(), ["milk"]);
    assert_eq!(again.state(key), SendState::Sent);
}

#[test]
fn a_message_that_changes_hands_is_urgent() {
    let mut world = World::online();
    let before = world.client.revision();
    let id = world.live().id;
    // Taken and handed over: the snapshot that is written before the frame leaves says "handed over".
    world.client.send(world.now, "milk").unwrap();
    assert!(world.client.revision().urgent > before.urgent);
    let again = World::with(2, Some(&world.client.snapshot()));
    assert!(matches!(
        again.client.transcript().entries()[0].body,
        EntryBody::User { state: SendState::Unconfirmed, .. }
    ));
    world.pump();
    world.client.handle_frame(world.now, id, SEARCHING);
    let answered = world.client.revision();
    world.client.handle_frame(world.now, id, &delta("a"));
    assert_eq!(world.client.revision().urgent, answered.urgent, "words can wait");
    assert!(world.client.revision().any > answered.any);
}

#[test]
fn a_repeated_message_keeps_its_id_over_a_reload() {
    let mut world = World::online_with_ack();
    world.send("milk");
    world.disconnect();
    let mut again = World::with(77, Some(&world.client.snapshot()));
    let key = again.client.transcript().entries()[0].key;
    assert!(again.client.resend(again.now, key));
    again.connect();
    again.accept_with(crate::world::AUTH_OK_ACK);
    let id = |world: &World| world.frames("message")[0].get("client_message_id").unwrap().to_owned();
    assert_eq!(id(&again), id(&world));
}

#[test]
fn a_key_is_never_used_again_not_even_after_a_reload() {
    let mut world = World::new();
    world.send("stays");
    let gone = world.send("goes");
    assert!(world.client.discard(gone).is_some());
    let mut again = World::with(2, Some(&world.client.snapshot()));
    assert!(again.send("new") > gone, "message ids are made of keys");
}

#[test]
fn two_sessions_never_share_ids() {
    let id = |seed| {
        let mut world = World::with(seed, None);
        world.connect();
        world.accept_with(crate::world::AUTH_OK_ACK);
        world.send("milk");
        world.frames("message")[0].get("client_message_id").unwrap().to_owned()
    };
    assert_ne!(id(1), id(2));
}

#[test]
fn a_damaged_or_foreign_text_starts_fresh() {
    let mut world = World::online();
    world.send("milk");
    world.say(CARDS);
    world.say(&error("internal_error"));
    let stored = world.client.snapshot();
    for foreign in ["", "{}", "null", "[]", "{\"v\":2}", "{\"v\":\"1\"}", "garbage", "{\"v\":1"] {
        let fresh = World::with(1, Some(foreign));
        assert!(fresh.client.transcript().entries().is_empty());
        assert_eq!(fresh.client.conversation_id(), None);
    }
    // Cut anywhere, or with any byte changed: never a panic, never a broken rule.
    for end in (0..stored.len()).filter(|end| stored.is_char_boundary(*end)) {
        World::with(1, Some(&stored[..end])).pump();
    }
    for at in (0..stored.len()).filter(|at| stored.is_char_boundary(*at) && stored.is_char_boundary(at + 1)) {
        for byte in ["\"", "{", "9", ",", "\\"] {
            let mut damaged = stored.clone();
            damaged.replace_range(at..=at, byte);
            let mut world = World::with(1, Some(&damaged));
            world.connect();
        }
    }
}

#[test]
fn damaged_entries_are_left_out_and_keys_stay_in_order() {
    let stored = r#"{"v":1,"entries":[{"key":5,"user":"a","state":"confirmed"},{"key":3,"user":"b","state":"confirmed"},{"key":6,"user":"c","state":"nonsense"},{"key":7},{"key":8,"frame":"{}"},{"key":9,"answer":"d","whole":true}]}"#;
    let mut world = World::with(1, Some(stored));
    world.pump();
    let keys: Vec<_> = world.client.transcript().entries().iter().map(|entry| entry.key.0).collect();
    assert_eq!(keys, [5, 9]);
    assert_eq!(world.send("e").0, 10);
}

#[test]
fn a_long_conversation_is_stored_from_its_end() {
    let mut world = World::online();
    for n in 0..MAX_ENTRIES + 50 {
        world.say(&delta(&n.to_string()));
        world.say(TEXT_END);
    }
    let again = World::with(1, Some(&world.client.snapshot()));
    let answers = again.answers();
    assert_eq!(answers.len(), MAX_ENTRIES);
    assert_eq!(answers.last().unwrap().0, (MAX_ENTRIES + 49).to_string());

    let mut world = World::online();
    for _ in 0..60 {
        world.say(&delta(&"x".repeat(20_000)));
        world.say(TEXT_END);
    }
    let stored = world.client.snapshot();
    assert!(stored.len() < MAX_BYTES + 1_000);
    assert_eq!(World::with(1, Some(&stored)).answers().len(), MAX_BYTES / 20_100);
    world.advance(SECOND);
}
