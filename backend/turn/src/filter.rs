//! The relay filter: which peers a relay may talk to, and which addresses are special purpose (RFC 6890 and its registries).

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use ipnet::IpNet;

/// Ports below this one are services of the system, and no peer of a call is behind one (RFC 6335 §6).
pub const FIRST_PEER_PORT: u16 = 1024;

/// Special ranges of IPv4: first address and length of the prefix.
const SPECIAL_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // shared by carriers (RFC 6598)
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local, with the metadata of clouds
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 31, 196, 0], 24), // AS112
    ([192, 52, 193, 0], 24), // AMT
    ([192, 88, 99, 0], 24),  // relays of 6to4
    ([192, 168, 0, 0], 16),  // private
    ([192, 175, 48, 0], 24), // AS112
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, and broadcast
];

/// Special ranges inside 2000::/3; outside of it everything is.
const SPECIAL_V6: &[([u16; 3], u32)] = &[
    ([0x2001, 0, 0], 23),           // protocol assignments: Teredo, ORCHID, benchmarks, AMT
    ([0x2001, 0x0db8, 0], 32),      // documentation
    ([0x2002, 0, 0], 16),           // 6to4: an IPv4 address inside
    ([0x2620, 0x004f, 0x8000], 48), // AS112
    ([0x3ffe, 0, 0], 16),           // 6bone, given back
    ([0x3fff, 0, 0], 20),           // documentation
];

/// Whether an address is for a special purpose: everything that is no unicast address of the internet, in every
/// spelling. An IPv4 address inside an IPv6 address (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) is one.
pub fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_special_v4(v4),
        IpAddr::V6(v6) => is_special_v6(v6),
    }
}

fn is_special_v4(address: Ipv4Addr) -> bool {
    SPECIAL_V4.iter().any(|(first, prefix)| (address.to_bits() ^ u32::from_be_bytes(*first)) >> (32 - prefix) == 0)
}

fn is_special_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    // Invariant: what is not known to be public is special; so mapped, NAT64 and local addresses need no line.
    let is_unicast = bits >> 125 == 0b001;
    // ISATAP (RFC 5214 §6.1): an IPv4 address behind 5efe, with or without the universal bit.
    let is_isatap = matches!((bits >> 32) as u32, 0x0000_5efe | 0x0200_5efe);
    let is_listed = SPECIAL_V6.iter().any(|([a, b, c], prefix)| {
        let first = u128::from(*a) << 112 | u128::from(*b) << 96 | u128::from(*c) << 80;
        (bits ^ first) >> (128 - prefix) == 0
    });
    !is_unicast || is_isatap || is_listed
}

/// Which peers may be relayed to.
pub struct PeerFilter {
    /// Whether an address is one of this very machine: its own services trust whoever is inside.
    is_own: Box<dyn Fn(IpAddr) -> bool + Send>,
    /// What is let through in spite of everything, for tests.
    allowed: Vec<IpNet>,
}

impl core::fmt::Debug for PeerFilter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PeerFilter(…)")
    }
}

impl PeerFilter {
    /// Lets nobody through at an address of this machine, of which `is_own` knows.
    pub fn new(is_own: impl Fn(IpAddr) -> bool + Send + 'static) -> PeerFilter {
        PeerFilter { is_own: Box::new(is_own), allowed: Vec::new() }
    }

    /// Also lets these networks through, whatever they are. For tests, where every address is a special one.
    pub fn allow(mut self, networks: Vec<IpNet>) -> PeerFilter {
        self.allowed = networks;
        self
    }

    /// Whether anything at this address may be relayed to.
    pub fn allows_address(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&address))
            || !(is_special(address) || (self.is_own)(address))
    }

    /// Whether a peer at an allowed address may have this port.
    pub fn allows_port(peer: SocketAddr) -> bool {
        peer.port() >= FIRST_PEER_PORT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(address: &str) -> bool {
        is_special(address.parse().unwrap())
    }

    #[test]
    fn every_special_range_is_special_from_its_first_address_to_its_last() {
        for range in [
            "0.0.0.0-0.255.255.255",
            "10.0.0.0-10.255.255.255",
            "100.64.0.0-100.127.255.255",
            "127.0.0.0-127.255.255.255",
            "169.254.0.0-169.254.255.255",
            "172.16.0.0-172.31.255.255",
            "192.0.0.0-192.0.0.255",
            "192.0.2.0-192.0.2.255",
            "192.88.99.0-192.88.99.255",
            "192.168.0.0-192.168.255.255",
            "198.18.0.0-198.19.255.255",
            "198.51.100.0-198.51.100.255",
            "203.0.113.0-203.0.113.255",
            "224.0.0.0-239.255.255.255",
            "240.0.0.0-255.255.255.255",
            "::-::ffff",
            "::ffff:0:0-::ffff:ffff:ffff",
            "64:ff9b::-64:ff9b::ffff:ffff",
            "64:ff9b:1::-64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
            "100::-100::ffff:ffff:ffff:ffff",
            "2001::-2001:0:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:2::-2001:2:0:ffff:ffff:ffff:ffff:ffff",
            "2001:10::-2001:1f:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:20::-2001:2f:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
            "4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "5f00::-5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fec0::-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ] {
            let (first, last) = range.split_once('-').unwrap();
            assert!(special(first) && special(last), "{range}");
        }
    }

    #[test]
    fn a_special_ipv4_address_is_special_in_every_spelling() {
        // 10.1.2.3 is a01:203.
        for spelling in [
            "10.1.2.3",
            "::ffff:10.1.2.3",
            "::ffff:0:10.1.2.3",
            "::10.1.2.3",
            "64:ff9b::10.1.2.3",
            "64:ff9b:1::10.1.2.3",
            "2002:a01:203::1",
            "2001:0:a01:203::1",
            "2001:0:5ef5:79fd:0:0:f5fe:fdfc",
            "2600::5efe:10.1.2.3",
            "2600::200:5efe:10.1.2.3",
            "fe80::5efe:10.1.2.3",
        ] {
            assert!(special(spelling), "{spelling}");
        }
        assert!(special("::ffff:1.1.1.1"), "no peer on the internet has such an address");
    }

    #[test]
    fn beside_every_range_the_internet_begins() {
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "191.255.255.255",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "198.51.101.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "2000::",
            "2001:200::1",
            "2001:db7:ffff::1",
            "2001:db9::1",
            "2003::1",
            "2600::5eff:a01:203",
            "2a00:1450:4001::1",
            "3fff:1000::1",
        ] {
            assert!(!special(address), "{address}");
        }
    }

    #[test]
    fn neither_this_machine_nor_a_service_of_another_is_a_peer() {
        let filter = PeerFilter::new(|address| address == IpAddr::from([9, 9, 9, 9]));
        let allows = |peer: &str| {
            let peer: SocketAddr = peer.parse().unwrap();
            filter.allows_address(peer.ip()) && PeerFilter::allows_port(peer)
        };
        assert!(allows("8.8.8.8:1024") && allows("[2600::1]:65535"));
        for peer in ["9.9.9.9:50000", "8.8.8.8:1023", "8.8.8.8:53", "8.8.8.8:0", "[2600::1]:80", "127.0.0.1:5000"] {
            assert!(!allows(peer), "{peer}");
        }
        let filter = PeerFilter::new(|_| true).allow(vec!["127.0.0.0/8".parse().unwrap()]);
        assert!(filter.allows_address("127.0.0.1".parse().unwrap()));
        assert!(!filter.allows_address("8.8.8.8".parse().unwrap()));
    }
}
