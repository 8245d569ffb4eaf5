//! Two memberships at once: a seat in the room of another link, taken beside the one that is used, and given back.

use crate::world::World;
use crate::world::meeting::Meeting;
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::api::intent::{Intent, Passphrase, RoomIntent, Text};
use plenum_engine::api::values::Stretched;
use plenum_engine::base::ids::OpId;
use plenum_engine::invite::Link;

fn next(passphrase: bool) -> Link {
    Link::from_parts([9; 16], passphrase)
}

fn meeting() -> World {
    let world = Meeting::of(3).lasting(3_000).begun();
    assert_eq!(seats(&world), [3]);
    world
}

/// How many sit behind each door of the server.
fn seats(world: &World) -> Vec<usize> {
    world.server.as_ref().expect("it runs").seats_by_door()
}

fn open(world: &mut World, who: usize, link: &Link, passphrase: Option<&str>) {
    let page = world.page_of(who).expect("it is open");
    let passphrase = passphrase.map(|text| Passphrase::new(text.to_owned()));
    world.clicks(page, Intent::Room(RoomIntent::OpenNext { link: Text(link.code()), passphrase }));
}

fn close(world: &mut World, who: usize) {
    let page = world.page_of(who).expect("it is open");
    world.clicks(page, Intent::Room(RoomIntent::CloseNext));
}

fn connections(world: &World) -> usize {
    world.peerings.iter().filter(|peering| !peering.closed).count()
}

/// Everybody hears everybody, over the connections that there were.
fn undisturbed(world: &mut World, before: usize) {
    world.settle();
    assert_eq!((world.hung_up, connections(world), world.peerings.len()), (0, before, before));
}

#[test]
fn everybody_sits_in_two_rooms_and_nobody_notices() {
    let mut world = meeting();
    let before = world.peerings.len();
    for who in 0..3 {
        open(&mut world, who, &next(false), None);
    }
    world.run(3_000);
    assert_eq!(seats(&world), [3, 3]);
    undisturbed(&mut world, before);
    for who in 0..3 {
        close(&mut world, who);
    }
    world.run(3_000);
    assert_eq!(seats(&world), [3]);
    undisturbed(&mut world, before);
}

#[test]
fn a_server_that_restarts_has_everybody_back_in_both_rooms() {
    let mut world = meeting();
    let before = world.peerings.len();
    for who in 0..3 {
        open(&mut world, who, &next(false), None);
    }
    world.run(3_000);
    world.kill_server();
    world.run(5_000);
    world.start_server();
    world.run(10_000);
    assert_eq!(seats(&world), [3, 3]);
    undisturbed(&mut world, before);
}

#[test]
fn leaving_gives_back_both_seats() {
    let mut world = meeting();
    open(&mut world, 0, &next(false), None);
    world.run(3_000);
    assert_eq!(seats(&world), [3, 1]);
    world.act(&crate::world::act::Act::Leave(0));
    world.run(3_000);
    assert_eq!(seats(&world), [2]);
}

/// The promise of the last passphrase that this page wants stretched.
fn promise(world: &World, who: usize) -> OpId {
    world.pages[world.page_of(who).expect("it is open")].stretching.as_ref().expect("it was asked for").0
}

fn stretched(world: &mut World, who: usize, op: OpId, pass: u8) {
    let page = world.page_of(who).expect("it is open");
    world.hears(page, Event::Done { op, done: Done::Stretched(Stretched::from_bytes([pass; 32])) });
    world.run(3_000);
}

#[test]
fn keys_that_take_time_belong_to_who_asked_for_them() {
    let mut world = meeting();
    let link = next(true);
    open(&mut world, 0, &link, Some("vier kurze Wörter"));
    world.run(3_000);
    assert_eq!(seats(&world), [3], "nobody calls a server without keys");
    let first = promise(&world, 0);
    stretched(&mut world, 0, first, 1);
    assert_eq!(seats(&world), [3, 1]);

    // With another passphrase one stands behind another door.
    open(&mut world, 1, &link, Some("vier andere Wörter"));
    let second = promise(&world, 1);
    stretched(&mut world, 1, second, 2);
    assert_eq!(seats(&world), [3, 1, 1]);

    // What comes too late, for something else or twice opens nothing.
    open(&mut world, 2, &link, Some("zu spät"));
    let third = promise(&world, 2);
    close(&mut world, 2);
    stretched(&mut world, 2, third, 1);
    open(&mut world, 2, &link, Some("noch einmal"));
    stretched(&mut world, 2, third, 1);
    assert_eq!(seats(&world), [3, 1, 1]);
    let page = world.page_of(2).expect("it is open");
    let fourth = promise(&world, 2);
    world.hears(page, Event::Failed { op: fourth, failure: Failure::Other });
    stretched(&mut world, 2, fourth, 1);
    assert_eq!(seats(&world), [3, 1, 1]);
}

#[test]
fn a_link_that_is_none_or_lacks_its_passphrase_opens_nothing() {
    let mut world = meeting();
    open(&mut world, 0, &next(true), None);
    let page = world.page_of(0).expect("it is open");
    world.clicks(page, Intent::Room(RoomIntent::OpenNext { link: Text("not a link".into()), passphrase: None }));
    world.run(3_000);
    assert_eq!(seats(&world), [3]);
    assert!(world.pages[page].stretching.is_none());
}

#[test]
fn the_room_one_is_in_is_no_next_one() {
    let mut world = meeting();
    let before = world.peerings.len();
    let here = world.code.clone();
    let page = world.page_of(0).expect("it is open");
    world.clicks(page, Intent::Room(RoomIntent::OpenNext { link: Text(here), passphrase: None }));
    world.run(10_000);
    assert_eq!(seats(&world), [3]);
    undisturbed(&mut world, before);
}
