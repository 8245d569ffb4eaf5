//! Rate limits by the generic cell rate algorithm (ITU-T I.371): one moment per bucket, and a bounded table of buckets by key.
//!
//! Not `governor`: its clock is a part of the limiter instead of an argument, and its checks neither look without taking
//! (an arrival asks two limiters before it charges either) nor take more than there is (a message that was read is
//! charged, and the reading paused), and its keyed store has no bound.

use crate::time::Time;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// How often something may happen: `burst` times at once, then once per `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// Pause after which one more is allowed.
    pub every: Duration,
}

/// Keys one table remembers; beyond it new ones go unlimited rather than cost memory.
pub const REMEMBERED_KEYS: usize = 100_000;

/// A token bucket, as the moment at which it will be full again.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    full_at: Time,
}

impl Bucket {
    /// A full one.
    pub fn new(now: Time) -> Bucket {
        Bucket { full_at: now }
    }

    /// How long until one more would be allowed; `None` for now.
    pub fn wait(&self, rate: Rate, now: Time) -> Option<Duration> {
        let room = rate.every * rate.burst.saturating_sub(1);
        self.full_at.since(now).checked_sub(room).filter(|wait| !wait.is_zero())
    }

    /// Whether nothing was taken lately.
    pub fn is_full(&self, now: Time) -> bool {
        self.full_at <= now
    }

    /// Takes this much time's worth, whether it is there or not.
    pub fn charge(&mut self, cost: Duration, now: Time) {
        self.full_at = self.full_at.max(now) + cost;
    }

    /// Takes one if there is one.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(&mut self, rate: Rate, now: Time) -> Result<(), Duration> {
        match self.wait(rate, now) {
            Some(wait) => Err(wait),
            None => {
                self.charge(rate.every, now);
                Ok(())
            }
        }
    }
}

/// One bucket per key that was seen lately.
#[derive(Debug)]
pub struct Buckets<K> {
    rate: Rate,
    table: HashMap<K, Bucket>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// All full.
    pub fn new(rate: Rate) -> Buckets<K> {
        Buckets { rate, table: HashMap::new() }
    }

    /// How long this key has to wait; takes nothing.
    pub fn wait(&self, key: &K, now: Time) -> Option<Duration> {
        self.table.get(key)?.wait(self.rate, now)
    }

    /// Takes one from this key.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(&mut self, key: K, now: Time) -> Result<(), Duration> {
        // Invariant: the table never outgrows its limit. Who has more addresses than that is bounded by the totals
        // (connections, doors), not by this.
        if self.table.len() >= REMEMBERED_KEYS && !self.table.contains_key(&key) {
            return Ok(());
        }
        self.table.entry(key).or_insert_with(|| Bucket::new(now)).take(self.rate, now)
    }

    /// Forgets every key whose bucket is full again.
    pub fn sweep(&mut self, now: Time) {
        self.table.retain(|_, bucket| !bucket.is_full(now));
        self.table.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 5, every: Duration::from_secs(30) };

    #[test]
    fn five_at_once_then_one_per_half_minute() {
        let mut bucket = Bucket::new(Time::default());
        for _ in 0..5 {
            assert_eq!(bucket.take(RATE, Time::default()), Ok(()));
        }
        assert_eq!(bucket.take(RATE, Time::default()), Err(Duration::from_secs(30)));
        let later = Time::from_millis(30_000);
        assert_eq!(bucket.take(RATE, later), Ok(()));
        assert!(bucket.take(RATE, later).is_err());
    }

    #[test]
    fn a_full_bucket_is_forgotten() {
        let mut buckets = Buckets::new(RATE);
        assert_eq!(buckets.take(1, Time::default()), Ok(()));
        buckets.sweep(Time::default());
        assert_eq!(buckets.table.len(), 1);
        buckets.sweep(Time::from_millis(30_000));
        assert_eq!(buckets.table.len(), 0);
    }
}
