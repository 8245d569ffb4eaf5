//! The dominant speaker: the one who speaks, calmly. A cough or a short "yes" changes nothing.

use crate::api::view::TileId;
use crate::base::time::{Time, soonest};
use litemap::LiteMap;

/// Whoever speaks so long while the dominant speaker is silent takes their place, milliseconds: longer than a cough.
const TAKES_MS: u64 = 1_000;
/// And so long while that one's microphone is never quiet, milliseconds: a fan must not keep it for ever.
const OUTLASTS_MS: u64 = 4_000;

/// Who is the dominant speaker, and since when the others speak.
#[derive(Default)]
pub struct DominantSpeaker {
    holder: Option<TileId>,
    since: LiteMap<TileId, Time>,
}

impl DominantSpeaker {
    /// Looks at who is speaking now, out of those who are here.
    pub fn look(&mut self, here: impl Iterator<Item = (TileId, bool)>, now: Time) {
        let speaking: LiteMap<TileId, bool> = here.collect();
        if !self.holder.is_some_and(|holder| speaking.contains_key(&holder)) {
            self.holder = None;
        }
        self.since.retain(|tile, _| speaking.get(tile) == Some(&true));
        for (tile, _) in speaking.into_iter().filter(|(_, speaks)| *speaks) {
            self.since.entry(tile).or_insert(now);
        }
        let due = self.rivals().find(|(_, at)| *at <= now).map(|(tile, _)| tile);
        if let Some(tile) = due {
            self.holder = Some(tile);
            // From here on the others are measured against the new holder.
            self.since.iter_mut().filter(|(other, _)| **other != tile).for_each(|(_, since)| *since = now);
        }
    }

    /// Who has it; nobody before the first word.
    pub fn holder(&self) -> Option<TileId> {
        self.holder
    }

    /// When it may go to somebody else.
    pub fn deadline(&self) -> Option<Time> {
        self.rivals().fold(None, |soon, (_, at)| soonest(soon, Some(at)))
    }

    /// Those who speak and do not have it, with the moment at which they take it.
    fn rivals(&self) -> impl Iterator<Item = (TileId, Time)> {
        let wait = match self.holder {
            None => 0,
            Some(holder) if self.since.contains_key(&holder) => OUTLASTS_MS,
            Some(_) => TAKES_MS,
        };
        let others = self.since.iter().filter(|(tile, _)| self.holder != Some(**tile));
        others.map(move |(tile, since)| (*tile, *since + wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: TileId = TileId(1);
    const BEN: TileId = TileId(2);

    /// At each moment those named speak, out of Ada and Ben; says who has the floor in the end.
    fn after(moments: &[(u64, &[TileId])]) -> Option<TileId> {
        let mut floor = DominantSpeaker::default();
        for (at, speaking) in moments {
            floor.look([ADA, BEN].into_iter().map(|tile| (tile, speaking.contains(&tile))), Time(*at));
        }
        floor.holder()
    }

    #[test]
    fn the_first_word_takes_the_floor() {
        assert_eq!(after(&[(0, &[])]), None);
        assert_eq!(after(&[(0, &[BEN])]), Some(BEN));
        assert_eq!(after(&[(0, &[BEN]), (60_000, &[])]), Some(BEN), "and keeps it through silence");
    }

    #[test]
    fn a_cough_does_not_take_it_and_a_sentence_does() {
        assert_eq!(after(&[(0, &[ADA]), (100, &[BEN]), (1_099, &[BEN])]), Some(ADA));
        assert_eq!(after(&[(0, &[ADA]), (100, &[BEN]), (1_100, &[BEN])]), Some(BEN));
        assert_eq!(after(&[(0, &[ADA]), (100, &[BEN]), (600, &[]), (1_200, &[BEN])]), Some(ADA), "two coughs");
    }

    #[test]
    fn whoever_talks_into_somebodys_words_waits_longer() {
        assert_eq!(after(&[(0, &[ADA]), (100, &[ADA, BEN]), (4_099, &[ADA, BEN])]), Some(ADA));
        assert_eq!(after(&[(0, &[ADA]), (100, &[ADA, BEN]), (4_100, &[ADA, BEN])]), Some(BEN));
    }

    #[test]
    fn two_who_both_talk_do_not_flicker() {
        let mut floor = DominantSpeaker::default();
        let mut changes = 0;
        for now in (0..20_000).step_by(100) {
            let before = floor.holder();
            floor.look([(ADA, true), (BEN, true)].into_iter(), Time(now));
            changes += u32::from(floor.holder() != before);
        }
        assert_eq!(changes, 5, "the first word, and then once in four seconds");
    }

    #[test]
    fn whoever_goes_leaves_it_to_the_next() {
        let mut floor = DominantSpeaker::default();
        floor.look([(ADA, true), (BEN, false)].into_iter(), Time(0));
        floor.look([(BEN, false)].into_iter(), Time(10));
        assert_eq!(floor.holder(), None);
    }

    #[test]
    fn it_is_due_when_it_may_change_hands() {
        let mut floor = DominantSpeaker::default();
        floor.look([(ADA, true), (BEN, false)].into_iter(), Time(0));
        assert_eq!(floor.deadline(), None);
        floor.look([(ADA, false), (BEN, true)].into_iter(), Time(50));
        assert_eq!(floor.deadline(), Some(Time(1_050)));
    }
}
