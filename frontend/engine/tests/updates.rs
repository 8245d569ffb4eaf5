//! Updates of the page: when it is looked for a newer one, and when a person is told that there is one.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Event, PageEvent, Start};
use plenum_engine::api::intent::{AppIntent, Intent};
use plenum_engine::api::view::NoticeKind;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;

struct Page {
    engine: Engine,
    now: u64,
}

impl Page {
    fn new() -> Page {
        let mut page = Page { engine: Engine::whole([7; 32], Time(0)), now: 0 };
        page.hears(Event::Started(Box::new(Start { origin: "https://meet.example".into(), ..Start::default() })));
        page
    }

    fn inside() -> Page {
        let mut page = Page::new();
        page.wants(AppIntent::StartMeeting);
        page.wants(AppIntent::Join);
        page
    }

    fn hears(&mut self, event: Event) -> Vec<Effect> {
        self.engine.handle(event, Time(self.now))
    }

    fn wants(&mut self, intent: AppIntent) -> Vec<Effect> {
        self.hears(Event::Intent(Intent::App(intent)))
    }

    /// Whether it is looked for a newer page when this happens, so many milliseconds later.
    fn looks(&mut self, later: u64, news: PageEvent) -> bool {
        self.now += later;
        looked(&self.hears(Event::Page(news)))
    }

    fn tells(&self) -> bool {
        self.engine.view().notices.contains(&NoticeKind::UpdateFound)
    }
}

fn looked(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::LookForUpdate))
}

#[test]
fn whoever_comes_back_to_the_page_has_it_looked_for_at_most_once_a_minute() {
    let mut page = Page::new();
    assert!(!page.looks(0, PageEvent::Visible(false)));
    assert!(page.looks(0, PageEvent::Visible(true)));
    assert!(!page.looks(59_999, PageEvent::Visible(true)));
    assert!(page.looks(1, PageEvent::Online(Default::default())));
    page.hears(Event::Page(PageEvent::UpdateFound));
    assert!(!page.looks(600_000, PageEvent::Visible(true)), "what is known is not looked for");
}

#[test]
fn whoever_is_in_a_meeting_is_neither_told_nor_cost_anything_until_they_have_left() {
    let mut page = Page::inside();
    assert!(!page.looks(600_000, PageEvent::Visible(true)));
    assert!(!page.looks(600_000, PageEvent::Online(Default::default())));
    page.hears(Event::Page(PageEvent::UpdateFound));
    assert!(!page.tells());
    page.wants(AppIntent::Leave);
    assert!(page.tells());

    let mut page = Page::inside();
    assert!(looked(&page.wants(AppIntent::Leave)), "meetings are long");
    let mut page = Page::inside();
    assert!(!looked(&page.hears(Event::Page(PageEvent::Hidden))), "a page that goes looks for nothing");
}

#[test]
fn a_part_that_is_missing_has_it_looked_for_in_a_meeting_too_and_told() {
    let mut page = Page::inside();
    assert!(page.looks(0, PageEvent::PartMissing));
    assert!(!page.looks(9_999, PageEvent::PartMissing), "parts are asked for every few seconds");
    assert!(page.looks(1, PageEvent::PartMissing));
    assert!(!page.tells(), "the line may be to blame");
    page.hears(Event::Page(PageEvent::UpdateFound));
    assert!(page.tells());
}

#[test]
fn whoever_has_read_of_it_is_not_told_again() {
    let mut page = Page::new();
    page.hears(Event::Page(PageEvent::UpdateFound));
    assert!(page.tells());
    page.wants(AppIntent::Dismiss(NoticeKind::UpdateFound));
    page.hears(Event::Page(PageEvent::UpdateFound));
    page.wants(AppIntent::StartMeeting);
    assert!(!page.tells());
}
