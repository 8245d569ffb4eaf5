//! Who may hold a socket: totals, shares per address, and room for newcomers when strangers only stand around.

use crate::Limits;
use crate::address::AddressKey;
use crate::counters::{Count, Counters};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Sockets an address may always have without a seat: a browser fetches a page over six.
pub const PAGE_SOCKETS: usize = 8;

/// Counts sockets from accept to close.
#[derive(Debug)]
pub struct Gate {
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
    waiting: usize,
    closed: bool,
    // Invariant: an address is here only while it has a socket.
    addresses: HashMap<Owner, Share>,
}

/// On whose account a socket goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// An address.
    Address(AddressKey),
    /// One of our own proxies, which does not say for whom before its first request.
    Proxy,
}

#[derive(Debug, Default)]
struct Share {
    seated: usize,
    /// Without a seat, oldest first.
    waiting: BTreeMap<u64, CancellationToken>,
}

/// One open socket. Dropping it gives its place back.
#[derive(Debug)]
pub struct Visit {
    gate: Arc<Gate>,
    number: u64,
    leave: CancellationToken,
    standing: Mutex<Standing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Waiting(Owner),
    Seated(Owner),
}

/// There is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

impl Gate {
    /// With nobody inside.
    pub fn new(limits: &Limits, counters: Arc<Counters>) -> Arc<Gate> {
        Arc::new(Gate {
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

    /// Lets a socket in, if need be in place of an older one that has no seat yet.
    ///
    /// # Errors
    /// All places are taken, by people who have a seat.
    pub fn enter(self: &Arc<Self>, owner: Owner) -> Result<Arc<Visit>, NoPlace> {
        let mut state = self.state();
        if state.closed {
            return Err(NoPlace);
        }
        if state.sockets >= self.sockets && !self.evict_of_most(&mut state) {
            self.counters.add(Count::SocketsFull);
            return Err(NoPlace);
        }
        self.make_room(&mut state, owner);
        if state.waiting >= self.unadmitted {
            self.evict_of_most(&mut state);
        }
        let number = state.next;
        state.next += 1;
        let leave = CancellationToken::new();
        state.sockets += 1;
        state.waiting += 1;
        state.addresses.entry(owner).or_default().waiting.insert(number, leave.clone());
        drop(state);
        self.counters.add(Count::Accepted);
        let standing = Mutex::new(Standing::Waiting(owner));
        Ok(Arc::new(Visit { gate: Arc::clone(self), number, leave, standing }))
    }

    /// Sees that this owner may have one more without a seat.
    // Invariant: however many have a seat, a page can still be fetched, so that somebody is told why there is none.
    fn make_room(&self, state: &mut State, owner: Owner) {
        let Some(share) = state.addresses.get(&owner) else { return };
        let allowed = self.per_address.saturating_sub(share.seated).max(PAGE_SOCKETS);
        match owner {
            Owner::Proxy => {}
            Owner::Address(_) if share.waiting.len() < allowed => {}
            Owner::Address(_) => {
                self.evict_of(state, owner);
            }
        }
    }

    /// Closes the oldest waiting socket of the owner who has the most of them.
    fn evict_of_most(&self, state: &mut State) -> bool {
        let most = state.addresses.iter().max_by_key(|(_, share)| share.waiting.len()).map(|(owner, _)| *owner);
        most.is_some_and(|owner| self.evict_of(state, owner))
    }

    /// Closes the oldest waiting socket of this owner.
    fn evict_of(&self, state: &mut State, owner: Owner) -> bool {
        let oldest = state.addresses.get(&owner).and_then(|share| share.waiting.first_key_value());
        let Some((number, leave)) = oldest.map(|(number, leave)| (*number, leave.clone())) else { return false };
        state.forget_waiting(owner, number);
        self.counters.add(Count::Evicted);
        leave.cancel();
        true
    }

    /// How many sockets are open, and how many of them without a seat.
    pub fn sockets(&self) -> (usize, usize) {
        let state = self.state();
        (state.sockets, state.waiting)
    }

    /// Lets nobody in any more and asks everyone without a seat to go.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        for leave in state.addresses.values().flat_map(|share| share.waiting.values()) {
            leave.cancel();
        }
    }

    /// Whether the server is stopping.
    pub fn is_closed(&self) -> bool {
        self.state().closed
    }
}

impl State {
    /// Takes a socket out of the books; false if it was evicted before.
    fn forget_waiting(&mut self, owner: Owner, number: u64) -> bool {
        let Some(share) = self.addresses.get_mut(&owner) else { return false };
        if share.waiting.remove(&number).is_none() {
            return false;
        }
        self.sockets -= 1;
        self.waiting -= 1;
        self.forget_if_gone(owner);
        true
    }

    fn forget_if_gone(&mut self, owner: Owner) {
        if self.addresses.get(&owner).is_some_and(|share| share.seated == 0 && share.waiting.is_empty()) {
            self.addresses.remove(&owner);
        }
    }
}

impl Visit {
    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when this socket has to go before it got a seat.
    pub async fn asked_to_leave(&self) {
        self.leave.cancelled().await;
    }

    /// A proxy said on whose account this socket goes.
    ///
    /// # Errors
    /// It was asked to leave a moment ago.
    pub fn is_for(&self, address: AddressKey) -> Result<(), NoPlace> {
        let owner = Owner::Address(address);
        let mut standing = self.standing();
        let Standing::Waiting(before @ Owner::Proxy) = *standing else { return Ok(()) };
        let mut state = self.gate.state();
        self.gate.make_room(&mut state, owner);
        if !state.forget_waiting(before, self.number) {
            return Err(NoPlace);
        }
        state.sockets += 1;
        state.waiting += 1;
        state.addresses.entry(owner).or_default().waiting.insert(self.number, self.leave.clone());
        *standing = Standing::Waiting(owner);
        Ok(())
    }

    /// Whether the address may have one more seat.
    pub fn may_sit(&self) -> bool {
        match *self.standing() {
            Standing::Waiting(Owner::Proxy) | Standing::Seated(_) => true,
            Standing::Waiting(owner @ Owner::Address(_)) => {
                self.gate.state().addresses.get(&owner).is_none_or(|share| share.seated < self.gate.per_address)
            }
        }
    }

    /// The line has a seat: from now on nobody takes its place.
    ///
    /// # Errors
    /// It was asked to leave a moment ago.
    pub fn seated(&self) -> Result<(), NoPlace> {
        let mut standing = self.standing();
        let Standing::Waiting(owner) = *standing else { return Ok(()) };
        let mut state = self.gate.state();
        let share = state.addresses.get_mut(&owner).ok_or(NoPlace)?;
        share.waiting.remove(&self.number).ok_or(NoPlace)?;
        share.seated += 1;
        state.waiting -= 1;
        *standing = Standing::Seated(owner);
        Ok(())
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        match *self.standing() {
            Standing::Waiting(owner) => {
                state.forget_waiting(owner, self.number);
            }
            Standing::Seated(owner) => {
                if let Some(share) = state.addresses.get_mut(&owner) {
                    share.seated -= 1;
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

    fn gate(sockets: usize, per_address: usize, unadmitted: usize) -> Arc<Gate> {
        let limits = Limits { sockets, sockets_per_address: per_address, unadmitted, ..Limits::default() };
        Gate::new(&limits, Arc::default())
    }

    fn owner(n: u64) -> Owner {
        Owner::Address(AddressKey::for_tests(n))
    }

    #[test]
    fn the_oldest_of_the_address_with_the_most_makes_room() {
        let gate = gate(100, 100, 4);
        let crowd: Vec<_> = (0..3).map(|_| gate.enter(owner(1)).unwrap()).collect();
        let lonely = gate.enter(owner(2)).unwrap();
        let newcomer = gate.enter(owner(3)).unwrap();
        assert!(crowd[0].leave.is_cancelled());
        assert!(![&crowd[1], &crowd[2], &lonely, &newcomer].iter().any(|visit| visit.leave.is_cancelled()));
        assert_eq!(gate.sockets(), (4, 4));
    }

    #[test]
    fn an_address_has_its_seats_and_can_still_fetch_the_page() {
        let gate = gate(100, 2, 100);
        let seats: Vec<_> = (0..2).map(|_| gate.enter(owner(1)).unwrap()).collect();
        for seat in &seats {
            assert!(seat.may_sit() && seat.seated().is_ok());
        }
        let pages: Vec<_> = (0..=PAGE_SOCKETS).map(|_| gate.enter(owner(1)).unwrap()).collect();
        assert!(pages[0].leave.is_cancelled(), "who only waits makes room");
        assert!(!pages[1].leave.is_cancelled() && !seats[0].leave.is_cancelled());
        assert!(!pages[1].may_sit());
        assert_eq!(gate.sockets(), (2 + PAGE_SOCKETS, PAGE_SOCKETS));
        drop(seats);
        assert!(pages[1].may_sit() && pages[1].seated().is_ok());
    }

    #[test]
    fn the_house_has_its_places_and_not_one_more() {
        let gate = gate(2, 100, 100);
        let (one, two) = (gate.enter(owner(1)).unwrap(), gate.enter(owner(2)).unwrap());
        assert!(one.seated().is_ok() && two.seated().is_ok());
        assert_eq!(gate.enter(owner(3)).map(drop), Err(NoPlace));
        drop(one);
        assert!(gate.enter(owner(3)).is_ok());
        drop(two);
        assert_eq!(gate.sockets(), (0, 0));
        assert!(gate.state().addresses.is_empty());
    }

    #[test]
    fn a_proxys_sockets_go_on_its_clients_account() {
        let gate = gate(100, 1, 100);
        let (one, two) = (gate.enter(Owner::Proxy).unwrap(), gate.enter(Owner::Proxy).unwrap());
        assert_eq!(one.is_for(AddressKey::for_tests(1)), Ok(()));
        assert_eq!(one.seated(), Ok(()));
        assert_eq!(two.is_for(AddressKey::for_tests(1)), Ok(()));
        assert!(!two.may_sit());
        drop((one, two));
        assert_eq!(gate.sockets(), (0, 0));
    }
}
