//! Reactions in a meeting: everybody sees them for three seconds, nobody keeps them, and nobody can flood with them.

use crate::world::World;
use crate::world::meeting::Meeting;
use plenum_engine::api::intent::{Intent, ReactionIntent};
use plenum_engine::api::values::Reaction;
use plenum_engine::reactions::SHOWN_MS;

fn reacts(world: &mut World, at: usize, reaction: Reaction) {
    world.clicks(at, Intent::Reactions(ReactionIntent::React(reaction)));
}

fn shown(world: &World, at: usize) -> Vec<(bool, Reaction)> {
    world.pages[at].view.beside.reactions.iter().map(|shown| (shown.tile.is_none(), shown.reaction)).collect()
}

#[test]
fn a_reaction_is_seen_by_all_and_fades() {
    let mut world = Meeting::of(3).begun();
    reacts(&mut world, 0, Reaction::Applause);
    assert_eq!(shown(&world, 0), [(true, Reaction::Applause)]);
    world.run(1_000);
    let tile = world.pages[1].view.people.iter().find(|person| *person.name == *"Ada").map(|person| person.tile);
    assert!(tile.is_some() && world.pages[1].view.beside.reactions[0].tile == tile);
    assert_eq!([1, 2].map(|at| shown(&world, at)), [(); 2].map(|()| vec![(false, Reaction::Applause)]));
    // The newest of each takes the place of the one before.
    reacts(&mut world, 0, Reaction::Heart);
    reacts(&mut world, 2, Reaction::Laughter);
    world.run(1_000);
    // Which of the two came first is the network's.
    let seen = shown(&world, 1);
    assert!(seen.len() == 2 && [Reaction::Heart, Reaction::Laughter].iter().all(|one| seen.contains(&(false, *one))));
    world.run(SHOWN_MS);
    assert!((0..3).all(|at| shown(&world, at).is_empty()));
}

#[test]
fn who_reacts_without_end_is_seen_as_often_as_everybody() {
    let mut world = Meeting::of(2).begun();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        reacts(&mut world, 0, Reaction::Wave);
        world.run(50);
        seen.extend(world.pages[1].view.beside.reactions.iter().map(|shown| shown.number));
    }
    assert!((10..=17).contains(&seen.len()), "{} in ten seconds", seen.len());
    reacts(&mut world, 1, Reaction::Unknown);
    world.run(SHOWN_MS);
    assert!(shown(&world, 1).is_empty());
}
