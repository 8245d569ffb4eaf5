//! People who have left: their turns end by themselves, once, and they hold nobody up who moderated; but not because somebody loads
//! their page anew.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, CheckInAct};
use plenum_document::api::view::ListView;
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::base::time::Time;
use plenum_document::records::content::{List, Wish};
use plenum_document::turns::absence::GONE_MS;
use std::sync::Arc;
use world::World;
use world::room::{act, greet, left, pass, raise, room};

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
    greet(&mut world);
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
        assert_eq!(over, began, "who is away does not speak");
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

/// The same, and the third moderates. Who that is, and whether they have left, as each page shows it.
fn moderated() -> (World, RecordId) {
    let (mut world, entry) = speaking();
    act(&mut world, 2, Act::List(List::Moderate { on: true }));
    (world, entry)
}

fn moderation(world: &mut World, at: usize) -> (Option<Key>, bool) {
    let list = list(world, at);
    (list.moderator, list.moderator_left)
}

#[test]
fn a_moderator_who_has_left_holds_nobody_up() {
    let (mut world, entry) = moderated();
    let eva = world.replicas[2].us;
    left(&mut world, &[0, 2]);
    world.part(1, 2);
    world.part(0, 2);
    assert!(list(&mut world, 1).moderator_is_gone(), "told at once");
    let before = signed(&world);
    pass(&mut world, GONE_MS - 1);
    assert!(moderation(&mut world, 1) == (Some(eva), false) && current(&mut world, 1) == Some(entry));
    assert!(!list(&mut world, 1).may_moderate(Some(world.replicas[1].us)));
    pass(&mut world, 1);
    assert!((0..2).all(|at| moderation(&mut world, at) == (Some(eva), true)));
    assert!(list(&mut world, 1).may_moderate(Some(world.replicas[1].us)));
    assert!(current(&mut world, 1).is_none(), "and the turn of whoever left with her ends");
    pass(&mut world, 5 * GONE_MS);
    assert_eq!(signed(&world), before + 2, "each is written once");
    // Everybody may call now.
    let next = raise(&mut world, 1, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry: next }));
    assert!((0..2).all(|at| current(&mut world, at) == Some(next)));
}

#[test]
fn a_moderator_who_has_the_floor_and_leaves_keeps_neither() {
    let (mut world, _) = moderated();
    let entry = raise(&mut world, 2, Wish::Contribution, None);
    act(&mut world, 2, Act::List(List::Begin { entry }));
    left(&mut world, &[2]);
    (0..2).for_each(|at| world.part(2, at));
    pass(&mut world, GONE_MS);
    assert!((0..2).all(|at| current(&mut world, at).is_none() && moderation(&mut world, at).1));
}

#[test]
fn a_moderator_who_comes_back_moderates_again_unless_somebody_has_taken_over() {
    for takes_over in [false, true] {
        let (mut world, _) = moderated();
        left(&mut world, &[2]);
        (0..2).for_each(|at| world.part(2, at));
        pass(&mut world, GONE_MS);
        if takes_over {
            act(&mut world, 1, Act::List(List::Moderate { on: true }));
        }
        world.reload(2, 40, None);
        world.quiesce();
        left(&mut world, &[]);
        pass(&mut world, 5 * GONE_MS);
        let moderator = world.replicas[if takes_over { 1 } else { 2 }].us;
        for at in 0..3 {
            assert!(moderation(&mut world, at) == (Some(moderator), false), "takes over: {takes_over}, page {at}");
            let others = world.replicas[0].us;
            assert!(!list(&mut world, at).may_moderate(Some(others)));
        }
    }
}

#[test]
fn a_moderator_who_loads_their_page_anew_moderates_on() {
    let (mut world, entry) = moderated();
    let before = signed(&world);
    left(&mut world, &[2]);
    pass(&mut world, GONE_MS - 5_000);
    assert!(current(&mut world, 1) == Some(entry));
    left(&mut world, &[]);
    pass(&mut world, 5 * GONE_MS);
    let eva = world.replicas[2].us;
    assert!((0..3).all(|at| moderation(&mut world, at) == (Some(eva), false)));
    assert_eq!(signed(&world), before, "nothing is written of it");
}

#[test]
fn who_is_said_to_have_left_and_has_not_says_so_now_and_then() {
    let (mut world, _) = moderated();
    let eva = world.replicas[2].us;
    let before = signed(&world);
    for _ in 0..10 {
        act(&mut world, 1, Act::List(List::Away { moderator: eva }));
    }
    pass(&mut world, 2 * GONE_MS);
    assert!((0..3).all(|at| moderation(&mut world, at) == (Some(eva), false)));
    assert!((12..=13).contains(&(signed(&world) - before)), "{}", signed(&world) - before);
    // Of somebody who does not moderate, and of oneself, it says nothing.
    for (at, moderator) in [(1, world.replicas[0].us), (2, eva)] {
        act(&mut world, at, Act::List(List::Away { moderator }));
        assert!((0..3).all(|at| moderation(&mut world, at) == (Some(eva), false)));
    }
}

#[test]
fn whoever_is_called_by_itself_is_waited_for_while_their_page_loads_anew() {
    let (mut world, entry) = speaking();
    act(&mut world, 1, Act::List(List::ByItself(true)));
    let next = raise(&mut world, 2, Wish::Contribution, None);
    let last = raise(&mut world, 1, Wish::Contribution, None);
    for comes_back in [true, false] {
        left(&mut world, &[0]);
        pass(&mut world, GONE_MS - 5_000);
        left(&mut world, &[0, 2]);
        pass(&mut world, 20_000);
        assert!(current(&mut world, 1) == Some(entry), "whoever comes next may be back in a moment");
        assert!(list(&mut world, 1).next().is_some_and(|next| next.id == last), "by hand one calls whom one sees");
        left(&mut world, if comes_back { &[] } else { &[0, 2] });
    }
    pass(&mut world, 10_000);
    assert!(current(&mut world, 1) == Some(last));
    assert!(list(&mut world, 1).waiting.iter().any(|entry| entry.id == next), "she keeps her place");
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

#[test]
fn in_a_check_in_round_nothing_of_the_list_happens_by_itself() {
    let (mut world, entry) = speaking();
    act(&mut world, 1, Act::List(List::ByItself(true)));
    let next = raise(&mut world, 2, Wish::Contribution, None);
    act(&mut world, 1, Act::CheckIn(CheckInAct::Begin { seconds: 1_800 }));
    assert!((0..3).all(|at| list(&mut world, at).in_round));
    left(&mut world, &[0]);
    pass(&mut world, 3 * GONE_MS);
    assert!((1..3).all(|at| current(&mut world, at) == Some(entry)), "meanwhile nobody speaks by the list");
    act(&mut world, 1, Act::CheckIn(CheckInAct::End));
    pass(&mut world, 1_000);
    assert!((1..3).all(|at| !list(&mut world, at).in_round && current(&mut world, at) == Some(next)));
}
