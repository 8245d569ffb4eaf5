//! The addresses of relays: where peers reach this machine, as configured or as it can be found out.

use super::peers::Ports;
use crate::net::origin::Origin;
use plenum_turn::filter::is_special;
use plenum_turn::machine::RelayAddresses;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;

/// Somewhere on the internet, to learn from which address of ours one gets there; nothing is sent.
const ELSEWHERE: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8)), IpAddr::V6(Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888))];

/// What is known of where this machine is.
#[derive(Clone, Debug)]
pub struct Known {
    /// Where clients' datagrams come in.
    pub listen: IpAddr,
    /// What the host says.
    pub configured: Vec<IpAddr>,
    /// What people open.
    pub origins: Vec<Origin>,
}

impl Known {
    /// An address for relays of each family, if names lead to these; none where peers could not reach it.
    pub fn find(&self, named: &[IpAddr]) -> RelayAddresses {
        let find = |is_v6: bool| {
            let is_this = |address: &IpAddr| address.is_ipv6() == is_v6;
            let configured = self.configured.iter().copied().find(is_this);
            let local = local(self.listen, is_v6);
            let public = local.filter(|local| !is_special(*local));
            let named = named.iter().copied().find(|address| is_this(address) && !is_special(*address));
            // Without a public name this is a trial: whoever reaches us, reaches our relays as well.
            let trial = local.filter(|_| self.names().is_empty());
            configured.or(public).or(named).or(trial)
        };
        let v4 = find(false).and_then(|address| if let IpAddr::V4(v4) = address { Some(v4) } else { None });
        let v6 = find(true).and_then(|address| if let IpAddr::V6(v6) = address { Some(v6) } else { None });
        RelayAddresses { v4, v6 }
    }

    /// The origins whose names may lead to this machine, if that is not known without. IPv6 alone is not enough: many have
    /// none, and what a router translates is IPv4.
    pub fn sought(&self) -> Vec<Origin> {
        match self.configured.is_empty() && self.find(&[]).v4.is_none() {
            true => self.names(),
            false => Vec::new(),
        }
    }

    fn names(&self) -> Vec<Origin> {
        self.origins.iter().filter(|origin| !is_this_machine(origin)).cloned().collect()
    }
}

/// Which addresses of this machine the sockets of relays are bound to.
pub fn ports(listen: IpAddr, relays: RelayAddresses, ports: RangeInclusive<u16>) -> Ports {
    let bound = |is_v6: bool, any: IpAddr| {
        let is_this = |address: &IpAddr| address.is_ipv6() == is_v6;
        // What peers know us by is an address of ours, unless a router translates it.
        let own = relays.of(is_v6).filter(|address| is_own(*address));
        own.or(Some(listen).filter(|listen| is_this(listen) && !listen.is_loopback())).unwrap_or(any)
    };
    Ports { v4: bound(false, Ipv4Addr::UNSPECIFIED.into()), v6: bound(true, Ipv6Addr::UNSPECIFIED.into()), ports }
}

/// Whether an address is one of this machine: only then can one listen there.
fn is_own(address: IpAddr) -> bool {
    UdpSocket::bind(SocketAddr::new(address, 0)).is_ok()
}

/// Whether an address is or may be one of this machine.
// Invariant: it is not only if the system says so; a system that has no files or ports left says nothing.
pub fn may_be_own(address: IpAddr) -> bool {
    UdpSocket::bind(SocketAddr::new(address, 0)).err().is_none_or(|why| may_be_own_after(why.kind()))
}

fn may_be_own_after(why: io::ErrorKind) -> bool {
    why != io::ErrorKind::AddrNotAvailable
}

/// Whether people open this origin on this machine alone.
pub fn is_this_machine(origin: &Origin) -> bool {
    let (host, _, is_secure) = origin.place();
    let address: Option<IpAddr> = host.parse().ok();
    !is_secure && address.is_none_or(|address| address.is_loopback())
}

/// The address of ours by which datagrams of this family come and go.
fn local(listen: IpAddr, is_v6: bool) -> Option<IpAddr> {
    let listen = listen.to_canonical();
    match listen.is_unspecified() {
        false => Some(listen).filter(|listen| listen.is_ipv6() == is_v6),
        true if is_v6 && listen.is_ipv4() => None,
        true => {
            let elsewhere = ELSEWHERE[usize::from(is_v6)];
            let any: IpAddr = if is_v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
            let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
            // Nothing is sent by this.
            socket.connect(SocketAddr::new(elsewhere, 9)).ok()?;
            socket.local_addr().ok().map(|address| address.ip())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(listen: &str, configured: &[&str], origins: &[&str]) -> Known {
        Known {
            listen: listen.parse().unwrap(),
            configured: configured.iter().map(|text| text.parse().unwrap()).collect(),
            origins: origins.iter().map(|text| text.parse().unwrap()).collect(),
        }
    }

    fn found(listen: &str, configured: &[&str], origins: &[&str], named: &[&str]) -> [Option<IpAddr>; 2] {
        let named: Vec<IpAddr> = named.iter().map(|text| text.parse().unwrap()).collect();
        let relays = known(listen, configured, origins).find(&named);
        [relays.of(false), relays.of(true)]
    }

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    const NAME: &[&str] = &["https://meet.example"];

    #[test]
    fn what_the_host_says_counts() {
        let both = ["192.168.1.5", "fd00::5"];
        assert_eq!(found("127.0.0.1", &both, &[], &[]), [ip(both[0]), ip(both[1])]);
        assert_eq!(found("8.8.4.4", &["9.9.9.9"], NAME, &["8.8.8.8"]), [ip("9.9.9.9"), None]);
    }

    #[test]
    fn a_public_address_of_ours_is_known_and_else_the_one_that_is_named() {
        assert_eq!(found("8.8.4.4", &[], NAME, &["8.8.8.8"]), [ip("8.8.4.4"), None]);
        assert_eq!(found("::ffff:8.8.4.4", &[], &[], &[]), [ip("8.8.4.4"), None]);
        assert_eq!(found("2600::4", &[], &[], &[]), [None, ip("2600::4")]);
        assert_eq!(found("10.0.0.4", &[], NAME, &["10.0.0.4", "8.8.8.8"]), [ip("8.8.8.8"), None], "behind a router");
        assert_eq!(found("10.0.0.4", &[], NAME, &["2600::8"]), [None, ip("2600::8")]);
    }

    #[test]
    fn an_address_that_nobody_outside_reaches_is_for_trials_only() {
        assert_eq!(found("127.0.0.1", &[], &[], &[]), [ip("127.0.0.1"), None]);
        assert_eq!(found("192.168.1.5", &[], &[], &[]), [ip("192.168.1.5"), None]);
        assert_eq!(found("127.0.0.1", &[], &["http://localhost:8080"], &[]), [ip("127.0.0.1"), None]);
        assert_eq!(found("127.0.0.1", &[], NAME, &["10.0.0.1"]), [None, None], "its name leads nowhere public");
    }

    #[test]
    fn names_are_asked_for_only_where_nothing_else_says_where_we_are() {
        let sought =
            |listen: &str, configured: &[&str], origins: &[&str]| known(listen, configured, origins).sought().len();
        assert_eq!(sought("10.0.0.4", &[], &["https://meet.example", "http://localhost:8080"]), 1);
        assert_eq!(sought("2600::4", &[], NAME), 1, "there is no IPv4 yet");
        assert_eq!(sought("8.8.4.4", &[], NAME), 0, "a public address of ours");
        assert_eq!(sought("10.0.0.4", &["2600::4"], NAME), 0, "said by the host");
        assert_eq!(sought("10.0.0.4", &[], &["http://localhost:8080"]), 0, "a trial");
    }

    #[test]
    fn an_address_is_ours_unless_the_system_says_that_it_is_not() {
        assert!(may_be_own([127, 0, 0, 1].into()));
        assert!(!may_be_own([8, 8, 8, 8].into()));
        let no_files = io::Error::from_raw_os_error(24).kind();
        assert!(may_be_own_after(no_files) && may_be_own_after(io::ErrorKind::AddrInUse));
    }

    #[test]
    fn sockets_are_bound_to_an_address_of_this_machine() {
        let ports = |listen: &str, v4: [u8; 4]| {
            let relays = RelayAddresses { v4: Some(v4.into()), v6: None };
            let ports = ports(listen.parse().unwrap(), relays, 50_000..=50_010);
            (ports.v4.to_string(), ports.v6.to_string())
        };
        let known = |v4: &str| (v4.to_owned(), "::".to_owned());
        assert_eq!(ports("::", [127, 0, 0, 1]), known("127.0.0.1"));
        assert_eq!(ports("::", [9, 9, 9, 9]), known("0.0.0.0"), "a router translates");
        assert_eq!(ports("10.0.0.4", [9, 9, 9, 9]), known("10.0.0.4"));
        assert_eq!(ports("127.0.0.1", [9, 9, 9, 9]), known("0.0.0.0"));
    }
}
