//! Ending it: cases 111 to 122, as far as they need no page.

use crate::world::{SEARCHING, World, delta};
use vizochok::core::client::{Link, PageLife, SendRefusal};
use vizochok::core::clock::MINUTE;
use vizochok::core::transcript::SendState;

/// Brings a new machine into some state.
type Reach = fn(&mut World);

#[test]
fn rc_111_disconnect_in_every_state_leaves_nothing_behind() {
    let states: [(&str, Reach); 10] = [
        ("idle", |_| {}),
        ("connecting", World::connect),
        ("authenticating", |world| {
            world.connect();
            world.open();
        }),
        ("greeted not yet", |world| {
            world.connect();
            world.open();
            world.say(r#"{"type":"auth_ok"}"#);
        }),
        ("online, in a turn", |world| {
            world.connect();
            world.accept();
            world.send("milk");
            world.say(SEARCHING);
            world.set("m1", "1");
            world.advance(1000);
        }),
        ("probing", |world| {
            world.connect();
            world.accept();
            world.sleep(5 * MINUTE);
        }),
        ("waiting", |world| {
            world.connect();
            world.fail_dial();
        }),
        ("held", |world| {
            world.connect();
            world.page(PageLife::Hidden);
            world.fail_dial();
        }),
        ("refused", |world| {
            world.connect();
            world.open();
            world.close(4003);
        }),
        ("gave up", |world| {
            world.connect();
            world.fail_dial();
            while world.client.poll_timeout().is_some() {
                world.until_dial();
                world.fail_dial();
            }
        }),
    ];
    for (name, reach) in states {
        let mut world = World::new();
        reach(&mut world);
        world.disconnect();
        let ended = matches!(world.client.link(), Link::Closed | Link::Refused { .. });
        assert!(ended, "{name}");
        assert_eq!(world.client.poll_timeout(), None, "{name}: no timer");
        assert_eq!(world.live_count(), 0, "{name}: no socket");
        let dials = world.dials();
        world.page(PageLife::Visible);
        world.page(PageLife::Online);
        world.advance(10 * MINUTE);
        assert_eq!(world.dials(), dials, "{name}: no dial");
    }
}

#[test]
fn rc_112_disconnect_twice_is_harmless() {
    let mut world = World::online();
    world.disconnect();
    let events = world.events.len();
    world.disconnect();
    assert_eq!(world.events.len(), events);
}

#[test]
fn rc_114_a_machine_made_from_the_stored_session_goes_on() {
    let mut world = World::online();
    world.send("milk");
    world.say(&delta("Here"));
    world.disconnect();
    let stored = world.client.snapshot();
    let mut again = World::with(9, Some(&stored));
    again.connect();
    again.accept();
    assert_eq!(again.frames("auth")[0].get("conversation_id"), Some("c1"));
    assert_eq!(again.client.transcript().entries().len(), 2);
}

#[test]
fn rc_115_disconnecting_while_an_event_is_delivered() {
    // A callback that calls back: the event is polled, and the machine is used before the next poll.
    let mut world = World::online();
    let id = world.live().id;
    world.client.handle_frame(world.now, id, &delta("a"));
    world.client.handle_frame(world.now, id, r#"{"type":"error","code":"internal_error"}"#);
    assert!(world.client.poll_event().is_some());
    world.client.disconnect(world.now);
    world.client.handle_frame(world.now, id, &delta("b"));
    world.pump();
    assert_eq!(world.client.poll_timeout(), None);
    assert_eq!(world.answers().len(), 1);
}

#[test]
fn rc_119_mount_unmount_mount_keeps_one_socket() {
    let mut world = World::new();
    world.connect();
    world.disconnect();
    world.connect();
    assert_eq!(world.live_count(), 1);
    world.accept();
}

#[test]
fn rc_121_disconnect_while_connecting_closes_the_socket() {
    let mut world = World::new();
    world.connect();
    let id = world.live().id;
    world.disconnect();
    assert_eq!(world.last().closed_with, Some(1000));
    world.client.handle_open(world.now, id);
    world.pump();
    assert!(world.frames("auth").is_empty());
}

#[test]
fn rc_122_every_close_has_a_code_that_browsers_allow() {
    // `World::pump` checks the code of every close; this walks through all three kinds.
    let mut world = World::new();
    world.connect();
    world.advance(MINUTE);
    world.accept();
    world.page(PageLife::Hide);
    world.page(PageLife::Show { persisted: true });
    world.open();
    world.advance(MINUTE);
    world.disconnect();
    let codes: Vec<_> = world.sockets.iter().filter_map(|socket| socket.closed_with).collect();
    assert!(codes.contains(&1000) && codes.contains(&3008));
}

#[test]
fn what_waits_survives_our_own_close() {
    let mut world = World::new();
    let key = world.send("milk");
    world.connect();
    world.disconnect();
    assert_eq!(world.state(key), SendState::Queued);
    assert_eq!(world.client.send(world.now, "more"), Err(SendRefusal::Closed));
    world.connect();
    world.accept();
    assert_eq!(world.said(), ["milk"]);
}
