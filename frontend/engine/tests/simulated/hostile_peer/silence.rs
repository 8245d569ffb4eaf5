//! Silence: acknowledges nothing, answers nothing, leaves without goodbye, comes back as somebody else.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::act::Act;
use crate::world::mallory::MALLORY;
use plenum_engine::api::intent::{AppIntent, Intent, Text};
use plenum_engine::messaging::message::{GoodbyeReason, PeerMessage, RoomMessage};

/// Seconds after which somebody who went silently is shown to nobody: a dead connection, a kept seat, and a while.
const GONE_MS: u64 = 125_000;

#[test]
fn whoever_acknowledges_nothing_is_repeated_to_for_half_a_minute_and_then_no_more() {
    let mut world = meeting(61);
    let page = world.page_of(0).expect("she is in");
    // More than an outbox holds, none of it ever acknowledged by Mallory.
    for n in 0..400 {
        world.clicks(page, Intent::App(AppIntent::SetName(Text(format!("Ada {n}")))));
        world.people[0].call(&format!("Ada {n}"));
        world.run(100);
    }
    let calm = |world: &mut World| {
        let before = world.pages[page].toll.bytes_up();
        world.run(60_000);
        world.pages[page].toll.bytes_up() - before
    };
    let first = calm(&mut world);
    assert!(first < 300_000, "{first} bytes in the first minute after");
    let later = calm(&mut world);
    assert!(later < 40_000, "{later} bytes in the next");
    world.unharmed();
}

#[test]
fn whoever_never_answers_is_tried_a_few_times_and_is_nobody_after_a_minute() {
    let mut world = meeting(62);
    // Listed by the server, but without a sign of life: nobody after a minute.
    assert!(world.run_till(70_000, |world| (0..2).all(|who| mallory(world, who).is_none())));
    let made = world.peerings.iter().filter(|one| world.strangers.contains(&one.id.peer)).count();
    assert!(made <= 12, "{made} connections of the two");
    world.run(60_000);
    assert_eq!(world.peerings.iter().filter(|one| world.strangers.contains(&one.id.peer)).count(), made);
    world.unharmed();
}

#[test]
fn whoever_leaves_without_a_goodbye_is_gone_when_the_server_says_so() {
    let mut world = meeting(63);
    world.guest_vanishes(MALLORY);
    assert!(world.run_till(GONE_MS, |world| (0..2).all(|who| mallory(world, who).is_none())));
    world.unharmed();
}

#[test]
fn whoever_comes_back_as_somebody_else_is_somebody_else() {
    let mut world = meeting(64);
    let before = mallory(&world, 0).expect("she is in").tile;
    for round in 0..20 {
        let guest = world.guests.len() - 1;
        if round % 2 == 0 {
            (0..2).for_each(|who| {
                world.guest_writes(
                    guest,
                    who,
                    0,
                    &PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left }),
                )
            });
        }
        world.guest_leaves(guest);
        let guest = world.invite_guest();
        (0..2).for_each(|who| world.guest_enters(guest, who, "Mallory"));
        world.run(1_000);
        let tile = world.guest_as_seen(0, guest).expect("she is in again").tile;
        assert!(tile != before, "nobody inherits a tile without a proof");
    }
    world.run(GONE_MS);
    assert!(world.pages[0].view.people.len() <= 2, "of twenty who left, none is still shown");
    world.unharmed();
}

#[test]
fn whoever_reads_nothing_from_a_channel_keeps_no_other_waiting() {
    let mut world = World::two_talk(65, 3);
    for act in [Act::Open(2), Act::Microphone(2, true), Act::Join(2)] {
        world.act(&act);
    }
    world.settle();
    // Cem's machine takes in nothing any more: what is sent to it stays where it is, for a minute.
    world.act(&Act::Offline(2, 60_000));
    let (ada, ben) = (world.page_of(0).expect("in"), world.page_of(1).expect("in"));
    let was = world.people[0].microphone;
    for n in 0..60 {
        let on = if n % 2 == 0 { !was } else { was };
        world.act(&Act::Microphone(0, on));
        world.run(1_000);
        let shown = world.pages[ben].view.people.iter().find(|one| Some(one.peer) == world.pages[ada].peer).cloned();
        assert!(shown.is_some_and(|shown| shown.microphone == on), "Ben is told within a second");
    }
    world.disturb(0);
    world.settle();
}
