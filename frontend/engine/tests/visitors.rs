//! A room that is open for a day: visitors come and go by the hundred, people load their pages anew again and again, and
//! nobody stands in the way of whoever comes next.

mod world;

use plenum_engine::effect::Source;
use plenum_engine::letter::{Letter, Parting, Resumes, Standing, Status};
use plenum_engine::view::{Person, TileId};
use plenum_shared::ids::PeerId;
use world::World;
use world::act::Act;
use world::member::Member;
use world::weather::Weather;

/// The first of two who talk.
const ADA: usize = 0;

/// Ada and Ben talk; a third one may come in later.
fn meeting(seed: u64) -> World {
    let mut world = World::new(seed, 3, Weather::calm());
    world.hostile = true;
    for who in 0..2 {
        for act in [Act::Open(who), Act::Microphone(who, true), Act::Camera(who, true), Act::Join(who)] {
            world.act(&act);
        }
    }
    world.settle();
    world
}

/// What a guest says of themselves.
fn status(name: &str, revision: u32, resumes: Option<Resumes>) -> Letter {
    let [microphone, camera, deaf, screen, screen_sound] = [false; 5];
    let name = name.to_owned();
    let place = Standing::In;
    Letter::Status(Status { revision, place, name, microphone, camera, deaf, screen, screen_sound, resumes })
}

/// As Ada sees a guest.
fn shown(world: &World, peer: PeerId) -> Option<Person> {
    let page = world.page_of(ADA)?;
    world.pages[page].view.people.iter().find(|shown| shown.peer == peer).cloned()
}

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
    let mut world = meeting(1);
    for visitor in 0..300 {
        let guest = world.invite_guest();
        for who in 0..2 {
            world.guest_enters(guest, who, "Visitor");
        }
        world.run(100);
        if visitor % 100 == 0 {
            assert!(shown(&world, world.guests[guest].member.peer()).is_some(), "visitor {visitor} is met");
        }
        // Every other one says goodbye, and the rest are only gone.
        for who in (0..2).filter(|_| visitor % 2 == 0) {
            world.guest_writes(guest, who, 0, &Letter::Goodbye { how: Parting::Left });
        }
        world.run(100);
        world.guest_leaves(guest);
        world.run(100);
    }
    meets_everybody(&mut world);
}

#[test]
fn after_three_hundred_reloads_one_is_still_met_in_the_same_tile() {
    let mut world = meeting(2);
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
fn one_key_has_one_heir() {
    let mut world = meeting(3);
    let old = world.invite_guest();
    world.guest_enters(old, ADA, "Cleo");
    world.run(500);
    let old_peer = world.guests[old].member.peer();
    let tile = shown(&world, old_peer).expect("she is in").tile;
    let heirs = [world.invite_guest(), world.invite_guest()];
    let peers = heirs.map(|heir| world.guests[heir].member.peer());
    for (heir, peer) in heirs.into_iter().zip(peers) {
        let resumes = world.guests[old].member.vouches_for(&peer);
        world.guest_writes(heir, ADA, 0, &status("Cleo", 1, Some(resumes)));
        world.run(500);
    }
    let tiles = peers.map(|peer| shown(&world, peer).expect("both are in").tile);
    assert_eq!(tiles[0], tile, "the first heir takes the tile");
    assert!(tiles[1] != tile && tiles[1] != TileId(0), "the second one is a newcomer with a tile of their own");
    assert!(shown(&world, old_peer).is_none());
    // The old one goes on talking, and is nobody any more.
    world.guest_writes(old, ADA, 0, &status("Cleo", 9, None));
    world.run(500);
    assert!(shown(&world, old_peer).is_none());
}

#[test]
fn a_latecomer_does_not_meet_whoever_has_an_heir() {
    let mut world = meeting(4);
    let heir = world.invite_guest();
    let peer = world.guests[heir].member.peer();
    // Somebody whom Ada has not met yet vouches for the heir, as a page does that lost its line before she came.
    let old = Member::new(&world.code, &mut world.dice);
    let resumes = old.vouches_for(&peer);
    world.guest_writes(heir, ADA, 0, &status("Cleo", 1, Some(resumes)));
    world.run(500);
    assert!(shown(&world, peer).is_some());
    let old = world.seat_guest(old);
    world.guest_enters(old, ADA, "Cleo");
    world.run(3_000);
    assert!(shown(&world, world.guests[old].member.peer()).is_none(), "she knows who that was, and who it is now");
}
