//! ICE servers, STUN and TURN (RFC 8445, RFC 8656): what the server names, and the one we dialled.

use plenum_shared::message::{IceServer, Welcome};
use std::sync::Arc;

/// Servers taken at most, besides the one we dialled: browsers slow down with each.
const MAX_SERVERS: usize = 8;

/// STUN and TURN as the server names them, and its own STUN responder on the host we dialled.
#[derive(Default)]
pub struct IceServers {
    own: Option<IceServer>,
    all: Arc<[IceServer]>,
}

impl IceServers {
    /// As the welcome names them; the page came from this origin. True if they are not those of before.
    pub fn welcome(&mut self, welcome: &Welcome, page_origin: &str) -> bool {
        let own = welcome.stun_port.zip(host(page_origin)).map(|(port, host)| format!("stun:{host}:{port}"));
        self.own = own.map(|url| IceServer { urls: vec![url], username: None, credential: None });
        self.renew(&welcome.ice_servers)
    }

    /// Fresh ones, before the credentials of those of before end. True if they are not the same.
    pub fn renew(&mut self, named: &[IceServer]) -> bool {
        let all: Vec<IceServer> = named.iter().filter_map(usable).take(MAX_SERVERS).chain(self.own.clone()).collect();
        let fresh = *self.all != *all;
        if fresh {
            self.all = all.into();
        }
        fresh
    }

    /// Whether one of them relays (TURN).
    pub fn relay(&self) -> bool {
        self.all.iter().flat_map(|server| &server.urls).any(|url| url.to_ascii_lowercase().starts_with("turn"))
    }

    /// All of them.
    pub fn all(&self) -> Arc<[IceServer]> {
        self.all.clone()
    }
}

/// What browsers take of an entry: one address that they cannot read makes them refuse the whole list.
fn usable(server: &IceServer) -> Option<IceServer> {
    let known = server.username.is_some() && server.credential.is_some();
    let urls: Vec<String> = server.urls.iter().filter(|url| readable(url, known)).cloned().collect();
    (!urls.is_empty()).then(|| IceServer { urls, ..server.clone() })
}

/// `stun:host[:port]`, `turn:host[:port][?transport=udp|tcp]` and their `s` (RFC 7064, RFC 7065); TURN only with credentials.
fn readable(url: &str, credentials: bool) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let right = match scheme.to_ascii_lowercase().as_str() {
        "stun" | "stuns" => query.is_none(),
        "turn" | "turns" => credentials && query.is_none_or(|query| matches!(query, "transport=udp" | "transport=tcp")),
        _ => false,
    };
    right && is_place(place)
}

/// A host, and perhaps a port.
fn is_place(place: &str) -> bool {
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, rest.strip_prefix(':').or(Some(""))),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let message = |message: char| message.is_ascii_alphanumeric() || matches!(message, '.' | '-' | '_');
    let bracketed = place.starts_with('[');
    !host.is_empty()
        && host.chars().all(|one| message(one) || bracketed && one == ':')
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// Host of an origin, without port; IPv6 keeps its brackets (RFC 7064 takes them).
fn host(origin: &str) -> Option<&str> {
    let (_, authority) = origin.split_once("://")?;
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    authority.get(..end).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str, credentials: bool) -> IceServer {
        let known = || credentials.then(|| "known".to_string());
        IceServer { urls: vec![url.into()], username: known(), credential: known() }
    }

    #[test]
    fn one_bad_address_takes_only_itself_away() {
        let bad = [
            server("turn://relay.example", true),
            server("turn:relay.example", false),
            server("stun:relay.example?transport=udp", false),
            server("turn:relay.example?transport=sctp", true),
            server("http://relay.example", false),
            server("stun:", false),
            server("stun:relay.example:0", false),
            server("stun:relay.example:70000", false),
            server("stun:[2001:db8::1]x", false),
            server("stun:two words", false),
            server("relay.example", false),
            IceServer { urls: Vec::new(), username: None, credential: None },
        ];
        for bad in bad {
            assert_eq!(usable(&bad), None, "{bad:?}");
        }
        let mixed = IceServer {
            urls: vec!["turn://relay.example".into(), "turns:relay.example:443?transport=tcp".into()],
            ..server("", true)
        };
        assert_eq!(usable(&mixed), Some(server("turns:relay.example:443?transport=tcp", true)));
    }

    #[test]
    fn what_browsers_take_stays_as_it_is() {
        let good = [
            server("stun:relay.example", false),
            server("STUN:192.0.2.7:3478", false),
            server("stun:[2001:db8::1]", false),
            server("stuns:[2001:db8::1]:5349", false),
            server("turn:relay.example:3478?transport=udp", true),
            server("turns:relay.example", true),
        ];
        for good in good {
            assert_eq!(usable(&good), Some(good.clone()));
        }
    }
}
