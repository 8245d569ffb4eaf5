//! Token bucket: so much at once, and then steadily so much more.

use crate::base::time::Time;

/// The figures of a bucket: so many tokens at once, and so many more every so many milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u64,
    /// More of them …
    pub more: u64,
    /// … every so many milliseconds.
    pub every_ms: u64,
}

impl Rate {
    /// So many at once, and one more every so many milliseconds.
    pub const fn one_every(burst: u64, every_ms: u64) -> Rate {
        Rate { burst, more: 1, every_ms }
    }

    /// So many at once, and so many a second. Neither is ever nothing: a figure from outside stops nobody for ever.
    pub fn per_second(burst: u64, more: u64) -> Rate {
        Rate { burst: burst.max(1), more: more.max(1), every_ms: 1_000 }
    }

    /// What a token costs is `every_ms`, so that whole milliseconds add whole amounts.
    fn full(self) -> u64 {
        self.burst.saturating_mul(self.every_ms)
    }
}

/// A bucket. One that is full does not go on filling: a day saves up no more than the burst.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    rate: Rate,
    left: u64,
    filled: Time,
}

impl Bucket {
    /// A full one.
    pub const fn new(rate: Rate) -> Bucket {
        Bucket { rate, left: rate.burst.saturating_mul(rate.every_ms), filled: Time(0) }
    }

    fn level(&self, now: Time) -> u64 {
        let grown = now.since(self.filled).saturating_mul(self.rate.more);
        self.left.saturating_add(grown).min(self.rate.full())
    }

    fn cost(&self, amount: u64) -> u64 {
        amount.saturating_mul(self.rate.every_ms)
    }

    /// Whether there is a token.
    pub fn any(&self, now: Time) -> bool {
        self.wait(1, now) == 0
    }

    /// When there is one again.
    pub fn next(&self, now: Time) -> Time {
        now + self.wait(1, now)
    }

    /// Milliseconds until so many are there; what is more than the bucket holds goes when it is full.
    pub fn wait(&self, amount: u64, now: Time) -> u64 {
        let wanted = self.cost(amount).min(self.rate.full());
        wanted.saturating_sub(self.level(now)).div_ceil(self.rate.more)
    }

    /// Milliseconds until it is half full.
    pub fn wait_for_half(&self, now: Time) -> u64 {
        self.wait(self.rate.burst.div_ceil(2), now)
    }

    /// Takes one; false if none is left.
    pub fn take(&mut self, now: Time) -> bool {
        let any = self.any(now);
        if any {
            self.spend(1, now);
        }
        any
    }

    /// Takes so many, as far as they are there.
    pub fn spend(&mut self, amount: u64, now: Time) {
        self.left = self.level(now).saturating_sub(self.cost(amount));
        self.filled = now;
    }

    /// Other figures; what is used up stays so.
    pub fn resize(&mut self, rate: Rate, now: Time) {
        let used = (self.rate.full() - self.level(now)) / self.rate.every_ms;
        *self = Bucket { rate, left: rate.full(), filled: now };
        self.spend(used, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate::one_every(3, 5_000);

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let mut bucket = Bucket::new(RATE);
        let taken = (0..60_000).filter(|ms| bucket.take(Time(*ms))).count();
        assert_eq!(taken, 3 + 11, "three at once, and one more every five seconds");
        assert_eq!((bucket.any(Time(59_999)), bucket.next(Time(59_999))), (false, Time(60_000)));
        assert!(bucket.any(Time(60_000)));
    }

    #[test]
    fn a_day_saves_up_no_more_than_the_burst() {
        let mut bucket = Bucket::new(RATE);
        bucket.take(Time(0));
        assert_eq!((0..9).filter(|_| bucket.take(Time(86_400_000))).count(), 3);
    }

    #[test]
    fn what_is_between_two_tokens_is_kept() {
        let mut bucket = Bucket::new(RATE);
        bucket.spend(3, Time(0));
        assert!(!bucket.take(Time(4_999)) && bucket.take(Time(5_000)) && bucket.take(Time(10_000)));
        assert!(bucket.take(Time(17_000)) && !bucket.take(Time(19_999)) && bucket.take(Time(20_000)));
    }

    #[test]
    fn large_amounts_wait_for_their_share_and_the_largest_for_a_full_bucket() {
        let mut bucket = Bucket::new(Rate::per_second(1_000, 100));
        bucket.spend(1_000, Time(0));
        assert_eq!([1, 50, 1_000, 5_000].map(|amount| bucket.wait(amount, Time(0))), [10, 500, 10_000, 10_000]);
        assert_eq!(bucket.wait(50, Time(400)), 100);
    }

    #[test]
    fn other_figures_give_nothing_back() {
        let mut bucket = Bucket::new(Rate::per_second(400, 20));
        bucket.spend(400, Time(0));
        bucket.resize(Rate::per_second(360, 18), Time(0));
        assert!(!bucket.any(Time(0)));
        bucket.resize(Rate::per_second(0, 0), Time(0));
        assert!(bucket.any(Time(1_000)), "nothing is no figure");
        bucket.resize(Rate::per_second(u64::MAX, u64::MAX), Time(2_000));
        assert!(bucket.any(Time(3_000)));
    }
}
