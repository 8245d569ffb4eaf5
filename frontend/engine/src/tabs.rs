//! Other tabs of this browser in the same room: two of them would hear each other, and the person hears an echo.
//!
//! Tabs talk over a `BroadcastChannel` named by the room. A tab that opens a room asks who is inside; those inside answer.

use crate::effect::Effect;
use crate::turn::Turn;
use std::sync::Arc;

/// What tabs say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabWord {
    /// Is anybody inside?
    Who,
    /// I am inside.
    Inside,
    /// I am no longer inside.
    Gone,
}

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
    other: bool,
}

impl Tabs {
    /// Tells the others where this tab is now.
    pub fn follow(&mut self, place: Option<Place>, turn: &mut Turn) {
        if self.place == place {
            return;
        }
        let before = std::mem::replace(&mut self.place, place);
        let room = |place: &Option<Place>| place.as_ref().map(|place| place.room.clone());
        let inside = |place: &Option<Place>| place.as_ref().is_some_and(|place| place.inside);
        let moved = room(&before) != room(&self.place);
        if inside(&before) && (moved || !inside(&self.place)) {
            turn.effect(Effect::TellTabs(TabWord::Gone));
        }
        if moved {
            self.other = false;
            turn.effect(Effect::OpenTabs(room(&self.place)));
            if self.place.is_some() {
                turn.effect(Effect::TellTabs(TabWord::Who));
            }
        }
        if inside(&self.place) && (moved || !inside(&before)) {
            turn.effect(Effect::TellTabs(TabWord::Inside));
        }
    }

    /// Another tab said something.
    pub fn hear(&mut self, word: TabWord, turn: &mut Turn) {
        let Some(place) = &self.place else { return };
        match word {
            TabWord::Who if place.inside => turn.effect(Effect::TellTabs(TabWord::Inside)),
            TabWord::Who => {}
            TabWord::Inside => self.other = true,
            // There may be a third one: ask.
            TabWord::Gone => {
                self.other = false;
                turn.effect(Effect::TellTabs(TabWord::Who));
            }
        }
    }

    /// Whether another tab is inside the room this one is at.
    pub fn other(&self) -> bool {
        self.other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Dice;
    use crate::time::Time;

    /// What a tab says while something happens to it; `Err` is the channel it opens or closes.
    fn says(act: impl FnOnce(&mut Turn)) -> Vec<Result<TabWord, Option<Arc<str>>>> {
        let (mut dice, mut ops) = (Dice::new([0; 32]), 0);
        let mut turn = Turn::new(Time(0), &mut dice, &mut ops);
        act(&mut turn);
        let said = turn.effects.into_iter().map(|effect| match effect {
            Effect::TellTabs(word) => Ok(word),
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
        assert_eq!(says(|turn| tabs.follow(at("a", false), turn)), [Err(Some("a".into())), Ok(TabWord::Who)]);
        assert_eq!(says(|turn| tabs.follow(at("a", false), turn)), [], "nothing is said twice");
        assert_eq!(says(|turn| tabs.hear(TabWord::Who, turn)), [], "in the lobby nobody is inside");
        assert_eq!(says(|turn| tabs.follow(at("a", true), turn)), [Ok(TabWord::Inside)]);
        assert_eq!(says(|turn| tabs.hear(TabWord::Who, turn)), [Ok(TabWord::Inside)]);
        assert_eq!(says(|turn| tabs.follow(None, turn)), [Ok(TabWord::Gone), Err(None)]);
        assert_eq!(says(|turn| tabs.hear(TabWord::Who, turn)), [], "who has left answers nobody");
    }

    #[test]
    fn of_three_tabs_two_are_still_two() {
        let mut tabs = Tabs::default();
        says(|turn| tabs.follow(at("a", true), turn));
        says(|turn| tabs.hear(TabWord::Inside, turn));
        assert!(tabs.other());
        assert_eq!(says(|turn| tabs.hear(TabWord::Gone, turn)), [Ok(TabWord::Who)]);
        assert!(!tabs.other());
        says(|turn| tabs.hear(TabWord::Inside, turn));
        assert!(tabs.other());
    }

    #[test]
    fn another_room_is_another_matter() {
        let mut tabs = Tabs::default();
        says(|turn| tabs.follow(at("a", true), turn));
        says(|turn| tabs.hear(TabWord::Inside, turn));
        let moved = says(|turn| tabs.follow(at("b", false), turn));
        assert_eq!(moved, [Ok(TabWord::Gone), Err(Some("b".into())), Ok(TabWord::Who)]);
        assert!(!tabs.other());
    }
}
