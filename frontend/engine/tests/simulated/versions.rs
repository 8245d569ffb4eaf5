//! Pages of other versions in one room: told apart by their hello, named as such, and left alone.

use crate::world::World;
use crate::world::act::Act;
use crate::world::member::Member;
use crate::world::weather::Weather;
use plenum_engine::api::view::LinkState;
use plenum_engine::crypto::hello::Hello;

/// Ada is in the room, and somebody comes in whose hello says something else; how Ada is shown the connection to them, and how many connections there are.
fn met(seed: u64, change: impl FnOnce(&mut Hello)) -> (Option<LinkState>, usize) {
    let mut world = World::new(seed, 1, Weather::calm());
    for act in [Act::Open(0), Act::Microphone(0, true), Act::Join(0)] {
        world.act(&act);
    }
    world.settle();
    let code = world.code.clone();
    let member = Member::saying(&code, &mut world.rng, change);
    let them = member.peer();
    let guest = world.seat_guest(member);
    world.guest_enters(guest, 0, "Zoe");
    world.run(10_000);
    let page = world.page_of(0).expect("her page is open");
    let shown = world.pages[page].view.people.iter().find(|one| one.peer == them).map(|one| one.link);
    (shown, world.peerings.len())
}

#[test]
fn who_speaks_our_version_is_offered_a_connection() {
    // Whoever has the smaller id offers: over some seeds Ada does.
    let met = |seed| met(seed, |hello| hello.capabilities = vec!["telepathy".into()]);
    let all: Vec<_> = (0..16).map(met).collect();
    assert!(all.iter().all(|(link, _)| link.is_some() && *link != Some(LinkState::OtherVersion)), "{all:?}");
    assert!(all.iter().any(|(_, connections)| *connections > 0), "a capability nobody knows is harmless");
}

#[test]
fn who_speaks_another_version_is_named_and_left_alone() {
    for versions in [[2, 9], [0, 0], [u16::MAX, u16::MAX]] {
        for seed in 0..16 {
            assert_eq!(
                met(seed, |hello| hello.versions = versions),
                (Some(LinkState::OtherVersion), 0),
                "{versions:?}"
            );
        }
    }
}

#[test]
fn who_must_be_understood_and_is_not_is_named_and_left_alone() {
    for name in ["admission", ""] {
        for seed in 0..16 {
            let other = met(seed, |hello| hello.must_understand = vec![name.into()]);
            assert_eq!(other, (Some(LinkState::OtherVersion), 0), "{name:?}");
        }
    }
}
