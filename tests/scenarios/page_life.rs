//! The life of the page: cases 61 to 76, as far as they need no page.

use crate::world::{PONG, World};
use vizochok::core::client::{Event, Link, PageLife};
use vizochok::core::clock::{MINUTE, SECOND};
use vizochok::core::connection::PROBE;

const RESTORED: PageLife = PageLife::Show { persisted: true };

#[test]
fn rc_61_without_network_no_dials() {
    let mut world = World::online();
    world.page(PageLife::Offline);
    assert_eq!(world.client.link(), Link::Offline);
    world.close(1006);
    assert_eq!(world.client.link(), Link::Offline);
    world.advance(60 * MINUTE);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_61_a_link_that_answers_is_not_offline_whatever_the_browser_says() {
    let mut world = World::online();
    world.page(PageLife::Offline);
    world.advance(50);
    world.say(PONG);
    assert_eq!(world.client.link(), Link::Online);
    world.page(PageLife::Online);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_62_the_network_is_back_dial_at_once() {
    let mut world = World::online();
    world.page(PageLife::Offline);
    world.close(1006);
    world.advance(MINUTE);
    world.page(PageLife::Online);
    assert_eq!(world.dials(), 2);
    world.accept();
}

#[test]
fn rc_63_the_network_changes_while_connecting_restarts_the_attempt() {
    let mut world = World::new();
    world.connect();
    world.advance(5 * SECOND);
    world.page(PageLife::Offline);
    world.page(PageLife::Online);
    assert_eq!(world.dials(), 2);
    assert!(!world.sockets[0].live);
    world.accept();
}

#[test]
fn rc_64_the_network_is_back_but_the_key_is_refused() {
    let mut world = World::online();
    world.close(4003);
    world.page(PageLife::Offline);
    world.page(PageLife::Online);
    assert_eq!(world.dials(), 1);
    assert_eq!(world.client.link(), Link::Refused { code: 4003 });
}

#[test]
fn rc_65_online_twice_dials_once() {
    let mut world = World::online();
    world.page(PageLife::Offline);
    world.close(1006);
    world.page(PageLife::Online);
    world.advance(20);
    world.page(PageLife::Online);
    assert_eq!(world.dials(), 2);
}

#[test]
fn rc_66_a_hidden_page_makes_no_attempts() {
    let mut world = World::online();
    world.page(PageLife::Hidden);
    world.close(1006);
    world.advance(60 * MINUTE);
    assert_eq!(world.dials(), 1);
    // Hidden during the back-off is the same.
    let mut world = World::online();
    world.close(1006);
    world.page(PageLife::Hidden);
    world.advance(60 * MINUTE);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_67_visible_again_dials_at_once() {
    let mut world = World::online();
    world.page(PageLife::Hidden);
    world.close(1006);
    world.advance(60 * MINUTE);
    world.page(PageLife::Visible);
    assert_eq!(world.dials(), 2);
    world.accept();
}

#[test]
fn rc_68_visible_after_our_own_close_does_nothing() {
    let mut world = World::online();
    world.disconnect();
    world.page(PageLife::Hidden);
    world.page(PageLife::Visible);
    world.advance(MINUTE);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_69_visible_without_ever_being_connected_does_nothing() {
    let mut world = World::new();
    for life in [PageLife::Hidden, PageLife::Visible, PageLife::Online, RESTORED, PageLife::Resumed] {
        world.page(life);
    }
    assert_eq!(world.dials(), 0);
    assert_eq!(world.client.link(), Link::Idle);
}

#[test]
fn rc_70_leaving_closes_and_coming_back_dials() {
    let mut world = World::online();
    world.page(PageLife::Hide);
    assert_eq!(world.last().closed_with, Some(1000));
    assert_eq!(world.count(&Event::Disconnected), 1);
    assert!(world.error_events().is_empty(), "our own doing is no error");
    assert_eq!(world.client.poll_timeout(), None, "a page in the cache holds no timer");
    world.page(RESTORED);
    assert_eq!(world.dials(), 2);
    world.accept();
}

#[test]
fn rc_71_restored_without_a_word_about_visibility() {
    let mut world = World::online();
    world.page(PageLife::Hidden);
    world.page(PageLife::Hide);
    world.page(RESTORED);
    assert_eq!(world.dials(), 2);
}

#[test]
fn rc_72_reports_about_the_old_socket_after_the_return_are_ignored() {
    let mut world = World::online();
    let old = world.live().id;
    world.page(PageLife::Hide);
    world.page(RESTORED);
    world.client.handle_dial_failed(world.now, old);
    world.client.handle_close(world.now, old, 1006);
    world.pump();
    world.accept();
    assert_eq!(world.dials(), 2);
    assert_eq!(world.count(&Event::Disconnected), 1);
}

#[test]
fn rc_73_a_frozen_page_that_runs_again_checks_its_link() {
    let mut world = World::online();
    world.page(PageLife::Hidden);
    world.now += 40 * SECOND;
    world.page(PageLife::Visible);
    world.page(PageLife::Resumed);
    assert_eq!(world.frames("ping").len(), 1);
    world.say(PONG);
    world.advance(PROBE);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_74_a_new_socket_within_five_seconds_of_waking_up() {
    for slept in [2 * MINUTE, 8 * 60 * MINUTE] {
        let mut world = World::online();
        // The socket still claims to be open; the first thing to come is a late timer.
        world.sleep(slept);
        let woke = world.now;
        world.until_dial();
        assert!(world.now - woke <= 5 * SECOND);
        assert_eq!(world.live_count(), 1);
        world.accept();
        assert_eq!(world.count(&Event::Disconnected), 1);
    }
}

#[test]
fn rc_74_a_link_that_survived_the_sleep_is_kept() {
    let mut world = World::online();
    world.sleep(8 * 60 * MINUTE);
    world.say(PONG);
    world.advance(10 * SECOND);
    assert_eq!(world.dials(), 1);
}

#[test]
fn rc_75_a_burst_of_events_makes_one_dial() {
    let mut world = World::online();
    world.page(PageLife::Hidden);
    world.page(PageLife::Offline);
    world.close(1006);
    world.advance(MINUTE);
    for life in [RESTORED, PageLife::Visible, PageLife::Online, PageLife::Resumed] {
        world.page(life);
        world.advance(3);
    }
    assert_eq!(world.dials(), 2);
}

#[test]
fn a_first_dial_waits_for_the_page_to_be_looked_at() {
    let mut world = World::new();
    world.page(PageLife::Hidden);
    world.connect();
    assert_eq!(world.dials(), 0);
    assert_eq!(world.client.link(), Link::Connecting);
    world.page(PageLife::Visible);
    assert_eq!(world.dials(), 1);
}
