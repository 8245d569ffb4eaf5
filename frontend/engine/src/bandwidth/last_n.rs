//! Last-N, in the order in which people spoke last: where not all can send, the last speakers do.

use crate::base::time::Time;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// Somebody counts as the one who speaks for so long after their last word, milliseconds.
const AFTER_MS: u64 = 5_000;

/// When each person was heard last.
#[derive(Debug, Default)]
pub struct LastN {
    heard: LiteMap<PeerId, Time>,
}

impl LastN {
    /// These people are being heard right now; of everybody else only those stay remembered who are in the room.
    pub fn hear(&mut self, speaking: &[PeerId], room: &[PeerId], now: Time) {
        self.heard.retain(|who, _| room.contains(who));
        for who in speaking {
            self.heard.insert(*who, now);
        }
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
        let mut order = LastN::default();
        for (at, who) in [(10, 5), (20, 7), (30, 2), (40, 5)] {
            order.hear(&[room[who]], &room, Time(at));
        }
        let mut places: Vec<usize> = (0..8).collect();
        places.sort_by_key(|who| order.place(room[*who], &room));
        assert_eq!(places, [5, 2, 7, 0, 1, 3, 4, 6]);
    }

    #[test]
    fn the_speaker_keeps_their_share_for_five_seconds() {
        let [ada] = peers();
        let mut order = LastN::default();
        order.hear(&[ada], &[ada], Time(1_000));
        assert!(order.speaks(ada, Time(5_999)) && !order.speaks(ada, Time(6_000)));
        assert_eq!(order.deadline(ada, Time(5_999)), Some(Time(6_000)));
        assert_eq!(order.deadline(ada, Time(6_000)), None);
    }

    #[test]
    fn whoever_is_gone_is_forgotten() {
        let [ada, ben] = peers();
        let mut order = LastN::default();
        order.hear(&[ada, ben], &[ada, ben], Time(1));
        order.hear(&[], &[ben], Time(2));
        assert_eq!(order.heard.len(), 1);
    }
}
