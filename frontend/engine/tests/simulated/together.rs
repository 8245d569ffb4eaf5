//! "We sit together": two people in one room do not hear each other through their computers, if both say so.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use plenum_engine::api::effect::Source;
use plenum_engine::api::intent::{CoLocationIntent, Intent, RoomIntent};
use plenum_engine::api::view::{NoticeKind, Person, Seating};
use plenum_engine::messaging::message::{Claim, CoLocationMessage, PeerMessage};

const ADA: usize = 0;
const BEN: usize = 1;
const CEM: usize = 2;

/// Three people with open microphones.
fn meeting() -> World {
    Meeting::of(3).seed(4).begun()
}

/// How `who` sees `whom`.
fn seen(world: &World, who: usize, whom: usize) -> Person {
    let (page, peer) = (world.page_of(who).expect("they are here"), world.peer_of(whom));
    let person = world.pages[page].view.people.iter().find(|person| person.peer == peer);
    person.expect("they see each other").clone()
}

fn seating(world: &World, who: usize, whom: usize) -> Seating {
    seen(world, who, whom).seating
}

/// How loud `who`'s page plays `whom`, percent.
fn volume(world: &World, who: usize, whom: usize) -> u8 {
    let page = world.page_of(who).expect("they are here");
    let connection = seen(world, who, whom).streams.shown.expect("they are connected").connection;
    world.peerings[world.pages[page].peerings[&connection]].volume
}

fn says(world: &mut World, who: usize, whom: usize, sits: bool) {
    let (page, peer) = (world.page_of(who).expect("they are here"), world.peer_of(whom));
    world.clicks(page, Intent::CoLocation(CoLocationIntent::SitTogether(peer, sits)));
    world.run(1_000);
}

fn asked(world: &World, who: usize, by: usize) -> bool {
    let page = world.page_of(who).expect("they are here");
    world.pages[page].view.notices.contains(&NoticeKind::AskedToSit(seen(world, who, by).tile))
}

fn together(world: &mut World, a: usize, b: usize) {
    says(world, a, b, true);
    says(world, b, a, true);
    assert_eq!((seating(world, a, b), seating(world, b, a)), (Seating::Together, Seating::Together));
    assert_eq!((volume(world, a, b), volume(world, b, a)), (0, 0));
}

#[test]
fn only_what_both_say_holds_and_only_between_the_two() {
    let mut world = meeting();
    says(&mut world, ADA, BEN, true);
    assert_eq!((seating(&world, ADA, BEN), seating(&world, BEN, ADA)), (Seating::Asked, Seating::Invited));
    assert!(asked(&world, BEN, ADA) && !asked(&world, ADA, BEN) && !asked(&world, CEM, ADA));
    assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (100, 100), "one word silences nobody");
    says(&mut world, BEN, ADA, true);
    assert!(!asked(&world, BEN, ADA), "answered");
    assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (0, 0));
    together(&mut world, BEN, CEM);
    assert_eq!((volume(&world, ADA, CEM), volume(&world, CEM, ADA)), (100, 100), "nothing is passed on");
    for (who, whom) in [(ADA, BEN), (BEN, ADA), (ADA, CEM), (CEM, BEN)] {
        assert!(world.receives(who, whom, Source::Microphone), "no microphone is touched");
    }
}

#[test]
fn either_ends_it_for_both() {
    for (ends, other) in [(ADA, BEN), (BEN, ADA)] {
        let mut world = meeting();
        together(&mut world, ADA, BEN);
        says(&mut world, ends, other, false);
        assert_eq!((seating(&world, ADA, BEN), seating(&world, BEN, ADA)), (Seating::Apart, Seating::Apart));
        assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (100, 100));
    }
}

#[test]
fn our_own_volume_is_as_before_when_it_ends() {
    let mut world = meeting();
    let ben = world.peer_of(BEN);
    world.clicks(ADA, Intent::Room(RoomIntent::Volume(ben, 40)));
    together(&mut world, ADA, BEN);
    says(&mut world, BEN, ADA, false);
    assert_eq!(volume(&world, ADA, BEN), 40);
}

#[test]
fn whoever_reloads_is_asked_again_and_whoever_leaves_is_forgotten() {
    let mut world = meeting();
    together(&mut world, ADA, BEN);
    world.act(&Act::Reload(BEN));
    world.settle();
    assert_eq!((seating(&world, ADA, BEN), seating(&world, BEN, ADA)), (Seating::Asked, Seating::Invited));
    assert!(asked(&world, BEN, ADA));
    assert_eq!(volume(&world, ADA, BEN), 100, "until they have said so, they are heard");
    says(&mut world, BEN, ADA, true);
    assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (0, 0));
    world.act(&Act::Leave(BEN));
    world.run(1_000);
    world.act(&Act::Join(BEN));
    world.settle();
    assert_eq!((seating(&world, ADA, BEN), seating(&world, BEN, ADA)), (Seating::Apart, Seating::Apart));
    assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (100, 100));
}

#[test]
fn a_claim_silences_nobody_and_is_shown_rarely() {
    let mut world = World::talking_with_mallory(1, 2);
    let claims = |world: &World| {
        let notices = world.pages[ADA].view.notices.iter();
        notices.filter(|notice| matches!(notice, NoticeKind::AskedToSit(_))).count()
    };
    let mut shown = 0;
    for revision in 1..=60 {
        let before = claims(&world);
        world.guest_writes(
            0,
            ADA,
            0,
            &PeerMessage::CoLocation(CoLocationMessage::Claim(Claim { revision, sits: revision % 2 == 1 })),
        );
        world.run(500);
        assert_eq!((volume(&world, ADA, BEN), volume(&world, BEN, ADA)), (100, 100));
        shown += usize::from(claims(&world) > before);
    }
    assert_eq!(shown, 1, "half a minute of claims");
    let ben = seen(&world, ADA, BEN);
    assert_eq!((ben.seating, world.pages[ADA].view.me.deaf), (Seating::Apart, false));
}
