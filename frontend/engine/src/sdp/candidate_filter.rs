//! Whose doors a peer's candidates may knock at: a stranger must not make a browser look up a name, talk to the machine it
//! runs on, or disturb a printer.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Longest candidate, bytes: an IPv6 relay with all extensions has 200.
const MAX_BYTES: usize = 512;
/// Well-known ports belong to services (RFC 6335 §6); no ICE agent gathers on them.
const FIRST_PORT: u16 = 1024;

/// How far our own page may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The network: addresses of this very machine are refused.
    Network,
    /// Also this very machine: our page was served from it, so whoever develops or tests here has both pages here, perhaps
    /// without any other network (a peer could at most make the page send STUN to a high UDP port of that one machine).
    Machine,
}

impl Reach {
    /// As the page's own origin asks for (`location.origin`): `localhost` and loopback addresses are this machine
    /// (W3C Secure Contexts §3.1), and no name is looked up to find out.
    pub fn of(origin: &str) -> Reach {
        let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
        let host = match authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        let local = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
        match local || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
            true => Reach::Machine,
            false => Reach::Network,
        }
    }
}

/// Whether a peer's candidate (RFC 8839 §5.1) may be handed to the browser: UDP, an ordinary address or an mDNS name, no
/// low port. Addresses of private networks are ordinary: people do sit in one. The related address is for logs only and
/// never asked.
pub fn fit_candidate(candidate: &str, reach: Reach) -> bool {
    // Empty: there are no more (W3C WebRTC §4.8.1).
    if candidate.is_empty() {
        return true;
    }
    // The label is an attribute's name, which some parsers read in any case.
    let labelled = candidate.split_at_checked(10).filter(|(label, _)| label.eq_ignore_ascii_case("candidate:"));
    labelled.is_some_and(|(_, value)| fit_value(value, reach))
}

/// The same for the value of an `a=candidate` line.
pub fn fit_value(value: &str, reach: Reach) -> bool {
    if value.len() > MAX_BYTES || !value.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return false;
    }
    let words: Vec<&str> = value.split(' ').collect();
    // Two spaces in a row mean one thing to one parser and another to the next.
    if words.iter().any(|word| word.is_empty()) {
        return false;
    }
    let [_foundation, _component, transport, _priority, address, port, typ, _kind, ..] = words.as_slice() else {
        return false;
    };
    let port = port.parse::<u16>().is_ok_and(|port| port >= FIRST_PORT);
    let named = match address.parse::<IpAddr>() {
        Ok(address) => is_ordinary(address, reach),
        Err(_) => is_mdns(address),
    };
    transport.eq_ignore_ascii_case("udp") && *typ == "typ" && port && named
}

/// Whether an address may be a person's: no special one in any spelling (IANA special-purpose registries, RFC 6890).
fn is_ordinary(address: IpAddr, reach: Reach) -> bool {
    match address {
        IpAddr::V4(address) => is_ordinary_v4(address, reach),
        IpAddr::V6(address) => {
            if address.is_loopback() {
                return reach == Reach::Machine;
            }
            let special = address.is_unspecified() || address.is_multicast() || address.is_unicast_link_local();
            !special && embedded(address).into_iter().flatten().all(|inner| is_ordinary_v4(inner, reach))
        }
    }
}

fn is_ordinary_v4(address: Ipv4Addr, reach: Reach) -> bool {
    let this_network = address.octets()[0] == 0;
    let reserved = address.octets()[0] >= 240;
    match address.is_loopback() {
        true => reach == Reach::Machine,
        false => !(this_network || reserved || address.is_multicast() || address.is_link_local()),
    }
}

/// The IPv4 addresses that an IPv6 address stands for, or is carried by.
fn embedded(address: Ipv6Addr) -> [Option<Ipv4Addr>; 2] {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    let last = v4(g, h);
    match [a, b, c, d, e, f] {
        // Compatible and mapped (RFC 4291 §2.5.5), translated (RFC 2765 §2.1).
        [0, 0, 0, 0, 0, 0 | 0xffff] | [0, 0, 0, 0, 0xffff, 0] => [last, None],
        // NAT64, well-known and local (RFC 6052 §2.1, RFC 8215).
        [0x64, 0xff9b, 0, 0, 0, 0] | [0x64, 0xff9b, 1, ..] => [last, None],
        // 6to4 (RFC 3056 §2).
        [0x2002, high, low, ..] => [v4(high, low), None],
        // Teredo: server, and the client's address turned over (RFC 4380 §4).
        [0x2001, 0, high, low, ..] => [v4(high, low), v4(!g, !h)],
        // ISATAP (RFC 5214 §6.1).
        [.., 0 | 0x200, 0x5efe] => [last, None],
        _ => [None, None],
    }
}

/// A random UUID under `.local` (RFC 6762, draft-ietf-mmusic-mdns-ice-candidates §3.1.1): no other name is looked up.
fn is_mdns(address: &str) -> bool {
    let Some(name) = address.strip_suffix(".local") else { return false };
    let groups: Vec<&str> = name.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}
