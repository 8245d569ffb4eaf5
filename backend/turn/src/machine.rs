//! The machine: takes messages of clients and packets of peers, and says what to send, with time as an argument.

use crate::accounts::Accounts;
use crate::allocation::AllocationId;
use crate::client::Client;
use crate::credential::{Credential, HolderId, Secret};
use crate::filter::PeerFilter;
use crate::holders::{Bandwidth, Holders};
use crate::limits::Limits;
use crate::message::{self, Heard};
use crate::opening::Opening;
use crate::strangers::Strangers;
use crate::table::Table;
use crate::tally::{Happened, Tally};
use core::hash::Hash;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use plenum_rooms::time::Time;
use std::time::Duration;

/// The addresses at which peers reach our relays; without one there are no relays of that family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RelayAddresses {
    /// Of IPv4.
    pub v4: Option<Ipv4Addr>,
    /// Of IPv6.
    pub v6: Option<Ipv6Addr>,
}

impl RelayAddresses {
    /// The one of this family.
    pub fn of(&self, is_v6: bool) -> Option<IpAddr> {
        match is_v6 {
            true => self.v6.map(IpAddr::from),
            false => self.v4.map(IpAddr::from),
        }
    }

    /// Whether this is one of them.
    pub fn has(&self, address: IpAddr) -> bool {
        self.of(address.is_ipv6()) == Some(address)
    }
}

/// Relays and what they are held to. `R` is the way to a relay's socket, `A` the address on whose account a client goes.
// Invariant: whoever has proved nothing leaves nothing behind here but a number per address.
pub struct Turn<R, A> {
    pub(crate) secret: Secret,
    pub(crate) limits: Limits,
    pub(crate) filter: PeerFilter,
    pub(crate) addresses: RelayAddresses,
    pub(crate) holders: Holders,
    pub(crate) strangers: Strangers<A>,
    pub(crate) table: Table<R, A>,
    bandwidth: Bandwidth,
    accounts: Accounts<A>,
    pub(crate) openings: u64,
    indications: u64,
    is_closed: bool,
    pub(crate) tally: Tally,
}

/// Where bytes come from that are to be relayed.
#[derive(Clone, Copy)]
enum Source {
    /// A client, for a peer that has sent something before or not.
    Client { is_answered: bool },
    /// A peer.
    Peer,
    /// Another relay of ours, where they were counted when they came in.
    Relay,
}

/// What to do about a message of a client.
pub enum Outcome<'a, R, A> {
    /// Nothing.
    Nothing,
    /// Answer it.
    Answer(Vec<u8>),
    /// Open a socket, and say so by [`Turn::opened`] before anything else.
    Open(Box<Opening<A>>),
    /// Send this from a relay's socket.
    ToPeer(R, SocketAddr, &'a [u8]),
    /// Send what was written to this client.
    ToClient(Client<A>),
}

impl<R: Clone, A: Copy + Eq + Hash> Turn<R, A> {
    /// Without any relay.
    pub fn new(secret: Secret, limits: Limits, filter: PeerFilter, addresses: RelayAddresses, now: Time) -> Turn<R, A> {
        Turn {
            secret,
            limits,
            filter,
            addresses,
            holders: Holders::default(),
            strangers: Strangers::new(&limits, now),
            table: Table::default(),
            bandwidth: Bandwidth::new(now),
            accounts: Accounts::default(),
            openings: 0,
            indications: 0,
            is_closed: false,
            tally: Tally::default(),
        }
    }

    /// Peers reach relays at these addresses from now on. Those that there are stay where they are.
    pub fn relay_at(&mut self, addresses: RelayAddresses) {
        self.addresses = addresses;
    }

    /// The holder for whoever has this seat, which these parts name.
    pub fn holder(&self, seat: &[&[u8]]) -> HolderId {
        self.secret.holder(seat)
    }

    /// A credential to allocate with for so long from now.
    pub fn credential(&self, holder: HolderId, lifetime: Duration, now: Time) -> Credential {
        self.secret.credential(holder, lifetime, now)
    }

    /// A session has the seat of this holder: they may have relays.
    pub fn seated(&mut self, holder: HolderId, now: Time) {
        self.holders.seated(holder, now);
    }

    /// The line of this holder is lost: what is relayed goes on for a while.
    pub fn lost(&mut self, holder: HolderId, now: Time) {
        self.holders.lost(holder, now);
    }

    /// This holder said goodbye: all their relays end.
    pub fn left(&mut self, holder: HolderId, now: Time) {
        if self.holders.left(holder, now) {
            self.table.retain(|one| one.claim.holder != holder);
        }
    }

    /// Makes no relay any more; those that there are go on.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    /// Ends all relays.
    pub fn end(&mut self) {
        self.is_closed = true;
        self.table.retain(|_| false);
    }

    /// Whether relays are made.
    pub(crate) fn is_open(&self) -> bool {
        !self.is_closed
    }

    /// Whether this client has a relay.
    pub fn has_relay(&self, client: &Client<A>) -> bool {
        self.table.of(client.tuple()).is_some()
    }

    /// How many relays there are.
    pub fn allocations(&self) -> usize {
        self.table.count()
    }

    /// What happened since this was last asked.
    pub fn tally(&mut self) -> impl Iterator<Item = (Happened, u64)> {
        self.tally.take()
    }

    /// One message of a client. What goes to another client is written to `written`.
    pub fn hear<'a>(
        &mut self,
        from: Client<A>,
        bytes: &'a [u8],
        written: &mut Vec<u8>,
        now: Time,
    ) -> Outcome<'a, R, A> {
        match message::read(bytes) {
            Some(Heard::Channel(number, data)) => {
                let peer = self.table.of(from.tuple()).and_then(|relay| relay.terms.peer_of(number, now));
                self.relay(from, peer, data, written, now)
            }
            Some(Heard::Send(peer, data)) => {
                let relay = self.table.of(from.tuple());
                let permitted = relay.is_some_and(|relay| relay.terms.is_permitted(peer.ip(), now));
                let peer = Some(peer).filter(|peer| permitted && self.may_send(*peer));
                self.relay(from, peer, data, written, now)
            }
            Some(Heard::Request(request)) => self.request(from, &request, now),
            None => {
                self.tally.add(Happened::Malformed);
                Outcome::Nothing
            }
        }
    }

    /// The connection of a client is closed, and its relay with it (RFC 8656 §7.4).
    pub fn hung_up(&mut self, client: &Client<A>) {
        if let Some(relay) = self.table.id_of(client.tuple()) {
            self.table.remove(relay);
        }
    }

    /// A packet of a peer at the socket of a relay. Writes what goes to the client, and says to which.
    pub fn from_peer(
        &mut self,
        relay: AllocationId,
        peer: SocketAddr,
        data: &[u8],
        written: &mut Vec<u8>,
        now: Time,
    ) -> Option<Client<A>> {
        self.deliver(relay, peer, data, written, now, Source::Peer)
    }

    /// Whether a permitted peer may be sent to: on our own address, relays only; elsewhere, no service of a system.
    pub(crate) fn may_send(&self, peer: SocketAddr) -> bool {
        match self.addresses.has(peer.ip()) {
            true => self.table.at(peer).is_some(),
            false => PeerFilter::allows_port(peer),
        }
    }

    /// From a client to a peer, which may be another relay of ours: that packet never leaves this machine.
    fn relay<'a>(
        &mut self,
        from: Client<A>,
        peer: Option<SocketAddr>,
        data: &'a [u8],
        written: &mut Vec<u8>,
        now: Time,
    ) -> Outcome<'a, R, A> {
        let relay = self.table.of(from.tuple()).filter(|relay| !relay.terms.is_over(now));
        let Some((relay, peer)) = relay.zip(peer) else {
            self.tally.add(Happened::Unpermitted);
            return Outcome::Nothing;
        };
        let (payer, relayed, socket) =
            ((relay.claim.holder, relay.client.account), relay.relayed, relay.socket.clone());
        // What goes to another relay of ours reaches only who has permitted it.
        let is_answered = self.addresses.has(peer.ip()) || relay.terms.has_answered(peer.ip());
        if !self.spend(payer, data.len(), now, Source::Client { is_answered }) {
            return Outcome::Nothing;
        }
        match self.addresses.has(peer.ip()) {
            false => Outcome::ToPeer(socket, peer, data),
            true => {
                let to =
                    self.table.at(peer).and_then(|to| self.deliver(to, relayed, data, written, now, Source::Relay));
                to.map_or(Outcome::Nothing, Outcome::ToClient)
            }
        }
    }

    /// From a peer to the client of a relay.
    fn deliver(
        &mut self,
        relay: AllocationId,
        peer: SocketAddr,
        data: &[u8],
        written: &mut Vec<u8>,
        now: Time,
        source: Source,
    ) -> Option<Client<A>> {
        let peer = message::canonical(peer);
        let relay = self.table.get_mut(relay);
        let permitted = relay.filter(|relay| !relay.terms.is_over(now) && relay.terms.is_permitted(peer.ip(), now));
        let Some(relay) = permitted else {
            self.tally.add(Happened::Unpermitted);
            return None;
        };
        relay.terms.answered(peer.ip());
        let (client, holder, channel) = (relay.client, relay.claim.holder, relay.terms.channel_of(peer, now));
        if !self.spend((holder, client.account), data.len(), now, source) {
            return None;
        }
        self.indications = self.indications.wrapping_add(1);
        message::from_peer(written, channel, peer, data, client.is_stream(), self.indications);
        Some(client)
    }

    /// Takes bandwidth of a holder and an address, and of everybody if these bytes are new here; false if there is none.
    fn spend(&mut self, (holder, account): (HolderId, A), bytes: usize, now: Time, source: Source) -> bool {
        let (is_new, is_answered) = match source {
            Source::Client { is_answered } => (true, is_answered),
            Source::Peer => (true, true),
            Source::Relay => (false, true),
        };
        let has_room = self.holders.has_room(holder, now)
            && self.accounts.has_room(account, is_answered, now)
            && (!is_new || self.bandwidth.has_room(now));
        if !has_room {
            self.tally.add(Happened::BeyondBandwidth);
            return false;
        }
        self.holders.spend(holder, bytes, &self.limits, now);
        self.accounts.spend(account, bytes, is_answered, &self.limits, now);
        if is_new {
            self.bandwidth.spend(bytes, self.limits.bytes_per_second, now);
            self.tally.add(Happened::Relayed);
            self.tally.add_many(Happened::RelayedBytes, bytes as u64);
        }
        true
    }

    /// Ends what is over. To be called about once a second.
    pub fn tick(&mut self, now: Time) {
        let table = &self.table;
        self.holders.forget(|holder| table.of_holder(holder) > 0, &self.limits, now);
        let holders = &self.holders;
        let ended = self.table.retain(|relay| !relay.terms.is_over(now) && holders.is_known(relay.claim.holder));
        self.tally.add_many(Happened::Expired, ended as u64);
    }

    /// Forgets addresses of which nothing came lately. To be called about once a minute.
    pub fn forget(&mut self, now: Time) {
        self.strangers.forget(now);
        self.accounts.forget(now);
    }
}

impl<R, A> core::fmt::Debug for Turn<R, A> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Turn(…)")
    }
}
