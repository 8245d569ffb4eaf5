//! The connection limiter: totals, shares per address, and eviction of unadmitted connections in favour of newer ones.

use crate::base::counters::{Count, Counters};
use crate::base::limits::Limits;
use crate::net::address::AddressKey;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Connections an address may always have without a seat: a browser fetches a page over six.
pub const PAGE_CONNECTIONS: usize = 8;

/// Counts connections from accept to close.
#[derive(Debug)]
pub struct ConnectionLimiter {
    sockets: usize,
    per_address: usize,
    unadmitted: usize,
    counters: Arc<Counters>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    sockets: usize,
    unadmitted: usize,
    closed: bool,
    // Invariant: an address is here only while it has a socket.
    addresses: HashMap<Owner, Share>,
}

/// On whose account a connection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A client address.
    Address(AddressKey),
    /// One of our own proxies, which does not say for whom before its first request.
    Proxy,
}

#[derive(Debug, Default)]
struct Share {
    admitted: usize,
    /// Without a seat, oldest first.
    unadmitted: BTreeMap<u64, CancellationToken>,
}

/// The place of one open connection. Dropping it gives the place back.
#[derive(Debug)]
pub struct Permit {
    limiter: Arc<ConnectionLimiter>,
    number: u64,
    revoked: CancellationToken,
    state: Mutex<PermitState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PermitState {
    Unadmitted(Owner),
    Admitted(Owner),
}

/// The limiter gives no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached;

impl ConnectionLimiter {
    /// One that has given no permit yet.
    pub fn new(limits: &Limits, counters: Arc<Counters>) -> Arc<ConnectionLimiter> {
        Arc::new(ConnectionLimiter {
            sockets: limits.sockets,
            per_address: limits.sockets_per_address,
            unadmitted: limits.unadmitted,
            counters,
            state: Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a connection its place, if need be that of an older one that has no seat yet.
    ///
    /// # Errors
    /// All places are taken by admitted connections.
    pub fn acquire(self: &Arc<Self>, owner: Owner) -> Result<Arc<Permit>, LimitReached> {
        let mut state = self.state();
        if state.closed {
            return Err(LimitReached);
        }
        if state.sockets >= self.sockets && !self.evict_of_most(&mut state) {
            self.counters.add(Count::SocketsFull);
            return Err(LimitReached);
        }
        self.make_room(&mut state, owner);
        if state.unadmitted >= self.unadmitted {
            self.evict_of_most(&mut state);
        }
        let number = state.next;
        state.next += 1;
        let revoked = CancellationToken::new();
        state.sockets += 1;
        state.unadmitted += 1;
        state.addresses.entry(owner).or_default().unadmitted.insert(number, revoked.clone());
        drop(state);
        self.counters.add(Count::Accepted);
        let state = Mutex::new(PermitState::Unadmitted(owner));
        Ok(Arc::new(Permit { limiter: Arc::clone(self), number, revoked, state }))
    }

    /// Sees that this owner may have one more without a seat.
    // Invariant: however many have a seat, a page can still be fetched, so that somebody is told why there is none.
    fn make_room(&self, state: &mut State, owner: Owner) {
        let Some(share) = state.addresses.get(&owner) else { return };
        let allowed = self.per_address.saturating_sub(share.admitted).max(PAGE_CONNECTIONS);
        match owner {
            Owner::Proxy => {}
            Owner::Address(_) if share.unadmitted.len() < allowed => {}
            Owner::Address(_) => {
                self.evict_of(state, owner);
            }
        }
    }

    /// Closes the oldest unadmitted connection of the owner who has the most of them.
    fn evict_of_most(&self, state: &mut State) -> bool {
        let most = state.addresses.iter().max_by_key(|(_, share)| share.unadmitted.len()).map(|(owner, _)| *owner);
        most.is_some_and(|owner| self.evict_of(state, owner))
    }

    /// Closes the oldest unadmitted connection of this owner.
    fn evict_of(&self, state: &mut State, owner: Owner) -> bool {
        let oldest = state.addresses.get(&owner).and_then(|share| share.unadmitted.first_key_value());
        let Some((number, revoked)) = oldest.map(|(number, revoked)| (*number, revoked.clone())) else { return false };
        state.forget_unadmitted(owner, number);
        self.counters.add(Count::Evicted);
        revoked.cancel();
        true
    }

    /// How many connections are open, and how many of them without a seat.
    pub fn sockets(&self) -> (usize, usize) {
        let state = self.state();
        (state.sockets, state.unadmitted)
    }

    /// Gives no place any more and revokes all permits without a seat.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        for revoked in state.addresses.values().flat_map(|share| share.unadmitted.values()) {
            revoked.cancel();
        }
    }

    /// Whether the server is stopping.
    pub fn is_closed(&self) -> bool {
        self.state().closed
    }
}

impl State {
    /// Takes an unadmitted connection off the account; false if it was evicted before.
    fn forget_unadmitted(&mut self, owner: Owner, number: u64) -> bool {
        let Some(share) = self.addresses.get_mut(&owner) else { return false };
        if share.unadmitted.remove(&number).is_none() {
            return false;
        }
        self.sockets -= 1;
        self.unadmitted -= 1;
        self.forget_if_gone(owner);
        true
    }

    fn forget_if_gone(&mut self, owner: Owner) {
        if self.addresses.get(&owner).is_some_and(|share| share.admitted == 0 && share.unadmitted.is_empty()) {
            self.addresses.remove(&owner);
        }
    }
}

impl Permit {
    fn permit_state(&self) -> MutexGuard<'_, PermitState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when this connection has to end before it got a seat.
    pub async fn revoked(&self) {
        self.revoked.cancelled().await;
    }

    /// Puts a proxied connection on the account of its client.
    ///
    /// # Errors
    /// It was revoked a moment ago.
    pub fn assign(&self, address: AddressKey) -> Result<(), LimitReached> {
        let owner = Owner::Address(address);
        let mut own = self.permit_state();
        let PermitState::Unadmitted(before @ Owner::Proxy) = *own else { return Ok(()) };
        let mut state = self.limiter.state();
        self.limiter.make_room(&mut state, owner);
        if !state.forget_unadmitted(before, self.number) {
            return Err(LimitReached);
        }
        state.sockets += 1;
        state.unadmitted += 1;
        state.addresses.entry(owner).or_default().unadmitted.insert(self.number, self.revoked.clone());
        *own = PermitState::Unadmitted(owner);
        Ok(())
    }

    /// Whether the address may have one more seat.
    pub fn may_admit(&self) -> bool {
        match *self.permit_state() {
            PermitState::Unadmitted(Owner::Proxy) | PermitState::Admitted(_) => true,
            PermitState::Unadmitted(owner @ Owner::Address(_)) => {
                self.limiter.state().addresses.get(&owner).is_none_or(|share| share.admitted < self.limiter.per_address)
            }
        }
    }

    /// The session has a seat: from now on its place is not given to another.
    ///
    /// # Errors
    /// It was revoked a moment ago.
    pub fn admit(&self) -> Result<(), LimitReached> {
        let mut own = self.permit_state();
        let PermitState::Unadmitted(owner) = *own else { return Ok(()) };
        let mut state = self.limiter.state();
        let share = state.addresses.get_mut(&owner).ok_or(LimitReached)?;
        share.unadmitted.remove(&self.number).ok_or(LimitReached)?;
        share.admitted += 1;
        state.unadmitted -= 1;
        *own = PermitState::Admitted(owner);
        Ok(())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        match *self.permit_state() {
            PermitState::Unadmitted(owner) => {
                state.forget_unadmitted(owner, self.number);
            }
            PermitState::Admitted(owner) => {
                if let Some(share) = state.addresses.get_mut(&owner) {
                    share.admitted -= 1;
                }
                state.sockets -= 1;
                state.forget_if_gone(owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(sockets: usize, per_address: usize, unadmitted: usize) -> Arc<ConnectionLimiter> {
        let limits = Limits { sockets, sockets_per_address: per_address, unadmitted, ..Limits::default() };
        ConnectionLimiter::new(&limits, Arc::default())
    }

    fn owner(n: u64) -> Owner {
        Owner::Address(AddressKey::for_tests(n))
    }

    #[test]
    fn the_oldest_of_the_address_with_the_most_makes_room() {
        let limiter = limiter(100, 100, 4);
        let crowd: Vec<_> = (0..3).map(|_| limiter.acquire(owner(1)).unwrap()).collect();
        let lonely = limiter.acquire(owner(2)).unwrap();
        let newcomer = limiter.acquire(owner(3)).unwrap();
        assert!(crowd[0].revoked.is_cancelled());
        assert!(![&crowd[1], &crowd[2], &lonely, &newcomer].iter().any(|permit| permit.revoked.is_cancelled()));
        assert_eq!(limiter.sockets(), (4, 4));
    }

    #[test]
    fn an_address_has_its_seats_and_can_still_fetch_the_page() {
        let limiter = limiter(100, 2, 100);
        let seats: Vec<_> = (0..2).map(|_| limiter.acquire(owner(1)).unwrap()).collect();
        for seat in &seats {
            assert!(seat.may_admit() && seat.admit().is_ok());
        }
        let pages: Vec<_> = (0..=PAGE_CONNECTIONS).map(|_| limiter.acquire(owner(1)).unwrap()).collect();
        assert!(pages[0].revoked.is_cancelled(), "who only waits makes room");
        assert!(!pages[1].revoked.is_cancelled() && !seats[0].revoked.is_cancelled());
        assert!(!pages[1].may_admit());
        assert_eq!(limiter.sockets(), (2 + PAGE_CONNECTIONS, PAGE_CONNECTIONS));
        drop(seats);
        assert!(pages[1].may_admit() && pages[1].admit().is_ok());
    }

    #[test]
    fn the_server_has_its_places_and_not_one_more() {
        let limiter = limiter(2, 100, 100);
        let (one, two) = (limiter.acquire(owner(1)).unwrap(), limiter.acquire(owner(2)).unwrap());
        assert!(one.admit().is_ok() && two.admit().is_ok());
        assert_eq!(limiter.acquire(owner(3)).map(drop), Err(LimitReached));
        drop(one);
        assert!(limiter.acquire(owner(3)).is_ok());
        drop(two);
        assert_eq!(limiter.sockets(), (0, 0));
        assert!(limiter.state().addresses.is_empty());
    }

    #[test]
    fn a_proxys_sockets_go_on_its_clients_account() {
        let limiter = limiter(100, 1, 100);
        let (one, two) = (limiter.acquire(Owner::Proxy).unwrap(), limiter.acquire(Owner::Proxy).unwrap());
        assert_eq!(one.assign(AddressKey::for_tests(1)), Ok(()));
        assert_eq!(one.admit(), Ok(()));
        assert_eq!(two.assign(AddressKey::for_tests(1)), Ok(()));
        assert!(!two.may_admit());
        drop((one, two));
        assert_eq!(limiter.sockets(), (0, 0));
    }
}
