//! The end of a turn that nobody ends by hand: one page decides it, when whoever has the floor has been heard and then is silent.
//!
//! The moderator's page decides while they are here, else the speaker's own; where neither is, turns end by hand only. Should
//! two pages disagree about who is here, both call the same entry, and the second call does nothing: it no longer waits.

use crate::api::view::{ListView, Speaker};
use crate::base::ids::{Key, RecordId};
use crate::records::content::List;

/// Whose microphone is off for so long has stopped, milliseconds: a cough is shorter.
pub const MUTED_MS: u64 = 3_000;
/// Who is silent for so long has stopped, milliseconds: longer than the pauses in which people think.
pub const SILENT_MS: u64 = 8_000;

/// What a page hears of whoever has the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// They speak.
    Speaks,
    /// Their microphone is on, and nothing comes.
    Silent,
    /// Their microphone is off.
    Muted,
}

/// Whether the page of `us` is the one that decides about the turn that goes on.
pub fn decides(list: &ListView, us: &Key, present: impl Fn(&Key) -> bool) -> bool {
    let speaker = list.current.as_ref().and_then(|turn| match &turn.entry.speaker {
        Speaker::Key(key) => Some(key),
        Speaker::Named(_) => None,
    });
    match list.moderator.as_ref() {
        Some(moderator) if present(moderator) => moderator == us,
        // While somebody moderates who is not here, nobody else may call.
        Some(_) => false,
        None => speaker == Some(us),
    }
}

/// Follows one turn after the other.
#[derive(Debug, Default)]
pub struct EndOfTurn {
    /// The turn that is followed.
    turn: Option<RecordId>,
    /// They were heard in it.
    heard: bool,
    /// What has been heard instead of them, and since when.
    quiet: Option<(Voice, u64)>,
    /// The next one was called.
    called: bool,
}

impl EndOfTurn {
    /// What the page that decides has to write now, milliseconds of any clock that only goes forward. To be asked whenever
    /// something changes, and every second while a turn goes on.
    pub fn due(&mut self, list: &ListView, voice: Voice, now_ms: u64) -> Option<List> {
        let turn = list.current.as_ref().map(|turn| turn.entry.id);
        if self.turn != turn {
            *self = EndOfTurn { turn, ..EndOfTurn::default() };
        }
        let patience = match voice {
            Voice::Speaks => {
                (self.heard, self.quiet) = (true, None);
                return None;
            }
            Voice::Silent => SILENT_MS,
            Voice::Muted => MUTED_MS,
        };
        let since = match self.quiet {
            Some((before, since)) if before == voice => since,
            Some(_) | None => now_ms,
        };
        self.quiet = Some((voice, since));
        let next = list.next().filter(|_| turn.is_some() && list.by_itself)?.id;
        let over = self.heard && !self.called && now_ms.saturating_sub(since) >= patience;
        self.called |= over;
        over.then_some(List::Begin { entry: next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::view::{ListEntry, Turn};
    use crate::records::content::Wish;

    const ADA: Key = Key([1; 32]);
    const BEN: Key = Key([2; 32]);
    const EVA: Key = Key([3; 32]);

    fn entry(number: u8, speaker: Key) -> ListEntry {
        let speaker = Speaker::Key(speaker);
        ListEntry { id: RecordId([number; 16]), speaker, wish: Wish::Contribution, group: None }
    }

    /// Ada speaks, Ben waits.
    fn list() -> ListView {
        let current = Some(Turn { entry: entry(1, ADA), began_ms: 0, took_ms: None });
        ListView { current, waiting: vec![entry(2, BEN)], by_itself: true, ..ListView::default() }
    }

    fn begins(what: Option<List>) -> bool {
        what.is_some_and(|list| list == List::Begin { entry: RecordId([2; 16]) })
    }

    #[test]
    fn one_page_decides() {
        let all = |_: &Key| true;
        let deciding = |list: &ListView, present: &dyn Fn(&Key) -> bool| {
            [ADA, BEN, EVA].into_iter().filter(|us| decides(list, us, present)).collect::<Vec<_>>()
        };
        let mut list = list();
        assert!(deciding(&list, &all) == [ADA], "the speaker's own");
        list.moderator = Some(EVA);
        assert!(deciding(&list, &all) == [EVA], "the moderator's");
        assert!(deciding(&list, &|key| *key != EVA).is_empty(), "nobody may call for a moderator who has left");
        list.moderator = None;
        list.current.as_mut().unwrap().entry.speaker = Speaker::Named("Telefon".to_owned());
        assert!(deciding(&list, &all).is_empty(), "nobody hears when a telephone stops");
    }

    #[test]
    fn who_was_heard_and_falls_silent_has_stopped() {
        let (mut end, list) = (EndOfTurn::default(), list());
        assert!(end.due(&list, Voice::Silent, 0).is_none());
        assert!(end.due(&list, Voice::Silent, 60_000).is_none(), "they have not begun yet");
        assert!(end.due(&list, Voice::Speaks, 61_000).is_none());
        assert!(end.due(&list, Voice::Silent, 62_000).is_none());
        assert!(end.due(&list, Voice::Silent, 62_000 + SILENT_MS - 1).is_none());
        assert!(end.due(&list, Voice::Speaks, 70_500).is_none(), "a pause is no end");
        assert!(end.due(&list, Voice::Silent, 71_000).is_none());
        assert!(begins(end.due(&list, Voice::Silent, 71_000 + SILENT_MS)));
        assert!(end.due(&list, Voice::Silent, 90_000).is_none(), "once for each turn");
    }

    #[test]
    fn a_microphone_that_is_off_ends_a_turn_sooner() {
        let (mut end, list) = (EndOfTurn::default(), list());
        end.due(&list, Voice::Speaks, 0);
        end.due(&list, Voice::Silent, 1_000);
        assert!(end.due(&list, Voice::Muted, 6_000).is_none());
        assert!(begins(end.due(&list, Voice::Muted, 6_000 + MUTED_MS)));
    }

    #[test]
    fn nothing_ends_while_nobody_waits_or_nobody_wants_it() {
        for change in [
            |list: &mut ListView| list.waiting.clear(),
            |list: &mut ListView| list.by_itself = false,
            |list: &mut ListView| list.current = None,
        ] {
            let (mut end, mut list) = (EndOfTurn::default(), list());
            end.due(&list, Voice::Speaks, 0);
            change(&mut list);
            for now in [1_000, 100_000] {
                assert!(end.due(&list, Voice::Muted, now).is_none());
            }
        }
    }

    #[test]
    fn who_raises_a_hand_after_the_end_is_called_at_once() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        let waiting = std::mem::take(&mut list.waiting);
        end.due(&list, Voice::Speaks, 0);
        assert!(end.due(&list, Voice::Muted, 1_000).is_none());
        list.waiting = waiting;
        assert!(begins(end.due(&list, Voice::Muted, 60_000)));
    }

    #[test]
    fn who_has_left_is_not_called() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        (list.waiting, list.gone) = (vec![entry(4, EVA), entry(2, BEN)], vec![EVA]);
        end.due(&list, Voice::Speaks, 0);
        end.due(&list, Voice::Muted, 1_000);
        assert!(begins(end.due(&list, Voice::Muted, 60_000)), "Ben, since Eva has left");
    }

    #[test]
    fn the_next_turn_is_followed_anew() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        end.due(&list, Voice::Speaks, 0);
        list.current = Some(Turn { entry: entry(3, EVA), began_ms: 0, took_ms: None });
        end.due(&list, Voice::Muted, 1_000);
        assert!(end.due(&list, Voice::Muted, 100_000).is_none(), "Eva was not heard yet");
    }
}
