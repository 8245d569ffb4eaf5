//! The pace of a seat: how many messages and bytes it may send, and from when on its session is read again.

use crate::lock;
use crate::rate::{Bucket, Rate};
use crate::time::Time;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a seat may send. Past it the server stops reading; nothing is dropped.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Messages.
    pub messages: Rate,
    /// Bytes.
    pub bytes: Rate,
}

impl Allowance {
    /// So many messages, and so many bytes at once and per second.
    pub fn new(messages: Rate, burst_bytes: u32, bytes_per_second: u32) -> Allowance {
        let every = Duration::from_secs(1) / bytes_per_second.max(1);
        Allowance { messages, bytes: Rate { burst: burst_bytes, every } }
    }
}

/// The pace of a seat, shared with its session. It outlives the session: joining again gives no fresh one.
#[derive(Clone, Debug)]
pub struct SeatPace(Arc<Mutex<Pace>>);

impl SeatPace {
    /// Goes on with what was used before the seat was taken.
    pub fn new(pace: Pace) -> SeatPace {
        SeatPace(Arc::new(Mutex::new(pace)))
    }

    /// One message of this many bytes was read; says how long nothing is to be read now.
    pub fn spent(&self, allowance: &Allowance, bytes: usize, now: Time) -> Option<Duration> {
        let mut pace = lock(&self.0);
        pace.spent(allowance, bytes, now);
        pace.wait(allowance, now)
    }
}

/// What was used of an allowance.
#[derive(Debug)]
pub struct Pace {
    messages: Bucket,
    bytes: Bucket,
}

impl Pace {
    /// Nothing was used.
    pub fn new(now: Time) -> Pace {
        Pace { messages: Bucket::new(now), bytes: Bucket::new(now) }
    }

    /// One message of this many bytes was read.
    pub fn spent(&mut self, allowance: &Allowance, bytes: usize, now: Time) {
        self.messages.charge(allowance.messages.every, now);
        self.bytes.charge(allowance.bytes.every * u32::try_from(bytes).unwrap_or(u32::MAX), now);
    }

    /// How long nothing is to be read; `None` if the next message may be.
    pub fn wait(&self, allowance: &Allowance, now: Time) -> Option<Duration> {
        self.messages.wait(allowance.messages, now).max(self.bytes.wait(allowance.bytes, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance() -> Allowance {
        let messages = Rate { burst: 400, every: Duration::from_millis(50) };
        Allowance::new(messages, 2 * 1024 * 1024, 128 * 1024)
    }

    #[test]
    fn four_hundred_messages_and_then_twenty_a_second() {
        let (allowance, now) = (allowance(), Time::from_millis(7));
        let mut pace = Pace::new(now);
        for _ in 0..400 {
            assert_eq!(pace.wait(&allowance, now), None);
            pace.spent(&allowance, 1, now);
        }
        assert_eq!(pace.wait(&allowance, now), Some(Duration::from_millis(50)));
        assert_eq!(pace.wait(&allowance, now + Duration::from_millis(50)), None);
    }

    #[test]
    fn two_megabytes_and_then_128_kib_a_second() {
        let (allowance, now) = (allowance(), Time::from_millis(7));
        let mut pace = Pace::new(now);
        for _ in 0..32 {
            assert_eq!(pace.wait(&allowance, now), None);
            pace.spent(&allowance, 64 * 1024, now);
        }
        assert!(pace.wait(&allowance, now).is_some());
        pace.spent(&allowance, 64 * 1024, now);
        let wait = pace.wait(&allowance, now).unwrap();
        assert!(wait > Duration::from_millis(499) && wait < Duration::from_millis(501), "64 KiB are half a second");
    }
}
