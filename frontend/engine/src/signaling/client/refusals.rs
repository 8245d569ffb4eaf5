//! Refusals by the signaling server: for a while, or because it is to be called by another name.

use super::{Client, State};
use plenum_shared::message::Refusal;

/// Longest address of a server, bytes: a name of 253 (RFC 1035), scheme and port.
const MAX_ORIGIN: usize = 280;

/// What is left of refusals until there is a seat.
#[derive(Debug, Default)]
pub struct Refusals {
    /// Why we do not get in for the moment.
    pub passing: Option<Refusal>,
    there: Option<String>,
}

impl Refusals {
    /// The server names the address that it wants to be called by. Nothing that is not one is taken.
    pub fn take(&mut self, origin: Option<&str>) {
        self.there = origin.filter(|origin| is_origin(origin)).map(str::to_owned);
    }

    /// That address.
    pub fn there(&self) -> Option<&str> {
        self.there.as_deref()
    }
}

impl Client {
    /// Where the server wants to be called instead of here, if that is why it refuses us.
    pub fn moved_from(&self, origin: &str) -> Option<&str> {
        let refused = matches!(self.state, State::Refused { reason: Refusal::Origin });
        self.refusals.there().filter(|there| refused && *there != origin)
    }
}

/// Whether this is `https://host[:port]` (or `http`), and no more than that: it becomes a link, which must lead nowhere else
/// (WHATWG URL, "origin").
fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) if name.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') => (name, port),
        Some(_) => return false,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let named = |b: u8| b.is_ascii_alphanumeric() || b".:-_".contains(&b);
    let port = port.strip_prefix(':').map_or(port.is_empty(), |port| port.parse::<u16>().is_ok());
    text.len() <= MAX_ORIGIN && !name.is_empty() && name.bytes().all(named) && port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_is_taken_for_one() {
        for good in ["https://meet.example", "http://localhost:8080", "https://[2001:db8::1]:443", "http://127.0.0.1:1"]
        {
            assert!(is_origin(good), "{good}");
        }
        let bad = [
            "",
            "https://",
            "javascript:alert(1)",
            "https://a/b",
            "https://a?b",
            "https://a#b",
            "https://a@b",
            "//a",
            "ftp://a",
            "https://a:70000",
            "https://a:",
            "https://a b",
            "https://[::1",
            "https://[evil.example]",
            "https://a\\b",
        ];
        for bad in bad {
            assert!(!is_origin(bad), "{bad}");
        }
        assert!(!is_origin(&format!("https://{}", "a".repeat(MAX_ORIGIN))));
    }
}
