//! What is shown of the room behind a person: chosen, remembered, and never shown again by itself.

use plenum_engine::api::effect::{Effect, Keepsake};
use plenum_engine::api::event::{DeviceEvent, Done, Event, Failure, OpenedDevice, Remembered, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::{BackgroundEffect, DeviceState, DeviceTrouble, NoticeKind};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::{DeviceId, OpId};
use plenum_engine::base::time::Time;

const FAILED: DeviceState = DeviceState::Trouble(DeviceTrouble::BackgroundFailed);
const TOLD: NoticeKind = NoticeKind::CameraTrouble(DeviceTrouble::BackgroundFailed);

/// What the browser is told about the camera, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Background(BackgroundEffect),
    Open(OpId),
    Close,
}

struct Page {
    engine: Engine,
    kept: Option<String>,
    now: Time,
}

impl Page {
    /// In the lobby, and what the browser was told on the way.
    fn new(kept: Option<String>) -> (Page, Vec<Told>) {
        let mut page = Page { engine: Engine::whole([9; 32], Time(0)), kept: None, now: Time(0) };
        let (origin, remembered) =
            ("https://meet.example".into(), Remembered { preferences: kept, ..Remembered::default() });
        let told = page.handle(Event::Started(Box::new(Start { origin, remembered, ..Start::default() })));
        page.wants(AppIntent::StartMeeting);
        (page, told)
    }

    fn handle(&mut self, event: Event) -> Vec<Told> {
        let mut told = Vec::new();
        for effect in self.engine.handle(event, self.now) {
            match effect {
                Effect::Background(effect) => told.push(Told::Background(effect)),
                Effect::OpenCamera { op, .. } => told.push(Told::Open(op)),
                Effect::CloseCamera => told.push(Told::Close),
                Effect::Remember(Keepsake::Preferences(kept)) => self.kept = Some(kept),
                _ => {}
            }
        }
        told
    }

    fn wants(&mut self, intent: impl Into<Intent>) -> Vec<Told> {
        self.handle(Event::Intent(intent.into()))
    }

    fn asks(&mut self, intent: MediaIntent) -> OpId {
        match self.wants(intent)[..] {
            [Told::Open(op)] => op,
            ref other => panic!("a camera is asked for, and nothing else: {other:?}"),
        }
    }

    fn opened(&mut self, op: OpId, device: &str) -> Vec<Told> {
        let device = Some(DeviceId(device.into()));
        self.handle(Event::Done { op, done: Done::Opened(OpenedDevice { device, facing_away: false }) })
    }

    /// In the lobby with a camera that is on, and the room behind it blurred.
    fn blurred() -> Page {
        let (mut page, _) = Page::new(None);
        page.wants(MediaIntent::Background(BackgroundEffect::Blur));
        let op = page.asks(MediaIntent::Camera(true));
        assert_eq!(page.opened(op, "a"), []);
        assert_eq!(page.camera(), DeviceState::On);
        page
    }

    fn camera(&self) -> DeviceState {
        self.engine.view().me.camera
    }

    fn chosen(&self) -> Option<DeviceId> {
        self.engine.view().me.chosen.camera
    }

    fn says(&self) -> bool {
        self.engine.view().notices.contains(&TOLD)
    }
}

#[test]
fn the_next_visit_hides_what_this_one_hid_before_any_camera_is_asked_for() {
    for effect in [BackgroundEffect::Blur, BackgroundEffect::Plain] {
        let (mut page, told) = Page::new(None);
        assert_eq!(told, [], "nobody needs it said that nothing is hidden");
        assert_eq!(page.wants(MediaIntent::Background(effect)), [Told::Background(effect)]);
        let (next, told) = Page::new(page.kept.take());
        assert_eq!(told, [Told::Background(effect)]);
        assert_eq!(next.engine.view().me.preferences.background, effect);
    }
}

#[test]
fn an_open_camera_is_told_and_asked_for_no_second_time() {
    let mut page = Page::blurred();
    for effect in [BackgroundEffect::Plain, BackgroundEffect::None, BackgroundEffect::Blur] {
        assert_eq!(page.wants(MediaIntent::Background(effect)), [Told::Background(effect)]);
        assert_eq!(page.camera(), DeviceState::On);
    }
}

#[test]
fn a_camera_that_cannot_hide_the_room_is_not_on_and_says_so_until_something_is_done() {
    let (mut page, _) = Page::new(None);
    page.wants(MediaIntent::Background(BackgroundEffect::Blur));
    let op = page.asks(MediaIntent::Camera(true));
    assert_eq!(page.handle(Event::Failed { op, failure: Failure::BackgroundFailed }), []);
    assert_eq!(page.camera(), FAILED);
    page.now = Time(600_000);
    page.handle(Event::Woke);
    assert!(page.says(), "it asks what is to be done, and nobody has said");
    // Once more, and the same is still wanted.
    let op = page.asks(MediaIntent::Camera(true));
    assert!(!page.says());
    page.opened(op, "a");
    assert_eq!((page.camera(), page.says()), (DeviceState::On, false));
    assert_eq!(page.engine.view().me.preferences.background, BackgroundEffect::Blur);
}

#[test]
fn the_room_is_shown_only_by_the_persons_act() {
    let mut page = Page::blurred();
    assert_eq!(page.handle(Event::Devices(DeviceEvent::BackgroundFailed)), [Told::Close]);
    assert_eq!((page.camera(), page.says()), (FAILED, true));
    assert_eq!(page.chosen(), Some(DeviceId("a".into())), "the camera itself is fine");
    // Whatever happens by itself opens nothing and takes nothing back.
    page.now = Time(600_000);
    assert_eq!(page.handle(Event::Woke), []);
    assert_eq!(page.handle(Event::Devices(DeviceEvent::BackgroundFailed)), []);
    assert_eq!(page.engine.view().me.preferences.background, BackgroundEffect::Blur);
    // Without it, by a word of the person: the room is no more to be hidden before a camera is asked for.
    let shown = page.wants(MediaIntent::ShowBackground);
    let [Told::Background(BackgroundEffect::None), Told::Open(op)] = shown[..] else { panic!("{shown:?}") };
    page.opened(op, "a");
    assert_eq!(page.engine.view().me.preferences.background, BackgroundEffect::None);
    assert_eq!((page.camera(), page.says()), (DeviceState::On, false));
}

#[test]
fn another_camera_that_cannot_hide_the_room_closes_the_one_before() {
    let mut page = Page::blurred();
    let op = page.asks(MediaIntent::ChooseCamera(DeviceId("b".into())));
    assert_eq!(page.handle(Event::Failed { op, failure: Failure::BackgroundFailed }), [Told::Close]);
    assert_eq!((page.camera(), page.says()), (FAILED, true));
    // For any other reason the one before stays.
    let mut page = Page::blurred();
    let op = page.asks(MediaIntent::ChooseCamera(DeviceId("b".into())));
    assert_eq!(page.handle(Event::Failed { op, failure: Failure::Busy }), []);
    assert_eq!((page.camera(), page.says()), (DeviceState::On, false));
}

#[test]
fn what_was_read_does_not_come_again_until_it_happens_again() {
    let mut page = Page::blurred();
    page.handle(Event::Devices(DeviceEvent::BackgroundFailed));
    page.wants(AppIntent::Dismiss(TOLD));
    page.handle(Event::Woke);
    assert!(!page.says());
    let op = page.asks(MediaIntent::Camera(true));
    page.opened(op, "a");
    page.handle(Event::Devices(DeviceEvent::BackgroundFailed));
    assert!(page.says());
}
