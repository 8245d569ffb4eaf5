//! A phone call, a locked screen, another app: what the others are told meanwhile, and that exactly those who were on are
//! on again when it is over.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::person::Attitude;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{Device, DeviceEvent, DeviceKind, Event, SoundState};
use plenum_engine::api::intent::{Intent, MediaIntent};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, Hold, NoticeKind, TalkMode};
use plenum_engine::base::ids::DeviceId;

/// Ada and Ben are in; Ada's microphone was heard, and is on or off.
fn meeting(on: bool) -> World {
    let mut world = Meeting::of(2).begun();
    level(&mut world, 20, 200);
    world.act(&Act::Microphone(0, on));
    world.run(2_000);
    world
}

/// Ada's microphone brings this for so long.
fn level(world: &mut World, level: u8, ms: u64) {
    for _ in 0..ms / 100 {
        news(world, DeviceEvent::Level(level));
        world.run(100);
    }
}

fn news(world: &mut World, news: DeviceEvent) {
    world.hears(0, Event::Devices(news));
}

/// What Ben sees and hears of Ada's microphone: both are the same.
fn heard(world: &World) -> bool {
    let seen = world.pages[1].view.people[0].microphone;
    assert_eq!(seen, world.receives(1, 0, Source::Microphone), "what Ben sees is what he hears");
    seen
}

fn told(world: &World, kind: NoticeKind) -> bool {
    world.pages[0].view.notices.contains(&kind)
}

/// Everything that may happen to a microphone while its page is away; each leaves a track that brings nothing.
const CALLS: [fn(&mut World); 4] = [
    // A call: the track is muted, and ends.
    |world| {
        news(world, DeviceEvent::Sound(SoundState::Interrupted));
        news(world, DeviceEvent::MicrophoneCut(true));
        world.act(&Act::Visible(0, false));
        world.run(5_000);
        world.act(&Act::PullOut(0, Source::Microphone));
        world.act(&Act::Visible(0, true));
        news(world, DeviceEvent::Sound(SoundState::Running));
    },
    // A lock: nobody says anything, but what comes back is nothing.
    |world| {
        world.act(&Act::Visible(0, false));
        world.run(5_000);
        world.act(&Act::Visible(0, true));
        level(world, 0, 2_200);
    },
    // A call that never gives the track back.
    |world| {
        news(world, DeviceEvent::MicrophoneCut(true));
        world.act(&Act::Visible(0, false));
        world.run(5_000);
        world.act(&Act::Visible(0, true));
        world.run(2_200);
    },
    // It is given back, and brings nothing.
    |world| {
        news(world, DeviceEvent::MicrophoneCut(true));
        world.run(5_000);
        news(world, DeviceEvent::MicrophoneCut(false));
        level(world, 0, 2_200);
    },
];

#[test]
fn a_microphone_that_is_taken_is_seen_so_and_heard_again_when_it_is_given_back() {
    let mut world = meeting(true);
    assert!(heard(&world));
    news(&mut world, DeviceEvent::MicrophoneCut(true));
    world.run(1_000);
    assert!(!heard(&world));
    assert!(told(&world, NoticeKind::MicrophoneTaken) && !told(&world, NoticeKind::MicrophoneSilent));
    world.run(60_000);
    news(&mut world, DeviceEvent::MicrophoneCut(false));
    level(&mut world, 20, 3_000);
    assert!(heard(&world) && !told(&world, NoticeKind::MicrophoneTaken));
    assert_eq!(world.pages[0].microphone.asked, 0, "it works: nothing is opened");
}

#[test]
fn a_dead_microphone_of_somebody_who_was_on_is_opened_again() {
    for (number, call) in CALLS.into_iter().enumerate() {
        let mut world = meeting(true);
        call(&mut world);
        world.run(2_000);
        level(&mut world, 20, 500);
        assert!(heard(&world), "call {number}");
        assert_eq!(world.pages[0].view.me.microphone, DeviceState::On, "call {number}");
        assert!(!told(&world, NoticeKind::MicrophoneLost), "call {number}");
    }
}

#[test]
fn whoever_was_silent_stays_silent_and_can_speak_again() {
    for (number, call) in CALLS.into_iter().enumerate() {
        let mut world = meeting(false);
        call(&mut world);
        world.run(5_000);
        assert!(!heard(&world) && !world.pages[0].microphone.on_air(), "call {number}");
        assert_eq!(world.pages[0].view.me.microphone, DeviceState::Off, "call {number}");
        assert!(!world.pages[0].microphone.open, "call {number}: a dead track is let go of");
        world.clicks(0, Intent::Media(MediaIntent::Microphone(true)));
        world.run(2_000);
        level(&mut world, 20, 500);
        assert!(heard(&world), "call {number}");
    }
}

#[test]
fn whoever_switches_off_in_a_call_stays_off() {
    let mut world = meeting(true);
    world.act(&Act::Visible(0, false));
    world.act(&Act::PullOut(0, Source::Microphone));
    world.run(1_000);
    assert!(!heard(&world));
    world.clicks(0, Intent::Media(MediaIntent::Microphone(false)));
    world.act(&Act::Visible(0, true));
    world.run(5_000);
    assert!(!heard(&world) && !world.pages[0].microphone.open);
}

#[test]
fn an_interruption_ends_a_hold_and_nothing_gives_it_back() {
    let taken: [DeviceEvent; 2] = [DeviceEvent::MicrophoneCut(true), DeviceEvent::Sound(SoundState::Interrupted)];
    for mode in [TalkMode::Open, TalkMode::PushToTalk] {
        for what in &taken {
            let mut world = meeting(false);
            world.clicks(0, Intent::Media(MediaIntent::TalkMode(mode)));
            world.clicks(0, Intent::Media(MediaIntent::Hold(Hold::Key)));
            world.run(2_000);
            assert!(heard(&world));
            news(&mut world, what.clone());
            world.run(1_000);
            assert!(!world.pages[0].microphone.on_air());
            news(&mut world, DeviceEvent::Sound(SoundState::Running));
            news(&mut world, DeviceEvent::MicrophoneCut(false));
            level(&mut world, 0, 3_000);
            world.clicks(0, Intent::Media(MediaIntent::Release(Hold::Key)));
            world.run(2_000);
            assert!(!heard(&world) && !world.pages[0].microphone.on_air(), "{mode:?} {what:?}");
        }
    }
}

#[test]
fn one_that_cannot_be_opened_again_is_off_and_said_so_until_it_is_on() {
    let mut world = meeting(true);
    world.people[0].microphone_attitude = Attitude::Busy;
    CALLS[0](&mut world);
    world.run(60_000);
    assert!(!heard(&world));
    assert_eq!(world.pages[0].view.me.microphone, DeviceState::Trouble(DeviceTrouble::Busy));
    assert_eq!(
        *world.pages[0].view.notices,
        [NoticeKind::MicrophoneStayedOff],
        "one sentence, for as long as it is so"
    );
    assert_eq!(world.pages[0].microphone.asked, 0, "asked once, and not again and again");
    world.people[0].microphone_attitude = Attitude::Opens;
    world.clicks(0, Intent::Media(MediaIntent::Microphone(true)));
    world.run(2_000);
    assert!(heard(&world) && !told(&world, NoticeKind::MicrophoneStayedOff));
}

#[test]
fn a_headset_that_was_pulled_out_meanwhile_is_not_replaced_by_another_microphone() {
    let mut world = meeting(true);
    let other = Device { id: DeviceId("other".into()), kind: DeviceKind::Microphone, label: "Laptop".into() };
    world.act(&Act::Visible(0, false));
    news(&mut world, DeviceEvent::Listed(vec![other]));
    world.act(&Act::PullOut(0, Source::Microphone));
    world.act(&Act::Visible(0, true));
    world.run(5_000);
    assert!(!heard(&world) && !world.pages[0].microphone.open);
    assert_eq!(world.pages[0].view.me.microphone, DeviceState::Trouble(DeviceTrouble::Lost));
}

#[test]
fn who_only_looks_elsewhere_for_a_while_keeps_their_microphone() {
    for (before, after) in [(20, 20), (0, 0)] {
        let mut world = meeting(true);
        level(&mut world, before, 1_000);
        world.act(&Act::Visible(0, false));
        world.run(5_000);
        world.act(&Act::Visible(0, true));
        let mut asked = 0;
        for _ in 0..30 {
            level(&mut world, after, 100);
            asked += world.pages[0].microphone.asked;
        }
        assert_eq!(asked, 0, "{before} before and {after} after");
        assert!(heard(&world));
    }
}
