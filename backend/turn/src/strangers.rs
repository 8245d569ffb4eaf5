//! The flood guard: how many answers go to those who have proved nothing. They leave nothing behind but a number per address.

use crate::limits::Limits;
use core::hash::Hash;
use plenum_rooms::rate::{Bucket, Buckets, Rate};
use plenum_rooms::time::Time;

/// Answers of one kind.
#[derive(Debug)]
struct Answers<A> {
    rate: Rate,
    all: Bucket,
    per_address: Buckets<A>,
}

impl<A: Copy + Eq + Hash> Answers<A> {
    /// Whose address is known to be theirs cannot be one of a flood that comes from everywhere.
    fn take(&mut self, address: A, is_theirs: bool, now: Time) -> bool {
        // The address's own share first, so that one flood does not use up everybody's.
        self.per_address.take(address, now).is_ok() && (is_theirs || self.all.take(self.rate, now).is_ok())
    }
}

/// Answers to strangers, by kind.
#[derive(Debug)]
pub struct Strangers<A> {
    bindings: Answers<A>,
    challenges: Answers<A>,
}

impl<A: Copy + Eq + Hash> Strangers<A> {
    /// Nobody was answered yet.
    pub fn new(limits: &Limits, now: Time) -> Strangers<A> {
        let answers =
            |rate, per_address| Answers { rate, all: Bucket::new(now), per_address: Buckets::new(per_address) };
        Strangers {
            bindings: answers(limits.bindings, limits.bindings_per_address),
            challenges: answers(limits.challenges, limits.challenges_per_address),
        }
    }

    /// Whether one more binding request of this address is answered; `is_theirs` if nobody can have forged it.
    pub fn may_bind(&mut self, address: A, is_theirs: bool, now: Time) -> bool {
        self.bindings.take(address, is_theirs, now)
    }

    /// Whether one more request without proof of this address is answered; `is_theirs` if nobody can have forged it.
    pub fn may_be_challenged(&mut self, address: A, is_theirs: bool, now: Time) -> bool {
        self.challenges.take(address, is_theirs, now)
    }

    /// Forgets addresses of which nothing came lately.
    pub fn forget(&mut self, now: Time) {
        self.bindings.per_address.sweep(now);
        self.challenges.per_address.sweep(now);
    }
}
