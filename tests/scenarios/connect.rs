//! Connect: cases 01 to 14.

use crate::world::{SEARCHING, World};
use vizochok::core::client::{Event, Link, SocketId};
use vizochok::core::clock::SECOND;
use vizochok::core::connection::{CONNECT_WITHIN, CONNECT_WITHIN_PATIENT, PATIENT_AFTER};

#[test]
fn rc_01_connecting_starts_one_socket() {
    let mut world = World::new();
    assert_eq!(world.client.link(), Link::Idle);
    assert_eq!(world.client.poll_timeout(), None, "a machine at rest needs no timer");
    world.connect();
    assert_eq!(world.client.link(), Link::Connecting);
    assert_eq!(world.last().url, "wss://api.example/api/v1/ws/chat");
    world.accept();
    world.connect();
    world.connect();
    assert_eq!(world.dials(), 1);
    assert_eq!(world.count(&Event::Connected), 1);
}

#[test]
fn rc_02_connecting_while_connecting_changes_nothing() {
    let mut world = World::new();
    world.connect();
    world.connect();
    world.open();
    world.connect();
    assert_eq!(world.dials(), 1);
    assert_eq!(world.frames("auth").len(), 1);
}

#[test]
fn rc_03_connecting_after_disconnecting_works_at_once() {
    let mut world = World::online();
    world.disconnect();
    assert_eq!(world.client.link(), Link::Closed);
    // The browser has not even reported the close yet.
    world.connect();
    assert_eq!(world.dials(), 2);
    world.accept();
    assert_eq!(world.count(&Event::Connected), 2);
}

#[test]
fn rc_04_a_socket_that_cannot_be_made_is_an_error_not_a_panic() {
    let mut world = World::new();
    world.connect();
    world.fail_dial();
    assert!(matches!(world.client.link(), Link::Reconnecting { attempt: 1, .. }));
    assert_eq!(world.error_events(), ["ws_error"]);
    assert!(world.error_entries().is_empty(), "the header shows it; the log stays clean");
    world.until_dial();
    world.accept();
}

#[test]
fn rc_05_handshake_never_answered() {
    let mut world = World::new();
    world.connect();
    world.advance(CONNECT_WITHIN - 1);
    assert_eq!(world.live_count(), 1);
    world.advance(1);
    assert_eq!(world.live_count(), 0, "given up");
    assert_eq!(world.last().closed_with, Some(3008));
    world.until_dial();
    world.accept();
}

#[test]
fn rc_05_a_browser_that_delays_handshakes_is_waited_for() {
    let mut world = World::new();
    world.connect();
    for _ in 0..PATIENT_AFTER {
        world.fail_dial();
        world.until_dial();
    }
    // Firefox may now keep the next handshake back for a minute, without a sign.
    world.advance(CONNECT_WITHIN_PATIENT - 1);
    assert_eq!(world.live_count(), 1);
    world.accept();
    // Once one has opened, patience is not needed any more.
    world.close(1006);
    world.until_dial();
    world.advance(CONNECT_WITHIN);
    assert_eq!(world.live_count(), 0);
}

#[test]
fn rc_06_a_handshake_of_twenty_seconds_is_accepted() {
    let mut world = World::new();
    world.connect();
    world.advance(20 * SECOND);
    world.accept();
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_07_a_refused_connection_is_tried_again() {
    let mut world = World::new();
    world.connect();
    for attempt in 1..=3 {
        world.fail_dial();
        assert!(matches!(world.client.link(), Link::Reconnecting { attempt: at, .. } if at == attempt));
        world.until_dial();
    }
    world.accept();
    assert_eq!(world.error_events(), ["ws_error"], "told once per outage");
    assert_eq!(world.count(&Event::Disconnected), 0, "it had never been up");
}

#[test]
fn rc_08_closed_before_it_opened_is_tried_again() {
    let mut world = World::new();
    world.connect();
    world.close(1006);
    assert!(matches!(world.client.link(), Link::Reconnecting { attempt: 1, .. }));
    world.until_dial();
    world.accept();
}

#[test]
fn rc_09_error_then_close_is_one_transition_and_one_retry() {
    let mut world = World::new();
    world.connect();
    let id = world.kill();
    world.client.handle_dial_failed(world.now, id);
    world.client.handle_close(world.now, id, 1006);
    world.pump();
    assert!(matches!(world.client.link(), Link::Reconnecting { attempt: 1, .. }));
    world.advance(2 * SECOND);
    assert_eq!(world.dials(), 2);
    assert_eq!(world.error_events(), ["ws_error"]);
}

#[test]
fn rc_10_a_stuck_handshake_is_replaced() {
    let mut world = World::new();
    world.connect();
    let stuck = world.live().id;
    world.advance(CONNECT_WITHIN);
    world.until_dial();
    assert_ne!(world.live().id, stuck);
    world.accept();
    assert_eq!(world.live_count(), 1);
}

#[test]
fn rc_11_an_immediate_failure_does_not_time_out_as_well() {
    let mut world = World::new();
    world.connect();
    world.fail_dial();
    world.until_dial();
    world.accept();
    let dials = world.dials();
    world.advance(CONNECT_WITHIN);
    // The server is silent, so a ping is out, but the first dial's watchdog has not come back.
    assert_eq!(world.dials(), dials);
    assert_eq!(world.client.link(), Link::Online);
}

#[test]
fn rc_12_no_watchdog_is_left_after_success() {
    let mut world = World::online();
    assert!(world.client.poll_timeout().is_some());
    for _ in 0..10 {
        world.advance(30 * SECOND);
        world.say(r#"{"type":"pong"}"#);
    }
    assert_eq!(world.dials(), 1);
    assert_eq!(world.last().closed_with, None);
}

#[test]
fn rc_13_a_late_open_of_an_old_socket_is_ignored() {
    let mut world = World::new();
    world.connect();
    let old = world.live().id;
    world.advance(CONNECT_WITHIN);
    world.until_dial();
    world.client.handle_open(world.now, old);
    world.pump();
    assert!(world.frames("auth").is_empty(), "nothing goes to the old socket");
    assert_eq!(world.client.counters().stale_inputs, 1);
    world.accept();
}

#[test]
fn rc_14_a_late_message_of_an_old_socket_is_ignored() {
    let mut world = World::online();
    let old = world.live().id;
    world.close(1006);
    world.until_dial();
    world.accept();
    world.client.handle_frame(world.now, old, SEARCHING);
    world.client.handle_binary(world.now, SocketId(77));
    world.client.handle_close(world.now, old, 4003);
    world.pump();
    assert!(!world.client.turn().running);
    assert_eq!(world.client.link(), Link::Online);
    assert_eq!(world.client.counters().stale_inputs, 3);
}
