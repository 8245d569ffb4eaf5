//! A browser that never answers the question for a device: the person is told after a stated time, and a late answer counts.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Done, Event, Failure, OpenedDevice, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, NoticeKind, Screen};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::OpId;
use plenum_engine::base::time::Time;

const TOLD_MS: u64 = 15_000;
const UNANSWERED: DeviceState = DeviceState::Trouble(DeviceTrouble::Unanswered);

fn page() -> Engine {
    let mut engine = Engine::whole([9; 32], Time(0));
    engine
        .handle(Event::Started(Box::new(Start { origin: "https://meet.example".into(), ..Start::default() })), Time(0));
    engine.handle(Event::Intent(Intent::App(AppIntent::StartMeeting)), Time(0));
    engine
}

fn asked(effects: &[Effect]) -> Option<OpId> {
    effects.iter().find_map(|effect| match effect {
        Effect::OpenMicrophone { op, .. } | Effect::OpenCamera { op, .. } => Some(*op),
        _ => None,
    })
}

fn wants(page: &mut Engine, intent: Intent, now: u64) -> Option<OpId> {
    asked(&page.handle(Event::Intent(intent), Time(now)))
}

/// Goes from deadline to deadline, and does what is due.
fn pass(page: &mut Engine, till: u64) {
    while let Some(at) = page.deadline().filter(|at| at.0 <= till) {
        assert_eq!(asked(&page.handle(Event::Woke, at)), None, "nothing is opened by itself");
    }
    assert_eq!(asked(&page.handle(Event::Woke, Time(till))), None, "nothing is opened by itself");
}

fn opened(op: OpId) -> Event {
    Event::Done { op, done: Done::Opened(OpenedDevice { device: None, facing_away: false }) }
}

#[test]
fn no_answer_is_told_after_a_stated_time_and_a_late_one_still_counts() {
    let mut page = page();
    let op = wants(&mut page, Intent::Media(MediaIntent::Microphone(true)), 0).expect("the browser is asked");
    pass(&mut page, TOLD_MS - 1);
    assert_eq!(page.view().me.microphone, DeviceState::Opening);
    pass(&mut page, TOLD_MS);
    assert_eq!(page.view().me.microphone, UNANSWERED);
    assert!(page.view().notices.contains(&NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered)));
    wants(&mut page, Intent::App(AppIntent::Join), TOLD_MS);
    assert_eq!(page.view().screen, Screen::Room, "one can join without");
    page.handle(opened(op), Time(60_000));
    assert_eq!(page.view().me.microphone, DeviceState::On);
    assert!(!page.view().notices.contains(&NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered)));
}

#[test]
fn pressing_again_asks_again_and_only_that_answer_counts() {
    let mut page = page();
    let first = wants(&mut page, Intent::Media(MediaIntent::Camera(true)), 0).expect("the browser is asked");
    assert_eq!(wants(&mut page, Intent::Media(MediaIntent::Camera(true)), TOLD_MS - 1), None, "it is still asking");
    let second = wants(&mut page, Intent::Media(MediaIntent::Camera(true)), TOLD_MS).expect("it is asked again");
    assert_eq!(page.view().me.camera, DeviceState::Opening);
    page.handle(Event::Failed { op: first, failure: Failure::Other }, Time(TOLD_MS + 1));
    assert_eq!(page.view().me.camera, DeviceState::Opening, "the first question is nobody's any more");
    page.handle(opened(second), Time(TOLD_MS + 2));
    assert_eq!(page.view().me.camera, DeviceState::On);
}

#[test]
fn who_thinks_better_of_it_gets_nothing_late() {
    let mut page = page();
    let op = wants(&mut page, Intent::Media(MediaIntent::Microphone(true)), 0).expect("the browser is asked");
    wants(&mut page, Intent::Media(MediaIntent::Microphone(false)), 1_000);
    pass(&mut page, 60_000);
    assert_eq!(page.view().me.microphone, DeviceState::Off, "nothing is waited for");
    let effects = page.handle(opened(op), Time(60_000));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CloseMicrophone)));
    assert_eq!(page.view().me.microphone, DeviceState::Off);
}
