//! Identity: heirs of one key, liars, ground peer ids, and goodbyes in somebody's name.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::mallory::{MALLORY, heir, status};
use crate::world::member::Member;
use plenum_engine::api::values::Presence;
use plenum_engine::api::view::TileId;
use plenum_engine::messaging::message::{GoodbyeReason, PeerMessage, RoomMessage, Status};
use plenum_shared::ids::PeerId;

/// The first of the two who talk.
const ADA: usize = 0;

#[test]
fn who_claims_to_have_been_somebody_gets_nobodys_tile() {
    let mut world = meeting(5);
    let ben = world.peer_of(1);
    let tile = |world: &World, peer: PeerId| {
        world.pages[0].view.people.iter().find(|shown| shown.peer == peer).map(|shown| shown.tile)
    };
    let before = tile(&world, ben);
    let mut liar = world.invite_guest();
    for _ in 0..3 {
        let resumes = Some(world.guests[liar].member.claims(world.guests[liar].keys[&ben]));
        let status = Status {
            revision: 9,
            presence: Presence::In,
            name: "Ben".into(),
            microphone: true,
            camera: true,
            deaf: true,
            screen: true,
            screen_sound: true,
            trouble: None,
            resumes,
        };
        world.guest_writes(liar, 0, 0, &PeerMessage::Room(RoomMessage::Status(status)));
        world.run(500);
        liar = world.invite_guest();
    }
    assert_eq!(tile(&world, ben), before);
    world.unharmed();
}

#[test]
fn a_goodbye_speaks_for_its_writer_only() {
    let mut world = meeting(6);
    assert!(mallory(&world, 0).is_some());
    for how in [GoodbyeReason::Left, GoodbyeReason::Unloaded, GoodbyeReason::Unknown] {
        (0..2).for_each(|who| {
            world.guest_writes(MALLORY, who, 1, &PeerMessage::Room(RoomMessage::Goodbye { reason: how }))
        });
    }
    world.run(1_000);
    assert!(mallory(&world, 0).is_none(), "gone");
    world.guest_enters(MALLORY, 0, "Mallory");
    world.run(1_000);
    assert!(mallory(&world, 0).is_none(), "and not back under the same keys");
    world.unharmed();
}

#[test]
fn one_key_has_one_heir() {
    let mut world = World::two_talk(3, 2);
    let old = world.invite_guest();
    world.guest_enters(old, ADA, "Cleo");
    world.run(500);
    let tile = world.guest_as_seen(ADA, old).expect("she is in").tile;
    let heirs = [world.invite_guest(), world.invite_guest()];
    for one in heirs {
        let resumes = world.guests[old].member.vouches_for(&world.guests[one].member.peer());
        world.guest_writes(one, ADA, 0, &heir(1, "Cleo", resumes));
        world.run(500);
    }
    let tiles = heirs.map(|one| world.guest_as_seen(ADA, one).expect("both are in").tile);
    assert_eq!(tiles[0], tile, "the first heir takes the tile");
    assert!(tiles[1] != tile && tiles[1] != TileId(0), "the second one is a newcomer with a tile of their own");
    assert!(world.guest_as_seen(ADA, old).is_none());
    // The old one goes on talking, and is nobody any more.
    world.guest_writes(old, ADA, 0, &PeerMessage::Room(RoomMessage::Status(status(9, Presence::In, "Cleo"))));
    world.run(500);
    assert!(world.guest_as_seen(ADA, old).is_none());
}

#[test]
fn a_latecomer_does_not_meet_whoever_has_an_heir() {
    let mut world = World::two_talk(4, 2);
    let one = world.invite_guest();
    // Somebody whom Ada has not met yet vouches for the heir, as a page does that lost its signaling connection before she came.
    let old = Member::new(&world.code, &mut world.rng);
    let resumes = old.vouches_for(&world.guests[one].member.peer());
    world.guest_writes(one, ADA, 0, &heir(1, "Cleo", resumes));
    world.run(500);
    assert!(world.guest_as_seen(ADA, one).is_some());
    let old = world.seat_guest(old);
    world.guest_enters(old, ADA, "Cleo");
    world.run(3_000);
    assert!(world.guest_as_seen(ADA, old).is_none(), "she knows who that was, and who it is now");
}

#[test]
fn an_heir_of_an_heir_takes_over_and_a_ring_of_heirs_ends() {
    let mut world = World::two_talk(6, 2);
    let chain: Vec<usize> = (0..3).map(|_| world.invite_guest()).collect();
    world.guest_enters(chain[0], ADA, "Cleo");
    world.run(500);
    let tile = world.guest_as_seen(ADA, chain[0]).expect("in").tile;
    for pair in chain.windows(2) {
        let resumes = world.guests[pair[0]].member.vouches_for(&world.guests[pair[1]].member.peer());
        world.guest_writes(pair[1], ADA, 0, &heir(1, "Cleo", resumes));
        world.run(500);
        assert_eq!(world.guest_as_seen(ADA, pair[1]).map(|shown| shown.tile), Some(tile));
    }
    // The last one vouches for the first, who is gone and stays so; nobody inherits from themselves.
    for (from, to) in [(2, 0), (2, 2)] {
        let resumes = world.guests[chain[from]].member.vouches_for(&world.guests[chain[to]].member.peer());
        world.guest_writes(chain[to], ADA, 0, &heir(7, "Cleo", resumes));
        world.run(500);
    }
    let shown: Vec<bool> = chain.iter().map(|one| world.guest_as_seen(ADA, *one).is_some()).collect();
    assert_eq!(shown, [false, false, true]);
    world.unharmed();
}

#[test]
fn a_peer_id_ground_to_sort_before_or_behind_everybody_gains_nothing() {
    for first in [true, false] {
        let mut world = World::two_talk(7, 2);
        let [ada, ben] = [0, 1].map(|who| world.peer_of(who));
        let mut member = Member::new(&world.code, &mut world.rng);
        while (member.peer() < ada.min(ben)) != first || (member.peer() > ada.max(ben)) == first {
            member = Member::new(&world.code, &mut world.rng);
        }
        let guest = world.seat_guest(member);
        (0..2).for_each(|who| world.guest_enters(guest, who, "Mallory"));
        world.run(60_000);
        let tiles: Vec<PeerId> = world.pages[0].view.people.iter().map(|one| one.peer).collect();
        assert_eq!(tiles[0], ben, "whoever was there first stays in the first tile");
        world.unharmed();
    }
}

#[test]
fn somebody_elses_words_repeated_under_ones_own_key_are_ones_own() {
    let mut world = meeting(8);
    // What Ben said of himself: his name, his camera.
    let ben = world.peer_of(1);
    let said =
        world.guests[MALLORY].heard.iter().rev().find(|(from, _, message)| *from == ben && message["type"] == "status");
    let (_, _, mut said) = said.expect("he has told her").clone();
    said["revision"] = 2_000_000_000_u32.into();
    world.guest_writes_json(MALLORY, 0, 0, said);
    world.run(1_000);
    let shown = mallory(&world, 0).expect("she is in");
    assert!(
        *shown.name == *world.people[1].name && shown.peer != ben && !shown.picture,
        "a namesake in a tile of her own"
    );
    world.unharmed();
}
