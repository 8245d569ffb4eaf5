//! The end of a turn that nobody ends by hand: one page decides it, when whoever has the floor has been heard and then is silent,
//! or when they are not heard at all and nobody else is either.
//!
//! The moderator's page decides while they are here, else the speaker's own; where neither is, turns end by hand only. So do those
//! of people without buttons: nobody hears when a telephone stops. Should two pages disagree about who is here, both call the same
//! entry, and the second call does nothing: it no longer waits.

use crate::api::view::{ListView, Speaker};
use crate::base::ids::{Key, RecordId};
use crate::records::content::List;

/// Whose microphone is off for so long has stopped, milliseconds: a cough is shorter.
pub const MUTED_MS: u64 = 3_000;
/// Who is silent for so long has stopped, milliseconds: longer than the pauses in which people think.
pub const SILENT_MS: u64 = 8_000;
/// When nobody is heard for so long, milliseconds, whoever has not been heard in their turn does not want it: long enough to find
/// the button, or to be told that one is not heard.
pub const UNHEARD_MS: u64 = 30_000;

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
    match list.moderator.as_ref().filter(|_| !list.moderator_left) {
        Some(moderator) if present(moderator) => moderator == us,
        // They may be back in a moment: meanwhile nobody else may call.
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
    /// Since when nobody at all has been heard in it.
    still: Option<u64>,
    /// The next one was called.
    called: bool,
}

impl EndOfTurn {
    /// What the page that decides has to write now, milliseconds of any clock that only goes forward. To be asked whenever
    /// something changes, and every second while a turn goes on. `others`: somebody else is heard. Two who sit in one room speak
    /// into one microphone, and somebody may tell the speaker that theirs is off.
    pub fn due(&mut self, list: &ListView, voice: Voice, others: bool, now_ms: u64) -> Option<List> {
        let turn = list.current.as_ref().map(|turn| turn.entry.id);
        if self.turn != turn || list.in_round {
            *self = EndOfTurn { turn, ..EndOfTurn::default() };
        }
        // Whoever has the floor is silent since others speak; when the round is over they are listened to anew.
        if list.in_round {
            return None;
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
        if others {
            self.still = None;
        }
        let still = *self.still.get_or_insert(now_ms);
        let next = list.next_by_itself().filter(|_| turn.is_some() && list.by_itself)?.id;
        let (since, patience) = if self.heard { (since, patience) } else { (still, UNHEARD_MS) };
        let over = !self.called && now_ms.saturating_sub(since) >= patience;
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
        assert!(
            deciding(&list, &|key| *key != EVA).is_empty(),
            "a moderator who loads their page anew is back in a moment"
        );
        list.moderator_left = true;
        assert!(deciding(&list, &|key| *key != EVA) == [ADA], "as if nobody moderated");
        list.moderator_left = false;
        list.moderator = None;
        list.current.as_mut().unwrap().entry.speaker = Speaker::Named("Telefon".to_owned());
        assert!(deciding(&list, &all).is_empty(), "nobody hears when a telephone stops");
    }

    #[test]
    fn who_was_heard_and_falls_silent_has_stopped() {
        let (mut end, list) = (EndOfTurn::default(), list());
        assert!(end.due(&list, Voice::Silent, false, 40_000).is_none());
        assert!(end.due(&list, Voice::Silent, false, 60_000).is_none(), "they have not begun yet");
        assert!(end.due(&list, Voice::Speaks, false, 61_000).is_none());
        assert!(end.due(&list, Voice::Silent, false, 62_000).is_none());
        assert!(end.due(&list, Voice::Silent, false, 62_000 + SILENT_MS - 1).is_none());
        assert!(end.due(&list, Voice::Speaks, false, 70_500).is_none(), "a pause is no end");
        assert!(end.due(&list, Voice::Silent, false, 71_000).is_none());
        assert!(begins(end.due(&list, Voice::Silent, false, 71_000 + SILENT_MS)));
        assert!(end.due(&list, Voice::Silent, false, 90_000).is_none(), "once for each turn");
    }

    #[test]
    fn a_microphone_that_is_off_ends_a_turn_sooner() {
        let (mut end, list) = (EndOfTurn::default(), list());
        end.due(&list, Voice::Speaks, false, 0);
        end.due(&list, Voice::Silent, false, 1_000);
        assert!(end.due(&list, Voice::Muted, false, 6_000).is_none());
        assert!(begins(end.due(&list, Voice::Muted, false, 6_000 + MUTED_MS)));
    }

    #[test]
    fn nothing_ends_while_nobody_waits_or_nobody_wants_it() {
        for change in [
            |list: &mut ListView| list.waiting.clear(),
            |list: &mut ListView| list.by_itself = false,
            |list: &mut ListView| list.current = None,
        ] {
            let (mut end, mut list) = (EndOfTurn::default(), list());
            end.due(&list, Voice::Speaks, false, 0);
            change(&mut list);
            for now in [1_000, 100_000] {
                assert!(end.due(&list, Voice::Muted, false, now).is_none());
            }
        }
    }

    #[test]
    fn who_raises_a_hand_after_the_end_is_called_at_once() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        let waiting = std::mem::take(&mut list.waiting);
        end.due(&list, Voice::Speaks, false, 0);
        assert!(end.due(&list, Voice::Muted, false, 1_000).is_none());
        list.waiting = waiting;
        assert!(begins(end.due(&list, Voice::Muted, false, 60_000)));
    }

    #[test]
    fn who_has_left_is_not_called() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        (list.waiting, list.gone) = (vec![entry(4, EVA), entry(2, BEN)], vec![EVA]);
        end.due(&list, Voice::Speaks, false, 0);
        end.due(&list, Voice::Muted, false, 1_000);
        assert!(end.due(&list, Voice::Muted, false, 30_000).is_none(), "Eva may load her page anew: she is waited for");
        list.left = vec![EVA];
        assert!(begins(end.due(&list, Voice::Muted, false, 60_000)), "Ben, since Eva has left");
    }

    #[test]
    fn the_next_turn_is_followed_anew() {
        let (mut end, mut list) = (EndOfTurn::default(), list());
        end.due(&list, Voice::Speaks, false, 0);
        list.current = Some(Turn { entry: entry(3, EVA), began_ms: 0, took_ms: None });
        end.due(&list, Voice::Muted, false, 1_000);
        assert!(end.due(&list, Voice::Muted, false, 1_000 + MUTED_MS).is_none(), "Eva was not heard yet");
        assert!(end.due(&list, Voice::Muted, false, 1_000 + UNHEARD_MS - 1).is_none());
        assert!(begins(end.due(&list, Voice::Muted, false, 1_000 + UNHEARD_MS)));
    }

    #[test]
    fn who_is_not_heard_at_all_has_their_turn_until_all_are_silent() {
        for voice in [Voice::Muted, Voice::Silent] {
            let (mut end, list) = (EndOfTurn::default(), list());
            assert!(end.due(&list, voice, false, 0).is_none());
            // Somebody says that they are not heard, or speaks for them in the same room.
            assert!(end.due(&list, voice, true, 20_000).is_none());
            assert!(end.due(&list, voice, true, 60_000).is_none());
            assert!(end.due(&list, voice, false, 60_000 + UNHEARD_MS - 1).is_none());
            assert!(begins(end.due(&list, voice, false, 60_000 + UNHEARD_MS)), "{voice:?}");
            assert!(end.due(&list, voice, false, 200_000).is_none(), "once for each turn");
        }
    }

    #[test]
    fn nobody_is_skipped_for_keeping_silent_in_a_check_in_round() {
        let (mut list, mut end) = (list(), EndOfTurn::default());
        assert!(end.due(&list, Voice::Speaks, false, 0).is_none());
        assert!(end.due(&list, Voice::Muted, false, 1_000).is_none());
        list.in_round = true;
        for now_ms in [2_000, 60_000, 120_000] {
            assert!(end.due(&list, Voice::Muted, false, now_ms).is_none(), "{now_ms}");
        }
        list.in_round = false;
        assert!(end.due(&list, Voice::Muted, false, 121_000).is_none(), "the silence of the round does not count");
        assert!(end.due(&list, Voice::Speaks, false, 122_000).is_none());
        assert!(end.due(&list, Voice::Muted, false, 123_000).is_none());
        assert!(begins(end.due(&list, Voice::Muted, false, 123_000 + MUTED_MS)));
    }
}
