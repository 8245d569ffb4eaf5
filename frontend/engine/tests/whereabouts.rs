//! The page's address and history: Back leads to the lobby first, and whatever is written in the address, who is inside stays.

use plenum_engine::api::effect::{Effect, Fragment, HistoryEntry};
use plenum_engine::api::event::{Event, PageEvent, PreviousSession, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::view::{DeviceState, NoticeKind, Screen};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;
use plenum_engine::invite::LinkError;

struct Page(Engine);

impl Page {
    fn new() -> Page {
        Page::opened(None, None)
    }

    fn opened(code: Option<&str>, previous: Option<PreviousSession>) -> Page {
        let mut page = Page(Engine::whole([9; 32], Time(0)));
        let fragment = code.map(|code| Text(code.into()));
        let start = Start { origin: "https://meet.example".into(), fragment, previous, ..Start::default() };
        page.hears(Event::Started(Box::new(start)));
        page
    }

    fn hears(&mut self, event: Event) -> Vec<Effect> {
        self.0.handle(event, Time(0))
    }

    fn wants(&mut self, intent: Intent) -> Vec<Effect> {
        self.hears(Event::Intent(intent))
    }

    fn goes_back(&mut self) -> Vec<Effect> {
        self.hears(Event::Page(PageEvent::Back))
    }

    /// The person, or some program, writes this behind the `#`.
    fn is_addressed(&mut self, fragment: &str) -> Vec<Effect> {
        self.hears(Event::Page(PageEvent::Fragment(Text(fragment.into()))))
    }

    fn screen(&self) -> Screen {
        self.0.view().screen
    }

    fn code(&self) -> String {
        let link = self.0.view().link.expect("a meeting has a link");
        link.rsplit('#').next().map(str::to_owned).expect("with a code")
    }

    fn asks_to_change(&self) -> bool {
        self.0.view().notices.contains(&NoticeKind::OtherMeeting)
    }
}

/// Where the browser is told that we stand, one after the other.
fn stands(effects: &[Effect]) -> Vec<HistoryEntry> {
    let stand = |effect: &Effect| match effect {
        Effect::Stand(standing) => Some(*standing),
        _ => None,
    };
    effects.iter().filter_map(stand).collect()
}

fn mends(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Mend(Fragment(fragment)) => Some(fragment.clone()),
        _ => None,
    })
}

/// Inside, with a camera that is being opened.
fn inside() -> Page {
    let mut page = Page::new();
    page.wants(Intent::App(AppIntent::StartMeeting));
    page.wants(Intent::App(AppIntent::Join));
    page.wants(Intent::Media(MediaIntent::Camera(true)));
    assert_eq!(page.screen(), Screen::Room);
    page
}

#[test]
fn lobby_room_and_leaving_are_told_to_the_history_once_each() {
    let mut page = Page::new();
    assert_eq!(stands(&page.wants(Intent::App(AppIntent::StartMeeting))), [HistoryEntry::Lobby]);
    assert!(stands(&page.wants(Intent::App(AppIntent::SetName(Text("Ada".into()))))).is_empty());
    assert_eq!(stands(&page.wants(Intent::App(AppIntent::Join))), [HistoryEntry::Inside]);
    assert!(stands(&page.wants(Intent::Media(MediaIntent::Camera(true)))).is_empty());
    assert_eq!(stands(&page.wants(Intent::App(AppIntent::Leave))), [HistoryEntry::Outside], "nobody asks who has left");
    assert_eq!(stands(&page.wants(Intent::App(AppIntent::Join))), [HistoryEntry::Inside]);
}

#[test]
fn back_leads_from_the_room_to_the_lobby_with_everything_off() {
    let mut page = inside();
    let code = page.code();
    assert_eq!(stands(&page.goes_back()), [HistoryEntry::Lobby]);
    assert_eq!((page.screen(), page.code()), (Screen::Lobby, code));
    assert_eq!(page.0.view().me.camera, DeviceState::Off);
    assert!(page.goes_back().is_empty(), "in the lobby there is nothing to go back to");
    assert_eq!(page.screen(), Screen::Lobby);
    page.wants(Intent::App(AppIntent::Join));
    page.wants(Intent::App(AppIntent::Leave));
    page.goes_back();
    assert_eq!(page.screen(), Screen::Lobby, "who has left comes to the lobby, too");
}

#[test]
fn a_reload_stands_where_it_stood_as_soon_as_the_room_is_there() {
    let mut before = inside();
    let code = before.code();
    let kept = before.hears(Event::Page(PageEvent::Hidden)).into_iter().find_map(|effect| match effect {
        Effect::KeepSession(session) => Some(session),
        _ => None,
    });
    let after = Page::opened(Some(&code), kept.clone());
    assert_eq!(after.screen(), Screen::Room);
    // While the code of meetings is still on its way nothing is marked: the entry is that of the room already.
    let mut waiting = Page(Engine::new([9; 32], Time(0)));
    let fragment = Some(Text(code));
    let start = Start { origin: "https://meet.example".into(), fragment, previous: kept, ..Start::default() };
    let effects = waiting.hears(Event::Started(Box::new(start)));
    assert_eq!((waiting.screen(), stands(&effects)), (Screen::Arriving, vec![]));
    assert!(stands(&waiting.goes_back()) == [HistoryEntry::Lobby] && waiting.screen() == Screen::Lobby);
}

#[test]
fn who_is_inside_stays_there_and_the_address_is_mended() {
    let mut page = inside();
    let code = page.code();
    let cut = &code[..code.len() - 1];
    for written in ["main", "", cut, &code.to_uppercase(), &format!("name=Eve&{code}"), "javascript:alert(1)"] {
        let effects = page.is_addressed(written);
        assert_eq!(mends(&effects), Some(format!("#{code}")), "{written:?}");
        assert_eq!((page.screen(), page.code()), (Screen::Room, code.clone()), "{written:?}");
        assert!(!page.asks_to_change(), "{written:?}");
        assert_eq!(page.0.view().me.camera, DeviceState::Opening, "{written:?}");
    }
    assert!(page.is_addressed(&code).is_empty(), "the link itself needs no mending");
}

#[test]
fn only_a_whole_other_link_asks_and_only_the_answer_leaves() {
    let mut page = inside();
    let code = page.code();
    let mut elsewhere = Page(Engine::whole([1; 32], Time(0)));
    elsewhere.wants(Intent::App(AppIntent::StartMeeting));
    let other = elsewhere.code();
    for _ in 0..2 {
        assert_eq!(mends(&page.is_addressed(&other)), Some(format!("#{code}")));
        assert!(page.asks_to_change() && page.screen() == Screen::Room && page.code() == code);
        page.wants(Intent::App(AppIntent::Dismiss(NoticeKind::OtherMeeting)));
        assert!(!page.asks_to_change(), "who has read it has answered; it is asked anew when it is written anew");
    }
    page.is_addressed(&other);
    let effects = page.wants(Intent::App(AppIntent::ChangeMeeting));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Go(Fragment(to)) if *to == format!("#{other}"))));
    assert_eq!((page.screen(), page.code(), page.asks_to_change()), (Screen::Lobby, other, false));
    assert!(page.wants(Intent::App(AppIntent::ChangeMeeting)).is_empty(), "once");
}

#[test]
fn in_a_lobby_another_link_is_simply_followed() {
    let mut page = Page::new();
    page.wants(Intent::App(AppIntent::StartMeeting));
    let mut elsewhere = Page(Engine::whole([1; 32], Time(0)));
    elsewhere.wants(Intent::App(AppIntent::StartMeeting));
    page.is_addressed(&elsewhere.code());
    assert_eq!((page.screen(), page.code()), (Screen::Lobby, elsewhere.code()));
    assert_eq!(stands(&page.is_addressed("")), [HistoryEntry::Outside]);
    assert!(matches!(page.screen(), Screen::Start { .. }));
}

#[test]
fn ones_own_name_is_shown_to_oneself_as_the_others_see_it() {
    let mut page = Page::new();
    page.wants(Intent::App(AppIntent::StartMeeting));
    page.wants(Intent::App(AppIntent::SetName(Text("Ada\u{202E}\u{200B} (2)".into()))));
    page.wants(Intent::App(AppIntent::Join));
    assert_eq!(&*page.0.view().me.name, "Ada");
    page.wants(Intent::App(AppIntent::SetName(Text("Ben\u{202E} (you) ".into()))));
    assert_eq!(&*page.0.view().me.name, "Ben");
}

#[test]
fn an_empty_field_a_foreign_link_and_a_cut_one_are_told_apart() {
    for (pasted, problem) in [
        ("", LinkError::Nothing),
        (" \n", LinkError::Nothing),
        ("https://example.org/j/123", LinkError::Foreign),
        ("https://example.org/page#part", LinkError::Foreign),
        ("Come to https://meet.example/", LinkError::Empty),
        ("https://meet.example/#abc", LinkError::Missing { characters: 27 }),
    ] {
        let mut page = Page::new();
        page.wants(Intent::App(AppIntent::OpenLink(Text(pasted.into()))));
        assert_eq!(page.screen(), Screen::Start { problem: Some(problem) }, "{pasted}");
    }
}
