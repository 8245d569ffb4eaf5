//! Keep-alive of a session: when to send a `ping`, and when silence means that it is dead.

use crate::time::Time;
use std::time::Duration;

/// How long either may take.
#[derive(Clone, Copy, Debug)]
pub struct Intervals {
    /// Between two pings.
    pub ping: Duration,
    /// Silence after which a session is dead.
    pub dead: Duration,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet.
    Nothing,
    /// A ping; the next one is set.
    Ping,
    /// The end: the client has been silent for too long.
    Dead,
}

/// When something was last heard of a client, and when it is pinged next.
#[derive(Clone, Copy, Debug)]
pub struct KeepAlive {
    heard_at: Time,
    ping_at: Time,
}

impl KeepAlive {
    /// Begins with something heard.
    pub fn new(intervals: Intervals, now: Time) -> KeepAlive {
        KeepAlive { heard_at: now, ping_at: now + intervals.ping }
    }

    /// Something was heard.
    pub fn heard(&mut self, now: Time) {
        self.heard_at = now;
    }

    /// When to ask [`KeepAlive::due`] next. While the server itself does not read (its client is too fast), silence
    /// proves nothing.
    pub fn deadline(&self, intervals: Intervals, is_reading: bool) -> Time {
        match is_reading {
            true => self.ping_at.min(self.heard_at + intervals.dead),
            false => self.ping_at,
        }
    }

    /// What is due now.
    pub fn due(&mut self, intervals: Intervals, is_reading: bool, now: Time) -> Due {
        if is_reading && now >= self.heard_at + intervals.dead {
            Due::Dead
        } else if now >= self.ping_at {
            self.ping_at = now + intervals.ping;
            Due::Ping
        } else {
            Due::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVALS: Intervals = Intervals { ping: Duration::from_secs(20), dead: Duration::from_secs(45) };

    #[test]
    fn silence_is_pinged_twice_and_then_over() {
        let second = |n: u64| Time::from_millis(n * 1_000);
        let mut session = KeepAlive::new(INTERVALS, second(0));
        let due: Vec<Due> = (0..=45).map(|n| session.due(INTERVALS, true, second(n))).collect();
        let at = |what| due.iter().enumerate().filter(|(_, due)| **due == what).map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!((at(Due::Ping), at(Due::Dead)), (vec![20, 40], vec![45]));
        session.heard(second(44));
        assert_eq!(session.due(INTERVALS, true, second(88)), Due::Ping);
        assert_eq!(session.due(INTERVALS, false, second(89)), Due::Nothing, "not while nobody reads");
        assert_eq!(session.due(INTERVALS, true, second(89)), Due::Dead);
    }
}
