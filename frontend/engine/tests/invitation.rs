//! Inviting: what is copied for the others, and the question whether the page may show notifications.

use plenum_engine::api::effect::{Effect, Keepsake};
use plenum_engine::api::event::{Done, Event, Failure, Start};
use plenum_engine::api::intent::{AppIntent, Intent};
use plenum_engine::api::view::{Doorbell, Language, NoticeKind};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::OpId;
use plenum_engine::base::time::Time;

struct Page(Engine);

impl Page {
    fn open() -> Page {
        let mut page = Page(Engine::whole([9; 32], Time(0)));
        page.handle(Event::Started(Box::new(Start { origin: "https://meet.example".into(), ..Start::default() })));
        page
    }

    fn in_lobby() -> Page {
        let mut page = Page::open();
        page.wants(AppIntent::StartMeeting);
        page
    }

    fn handle(&mut self, event: Event) -> Vec<Effect> {
        self.0.handle(event, Time(0))
    }

    fn wants(&mut self, intent: AppIntent) -> Vec<Effect> {
        self.handle(Event::Intent(Intent::App(intent)))
    }

    fn asks(&mut self, wish: Doorbell) -> OpId {
        let asked = |effect: &Effect| if let Effect::AskToNotify { op } = effect { Some(*op) } else { None };
        self.wants(AppIntent::SetDoorbell(wish)).iter().find_map(asked).expect("the browser is asked")
    }

    fn doorbell(&self) -> Doorbell {
        self.0.view().me.preferences.doorbell
    }

    fn copied(&mut self, both: bool) -> Option<(OpId, String)> {
        self.wants(AppIntent::CopyInvitation { both }).into_iter().find_map(|effect| match effect {
            Effect::Copy { op, text } => Some((op, text.0)),
            _ => None,
        })
    }
}

#[test]
fn an_invitation_is_copied_in_the_language_of_the_page_with_the_link_alone_on_a_line() {
    let mut page = Page::in_lobby();
    page.wants(AppIntent::SetLanguage(Language::De));
    let link = page.0.view().link.expect("a meeting has a link").to_string();
    let (op, german) = page.copied(false).expect("something is copied");
    assert!(german.starts_with("Hallo,") && !german.contains("Hello,"));
    assert!(german.lines().any(|line| line == link));
    page.handle(Event::Done { op, done: Done::Plain });
    assert_eq!(*page.0.view().notices, [NoticeKind::LinkCopied]);
    let (_, both) = page.copied(true).expect("something is copied");
    assert!(both.starts_with("Hallo,") && both.contains("Hello,"));
}

#[test]
fn every_language_has_a_letter_of_its_own_with_the_english_one_behind_it() {
    let mut page = Page::in_lobby();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
        page.wants(AppIntent::SetLanguage(language));
        let (_, own) = page.copied(false).expect("something is copied");
        assert!(!own.contains("Hello,"), "{language:?}: {own}");
        let (_, both) = page.copied(true).expect("something is copied");
        let greeting = own.lines().next().expect("it has lines");
        assert!(both.starts_with(greeting) && both.contains("Hello,"), "{language:?}: {both}");
    }
}

#[test]
fn without_a_meeting_there_is_nothing_to_invite_to() {
    assert_eq!(Page::open().copied(true), None);
}

#[test]
fn the_browser_is_asked_on_the_persons_press_and_what_it_allows_is_kept() {
    let mut page = Page::in_lobby();
    let op = page.asks(Doorbell::Notification);
    assert_eq!(page.doorbell(), Doorbell::Chime, "nothing is so before it has answered");
    let effects = page.handle(Event::Done { op, done: Done::Plain });
    assert_eq!(page.doorbell(), Doorbell::Notification);
    let kept =
        |effect: &Effect| matches!(effect, Effect::Remember(Keepsake::Preferences(kept)) if kept.contains("notify"));
    assert!(effects.iter().any(kept));
    page.wants(AppIntent::SetDoorbell(Doorbell::Chime));
    assert_eq!(page.doorbell(), Doorbell::Chime, "to have it quiet nobody is asked");
}

#[test]
fn what_the_browser_refuses_is_told_and_not_kept() {
    let mut page = Page::in_lobby();
    let op = page.asks(Doorbell::NamedNotification);
    page.handle(Event::Failed { op, failure: Failure::Denied });
    assert_eq!(page.doorbell(), Doorbell::Chime);
    assert_eq!(*page.0.view().notices, [NoticeKind::NoNotifications]);
}

#[test]
fn an_answer_that_comes_after_the_person_has_changed_their_mind_changes_nothing() {
    let mut page = Page::in_lobby();
    let op = page.asks(Doorbell::Notification);
    page.wants(AppIntent::SetDoorbell(Doorbell::Chime));
    page.handle(Event::Done { op, done: Done::Plain });
    assert_eq!(page.doorbell(), Doorbell::Chime);
}
