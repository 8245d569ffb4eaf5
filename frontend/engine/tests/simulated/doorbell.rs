//! The doorbell: who looks elsewhere is told of somebody who comes in if they asked for it, and who waits for long may wonder.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::weather::Weather;
use plenum_engine::api::intent::{AppIntent, Intent};
use plenum_engine::api::view::Doorbell;
use plenum_engine::meeting::waiting::LONG_MS;

const ADA: usize = 0;
const BEN: usize = 1;

/// Ada is inside, and nobody else has come.
fn alone() -> World {
    let mut world = Meeting::of(1).begins(World::new(1, 3, Weather::calm()));
    world.run(10_000);
    world
}

fn comes(world: &mut World, who: usize) {
    world.act(&Act::Open(who));
    world.act(&Act::Join(who));
    world.run(10_000);
}

/// What Ada is notified of when Ben comes.
fn notified(doorbell: Option<Doorbell>, hidden: bool) -> Vec<Option<String>> {
    let mut world = alone();
    let page = world.running_page(ADA);
    if let Some(doorbell) = doorbell {
        world.clicks(page, Intent::App(AppIntent::SetDoorbell(doorbell)));
        world.run(2_000);
    }
    world.act(&Act::Visible(ADA, !hidden));
    let chimes = world.pages[page].cost.chimes;
    comes(&mut world, BEN);
    assert_eq!(world.pages[page].cost.chimes, chimes + 1, "it chimes once, whatever else there is");
    world.pages[page].notified.clone()
}

#[test]
fn a_notification_comes_to_whoever_asked_for_it_and_names_nobody_unasked() {
    assert_eq!(notified(None, true), []);
    assert_eq!(notified(Some(Doorbell::Chime), true), []);
    assert_eq!(notified(Some(Doorbell::Notification), true), [None]);
    assert_eq!(notified(Some(Doorbell::NamedNotification), true), [Some("Ben".to_owned())]);
}

#[test]
fn whoever_looks_at_the_page_is_not_notified() {
    assert_eq!(notified(Some(Doorbell::NamedNotification), false), []);
}

#[test]
fn whoever_comes_and_goes_notifies_no_more_often_than_it_chimes() {
    let mut world = alone();
    let page = world.running_page(ADA);
    world.clicks(page, Intent::App(AppIntent::SetDoorbell(Doorbell::Notification)));
    world.run(2_000);
    world.act(&Act::Visible(ADA, false));
    let chimes = world.pages[page].cost.chimes;
    for _ in 0..30 {
        world.act(&Act::Open(BEN));
        world.act(&Act::Join(BEN));
        world.run(1_000);
        world.act(&Act::Leave(BEN));
        world.run(1_000);
    }
    let rung = world.pages[page].cost.chimes - chimes;
    let notified = world.pages[page].notified.len() as u64;
    assert!((1..=rung).contains(&notified) && notified <= 10, "{notified} notifications, {rung} chimes in a minute");
}

#[test]
fn whoever_waits_for_long_is_asked_about_the_link_until_somebody_comes() {
    let mut world = alone();
    let page = world.running_page(ADA);
    let asked = |world: &World| world.pages[page].view.beside.waited_long;
    assert!(!asked(&world));
    world.run(LONG_MS);
    assert!(asked(&world));
    comes(&mut world, BEN);
    assert!(!asked(&world));
    world.act(&Act::Leave(BEN));
    world.run(2 * LONG_MS);
    assert!(!asked(&world), "it was the right link");
}

#[test]
fn without_a_server_it_is_not_the_link_that_keeps_the_others_away() {
    let mut world = alone();
    let page = world.running_page(ADA);
    world.run(LONG_MS);
    assert!(world.pages[page].view.beside.waited_long);
    world.kill_server();
    world.run(LONG_MS);
    assert!(!world.pages[page].view.beside.waited_long);
}
