//! The room's clock: what most devices agree about, and how far it is ahead of this one's.
//!
//! Records carry the room's time, and the page shows by it how long something has taken: so a device whose clock is wrong by
//! minutes neither shows others' turns as too long, nor makes its own too long for everybody else. Own records carry it too,
//! since what a turn or an item took is a difference of two records, which may be of two devices, and is the same for all.
//!
//! The median: as long as most clocks are right, nobody who lies moves it beyond those of the honest.

use crate::base::time::Time;

/// What nobody notices, milliseconds: by less the room's clock is not put right.
const UNFELT_MS: u64 = 1_000;
/// Two clocks meet in the middle, for nobody can tell which is right; but not if they are further apart, milliseconds: a whole hour
/// is a device in another zone, a day is a lie.
const APART_MS: u64 = 10 * 60_000;
/// As many clocks make a majority.
const MAJORITY: usize = 3;
/// So long a majority is believed after it has left, milliseconds: somebody may load their page anew.
const KEEP_MS: u64 = 60_000;
/// Clocks that count at most: a room holds 50.
const CLOCKS: usize = 256;

/// The room's clock.
#[derive(Default)]
pub struct Offsets {
    ahead_ms: i64,
    /// From how many clocks that follows, at most [`MAJORITY`] …
    from: usize,
    /// … and since when there are fewer.
    fewer: Option<Time>,
}

impl Offsets {
    /// How far it is ahead of ours, milliseconds.
    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms
    }

    /// A time of ours as the room has it.
    pub fn room(&self, ours: Time) -> Time {
        Time(ours.0.saturating_add_signed(self.ahead_ms))
    }

    /// Follows the clocks of those who are here, by how far each is ahead of ours.
    pub fn follow(&mut self, others: impl Iterator<Item = i64>, now: Time) {
        let mut clocks: Vec<i64> = others.take(CLOCKS).chain([0]).collect();
        let from = clocks.len().min(MAJORITY);
        if from < self.from && now.since(*self.fewer.get_or_insert(now)) < KEEP_MS {
            return;
        }
        (self.from, self.fewer) = (from, None);
        clocks.sort_unstable();
        let ahead = Some(median(&clocks)).filter(|ahead| ahead.unsigned_abs() >= UNFELT_MS).unwrap_or_default();
        if ahead == 0 || ahead.abs_diff(self.ahead_ms) >= UNFELT_MS {
            self.ahead_ms = ahead;
        }
    }

    /// When a majority that has left is not believed any more.
    pub fn deadline(&self) -> Option<Time> {
        self.fewer.map(|since| since + KEEP_MS)
    }
}

/// The median of clocks in their order, ours at 0 among them.
fn median(clocks: &[i64]) -> i64 {
    let (low, high) = (clocks[(clocks.len() - 1) / 2], clocks[clocks.len() / 2]);
    if low.abs_diff(high) <= APART_MS { low.midpoint(high) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3_600_000;

    fn ahead(others: &[i64]) -> i64 {
        let mut offsets = Offsets::default();
        offsets.follow(others.iter().copied(), Time(1));
        offsets.ahead_ms()
    }

    #[test]
    fn most_are_right_and_two_meet_in_the_middle() {
        assert_eq!(ahead(&[]), 0);
        assert_eq!([ahead(&[180_000, 0]), ahead(&[-180_000, -180_000])], [0, -180_000]);
        assert_eq!([ahead(&[180_000]), ahead(&[-180_000])], [90_000, -90_000]);
        assert_eq!(ahead(&[3_600_000]), 0, "two of which one is in another zone keep their own");
        assert_eq!([ahead(&[999, 999]), ahead(&[1_000, 1_000])], [0, 1_000]);
        assert_eq!([DAY, -DAY].map(|lie| ahead(&[-300, 200, lie])), [0, 0]);
        // A device that is ahead of two honest ones: a lie moves it as far as one of the honest is.
        assert_eq!([DAY, -DAY].map(|lie| ahead(&[-180_000, -181_000, lie])), [-90_000, -180_500]);
    }

    #[test]
    fn a_majority_is_believed_a_while_after_it_has_left() {
        let mut offsets = Offsets::default();
        offsets.follow([-180_000, -180_000].into_iter(), Time(1));
        offsets.follow([-180_000].into_iter(), Time(10));
        assert_eq!((offsets.ahead_ms(), offsets.deadline()), (-180_000, Some(Time(10 + KEEP_MS))));
        offsets.follow([-180_000].into_iter(), Time(9 + KEEP_MS));
        assert_eq!(offsets.ahead_ms(), -180_000);
        offsets.follow([-180_000].into_iter(), Time(10 + KEEP_MS));
        assert_eq!((offsets.ahead_ms(), offsets.deadline()), (-90_000, None));
    }
}
