//! From a configuration to STUN and relays at work, and to their end.

use super::addresses::{self, Known, is_this_machine, may_be_own};
use super::datagrams::Datagrams;
use super::names::Names;
use super::offer::{Begun, Offer};
use super::server::{Parts, TurnServer};
use super::streams::{Patience, Streams};
use crate::base::clock::Clock;
use crate::base::counters::Counters;
use crate::base::limits::Limits;
use crate::net::address::Addresses;
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::listener::bind;
use crate::net::origin::Origin;
use ipnet::IpNet;
use plenum_turn::filter::{PeerFilter, is_special};
use plenum_turn::limits::Limits as TurnLimits;
use plenum_turn::machine::RelayAddresses;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::sync::SetOnce;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Ports that no system gives to anybody else (RFC 6335 §6, RFC 8656 §7.2).
pub const RELAY_PORTS: RangeInclusive<u16> = 49_152..=65_535;

/// How many ports are tried, where any will do.
const PORTS_TRIED: usize = 16;

/// The relays of a server.
#[derive(Clone, Debug)]
pub struct RelayConfig {
    /// Where peers reach them, one of each family; found out where nothing is said.
    pub addresses: Vec<IpAddr>,
    /// Their UDP ports.
    pub ports: RangeInclusive<u16>,
    /// Special networks whose addresses may be peers all the same: for tests, and set by no option.
    pub allowed_peers: Vec<IpNet>,
    /// What resolves names; set by no option either.
    pub names: Names,
}

impl Default for RelayConfig {
    fn default() -> Self {
        RelayConfig { addresses: Vec::new(), ports: RELAY_PORTS, allowed_peers: Vec::new(), names: Names::default() }
    }
}

/// What STUN and relays need of the server they belong to.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// What people open.
    pub origins: &'a [Origin],
    /// What clients are held to.
    pub limits: &'a Limits,
    /// The clock of the server.
    pub clock: Clock,
    /// Where browsers reach this server over TLS, if that is ours.
    pub tls_port: Option<u16>,
    /// Keys of client addresses.
    pub addresses: Arc<Addresses>,
    /// What happened.
    pub counters: Arc<Counters>,
}

/// STUN at work, and relays if there are any.
#[derive(Debug)]
pub struct Started {
    /// The server.
    pub server: Arc<TurnServer>,
    /// Where it listens.
    pub address: SocketAddr,
    /// What pages are told of it, once relays have begun.
    pub offer: Option<Offer>,
    /// Set once it was looked where peers would reach relays, found or not.
    pub looked: Arc<SetOnce<()>>,
    over: CancellationToken,
}

impl Started {
    /// Ends everything at once.
    pub fn end(&self) {
        self.over.cancel();
        self.server.end();
    }
}

/// Where STUN and relays listen. If people open a page at another address than the private one that it listens on, there is
/// a proxy in front of it, on this machine or another one; no proxy passes on datagrams.
fn everywhere_if_public(listen: SocketAddr, origins: &[Origin]) -> [SocketAddr; 2] {
    let ip = listen.ip().to_canonical();
    let is_direct = |origin: &Origin| is_this_machine(origin) || origin.place().0.parse() == Ok(ip);
    let is_hidden = is_special(ip) && !ip.is_unspecified() && !origins.iter().all(is_direct);
    match is_hidden {
        true => {
            [Ipv6Addr::UNSPECIFIED.into(), Ipv4Addr::UNSPECIFIED.into()].map(|any| SocketAddr::new(any, listen.port()))
        }
        false => [listen; 2],
    }
}

/// Begins to answer STUN, and TURN if relays are wanted, as soon as it is known where peers reach them. Nothing is waited for.
///
/// # Errors
/// The port is taken, or there are no random numbers.
pub fn start(listen: SocketAddr, relay: Option<&RelayConfig>, around: Surroundings<'_>) -> io::Result<Started> {
    let [first, second] = everywhere_if_public(listen, around.origins);
    let datagrams = datagrams(first).or_else(|why| if first == second { Err(why) } else { datagrams(second) })?;
    let address = datagrams.local_addr()?;
    let is_wanted = relay.is_some();
    let RelayConfig { addresses: configured, ports, allowed_peers, names } = relay.cloned().unwrap_or_default();
    let limits = TurnLimits {
        allocations_per_holder: TurnLimits::new(around.limits.room_size, around.limits.seat_kept)
            .allocations_per_holder,
        seat_kept: around.limits.seat_kept,
        ..around.limits.turn
    }
    .with_ports(ports.len());
    let server = TurnServer::new(Parts {
        datagrams,
        limits,
        filter: PeerFilter::new(may_be_own).allow(allowed_peers),
        ports: addresses::ports(address.ip(), RelayAddresses::default(), ports.clone()),
        clock: around.clock,
        addresses: around.addresses,
        counters: around.counters,
    })
    .map_err(|_| io::Error::other("the system gives no random numbers"))?;
    let (over, looked) = (CancellationToken::new(), Arc::new(SetOnce::new()));
    run(&over, Arc::clone(&server).serve_datagrams());
    run(&over, Arc::clone(&server).tick());
    let hosts = configured.clone();
    let streams = Limits {
        sockets: around.limits.relay_streams,
        sockets_per_address: limits.allocations_per_address,
        unadmitted: around.limits.relay_streams_unadmitted,
        ..around.limits.clone()
    };
    let streams = Streams {
        server: Arc::clone(&server),
        limiter: ConnectionLimiter::new(&streams, Arc::default()),
        patience: Patience { without_relay: streams.admission, write: streams.write_stall },
        over: over.clone(),
    };
    let begun = Arc::default();
    let offer =
        Offer { server: Arc::clone(&server), port: address.port(), hosts, tls_port: around.tls_port, streams, begun };
    let started = |offer| Started { server, address, offer, looked: Arc::clone(&looked), over: over.clone() };
    if !is_wanted {
        let _ = looked.set(());
        return Ok(started(None));
    }
    let known = Known { listen: address.ip(), configured, origins: around.origins.to_vec() };
    let beginning =
        Beginning { known, address, ports, offer: offer.clone(), looked: Arc::clone(&looked), over: over.clone() };
    beginning.at(beginning.known.find(&[]));
    match &beginning.known.sought()[..] {
        [] => beginning.is_looked(),
        _ => run(&over, beginning.look(names)),
    }
    Ok(started(Some(offer)))
}

/// Binds for datagrams; a port that the system chooses is one that is free for connections too.
fn datagrams(at: SocketAddr) -> io::Result<Datagrams> {
    let mut datagrams = Datagrams::bind(at)?;
    for _ in 0..PORTS_TRIED {
        if at.port() != 0 || bind(datagrams.local_addr()?).is_ok() {
            break;
        }
        datagrams = Datagrams::bind(at)?;
    }
    Ok(datagrams)
}

/// Does something beside everything else until it is over.
fn run(over: &CancellationToken, task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(over.clone().run_until_cancelled_owned(task));
}

/// Relays that begin as soon as it is known where peers reach them.
struct Beginning {
    known: Known,
    address: SocketAddr,
    ports: RangeInclusive<u16>,
    offer: Offer,
    looked: Arc<SetOnce<()>>,
    over: CancellationToken,
}

impl Beginning {
    /// Asks where names lead to until one leads to us.
    async fn look(self, names: Names) {
        let without = self.known.find(&[]);
        let is_enough = |named: Vec<IpAddr>| {
            let relays = self.known.find(&named);
            let is_found = relays != without;
            if is_found {
                self.at(relays);
            }
            self.is_looked();
            is_found
        };
        names.look(&self.known.sought(), is_enough).await;
    }

    /// It was looked at least once.
    fn is_looked(&self) {
        if self.looked.set(()).is_ok() && !self.offer.has_begun() {
            warn!(
                "no relay for people behind strict firewalls: no public address of this machine is known. Name the one that your router or provider gives it with --relay-address, or let the name of --origin lead to it"
            );
        }
    }

    /// Peers reach them there.
    fn at(&self, relays: RelayAddresses) {
        if relays == RelayAddresses::default() {
            return;
        }
        let ports = addresses::ports(self.address.ip(), relays, self.ports.clone());
        self.offer.server.relay_at(relays, ports);
        if !self.offer.has_begun() {
            let _ = self.offer.begun.set(Begun { has_streams: self.listen() });
            info!("relaying on port {}", self.address.port());
        }
    }

    /// Begins to accept connections, if the port is free for that.
    fn listen(&self) -> bool {
        match bind(self.address) {
            Ok(listener) => {
                run(&self.over, self.offer.streams.clone().accept(listener));
                true
            }
            Err(why) => {
                let port = self.address.port();
                warn!("no relay over TCP, for networks without UDP: port {port} is not free: {why}");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_datagrams_come_in_everywhere() {
        let listens = |listen: &str, origins: &[&str]| {
            let origins: Vec<Origin> = origins.iter().map(|text| text.parse().unwrap()).collect();
            everywhere_if_public(listen.parse().unwrap(), &origins)[0].to_string()
        };
        assert_eq!(listens("127.0.0.1:3478", &["https://meet.example"]), "[::]:3478");
        assert_eq!(listens("[::1]:3478", &["http://localhost:8080", "https://meet.example"]), "[::]:3478");
        assert_eq!(listens("127.0.0.1:3478", &["http://localhost:8080"]), "127.0.0.1:3478");
        assert_eq!(listens("127.0.0.1:3478", &[]), "127.0.0.1:3478");
        assert_eq!(listens("10.0.0.4:3478", &["https://meet.example"]), "[::]:3478", "the proxy is another machine");
        assert_eq!(listens("[fd00::4]:3478", &["https://meet.example"]), "[::]:3478");
        assert_eq!(listens("10.0.0.4:3478", &[]), "10.0.0.4:3478", "a trial");
        assert_eq!(listens("10.0.0.4:3478", &["http://10.0.0.4:8080"]), "10.0.0.4:3478", "people come to it directly");
        assert_eq!(listens("8.8.4.4:3478", &["https://meet.example"]), "8.8.4.4:3478", "a public address is chosen");
        assert_eq!(listens("0.0.0.0:3478", &["https://meet.example"]), "0.0.0.0:3478");
    }
}
