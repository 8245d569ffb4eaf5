//! The echo finder in a meeting: whoever hears themselves tells the one whose loudspeaker it is, and nobody else.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::rng::Rng;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{ConnectionEvent, DeviceEvent, Event};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::loudness::{BATCH, Envelopes, SAMPLE_MS};
use plenum_engine::api::view::{NoticeKind, TalkMode};
use plenum_engine::base::ids::ConnectionId;
use plenum_engine::messaging::message::{EchoMessage, PeerMessage};
use plenum_shared::ids::PeerId;
use std::collections::BTreeSet;

const ADA: usize = 0;
const BEN: usize = 1;
const CEM: usize = 2;
/// Samples from our word to its echo.
const LAG: usize = 9;

/// Three people with open microphones.
fn meeting() -> World {
    Meeting::of(3).seed(3).begun()
}

/// Words of random length and loudness.
fn speech(samples: usize) -> Vec<u8> {
    let mut rng = Rng::new(5);
    let mut levels = Vec::new();
    while levels.len() < samples {
        let loud = 85 + rng.below(20) as u8;
        levels.extend(std::iter::repeat_n(loud, rng.between(2, 6) as usize));
        levels.extend(std::iter::repeat_n(50, rng.between(1, 6) as usize));
    }
    levels
}

/// Ada talks for so long; Ben's loudspeaker, if it is loud, gives her words back.
fn talks(world: &mut World, ms: u64, loud: bool) {
    let samples = ms as usize / SAMPLE_MS as usize;
    let ours = speech(samples + LAG);
    for from in (LAG..samples).step_by(BATCH) {
        world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
        world.run(BATCH as u64 * SAMPLE_MS);
        let echo: Vec<u8> = ours[from - LAG..from - LAG + BATCH].iter().map(|level| level - 12).collect();
        let quiet = vec![50; BATCH];
        let open = |who: usize| -> Option<ConnectionId> {
            let peer = world.peer_of(who);
            let mut people = world.pages[ADA].view.people.iter();
            people.find(|person| person.peer == peer)?.streams.shown.map(|stream| stream.connection)
        };
        let theirs = [(BEN, if loud { echo } else { quiet.clone() }), (CEM, quiet)];
        let theirs = theirs.into_iter().filter_map(|(who, levels)| Some((open(who)?, levels))).collect();
        let envelopes = Envelopes { anew: from == LAG, ours: ours[from..from + BATCH].to_vec(), theirs };
        world.hears(ADA, Event::Envelopes(envelopes));
    }
    world.run(1_000);
}

fn told(world: &World, who: usize) -> bool {
    world.pages[who].view.notices.contains(&NoticeKind::Echo)
}

#[test]
fn whose_loudspeaker_it_is_is_told_and_nobody_else() {
    let mut world = meeting();
    talks(&mut world, 14_000, false);
    assert!(![ADA, BEN, CEM].iter().any(|who| told(&world, *who)));
    talks(&mut world, 14_000, true);
    assert_eq!([ADA, BEN, CEM].map(|who| told(&world, who)), [false, true, false]);
    assert!(world.receives(ADA, BEN, Source::Microphone), "a hint touches no microphone");
    world.clicks(BEN, Intent::Media(MediaIntent::TalkMode(TalkMode::PushToTalk)));
    world.run(1_000);
    assert!(!world.receives(ADA, BEN, Source::Microphone) && !told(&world, BEN), "the way out is the way out");
}

#[test]
fn it_is_told_once_in_minutes_and_not_to_who_is_silent_or_holds_to_talk() {
    let mut world = meeting();
    talks(&mut world, 14_000, true);
    world.clicks(BEN, Intent::App(AppIntent::Dismiss(NoticeKind::Echo)));
    talks(&mut world, 80_000, true);
    assert!(!told(&world, BEN), "three minutes of peace");
    world.act(&Act::Microphone(BEN, false));
    world.run(200_000);
    talks(&mut world, 14_000, true);
    assert!(!told(&world, BEN), "who is silent gives nothing back");
    world.clicks(BEN, Intent::Media(MediaIntent::TalkMode(TalkMode::PushToTalk)));
    world.act(&Act::Microphone(BEN, true));
    world.run(2_000);
    talks(&mut world, 14_000, true);
    assert!(!told(&world, BEN), "who holds to talk has done what the hint asks for");
    world.clicks(BEN, Intent::Media(MediaIntent::TalkMode(TalkMode::Open)));
    world.act(&Act::Microphone(BEN, true));
    world.run(62_000);
    talks(&mut world, 14_000, true);
    assert!(told(&world, BEN), "and it is found again");
}

#[test]
fn envelopes_are_asked_for_while_we_speak_and_somebody_can_be_heard() {
    let mut world = meeting();
    let compares = |world: &World| !world.pages[ADA].compared.is_empty();
    assert!(!compares(&world));
    world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    assert!(!compares(&world), "the first moments of a connection belong to its picture");
    world.run(3_000);
    world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    assert!(compares(&world));
    world.run(7_000);
    assert!(!compares(&world), "the pause was a long one");
    world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    world.act(&Act::Visible(ADA, false));
    assert!(!compares(&world), "hidden pages have slow clocks");
    world.act(&Act::Visible(ADA, true));
    for who in [BEN, CEM] {
        world.act(&Act::Microphone(who, false));
    }
    world.run(2_000);
    world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    assert!(!compares(&world), "nobody can echo");
    world.act(&Act::Microphone(BEN, true));
    world.run(2_000);
    world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    assert!(compares(&world));
    world.act(&Act::Leave(ADA));
    assert!(!compares(&world));
}

#[test]
fn of_many_open_microphones_those_are_compared_that_were_heard_last() {
    let mut world = World::new(3, 11, Weather::calm());
    for who in 0..11 {
        for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
            world.act(&act);
        }
    }
    world.run(10_000);
    let heard = |world: &mut World, who: &[usize]| {
        for other in who {
            let peer = world.peer_of(*other);
            let mut people = world.pages[ADA].view.people.iter();
            let stream =
                people.find(|person| person.peer == peer).and_then(|person| person.streams.shown).expect("is heard");
            let news = ConnectionEvent::Level(60);
            world.hears(ADA, Event::Connection { id: stream.connection, news });
            world.run(10);
        }
        world.hears(ADA, Event::Devices(DeviceEvent::Level(60)));
    };
    let compared = |world: &World| -> BTreeSet<PeerId> {
        world.pages[ADA].compared.iter().map(|connection| connection.peer).collect()
    };
    let all =
        |world: &World, who: &[usize]| -> BTreeSet<PeerId> { who.iter().map(|who| world.peer_of(*who)).collect() };
    heard(&mut world, &[3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(compared(&world), all(&world, &[3, 4, 5, 6, 7, 8, 9, 10]));
    heard(&mut world, &[CEM]);
    assert_eq!(compared(&world), all(&world, &[CEM, 4, 5, 6, 7, 8, 9, 10]));
    world.act(&Act::Microphone(CEM, false));
    world.run(2_000);
    heard(&mut world, &[BEN]);
    assert_eq!(compared(&world), all(&world, &[BEN, 4, 5, 6, 7, 8, 9, 10]), "who is off gives nothing back");
}

#[test]
fn a_liar_can_say_it_as_often_as_they_like_and_is_heard_rarely() {
    let mut world = World::talking_with_mallory(1, 2);
    let lies = |world: &mut World| {
        (0..50).for_each(|_| world.guest_writes(0, ADA, 0, &PeerMessage::Echo(EchoMessage::Heard {})));
        world.run(500);
    };
    lies(&mut world);
    assert!(told(&world, ADA) && !told(&world, BEN));
    world.clicks(ADA, Intent::App(AppIntent::Dismiss(NoticeKind::Echo)));
    for _ in 0..10 {
        lies(&mut world);
        assert!(!told(&world, ADA));
    }
    assert!(world.receives(BEN, ADA, Source::Microphone));
}
