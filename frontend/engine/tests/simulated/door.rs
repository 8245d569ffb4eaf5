//! Who stands at the door in trouble: those inside are told, and both can write to each other.

use crate::world::World;
use crate::world::act::Act;
use crate::world::mallory::{MALLORY, status};
use crate::world::meeting::Meeting;
use crate::world::person::Attitude;
use plenum_engine::api::intent::{AppIntent, Intent, PrivateIntent, Text};
use plenum_engine::api::values::{DoorTrouble, Presence};
use plenum_engine::api::view::{NoticeKind, PrivateState, TileId};
use plenum_engine::messaging::message::{PeerMessage, RoomMessage, Status};

/// Ada and Ben are inside, Cem is in the lobby.
fn at_the_door() -> World {
    let mut world = Meeting::of(3).begun();
    world.act(&Act::Close(2));
    world.run(3_000);
    world.act(&Act::Open(2));
    world.run(3_000);
    world
}

fn door(world: &World, who: usize) -> Vec<DoorTrouble> {
    world.pages[world.running_page(who)].view.beside.door.iter().map(|(_, trouble)| *trouble).collect()
}

fn told(world: &World, who: usize) -> Vec<TileId> {
    let notices = world.pages[world.running_page(who)].view.notices.clone();
    let tile = |notice: &NoticeKind| match notice {
        NoticeKind::TroubleAtDoor(tile) => Some(*tile),
        _ => None,
    };
    notices.iter().filter_map(tile).collect()
}

fn says(world: &mut World, from: usize, to: usize, text: &str) {
    let (page, to) = (world.running_page(from), world.peer_of(to));
    world.clicks(page, Intent::Private(PrivateIntent::Say { to, text: Text(text.into()) }));
    world.run(2_000);
}

fn read(world: &World, who: usize) -> Vec<(String, PrivateState)> {
    let lines = world.pages[world.running_page(who)].view.beside.private.clone();
    lines.iter().map(|line| (line.text.to_string(), line.state)).collect()
}

#[test]
fn trouble_at_the_door_that_lasts_is_told_to_those_inside_until_it_is_over() {
    let mut world = at_the_door();
    world.people[2].microphone_attitude = Attitude::Denied;
    world.act(&Act::Microphone(2, true));
    world.run(3_000);
    assert_eq!((door(&world, 0), told(&world, 0).len()), (vec![], 0), "whoever is quick to mend it is left alone");
    world.run(5_000);
    for who in 0..2 {
        assert_eq!((door(&world, who), told(&world, who).len()), (vec![DoorTrouble::MicrophoneBlocked], 1));
    }
    assert_eq!(door(&world, 2), [], "it is nobody's own news");
    world.people[2].microphone_attitude = Attitude::Opens;
    world.act(&Act::Microphone(2, true));
    world.run(3_000);
    assert_eq!((door(&world, 0), told(&world, 0).len()), (vec![], 0));
}

#[test]
fn what_kind_of_trouble_it_is_can_be_seen_and_who_comes_in_is_in_none() {
    for (attitude, trouble) in
        [(Attitude::Missing, DoorTrouble::MicrophoneMissing), (Attitude::Busy, DoorTrouble::MicrophoneBusy)]
    {
        let mut world = at_the_door();
        world.people[2].microphone_attitude = attitude;
        world.act(&Act::Microphone(2, true));
        world.run(8_000);
        assert_eq!(door(&world, 0), [trouble]);
        world.act(&Act::Join(2));
        world.run(3_000);
        assert_eq!((door(&world, 0), told(&world, 0).len()), (vec![], 0));
    }
}

#[test]
fn those_inside_and_whoever_is_at_the_door_can_write_to_each_other() {
    let mut world = at_the_door();
    says(&mut world, 2, 0, "Mein Mikrofon geht nicht");
    says(&mut world, 0, 2, "Klick auf das Schloss neben der Adresse");
    let (theirs, arrived) = (PrivateState::Theirs, PrivateState::Received);
    let [ask, answer] = ["Mein Mikrofon geht nicht", "Klick auf das Schloss neben der Adresse"].map(String::from);
    assert_eq!(read(&world, 0), [(ask.clone(), theirs), (answer.clone(), arrived)]);
    assert_eq!(read(&world, 2), [(ask, arrived), (answer, theirs)]);
    assert_eq!(read(&world, 1), []);
    world.act(&Act::Join(2));
    world.run(3_000);
    assert_eq!(read(&world, 2).len(), 2, "it is there still when one is inside");
}

#[test]
fn two_in_the_lobby_have_nothing_to_write_to_each_other() {
    let mut world = at_the_door();
    world.act(&Act::Leave(1));
    world.act(&Act::Open(1));
    world.run(3_000);
    says(&mut world, 2, 1, "Hallo?");
    assert_eq!((read(&world, 2), read(&world, 1)), (vec![], vec![]));
}

#[test]
fn a_crowd_of_trouble_is_one_notice_at_a_time_and_flapping_is_none() {
    let mut world = World::two_talk(9, 3);
    world.people[2].microphone_attitude = Attitude::Denied;
    [Act::Open(2), Act::Microphone(2, true)].iter().for_each(|act| world.act(act));
    world.invite_guest();
    world.run(8_000);
    for revision in 0..40 {
        let trouble = (revision % 2 == 0).then_some(DoorTrouble::Camera);
        let said = Status { trouble, ..status(10 + revision, Presence::Lobby, "Mallory") };
        world.guest_writes(MALLORY, 0, 0, &PeerMessage::Room(RoomMessage::Status(said)));
        world.run(500);
        assert!(told(&world, 0).len() <= 1 && door(&world, 0).iter().all(|seen| *seen != DoorTrouble::Camera));
    }
    assert_eq!(told(&world, 0).len(), 1);
}

#[test]
fn trouble_that_comes_and_goes_slowly_calls_once_in_a_minute() {
    let mut world = World::two_talk(10, 2);
    world.invite_guest();
    let page = world.running_page(0);
    let mut calls = 0;
    for revision in 0..8 {
        for (trouble, ms) in [(Some(DoorTrouble::Camera), 6_500), (None, 500)] {
            let revision = 10 + 2 * revision + u32::from(trouble.is_none());
            let said = Status { trouble, ..status(revision, Presence::Lobby, "Mallory") };
            world.guest_writes(MALLORY, 0, 0, &PeerMessage::Room(RoomMessage::Status(said)));
            world.run(ms);
            if let Some(tile) = told(&world, 0).first().copied() {
                calls += 1;
                world.clicks(page, Intent::App(AppIntent::Dismiss(NoticeKind::TroubleAtDoor(tile))));
            }
        }
    }
    assert_eq!(calls, 1);
}
