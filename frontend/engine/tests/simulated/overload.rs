//! A computer that can hardly keep up: heartbeats come late now from this person, now from that one, and nothing is broken.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::peering::Peering;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Source;
use plenum_engine::api::view::LinkState;
use plenum_shared::ids::PeerId;

const ADA: usize = 0;
const PEOPLE: usize = 16;
/// Too late for a heartbeat, if they come twice a second, milliseconds.
const LATE_MS: u64 = 1_900;

/// Connections that Ada's page has made so far.
fn made(world: &World) -> usize {
    world.peerings.iter().filter(|peering| world.pages[peering.page].person == ADA).count()
}

/// A meeting of all that has stood for a while.
fn meeting(seed: u64) -> World {
    let world = Meeting::of(PEOPLE).seed(seed).crowd().lasting(20_000).begun();
    assert_eq!(made(&world), PEOPLE - 1);
    world
}

/// Connections that Ada's page has open.
fn open(world: &World) -> usize {
    world.peerings.iter().filter(|peering| world.pages[peering.page].person == ADA && !peering.closed).count()
}

#[test]
fn late_heartbeats_of_many_do_not_call_everybody_anew() {
    let mut world = meeting(5);
    let before = made(&world);
    for who in 1..PEOPLE {
        world.act(&Act::Swallow(who, ADA, LATE_MS));
        world.run(3_000);
    }
    // After three that were needless everybody is waited for twice as long. Not each counts: some fresh ones have won before
    // the old one is heard again.
    let anew = made(&world) - before;
    assert!((3..PEOPLE / 2).contains(&anew), "{anew} connections made anew");
    world.run(61_000);
    world.act(&Act::Swallow(1, ADA, LATE_MS));
    world.run(4_000);
    assert_eq!(made(&world), before + anew + 1, "a minute later that is forgotten");
}

#[test]
fn whoever_is_missed_by_all_at_once_answers_few_at_a_time() {
    for seed in 0..10 {
        let mut world = meeting(seed);
        let before = made(&world);
        // A computer that is held up makes no connection in a moment either.
        world.weather.ice = (2_000, 3_000);
        for who in 1..PEOPLE {
            world.act(&Act::Swallow(ADA, who, LATE_MS));
        }
        let mut most = 0;
        for _ in 0..40 {
            world.run(100);
            most = most.max(open(&world));
        }
        assert_eq!(most, before + 3, "seed {seed}");
        assert_eq!(open(&world), before, "seed {seed}: what was called off is closed");
        assert_eq!(made(&world), before + 3, "seed {seed}: what has waited was called off");
    }
}

#[test]
fn whoever_is_called_off_and_still_hears_nothing_tries_again_at_once() {
    for seed in 0..10 {
        let mut world = World::new(seed, 2, Weather::calm());
        for who in 0..2 {
            for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
                world.act(&act);
            }
        }
        world.run(20_000);
        // No fresh connection is made before the old one is heard again, by one of the two.
        world.weather.ice = (2_000, 2_500);
        world.act(&Act::Swallow(1, ADA, 1_500));
        world.act(&Act::Swallow(ADA, 1, 9_000));
        world.run(3_000);
        // The first, what Ada called off (two, if both began one), and what Ben needs.
        assert!((3..=4).contains(&made(&world)), "seed {seed}: {} connections", made(&world));
        world.settle();
    }
}

/// Connections of Ada's page that are being made: asked for, not yet proved.
fn being_made(world: &World) -> Vec<PeerId> {
    let own = |one: &&Peering| world.pages[one.page].person == ADA && !one.closed && !one.revealed;
    world.peerings.iter().filter(own).map(|one| one.id.peer).collect()
}

/// Everybody but Ada talks, the last few with cameras; she looks at them from the lobby.
fn awaited(seed: u64, with_cameras: usize) -> World {
    let mut world = World::new(seed, PEOPLE, Weather::calm());
    for who in 1..PEOPLE {
        world.act(&Act::Open(who));
        world.act(&Act::Microphone(who, true));
        if who >= PEOPLE - with_cameras {
            world.act(&Act::Camera(who, true));
        }
        world.act(&Act::Join(who));
    }
    world.run(20_000);
    world.act(&Act::Open(ADA));
    world.run(3_000);
    world
}

#[test]
fn eight_connections_are_made_at_a_time_shown_people_first() {
    for seed in 0..5 {
        let mut world = awaited(seed, 6);
        // Slow enough that none is done before all could have begun.
        world.weather.ice = (1_500, 2_000);
        world.act(&Act::Join(ADA));
        let begun = being_made(&world);
        assert_eq!(begun.len(), 8, "seed {seed}");
        for who in PEOPLE - 6..PEOPLE {
            assert!(begun.contains(&world.peer_of(who)), "seed {seed}: {who} has a camera and is called first");
        }
        let mut most = 0;
        for _ in 0..1_500 {
            world.run(10);
            most = most.max(being_made(&world).len());
        }
        assert_eq!(most, 8, "seed {seed}: never more, in fifteen seconds");
        let ada = world.page_of(ADA).expect("she is in");
        let connected = world.pages[ada].view.people.iter().filter(|one| one.link == LinkState::Connected).count();
        assert_eq!(connected, PEOPLE - 1, "seed {seed}: and all in the end");
    }
}

#[test]
fn whoever_does_not_answer_keeps_others_waiting_for_four_seconds_at_most() {
    let mut world = World::new(1, 2, Weather::calm());
    world.hostile = true;
    for act in [Act::Open(1), Act::Microphone(1, true), Act::Join(1)] {
        world.act(&act);
    }
    world.run(5_000);
    // They sit there before she comes, so it is she who calls them; none of them answers.
    let silent: Vec<usize> = (0..8).map(|_| world.invite_guest()).collect();
    world.act(&Act::Open(ADA));
    world.run(2_000);
    for guest in silent {
        world.guest_enters(guest, ADA, "Nobody");
    }
    // Ben sits in the last tile of all, and nobody has a camera: his turn comes when one of the eight is no longer waited for.
    world.run(500);
    world.act(&Act::Join(ADA));
    let ben = world.page_of(1).expect("he is in");
    let heard = |world: &World| world.page_of(ADA).is_some_and(|ada| world.receives(ada, ben, Source::Microphone));
    world.act(&Act::Microphone(ADA, true));
    assert!(world.run_till(4_000 + 1_500, heard), "{:?}", world.untruths());
}
