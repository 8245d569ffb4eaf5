//! Credentials of the TURN REST scheme (draft-uberti-behave-turn-rest-00) for those who have a seat, and their long-term keys.

use base64ct::{Base64, Encoding};
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use plenum_rooms::time::Time;
use plenum_shared::bytes;
use sha1::Sha1;
use sha2::Sha256;
use std::time::Duration;
use turn_types::stun::message::{IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials};

/// The realm of our credentials: as short as it may be, since strangers are told it.
pub const REALM: &str = "plenum";
/// Bytes of a holder's name.
const HOLDER: usize = 12;
/// Larger than any user name of ours: twenty digits, a colon, the holder.
const USERNAME: usize = 40;

/// Who may have relays: one seat, under a name that says nothing and stays the same when its line comes back.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HolderId([u8; HOLDER]);

impl fmt::Debug for HolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderId(…)")
    }
}

/// What a page is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Expiry and holder.
    pub username: String,
    /// Their signature.
    pub password: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// What a user name claims; true only if its key made the message's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub holder: HolderId,
    /// Seconds since 1970, by our own clock.
    pub expiry: u64,
}

/// base64(HMAC-SHA1(secret, user)), the password of a user name.
pub fn rest_password(secret: &[u8], username: &str) -> Option<String> {
    // HMAC takes keys of any length.
    let mac = Hmac::<Sha1>::new_from_slice(secret).ok()?.chain_update(username);
    Some(Base64::encode_string(&mac.finalize().into_bytes()))
}

/// Makes and checks our credentials.
// Invariant: the secret is fresh at every start and never leaves the process, so that no credential outlives it.
pub struct Secret {
    secret: [u8; 32],
    began: Duration,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// From 32 random bytes; `began` is the moment zero of the caller's clock, as the time since 1970. Expiries are
    /// counted from it: a wall clock that is set anew makes no credential longer or shorter.
    pub fn new(secret: [u8; 32], began: Duration) -> Secret {
        Secret { secret, began }
    }

    /// The name of whoever has this seat.
    pub fn holder(&self, seat: &[&[u8]]) -> HolderId {
        let mac = self.mac(b"holder", seat);
        let mut holder = [0; HOLDER];
        holder.copy_from_slice(&mac[..HOLDER]);
        HolderId(holder)
    }

    /// HMAC-SHA256 under a key for this purpose alone.
    pub fn mac(&self, label: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mac = match Hmac::<Sha256>::new_from_slice(&self.secret) {
            Ok(mac) => parts.iter().fold(mac.chain_update(label), |mac, part| {
                mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
            }),
            // HMAC takes keys of any length.
            Err(_) => return [0; 32],
        };
        mac.finalize().into_bytes().into()
    }

    /// Seconds since 1970, as our credentials count them.
    pub fn seconds(&self, now: Time) -> u64 {
        (self.began + now.0).as_secs()
    }

    /// A credential that may be used to allocate for so long from now.
    pub fn credential(&self, holder: HolderId, lifetime: Duration, now: Time) -> Credential {
        let username = format!("{}:{}", self.seconds(now + lifetime), bytes::encode(&holder.0));
        let password = self.password(&username);
        Credential { username, password }
    }

    fn password(&self, username: &str) -> String {
        rest_password(&self.mac(b"credential", &[]), username).unwrap_or_default()
    }

    /// What a user name claims, and the key that only somebody has who was told its password.
    pub fn key(&self, username: &str) -> Option<(Claim, IntegrityKey)> {
        let claim = claim(username)?;
        let credentials = LongTermKeyCredentials::new(username.to_owned(), self.password(username), REALM.to_owned());
        Some((claim, credentials.make_key(IntegrityAlgorithm::Sha1)))
    }
}

fn claim(username: &str) -> Option<Claim> {
    if username.len() > USERNAME {
        return None;
    }
    let (expiry, holder) = username.split_once(':')?;
    let digits = expiry.bytes().all(|digit| digit.is_ascii_digit());
    let expiry = expiry.parse().ok().filter(|_| digits)?;
    Some(Claim { holder: HolderId(bytes::decode(holder)?.try_into().ok()?), expiry })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn secret() -> Secret {
        Secret::new([7; 32], Duration::from_secs(1_000_000))
    }

    #[test]
    fn the_password_is_that_of_the_scheme() {
        // printf %s 1003600:AAAAAAAAAAAAAAAA | openssl dgst -sha1 -hmac north -binary | base64
        let password = rest_password(b"north", "1003600:AAAAAAAAAAAAAAAA");
        assert_eq!(password.as_deref(), Some("Sd9OsiQg25uVb9IdraMpTI6gUC8="));
    }

    #[test]
    fn a_credential_claims_its_holder_and_its_hour() {
        let secret = secret();
        let holder = secret.holder(&[b"room", b"key"]);
        let credential = secret.credential(holder, HOUR, Time::from_millis(5_000));
        let (claim, key) = secret.key(&credential.username).unwrap();
        assert_eq!(claim, Claim { holder, expiry: 1_003_605 });
        let told = LongTermKeyCredentials::new(credential.username.clone(), credential.password, REALM.into());
        assert_eq!(key, told.make_key(IntegrityAlgorithm::Sha1));
        let other = Secret::new([8; 32], Duration::ZERO).key(&credential.username).unwrap().1;
        assert_ne!(key, other, "another server's");
    }

    #[test]
    fn a_seat_keeps_its_holder_and_no_other_has_it() {
        let secret = secret();
        assert_eq!(secret.holder(&[b"ab", b"c"]), secret.holder(&[b"ab", b"c"]));
        assert_ne!(secret.holder(&[b"ab", b"c"]), secret.holder(&[b"a", b"bc"]));
        assert_ne!(secret.holder(&[b"ab"]), Secret::new([8; 32], Duration::ZERO).holder(&[b"ab"]));
    }

    #[test]
    fn a_name_of_another_shape_claims_nothing() {
        let long = format!("{}:AAAAAAAAAAAAAAAA", "0".repeat(30));
        for name in [
            "",
            ":",
            "1003600",
            "1003600:",
            ":AAAAAAAAAAAAAAAA",
            "+1003600:AAAAAAAAAAAAAAAA",
            "-1:AAAAAAAAAAAAAAAA",
            "1003600:AAAAAAAAAAAAAAA",
            "1003600:AAAAAAAAAAAAAAAAA",
            "1003600:AAAAAAAA AAAAAAA",
            "99999999999999999999:AAAAAAAAAAAAAAAA",
            "1003600:AAAAAAAAAAAAAAAA:",
            &long,
        ] {
            assert!(secret().key(name).is_none(), "{name}");
        }
        assert!(secret().key("1003600:AAAAAAAAAAAAAAAA").is_some());
    }
}
