//! Hysteresis of a picture's quality: down soon, up late, and never twice within a moment.

use super::ladder::Rung;
use crate::base::time::Time;

/// Trouble lasts this long before the picture gets worse, milliseconds.
const DOWN_MS: u64 = 1_500;
/// Calm lasts this long before it gets better, milliseconds.
const UP_MS: u64 = 5_000;
/// Between two steps, milliseconds.
const STEP_MS: u64 = 3_000;

/// Where the picture for one peer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hysteresis {
    rung: Rung,
    policy: Heading,
    stepped: Time,
}

/// Where it is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading {
    /// Nobody sees it.
    Off,
    /// It is where it should be.
    Level,
    /// It should be lower, since then.
    Down(Time),
    /// It should be higher, since then.
    Up(Time),
}

impl Hysteresis {
    /// Not seen yet; begins no higher than this.
    pub fn new(start: Rung) -> Hysteresis {
        Hysteresis { rung: start, policy: Heading::Off, stepped: Time(0) }
    }

    /// Goes towards the goal, and says where the picture is now; `None` if nobody sees it.
    pub fn steer(&mut self, goal: Option<Rung>, now: Time) -> Option<Rung> {
        let Some(goal) = goal else {
            self.policy = Heading::Off;
            return None;
        };
        if self.policy == Heading::Off {
            (self.rung, self.stepped) = (self.rung.min(goal), now);
        }
        self.turn_to(goal, now);
        if self.deadline().is_some_and(|due| due <= now) {
            self.rung = if goal < self.rung { goal } else { self.rung.next().min(goal) };
            self.stepped = now;
            self.turn_to(goal, now);
        }
        Some(self.rung)
    }

    fn turn_to(&mut self, goal: Rung, now: Time) {
        self.policy = match (goal.cmp(&self.rung), self.policy) {
            (std::cmp::Ordering::Equal, _) => Heading::Level,
            (std::cmp::Ordering::Less, Heading::Down(since)) => Heading::Down(since),
            (std::cmp::Ordering::Less, Heading::Off | Heading::Level | Heading::Up(_)) => Heading::Down(now),
            (std::cmp::Ordering::Greater, Heading::Up(since)) => Heading::Up(since),
            (std::cmp::Ordering::Greater, Heading::Off | Heading::Level | Heading::Down(_)) => Heading::Up(now),
        };
    }

    /// When the next step is due.
    pub fn deadline(&self) -> Option<Time> {
        let due = match self.policy {
            Heading::Off | Heading::Level => return None,
            Heading::Down(since) => since + DOWN_MS,
            Heading::Up(since) => since + UP_MS,
        };
        Some(due.max(self.stepped + STEP_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rungs a picture is seen on, each with its moment, while it is steered at every tenth of a second.
    fn seen(
        hysteresis: &mut Hysteresis,
        times: std::ops::Range<u64>,
        goal: impl Fn(u64) -> Option<Rung>,
    ) -> Vec<(u64, usize)> {
        let mut seen: Vec<(u64, usize)> = Vec::new();
        for now in times.step_by(100) {
            let Some(Rung(rung)) = hysteresis.steer(goal(now), Time(now)) else { continue };
            if seen.last().is_none_or(|(_, last)| *last != rung) {
                seen.push((now, rung));
            }
        }
        seen
    }

    #[test]
    fn a_picture_begins_low_and_gets_better_step_by_step() {
        let seen = seen(&mut Hysteresis::new(Rung::START), 0..20_000, |_| Some(Rung::STAGE));
        assert_eq!(seen, [(0, 7), (5_000, 8), (8_000, 9), (11_000, 10)]);
    }

    #[test]
    fn trouble_that_lasts_takes_it_down_at_once_to_where_it_fits() {
        let mut hysteresis = Hysteresis::new(Rung::START);
        let seen = seen(&mut hysteresis, 0..60_000, |now| Some(if now < 30_000 { Rung::STAGE } else { Rung::THUMB }));
        assert_eq!(seen[3..], [(11_000, 10), (31_500, 5)]);
    }

    #[test]
    fn trouble_that_passes_within_a_moment_changes_nothing() {
        let mut hysteresis = Hysteresis::new(Rung::START);
        let blip = |now| Some(if now % 2_000 < 1_400 { Rung::THUMB } else { Rung::START });
        assert_eq!(seen(&mut hysteresis, 1_400..60_000, blip), [(1_400, 7)]);
    }

    #[test]
    fn two_steps_are_three_seconds_apart_whatever_happens() {
        let mut hysteresis = Hysteresis::new(Rung::START);
        let seen =
            seen(&mut hysteresis, 0..90_000, |now| Some(if now % 9_000 < 6_500 { Rung::STAGE } else { Rung::THUMB }));
        assert!(seen.len() > 10 && seen.windows(2).all(|two| two[1].0 - two[0].0 >= 3_000), "{seen:?}");
    }

    #[test]
    fn what_nobody_sees_stops_at_once_and_comes_back_at_once_where_it_was() {
        let mut hysteresis = Hysteresis::new(Rung::START);
        seen(&mut hysteresis, 0..20_000, |_| Some(Rung::STAGE));
        assert_eq!(hysteresis.steer(None, Time(20_100)), None);
        assert_eq!(hysteresis.deadline(), None);
        assert_eq!(hysteresis.steer(Some(Rung::STAGE), Time(20_200)), Some(Rung::STAGE));
        hysteresis.steer(None, Time(20_300));
        assert_eq!(hysteresis.steer(Some(Rung::THUMB), Time(20_400)), Some(Rung::THUMB), "never above what fits");
    }
}
