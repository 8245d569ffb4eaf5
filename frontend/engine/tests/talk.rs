//! Holding to talk in a meeting: what the others hear while a key is held, and that nothing but letting go gives it back.

mod world;

use plenum_engine::effect::Source;
use plenum_engine::event::{Event, PageNews};
use plenum_engine::intent::Intent;
use plenum_engine::view::{Hold, NoticeKind, TalkMode};
use world::World;
use world::act::Act;
use world::weather::Weather;

/// Ada and Ben are in; Ada's microphone is on or off.
fn meeting(on: bool) -> World {
    let mut world = World::new(1, 2, Weather::calm());
    for who in 0..2 {
        for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
            world.act(&act);
        }
    }
    world.settle();
    world.act(&Act::Microphone(0, on));
    world.run(2_000);
    assert_eq!(heard(&world), on);
    world
}

/// Whether Ben hears Ada.
fn heard(world: &World) -> bool {
    world.receives(1, 0, Source::Microphone)
}

fn does(world: &mut World, intent: Intent) {
    world.clicks(0, intent);
    world.run(2_000);
}

#[test]
fn who_holds_is_heard_and_who_lets_go_is_not() {
    for mode in [TalkMode::Open, TalkMode::PushToTalk] {
        for hold in [Hold::Key, Hold::Button] {
            let mut world = meeting(false);
            does(&mut world, Intent::TalkMode(mode));
            does(&mut world, Intent::Hold(hold));
            assert!(heard(&world), "{mode:?} {hold:?}");
            assert!(world.pages[0].view.me.held);
            does(&mut world, Intent::Release(hold));
            assert!(!heard(&world), "{mode:?} {hold:?}");
        }
    }
}

#[test]
fn who_holds_while_talking_is_silent_until_they_let_go() {
    let mut world = meeting(true);
    does(&mut world, Intent::Hold(Hold::Key));
    assert!(!heard(&world));
    does(&mut world, Intent::Release(Hold::Key));
    assert!(heard(&world));
}

#[test]
fn whatever_ends_a_hold_leaves_silence_until_the_next_act() {
    let ends: [fn(&mut World); 5] = [
        |world| world.hears(0, Event::Page(PageNews::Blurred)),
        |world| world.act(&Act::Visible(0, false)),
        |world| world.clicks(0, Intent::LoseHold),
        |world| world.act(&Act::PullOut(0, Source::Microphone)),
        |world| world.clicks(0, Intent::TalkKey(plenum_engine::intent::Text("t".into()))),
    ];
    for (number, end) in ends.into_iter().enumerate() {
        for before in [true, false] {
            let mut world = meeting(before);
            does(&mut world, Intent::Hold(Hold::Key));
            end(&mut world);
            world.run(2_000);
            assert!(!heard(&world), "end {number}, before {before}");
            does(&mut world, Intent::Release(Hold::Key));
            assert!(!heard(&world), "end {number}, before {before}: the key that comes up late opens nothing");
            does(&mut world, Intent::Microphone(true));
            assert!(heard(&world), "end {number}, before {before}: the next act does");
        }
    }
}

#[test]
fn with_push_to_talk_even_a_microphone_switched_on_closes_with_the_window() {
    let mut world = meeting(false);
    does(&mut world, Intent::TalkMode(TalkMode::PushToTalk));
    does(&mut world, Intent::Microphone(true));
    assert!(heard(&world), "who cannot hold a key can still speak");
    world.hears(0, Event::Page(PageNews::Blurred));
    world.run(2_000);
    assert!(!heard(&world));
}

#[test]
fn who_chooses_push_to_talk_is_silent_at_once_and_comes_in_silent() {
    let mut world = meeting(true);
    does(&mut world, Intent::TalkMode(TalkMode::PushToTalk));
    assert!(!heard(&world));
    world.act(&Act::Leave(0));
    world.act(&Act::Join(0));
    world.run(2_000);
    does(&mut world, Intent::Microphone(true));
    assert!(heard(&world), "once inside, their own word counts");
    let mut lobby = World::new(2, 1, Weather::calm());
    lobby.act(&Act::Open(0));
    lobby.clicks(0, Intent::TalkMode(TalkMode::PushToTalk));
    lobby.clicks(0, Intent::Microphone(true));
    lobby.run(2_000);
    assert!(lobby.pages[0].microphone.on_air(), "in the lobby one may try the microphone");
    lobby.clicks(0, Intent::Join);
    assert!(!lobby.pages[0].microphone.on_air());
}

#[test]
fn a_microphone_that_cannot_be_had_is_asked_for_once() {
    let mut world = meeting(false);
    world.act(&Act::PullOut(0, Source::Microphone));
    world.people[0].microphone_attitude = world::person::Attitude::Busy;
    does(&mut world, Intent::Hold(Hold::Key));
    let told = world.pages[0].view.notices.iter().any(|kind| matches!(kind, NoticeKind::MicrophoneTrouble(_)));
    assert!(told, "{:?}", world.pages[0].view.notices);
    world.people[0].microphone_attitude = world::person::Attitude::Opens;
    does(&mut world, Intent::Release(Hold::Key));
    assert!(!heard(&world) && !world.pages[0].microphone.open);
}
