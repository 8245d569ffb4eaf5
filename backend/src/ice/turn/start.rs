//! From a configuration to STUN and relays at work, and to their end.

use super::addresses::{self, Known, is_this_machine, may_be_own};
use super::datagrams::Datagrams;
use super::offer::Offer;
use super::server::{Parts, TurnServer};
use super::streams::{self, Patience, STREAMS};
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
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Ports that no system gives to anybody else (RFC 6335 §6, RFC 8656 §7.2).
pub const RELAY_PORTS: RangeInclusive<u16> = 49_152..=65_535;

/// The relays of a server.
#[derive(Clone, Debug)]
pub struct RelayConfig {
    /// Where peers reach them, one of each family; found out where nothing is said.
    pub addresses: Vec<IpAddr>,
    /// Their UDP ports.
    pub ports: RangeInclusive<u16>,
    /// Special networks whose addresses may be peers all the same: for tests, and set by no option.
    pub allowed_peers: Vec<IpNet>,
}

impl Default for RelayConfig {
    fn default() -> Self {
        RelayConfig { addresses: Vec::new(), ports: RELAY_PORTS, allowed_peers: Vec::new() }
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
    /// Where peers reach relays.
    pub relays: RelayAddresses,
    /// What pages are told of it.
    pub offer: Option<Offer>,
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

/// Begins to answer STUN, and TURN if relays are wanted and peers could reach them.
///
/// # Errors
/// The port is taken, or there are no random numbers.
pub async fn start(listen: SocketAddr, relay: Option<&RelayConfig>, around: Surroundings<'_>) -> io::Result<Started> {
    let [first, second] = everywhere_if_public(listen, around.origins);
    let datagrams =
        Datagrams::bind(first).or_else(|why| if first == second { Err(why) } else { Datagrams::bind(second) })?;
    let address = datagrams.local_addr()?;
    let relays = match relay {
        Some(relay) => {
            let known = Known { listen: address.ip(), configured: &relay.addresses, origins: around.origins };
            addresses::find(&known).await
        }
        None => RelayAddresses::default(),
    };
    let relay = relay.cloned().unwrap_or_default();
    let hosts = relay.addresses;
    let limits = TurnLimits {
        allocations_per_holder: TurnLimits::new(around.limits.room_size, around.limits.seat_kept)
            .allocations_per_holder,
        seat_kept: around.limits.seat_kept,
        ..around.limits.turn
    }
    .with_ports(relay.ports.len());
    let server = TurnServer::new(Parts {
        datagrams,
        limits,
        relays,
        filter: PeerFilter::new(may_be_own).allow(relay.allowed_peers),
        ports: addresses::ports(address.ip(), relays, relay.ports),
        clock: around.clock,
        addresses: around.addresses,
        counters: around.counters,
    })
    .map_err(|_| io::Error::other("the system gives no random numbers"))?;
    let over = CancellationToken::new();
    let run = |task| {
        let over = over.clone();
        tokio::spawn(async move { over.run_until_cancelled_owned(task).await })
    };
    run(Box::pin(Arc::clone(&server).serve_datagrams()) as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>);
    run(Box::pin(Arc::clone(&server).tick()));
    let has_relays = relays != RelayAddresses::default();
    let offer = has_relays.then(|| {
        let has_streams = match bind(address) {
            Ok(listener) => {
                let limits = Limits {
                    sockets: STREAMS[0],
                    sockets_per_address: limits.allocations_per_address,
                    unadmitted: STREAMS[1],
                    ..around.limits.clone()
                };
                let limiter = ConnectionLimiter::new(&limits, Arc::default());
                let patience = Patience { without_relay: limits.admission, write: limits.write_stall };
                run(Box::pin(streams::serve(Arc::clone(&server), listener, limiter, patience, over.clone())));
                true
            }
            Err(why) => {
                warn!("no relay over TCP, for networks without UDP: port {} is not free: {why}", address.port());
                false
            }
        };
        info!("relaying on port {}", address.port());
        Offer { server: Arc::clone(&server), port: address.port(), hosts, has_streams }
    });
    Ok(Started { server, address, relays, offer, over })
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
