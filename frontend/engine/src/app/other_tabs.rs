//! Other tabs of this browser in the same room: two of them would hear each other, and the person hears an echo.
//!
//! Tabs talk over a `BroadcastChannel` named by the room. A tab that opens a room asks who is inside; those inside answer.
//! A tab that crashed says no goodbye: whoever knows of another one goes on asking, and one that answers no more is gone.
//!
//! Invariant: only whoever asks needs a timer. An answer comes out of a message, which browsers deliver to hidden tabs
//! at once, and questions are counted, not time: neither tab is taken for gone because its timers are slowed down.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::values::TabMessage;
use crate::base::time::Time;
use std::sync::Arc;

/// Another tab is asked whether it is still there this often, milliseconds: half of "within seconds".
const ASK_MS: u64 = 2_000;
/// It is gone when so many questions in a row had no answer: one may meet a tab that is busy drawing.
const UNANSWERED: u32 = 2;

/// Where this tab is, as other tabs know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The room id (base64url): the channel's name, which never leaves this browser.
    pub room: Arc<str>,
    /// In the room and not in its lobby.
    pub inside: bool,
}

/// This tab among the others.
#[derive(Default)]
pub struct Tabs {
    place: Option<Place>,
    other: Option<Other>,
}

/// Another tab, and how it answers.
struct Other {
    /// Questions it has not answered yet.
    asked: u32,
    /// When it is asked next.
    next: Time,
}

impl Tabs {
    /// Tells the others where this tab is now.
    pub fn follow(&mut self, place: Option<Place>, cx: &mut Context) {
        if self.place == place {
            return;
        }
        let before = std::mem::replace(&mut self.place, place);
        let room = |place: &Option<Place>| place.as_ref().map(|place| place.room.clone());
        let inside = |place: &Option<Place>| place.as_ref().is_some_and(|place| place.inside);
        let moved = room(&before) != room(&self.place);
        if inside(&before) && (moved || !inside(&self.place)) {
            cx.effect(Effect::TellTabs(TabMessage::Gone));
        }
        if moved {
            self.other = None;
            cx.effect(Effect::OpenTabs(room(&self.place)));
            if self.place.is_some() {
                cx.effect(Effect::TellTabs(TabMessage::Who));
            }
        }
        if inside(&self.place) && (moved || !inside(&before)) {
            cx.effect(Effect::TellTabs(TabMessage::Inside));
        }
    }

    /// Another tab said something.
    pub fn hear(&mut self, message: TabMessage, cx: &mut Context) {
        let Some(place) = &self.place else { return };
        match message {
            TabMessage::Who if place.inside => cx.effect(Effect::TellTabs(TabMessage::Inside)),
            TabMessage::Who => {}
            TabMessage::Inside => self.other = Some(Other { asked: 0, next: cx.now + ASK_MS }),
            // There may be a third one: ask.
            TabMessage::Gone => {
                self.other = None;
                cx.effect(Effect::TellTabs(TabMessage::Who));
            }
        }
    }

    /// Asks the other tab anew, or takes it for gone.
    pub fn tick(&mut self, cx: &mut Context) {
        let Some(other) = self.other.as_mut().filter(|other| cx.now >= other.next) else { return };
        if other.asked >= UNANSWERED {
            self.other = None;
            return;
        }
        *other = Other { asked: other.asked + 1, next: cx.now + ASK_MS };
        cx.effect(Effect::TellTabs(TabMessage::Who));
    }

    /// When the other tab is to be asked.
    pub fn deadline(&self) -> Option<Time> {
        self.other.as_ref().map(|other| other.next)
    }

    /// Whether another tab is inside the room this one is at.
    pub fn other(&self) -> bool {
        self.other.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Rng;

    /// What a tab says while something happens to it; `Err` is the channel it opens or closes.
    fn says(act: impl FnOnce(&mut Context)) -> Vec<Result<TabMessage, Option<Arc<str>>>> {
        says_at(0, act)
    }

    fn says_at(now: u64, act: impl FnOnce(&mut Context)) -> Vec<Result<TabMessage, Option<Arc<str>>>> {
        let (mut rng, mut ops) = (Rng::new([0; 32]), 0);
        let mut cx = Context::new(Time(now), &mut rng, &mut ops);
        act(&mut cx);
        let said = cx.effects.into_iter().map(|effect| match effect {
            Effect::TellTabs(message) => Ok(message),
            Effect::OpenTabs(room) => Err(room),
            other => panic!("a tab wants {other:?}"),
        });
        said.collect()
    }

    fn at(room: &str, inside: bool) -> Option<Place> {
        Some(Place { room: room.into(), inside })
    }

    #[test]
    fn a_tab_asks_when_it_comes_and_answers_when_it_is_inside() {
        let mut tabs = Tabs::default();
        assert_eq!(says(|cx| tabs.follow(at("a", false), cx)), [Err(Some("a".into())), Ok(TabMessage::Who)]);
        assert_eq!(says(|cx| tabs.follow(at("a", false), cx)), [], "nothing is said twice");
        assert_eq!(says(|cx| tabs.hear(TabMessage::Who, cx)), [], "in the lobby nobody is inside");
        assert_eq!(says(|cx| tabs.follow(at("a", true), cx)), [Ok(TabMessage::Inside)]);
        assert_eq!(says(|cx| tabs.hear(TabMessage::Who, cx)), [Ok(TabMessage::Inside)]);
        assert_eq!(says(|cx| tabs.follow(None, cx)), [Ok(TabMessage::Gone), Err(None)]);
        assert_eq!(says(|cx| tabs.hear(TabMessage::Who, cx)), [], "who has left answers nobody");
    }

    #[test]
    fn of_three_tabs_two_are_still_two() {
        let mut tabs = Tabs::default();
        says(|cx| tabs.follow(at("a", true), cx));
        says(|cx| tabs.hear(TabMessage::Inside, cx));
        assert!(tabs.other());
        assert_eq!(says(|cx| tabs.hear(TabMessage::Gone, cx)), [Ok(TabMessage::Who)]);
        assert!(!tabs.other());
        says(|cx| tabs.hear(TabMessage::Inside, cx));
        assert!(tabs.other());
    }

    /// A tab that knows of another one since the beginning.
    fn with_another() -> Tabs {
        let mut tabs = Tabs::default();
        says(|cx| tabs.follow(at("a", false), cx));
        says(|cx| tabs.hear(TabMessage::Inside, cx));
        tabs
    }

    #[test]
    fn a_tab_that_crashed_is_gone_within_seconds() {
        let mut tabs = with_another();
        for asked in 1..=2 {
            assert_eq!(says_at(asked * ASK_MS - 1, |cx| tabs.tick(cx)), []);
            assert_eq!(says_at(asked * ASK_MS, |cx| tabs.tick(cx)), [Ok(TabMessage::Who)]);
            assert!(tabs.other());
        }
        assert_eq!(tabs.deadline(), Some(Time(3 * ASK_MS)));
        assert_eq!(says_at(3 * ASK_MS, |cx| tabs.tick(cx)), []);
        assert_eq!((tabs.other(), tabs.deadline()), (false, None));
    }

    #[test]
    fn a_tab_that_answers_stays_however_slow_the_timers_of_whoever_asks() {
        for every in [ASK_MS, 60_000] {
            let mut tabs = with_another();
            for asked in 1..=100 {
                assert_eq!(says_at(asked * every, |cx| tabs.tick(cx)), [Ok(TabMessage::Who)]);
                says_at(asked * every, |cx| tabs.hear(TabMessage::Inside, cx));
                assert!(tabs.other());
            }
        }
    }

    #[test]
    fn another_room_is_another_matter() {
        let mut tabs = Tabs::default();
        says(|cx| tabs.follow(at("a", true), cx));
        says(|cx| tabs.hear(TabMessage::Inside, cx));
        let moved = says(|cx| tabs.follow(at("b", false), cx));
        assert_eq!(moved, [Ok(TabMessage::Gone), Err(Some("b".into())), Ok(TabMessage::Who)]);
        assert!(!tabs.other());
    }
}
