//! Path statistics of one connection: whether packets are lost or queue up, and how narrow this path is by itself.

use crate::api::stats::Stats;
use crate::base::time::Time;

/// More of our packets lost than this is trouble, as a share.
const LOSS: f32 = 0.04;
/// A round trip of so many times the shortest one is trouble: packets wait in a queue.
const QUEUED: u32 = 2;
/// Shortest round trip that is doubled, milliseconds: below this, doubling is noise.
const NEAREST_MS: u32 = 25;
/// Figures older than this say nothing, milliseconds: hidden pages count every five seconds.
const FRESH_MS: u64 = 7_000;
/// As with the whole uplink: trouble lasts, calm lasts, and between two steps, milliseconds.
const TROUBLE_MS: u64 = 1_500;
const CALM_MS: u64 = 5_000;
const STEP_MS: u64 = 3_000;
/// A way that is in trouble gets so many percent of what was sent on it.
const DOWN_PERCENT: u32 = 85;
/// And so many percent more with each second of calm.
const UP_PERCENT: u64 = 8;
/// A ceiling above this, bits per second, is none.
const HIGHEST: u32 = 1_500_000;
/// No ceiling is lower than this, bits per second: the smallest picture and a little.
const LOWEST: u32 = 35_000;

/// One way.
#[derive(Debug, Default)]
pub struct PathStats {
    stats: Option<(Stats, Time)>,
    nearest: Option<u32>,
    /// Since when there is trouble.
    trouble: Option<Time>,
    /// When there was trouble last.
    troubled: Option<Time>,
    stepped: Option<Time>,
    ceiling: Option<u32>,
}

impl PathStats {
    /// Takes new figures. `alone`: trouble here is not the whole uplink's.
    pub fn take(&mut self, stats: Stats, alone: bool, now: Time) {
        let before = self.stats.replace((stats, now)).map(|(_, at)| at);
        let round_trip = stats.round_trip.filter(|ms| *ms > 0);
        self.nearest = self.nearest.into_iter().chain(round_trip).min();
        if !self.bad() {
            self.trouble = None;
            let calm = self.troubled.is_none_or(|at| now.since(at) >= CALM_MS);
            if let (true, Some(ceiling), Some(before)) = (calm, self.ceiling, before) {
                let more = u64::from(ceiling) * UP_PERCENT * now.since(before).min(FRESH_MS) / 100_000;
                self.ceiling = Some(ceiling.saturating_add(more as u32)).filter(|ceiling| *ceiling < HIGHEST);
            }
            return;
        }
        self.troubled = Some(now);
        let since = *self.trouble.get_or_insert(now);
        let due = now.since(since) >= TROUBLE_MS && self.stepped.is_none_or(|at| now.since(at) >= STEP_MS);
        if alone && due {
            let sent = (u64::from(stats.sent) * u64::from(DOWN_PERCENT) / 100) as u32;
            self.ceiling = Some(sent.min(self.ceiling.unwrap_or(HIGHEST)).max(LOWEST));
            self.stepped = Some(now);
        }
    }

    /// The figures, unless they are too old.
    pub fn fresh(&self, now: Time) -> Option<Stats> {
        self.stats.filter(|(_, at)| now.since(*at) < FRESH_MS).map(|(stats, _)| stats)
    }

    /// Whether packets are lost or queue up.
    pub fn bad(&self) -> bool {
        let Some((stats, _)) = self.stats else { return false };
        let far = self.nearest.unwrap_or(0).max(NEAREST_MS).saturating_mul(QUEUED);
        stats.loss > LOSS || stats.round_trip.is_some_and(|ms| ms > far)
    }

    /// This way is narrower than its share, bits per second.
    pub fn ceiling(&self) -> Option<u32> {
        self.ceiling
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(loss: f32, round_trip: u32) -> Stats {
        Stats { sent: 400_000, loss, round_trip: Some(round_trip), ..Stats::default() }
    }

    #[test]
    fn trouble_begins_beyond_four_percent_or_twice_the_shortest_way() {
        let cases = [(0.04, 80, false), (0.041, 80, true), (0.0, 160, false), (0.0, 161, true)];
        for (loss, round_trip, bad) in cases {
            let mut path = PathStats::default();
            path.take(figures(0.0, 80), false, Time(0));
            path.take(figures(loss, round_trip), false, Time(1_000));
            assert_eq!(path.bad(), bad, "{loss} lost, {round_trip} ms");
        }
    }

    #[test]
    fn a_doubled_millisecond_is_no_trouble() {
        let mut path = PathStats::default();
        path.take(figures(0.0, 1), false, Time(0));
        path.take(figures(0.0, 50), false, Time(1_000));
        assert!(!path.bad());
        path.take(figures(0.0, 51), false, Time(2_000));
        assert!(path.bad());
    }

    #[test]
    fn one_bad_way_becomes_narrower_by_itself_and_recovers() {
        let mut path = PathStats::default();
        for second in 0..3 {
            assert_eq!(path.ceiling(), None);
            path.take(figures(0.1, 50), true, Time(second * 1_000));
        }
        assert_eq!(path.ceiling(), Some(340_000));
        path.take(Stats { sent: 300_000, ..figures(0.1, 50) }, true, Time(3_000));
        assert_eq!(path.ceiling(), Some(340_000), "three seconds between steps");
        path.take(figures(0.0, 50), true, Time(4_000));
        path.take(figures(0.0, 50), true, Time(7_000));
        assert_eq!(path.ceiling(), Some(340_000), "calm has to last");
        path.take(figures(0.0, 50), true, Time(8_000));
        assert_eq!(path.ceiling(), Some(367_200));
        for second in 9..60 {
            path.take(figures(0.0, 50), true, Time(second * 1_000));
        }
        assert_eq!(path.ceiling(), None);
    }

    #[test]
    fn trouble_of_the_whole_uplink_sets_no_ceiling() {
        let mut path = PathStats::default();
        (0..9).for_each(|second| path.take(figures(0.1, 50), false, Time(second * 1_000)));
        assert_eq!(path.ceiling(), None);
    }

    #[test]
    fn old_figures_say_nothing() {
        let mut path = PathStats::default();
        path.take(figures(0.0, 50), false, Time(1_000));
        assert!(path.fresh(Time(7_999)).is_some() && path.fresh(Time(8_000)).is_none());
    }
}
