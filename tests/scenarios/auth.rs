//! Authentication: cases 15 to 24.

use crate::world::{AUTH_OK_ACK, PING, SEARCHING, World, cart_changed};
use vizochok::core::client::{Event, Link, PageLife, SendRefusal};
use vizochok::core::clock::{MINUTE, SECOND};
use vizochok::core::connection::AUTH_WITHIN;
use vizochok::core::transcript::SendState;

#[test]
fn rc_15_auth_is_the_first_frame_once_per_socket() {
    let mut world = World::new();
    world.connect();
    world.accept();
    let auth = &world.frames("auth")[0];
    assert_eq!(auth.get("token"), Some("pk_test"));
    assert_eq!(auth.get("store_id"), Some("store-1"));
    assert_eq!(auth.get("conversation_id"), None);
    world.close(1006);
    world.until_dial();
    world.accept();
    let auths = world.frames("auth");
    assert_eq!(auths.len(), 2);
    assert_eq!(auths[1].get("conversation_id"), Some("c1"), "the conversation goes on");
}

#[test]
fn rc_16_nothing_else_before_auth_ok() {
    let mut world = World::new();
    world.send("milk");
    world.set("m1", "2");
    world.connect();
    world.open();
    world.say(PING);
    world.advance(AUTH_WITHIN - 1);
    assert_eq!(world.last().frames.len(), 1, "auth only: the world checks every frame as well");
}

#[test]
fn rc_17_no_auth_ok_in_ten_seconds_closes_and_retries() {
    let mut world = World::new();
    world.connect();
    world.open();
    world.advance(AUTH_WITHIN - 1);
    assert_eq!(world.live_count(), 1);
    world.advance(1);
    assert_eq!(world.last().closed_with, Some(3008));
    assert_eq!(world.error_events(), ["auth_timeout"]);
    world.until_dial();
    world.accept();
}

fn refused(code: u16, told: &str) {
    let mut world = World::new();
    let key = world.send("milk");
    world.connect();
    world.open();
    world.close(code);
    assert_eq!(world.client.link(), Link::Refused { code });
    assert_eq!(world.error_events(), [told]);
    assert_eq!(world.error_entries(), [told], "the shopper sees why");
    assert_eq!(world.state(key), SendState::Failed);
    world.advance(10 * MINUTE);
    assert_eq!(world.dials(), 1, "no second attempt");
}

#[test]
fn rc_18_4001_ends_it() {
    refused(4001, "auth_timeout");
}

#[test]
fn rc_19_4002_ends_it() {
    refused(4002, "auth_error");
}

#[test]
fn rc_20_4003_ends_it() {
    refused(4003, "auth_error");
}

#[test]
fn rc_21_4004_ends_it() {
    refused(4004, "auth_error");
}

#[test]
fn rc_22_waiting_texts_survive_a_refusal_and_go_nowhere_by_themselves() {
    let mut world = World::new();
    let first = world.send("milk");
    let second = world.send("bread");
    world.connect();
    world.open();
    world.close(4003);
    world.page(PageLife::Online);
    world.page(PageLife::Visible);
    world.connect();
    world.retry();
    assert_eq!(world.dials(), 1);
    assert_eq!(world.client.send(world.now, "more"), Err(SendRefusal::Closed));
    world.pump();
    assert_eq!(world.error_events(), ["auth_error", "auth_error"], "who tries is told");
    assert_eq!(world.error_entries(), ["auth_error"], "the log says it already");
    assert!(!world.client.resend(world.now, first), "there is nowhere to send it to");
    assert_eq!(world.state(second), SendState::Failed);
    assert_eq!(world.client.discard(first).as_deref(), Some("milk"), "back to the composer");
    assert!(world.client.transcript().get(first).is_none());
    assert!(world.said().is_empty());
}

#[test]
fn rc_23_frames_before_auth_ok_are_ignored_and_counted() {
    let mut world = World::new();
    world.connect();
    world.open();
    world.say(SEARCHING);
    world.say(&cart_changed(None, &[("m1", "1")]));
    world.say(r#"{"type":"session_restored","conversation_id":"evil","selected_items":[]}"#);
    world.say("not json");
    assert_eq!(world.client.counters().early_frames, 3);
    assert_eq!(world.client.counters().bad_frames, 1);
    assert!(world.client.cart().lines().is_empty());
    assert_eq!(world.client.conversation_id(), None);
    assert!(world.events.is_empty());
    world.say(r#"{"type":"auth_ok"}"#);
    assert_eq!(world.events, [Event::Connected]);
}

#[test]
fn rc_24_a_second_auth_ok_is_an_update() {
    let mut world = World::online();
    world.say(AUTH_OK_ACK);
    assert_eq!(world.count(&Event::Connected), 1);
    world.send("milk");
    assert!(world.frames("message")[0].get("client_message_id").is_some(), "the new feature is in use");
    world.advance(5 * SECOND);
    assert_eq!(world.client.link(), Link::Online);
}

#[test]
fn a_refusal_is_read_once_however_many_pages_are_walked_through() {
    let mut world = World::new();
    for page in 1..=3 {
        world.connect();
        world.open();
        world.close(4003);
        assert_eq!(world.error_events().len(), 1, "each page hears of it");
        assert_eq!(world.error_entries(), ["auth_error"], "page {page}");
        world = World::with(page, Some(&world.client.snapshot()));
    }
}
