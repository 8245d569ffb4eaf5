//! Costs: what one member makes for all the others in work, bytes, sounds and flashing stays below a named budget.

use super::{MALLORY, description, meeting, offer, unharmed};
use crate::world::World;
use crate::world::cost::Cost;
use crate::world::dice::Dice;
use plenum_engine::letter::{DescriptionKind, Favour, Letter, Standing, Status, Wish};

/// Connections one member may cost each of the others in a minute.
const CONNECTIONS: u64 = 40;
/// Bytes up.
const BYTES: u64 = 2_000_000;
/// Chimes.
const CHIMES: u64 = 10;

fn status(revision: u32, place: Standing, screen: bool) -> Letter {
    Letter::Status(Status {
        revision,
        place,
        name: "Mallory".into(),
        microphone: false,
        camera: false,
        deaf: false,
        screen,
        screen_sound: false,
        resumes: None,
    })
}

/// Lets Mallory do something a hundred times for each of so many seconds, and tells what it has cost Ada, beyond what an
/// equally long time of talking with Ben costs her.
fn minute(world: &mut World, mut act: impl FnMut(&mut World, u32)) -> Cost {
    let page = world.page_of(0).expect("she is here");
    let before = world.pages[page].cost;
    world.run(60_000);
    let calm = world.pages[page].cost;
    for n in 0..1_200 {
        act(world, n);
        world.run(50);
    }
    let all = world.pages[page].cost - calm;
    let quiet = calm - before;
    let bytes_up = all.bytes_up.saturating_sub(quiet.bytes_up);
    let cost = Cost { bytes_up, ..all };
    assert!(cost.connections <= CONNECTIONS && cost.bytes_up <= BYTES && cost.chimes <= CHIMES, "{cost:?}");
    cost
}

#[test]
fn presence_toggled_twenty_times_a_second_rings_and_connects_a_few_times() {
    let mut world = meeting(31);
    let mut revision = 1_000_000_000;
    minute(&mut world, |world, n| {
        revision += 1;
        let place = if n % 2 == 0 { Standing::Lobby } else { Standing::In };
        (0..2).for_each(|who| world.guest_writes(MALLORY, who, 0, &status(revision, place, false)));
    });
    unharmed(&mut world);
    // The last word counts in the end, however fast it came.
    revision += 1;
    world.guest_writes(MALLORY, 0, 0, &status(revision, Standing::Lobby, false));
    world.run(30_000);
    let shown = super::mallory(&world, 0).expect("she is in the lobby");
    assert_eq!(shown.place, plenum_engine::view::Place::Lobby);
}

#[test]
fn an_offer_that_is_repeated_is_answered_once() {
    let mut world = meeting(32);
    let sdp = description(&mut Dice::new(32), DescriptionKind::Offer);
    let cost = minute(&mut world, |world, n| {
        if n == 0 {
            world.guest_writes(MALLORY, 0, 1_000, &offer(sdp.clone()));
        }
        world.guest_writes(MALLORY, 0, 1_000, &offer(sdp.clone()));
    });
    assert!(cost.descriptions <= 12, "{} descriptions", cost.descriptions);
    unharmed(&mut world);
}

#[test]
fn restarts_offered_in_a_loop_are_answered_as_often_as_the_budget_allows() {
    let mut world = meeting(33);
    let mut dice = Dice::new(33);
    let first = description(&mut dice, DescriptionKind::Offer);
    let restart = |dice: &mut Dice| {
        let ufrag = first.lines().find(|line| line.starts_with("a=ice-ufrag:")).unwrap_or_default();
        first.replace(ufrag, &format!("a=ice-ufrag:{}", dice.ice_chars(4)))
    };
    let cost = minute(&mut world, |world, _| {
        let sdp = restart(&mut dice);
        world.guest_writes(MALLORY, 0, 1_000, &offer(sdp));
        world.guest_writes(MALLORY, 0, 1_000, &Letter::Ask { what: Wish::IceRestart });
    });
    assert!(cost.descriptions <= 45, "{} descriptions", cost.descriptions);
    unharmed(&mut world);
}

#[test]
fn epochs_begun_in_a_loop_make_few_connections() {
    let mut world = meeting(34);
    let mut dice = Dice::new(34);
    minute(&mut world, |world, n| {
        let sdp = description(&mut dice, DescriptionKind::Offer);
        world.guest_writes(MALLORY, 0, 1_000 + n, &offer(sdp));
        world.guest_writes(MALLORY, 0, 1_000 + n, &Letter::Ask { what: Wish::Fresh });
    });
    unharmed(&mut world);
}

#[test]
fn a_screen_toggled_twenty_times_a_second_does_not_make_the_stage_flash() {
    let mut world = meeting(35);
    let page = world.page_of(0).expect("she is here");
    let (mut revision, mut changes) = (1_000_000_000, 0);
    let mut stage = world.pages[page].view.layout.stage.clone();
    minute(&mut world, |world, n| {
        revision += 1;
        world.guest_writes(MALLORY, 0, 0, &status(revision, Standing::In, n % 2 == 0));
        let now = &world.pages[page].view.layout.stage;
        changes += u32::from(stage != *now);
        stage = now.clone();
    });
    assert!(changes <= 4, "the stage changed {changes} times in a minute");
    unharmed(&mut world);
}

#[test]
fn requests_in_a_loop_cost_nothing() {
    let mut world = meeting(36);
    minute(&mut world, |world, _| {
        world.guest_writes(MALLORY, 0, 0, &Letter::Please { what: Favour::Mute });
        world.guest_writes(MALLORY, 0, 0, &Letter::Echo {});
    });
    unharmed(&mut world);
}
