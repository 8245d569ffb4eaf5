//! Holding to talk in a meeting: what the others hear while a key is held, and that nothing but letting go gives it back.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{DeviceEvent, Event, PageEvent};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, MuteRequestIntent, RoomIntent};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, Hearing, Hold, NoticeKind, Processing, TalkMode};

/// Ada and Ben are in; Ada's microphone is on or off.
fn meeting(on: bool) -> World {
    let mut world = Meeting::of(2).begun();
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
            does(&mut world, Intent::Media(MediaIntent::TalkMode(mode)));
            does(&mut world, Intent::Media(MediaIntent::Hold(hold)));
            assert!(heard(&world), "{mode:?} {hold:?}");
            assert!(world.pages[0].view.me.held);
            does(&mut world, Intent::Media(MediaIntent::Release(hold)));
            assert!(!heard(&world), "{mode:?} {hold:?}");
        }
    }
}

#[test]
fn who_holds_while_talking_is_silent_until_they_let_go() {
    let mut world = meeting(true);
    does(&mut world, Intent::Media(MediaIntent::Hold(Hold::Key)));
    assert!(!heard(&world));
    does(&mut world, Intent::Media(MediaIntent::Release(Hold::Key)));
    assert!(heard(&world));
}

#[test]
fn whatever_ends_a_hold_leaves_silence_until_the_next_act() {
    let ends: [fn(&mut World); 5] = [
        |world| world.hears(0, Event::Page(PageEvent::Blurred)),
        |world| world.act(&Act::Visible(0, false)),
        |world| world.clicks(0, Intent::Media(MediaIntent::LoseHold)),
        |world| world.act(&Act::PullOut(0, Source::Microphone)),
        |world| world.clicks(0, Intent::Media(MediaIntent::TalkKey(plenum_engine::api::intent::Text("t".into())))),
    ];
    for (number, end) in ends.into_iter().enumerate() {
        for before in [true, false] {
            let mut world = meeting(before);
            does(&mut world, Intent::Media(MediaIntent::Hold(Hold::Key)));
            end(&mut world);
            world.run(2_000);
            assert!(!heard(&world), "end {number}, before {before}");
            does(&mut world, Intent::Media(MediaIntent::Release(Hold::Key)));
            assert!(!heard(&world), "end {number}, before {before}: the key that comes up late opens nothing");
            does(&mut world, Intent::Media(MediaIntent::Microphone(true)));
            assert!(heard(&world), "end {number}, before {before}: the next act does");
        }
    }
}

#[test]
fn with_push_to_talk_even_a_microphone_switched_on_closes_with_the_window() {
    let mut world = meeting(false);
    does(&mut world, Intent::Media(MediaIntent::TalkMode(TalkMode::PushToTalk)));
    does(&mut world, Intent::Media(MediaIntent::Microphone(true)));
    assert!(heard(&world), "who cannot hold a key can still speak");
    world.hears(0, Event::Page(PageEvent::Blurred));
    world.run(2_000);
    assert!(!heard(&world));
}

#[test]
fn who_chooses_push_to_talk_is_silent_at_once_and_comes_in_silent() {
    let mut world = meeting(true);
    does(&mut world, Intent::Media(MediaIntent::TalkMode(TalkMode::PushToTalk)));
    assert!(!heard(&world));
    world.act(&Act::Leave(0));
    world.act(&Act::Join(0));
    world.run(2_000);
    does(&mut world, Intent::Media(MediaIntent::Microphone(true)));
    assert!(heard(&world), "once inside, their own word counts");
    let mut lobby = World::new(2, 1, Weather::calm());
    lobby.act(&Act::Open(0));
    lobby.clicks(0, Intent::Media(MediaIntent::TalkMode(TalkMode::PushToTalk)));
    lobby.clicks(0, Intent::Media(MediaIntent::Microphone(true)));
    lobby.run(2_000);
    assert!(lobby.pages[0].microphone.on_air(), "in the lobby one may try the microphone");
    lobby.clicks(0, Intent::App(AppIntent::Join));
    assert!(!lobby.pages[0].microphone.on_air());
}

#[test]
fn a_microphone_that_cannot_be_had_is_asked_for_once() {
    let mut world = meeting(false);
    world.act(&Act::PullOut(0, Source::Microphone));
    world.people[0].microphone_attitude = crate::world::person::Attitude::Busy;
    does(&mut world, Intent::Media(MediaIntent::Hold(Hold::Key)));
    // That nobody hears them, and why.
    assert!(told(&world, 0, NoticeKind::NotHeard), "{:?}", world.pages[0].view.notices);
    assert_eq!(world.pages[0].view.me.microphone, DeviceState::Trouble(DeviceTrouble::Busy));
    world.people[0].microphone_attitude = crate::world::person::Attitude::Opens;
    does(&mut world, Intent::Media(MediaIntent::Release(Hold::Key)));
    assert!(!heard(&world) && !world.pages[0].microphone.open);
}

fn told(world: &World, who: usize, kind: NoticeKind) -> bool {
    world.pages[who].view.notices.contains(&kind)
}

/// How loud Ben's page plays Ada, percent.
fn volume(world: &World) -> u8 {
    let ada = world.peer_of(0);
    let page = world.page_of(1).expect("Ben is here");
    let open = world.pages[page].peerings.iter().find(|(id, which)| id.peer == ada && !world.peerings[**which].closed);
    open.map_or(0, |(_, which)| world.peerings[*which].volume)
}

#[test]
fn who_hears_nobody_is_seen_so_and_not_heard_and_nobody_is_loud_again_by_a_new_connection() {
    let mut world = meeting(true);
    world.clicks(1, Intent::Media(MediaIntent::Deafen(true)));
    world.people[1].microphone = false;
    world.run(2_000);
    assert_eq!(volume(&world), 0);
    assert!(world.pages[0].view.people[0].deaf && !world.receives(0, 1, Source::Microphone));
    assert!(told(&world, 1, NoticeKind::Deaf));
    world.act(&Act::Reload(0));
    world.settle();
    world.act(&Act::Microphone(0, true));
    world.run(2_000);
    assert_eq!(volume(&world), 0, "who comes in later is not heard either");
    let page = world.page_of(1).expect("Ben is here");
    world.clicks(page, Intent::Media(MediaIntent::Deafen(false)));
    world.run(2_000);
    assert_eq!(volume(&world), 100);
    assert!(!world.receives(0, 1, Source::Microphone), "to be heard takes another act");
}

#[test]
fn how_loud_somebody_is_stays_with_them_over_their_reload() {
    let mut world = meeting(true);
    let ada = world.peer_of(0);
    world.clicks(1, Intent::Room(RoomIntent::Volume(ada, 40)));
    assert_eq!(volume(&world), 40);
    world.clicks(1, Intent::Room(RoomIntent::Hush(ada, true)));
    assert_eq!(volume(&world), 0);
    world.act(&Act::Reload(0));
    world.settle();
    assert_eq!(volume(&world), 0);
    let ada = world.peer_of(0);
    world.clicks(1, Intent::Room(RoomIntent::Hush(ada, false)));
    assert_eq!(volume(&world), 40);
    world.clicks(1, Intent::Room(RoomIntent::Volume(ada, 250)));
    assert_eq!(world.pages[1].view.people[0].hearing, Hearing { volume: 100, hushed: false });
}

#[test]
fn a_request_to_mute_is_told_and_switches_nothing() {
    let mut world = meeting(true);
    let (ada, ben) = (world.peer_of(0), world.peer_of(1));
    let tile = world.pages[0].view.people[0].tile;
    world.clicks(1, Intent::MuteRequest(MuteRequestIntent::AskToMute(ada)));
    world.run(1_000);
    assert!(told(&world, 0, NoticeKind::AskedToMute(tile)) && told(&world, 1, NoticeKind::Asked));
    assert!(heard(&world), "a request is no order");
    world.clicks(0, Intent::App(AppIntent::Dismiss(NoticeKind::AskedToMute(tile))));
    world.run(11_000);
    world.clicks(1, Intent::MuteRequest(MuteRequestIntent::AskToMute(ada)));
    world.run(1_000);
    assert!(!told(&world, 0, NoticeKind::AskedToMute(tile)), "one person is heard twice a minute at most");
    world.run(20_000);
    world.clicks(1, Intent::MuteRequest(MuteRequestIntent::AskToMute(ada)));
    world.run(1_000);
    assert!(told(&world, 0, NoticeKind::AskedToMute(tile)));
    does(&mut world, Intent::Media(MediaIntent::Microphone(false)));
    world.clicks(0, Intent::MuteRequest(MuteRequestIntent::AskToMute(ben)));
    world.act(&Act::Microphone(1, false));
    world.run(40_000);
    world.clicks(1, Intent::MuteRequest(MuteRequestIntent::AskToMute(ada)));
    world.run(1_000);
    assert!(!told(&world, 0, NoticeKind::AskedToMute(tile)), "whoever is silent has nothing to be asked");
}

#[test]
fn a_request_to_all_reaches_each_who_is_on_once_and_switches_nothing() {
    let mut world = Meeting::of(4).begun();
    for (person, on) in [(0, true), (1, true), (2, false), (3, true)] {
        world.act(&Act::Microphone(person, on));
    }
    world.run(2_000);
    let asker = world.peer_of(3);
    let asked = |world: &World| -> Vec<bool> {
        let by = |page: usize| world.pages[page].view.people.iter().find(|person| person.peer == asker);
        (0..3).map(|page| by(page).is_some_and(|by| told(world, page, NoticeKind::AskedToMute(by.tile)))).collect()
    };
    world.clicks(3, Intent::MuteRequest(MuteRequestIntent::AskAllToMute));
    world.run(1_000);
    assert_eq!(asked(&world), [true, true, false], "whoever is silent already has nothing to be asked");
    assert!(told(&world, 3, NoticeKind::AskedAll) && !told(&world, 3, NoticeKind::Asked));
    assert_eq!([0, 1, 3].map(|page| world.receives(2, page, Source::Microphone)), [true; 3], "a request is no order");

    // Pressed again and again it is one request all the same.
    world.clicks(3, Intent::App(AppIntent::Dismiss(NoticeKind::AskedAll)));
    for _ in 0..20 {
        world.clicks(3, Intent::MuteRequest(MuteRequestIntent::AskAllToMute));
    }
    world.run(500);
    assert!(!told(&world, 3, NoticeKind::AskedAll), "each was asked a moment ago");
    world.run(11_000);
    assert_eq!(asked(&world), [false; 3]);
    world.clicks(3, Intent::MuteRequest(MuteRequestIntent::AskAllToMute));
    world.run(1_000);
    assert!(told(&world, 3, NoticeKind::AskedAll));
    assert_eq!(asked(&world), [false; 3], "one person is heard twice a minute at most, whomever they ask");
}

#[test]
fn what_the_microphone_tells_of_itself_is_told() {
    let mut world = meeting(true);
    let levels = |world: &mut World, level: u8, ms: u64| {
        for _ in 0..ms / 100 {
            world.hears(0, Event::Devices(DeviceEvent::Level(level)));
            world.run(100);
        }
    };
    levels(&mut world, 0, 4_200);
    assert!(told(&world, 0, NoticeKind::MicrophoneSilent));
    levels(&mut world, 30, 200);
    assert!(!told(&world, 0, NoticeKind::MicrophoneSilent), "it goes away by itself");
    world.hears(0, Event::Devices(DeviceEvent::MicrophoneCut(true)));
    assert!(told(&world, 0, NoticeKind::MicrophoneTaken) && !told(&world, 0, NoticeKind::MicrophoneSilent));
    does(&mut world, Intent::Media(MediaIntent::Microphone(false)));
    assert!(!told(&world, 0, NoticeKind::MicrophoneTaken), "one that is off may be silent");
    levels(&mut world, 30, 1_200);
    assert!(told(&world, 0, NoticeKind::TalkingWhileOff) && !heard(&world));
    does(&mut world, Intent::Media(MediaIntent::Microphone(true)));
    assert!(!told(&world, 0, NoticeKind::TalkingWhileOff));
}

#[test]
fn another_processing_opens_only_a_microphone_that_is_on() {
    for on in [true, false] {
        let mut world = meeting(on);
        world.clicks(0, Intent::Media(MediaIntent::Process(Processing { noise: false, ..Processing::ALL })));
        let asked = world.pages[0].microphone.asked;
        assert_eq!(asked, u32::from(on));
        world.run(2_000);
        assert_eq!(heard(&world), on);
        assert!(!world.pages[0].view.me.preferences.processing.noise);
    }
}
