//! A page is useful before the code of meetings is there: the lobby works, and whoever joins early gets in when it comes.

use plenum_engine::api::effect::{Effect, SocketCommand};
use plenum_engine::api::event::{Done, Event, Failure, OpenedDevice, PageEvent, PreviousSession, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::view::{DeviceState, NoticeKind, Screen, SignalingState};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::OpId;
use plenum_engine::base::time::Time;
use plenum_engine::meeting::contract::RoomChunk;

struct Page {
    engine: Engine,
    now: u64,
}

impl Page {
    /// A page opened with a link, and the promise of the code.
    fn open(previous: Option<PreviousSession>) -> (Page, OpId) {
        let mut page = Page { engine: Engine::new([7; 32], Time(0)), now: 0 };
        let fragment = Some(Text(code()));
        let start = Start { origin: "https://meet.example".into(), fragment, previous, ..Start::default() };
        let effects = page.hears(Event::Started(Box::new(start)));
        let op = asked(&effects).expect("the code is asked for at once");
        assert!(!dials(&effects), "nothing is dialled without it");
        (page, op)
    }

    fn hears(&mut self, event: Event) -> Vec<Effect> {
        self.engine.handle(event, Time(self.now))
    }

    fn wants(&mut self, intent: Intent) -> Vec<Effect> {
        self.hears(Event::Intent(intent))
    }

    fn comes(&mut self, op: OpId) -> Vec<Effect> {
        self.engine.install(RoomChunk::here());
        self.hears(Event::Done { op, done: Done::ChunkLoaded })
    }

    /// Goes to the next deadline.
    fn wait(&mut self) -> Vec<Effect> {
        self.now = self.engine.deadline().expect("something is due").0;
        self.hears(Event::Woke)
    }

    fn screen(&self) -> Screen {
        self.engine.view().screen
    }
}

fn code() -> String {
    let mut engine = Engine::whole([1; 32], Time(0));
    engine.handle(Event::Intent(Intent::App(AppIntent::StartMeeting)), Time(0));
    engine.view().link.and_then(|link| link.rsplit('#').next().map(str::to_owned)).expect("a meeting has a link")
}

fn asked(effects: &[Effect]) -> Option<OpId> {
    effects.iter().find_map(|effect| match effect {
        Effect::FetchRoomChunk { op } => Some(*op),
        _ => None,
    })
}

fn dials(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Socket { command: SocketCommand::Open { .. }, .. }))
}

#[test]
fn the_lobby_works_before_the_code_is_here() {
    let (mut page, op) = Page::open(None);
    assert_eq!((page.screen(), page.engine.view().signaling), (Screen::Lobby, SignalingState::Connecting));
    assert!(page.engine.view().link.is_some(), "the link can be shared already");
    page.wants(Intent::App(AppIntent::SetName(Text("Ada".into()))));
    let opening = page.wants(Intent::Media(MediaIntent::Microphone(true)));
    let [Effect::OpenMicrophone { op: microphone, .. }] = opening[..] else { panic!("{opening:?}") };
    let opened = OpenedDevice { device: None, facing_away: false };
    page.hears(Event::Done { op: microphone, done: Done::Opened(opened) });
    assert!(dials(&page.comes(op)), "the signaling connection is opened as soon as the code is here");
    let me = page.engine.view().me;
    assert_eq!((page.screen(), &*me.name, me.microphone), (Screen::Lobby, "Ada", DeviceState::On));
}

#[test]
fn who_joins_early_gets_in_when_the_code_comes() {
    let (mut page, op) = Page::open(None);
    page.wants(Intent::App(AppIntent::Join));
    assert_eq!(page.screen(), Screen::Arriving);
    page.comes(op);
    assert_eq!(page.screen(), Screen::Room);
    assert!(page.engine.view().notices.is_empty(), "they were not here before");
}

#[test]
fn who_reloads_is_back_in_the_room_when_the_code_comes() {
    let (mut before, op) = Page::open(None);
    before.comes(op);
    before.wants(Intent::App(AppIntent::Join));
    let kept = before.hears(Event::Page(PageEvent::Hidden)).into_iter().find_map(|effect| match effect {
        Effect::KeepSession(session) => Some(session),
        _ => None,
    });
    let (mut page, op) = Page::open(kept);
    assert_eq!(page.screen(), Screen::Arriving);
    page.comes(op);
    assert_eq!(page.screen(), Screen::Room);
    assert_eq!(*page.engine.view().notices, [NoticeKind::BackAfterReload]);
}

#[test]
fn a_session_of_another_room_brings_nobody_in() {
    let (mut page, op) = Page::open(Some(PreviousSession {
        seed: [3; 32],
        room: "elsewhere".into(),
        inside: true,
        keeps: true,
        pass: None,
    }));
    page.comes(op);
    assert_eq!(page.screen(), Screen::Lobby);
}

#[test]
fn what_does_not_come_is_asked_for_again_and_the_person_is_told() {
    let (mut page, mut op) = Page::open(None);
    for failures in 1..=6 {
        page.hears(Event::Failed { op, failure: Failure::Other });
        let told = page.engine.view().signaling == SignalingState::Away;
        assert_eq!(told, failures >= 2, "after {failures} failures");
        let before = page.now;
        op = asked(&page.wait()).expect("asked for again");
        assert!((500..=4_000).contains(&(page.now - before)));
    }
    // Silence counts as failure too, and its answer comes too late.
    let late = op;
    page.wait();
    page.wait();
    op = asked(&page.wait()).expect("asked for again");
    page.comes(late);
    assert_eq!(page.engine.view().signaling, SignalingState::Away);
    page.comes(op);
    assert_eq!(page.engine.view().signaling, SignalingState::Connecting);
    assert_eq!(asked(&page.hears(Event::Page(PageEvent::Online(Default::default())))), None);
}

#[test]
fn what_is_long_on_its_way_is_called_slow_and_not_away() {
    let (mut page, op) = Page::open(None);
    page.wants(Intent::App(AppIntent::Join));
    assert_eq!(page.engine.view().signaling, SignalingState::Connecting);
    let before = page.now;
    assert_eq!(asked(&page.wait()), None, "it is waited for");
    assert_eq!((page.screen(), page.engine.view().signaling), (Screen::Arriving, SignalingState::Slow));
    assert_eq!(page.now - before, 8_000);
    page.comes(op);
    assert_eq!(page.screen(), Screen::Room);
}

#[test]
fn a_network_that_is_back_is_tried_at_once() {
    let (mut page, op) = Page::open(None);
    page.hears(Event::Failed { op, failure: Failure::Other });
    assert!(asked(&page.hears(Event::Page(PageEvent::Online(Default::default())))).is_some());
}

#[test]
fn who_goes_away_meanwhile_leaves_nothing_open_and_starts_nothing() {
    let (mut page, op) = Page::open(None);
    let [Effect::OpenCamera { op: camera, .. }] = page.wants(Intent::Media(MediaIntent::Camera(true)))[..] else {
        panic!()
    };
    let opened = OpenedDevice { device: None, facing_away: false };
    page.hears(Event::Done { op: camera, done: Done::Opened(opened) });
    let effects = page.wants(Intent::App(AppIntent::GoToStart));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CloseCamera)));
    assert!(!dials(&page.comes(op)));
    assert!(matches!(page.screen(), Screen::Start { .. }));
}

#[test]
fn code_that_the_server_has_not_is_told_apart_from_a_server_that_is_away() {
    let (mut page, mut op) = Page::open(None);
    page.wants(Intent::App(AppIntent::Join));
    for failure in [Failure::NotFound, Failure::NotFound, Failure::Other] {
        page.hears(Event::Failed { op, failure });
        op = asked(&page.wait()).expect("it is asked for again");
        let signaling = page.engine.view().signaling;
        match failure {
            Failure::NotFound => {
                assert!(matches!(signaling, SignalingState::Connecting | SignalingState::Incomplete), "{signaling:?}")
            }
            _ => assert_eq!(signaling, SignalingState::Away),
        }
    }
    page.hears(Event::Failed { op, failure: Failure::NotFound });
    assert_eq!((page.screen(), page.engine.view().signaling), (Screen::Arriving, SignalingState::Incomplete));
    let op = asked(&page.wait()).expect("it is asked for again");
    page.comes(op);
    assert_eq!(page.screen(), Screen::Room);
}

#[test]
fn who_is_alone_is_not_told_to_keep_talking() {
    let (mut page, op) = Page::open(None);
    page.comes(op);
    page.wants(Intent::App(AppIntent::Join));
    while page.now < 30_000 {
        page.wait();
    }
    let notices = page.engine.view().notices;
    assert!(notices.contains(&NoticeKind::ServerUnreached), "{notices:?}");
    assert!(!notices.contains(&NoticeKind::ServerAway));
}

/// A page on which nobody has opened a link, and the promise of the code.
fn start_page() -> (Page, OpId) {
    let mut page = Page { engine: Engine::new([7; 32], Time(0)), now: 0 };
    let start = Start { origin: "https://meet.example".into(), ..Start::default() };
    let effects = page.hears(Event::Started(Box::new(start)));
    let op = asked(&effects).expect("the code is asked for at once");
    (page, op)
}

fn addresses(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Go(_))).count()
}

#[test]
fn a_new_meeting_has_its_lobby_at_once_and_its_link_with_the_code() {
    let (mut page, op) = start_page();
    let effects = page.wants(Intent::App(AppIntent::StartMeeting));
    let view = page.engine.view();
    assert_eq!((view.screen, view.signaling, view.link), (Screen::Lobby, SignalingState::Connecting, None));
    assert_eq!(addresses(&effects), 0);
    let opening = page.wants(Intent::Media(MediaIntent::Camera(true)));
    assert!(opening.iter().any(|effect| matches!(effect, Effect::OpenCamera { .. })), "{opening:?}");
    let effects = page.comes(op);
    assert_eq!(addresses(&effects), 1);
    assert!(dials(&effects));
    assert!(page.engine.view().link.is_some());
    assert_eq!(page.screen(), Screen::Lobby);
}

#[test]
fn whoever_joins_a_new_meeting_before_it_has_a_link_gets_in_with_it() {
    let (mut page, op) = start_page();
    page.wants(Intent::App(AppIntent::StartMeeting));
    page.wants(Intent::App(AppIntent::Join));
    assert_eq!(page.screen(), Screen::Arriving);
    page.comes(op);
    assert_eq!(page.screen(), Screen::Room);
    assert!(page.engine.view().link.is_some());
}

#[test]
fn a_new_meeting_without_a_link_is_left_for_the_start_page_and_made_no_more() {
    for join in [false, true] {
        let (mut page, op) = start_page();
        page.wants(Intent::App(AppIntent::StartMeeting));
        if join {
            page.wants(Intent::App(AppIntent::Join));
        }
        page.wants(Intent::App(AppIntent::GoToStart));
        let effects = page.comes(op);
        assert_eq!((page.screen(), addresses(&effects)), (Screen::Start { problem: None }, 0));
    }
}

#[test]
fn a_new_meeting_without_a_link_outlives_that_the_page_is_hidden() {
    let (mut page, op) = start_page();
    page.wants(Intent::App(AppIntent::StartMeeting));
    page.wants(Intent::Media(MediaIntent::Microphone(true)));
    page.hears(Event::Page(PageEvent::Hidden));
    assert_eq!(page.engine.view().me.microphone, DeviceState::Off);
    page.hears(Event::Page(PageEvent::Restored));
    page.comes(op);
    assert_eq!(page.screen(), Screen::Lobby);
    assert!(page.engine.view().link.is_some());
}
