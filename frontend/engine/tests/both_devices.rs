//! Microphone and camera by one act: one question at a time, and what the next visit is offered.

use plenum_engine::api::effect::{Effect, Keepsake};
use plenum_engine::api::event::{Done, Event, Failure, OpenedDevice, Remembered, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::{DeviceState, DeviceTrouble, JoinedWith};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::OpId;
use plenum_engine::base::time::Time;

/// What the browser is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Microphone(OpId),
    Camera(OpId),
}

struct Page {
    engine: Engine,
    /// The preferences that were kept last.
    kept: Option<String>,
}

impl Page {
    fn new(kept: Option<String>) -> Page {
        let mut page = Page { engine: Engine::whole([9; 32], Time(0)), kept: None };
        let (origin, remembered) =
            ("https://meet.example".into(), Remembered { preferences: kept, ..Remembered::default() });
        page.handle(Event::Started(Box::new(Start { origin, remembered, ..Start::default() })));
        page.wants(Intent::App(AppIntent::StartMeeting));
        page
    }

    fn handle(&mut self, event: Event) -> Vec<Asked> {
        let mut asked = Vec::new();
        for effect in self.engine.handle(event, Time(0)) {
            match effect {
                Effect::OpenMicrophone { op, .. } => asked.push(Asked::Microphone(op)),
                Effect::OpenCamera { op, .. } => asked.push(Asked::Camera(op)),
                Effect::Remember(Keepsake::Preferences(kept)) => self.kept = Some(kept),
                _ => {}
            }
        }
        asked
    }

    fn wants(&mut self, intent: Intent) -> Vec<Asked> {
        self.handle(Event::Intent(intent))
    }

    fn asks_for_both(&mut self) -> OpId {
        match self.wants(Intent::Media(MediaIntent::Both))[..] {
            [Asked::Microphone(op)] => op,
            ref other => panic!("the microphone is asked for, and alone: {other:?}"),
        }
    }

    fn joined_with(&self) -> JoinedWith {
        self.engine.view().me.preferences.joined_with
    }
}

fn opened(op: OpId) -> Event {
    Event::Done { op, done: Done::Opened(OpenedDevice { device: None, facing_away: false }) }
}

#[test]
fn the_camera_is_asked_for_when_the_microphone_is_answered_whatever_the_answer() {
    for refused in [false, true] {
        let mut page = Page::new(None);
        let microphone = page.asks_for_both();
        let denied = Event::Failed { op: microphone, failure: Failure::Denied };
        let asked = page.handle(if refused { denied } else { opened(microphone) });
        let [Asked::Camera(camera)] = asked[..] else { panic!("the camera is next: {asked:?}") };
        assert_eq!(page.handle(opened(camera)), []);
        let me = page.engine.view().me;
        let expected = if refused { DeviceState::Trouble(DeviceTrouble::Denied) } else { DeviceState::On };
        assert_eq!((me.microphone, me.camera), (expected, DeviceState::On));
    }
}

#[test]
fn who_leaves_or_wants_no_camera_meanwhile_is_not_asked_for_one() {
    for otherwise in [Intent::Media(MediaIntent::Camera(false)), Intent::App(AppIntent::Leave)] {
        let mut page = Page::new(None);
        let microphone = page.asks_for_both();
        page.wants(otherwise);
        assert_eq!(page.handle(opened(microphone)), []);
        assert_eq!(page.engine.view().me.camera, DeviceState::Off);
    }
}

#[test]
fn the_next_visit_is_offered_what_this_one_was_joined_with() {
    let mut page = Page::new(None);
    assert_eq!(page.joined_with(), JoinedWith::default());
    let microphone = page.asks_for_both();
    page.handle(opened(microphone));
    page.wants(Intent::App(AppIntent::Join));
    let both = JoinedWith { microphone: true, camera: true };
    let kept = page.kept.take().expect("it is kept");
    let mut next = Page::new(Some(kept.clone()));
    assert_eq!(next.joined_with(), both);
    assert_eq!(next.engine.view().me.microphone, DeviceState::Off, "nothing is opened by itself");
    // Whoever is in and switches off for a while, or comes back, wants the same next time.
    next.asks_for_both();
    next.wants(Intent::App(AppIntent::Join));
    next.wants(Intent::Media(MediaIntent::Microphone(false)));
    next.wants(Intent::App(AppIntent::Leave));
    next.wants(Intent::App(AppIntent::Join));
    assert_eq!(next.joined_with(), both);
    // Whoever joins without is offered nothing, until they switch something on in the room.
    let mut third = Page::new(Some(kept));
    third.wants(Intent::App(AppIntent::Join));
    assert_eq!(third.joined_with(), JoinedWith::default());
    third.wants(Intent::Media(MediaIntent::Microphone(true)));
    assert_eq!(third.joined_with(), JoinedWith { microphone: true, camera: false });
}
