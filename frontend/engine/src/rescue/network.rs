//! What answers in the place of our server: captive portals (RFC 8952) show their login page to whatever is asked for.

use crate::api::rescue::{Examination, Probe};

/// What lies between us and our server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// Nobody has looked, or nothing is wrong.
    #[default]
    Unsuspected,
    /// The device has no network.
    Offline,
    /// A network that wants its people to log in.
    LoginPage,
    /// Nothing answers. Over TLS a login page looks like this too: its certificate is not ours.
    Unreachable,
}

/// Where a login page shows itself: a public page that is made for this and has no TLS, of which no login page could have the
/// certificate. Our own address without TLS does not do: browsers that know our server by TLS ask for that instead (RFC 6797,
/// HTTPS-first), and then our service worker answers with the page that it has kept. Nothing of the meeting is in it, and no
/// `Referer`.
pub const LOGIN_ADDRESS: &str = "http://neverssl.com/";

/// Host of an origin, without its port; IPv6 keeps its brackets.
pub fn host(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let authority = authority.split(['/', '#', '?']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    }
}

/// Whether a host is this very device: `localhost` (RFC 6761 §6.3) or a loopback address.
pub fn is_loopback(host: &str) -> bool {
    // A host of nothing but digits and dots is no name (WHATWG URL, §3.5).
    let address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    matches!(host, "localhost" | "[::1]") || host.ends_with(".localhost") || address && host.starts_with("127.")
}

/// Reads it.
pub fn read(examination: &Examination) -> Network {
    match examination.probe {
        Probe::NotAsked => Network::Unsuspected,
        Probe::Answer { redirect: true, .. } | Probe::Answer { html: true, status: 200..=399 | 511, .. } => {
            Network::LoginPage
        }
        // RFC 6585 §6.
        Probe::Answer { status: 511, .. } => Network::LoginPage,
        // Ours, or a proxy of ours that has lost it.
        Probe::Answer { .. } => Network::Unsuspected,
        Probe::Nothing if !examination.online => Network::Offline,
        Probe::Nothing => Network::Unreachable,
    }
}
