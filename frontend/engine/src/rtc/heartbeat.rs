//! Heartbeats of one peer and the pauses between them: since when they are silent, and how long a silence is nothing unusual with them.

use crate::base::time::Time;

/// Taken for the longest pause until heartbeats have told better: hidden pages send one this often, milliseconds.
const FIRST_MS: u64 = 500;
/// So many pauses between heartbeats tell better: then the longest of them counts.
const ENOUGH: u8 = 10;
/// A longer pause than this is trouble and not their way, and makes nobody more patient, milliseconds.
const TROUBLE_MS: u64 = 600;
/// The longest pause is forgotten by one part in so many of the time that passes.
const FADES: u64 = 16;
/// After a pause as long as this heartbeats have to come again for [`CALM_MS`] until all is well, milliseconds.
const BREAK_MS: u64 = 1_000;
/// See [`BREAK_MS`], milliseconds.
const CALM_MS: u64 = 500;

/// How heartbeats come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeats {
    last: Time,
    longest: u64,
    early: Early,
    /// Since when they have come without a break.
    calm: Time,
}

/// The first heartbeats of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Early {
    /// None was heard: what passes until the first is no pause of theirs.
    Unheard,
    /// So many pauses were heard, the longest of them so long, milliseconds.
    Hearing { pauses: u8, longest: u64 },
    /// Enough were heard.
    Known,
}

impl Heartbeats {
    /// Begins to listen.
    pub fn new(now: Time) -> Heartbeats {
        Heartbeats { last: now, longest: FIRST_MS, early: Early::Unheard, calm: now }
    }

    /// One has come.
    pub fn heartbeat(&mut self, now: Time) {
        let pause = now.since(self.last);
        self.longest = pause.min(TROUBLE_MS).max(self.longest.saturating_sub(pause / FADES));
        self.early = match self.early {
            Early::Unheard => Early::Hearing { pauses: 0, longest: 0 },
            Early::Hearing { pauses, longest } if pauses + 1 < ENOUGH => {
                Early::Hearing { pauses: pauses + 1, longest: longest.max(pause.min(TROUBLE_MS)) }
            }
            Early::Hearing { longest, .. } => {
                self.longest = longest.max(pause.min(TROUBLE_MS));
                Early::Known
            }
            Early::Known => Early::Known,
        };
        if pause >= BREAK_MS {
            self.calm = now;
        }
        self.last = now;
    }

    /// When silence becomes a sign: two and a half of the longest pauses, but `at_least` so many milliseconds. What
    /// passed before `awake` does not count: a page that slept has heard nothing.
    pub fn silent_at(&self, at_least: u64, awake: Time) -> Time {
        self.last.max(awake) + at_least.max(self.longest * 5 / 2)
    }

    /// When it becomes one if nobody else is heard either: one and a half of the longest pauses are enough then.
    pub fn silent_with_others_at(&self, at_least: u64, awake: Time) -> Time {
        self.last.max(awake) + at_least.max(self.longest * 3 / 2)
    }

    /// Whether one has come since then.
    pub fn heard_since(&self, then: Time) -> bool {
        self.last > then
    }

    /// Whether heartbeats come again, and have for a while.
    pub fn calm(&self, now: Time) -> bool {
        now.since(self.calm) >= CALM_MS && now.since(self.last) < BREAK_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(pauses: &[u64]) -> (Heartbeats, Time) {
        let mut now = Time(0);
        let mut heartbeats = Heartbeats::new(now);
        for pause in pauses {
            now = now + *pause;
            heartbeats.heartbeat(now);
        }
        (heartbeats, now)
    }

    #[test]
    fn steady_heartbeats_make_a_short_silence_a_sign() {
        let (heartbeats, now) = after(&[100; 80]);
        assert_eq!(heartbeats.silent_at(350, Time(0)), now + 350);
        assert_eq!(heartbeats.silent_at(1_000, Time(0)), now + 1_000);
    }

    #[test]
    fn a_second_of_steady_heartbeats_is_enough_to_know_them() {
        let (heartbeats, now) = after(&[800, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]);
        assert_eq!(heartbeats.silent_at(350, Time(0)), now + 350);
        let (heartbeats, now) = after(&[100; 10]);
        assert!(heartbeats.silent_at(350, Time(0)) > now + 1_000, "one heartbeat less is not");
        let (heartbeats, now) = after(&[500; 20]);
        assert_eq!(heartbeats.silent_at(350, Time(0)), now + 1_250, "a hidden page is waited for");
    }

    #[test]
    fn unsteady_heartbeats_are_waited_for_longer_but_trouble_is_no_interval() {
        let (heartbeats, now) = after(&[100, 100, 400, 100]);
        assert!(heartbeats.silent_at(350, Time(0)) > now + 900);
        let (heartbeats, now) = after(&[100, 20_000]);
        assert_eq!(heartbeats.silent_at(350, Time(0)), now + 1_500);
    }

    #[test]
    fn less_silence_is_enough_if_nobody_else_is_heard_either() {
        let (heartbeats, now) = after(&[100; 80]);
        assert_eq!(heartbeats.silent_with_others_at(350, Time(0)), now + 350);
        let (heartbeats, now) = after(&[500; 20]);
        assert_eq!(heartbeats.silent_with_others_at(350, Time(0)), now + 750);
        assert_eq!(heartbeats.silent_with_others_at(350, now + 5_000), now + 5_750);
    }

    #[test]
    fn what_a_page_slept_through_is_no_silence() {
        let (heartbeats, now) = after(&[100; 80]);
        assert_eq!(heartbeats.silent_at(1_000, now + 5_000), now + 6_000);
    }

    #[test]
    fn after_a_break_one_heartbeat_is_no_calm() {
        let (heartbeats, now) = after(&[100, 100, 2_000]);
        assert!(!heartbeats.calm(now));
        let (heartbeats, now) = after(&[100, 100, 2_000, 100, 100, 100, 100, 100]);
        assert!(heartbeats.calm(now));
        assert!(!heartbeats.calm(now + 1_000), "and silence is none either");
    }
}
