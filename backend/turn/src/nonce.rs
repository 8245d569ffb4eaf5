//! Nonces that are remembered by nobody: expiry and client, signed (RFC 8489 §9.2.1 leaves their making to the server).

use crate::credential::Secret;
use crate::limits::NONCE_LIFETIME;
use core::net::SocketAddr;
use plenum_rooms::time::Time;
use plenum_shared::bytes;
use std::time::Duration;

/// Characters of a nonce: strangers are told it, so it is short.
pub const LENGTH: usize = 16;

/// What is wrong with a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

/// A nonce for this client.
pub fn make(secret: &Secret, client: SocketAddr, now: Time) -> String {
    let expiry = u32::try_from((now + NONCE_LIFETIME).0.as_secs()).unwrap_or(u32::MAX);
    sign(secret, client, expiry)
}

/// Whether a nonce was made for this client and is not over. Whoever has one gets what is sent to their address.
///
/// # Errors
/// It was made for another client or by another server, or is over.
pub fn check(secret: &Secret, client: SocketAddr, nonce: &str, now: Time) -> Result<(), Stale> {
    // A longer one is not even read.
    let claimed = Some(nonce).filter(|nonce| nonce.len() == LENGTH).and_then(bytes::decode).ok_or(Stale)?;
    let expiry = u32::from_be_bytes(*claimed.first_chunk().ok_or(Stale)?);
    // Comparing takes longer the more of it is right; nobody gets to try 2^64 of them in an hour.
    match sign(secret, client, expiry) == nonce && now.0 < Duration::from_secs(expiry.into()) {
        true => Ok(()),
        false => Err(Stale),
    }
}

fn sign(secret: &Secret, client: SocketAddr, expiry: u32) -> String {
    let address = match client.ip() {
        core::net::IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        core::net::IpAddr::V6(v6) => v6.octets(),
    };
    let expiry = expiry.to_be_bytes();
    let mac = secret.mac(b"nonce", &[&address, &client.port().to_be_bytes(), &expiry]);
    let mut nonce = [0; 12];
    nonce[..4].copy_from_slice(&expiry);
    nonce[4..].copy_from_slice(&mac[..8]);
    bytes::encode(&nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_for_one_client_and_an_hour() {
        let secret = Secret::new([7; 32], Duration::ZERO);
        let client: SocketAddr = "192.0.2.1:5000".parse().unwrap();
        let now = Time::from_millis(10_000);
        let nonce = make(&secret, client, now);
        assert_eq!(nonce.len(), LENGTH);
        assert_eq!(check(&secret, client, &nonce, now), Ok(()));
        assert_eq!(check(&secret, client, &nonce, now + Duration::from_secs(3599)), Ok(()));
        assert_eq!(check(&secret, client, &nonce, now + NONCE_LIFETIME), Err(Stale));
        for other in ["192.0.2.1:5001", "192.0.2.2:5000", "[2001:db8::1]:5000"] {
            assert_eq!(check(&secret, other.parse().unwrap(), &nonce, now), Err(Stale), "{other}");
        }
        let mapped: SocketAddr = "[::ffff:192.0.2.1]:5000".parse().unwrap();
        assert_eq!(check(&secret, mapped, &nonce, now), Ok(()), "the same address on a socket for both families");
        assert_eq!(check(&Secret::new([8; 32], Duration::ZERO), client, &nonce, now), Err(Stale), "after a restart");
        for at in 0..nonce.len() {
            let mut altered = nonce.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(check(&secret, client, core::str::from_utf8(&altered).unwrap(), now), Err(Stale), "at {at}");
        }
        for nonsense in ["", "A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u{fe0f}"] {
            assert_eq!(check(&secret, client, nonsense, now), Err(Stale));
        }
    }
}
