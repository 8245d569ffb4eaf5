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
    dominant: Option<TileId>,
    since: LiteMap<TileId, Time>,
}

impl DominantSpeaker {
    /// Looks at who is speaking now, out of those who are here.
    pub fn look(&mut self, here: impl Iterator<Item = (TileId, bool)>, now: Time) {
        let speaking: LiteMap<TileId, bool> = here.collect();
        if !self.dominant.is_some_and(|dominant| speaking.contains_key(&dominant)) {
            self.dominant = None;
        }
        self.since.retain(|tile, _| speaking.get(tile) == Some(&true));
        for (tile, _) in speaking.into_iter().filter(|(_, speaks)| *speaks) {
            self.since.entry(tile).or_insert(now);
        }
        let due = self.rivals().find(|(_, at)| *at <= now).map(|(tile, _)| tile);
        if let Some(tile) = due {
            self.dominant = Some(tile);
            // From here on the others are measured against the new one.
            self.since.iter_mut().filter(|(other, _)| **other != tile).for_each(|(_, since)| *since = now);
        }
    }

    /// Whose tile it is; `None` before anybody has spoken.
    pub fn tile(&self) -> Option<TileId> {
        self.dominant
    }

    /// When somebody else may become it.
    pub fn deadline(&self) -> Option<Time> {
        self.rivals().fold(None, |soon, (_, at)| soonest(soon, Some(at)))
    }

    /// Those who speak beside the dominant speaker, with the moment at which they take over.
    fn rivals(&self) -> impl Iterator<Item = (TileId, Time)> {
        let wait = match self.dominant {
            None => 0,
            Some(dominant) if self.since.contains_key(&dominant) => OUTLASTS_MS,
            Some(_) => TAKES_MS,
        };
        let others = self.since.iter().filter(|(tile, _)| self.dominant != Some(**tile));
        others.map(move |(tile, since)| (*tile, *since + wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: TileId = TileId(1);
    const BEN: TileId = TileId(2);

    /// At each moment those named speak, out of Ada and Ben; says who is the dominant speaker in the end.
    fn after(moments: &[(u64, &[TileId])]) -> Option<TileId> {
        let mut speaker = DominantSpeaker::default();
        for (at, speaking) in moments {
            speaker.look([ADA, BEN].into_iter().map(|tile| (tile, speaking.contains(&tile))), Time(*at));
        }
        speaker.tile()
    }

    #[test]
    fn the_first_to_speak_is_the_dominant_speaker() {
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
        let mut speaker = DominantSpeaker::default();
        let mut changes = 0;
        for now in (0..20_000).step_by(100) {
            let before = speaker.tile();
            speaker.look([(ADA, true), (BEN, true)].into_iter(), Time(now));
            changes += u32::from(speaker.tile() != before);
        }
        assert_eq!(changes, 5, "the first word, and then once in four seconds");
    }

    #[test]
    fn whoever_goes_leaves_it_to_the_next() {
        let mut speaker = DominantSpeaker::default();
        speaker.look([(ADA, true), (BEN, false)].into_iter(), Time(0));
        speaker.look([(BEN, false)].into_iter(), Time(10));
        assert_eq!(speaker.tile(), None);
    }

    #[test]
    fn it_is_due_when_it_may_change_hands() {
        let mut speaker = DominantSpeaker::default();
        speaker.look([(ADA, true), (BEN, false)].into_iter(), Time(0));
        assert_eq!(speaker.deadline(), None);
        speaker.look([(ADA, false), (BEN, true)].into_iter(), Time(50));
        assert_eq!(speaker.deadline(), Some(Time(1_050)));
    }
}
