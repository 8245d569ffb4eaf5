//! The grade of one connection: good, fair or poor, debounced so that it does not flicker.

use crate::api::stats::Stats;
use crate::api::view::Grade;
use crate::base::time::Time;

/// More packets lost than this are heard as gaps now and then, as a share: the same as for our uplink (`bandwidth/path_stats.rs`).
const LOSS_FAIR: f32 = 0.04;
/// And beyond this words are lost: Opus mends no more (RFC 6716 §2.1.7).
const LOSS_POOR: f32 = 0.12;
/// A round trip from which people begin to talk at the same time, milliseconds (ITU-T G.114: 150 ms one way).
const DELAY_FAIR_MS: u32 = 300;
/// And from which no conversation is possible, milliseconds (the same: 400 ms one way).
const DELAY_POOR_MS: u32 = 800;
/// Trouble lasts this long before it is shown, milliseconds.
const DOWN_MS: u64 = 1_500;
/// Calm lasts this long before it is believed, milliseconds.
const UP_MS: u64 = 5_000;

/// What a second's figures say by themselves. `heartbeats`: theirs come; `voice`: so does their sound, as far as it should.
pub fn grade(stats: Option<Stats>, heartbeats: bool, voice: bool) -> Grade {
    let (lost, delay) = match stats {
        Some(stats) => (stats.loss.max(stats.missed), stats.round_trip.unwrap_or(0)),
        None => (0.0, 0),
    };
    if !heartbeats || !voice || lost > LOSS_POOR || delay > DELAY_POOR_MS {
        Grade::Poor
    } else if lost > LOSS_FAIR || delay > DELAY_FAIR_MS {
        Grade::Fair
    } else {
        Grade::Good
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebouncedGrade {
    shown: Grade,
    trend: Trend,
}

/// What the figures say against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trend {
    /// Nothing.
    Level,
    /// It is worse, since then.
    Down(Time),
    /// It is better, since then.
    Up(Time),
}

impl Default for DebouncedGrade {
    fn default() -> DebouncedGrade {
        DebouncedGrade { shown: Grade::Good, trend: Trend::Level }
    }
}

impl DebouncedGrade {
    /// What is shown.
    pub fn shown(&self) -> Grade {
        self.shown
    }

    /// Weighs what the figures say now. To be asked a few times a second, as heartbeats make sure.
    pub fn weigh(&mut self, grade: Grade, now: Time) {
        self.trend = match (grade.cmp(&self.shown), self.trend) {
            (std::cmp::Ordering::Equal, _) => Trend::Level,
            (std::cmp::Ordering::Less, Trend::Down(since)) => Trend::Down(since),
            (std::cmp::Ordering::Less, Trend::Level | Trend::Up(_)) => Trend::Down(now),
            (std::cmp::Ordering::Greater, Trend::Up(since)) => Trend::Up(since),
            (std::cmp::Ordering::Greater, Trend::Level | Trend::Down(_)) => Trend::Up(now),
        };
        let due = match self.trend {
            Trend::Level => false,
            Trend::Down(since) => now.since(since) >= DOWN_MS,
            Trend::Up(since) => now.since(since) >= UP_MS,
        };
        if due {
            *self = DebouncedGrade { shown: grade, trend: Trend::Level };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(loss: f32, missed: f32, round_trip: u32) -> Option<Stats> {
        Some(Stats { loss, missed, round_trip: Some(round_trip), ..Stats::default() })
    }

    #[test]
    fn losses_either_way_and_delay_make_the_grade() {
        let cases = [
            (0.04, 0.0, 300, Grade::Good),
            (0.041, 0.0, 20, Grade::Fair),
            (0.0, 0.041, 20, Grade::Fair),
            (0.0, 0.0, 301, Grade::Fair),
            (0.12, 0.12, 800, Grade::Fair),
            (0.0, 0.121, 20, Grade::Poor),
            (0.0, 0.0, 801, Grade::Poor),
            (f32::NAN, f32::NAN, 0, Grade::Good),
        ];
        for (loss, missed, delay, expected) in cases {
            assert_eq!(grade(figures(loss, missed, delay), true, true), expected, "{loss} {missed} {delay}");
        }
        assert_eq!(grade(None, true, true), Grade::Good, "not measured yet");
        assert_eq!(grade(figures(0.0, 0.0, 1), false, true), Grade::Poor);
        assert_eq!(grade(figures(0.0, 0.0, 1), true, false), Grade::Poor);
    }

    /// What is shown at each change, while the figures are weighed every tenth of a second.
    fn shown(until: u64, grade: impl Fn(u64) -> Grade) -> Vec<(u64, Grade)> {
        let mut debounced = DebouncedGrade::default();
        let mut shown = vec![(0, debounced.shown())];
        for now in (0..until).step_by(100) {
            debounced.weigh(grade(now), Time(now));
            if shown.last().is_some_and(|(_, last)| *last != debounced.shown()) {
                shown.push((now, debounced.shown()));
            }
        }
        shown
    }

    #[test]
    fn it_falls_after_a_second_and_a_half_and_rises_after_five_of_calm() {
        let poor = |now| if (1_000..4_000).contains(&now) { Grade::Poor } else { Grade::Good };
        assert_eq!(shown(30_000, poor), [(0, Grade::Good), (2_500, Grade::Poor), (9_000, Grade::Good)]);
    }

    #[test]
    fn what_passes_within_a_moment_is_not_shown() {
        let blip = |now: u64| if now % 4_000 < 1_400 { Grade::Poor } else { Grade::Good };
        assert_eq!(shown(60_000, blip), [(0, Grade::Good)]);
        let breath = |now: u64| if now % 6_000 < 1_600 { Grade::Poor } else { Grade::Good };
        assert_eq!(shown(60_000, breath).len(), 2, "and calm that does not last is none");
    }
}
