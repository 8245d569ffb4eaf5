//! The server around the machine of `plenum-turn`: carries out over datagrams, connections and relays what that says.

use super::datagrams::Datagrams;
use super::peers::{PeerSocket, Ports};
use crate::base::clock::Clock;
use crate::base::counters::{Count, Counters};
use crate::base::limits::FORGET;
use crate::net::address::{AddressKey, Addresses};
use bytes::Bytes;
use plenum_rooms::lock;
use plenum_rooms::time::Time;
use plenum_turn::allocation::AllocationId;
use plenum_turn::client::{Client as TurnClient, Via};
use plenum_turn::credential::Secret;
use plenum_turn::filter::PeerFilter;
use plenum_turn::limits::Limits;
use plenum_turn::machine::{Outcome, RelayAddresses, Turn};
use plenum_turn::opening::{NoSocket, Opening};
use plenum_turn::tally::Happened;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;

/// All datagrams that the system may hand over at once.
const DATAGRAMS: usize = 64 * 1024;
/// Pause after the system could not receive.
const PAUSE: Duration = Duration::from_millis(10);
/// How often is looked for what is over.
const TICK: Duration = Duration::from_secs(1);

/// A client, on the account of its address.
pub type Client = TurnClient<AddressKey>;
/// The machine, with sockets as relays.
pub type Machine = Turn<Arc<PeerSocket>, AddressKey>;

/// The machine with its sockets.
pub struct TurnServer {
    machine: Mutex<Machine>,
    datagrams: Datagrams,
    ports: Mutex<Ports>,
    streams: Mutex<HashMap<u64, mpsc::Sender<Bytes>>>,
    next_stream: AtomicU64,
    clock: Clock,
    addresses: Arc<Addresses>,
    counters: Arc<Counters>,
}

/// What a server of ours is made of.
#[derive(Debug)]
pub struct Parts {
    /// Where clients send their datagrams.
    pub datagrams: Datagrams,
    /// What clients are held to.
    pub limits: Limits,
    /// Whom relays may talk to.
    pub filter: PeerFilter,
    /// The ports of relays.
    pub ports: Ports,
    /// The clock of the server.
    pub clock: Clock,
    /// Keys of client addresses.
    pub addresses: Arc<Addresses>,
    /// What happened.
    pub counters: Arc<Counters>,
}

/// The system has no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandom;

impl std::fmt::Debug for TurnServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TurnServer(…)")
    }
}

impl TurnServer {
    /// A server that has heard nothing yet, and relays nothing before it is known where.
    ///
    /// # Errors
    /// There is no secret without random numbers.
    pub fn new(parts: Parts) -> Result<Arc<TurnServer>, NoRandom> {
        let Parts { datagrams, limits, filter, ports, clock, addresses, counters } = parts;
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| NoRandom)?;
        let now = clock.now();
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().saturating_sub(now.0);
        let secret = Secret::new(secret, began);
        Ok(Arc::new(TurnServer {
            machine: Mutex::new(Turn::new(secret, limits, filter, RelayAddresses::default(), now)),
            datagrams,
            ports: Mutex::new(ports),
            streams: Mutex::default(),
            next_stream: AtomicU64::new(0),
            clock,
            addresses,
            counters,
        }))
    }

    /// The client at the other end of a connection.
    pub fn stream_client(&self, address: SocketAddr, number: u64) -> Client {
        Client { address, via: Via::Stream(number), account: self.addresses.key(address.ip()) }
    }

    /// Keys of client addresses.
    pub fn addresses(&self) -> Arc<Addresses> {
        Arc::clone(&self.addresses)
    }

    /// Does something with the machine now.
    pub fn with_machine<T>(&self, act: impl FnOnce(&mut Machine, Time) -> T) -> T {
        act(&mut lock(&self.machine), self.clock.now())
    }

    /// Where clients send their datagrams.
    ///
    /// # Errors
    /// The system does not say.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.datagrams.local_addr()
    }

    /// How many relays there are.
    pub fn allocations(&self) -> usize {
        lock(&self.machine).allocations()
    }

    /// Peers reach relays at these addresses from now on, and their sockets are bound like this.
    pub fn relay_at(&self, relays: RelayAddresses, ports: Ports) {
        *lock(&self.ports) = ports;
        lock(&self.machine).relay_at(relays);
    }

    /// Makes no relay any more.
    pub fn close(&self) {
        lock(&self.machine).close();
    }

    /// Ends all relays.
    pub fn end(&self) {
        lock(&self.machine).end();
    }

    /// Serves clients by datagrams, for ever.
    pub async fn serve_datagrams(self: Arc<Self>) {
        let mut datagrams = vec![0; DATAGRAMS];
        let mut written = Vec::new();
        loop {
            let Ok(asked) = self.datagrams.receive(&mut datagrams).await else {
                // A port that is closed on the other side is reported here; it is no reason to end.
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let account = self.addresses.key(asked.addr.ip());
            let from = Client { address: asked.addr, via: Via::Udp(asked.dst_ip), account };
            let received = &datagrams[..asked.len.min(DATAGRAMS)];
            // Several datagrams may have come at once; one without a byte is one too.
            match received {
                [] => self.hear(from, received, &mut written),
                some => some.chunks(asked.stride.max(1)).for_each(|one| self.hear(from, one, &mut written)),
            }
        }
    }

    /// Ends what is over, for ever.
    pub async fn tick(self: Arc<Self>) {
        let mut forget_at = self.clock.now() + FORGET;
        loop {
            tokio::time::sleep(TICK).await;
            let now = self.clock.now();
            let mut machine = lock(&self.machine);
            machine.tick(now);
            if now >= forget_at {
                machine.forget(now);
                forget_at = now + FORGET;
            }
            self.count(&mut machine);
        }
    }

    /// One message of a client.
    // Invariant: this never waits, so that no client holds up another.
    pub fn hear(self: &Arc<Self>, from: Client, bytes: &[u8], written: &mut Vec<u8>) {
        let now = self.clock.now();
        let mut machine = lock(&self.machine);
        let mut outcome = machine.hear(from, bytes, written, now);
        if let Outcome::Open(opening) = outcome {
            let socket = self.open(&opening);
            outcome = Outcome::Answer(machine.opened(*opening, socket, now));
        }
        self.count(&mut machine);
        // Sending takes the longest.
        drop(machine);
        match outcome {
            Outcome::Nothing | Outcome::Open(_) => {}
            Outcome::Answer(answer) => self.send(&from, &answer),
            Outcome::ToPeer(socket, peer, data) => socket.send(peer, data),
            Outcome::ToClient(client) => self.send(&client, written),
        }
    }

    /// A packet of a peer.
    fn hear_peer(&self, relay: AllocationId, peer: SocketAddr, data: &[u8], written: &mut Vec<u8>) {
        let now = self.clock.now();
        let mut machine = lock(&self.machine);
        let client = machine.from_peer(relay, peer, data, written, now);
        self.count(&mut machine);
        drop(machine);
        if let Some(client) = client {
            self.send(&client, written);
        }
    }

    fn open(self: &Arc<Self>, opening: &Opening<AddressKey>) -> Result<(u16, Arc<PeerSocket>), NoSocket> {
        let (port, socket) = lock(&self.ports).open(opening.address.is_ipv6(), opening.is_even).ok_or(NoSocket)?;
        let (server, relay) = (Arc::downgrade(self), opening.id);
        // The server owns the socket, not the socket the server.
        let hear = move |peer, data: &[u8], written: &mut Vec<u8>| {
            if let Some(server) = server.upgrade() {
                server.hear_peer(relay, peer, data, written);
            }
        };
        Ok((port, PeerSocket::serve(socket, hear)))
    }

    /// Sent or not: what matters is sent again by whoever sent it.
    fn send(&self, to: &Client, bytes: &[u8]) {
        match to.via {
            Via::Udp(from) => drop(self.datagrams.send(to.address, from, bytes)),
            Via::Stream(number) => {
                if let Some(queue) = lock(&self.streams).get(&number) {
                    // Full: a relay drops what its reader is too slow for, as every router does.
                    let _ = queue.try_send(Bytes::copy_from_slice(bytes));
                }
            }
        }
    }

    /// A connection begins: its number, and what is to be written to it.
    pub fn attach(&self, queue: usize) -> (u64, mpsc::Receiver<Bytes>) {
        let number = self.next_stream.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = mpsc::channel(queue);
        lock(&self.streams).insert(number, sender);
        (number, receiver)
    }

    /// A connection ends, and its relay with it.
    pub fn detach(&self, client: &Client) {
        if let Via::Stream(number) = client.via {
            lock(&self.streams).remove(&number);
        }
        lock(&self.machine).hung_up(client);
    }

    /// Whether this client has a relay.
    pub fn has_relay(&self, from: &Client) -> bool {
        lock(&self.machine).has_relay(from)
    }

    fn count(&self, machine: &mut Machine) {
        for (what, n) in machine.tally() {
            self.counters.add_many(counted(what), n);
        }
    }
}

fn counted(what: Happened) -> Count {
    match what {
        Happened::Bound => Count::StunAnswered,
        Happened::Malformed => Count::StunMalformed,
        Happened::Limited => Count::StunLimited,
        Happened::Challenged => Count::TurnChallenged,
        Happened::Outdated => Count::TurnOutdated,
        Happened::Allocated => Count::TurnAllocated,
        Happened::Refused => Count::TurnRefused,
        Happened::Evicted => Count::TurnEvicted,
        Happened::Expired => Count::TurnExpired,
        Happened::Forbidden => Count::TurnForbidden,
        Happened::Relayed => Count::TurnRelayed,
        Happened::RelayedBytes => Count::TurnRelayedBytes,
        Happened::Unpermitted => Count::TurnUnpermitted,
        Happened::BeyondBandwidth => Count::TurnBeyondBandwidth,
    }
}
