//! Web origins (RFC 6454): which pages may connect, and for which name a proof was made.

use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// Scheme, host and port of a page, as browsers serialise them: lower case, default port left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin(String);

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

    // Invariant: whatever a URL parser would repair, take apart or make up is no origin: what it read has to be written
    // as it was, but for the case and the default port.
    fn from_str(text: &str) -> Result<Origin, NotAnOrigin> {
        let text = text.to_ascii_lowercase();
        let url = Url::parse(&text).map_err(|_| NotAnOrigin)?;
        let default_port = match url.scheme() {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(NotAnOrigin),
        };
        let is_plain = match url.host() {
            // A URL's host may have `;` and `*` in it, which mean something else in a policy's line.
            Some(Host::Domain(name)) => name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            None => false,
        };
        let written = url.origin().ascii_serialization();
        match is_plain && text.strip_suffix(default_port).unwrap_or(&text) == written {
            true => Ok(Origin(written)),
            false => Err(NotAnOrigin),
        }
    }
}

impl Origin {
    /// Its WebSocket form, as `wss://meet.example`.
    pub fn socket(&self) -> String {
        self.0.replacen("http", "ws", 1)
    }

    /// As people type it: `https://meet.example`.
    pub fn url(&self) -> String {
        self.0.clone()
    }

    /// Host and port as `Host` names them: `meet.example:8443`.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Host (without brackets), port, and whether it is reached over TLS.
    pub fn place(&self) -> (String, u16, bool) {
        let url = Url::parse(&self.0).ok();
        let host = url.as_ref().and_then(|url| match url.host()? {
            Host::Domain(name) => Some(name.to_owned()),
            Host::Ipv4(v4) => Some(v4.to_string()),
            Host::Ipv6(v6) => Some(v6.to_string()),
        });
        // It was read as a URL with a host and a known scheme, so that all three are there.
        let port = url.and_then(|url| url.port_or_known_default());
        (host.unwrap_or_default(), port.unwrap_or_default(), self.0.starts_with("https:"))
    }

    /// Whether browsers trust its pages with camera and microphone: TLS, or this very machine (W3C Secure Contexts §3.1).
    pub fn is_secure(&self) -> bool {
        let host = Url::parse(&self.0).ok().and_then(|url| url.host().map(|host| host.to_owned()));
        self.0.starts_with("https:")
            || match host {
                Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Some(Host::Ipv4(v4)) => v4.is_loopback(),
                Some(Host::Ipv6(v6)) => v6.is_loopback(),
                None => false,
            }
    }

    /// Whether this origin's page came from the host named in a request's `Host`.
    pub fn is_at(&self, host: &str) -> bool {
        Origin::at(host).contains(self)
    }

    /// Both WebSocket forms that a page at this `Host` could have connected to.
    pub fn sockets_at(host: &str) -> Vec<String> {
        Origin::at(host).iter().map(Origin::socket).collect()
    }

    /// The host of a request's `Host`, without port and brackets, if it is one.
    pub fn host_of(host: &str) -> Option<String> {
        Origin::at(host).first().map(|origin| origin.place().0)
    }

    fn at(host: &str) -> Vec<Origin> {
        ["https", "http"].into_iter().filter_map(|scheme| format!("{scheme}://{host}").parse().ok()).collect()
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin(…)")
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
        assert_eq!(socket("http://[::1]:80"), Ok("ws://[::1]".into()));
        assert_eq!(socket("http://my_host"), Ok("ws://my_host".into()));
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
            "https://a/",
            "https://a?",
            "https://a#",
            "https:\\\\a",
            "https:a",
            "https:///a",
            " https://a",
            "https://a\t",
            "https://a%2eb",
            "https://0x7f.1",
            "https://u@a:443",
            "https://a:443:443",
            "https://:443",
            "https://*.a",
            "https://a;b",
            "https://a'b",
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
