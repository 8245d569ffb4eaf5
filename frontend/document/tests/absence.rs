//! Turns of people who have left: they end by themselves, once, and not because somebody loads their page anew.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::Act;
use plenum_document::api::event::Event;
use plenum_document::api::view::{Called, ListView};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::base::time::Time;
use plenum_document::records::content::{List, Wish};
use plenum_document::turns::absence::GONE_MS;
use std::sync::Arc;
use world::World;
use world::room::{act, raise, room, say};

/// Everybody but these is told that these have left. All keep their names: another one would be one more record.
fn left(world: &mut World, gone: &[usize]) {
    let named = world.replicas.iter().zip(["Ada", "Ben", "Eva"]);
    let all = named.map(|(replica, name)| (replica.us, Called::from(name))).enumerate();
    let here: Vec<(Key, Called)> = all.filter(|(at, _)| !gone.contains(at)).map(|(_, one)| one).collect();
    for at in (0..world.replicas.len()).filter(|at| !gone.contains(at)) {
        world.event(at, Event::Present(here.clone()));
    }
    world.quiesce();
}

/// Time passes; pages wake up when they have asked for it.
fn pass(world: &mut World, ms: u64) {
    let until = world.now + ms;
    loop {
        let due = world.replicas.iter().filter_map(|replica| replica.deadline()).min();
        let Some(due) = due.filter(|due| *due <= until) else { break };
        world.now = due.max(world.now);
        (0..world.replicas.len()).for_each(|at| world.event(at, Event::Tick));
        world.quiesce();
    }
    world.now = until;
}

fn list(world: &mut World, at: usize) -> Arc<ListView> {
    world.replicas[at].view().list.value
}

fn current(world: &mut World, at: usize) -> Option<RecordId> {
    list(world, at).current.as_ref().map(|turn| turn.entry.id)
}

/// How many records were written.
fn signed(world: &World) -> u32 {
    world.replicas.iter().map(|replica| replica.signed).sum()
}

/// Three, of whom the first has the floor.
fn speaking() -> (World, RecordId) {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    // Everybody has said their name: whatever they write from now on is one record.
    for at in 0..3 {
        say(&mut world, at, "Hallo");
    }
    let entry = raise(&mut world, 0, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry }));
    pass(&mut world, 60_000);
    assert!(current(&mut world, 2) == Some(entry), "it goes on while she is here");
    (world, entry)
}

#[test]
fn the_turn_of_somebody_who_has_left_ends_once_and_for_all() {
    let (mut world, entry) = speaking();
    let Time(began) = world.now;
    left(&mut world, &[0]);
    pass(&mut world, GONE_MS - 1);
    assert!(current(&mut world, 1) == Some(entry));
    let before = signed(&world);
    pass(&mut world, 5 * GONE_MS);
    for at in 0..3 {
        let list = list(&mut world, at);
        assert!(list.current.is_none() && list.past.len() == 1 && list.past[0].entry.id == entry);
        let over = list.past[0].began_ms + list.past[0].took_ms.unwrap();
        assert_eq!(over, began + GONE_MS);
    }
    assert_eq!(signed(&world), before + 1, "one page writes it, once");
}

#[test]
fn who_loads_their_page_anew_goes_on_speaking() {
    let (mut world, entry) = speaking();
    left(&mut world, &[0]);
    pass(&mut world, GONE_MS - 5_000);
    world.reload(0, 40, None);
    world.quiesce();
    left(&mut world, &[]);
    pass(&mut world, 5 * GONE_MS);
    assert!((0..3).all(|at| current(&mut world, at) == Some(entry)));
    // Who leaves again is waited for anew.
    left(&mut world, &[0]);
    pass(&mut world, GONE_MS - 1);
    assert!(current(&mut world, 1) == Some(entry));
    pass(&mut world, 1);
    assert!(current(&mut world, 1).is_none());
}

#[test]
fn while_somebody_moderates_only_their_page_ends_turns() {
    let (mut world, entry) = speaking();
    act(&mut world, 2, Act::List(List::Moderate { on: true }));
    left(&mut world, &[0, 2]);
    let before = signed(&world);
    pass(&mut world, 5 * GONE_MS);
    assert!(current(&mut world, 1) == Some(entry), "nobody may");
    assert_eq!(signed(&world), before, "and nobody tries");
    left(&mut world, &[0]);
    pass(&mut world, GONE_MS);
    assert!(current(&mut world, 1).is_none());
}

#[test]
fn the_next_one_is_called_where_turns_follow_by_themselves() {
    let (mut world, _) = speaking();
    act(&mut world, 1, Act::List(List::ByItself(true)));
    let next = raise(&mut world, 2, Wish::Contribution, None);
    left(&mut world, &[0]);
    pass(&mut world, GONE_MS);
    assert!((1..3).all(|at| current(&mut world, at) == Some(next)));
}

#[test]
fn somebody_without_buttons_never_leaves() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::List(List::PutOn { name: "Telefon".to_owned(), wish: Wish::Contribution, group: None }));
    let entry = list(&mut world, 0).waiting[0].id;
    act(&mut world, 0, Act::List(List::Begin { entry }));
    left(&mut world, &[1]);
    pass(&mut world, 5 * GONE_MS);
    assert!(current(&mut world, 0) == Some(entry));
}

#[test]
fn where_all_who_wait_have_left_there_is_nobody_to_call() {
    let (mut world, _) = speaking();
    assert!(!list(&mut world, 1).all_gone(), "nobody waits");
    raise(&mut world, 2, Wish::Contribution, None);
    assert!(!list(&mut world, 1).all_gone());
    left(&mut world, &[2]);
    let told = list(&mut world, 1);
    assert!(told.all_gone() && told.next().is_none() && told.waiting.len() == 1);
    // The turn that goes on stays whose it is.
    pass(&mut world, 5 * GONE_MS);
    assert!(list(&mut world, 1).current.is_some());
}
