//! CPU overuse: what is taken off our picture for one peer because this computer is too slow for it: first its rate, then its size.

use crate::api::sender_parameters::{Measure, Parameters};
use crate::api::stats::Limit;
use crate::base::time::Time;

/// Too slow for this long, milliseconds: a step down.
const LIMITED_MS: u64 = 10_000;
/// And fast enough for this long, milliseconds: a step up. Long, since what is taken off is why it is fast enough.
const CALM_MS: u64 = 60_000;
/// What is left at each step: pictures per second and pixels of the shorter side, at most.
const LEFT: [(u8, u16); 5] = [(u8::MAX, u16::MAX), (15, u16::MAX), (10, u16::MAX), (10, 360), (10, 180)];

/// How the CPU limits a sender of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CpuOveruse {
    step: usize,
    /// Whether the last figures said so, and since when they all do.
    limited: Option<(bool, Time)>,
}

impl CpuOveruse {
    /// What the browser says holds this sender back.
    pub fn take(&mut self, limit: Limit, now: Time) {
        let slow = match limit {
            Limit::Cpu => true,
            Limit::None | Limit::Bandwidth => false,
        };
        let since = self.limited.filter(|(before, _)| *before == slow).map_or(now, |(_, since)| since);
        self.limited = Some((slow, since));
        let lasts = now.since(since);
        let step = match slow {
            true if lasts >= LIMITED_MS => (self.step + 1).min(LEFT.len() - 1),
            false if lasts >= CALM_MS => self.step.saturating_sub(1),
            true | false => return,
        };
        // The next step takes as long again.
        (self.step, self.limited) = (step, Some((slow, now)));
    }

    /// What is left of these.
    pub fn ease(&self, parameters: Parameters) -> Parameters {
        let (rate, lines) = LEFT[self.step.min(LEFT.len() - 1)];
        let left = |size: Measure| Measure { lines: size.lines.min(lines), rate: size.rate.min(rate) };
        Parameters { picture: parameters.picture.map(left), ..parameters }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEST: Parameters =
        Parameters { active: true, bitrate: 1_200_000, picture: Some(Measure { lines: 720, rate: 30 }) };

    /// Each change of the picture, while the browser tells once a second what holds it back.
    fn eased(seconds: u64, limit: impl Fn(u64) -> Limit) -> Vec<(u64, u16, u8)> {
        let mut overuse = CpuOveruse::default();
        let mut seen: Vec<(u64, u16, u8)> = Vec::new();
        for second in 0..seconds {
            overuse.take(limit(second), Time(second * 1_000));
            let left = overuse.ease(BEST).picture.map_or((0, 0), |size| (size.lines, size.rate));
            if seen.last().is_none_or(|(_, lines, rate)| (*lines, *rate) != left) {
                seen.push((second, left.0, left.1));
            }
        }
        seen
    }

    #[test]
    fn a_slow_computer_sends_fewer_pictures_and_then_smaller_ones() {
        let steps = [(0, 720, 30), (10, 720, 15), (20, 720, 10), (30, 360, 10), (40, 180, 10)];
        assert_eq!(eased(300, |_| Limit::Cpu), steps);
    }

    #[test]
    fn what_does_not_last_or_is_the_networks_fault_changes_nothing() {
        let now_and_then = |second| if second % 10 == 9 { Limit::None } else { Limit::Cpu };
        assert_eq!(eased(300, now_and_then), [(0, 720, 30)]);
        assert_eq!(eased(300, |_| Limit::Bandwidth), [(0, 720, 30)]);
    }

    #[test]
    fn after_a_minute_of_calm_it_gets_better_step_by_step() {
        let seen = eased(200, |second| if second < 25 { Limit::Cpu } else { Limit::None });
        assert_eq!(seen[2..], [(20, 720, 10), (85, 720, 15), (145, 720, 30)]);
    }

    #[test]
    fn a_smaller_picture_and_sound_stay_as_they_are() {
        let mut overuse = CpuOveruse::default();
        (0..60).for_each(|second| overuse.take(Limit::Cpu, Time(second * 1_000)));
        let thumb = Parameters { picture: Some(Measure { lines: 180, rate: 8 }), ..BEST };
        let sound = Parameters { picture: None, ..BEST };
        assert_eq!((overuse.ease(thumb), overuse.ease(sound)), (thumb, sound));
    }
}
