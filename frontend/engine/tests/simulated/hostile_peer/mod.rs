//! Somebody who holds the link, with real keys and bad intentions, harms nobody's link but their own: a file for each kind of
//! harm. Ada and Ben talk in every test, and in the end they have noticed nothing.
//!
//! The world watches meanwhile: no panic, no candidate that knocks at strangers' doors, no stream under a wrong name.

mod candidates;
mod costs;
mod descriptions;
mod identity;
mod media;
mod messages;
mod silence;
mod soup;
mod text;
mod time;

use crate::world::World;
use crate::world::mallory::MALLORY;
use plenum_engine::api::view::Person;

/// Ada and Ben talk; Mallory has just come in, under her own name.
fn meeting(seed: u64) -> World {
    World::two_talk_with_mallory(seed)
}

/// Mallory, as somebody sees her.
fn mallory(world: &World, viewer: usize) -> Option<Person> {
    world.guest_as_seen(viewer, MALLORY)
}
