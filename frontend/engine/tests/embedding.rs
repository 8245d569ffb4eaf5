//! The page around this one: it takes a person off the air and out, never on or in, and is told numbers and switches alone.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::embedding::{EmbedderCommand, EmbedderStatus};
use plenum_engine::api::event::{Done, Event, OpenedDevice, PageEvent, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::{DeviceState, Hold, NoticeKind, Screen, TalkMode};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;

const COMMANDS: [EmbedderCommand; 5] = [
    EmbedderCommand::Hello,
    EmbedderCommand::Mute,
    EmbedderCommand::CameraOff,
    EmbedderCommand::AskToTalk,
    EmbedderCommand::Leave,
];

struct Page {
    engine: Engine,
    now: Time,
    /// What the page around this one was told.
    told: Vec<EmbedderStatus>,
    /// Devices that were opened or enabled.
    opened: usize,
}

impl Page {
    fn new() -> Page {
        let mut page = Page { engine: Engine::whole([9; 32], Time(0)), now: Time(0), told: Vec::new(), opened: 0 };
        let start = Start { origin: "https://meet.example".into(), ..Start::default() };
        page.hears(Event::Started(Box::new(start)));
        page.wants(AppIntent::StartMeeting);
        page
    }

    /// In the meeting, alone, with both devices on.
    fn inside() -> Page {
        let mut page = Page::new();
        page.wants(MediaIntent::Both);
        page.wants(AppIntent::Join);
        assert_eq!(page.devices(), [DeviceState::On; 2]);
        page.opened = 0;
        page
    }

    fn hears(&mut self, event: Event) {
        for effect in self.engine.handle(event, self.now) {
            match effect {
                Effect::OpenMicrophone { op, .. } | Effect::OpenCamera { op, .. } => {
                    self.opened += 1;
                    let opened = OpenedDevice { device: None, facing_away: false };
                    self.hears(Event::Done { op, done: Done::Opened(opened) });
                }
                Effect::EnableMicrophone(true) => self.opened += 1,
                Effect::TellEmbedder(status) => self.told.push(status),
                _ => {}
            }
        }
    }

    fn wants(&mut self, intent: impl Into<Intent>) {
        self.hears(Event::Intent(intent.into()));
    }

    fn is_asked(&mut self, command: EmbedderCommand) {
        self.hears(Event::Page(PageEvent::Embedder(command)));
    }

    fn devices(&self) -> [DeviceState; 2] {
        let me = self.engine.view().me;
        [me.microphone, me.camera]
    }

    fn asks_to_talk(&self) -> bool {
        self.engine.view().notices.contains(&NoticeKind::AskedToTalk)
    }

    /// Lets so many milliseconds pass, ringing when it is time.
    fn waits(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some(due) = self.engine.deadline().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.hears(Event::Woke);
        }
        self.now = end;
    }
}

#[test]
fn it_switches_off_and_never_on() {
    let mut page = Page::inside();
    page.is_asked(EmbedderCommand::Mute);
    assert_eq!(page.devices(), [DeviceState::Off, DeviceState::On]);
    page.is_asked(EmbedderCommand::CameraOff);
    assert_eq!(page.devices(), [DeviceState::Off; 2]);
    for command in COMMANDS.into_iter().cycle().take(50) {
        page.is_asked(command);
        page.waits(1_000);
    }
    assert_eq!((page.opened, page.devices()), (0, [DeviceState::Off; 2]));
    // Nor before the meeting.
    let mut page = Page::new();
    COMMANDS.into_iter().cycle().take(50).for_each(|command| page.is_asked(command));
    assert_eq!((page.opened, page.engine.view().screen), (0, Screen::Lobby));
}

#[test]
fn it_silences_whoever_talks_by_holding_until_they_press_anew() {
    let mut page = Page::inside();
    page.wants(MediaIntent::TalkMode(TalkMode::PushToTalk));
    page.wants(MediaIntent::Hold(Hold::Button));
    page.waits(1_000);
    assert_eq!(page.devices()[0], DeviceState::On);
    page.is_asked(EmbedderCommand::Mute);
    page.waits(10_000);
    assert_eq!((page.devices()[0], page.engine.view().me.held), (DeviceState::Off, false));
    page.wants(MediaIntent::Release(Hold::Button));
    page.wants(MediaIntent::Hold(Hold::Button));
    assert_eq!(page.devices()[0], DeviceState::On);
}

#[test]
fn who_is_asked_to_talk_decides_for_themselves_and_is_not_asked_again_at_once() {
    let mut page = Page::inside();
    page.is_asked(EmbedderCommand::AskToTalk);
    assert!(!page.asks_to_talk(), "they can be heard");
    page.wants(MediaIntent::Microphone(false));
    page.is_asked(EmbedderCommand::AskToTalk);
    assert!(page.asks_to_talk());
    assert_eq!(page.devices()[0], DeviceState::Off);
    page.wants(AppIntent::Dismiss(NoticeKind::AskedToTalk));
    page.waits(9_999);
    page.is_asked(EmbedderCommand::AskToTalk);
    assert!(!page.asks_to_talk());
    page.waits(1);
    page.is_asked(EmbedderCommand::AskToTalk);
    assert!(page.asks_to_talk());
    page.wants(MediaIntent::Microphone(true));
    assert!(!page.asks_to_talk(), "they talk");
    // In the lobby nobody would hear them.
    let mut page = Page::new();
    page.is_asked(EmbedderCommand::AskToTalk);
    assert!(!page.asks_to_talk());
}

#[test]
fn it_takes_a_person_out_of_the_meeting_and_nowhere_else() {
    let mut page = Page::inside();
    page.is_asked(EmbedderCommand::Leave);
    assert_eq!((page.engine.view().screen, page.devices()), (Screen::Left, [DeviceState::Off; 2]));
    page.is_asked(EmbedderCommand::Leave);
    assert_eq!(page.engine.view().screen, Screen::Left);
    let mut page = Page::new();
    page.is_asked(EmbedderCommand::Leave);
    assert_eq!(page.engine.view().screen, Screen::Lobby);
}

#[test]
fn it_is_told_after_its_hello_what_changes_and_nothing_twice() {
    let mut page = Page::new();
    page.wants(AppIntent::Join);
    page.waits(10_000);
    assert_eq!(page.told, [], "nobody has said hello");
    page.is_asked(EmbedderCommand::Hello);
    let alone = EmbedderStatus { inside: true, microphone: false, camera: false, people: 1 };
    assert_eq!(page.told, [alone]);
    for _ in 0..10 {
        page.waits(1_000);
        page.hears(Event::Page(PageEvent::Touched));
    }
    assert_eq!(page.told, [alone], "nothing has changed");
    page.wants(MediaIntent::Both);
    let seen = EmbedderStatus { microphone: true, camera: true, ..alone };
    page.waits(10_000);
    assert_eq!(page.told.last(), Some(&seen));
    let before = page.told.len();
    page.is_asked(EmbedderCommand::Hello);
    assert_eq!(page.told[before..], [seen], "it was loaded anew");
    page.waits(1_000);
    page.wants(AppIntent::Leave);
    let gone = EmbedderStatus { inside: false, microphone: false, camera: false, people: 0 };
    assert_eq!(page.told.last(), Some(&gone));
}

#[test]
fn it_is_told_five_times_a_second_at_most_and_in_the_end_how_it_is() {
    let mut page = Page::inside();
    page.is_asked(EmbedderCommand::Hello);
    for _ in 0..100 {
        page.wants(MediaIntent::Microphone(false));
        page.wants(MediaIntent::Microphone(true));
        page.waits(10);
    }
    page.wants(MediaIntent::Microphone(false));
    page.waits(1_000);
    assert!((2..=7).contains(&page.told.len()), "{} times in a second", page.told.len());
    assert!(page.told.last().is_some_and(|status| !status.microphone && status.camera));
}
