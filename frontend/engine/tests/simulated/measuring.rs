//! How loud our microphone is gets measured while somebody needs to know, and not a moment longer: it keeps the page's sound
//! running.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{DeviceEvent, Done, Event, OpenedDevice};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::NoticeKind;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;

use crate::world::meeting::Meeting;

fn measures(effects: &[Effect]) -> Vec<bool> {
    let measure = |effect: &Effect| match effect {
        Effect::Measure(wanted) => Some(*wanted),
        _ => None,
    };
    effects.iter().filter_map(measure).collect()
}

#[test]
fn who_is_alone_and_off_is_not_listened_to() {
    let mut page = Engine::whole([9; 32], Time(0));
    let mut wants = |intent| page.handle(Event::Intent(intent), Time(0));
    wants(Intent::App(AppIntent::StartMeeting));
    let opening = wants(Intent::Media(MediaIntent::Microphone(true)));
    let [Effect::OpenMicrophone { op, .. }] = opening[..] else { panic!("{opening:?}") };
    assert!(measures(&opening).is_empty(), "there is nothing to measure yet");
    let opened = Done::Opened(OpenedDevice { device: None, facing_away: false });
    assert_eq!(measures(&page.handle(Event::Done { op, done: opened }, Time(0))), [true]);
    let mut wants = |intent| page.handle(Event::Intent(intent), Time(0));
    assert_eq!(measures(&wants(Intent::Media(MediaIntent::Microphone(false)))), [false]);
    assert_eq!(measures(&wants(Intent::Media(MediaIntent::Microphone(true)))), [true]);
    assert!(measures(&wants(Intent::App(AppIntent::Join))).is_empty());
    assert_eq!(measures(&wants(Intent::Media(MediaIntent::Microphone(false)))), [false]);
    assert!(measures(&wants(Intent::App(AppIntent::Leave))).is_empty());
}

#[test]
fn among_others_who_is_off_is_listened_to_but_for_a_while_after_they_were_told() {
    let mut world = Meeting::of(2).begun();
    world.clicks(0, Intent::Media(MediaIntent::Microphone(false)));
    world.run(1_000);
    assert!(world.pages[0].measured, "who talks while off is told");
    for _ in 0..20 {
        world.hears(0, Event::Devices(DeviceEvent::Level(200)));
        world.run(100);
    }
    assert!(world.pages[0].view.notices.contains(&NoticeKind::TalkingWhileOff));
    assert!(!world.pages[0].measured, "they know it now");
    world.run(30_000);
    assert!(world.pages[0].measured, "and may forget it");
    world.clicks(0, Intent::Media(MediaIntent::Deafen(true)));
    assert!(!world.pages[0].measured, "who hears nobody talks to nobody");
    world.clicks(0, Intent::Media(MediaIntent::Deafen(false)));
    world.act(&crate::world::act::Act::Leave(1));
    world.run(10_000);
    assert!(!world.pages[0].measured, "and nobody is left to hear it");
}
