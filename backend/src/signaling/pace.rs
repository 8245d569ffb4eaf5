//! How fast one seat may talk: two buckets, and the moment from which its line may be read again.

use crate::base::limits::{Limits, Rate};
use crate::base::rate::Bucket;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The pace of a seat. It outlives the lines of its sitter: joining again gives no fresh one.
#[derive(Clone, Debug)]
pub struct SeatPace(Arc<Mutex<Pace>>);

impl SeatPace {
    /// Goes on with what was used before the seat was taken.
    pub fn new(pace: Pace) -> SeatPace {
        SeatPace(Arc::new(Mutex::new(pace)))
    }

    /// One message of this many bytes was read; says how long the line is not to be read now.
    pub fn spent(&self, limits: &Limits, bytes: usize, now: Instant) -> Option<Duration> {
        let mut pace = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pace.spent(limits, bytes, now);
        pace.wait(limits, now)
    }
}

/// What was used of an allowance.
#[derive(Debug)]
pub struct Pace {
    messages: Bucket,
    bytes: Bucket,
}

impl Pace {
    /// Rested.
    pub fn new(now: Instant) -> Pace {
        Pace { messages: Bucket::new(now), bytes: Bucket::new(now) }
    }

    /// One message of this many bytes was read.
    pub fn spent(&mut self, limits: &Limits, bytes: usize, now: Instant) {
        self.messages.charge(limits.messages.every, now);
        self.bytes.charge(per_byte(limits) * u32::try_from(bytes).unwrap_or(u32::MAX), now);
    }

    /// How long this line is not to be read; `None` if it may be.
    pub fn wait(&self, limits: &Limits, now: Instant) -> Option<Duration> {
        let bytes = Rate { burst: limits.burst_bytes, every: per_byte(limits) };
        self.messages.wait(limits.messages, now).max(self.bytes.wait(bytes, now))
    }
}

fn per_byte(limits: &Limits) -> Duration {
    Duration::from_secs(1) / limits.bytes_per_second.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn four_hundred_messages_and_then_twenty_a_second() {
        let (limits, now) = (Limits::default(), Instant::now());
        let mut pace = Pace::new(now);
        for _ in 0..400 {
            assert_eq!(pace.wait(&limits, now), None);
            pace.spent(&limits, 1, now);
        }
        assert_eq!(pace.wait(&limits, now), Some(Duration::from_millis(50)));
        assert_eq!(pace.wait(&limits, now + Duration::from_millis(50)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn two_megabytes_and_then_128_kib_a_second() {
        let (limits, now) = (Limits::default(), Instant::now());
        let mut pace = Pace::new(now);
        for _ in 0..32 {
            assert_eq!(pace.wait(&limits, now), None);
            pace.spent(&limits, 64 * 1024, now);
        }
        assert!(pace.wait(&limits, now).is_some());
        pace.spent(&limits, 64 * 1024, now);
        let wait = pace.wait(&limits, now).unwrap();
        assert!(wait > Duration::from_millis(499) && wait < Duration::from_millis(501), "64 KiB are half a second");
    }
}
