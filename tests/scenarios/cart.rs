//! The cart: what the shopper wishes and what the shop says.

use crate::world::{COMPLETE, PONG, SEARCHING, World, cart_changed, cart_items, decimal, error, product};
use vizochok::core::cart::{CONFIRM_WITHIN, CartNote, QUIET};
use vizochok::core::client::Event;
use vizochok::core::clock::SECOND;
use vizochok::core::decimal::Decimal;
use vizochok::core::transcript::SendState;

fn numbers(world: &World) -> Vec<String> {
    world.asked().iter().map(|(sku, quantity)| format!("{sku}={}", quantity.to_text())).collect()
}

#[test]
fn add_shows_the_number_at_once_and_asks_after_a_moment_of_quiet() {
    let mut world = World::online();
    world.set("m1", "1");
    assert_eq!(world.shown("m1"), (Decimal::ONE, true));
    world.advance(QUIET - 1);
    assert!(world.asked().is_empty());
    world.advance(1);
    assert_eq!(numbers(&world), ["m1=1"]);
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    assert_eq!(world.shown("m1"), (Decimal::ONE, false));
    assert_eq!(world.client.cart().shown("m1").note, None);
    assert!(!world.client.turn().running, "a cart request begins no turn");
}

#[test]
fn fast_presses_become_one_frame_with_the_last_number() {
    let mut world = World::online();
    for quantity in ["1", "2", "3", "4", "5"] {
        world.set("m1", quantity);
        world.advance(QUIET - 1);
    }
    world.advance(QUIET);
    assert_eq!(numbers(&world), ["m1=5"]);
}

#[test]
fn back_at_the_old_number_before_asking_asks_nothing() {
    let mut world = World::online();
    world.set("m1", "1");
    world.set("m1", "0");
    world.advance(SECOND);
    assert!(world.asked().is_empty());
    assert_eq!(world.shown("m1"), (Decimal::ZERO, false));
}

#[test]
fn a_refusal_puts_the_old_number_back_and_says_why() {
    let mut world = World::online();
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    world.set("m1", "5");
    world.advance(QUIET);
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    assert_eq!(world.shown("m1"), (Decimal::ONE, false));
    assert_eq!(world.client.cart().shown("m1").note, Some(CartNote::Kept(Decimal::ONE)));
    world.set("m1", "5");
    assert_eq!(world.client.cart().shown("m1").note, None, "a new press, a new story");
    world.advance(QUIET);
    world.say(&cart_changed(Some("m1"), &[("m1", "3")]));
    let most = Some(CartNote::AtMost(decimal("3")));
    assert_eq!(world.client.cart().shown("m1").note, most, "some of what was asked for");
}

#[test]
fn a_refusal_with_a_newer_wish_is_not_shown() {
    let mut world = World::online();
    world.set("m1", "5");
    world.advance(QUIET);
    world.set("m1", "2");
    world.say(&cart_changed(Some("m1"), &[]));
    assert_eq!(world.client.cart().shown("m1").note, None);
    world.advance(QUIET);
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    assert_eq!(numbers(&world), ["m1=5", "m1=2"]);
    assert_eq!(world.shown("m1"), (decimal("2"), false));
}

#[test]
fn the_answer_about_another_product_is_no_answer() {
    let mut world = World::online();
    world.set("m1", "2");
    world.advance(QUIET);
    world.say(&cart_changed(Some("b1"), &[("b1", "1")]));
    assert_eq!(world.shown("m1"), (decimal("2"), true));
    assert_eq!(world.shown("b1").0, Decimal::ONE, "but the whole cart is taken over");
    world.say(&cart_changed(None, &[("b1", "1"), ("m1", "2")]));
    assert_eq!(world.shown("m1"), (decimal("2"), false), "the whole cart shows it");
}

#[test]
fn wishes_for_several_products_are_asked_one_after_the_other() {
    let mut world = World::online();
    world.set("m1", "1");
    world.set("b1", "2");
    world.advance(SECOND);
    assert_eq!(numbers(&world), ["m1=1"]);
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    assert_eq!(numbers(&world), ["m1=1", "b1=2"]);
    world.say(&cart_changed(Some("b1"), &[("m1", "1"), ("b1", "2")]));
    assert!(!world.client.cart().is_pending());
}

#[test]
fn an_error_or_silence_puts_the_old_number_back() {
    let endings: [fn(&mut World); 3] = [
        |world| world.say(&error("internal_error")),
        |world| world.say(COMPLETE),
        |world| world.advance(CONFIRM_WITHIN),
    ];
    for ending in endings {
        let mut world = World::online();
        world.set("m1", "2");
        world.advance(QUIET);
        ending(&mut world);
        assert_eq!(world.shown("m1"), (Decimal::ZERO, false));
        assert_eq!(world.client.cart().shown("m1").note, Some(CartNote::NotChanged));
    }
}

#[test]
fn a_request_during_a_turn_is_judged_after_it() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.set("m1", "2");
    world.advance(QUIET);
    assert_eq!(numbers(&world), ["m1=2"], "it does not wait for the turn");
    world.advance(CONFIRM_WITHIN * 2);
    assert!(world.shown("m1").1, "the server may be busy with the turn");
    world.say(COMPLETE);
    assert!(world.shown("m1").1);
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    assert_eq!(world.shown("m1"), (decimal("2"), false));
}

#[test]
fn a_busy_server_is_asked_again() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.set("m1", "2");
    world.advance(QUIET);
    world.say(&error("agent_busy"));
    assert!(world.client.turn().running, "the turn goes on");
    assert_eq!(world.shown("m1"), (decimal("2"), true));
    world.say(COMPLETE);
    assert_eq!(numbers(&world), ["m1=2", "m1=2"], "as soon as it is free");
    assert!(world.error_entries().is_empty());
}

#[test]
fn after_a_drop_the_wish_is_asked_again_unless_it_is_fulfilled() {
    for (restored, asked) in [("1", 2), ("2", 1)] {
        let mut world = World::online();
        world.set("m1", "2");
        world.advance(QUIET);
        world.close(1006);
        assert_eq!(world.shown("m1"), (decimal("2"), true));
        world.until_dial();
        world.open();
        world.say(r#"{"type":"auth_ok"}"#);
        let items = cart_items(&[("m1", restored)]);
        world.say(&format!(
            r#"{{"type":"session_restored","conversation_id":"c1","selected_items":[{items}]}}"#
        ));
        assert_eq!(world.asked().len(), asked);
        assert_eq!(world.shown("m1").0, decimal("2"));
    }
}

#[test]
fn wishes_made_while_the_link_is_down_are_asked_when_it_is_up() {
    let mut world = World::online();
    world.close(1006);
    world.set("m1", "1");
    world.set("m1", "2");
    world.until_dial();
    world.accept();
    world.advance(QUIET);
    assert_eq!(numbers(&world), ["m1=2"]);
}

#[test]
fn when_the_link_is_refused_for_good_the_old_numbers_come_back() {
    let mut world = World::online();
    world.set("m1", "2");
    world.close(4003);
    assert_eq!(world.shown("m1"), (Decimal::ZERO, false));
    assert_eq!(world.client.cart().shown("m1").note, Some(CartNote::NotChanged));
    world.set("m1", "1");
    assert_eq!(world.shown("m1"), (Decimal::ZERO, false));
}

#[test]
fn quantities_are_fitted_to_the_product() {
    let mut cheese = product("c1");
    cheese.quantity_step = decimal("0.1");
    cheese.min_quantity = Some(decimal("0.3"));
    cheese.max_quantity = Some(decimal("1.2"));
    let mut world = World::online();
    for (wanted, shown) in [("0.1", "0.3"), ("0.44", "0.4"), ("0.7", "0.7"), ("1.3", "1.2"), ("-1", "0")] {
        world.set_product(&cheese, wanted);
        assert_eq!(world.shown("c1").0.to_text(), shown, "{wanted}");
    }
    world.set_product(&cheese, "9");
    let note = world.client.cart().shown("c1").note;
    assert_eq!(note, Some(CartNote::AtMost(decimal("1.2"))));
}

#[test]
fn steps_of_a_tenth_are_exact() {
    let mut cheese = product("c1");
    cheese.quantity_step = decimal("0.1");
    let mut world = World::online();
    let mut quantity = Decimal::ZERO;
    for _ in 0..3 {
        quantity = quantity.checked_add(decimal("0.1")).unwrap();
        world.client.set_quantity(world.now, &cheese, quantity);
    }
    world.advance(QUIET);
    assert!(world.frames("action")[0].text.contains(r#""quantity":0.3"#), "not 0.30000000000000004");
}

#[test]
fn the_page_is_told_of_every_change_and_of_add() {
    let mut world = World::online();
    world.set("m1", "1");
    world.set("m1", "2");
    world.advance(QUIET);
    world.say(&cart_changed(Some("m1"), &[("m1", "2")]));
    world.set("m1", "3");
    let clicks = world.events.iter().filter(|event| matches!(event, Event::ProductClick(_)));
    assert_eq!(clicks.count(), 1, "the stepper is no second click");
    let changes: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::CartChanged(changed) => Some(changed),
            _ => None,
        })
        .collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].sku.as_deref(), Some("m1"));
    assert_eq!(changes[0].items.len(), 1);
}

#[test]
fn the_answer_carries_the_call_that_showed_the_product() {
    let mut world = World::online();
    world.say(r#"{"type":"product_cards","tool_call_id":"t7","items":[{"sku":"m1","name":"Milk","price":1,"unit":"l","quantity_step":1}]}"#);
    world.set("m1", "1");
    world.advance(QUIET);
    assert_eq!(world.frames("action")[0].get("tool_call_id"), Some("t7"));
    world.say(PONG);
}

#[test]
fn a_greeting_that_comes_late_answers_no_request() {
    let mut world = World::online();
    world.say(&cart_changed(Some("m1"), &[("m1", "1")]));
    world.close(1006);
    world.set("m1", "0");
    world.until_dial();
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.advance(SECOND);
    assert_eq!(numbers(&world), ["m1=0"], "the greeting was waited for, for a moment");
    let key = world.send("milk");
    world.say(r#"{"type":"conversation_started","conversation_id":"c2"}"#);
    assert!(world.said().is_empty(), "its empty cart is no answer");
    world.say(&cart_changed(Some("m1"), &[]));
    world.say(COMPLETE);
    assert_eq!(world.state(key), SendState::Sent, "the end of the request is not the message's");
    assert!(world.client.turn().running);
}
