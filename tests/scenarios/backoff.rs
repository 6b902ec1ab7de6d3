//! Back-off: cases 51 to 60.

use crate::world::World;
use vizochok::core::backoff::{MAX_ATTEMPTS, Random, delay};
use vizochok::core::client::{Event, Link, PageLife};
use vizochok::core::clock::{MINUTE, Millis, SECOND};
use vizochok::core::transcript::SendState;

#[test]
fn rc_51_the_waits_double_up_to_ten_seconds() {
    let mut world = World::new();
    world.connect();
    for base in [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000] {
        world.fail_dial();
        let wait = world.until_dial();
        assert!((base * 3 / 4..=base * 5 / 4).contains(&wait), "{wait} is not {base} ± 25 %");
    }
}

#[test]
fn rc_52_the_jitter_is_uniform() {
    const DRAWS: u64 = 1_000_000;
    const BUCKETS: u64 = 50;
    let mut random = Random::new(42);
    let mut seen = [0_u64; BUCKETS as usize];
    for _ in 0..DRAWS {
        // 10 s ± 25 %: 7500 to 12500 ms; the last millisecond would make a bucket of its own.
        let wait = delay(9, &mut random);
        assert!((7_500..=12_500).contains(&wait));
        if wait < 12_500 {
            seen[((wait - 7_500) / 100) as usize] += 1;
        }
    }
    let counted: u64 = seen.iter().sum();
    let expected = counted as f64 / BUCKETS as f64;
    let chi2: f64 = seen.iter().map(|&n| (n as f64 - expected).powi(2) / expected).sum();
    assert!(chi2 < 74.9, "χ² is {chi2}: p < 0.01 with 49 degrees of freedom");
}

#[test]
fn rc_53_the_jitter_comes_after_the_cap() {
    let waits: Vec<Millis> = (0..50).map(|seed| delay(20, &mut Random::new(seed))).collect();
    assert!(waits.iter().any(|wait| *wait > 11_000) && waits.iter().any(|wait| *wait < 9_000));
}

/// The server is gone; the client uses up its attempts.
fn exhaust(world: &mut World) {
    let before = world.dials();
    world.fail_dial();
    while world.client.link() != Link::GaveUp {
        world.until_dial();
        world.fail_dial();
    }
    assert_eq!(world.dials() - before, MAX_ATTEMPTS as usize);
}

#[test]
fn rc_54_thirty_attempts_and_then_max_reconnect_once() {
    let mut world = World::new();
    world.connect();
    exhaust(&mut world);
    world.advance(60 * MINUTE);
    assert_eq!(world.error_entries(), ["max_reconnect"]);
    assert_eq!(world.error_events(), ["ws_error", "max_reconnect"]);
    assert_eq!(world.client.poll_timeout(), None);
}

#[test]
fn rc_55_the_count_starts_again_after_five_stable_seconds() {
    for (up, attempt) in [(4_999, 4), (5_000, 1)] {
        let mut world = World::new();
        world.connect();
        for _ in 0..3 {
            world.fail_dial();
            world.until_dial();
        }
        world.accept();
        world.advance(up);
        world.close(1006);
        assert!(matches!(world.client.link(), Link::Reconnecting { attempt: at, .. } if at == attempt));
    }
}

#[test]
fn rc_56_a_server_that_accepts_and_closes_is_backed_off_from() {
    let mut world = World::new();
    world.connect();
    let start = world.now;
    for _ in 0..10 {
        world.accept();
        world.close(1011);
        world.until_dial();
    }
    assert!(world.now - start > 60 * SECOND, "1 + 2 + 4 + 8 + 6 × 10 s, less a quarter");
}

#[test]
fn rc_57_giving_up_is_not_for_ever() {
    let ways: [fn(&mut World); 6] = [
        World::retry,
        World::connect,
        |world| world.page(PageLife::Online),
        |world| world.page(PageLife::Visible),
        |world| world.page(PageLife::Show { persisted: true }),
        |world| {
            world.send("still there?");
        },
    ];
    for way in ways {
        let mut world = World::new();
        world.connect();
        exhaust(&mut world);
        let dials = world.dials();
        way(&mut world);
        assert_eq!(world.dials(), dials + 1);
        exhaust(&mut world);
        way(&mut world);
        world.accept();
    }
}

#[test]
fn rc_58_no_attempt_number_overflows() {
    let mut random = Random::new(7);
    for attempt in [0, 4, 31, 32, 63, 64, 65, u32::MAX] {
        assert!((750..=12_500).contains(&delay(attempt, &mut random)));
    }
}

#[test]
fn rc_59_retry_now_replaces_the_pending_attempt() {
    let mut world = World::new();
    world.connect();
    world.fail_dial();
    world.retry();
    assert_eq!(world.dials(), 2);
    world.open();
    world.say(r#"{"type":"auth_ok"}"#);
    world.advance(20 * SECOND);
    assert_eq!(world.dials(), 2, "the timer of the first attempt is gone");
}

#[test]
fn rc_60_many_presses_of_retry_make_one_socket() {
    let mut world = World::new();
    world.connect();
    world.fail_dial();
    for _ in 0..20 {
        world.retry();
    }
    assert_eq!(world.dials(), 2);
    world.open();
    for _ in 0..20 {
        world.retry();
    }
    assert_eq!(world.dials(), 2);
}

#[test]
fn a_text_sent_while_the_link_is_down_starts_the_count_anew() {
    let mut world = World::new();
    world.connect();
    for _ in 0..6 {
        world.fail_dial();
        world.until_dial();
    }
    world.fail_dial();
    let key = world.send("milk");
    world.until_dial();
    world.fail_dial();
    assert!(matches!(world.client.link(), Link::Reconnecting { attempt: 1, .. }));
    assert_eq!(world.state(key), SendState::Queued);
    assert_eq!(world.count(&Event::Connected), 0);
}
