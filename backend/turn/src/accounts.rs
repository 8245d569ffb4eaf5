//! What goes over relays on account of one address, whoever has a seat there: seats are easily had.

use crate::holders::Bandwidth;
use crate::limits::Limits;
use core::hash::Hash;
use plenum_rooms::time::Time;
use std::collections::HashMap;

#[derive(Debug)]
struct Account {
    bandwidth: Bandwidth,
    unanswered: Bandwidth,
}

/// Addresses from which something was relayed lately.
// Invariant: only who has a relay gets in here, so that there are no more of them than of those.
#[derive(Debug)]
pub struct Accounts<A> {
    all: HashMap<A, Account>,
}

impl<A: Copy + Eq + Hash> Default for Accounts<A> {
    fn default() -> Self {
        Accounts { all: HashMap::new() }
    }
}

impl<A: Copy + Eq + Hash> Accounts<A> {
    /// Whether this address may have bytes relayed; to a peer that has never answered, fewer.
    pub fn has_room(&self, account: A, is_answered: bool, now: Time) -> bool {
        self.all
            .get(&account)
            .is_none_or(|account| account.bandwidth.has_room(now) && (is_answered || account.unanswered.has_room(now)))
    }

    /// These bytes were relayed.
    pub fn spend(&mut self, account: A, bytes: usize, is_answered: bool, limits: &Limits, now: Time) {
        let account = self
            .all
            .entry(account)
            .or_insert_with(|| Account { bandwidth: Bandwidth::new(now), unanswered: Bandwidth::new(now) });
        account.bandwidth.spend(bytes, limits.bytes_per_second_of_address, now);
        if !is_answered {
            account.unanswered.spend(bytes, limits.unanswered_bytes_per_second, now);
        }
    }

    /// Forgets those that have all their bandwidth again.
    pub fn forget(&mut self, now: Time) {
        self.all.retain(|_, account| !account.bandwidth.is_full(now) || !account.unanswered.is_full(now));
        self.all.shrink_to_fit();
    }
}
