//! History of one connection: its last minute, one figure a second.

use crate::api::stats::Stats;
use crate::api::view::Sample;
use crate::base::time::Time;
use std::collections::VecDeque;

/// How far back a history goes, seconds.
pub const SECONDS: usize = 60;
/// Figures hold for all the time since the ones before, but no longer than this, seconds: hidden pages count every five.
const HOLD: u64 = 7;
/// So many of the last seconds may be without figures though all is well: they are told a little late, seconds.
const LATE: u64 = 2;

/// The last minute. It goes on while nobody looks, so that whoever does sees what just happened.
#[derive(Debug, Default)]
pub struct StatsHistory {
    /// Oldest first; nothing where no figures came.
    samples: VecDeque<Option<Sample>>,
    /// The second after the newest of them.
    next: u64,
}

impl StatsHistory {
    /// Takes figures for the time since the ones before.
    pub fn take(&mut self, stats: &Stats, now: Time) {
        let sample = Sample {
            sent: stats.sent,
            received: stats.received,
            delay: stats.round_trip,
            lost: percent(stats.loss.max(stats.missed)),
        };
        let second = now.0 / 1_000;
        if self.samples.is_empty() {
            self.next = second;
        }
        if second < self.next {
            // Two in one second: the newer says more.
            self.samples.pop_back();
            self.next -= 1;
        }
        let silent = (second - self.next + 1).saturating_sub(HOLD);
        for gone in 0..(second + 1 - self.next).min(SECONDS as u64 + HOLD) {
            self.push((gone >= silent).then_some(sample));
        }
        self.next = second + 1;
    }

    fn push(&mut self, sample: Option<Sample>) {
        if self.samples.len() >= SECONDS {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
    }

    /// The last minute up to now, oldest first; what came before the first figures is not there at all.
    pub fn view(&self, now: Time) -> Vec<Option<Sample>> {
        let since = (now.0 / 1_000 + 1).saturating_sub(self.next);
        let silent = if since > LATE { since.min(SECONDS as u64) as usize } else { 0 };
        let known = self.samples.len().min(SECONDS - silent);
        let kept = self.samples.iter().copied().skip(self.samples.len() - known);
        kept.chain(std::iter::repeat_n(None, silent)).collect()
    }
}

/// A share in whole percent; what is no number is nothing.
pub fn percent(share: f32) -> u8 {
    // A cast from a float ends at the limits of the whole number, and makes nothing of what is none.
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(history: &StatsHistory, now: u64) -> Vec<Option<u32>> {
        history.view(Time(now)).iter().map(|sample| sample.map(|sample| sample.sent)).collect()
    }

    fn take(history: &mut StatsHistory, sent: u32, now: u64) {
        history.take(&Stats { sent, ..Stats::default() }, Time(now));
    }

    #[test]
    fn a_figure_a_second_for_a_minute() {
        let mut history = StatsHistory::default();
        assert_eq!(sent(&history, 0), []);
        (0..70).for_each(|second| take(&mut history, second, u64::from(second) * 1_000 + 300));
        assert_eq!(sent(&history, 69_400), (10..70).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn figures_hold_for_the_time_since_the_ones_before() {
        let mut history = StatsHistory::default();
        for (figure, now) in [(1, 1_000), (2, 2_200), (3, 4_100), (4, 9_100), (5, 9_900)] {
            take(&mut history, figure, now);
        }
        assert_eq!(sent(&history, 10_100), [1, 2, 3, 3, 4, 4, 4, 4, 5].map(Some));
    }

    #[test]
    fn where_nothing_came_there_is_nothing() {
        let mut history = StatsHistory::default();
        take(&mut history, 1, 1_000);
        take(&mut history, 2, 12_000);
        let mut expected = vec![Some(1), None, None, None, None];
        expected.extend([Some(2); 7]);
        assert_eq!(sent(&history, 12_500), expected);
        expected.extend([None; 3]);
        assert_eq!(sent(&history, 15_000), expected, "and nothing more comes");
        assert_eq!(sent(&history, 600_000), [None; SECONDS]);
        take(&mut history, 3, 900_000);
        assert_eq!(sent(&history, 900_000).len(), SECONDS);
    }

    #[test]
    fn nonsense_is_no_percentage() {
        assert_eq!([0.004, 0.016, 1.0, 7.0, -1.0, f32::NAN].map(percent), [0, 2, 100, 100, 0, 0]);
    }
}
