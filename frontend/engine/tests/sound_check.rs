//! The sound check in a whole page: what it takes of the microphone, and what ends it.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Done, Event, OpenedDevice, Start};
use plenum_engine::api::intent::{AppIntent, MediaIntent};
use plenum_engine::api::sound_check::{SoundCheck, SoundCheckCommand};
use plenum_engine::api::view::DeviceState;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;

struct Page {
    engine: Engine,
    now: u64,
}

impl Page {
    /// In the lobby of a new meeting.
    fn in_the_lobby() -> Page {
        let mut page = Page { engine: Engine::whole([3; 32], Time(0)), now: 0 };
        let start = Start { origin: "https://meet.example".into(), ..Start::default() };
        page.handle(Event::Started(Box::new(start)));
        page.handle(Event::Intent(AppIntent::StartMeeting.into()));
        page
    }

    /// What the sound check asks for; a microphone that is asked for is opened.
    fn handle(&mut self, event: Event) -> Vec<SoundCheckCommand> {
        let mut asked = Vec::new();
        for effect in self.engine.handle(event, Time(self.now)) {
            match effect {
                Effect::SoundCheck(command) => asked.push(command),
                Effect::OpenMicrophone { op, .. } => {
                    let opened = OpenedDevice { device: None, facing_away: false };
                    asked.extend(self.handle(Event::Done { op, done: Done::Opened(opened) }));
                }
                _ => {}
            }
        }
        asked
    }

    fn wants(&mut self, intent: MediaIntent) -> Vec<SoundCheckCommand> {
        self.handle(Event::Intent(intent.into()))
    }

    fn after(&mut self, ms: u64) -> Vec<SoundCheckCommand> {
        self.now += ms;
        self.handle(Event::Woke)
    }

    fn check(&self) -> SoundCheck {
        self.engine.view().me.sound_check
    }

    /// Records itself.
    fn recording() -> Page {
        let mut page = Page::in_the_lobby();
        page.wants(MediaIntent::Microphone(true));
        let asked = page.wants(MediaIntent::HearYourself);
        assert!(matches!(*asked, [SoundCheckCommand::Record { .. }]), "{asked:?}");
        page
    }
}

#[test]
fn whoever_is_on_hears_three_seconds_of_themselves() {
    let mut page = Page::recording();
    assert!(page.engine.deadline().is_some_and(|at| at <= Time(3_000)), "nothing else wakes the page");
    assert_eq!(page.after(2_999), []);
    let asked = page.after(1);
    let [SoundCheckCommand::Play { op, .. }] = *asked else { panic!("{asked:?}") };
    assert_eq!(page.check(), SoundCheck::Playing);
    page.handle(Event::Done { op, done: Done::Plain });
    assert_eq!((page.check(), page.engine.view().me.microphone), (SoundCheck::Off, DeviceState::On));
}

#[test]
fn to_hear_oneself_opens_no_microphone() {
    let mut page = Page::in_the_lobby();
    assert_eq!(page.wants(MediaIntent::HearYourself), []);
    assert_eq!((page.check(), page.engine.view().me.microphone), (SoundCheck::Off, DeviceState::Off));
    // Nor does one that is switched on later begin by itself.
    assert_eq!(page.wants(MediaIntent::Microphone(true)), []);
}

#[test]
fn whatever_takes_the_person_elsewhere_drops_the_recording() {
    let ends: [fn() -> Event; 4] = [
        || Event::Intent(MediaIntent::EndSoundCheck.into()),
        || Event::Intent(MediaIntent::Microphone(false).into()),
        || Event::Intent(AppIntent::Join.into()),
        || Event::Intent(AppIntent::GoToStart.into()),
    ];
    for (number, end) in ends.into_iter().enumerate() {
        let mut page = Page::recording();
        assert_eq!(page.handle(end()), [SoundCheckCommand::Stop], "end {number}");
        assert_eq!(page.check(), SoundCheck::Off);
        assert_eq!(page.after(60_000), [], "end {number}: nothing is played of it");
    }
}
