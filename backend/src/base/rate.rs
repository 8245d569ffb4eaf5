//! Rate limits: a leaky bucket in one timestamp, and a bounded table of them by address.

use crate::base::limits::{REMEMBERED_ADDRESSES, Rate};
use crate::net::address::AddressKey;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A bucket by the generic cell rate algorithm (ITU-T I.371): the moment at which it will be full again.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    full_at: Instant,
}

impl Bucket {
    /// A full one.
    pub fn new(now: Instant) -> Bucket {
        Bucket { full_at: now }
    }

    /// How long until one more would be allowed; `None` for now.
    pub fn wait(&self, rate: Rate, now: Instant) -> Option<Duration> {
        let room = rate.every * rate.burst.saturating_sub(1);
        let debt = self.full_at.saturating_duration_since(now);
        debt.checked_sub(room).filter(|wait| !wait.is_zero())
    }

    /// Takes this much time's worth out, whether it is there or not.
    pub fn charge(&mut self, cost: Duration, now: Instant) {
        self.full_at = self.full_at.max(now) + cost;
    }

    /// Takes one out if there is one.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        match self.wait(rate, now) {
            Some(wait) => Err(wait),
            None => {
                self.charge(rate.every, now);
                Ok(())
            }
        }
    }
}

/// One bucket per address that was seen lately.
#[derive(Debug)]
pub struct Buckets {
    rate: Rate,
    table: Mutex<HashMap<AddressKey, Bucket>>,
}

impl Buckets {
    /// All full.
    pub fn new(rate: Rate) -> Buckets {
        Buckets { rate, table: Mutex::default() }
    }

    fn table(&self) -> MutexGuard<'_, HashMap<AddressKey, Bucket>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long this address has to wait; takes nothing.
    pub fn wait(&self, address: AddressKey) -> Option<Duration> {
        self.table().get(&address)?.wait(self.rate, Instant::now())
    }

    /// Takes one from this address.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(&self, address: AddressKey) -> Result<(), Duration> {
        let now = Instant::now();
        let mut table = self.table();
        // Invariant: the table never outgrows its limit. A stranger with more addresses than that is
        // bounded by the totals (sockets, doors), not by this.
        if table.len() >= REMEMBERED_ADDRESSES && !table.contains_key(&address) {
            return Ok(());
        }
        table.entry(address).or_insert_with(|| Bucket::new(now)).take(self.rate, now)
    }

    /// Forgets every address whose bucket is full again.
    pub fn sweep(&self) {
        let now = Instant::now();
        let mut table = self.table();
        table.retain(|_, bucket| bucket.full_at > now);
        table.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 5, every: Duration::from_secs(30) };

    #[tokio::test(start_paused = true)]
    async fn five_at_once_then_one_per_half_minute() {
        let mut bucket = Bucket::new(Instant::now());
        for _ in 0..5 {
            assert_eq!(bucket.take(RATE, Instant::now()), Ok(()));
        }
        assert_eq!(bucket.take(RATE, Instant::now()), Err(Duration::from_secs(30)));
        tokio::time::advance(Duration::from_secs(30)).await;
        assert_eq!(bucket.take(RATE, Instant::now()), Ok(()));
        assert!(bucket.take(RATE, Instant::now()).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_bucket_is_forgotten() {
        let buckets = Buckets::new(RATE);
        let address = AddressKey::for_tests(1);
        assert_eq!(buckets.take(address), Ok(()));
        buckets.sweep();
        assert_eq!(buckets.table().len(), 1);
        tokio::time::advance(Duration::from_secs(30)).await;
        buckets.sweep();
        assert_eq!(buckets.table().len(), 0);
    }
}
