//! Web origins (RFC 6454): which pages may dial us, and under which name a proof was made.

use std::fmt;
use std::str::FromStr;

/// Scheme, host and port of a page; lower case, default port left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    authority: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOrigin;

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an origin is https:// and a host, perhaps with a port: https://meet.example or https://meet.example:8443, without a path")
    }
}

impl std::error::Error for NotAnOrigin {}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Origin, NotAnOrigin> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = match text.split_once("://") {
            Some(("http", rest)) => (Scheme::Http, rest),
            Some(("https", rest)) => (Scheme::Https, rest),
            Some(_) | None => return Err(NotAnOrigin),
        };
        Ok(Origin { scheme, authority: authority(rest, scheme).ok_or(NotAnOrigin)? })
    }
}

impl Origin {
    /// Its WebSocket form, as `wss://meet.example`.
    pub fn socket(&self) -> String {
        socket(self.scheme, &self.authority)
    }

    /// As people type it: `https://meet.example`.
    pub fn url(&self) -> String {
        match self.scheme {
            Scheme::Http => format!("http://{}", self.authority),
            Scheme::Https => format!("https://{}", self.authority),
        }
    }

    /// Whether this origin's page came from the host named in a request's `Host`.
    pub fn is_at(&self, host: &str) -> bool {
        authority(&host.to_ascii_lowercase(), self.scheme).is_some_and(|host| host == self.authority)
    }

    /// Both WebSocket forms a page at this `Host` could have dialled.
    pub fn sockets_at(host: &str) -> Vec<String> {
        let host = host.to_ascii_lowercase();
        [Scheme::Https, Scheme::Http].into_iter().filter_map(|s| authority(&host, s).map(|a| socket(s, &a))).collect()
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin(…)")
    }
}

fn socket(scheme: Scheme, authority: &str) -> String {
    match scheme {
        Scheme::Http => format!("ws://{authority}"),
        Scheme::Https => format!("wss://{authority}"),
    }
}

/// Checks `host` or `host:port` and leaves the default port out.
fn authority(text: &str, scheme: Scheme) -> Option<String> {
    let (host, port) = match text.rfind(':').filter(|_| !text.ends_with(']')) {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    };
    let v6 = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let host_is_good = match v6 {
        Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)),
    };
    let port = match port {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse::<u16>().ok()?),
        Some(_) => return None,
        None => None,
    };
    let default = match scheme {
        Scheme::Http => 80,
        Scheme::Https => 443,
    };
    match (host_is_good && host.len() <= 255, port) {
        (false, _) => None,
        (true, Some(port)) if port != default => Some(format!("{host}:{port}")),
        (true, _) => Some(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_lose_their_default_port_and_nothing_else() {
        let socket = |text: &str| text.parse::<Origin>().map(|origin| origin.socket());
        assert_eq!(socket("https://Meet.Example"), Ok("wss://meet.example".into()));
        assert_eq!(socket("https://meet.example:443"), Ok("wss://meet.example".into()));
        assert_eq!(socket("https://meet.example:80"), Ok("wss://meet.example:80".into()));
        assert_eq!(socket("http://[::1]:8080"), Ok("ws://[::1]:8080".into()));
        for bad in [
            "null",
            "meet.example",
            "https://",
            "https://a/b",
            "https://a b",
            "ftp://a",
            "https://a:b",
            "https://a:70000",
            "https://u@a",
            "https://[::1",
        ] {
            assert_eq!(socket(bad), Err(NotAnOrigin), "{bad}");
        }
    }

    #[test]
    fn a_page_is_at_its_own_host_only() {
        let page: Origin = "http://localhost:8080".parse().unwrap();
        assert!(page.is_at("LOCALHOST:8080"));
        for other in ["localhost", "localhost:8081", "localhost.evil.example:8080", "evil-localhost:8080", ""] {
            assert!(!page.is_at(other), "{other}");
        }
        assert_eq!(Origin::sockets_at("meet.example"), ["wss://meet.example", "ws://meet.example"]);
        assert_eq!(Origin::sockets_at("meet.example:80"), ["wss://meet.example:80", "ws://meet.example"]);
        assert!(Origin::sockets_at("meet example").is_empty());
    }
}
