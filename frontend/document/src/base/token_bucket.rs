//! Token bucket: so much at once, and then steadily so much more.

use crate::base::time::Time;

/// The figures of a bucket: so many tokens at once, and so many more every second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u64,
    /// More of them a second.
    pub per_second: u64,
}

/// A bucket. One that is full does not go on filling.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    rate: Rate,
    /// Thousandths of tokens, so that whole milliseconds add whole amounts.
    left: u64,
    filled: Time,
}

impl Bucket {
    /// A full one.
    pub const fn new(rate: Rate) -> Bucket {
        Bucket { rate, left: rate.burst.saturating_mul(1_000), filled: Time(0) }
    }

    /// Takes so many tokens; false, and nothing taken, if they are not there.
    pub fn take(&mut self, amount: u64, now: Time) -> bool {
        let grown = now.since(self.filled).saturating_mul(self.rate.per_second);
        self.left = self.left.saturating_add(grown).min(self.rate.burst.saturating_mul(1_000));
        self.filled = now;
        let cost = amount.saturating_mul(1_000);
        let enough = cost <= self.left;
        if enough {
            self.left -= cost;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let mut bucket = Bucket::new(Rate { burst: 3, per_second: 2 });
        let taken = (0..10_000).filter(|ms| bucket.take(1, Time(*ms))).count();
        assert_eq!(taken, 3 + 19);
        assert_eq!((0..9).filter(|_| bucket.take(1, Time(86_400_000))).count(), 3, "a day saves up no more");
        assert!(!bucket.take(4, Time(99_999_999)), "more than the bucket holds is never given");
    }
}
