//! Two people of the same name: told apart in tile, list and announcements by a number that stays with whoever has it.

use crate::world::World;
use crate::world::meeting::Meeting;
use plenum_engine::api::view::News;
use plenum_engine::messaging::message::{GoodbyeReason, PeerMessage, RoomMessage};

/// How Ada sees everybody else who is inside, in the order of their tiles.
fn called(world: &World) -> Vec<String> {
    let people = world.pages[0].view.people.iter();
    people
        .map(|person| format!("{}{}", &*person.name, person.name.number.map_or(String::new(), |n| format!(" {n}"))))
        .collect()
}

/// One after the other comes in, under these names.
fn guests(world: &mut World, names: &[&str]) -> Vec<usize> {
    let mut come = |name: &&str| {
        let guest = world.invite_guest();
        world.run(500);
        world.guest_enters(guest, 0, name);
        world.run(500);
        guest
    };
    names.iter().map(&mut come).collect()
}

fn goes(world: &mut World, guest: usize) {
    world.guest_writes(guest, 0, 0, &PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left }));
    world.run(500);
}

fn world() -> World {
    let mut world = Meeting::of(1).begun();
    world.hostile = true;
    world.run(10_000);
    world
}

#[test]
fn the_second_alex_has_a_number_and_keeps_it() {
    let mut world = world();
    let guests = guests(&mut world, &["Alex", "alex", "Ben", "A\u{200D}LEX"]);
    assert_eq!(called(&world), ["Alex", "alex 2", "Ben", "A\u{200D}LEX 3"]);
    goes(&mut world, guests[0]);
    assert_eq!(called(&world), ["alex 2", "Ben", "A\u{200D}LEX 3"], "nobody else's number changes");
    self::guests(&mut world, &["Alex"]);
    assert_eq!(called(&world), ["alex 2", "Ben", "A\u{200D}LEX 3", "Alex"], "the smallest free one");
}

#[test]
fn people_without_a_name_are_told_apart_as_well() {
    let mut world = world();
    guests(&mut world, &["", " \u{200B}"]);
    assert_eq!(called(&world), ["", " 2"]);
}

#[test]
fn announcements_say_the_number_too_also_of_who_has_just_gone() {
    let mut world = world();
    let said = |world: &World| world.pages[0].view.announcement.clone().map(|said| said.what);
    let guests = guests(&mut world, &["Alex", "Alex"]);
    let second = |news: Option<News>| match news {
        Some(News::Arrived(name) | News::Departed(name)) => (name.to_string(), name.number),
        news => panic!("{news:?}"),
    };
    assert_eq!(second(said(&world)), ("Alex".into(), Some(2)));
    world.run(10_000);
    goes(&mut world, guests[1]);
    assert!(matches!(said(&world), Some(News::Departed(_))));
    assert_eq!(second(said(&world)), ("Alex".into(), Some(2)));
}
