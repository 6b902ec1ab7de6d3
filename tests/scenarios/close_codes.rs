//! Close codes: cases 39 to 50.

use crate::world::{COMPLETE, SEARCHING, World};
use vizochok::core::client::{Event, Link, PageLife};
use vizochok::core::clock::{MINUTE, Millis, SECOND};
use vizochok::core::transcript::SendState;

/// The link breaks with a code; how long until the next dial.
fn retried(code: u16) -> Millis {
    let mut world = World::online();
    world.advance(6 * SECOND);
    world.close(code);
    assert!(matches!(world.client.link(), Link::Reconnecting { attempt: 1, .. }), "{code}");
    assert_eq!(world.count(&Event::Disconnected), 1);
    let wait = world.until_dial();
    world.accept();
    assert_eq!(world.count(&Event::Connected), 2);
    wait
}

#[test]
fn rc_39_1000_by_the_server_is_retried() {
    assert!((750..=1250).contains(&retried(1000)));
}

#[test]
fn rc_40_1001_is_retried_with_a_wider_spread() {
    assert!((750..=2250).contains(&retried(1001)));
}

#[test]
fn rc_41_1005_is_retried() {
    assert!((750..=1250).contains(&retried(1005)));
}

#[test]
fn rc_42_1006_is_retried() {
    assert!((750..=1250).contains(&retried(1006)));
}

#[test]
fn rc_43_1009_does_not_send_the_same_frame_again() {
    let mut world = World::online_with_ack();
    let large = world.send("too much");
    let next = world.send("small");
    world.close(1009);
    assert_eq!(world.state(large), SendState::Failed);
    assert_eq!(world.error_entries(), ["message_too_large"]);
    world.until_dial();
    world.accept_with(crate::world::AUTH_OK_ACK);
    assert_eq!(world.said(), ["too much", "small"], "once, and the link goes on with the next");
    assert_eq!(world.state(next), SendState::Sent);
}

#[test]
fn rc_43_1009_gives_a_cart_request_up() {
    let mut world = World::online();
    world.set("m1", "2");
    world.advance(300);
    world.close(1009);
    world.until_dial();
    world.accept();
    world.advance(SECOND);
    assert_eq!(world.asked().len(), 1);
}

#[test]
fn rc_44_1011_is_retried() {
    assert!((750..=1250).contains(&retried(1011)));
}

#[test]
fn rc_45_1012_and_1013_are_retried_with_a_wider_spread() {
    let mut widest = 0;
    for seed in 0..200 {
        for code in [1012, 1013] {
            let mut world = World::with(seed, None);
            world.connect();
            world.accept();
            world.close(code);
            let wait = world.until_dial();
            assert!((750..=2250).contains(&wait));
            widest = widest.max(wait);
        }
    }
    assert!(widest > 1700, "a restarted server is not met by everyone at once");
}

#[test]
fn rc_46_other_codes_are_retried_and_4029_waits_longer() {
    for code in [4000, 4005, 4999] {
        assert!((750..=1250).contains(&retried(code)));
    }
    assert!((10_000..=12_500).contains(&retried(4029)));
}

#[test]
fn rc_46_4029_is_respected_by_impatient_shoppers_too() {
    let mut world = World::online();
    world.close(4029);
    world.retry();
    world.page(PageLife::Online);
    world.send("milk");
    world.advance(10 * SECOND - 1);
    assert_eq!(world.dials(), 1);
    world.advance(3 * SECOND);
    assert_eq!(world.dials(), 2);
}

#[test]
fn rc_47_no_dials_after_a_refusal() {
    for code in 4001..=4004 {
        let mut world = World::online();
        world.close(code);
        for life in [
            PageLife::Offline,
            PageLife::Online,
            PageLife::Hidden,
            PageLife::Visible,
            PageLife::Hide,
            PageLife::Show { persisted: true },
            PageLife::Resumed,
        ] {
            world.page(life);
            world.advance(MINUTE);
        }
        world.retry();
        world.connect();
        world.advance(10 * MINUTE);
        assert_eq!(world.dials(), 1);
        assert_eq!(world.client.link(), Link::Refused { code });
        assert_eq!(world.client.poll_timeout(), None);
    }
}

#[test]
fn rc_48_the_decision_is_made_before_anybody_hears_of_the_close() {
    let mut world = World::online();
    world.close(4003);
    // `pump` has delivered the events; whatever a listener does now meets the final state.
    assert_eq!(world.events.iter().rev().nth(1), Some(&Event::Disconnected));
    assert_eq!(world.client.link(), Link::Refused { code: 4003 });
    world.connect();
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_49_only_a_new_machine_with_new_settings_tries_again() {
    let mut world = World::online();
    world.send("milk");
    world.say(SEARCHING);
    world.say(COMPLETE);
    world.close(4003);
    world.disconnect();
    world.connect();
    assert_eq!(world.client.link(), Link::Refused { code: 4003 });
    assert_eq!(world.dials(), 1);
    let stored = world.client.snapshot();
    let mut next = World::with(2, Some(&stored));
    next.connect();
    next.accept();
    assert_eq!(next.client.transcript().entries().len(), 2, "the words and the error are still there");
}

#[test]
fn rc_50_one_disconnected_per_drop() {
    let mut world = World::online();
    for drop in 1..=3 {
        let id = world.kill();
        for _ in 0..3 {
            world.client.handle_close(world.now, id, 1006);
            world.client.handle_dial_failed(world.now, id);
        }
        world.pump();
        assert_eq!(world.count(&Event::Disconnected), drop);
        world.until_dial();
        world.accept();
        assert_eq!(world.count(&Event::Connected), drop + 1);
    }
}
