//! Signs of life: cases 25 to 38.

use crate::world::{PING, PONG, SEARCHING, World};
use vizochok::core::client::{Event, Link, PageLife};
use vizochok::core::clock::{Clock, MINUTE, SECOND};
use vizochok::core::connection::{PROBE, SILENCE};
use vizochok::core::transcript::SendState;

/// Documented.
const PING_EVERY: u64 = 30 * SECOND;

#[test]
fn rc_25_a_ping_every_thirty_seconds() {
    let mut world = World::online();
    let start = world.now;
    world.advance_answering(95);
    let at: Vec<_> = world.frames("ping").iter().map(|ping| ping.at - start).collect();
    assert_eq!(at, [PING_EVERY, 2 * PING_EVERY, 3 * PING_EVERY]);
}

#[test]
fn rc_26_no_ping_while_the_link_is_down() {
    let mut world = World::online();
    world.close(1006);
    world.page(PageLife::Hidden);
    world.advance(5 * MINUTE);
    assert!(world.frames("ping").is_empty());
}

#[test]
fn rc_27_no_ping_after_disconnect() {
    let mut world = World::online();
    world.disconnect();
    world.advance(5 * MINUTE);
    assert!(world.frames("ping").is_empty());
}

#[test]
fn rc_28_no_timer_is_left_after_disconnect() {
    let mut world = World::online();
    world.send("milk");
    world.disconnect();
    assert_eq!(world.client.poll_timeout(), None);
}

#[test]
fn rc_29_a_server_ping_is_answered_at_once() {
    let mut world = World::online();
    world.say(PING);
    assert_eq!(world.frames("pong").len(), 1);
}

#[test]
fn rc_30_a_server_ping_is_answered_while_ours_is_open() {
    let mut world = World::online();
    world.advance(PING_EVERY);
    assert_eq!(world.frames("ping").len(), 1);
    world.say(PING);
    assert_eq!(world.frames("pong").len(), 1);
    assert_eq!(world.frames("ping").len(), 1);
}

#[test]
fn rc_31_any_inbound_frame_counts_as_a_sign_of_life() {
    let mut world = World::online();
    for frame in [SEARCHING, r#"{"type":"from_the_future"}"#, "garbage", PING] {
        world.advance(SILENCE - SECOND);
        world.say(frame);
    }
    world.advance(SILENCE - SECOND);
    let id = world.live().id;
    world.client.handle_binary(world.now, id);
    world.pump();
    world.advance(SILENCE - SECOND);
    assert_eq!(world.dials(), 1);
    assert_eq!(world.client.counters().binary_frames, 1);
}

#[test]
fn rc_32_a_minute_of_silence_closes_and_retries() {
    let mut world = World::online();
    world.advance(SILENCE - 1);
    assert_eq!(world.live_count(), 1);
    world.advance(1);
    assert_eq!(world.sockets[0].closed_with, Some(3008));
    assert_eq!(world.count(&Event::Disconnected), 1);
    assert_eq!(world.error_events(), ["connection_lost"]);
    world.accept();
    assert_eq!(world.dials(), 2);
}

#[test]
fn rc_33_regular_traffic_prevents_the_timeout() {
    let mut world = World::online();
    world.advance_answering(3600);
    assert_eq!(world.dials(), 1);
    assert_eq!(world.count(&Event::Disconnected), 0);
}

#[test]
fn rc_34_pongs_of_any_shape_are_tolerated() {
    let mut world = World::online();
    world.say(r#"{"type":"pong","id":12,"time":{"a":[]}}"#);
    world.say(r#"{"type":"pong","id":null}"#);
    assert_eq!(world.client.link(), Link::Online);
    assert!(world.events.iter().all(|event| *event == Event::Connected));
}

#[test]
fn rc_35_a_send_on_a_link_that_is_silent_by_the_clock_waits_for_proof() {
    let mut world = World::online();
    // The page was frozen: no timer came, and the shopper is faster than the first one.
    world.now += 2 * MINUTE;
    let key = world.send("milk");
    assert!(world.said().is_empty(), "nothing is written into a dead socket");
    assert_eq!(world.state(key), SendState::Queued);
    assert_eq!(world.frames("ping").len(), 1, "the link is put to the proof");
    world.advance(PROBE);
    assert_eq!(world.live_count(), 1, "a new socket is dialled at once");
    assert_eq!(world.dials(), 2);
    world.accept();
    assert_eq!(world.said(), ["milk"]);
}

#[test]
fn rc_36_a_late_tick_with_a_frame_since_is_no_death() {
    let mut world = World::online();
    // A hidden page's timers come once a minute; frames come at once.
    for _ in 0..60 {
        world.sleep(MINUTE);
        if world.last().frames.last().is_some_and(|frame| frame.kind() == "ping") {
            world.say(PONG);
        }
    }
    assert_eq!(world.dials(), 1);
    assert_eq!(world.count(&Event::Disconnected), 0);
}

#[test]
fn rc_36_an_answer_that_waited_behind_the_late_tick_saves_the_link() {
    let mut world = World::online();
    world.sleep(10 * MINUTE);
    // The probe's own deadline is met late as well, before the queued answer was delivered.
    world.sleep(MINUTE);
    assert_eq!(world.live_count(), 1, "asked once more");
    world.say(PONG);
    world.advance(PROBE);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_36_a_dead_link_is_noticed_even_if_every_tick_is_late() {
    let mut world = World::online();
    for _ in 0..4 {
        world.sleep(MINUTE);
    }
    assert_eq!(world.sockets[0].closed_with, Some(3008));
}

#[test]
fn rc_37_repeated_checks_close_once() {
    let mut world = World::online();
    world.advance(SILENCE);
    let id = world.sockets[0].id;
    for _ in 0..5 {
        world.client.handle_timeout(world.now);
        world.client.handle_close(world.now, id, 1006);
        world.pump();
    }
    assert_eq!(world.count(&Event::Disconnected), 1);
    assert_eq!(world.dials(), 2);
}

#[test]
fn rc_38_a_wall_clock_set_back_or_forward_makes_no_storm() {
    let mut world = World::online();
    let mut clock = Clock::default();
    let start = world.now;
    let wall = 1_700_000_000_000.0;
    clock.read(wall);
    // An hour back: as if no time had passed.
    world.now = start + clock.read(wall - 3_600_000.0);
    world.client.handle_timeout(world.now);
    world.pump();
    assert_eq!(world.now, start);
    assert_eq!(world.dials(), 1);
    // An hour forward: the link is asked, answers, and stays.
    world.now = start + clock.read(wall);
    world.client.handle_timeout(world.now);
    world.pump();
    world.say(PONG);
    world.advance_answering(120);
    assert_eq!(world.dials(), 1);
    assert_eq!(world.client.link(), Link::Online);
}
