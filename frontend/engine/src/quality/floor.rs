//! Who has the floor: the order in which people spoke last, and who of them is to be looked at.

use crate::time::Time;
use plenum_shared::ids::PeerId;
use std::collections::BTreeMap;

/// Somebody counts as the one who speaks for so long after their last word, milliseconds.
const AFTER_MS: u64 = 5_000;
/// Whoever is looked at stays so through pauses of so long, milliseconds: a cough does not turn heads.
const HOLD_MS: u64 = 2_000;

/// When each person was heard last.
#[derive(Debug, Default)]
pub struct Floor {
    heard: BTreeMap<PeerId, Time>,
    looked_at: Option<PeerId>,
}

impl Floor {
    /// These people are being heard right now; of everybody else only those stay remembered who are in the room.
    pub fn hear(&mut self, speaking: &[PeerId], room: &[PeerId], now: Time) {
        self.heard.retain(|who, _| room.contains(who));
        for who in speaking {
            self.heard.insert(*who, now);
        }
    }

    /// Whom to look at among these: whoever began to speak last and lets nobody else in.
    pub fn look(&mut self, others: &[PeerId], now: Time) -> Option<PeerId> {
        let speaks = |who: &PeerId| self.heard.get(who).is_some_and(|heard| now.since(*heard) < HOLD_MS);
        let stays = self.looked_at.filter(|who| others.contains(who));
        if !stays.is_some_and(|who| speaks(&who)) {
            let newest = others.iter().filter(|who| speaks(who)).min_by_key(|who| self.rank(who));
            self.looked_at = newest.copied().or(stays).or_else(|| others.first().copied());
        }
        self.looked_at
    }

    /// How many of these spoke after somebody did, or would come first where nobody has spoken yet.
    pub fn place(&self, who: PeerId, among: &[PeerId]) -> usize {
        let own = self.rank(&who);
        among.iter().filter(|other| self.rank(other) < own).count()
    }

    /// Whether somebody speaks or did so a moment ago.
    pub fn speaks(&self, who: PeerId, now: Time) -> bool {
        self.heard.get(&who).is_some_and(|heard| now.since(*heard) < AFTER_MS)
    }

    /// When that changes by itself.
    pub fn deadline(&self, us: PeerId, now: Time) -> Option<Time> {
        self.heard.get(&us).map(|heard| *heard + AFTER_MS).filter(|at| *at > now)
    }

    /// Sorts the last speaker first; whoever never spoke comes by their id, which is the same on every page.
    fn rank(&self, who: &PeerId) -> (u64, PeerId) {
        (self.heard.get(who).map_or(u64::MAX, |heard| u64::MAX - 1 - heard.0.min(u64::MAX - 1)), *who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers<const N: usize>() -> [PeerId; N] {
        std::array::from_fn(|n| PeerId([n as u8; 32]))
    }

    #[test]
    fn the_last_speakers_come_first() {
        let room = peers::<8>();
        let mut floor = Floor::default();
        for (at, who) in [(10, 5), (20, 7), (30, 2), (40, 5)] {
            floor.hear(&[room[who]], &room, Time(at));
        }
        let mut order: Vec<usize> = (0..8).collect();
        order.sort_by_key(|who| floor.place(room[*who], &room));
        assert_eq!(order, [5, 2, 7, 0, 1, 3, 4, 6]);
    }

    #[test]
    fn a_cough_turns_no_heads() {
        let [ada, ben, cem] = peers();
        let room = [ada, ben, cem];
        let mut floor = Floor::default();
        assert_eq!(floor.look(&room, Time(0)), Some(ada), "somebody is looked at before anybody speaks");
        floor.hear(&[ben], &room, Time(1_000));
        assert_eq!(floor.look(&room, Time(1_000)), Some(ben));
        floor.hear(&[cem], &room, Time(2_500));
        assert_eq!(floor.look(&room, Time(2_500)), Some(ben), "Ben only draws breath");
        floor.hear(&[cem], &room, Time(3_000));
        assert_eq!(floor.look(&room, Time(3_000)), Some(cem));
        assert_eq!(floor.look(&room, Time(60_000)), Some(cem), "silence changes nothing");
        assert_eq!(floor.look(&[ada, ben], Time(60_000)), Some(ada), "whoever leaves is not looked at");
        assert_eq!(floor.look(&[], Time(60_000)), None);
    }

    #[test]
    fn the_speaker_keeps_their_share_for_five_seconds() {
        let [ada] = peers();
        let mut floor = Floor::default();
        floor.hear(&[ada], &[ada], Time(1_000));
        assert!(floor.speaks(ada, Time(5_999)) && !floor.speaks(ada, Time(6_000)));
        assert_eq!(floor.deadline(ada, Time(5_999)), Some(Time(6_000)));
        assert_eq!(floor.deadline(ada, Time(6_000)), None);
    }

    #[test]
    fn whoever_is_gone_is_forgotten() {
        let [ada, ben] = peers();
        let mut floor = Floor::default();
        floor.hear(&[ada, ben], &[ada, ben], Time(1));
        floor.hear(&[], &[ben], Time(2));
        assert_eq!(floor.heard.len(), 1);
    }
}
