//! Client addresses: read from behind trusted proxies (`X-Forwarded-For`), and kept as keyed hashes only.

use ipnet::IpNet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};

/// An IPv4 address or an IPv6 /56, hashed under a key that lives as long as the process.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey(u64);

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(…)")
    }
}

#[cfg(test)]
impl AddressKey {
    /// Any one.
    pub fn for_tests(n: u64) -> AddressKey {
        AddressKey(n)
    }
}

/// Makes [`AddressKey`]s, and believes forwarding headers of known proxies only.
pub struct Addresses {
    // Invariant: fresh at every start and never written anywhere, so that no hash outlives the process.
    hasher: RandomState,
    proxies: Vec<IpNet>,
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Addresses(…)")
    }
}

impl Addresses {
    /// With the networks whose `X-Forwarded-For` is believed.
    pub fn new(proxies: Vec<IpNet>) -> Addresses {
        Addresses { hasher: RandomState::new(), proxies }
    }

    /// The key of an address.
    pub fn key(&self, address: IpAddr) -> AddressKey {
        let whole = match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) >> 72 << 72)),
        };
        AddressKey(self.hasher.hash_one(whole))
    }

    /// Whether this is one of our own proxies, which speak for others.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.proxies.iter().any(|net| net.contains(&address))
    }

    /// Who is behind `peer`: walks the forwarding header from the right, past our own proxies only. What stands
    /// further left was written by whoever asked.
    pub fn client(&self, peer: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let mut client = peer.to_canonical();
        for hop in forwarded_for.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.is_proxy(client) {
                break;
            }
            match hop_address(hop.trim()) {
                Some(address) => client = address.to_canonical(),
                None => break,
            }
        }
        client
    }
}

/// One entry of the header: an address, perhaps with a port or brackets.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = |text: &str| text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    bare(hop).or_else(|| hop.parse().ok().map(|with_port: std::net::SocketAddr| with_port.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_known_proxies_are_believed_from_the_right() {
        let addresses = Addresses::new(vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
        let client = |peer: &str, header: &[&str]| addresses.client(ip(peer), header);
        assert_eq!(client("198.51.100.1", &["203.0.113.9"]), ip("198.51.100.1"), "a stranger is not believed");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(client("::ffff:10.0.0.1", &["203.0.113.9:4711"]), ip("203.0.113.9"));
        assert_eq!(client("::1", &["[2001:db8::1]"]), ip("2001:db8::1"));
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 203.0.113.9, 10.2.3.4"]), ip("203.0.113.9"), "the left is forged");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "203.0.113.9,10.2.3.4"]), ip("203.0.113.9"));
        assert_eq!(client("10.0.0.1", &["203.0.113.9, nonsense, 10.2.3.4"]), ip("10.2.3.4"));
        assert_eq!(client("10.0.0.1", &[]), ip("10.0.0.1"));
    }

    #[test]
    fn a_household_is_one_address() {
        let addresses = Addresses::new(Vec::new());
        assert_eq!(addresses.key(ip("2001:db8:0:1100::1")), addresses.key(ip("2001:db8:0:11ff:ffff::2")));
        assert_ne!(addresses.key(ip("2001:db8:0:1100::1")), addresses.key(ip("2001:db8:0:1200::1")));
        assert_eq!(addresses.key(ip("192.0.2.1")), addresses.key(ip("::ffff:192.0.2.1")));
        assert_ne!(addresses.key(ip("192.0.2.1")), addresses.key(ip("192.0.2.2")));
        let restarted = Addresses::new(Vec::new());
        assert_ne!(addresses.key(ip("192.0.2.1")), restarted.key(ip("192.0.2.1")), "rotated per start");
    }
}
