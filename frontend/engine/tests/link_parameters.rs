//! What a link says besides where it leads, for one visit: language, colours, and what the lobby offers to join with.

use plenum_engine::api::effect::{Effect, Keepsake};
use plenum_engine::api::event::{Done, Event, OpenedDevice, PageEvent, Remembered, Start};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::view::{DeviceState, JoinedWith, Language, Theme};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::time::Time;

const CODE: &str = "000g40r40m30e209185gr38e1w9jfn";
const BOTH: JoinedWith = JoinedWith { microphone: true, camera: true };
const NEITHER: JoinedWith = JoinedWith { microphone: false, camera: false };

struct Page {
    engine: Engine,
    /// Everything that was kept on the device.
    kept: Vec<Keepsake>,
    /// Devices that the browser was asked for.
    asked: usize,
}

impl Page {
    /// Opened with these parameters by somebody whose device remembers these preferences.
    fn opened(parameters: &str, preferences: Option<&str>) -> Page {
        let mut page = Page { engine: Engine::whole([9; 32], Time(0)), kept: Vec::new(), asked: 0 };
        let remembered = Remembered { preferences: preferences.map(str::to_owned), ..Remembered::default() };
        let fragment = Some(Text(format!("{parameters}&{CODE}")));
        let start = Start { origin: "https://meet.example".into(), fragment, remembered, ..Start::default() };
        page.hears(Event::Started(Box::new(start)));
        page
    }

    fn hears(&mut self, event: Event) {
        for effect in self.engine.handle(event, Time(0)) {
            match effect {
                Effect::OpenMicrophone { op, .. } | Effect::OpenCamera { op, .. } => {
                    self.asked += 1;
                    let opened = OpenedDevice { device: None, facing_away: false };
                    self.hears(Event::Done { op, done: Done::Opened(opened) });
                }
                Effect::Remember(keepsake) => self.kept.push(keepsake),
                _ => {}
            }
        }
    }

    fn wants(&mut self, intent: impl Into<Intent>) {
        self.hears(Event::Intent(intent.into()));
    }

    fn offered(&self) -> JoinedWith {
        self.engine.view().me.preferences.joined_with
    }

    /// What the next visit is offered.
    fn next(&self, before: Option<&str>) -> JoinedWith {
        let kept = self.kept.iter().rev().find_map(|keepsake| match keepsake {
            Keepsake::Preferences(kept) => Some(kept.as_str()),
            _ => None,
        });
        Page::opened("", kept.or(before)).offered()
    }
}

/// What the device of somebody remembers who joined with both.
fn joined_with_both() -> String {
    let mut page = Page::opened("", None);
    page.wants(MediaIntent::Both);
    page.wants(AppIntent::Join);
    match page.kept.last() {
        Some(Keepsake::Preferences(kept)) => kept.clone(),
        other => panic!("it is kept: {other:?}"),
    }
}

#[test]
fn a_link_says_what_the_lobby_offers_and_opens_nothing() {
    let both = joined_with_both();
    for (parameters, before, offered) in [
        ("", None, NEITHER),
        ("", Some(&*both), BOTH),
        ("audio=on&video=on", None, BOTH),
        ("audio=off&video=off", Some(&*both), NEITHER),
        ("video=off", Some(&*both), JoinedWith { microphone: true, camera: false }),
        ("audio=on", None, JoinedWith { microphone: true, camera: false }),
        ("audio=loud&video", Some(&*both), BOTH),
    ] {
        let mut page = Page::opened(parameters, before);
        assert_eq!(page.offered(), offered, "{parameters}");
        page.wants(AppIntent::Join);
        let me = page.engine.view().me;
        assert_eq!((page.asked, me.microphone, me.camera), (0, DeviceState::Off, DeviceState::Off), "{parameters}");
    }
}

#[test]
fn nothing_that_a_link_says_is_kept() {
    let both = joined_with_both();
    let on = "name=Ada&lang=de&theme=dark&audio=on&video=on";
    for (parameters, before, next) in
        [("audio=off&video=off", Some(&*both), BOTH), (on, None, NEITHER), ("video=on", None, NEITHER)]
    {
        let mut page = Page::opened(parameters, before);
        if page.offered() == BOTH {
            page.wants(MediaIntent::Both);
        }
        page.wants(AppIntent::Join);
        page.wants(MediaIntent::Camera(true));
        assert_eq!(page.next(before), next, "{parameters}");
        let other = |keepsake: &&Keepsake| !matches!(keepsake, Keepsake::Preferences(_));
        assert_eq!(page.kept.iter().find(other), None, "{parameters}");
    }
    // Of the device that the link does not speak of, it is kept as ever.
    let mut page = Page::opened("audio=off", None);
    page.wants(AppIntent::Join);
    page.wants(MediaIntent::Camera(true));
    assert_eq!(page.next(None), JoinedWith { microphone: false, camera: true });
}

#[test]
fn colours_and_language_follow_the_link_where_they_exist() {
    let looks = |parameters: &str| Page::opened(parameters, None).engine.view().appearance;
    assert_eq!((looks("theme=dark").theme, looks("theme=light").theme), (Theme::Dark, Theme::Light));
    assert_eq!((looks("theme=pink").theme, looks("theme=").theme), (Theme::System, Theme::System));
    assert_eq!((looks("lang=de").language, looks("lang=xx").language), (Language::De, Language::En));
}

#[test]
fn another_meeting_is_another_visit() {
    let mut page = Page::opened("audio=on&video=on", None);
    page.wants(AppIntent::StartMeeting);
    assert_eq!(page.offered(), NEITHER, "a new one");
    let mut page = Page::opened("audio=on&video=on", None);
    page.wants(AppIntent::OpenLink(Text("https://meet.example/#00000000000000000000000000qcgp".into())));
    assert_eq!(page.offered(), NEITHER, "one whose link was pasted");
    let mut page = Page::opened("audio=on&video=on", None);
    page.hears(Event::Page(PageEvent::Fragment(Text("audio=off&00000000000000000000000000qcgp".into()))));
    assert_eq!(page.offered(), NEITHER, "one that was put in the address");
}
