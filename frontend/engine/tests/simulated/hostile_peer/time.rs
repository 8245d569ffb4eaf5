//! Time: a room that is open for a day. Visitors come and go by the hundred, people load their pages anew again and again, and
//! nobody stands in the way of whoever comes next.

use crate::world::World;
use crate::world::act::Act;
use plenum_engine::api::effect::Source;
use plenum_engine::messaging::message::{GoodbyeReason, PeerMessage, RoomMessage};

/// The first of two who talk.
const ADA: usize = 0;

/// Strangers in a room beside those who meet there.
const SEATS: usize = 46;

/// Whom a person who comes in now sees.
fn meets_everybody(world: &mut World) {
    for act in [Act::Open(2), Act::Microphone(2, true), Act::Join(2)] {
        world.act(&act);
    }
    world.disturb(0);
    world.settle();
    let pages: Vec<usize> = (0..3).filter_map(|who| world.page_of(who)).collect();
    assert!(
        world.receives(pages[2], pages[0], Source::Microphone)
            && world.receives(pages[1], pages[2], Source::Microphone)
    );
}

#[test]
fn after_three_hundred_visitors_a_newcomer_is_met() {
    let mut world = World::two_talk(1, 3);
    for visitor in 0..300 {
        let guest = world.invite_guest();
        for who in 0..2 {
            world.guest_enters(guest, who, "Visitor");
        }
        world.run(100);
        if visitor % 100 == 0 {
            assert!(world.guest_as_seen(ADA, guest).is_some(), "visitor {visitor} is met");
        }
        // Every other one says goodbye, and the rest are only gone.
        for who in (0..2).filter(|_| visitor % 2 == 0) {
            world.guest_writes(guest, who, 0, &PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left }));
        }
        world.run(100);
        world.guest_leaves(guest);
        world.run(100);
    }
    meets_everybody(&mut world);
}

#[test]
fn after_three_hundred_reloads_one_is_still_met_in_the_same_tile() {
    let mut world = World::two_talk(2, 3);
    let ben = |world: &World| world.pages[world.page_of(ADA).unwrap()].view.people.iter().map(|one| one.tile).next();
    let before = ben(&world);
    for _ in 0..300 {
        world.act(&Act::Reload(1));
        world.run(4_000);
    }
    world.disturb(0);
    world.settle();
    assert_eq!((ben(&world), before.is_some()), (before, true));
    meets_everybody(&mut world);
}

#[test]
fn a_thousand_strangers_who_say_nothing_keep_nobody_out() {
    let mut world = World::two_talk(3, 3);
    let page = world.page_of(ADA).expect("she is in");
    let (connections, chimes) = (world.pages[page].cost.connections, world.pages[page].cost.chimes);
    for stranger in 0..1_000 {
        world.invite_silent_guest();
        // A room has fifty seats; whoever comes next takes that of one who leaves.
        if stranger >= SEATS {
            world.guest_leaves(stranger - SEATS);
        }
        world.run(20);
    }
    assert_eq!(world.pages[page].view.people.len(), 1, "nobody appears before a message of theirs has opened");
    assert_eq!((world.pages[page].cost.connections, world.pages[page].cost.chimes), (connections, chimes));
    meets_everybody(&mut world);
}

#[test]
fn a_revision_at_its_end_is_the_last_word_of_its_writer_only() {
    let mut world = World::two_talk(4, 3);
    let guest = world.invite_guest();
    for (revision, name) in [(u32::MAX, "Last"), (0, "Round"), (u32::MAX, "Again"), (1, "Anew")] {
        let said = crate::world::mallory::status(revision, plenum_engine::api::values::Presence::In, name);
        world.guest_writes(guest, ADA, u32::MAX, &PeerMessage::Room(RoomMessage::Status(said)));
        world.run(500);
        assert_eq!(&*world.guest_as_seen(ADA, guest).expect("in").name, "Last");
    }
    meets_everybody(&mut world);
}
