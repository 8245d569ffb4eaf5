//! Liveness of the signaling server: when it last did, what it was asked since, and how long it takes to answer.

use crate::base::time::{Time, soonest};
use plenum_shared::limits;

/// An answer must come within this, milliseconds; then the socket is given up.
const DOUBT_MS: u64 = 3_000;
/// An answer is late after twice the usual time, but not before this, milliseconds.
const LATE_MS: u64 = 100;

/// What a seated connection has heard.
#[derive(Clone, Copy, Debug)]
pub struct Liveness {
    heard: Time,
    /// When it was asked for a message; none has come since.
    asked: Option<Time>,
    /// How long the last answer took, milliseconds.
    usual: u64,
}

impl Liveness {
    /// The server has just answered, after so many milliseconds.
    pub fn new(now: Time, took: u64) -> Liveness {
        Liveness { heard: now, asked: None, usual: took }
    }

    /// How long the last answer took, milliseconds.
    pub fn usual(&self) -> u64 {
        self.usual
    }

    /// Anything has come.
    pub fn hear(&mut self, now: Time) {
        if let Some(asked) = self.asked.take() {
            self.usual = now.since(asked);
        }
        self.heard = now;
    }

    /// Whether nothing has come for so many milliseconds.
    pub fn silent_for(&self, ms: u64, now: Time) -> bool {
        now.since(self.heard) >= ms
    }

    /// Whether it is to be asked now: not while an answer is awaited.
    pub fn ask(&mut self, now: Time) -> bool {
        let first = self.asked.is_none();
        self.asked.get_or_insert(now);
        first
    }

    /// Whether an answer is late.
    pub fn late(&self, now: Time) -> bool {
        self.late_at().is_some_and(|late| late <= now)
    }

    /// When it will be.
    pub fn late_at(&self) -> Option<Time> {
        self.asked.map(|asked| asked + LATE_MS.max(2 * self.usual))
    }

    /// When the connection is dead: without any message for long, or without an answer.
    pub fn dead_at(&self) -> Option<Time> {
        soonest(Some(self.heard + limits::DEAD_MS), self.asked.map(|asked| asked + DOUBT_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_late_after_twice_the_usual_time() {
        for (usual, late) in [(0, 100), (50, 100), (51, 102), (400, 800)] {
            let mut answers = Liveness::new(Time(1_000), usual);
            assert!(!answers.late(Time(60_000)), "nothing was asked");
            assert!(answers.ask(Time(2_000)));
            assert!(!answers.ask(Time(2_010)), "it is asked already");
            assert!(!answers.late(Time(2_000 + late - 1)), "usual {usual}");
            assert!(answers.late(Time(2_000 + late)), "usual {usual}");
            answers.hear(Time(2_300));
            assert!(!answers.late(Time(60_000)), "it has answered");
            answers.ask(Time(3_000));
            assert_eq!(answers.late_at(), Some(Time(3_600)), "300 ms are usual now");
        }
    }

    #[test]
    fn a_connection_is_dead_without_an_answer_or_any_message() {
        let mut answers = Liveness::new(Time(0), 0);
        assert_eq!(answers.dead_at(), Some(Time(limits::DEAD_MS)));
        answers.ask(Time(10));
        assert_eq!(answers.dead_at(), Some(Time(10 + DOUBT_MS)));
        assert!(answers.silent_for(10, Time(10)) && !answers.silent_for(11, Time(10)));
    }
}
