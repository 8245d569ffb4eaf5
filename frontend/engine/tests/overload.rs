//! A computer that can hardly keep up: beats come late now from this person, now from that one, and nothing is broken.

mod world;

use world::World;
use world::act::Act;
use world::weather::Weather;

const ADA: usize = 0;
const PEOPLE: usize = 16;
/// Too late for a beat, if they come twice a second, milliseconds.
const LATE_MS: u64 = 1_900;

/// Connections that Ada's page has made so far.
fn made(world: &World) -> usize {
    world.peerings.iter().filter(|peering| world.pages[peering.page].person == ADA).count()
}

/// A meeting of all that has stood for a while.
fn meeting(seed: u64) -> World {
    let mut world = World::new(seed, PEOPLE, Weather::calm());
    for who in 0..PEOPLE {
        for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
            world.act(&act);
        }
    }
    world.run(20_000);
    assert_eq!(made(&world), PEOPLE - 1);
    world
}

/// Connections that Ada's page has open.
fn open(world: &World) -> usize {
    world.peerings.iter().filter(|peering| world.pages[peering.page].person == ADA && !peering.closed).count()
}

#[test]
fn late_beats_of_many_do_not_call_everybody_anew() {
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
