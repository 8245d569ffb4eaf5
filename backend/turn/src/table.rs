//! All relays of a server: found by client, by relayed address and by number, and counted by holder and by account.

use crate::allocation::{Allocation, AllocationId};
use crate::client::Via;
use crate::credential::HolderId;
use core::hash::Hash;
use core::net::SocketAddr;
use plenum_rooms::time::Time;
use std::collections::HashMap;
use std::time::Duration;

/// The relays. `R` is the way to a relay's socket, `A` the address on whose account it goes.
// Invariant: every relay is in all five tables or in none.
pub struct Table<R, A> {
    all: HashMap<AllocationId, Allocation<R, A>>,
    clients: HashMap<(SocketAddr, Via), AllocationId>,
    relayed: HashMap<SocketAddr, AllocationId>,
    holders: HashMap<HolderId, usize>,
    accounts: HashMap<A, usize>,
}

impl<R, A: Copy + Eq + Hash> Default for Table<R, A> {
    fn default() -> Self {
        Table {
            all: HashMap::new(),
            clients: HashMap::new(),
            relayed: HashMap::new(),
            holders: HashMap::new(),
            accounts: HashMap::new(),
        }
    }
}

impl<R, A: Copy + Eq + Hash> Table<R, A> {
    /// The relay of a client.
    pub fn of(&self, client: (SocketAddr, Via)) -> Option<&Allocation<R, A>> {
        self.all.get(self.clients.get(&client)?)
    }

    /// The number of a client's relay.
    pub fn id_of(&self, client: (SocketAddr, Via)) -> Option<AllocationId> {
        self.clients.get(&client).copied()
    }

    /// The relay of a client, to be changed.
    pub fn of_mut(&mut self, client: (SocketAddr, Via)) -> Option<&mut Allocation<R, A>> {
        self.all.get_mut(self.clients.get(&client)?)
    }

    /// A relay.
    pub fn get(&self, id: AllocationId) -> Option<&Allocation<R, A>> {
        self.all.get(&id)
    }

    /// A relay, to be changed.
    pub fn get_mut(&mut self, id: AllocationId) -> Option<&mut Allocation<R, A>> {
        self.all.get_mut(&id)
    }

    /// The relay at this relayed address.
    pub fn at(&self, relayed: SocketAddr) -> Option<AllocationId> {
        self.relayed.get(&relayed).copied()
    }

    /// Adds one.
    pub fn insert(&mut self, id: AllocationId, allocation: Allocation<R, A>) {
        self.remove(id);
        self.clients.insert(allocation.client.tuple(), id);
        self.relayed.insert(allocation.relayed, id);
        *self.holders.entry(allocation.claim.holder).or_default() += 1;
        *self.accounts.entry(allocation.client.account).or_default() += 1;
        self.all.insert(id, allocation);
    }

    /// Takes one out; dropping it closes its socket.
    pub fn remove(&mut self, id: AllocationId) -> Option<Allocation<R, A>> {
        let removed = self.all.remove(&id)?;
        self.clients.remove(&removed.client.tuple());
        self.relayed.remove(&removed.relayed);
        take_one(&mut self.holders, &removed.claim.holder);
        take_one(&mut self.accounts, &removed.client.account);
        Some(removed)
    }

    /// Takes out all that are not to stay; how many.
    pub fn retain(&mut self, stays: impl Fn(&Allocation<R, A>) -> bool) -> usize {
        let gone: Vec<AllocationId> = self.all.iter().filter(|(_, one)| !stays(one)).map(|(id, _)| *id).collect();
        for id in &gone {
            self.remove(*id);
        }
        if self.all.capacity() > 1024 && self.all.len() < self.all.capacity() / 4 {
            self.all.shrink_to_fit();
            self.clients.shrink_to_fit();
            self.relayed.shrink_to_fit();
        }
        gone.len()
    }

    /// Of those that `may_go`, the one that has had no permission for longest, and for so long at least.
    pub fn longest_unused(
        &self,
        may_go: impl Fn(&Allocation<R, A>) -> bool,
        unused: Duration,
        now: Time,
    ) -> Option<AllocationId> {
        let unused_since = |one: &Allocation<R, A>| one.terms.unused_since(now).filter(|at| now.since(*at) >= unused);
        let unused = self.all.iter().filter_map(|(id, one)| Some((unused_since(one)?, id, one)));
        unused.filter(|(_, _, one)| may_go(one)).min_by_key(|(since, id, _)| (*since, id.0)).map(|(_, id, _)| *id)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// How many of them a holder has.
    pub fn of_holder(&self, holder: HolderId) -> usize {
        self.holders.get(&holder).copied().unwrap_or_default()
    }

    /// How many of them go on one account.
    pub fn of_account(&self, account: A) -> usize {
        self.accounts.get(&account).copied().unwrap_or_default()
    }
}

fn take_one<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
