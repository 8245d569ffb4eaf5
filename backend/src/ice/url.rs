//! URLs of STUN and TURN servers (RFC 7064, RFC 7065), read as strictly as browsers do: they drop the whole list for one.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;

/// How a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
    /// TLS over TCP.
    Tls,
}

/// Where a STUN or TURN server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Host, without brackets.
    pub host: String,
    /// Its port, 3478 or 5349 unless said.
    pub port: u16,
    /// How it is reached.
    pub transport: Transport,
    /// Whether it relays.
    pub is_relay: bool,
}

impl Place {
    /// A host in the authority of a URL: an IPv6 address has brackets (RFC 3986 §3.2.2).
    fn shown_host(&self) -> Cow<'_, str> {
        if self.host.contains(':') { Cow::from(format!("[{}]", self.host)) } else { Cow::from(&self.host) }
    }
}

/// Its URL (RFC 7064, RFC 7065), always with the port; of a relay with the transport too.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, query) = match (self.is_relay, self.transport) {
            (true, Transport::Udp) => ("turn", "?transport=udp"),
            (true, Transport::Tcp) => ("turn", "?transport=tcp"),
            (true, Transport::Tls) => ("turns", "?transport=tcp"),
            (false, Transport::Udp | Transport::Tcp) => ("stun", ""),
            (false, Transport::Tls) => ("stuns", ""),
        };
        write!(f, "{scheme}:{}:{}{query}", self.shown_host(), self.port)
    }
}

/// What is wrong with one URL, as a host can mend it.
pub type Mistake = &'static str;

/// Reads a URL to its parts.
///
/// # Errors
/// What to change in it.
pub fn place(url: &str) -> Result<Place, Mistake> {
    const SCHEMES: Mistake = "it has to begin with stun:, stuns:, turn: or turns:";
    let (scheme, rest) = url.split_once(':').ok_or(SCHEMES)?;
    let (is_relay, is_tls) = match scheme {
        "stun" => (false, false),
        "stuns" => (false, true),
        "turn" => (true, false),
        "turns" => (true, true),
        _ => return Err(SCHEMES),
    };
    if rest.starts_with('/') {
        return Err("there is no // in these: turn:turn.example:3478");
    }
    let (server, query) = rest.split_once('?').map_or((rest, None), |(server, query)| (server, Some(query)));
    let transport = match query {
        None => Transport::Udp,
        Some(_) if !is_relay => return Err("nothing follows the host and port of a STUN server: leave out ?…"),
        Some("transport=udp") => Transport::Udp,
        Some("transport=tcp") => Transport::Tcp,
        Some(_) => return Err("only ?transport=udp or ?transport=tcp may follow"),
    };
    let (transport, usual) = if is_tls { (Transport::Tls, 5349) } else { (transport, 3478) };
    let (host, port) = host_and_port(server)
        .ok_or("after it come a host and perhaps a port: turn.example:3478 or [2001:db8::1]:3478")?;
    Ok(Place { host: host.to_owned(), port: port.unwrap_or(usual), transport, is_relay })
}

/// Whether the URL is that of a relay, which asks for a name and a password.
///
/// # Errors
/// What to change in it.
pub fn is_relay(url: &str) -> Result<bool, Mistake> {
    place(url).map(|place| place.is_relay)
}

/// `host`, `host:port`, or the same with an IPv6 address in brackets, which are taken off.
fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, "")) => (v6, None),
        Some((v6, rest)) => (v6, Some(rest.strip_prefix(':')?)),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let is_host = match text.starts_with('[') {
        true => host.parse::<Ipv6Addr>().is_ok(),
        false => {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
            !host.is_empty() && host.len() <= 255 && host.bytes().all(is_plain)
        }
    };
    let port = match port {
        None => None,
        // Digits and nothing else: the library takes a sign as well.
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => Some(port.parse().ok().filter(|port| *port != 0)?),
        Some(_) => return None,
    };
    is_host.then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_takes_is_taken() {
        for (url, relay) in [
            ("stun:h", false),
            ("stuns:stun.example:5349", false),
            ("turn:h", true),
            ("turn:192.0.2.1:3478?transport=udp", true),
            ("turns:[2001:db8::1]:443?transport=tcp", true),
            ("stun:[::1]", false),
        ] {
            assert_eq!(is_relay(url), Ok(relay), "{url}");
        }
    }

    #[test]
    fn a_url_leads_to_a_place() {
        for (url, host, port, transport) in [
            ("stun:h", "h", 3478, Transport::Udp),
            ("turn:192.0.2.1:80?transport=tcp", "192.0.2.1", 80, Transport::Tcp),
            ("turn:h?transport=udp", "h", 3478, Transport::Udp),
            ("turns:[2001:db8::1]?transport=tcp", "2001:db8::1", 5349, Transport::Tls),
            ("stuns:[2001:db8::1]:443", "2001:db8::1", 443, Transport::Tls),
        ] {
            let place = place(url).unwrap();
            assert_eq!((place.host.as_str(), place.port, place.transport), (host, port, transport), "{url}");
        }
    }

    #[test]
    fn a_place_is_written_as_the_url_that_leads_to_it() {
        for url in [
            "stun:h:3478",
            "stuns:[2001:db8::1]:5349",
            "turn:192.0.2.1:80?transport=udp",
            "turn:[2001:db8::1]:3478?transport=tcp",
            "turns:turn.example:443?transport=tcp",
        ] {
            assert_eq!(place(url).unwrap().to_string(), url);
        }
    }

    #[test]
    fn what_a_browser_refuses_is_refused() {
        let wrong = "turn://h stun://h stun:h?transport=udp turn:h?transport=sctp turn:h?foo http://h turn: turn::3478 \
            turn:h: turn:h:0 turn:h:65536 turn:h:+1 turn:u@h turn:h/path turn:[::1 turn:[h] turn:[::1]3478 turn:2001:db8::1 h stun TURN:h";
        for url in wrong.split_whitespace().chain(["", "turn:h h", " turn:h", "turn:h#x"]) {
            assert!(is_relay(url).is_err(), "{url}");
        }
    }
}
