//! How often a peer may begin a connection anew: a hundred offers a second open no hundred connections.

use crate::time::Time;

/// Fresh connections at once.
const BURST: u32 = 8;
/// And one more this often, milliseconds.
const EVERY_MS: u64 = 2_000;

/// What is left of it.
pub struct Allowance {
    left: u32,
    since: Time,
}

impl Allowance {
    /// All of it.
    pub fn new(now: Time) -> Allowance {
        Allowance { left: BURST, since: now }
    }

    /// Takes one; false if none is left.
    pub fn take(&mut self, now: Time) -> bool {
        let grown = now.since(self.since) / EVERY_MS;
        if grown > 0 {
            self.left = self.left.saturating_add(grown.min(u64::from(BURST)) as u32).min(BURST);
            self.since = now;
        }
        let some = self.left > 0;
        self.left = self.left.saturating_sub(1);
        some
    }
}
