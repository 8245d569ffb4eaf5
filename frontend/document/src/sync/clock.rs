//! How far a peer's clock is ahead of ours: asked and answered as by the Network Time Protocol (RFC 5905), with one way back.
//!
//! The time of a record says nothing of it: a record may have waited anywhere before it came. Whoever asks knows how long the
//! answer took, and so how far it can be wrong.
//!
//! Invariant: asked, told and measured is the time as a device has it, never the room's: so no measurement depends on
//! another, and two pages that move towards each other do not chase each other.

use crate::base::time::Time;

/// An answer that took longer, milliseconds, is no measurement: it can be wrong by half of that.
pub const ANSWER_MS: u64 = 2_000;
/// Without a measurement it is asked again after so long, milliseconds …
const AGAIN_MS: u64 = 5_000;
/// … so often, which is longer than a document takes to load; …
const TRIES: u8 = 6;
/// … and then as after a measurement: clocks are put right while people meet.
const LATER_MS: u64 = 5 * 60_000;
/// No clock is further off, milliseconds: a day.
pub const FURTHEST_MS: u64 = 24 * 3_600_000;

/// A peer's clock.
#[derive(Default)]
pub struct Clock {
    /// It waits for our time, and asked at this time of its own.
    owes: Option<u64>,
    /// It was asked then, and has not answered.
    asked: Option<Time>,
    /// When it was last asked, and how often in vain.
    last: Option<(Time, u8)>,
    ahead_ms: Option<i64>,
}

impl Clock {
    /// It has asked for our time.
    pub fn owe(&mut self, asked_ms: u64) {
        self.owes = Some(asked_ms);
    }

    /// What is to be sent now: an answer with our time, or a question without.
    pub fn next(&mut self, now: Time) -> Option<(u64, Option<u64>)> {
        if let Some(asked_ms) = self.owes.take() {
            return Some((asked_ms, Some(now.0)));
        }
        // A clock that was put back must not wait until it is there again.
        let due = self.last.is_none_or(|(at, _)| now < at || self.ask_again().is_some_and(|due| due <= now));
        due.then(|| {
            let tries = self.last.map_or(0, |(_, tries)| tries);
            self.last = Some((now, tries.saturating_add(1)));
            self.asked = Some(now);
            (now.0, None)
        })
    }

    /// It says what its time was when our question came.
    pub fn hear(&mut self, asked_ms: u64, told_ms: u64, now: Time) {
        let Some(asked) = self.asked.take_if(|asked| asked.0 == asked_ms) else { return };
        let took = now.since(asked);
        if now < asked || took > ANSWER_MS {
            return;
        }
        let ours = asked.0 + took / 2;
        let off = i64::try_from(told_ms.abs_diff(ours).min(FURTHEST_MS)).unwrap_or_default();
        self.ahead_ms = Some(if told_ms < ours { -off } else { off });
        self.last = Some((asked, 0));
    }

    /// What was sent may be lost.
    pub fn resynchronise(&mut self) {
        (self.owes, self.asked, self.last) = (None, None, None);
    }

    /// When it is asked again.
    pub fn ask_again(&self) -> Option<Time> {
        self.last.map(|(at, tries)| at + if (1..TRIES).contains(&tries) { AGAIN_MS } else { LATER_MS })
    }

    /// How far it is ahead of ours, milliseconds, if that is known.
    pub fn ahead_ms(&self) -> Option<i64> {
        self.ahead_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_800_000_000_000);

    /// A clock that was asked now.
    fn asked() -> Clock {
        let mut clock = Clock::default();
        assert_eq!(clock.next(NOW), Some((NOW.0, None)));
        clock
    }

    #[test]
    fn half_of_the_way_there_and_back_is_counted() {
        let mut clock = asked();
        clock.hear(NOW.0, NOW.0 + 180_000, NOW + 400);
        assert_eq!(clock.ahead_ms(), Some(179_800));
    }

    #[test]
    fn an_answer_that_took_too_long_or_answers_nothing_measures_nothing() {
        for (echo, came) in [(NOW.0, NOW + ANSWER_MS + 1), (NOW.0, Time(NOW.0 - 1)), (NOW.0 + 1, NOW)] {
            let mut clock = asked();
            clock.hear(echo, NOW.0 + 5_000, came);
            assert_eq!(clock.ahead_ms(), None);
        }
        let mut clock = asked();
        clock.hear(NOW.0, NOW.0 + 5_000, NOW);
        clock.hear(NOW.0, NOW.0 + 9_000, NOW);
        assert_eq!(clock.ahead_ms(), Some(5_000), "one answer to one question");
    }

    #[test]
    fn nobody_is_further_off_than_a_day() {
        for (told, ahead) in [(u64::MAX, FURTHEST_MS as i64), (0, -(FURTHEST_MS as i64))] {
            let mut clock = asked();
            clock.hear(NOW.0, told, NOW);
            assert_eq!(clock.ahead_ms(), Some(ahead));
        }
    }

    #[test]
    fn who_does_not_answer_is_asked_a_few_times_and_then_seldom() {
        let mut clock = Clock::default();
        let asked: Vec<u64> = (0..600).filter(|s| clock.next(NOW + s * 1_000).is_some()).collect();
        assert_eq!(asked, [0, 5, 10, 15, 20, 25, 325]);
        // Put back by a day: asked at once, not in a day.
        assert!(clock.next(Time(NOW.0 - FURTHEST_MS)).is_some());
    }

    #[test]
    fn a_question_is_answered_once_and_first() {
        let mut clock = Clock::default();
        clock.owe(7);
        assert_eq!(clock.next(NOW), Some((7, Some(NOW.0))));
        assert_eq!(clock.next(NOW), Some((NOW.0, None)));
        assert_eq!(clock.next(NOW), None);
    }
}
