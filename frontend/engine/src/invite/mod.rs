//! The link of a meeting: a secret of 16 bytes, written as 30 characters that survive mail programs and people.

pub mod calendar;
mod code;
pub mod letter;
pub mod qr_code;
mod reading;
mod repair;

pub use code::LENGTH;
pub use reading::{LANG_CHARS, NAME_CHARS, TEXT_BYTES, Visit, read};

use crate::base::rng::Rng;
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// Under it an owner's public key is hashed to the secret of their link.
const OWNER_LABEL: &[u8] = b"plenum owner v1";
/// Flag bit: the keys need a passphrase too. Of the two flag bits in a code it is the first.
const PASSPHRASE: u8 = 0b10;
/// Flag bit: kept for later versions. Of the two flag bits in a code it is the second.
const RESERVED: u8 = 0b01;

/// Everything a link holds. Whoever has it can find the room and, without passphrase, enter it.
#[derive(Clone)]
pub struct Link {
    secret: [u8; 16],
    passphrase: bool,
}

impl Link {
    /// A new link. The secret is thrown, never chosen by a person.
    pub fn make(rng: &mut Rng, passphrase: bool) -> Link {
        Link::of_owner(&Zeroizing::new(rng.bytes()), passphrase)
    }

    /// The link whose owner holds this Ed25519 seed: the secret is the first half of SHA-256(label ‖ public key). Nothing asks for an owner
    /// yet and the seed is forgotten, but a link made of mere random bytes could never be shown to be anybody's.
    pub fn of_owner(seed: &[u8; 32], passphrase: bool) -> Link {
        let owner = SigningKey::from_bytes(seed).verifying_key();
        let hash: [u8; 32] = Sha256::new().chain_update(OWNER_LABEL).chain_update(owner.as_bytes()).finalize().into();
        let mut secret = [0; 16];
        secret.copy_from_slice(&hash[..16]);
        Link { secret, passphrase }
    }

    /// The link with this secret; for tests and for what was stored.
    pub fn from_parts(secret: [u8; 16], passphrase: bool) -> Link {
        Link { secret, passphrase }
    }

    /// The code: 30 characters, the last of which is a letter. Goes behind the `#` and nowhere else.
    pub fn code(&self) -> String {
        code::write(&self.secret, self.flags())
    }

    /// Whether a passphrase must be asked for before the keys can be derived.
    pub fn passphrase(&self) -> bool {
        self.passphrase
    }

    /// The secret, as key material.
    pub(crate) fn secret(&self) -> &[u8; 16] {
        &self.secret
    }

    /// The two flag bits as one byte, as the check and the key schedule take them: 0b10 with passphrase, 0 without.
    pub(crate) fn flags(&self) -> u8 {
        if self.passphrase { PASSPHRASE } else { 0 }
    }
}

impl PartialEq for Link {
    fn eq(&self, other: &Link) -> bool {
        bool::from(self.secret.ct_eq(&other.secret)) && self.passphrase == other.passphrase
    }
}

impl Eq for Link {}

impl Drop for Link {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(…)")
    }
}

/// Why a text is no link, in words a page can turn into what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Nothing was pasted.
    Nothing,
    /// It is no link to a meeting of this server, and there is no code in it.
    Foreign,
    /// There is no code in it at all, only perhaps the address of a server.
    Empty,
    /// The code is too short, most likely cut off at the end: ask for the link again.
    Missing {
        /// How many of the 30 characters are missing.
        characters: usize,
    },
    /// The code is too long: something was pasted behind it or twice.
    TooMany {
        /// How many characters there are above 30.
        characters: usize,
    },
    /// The length is right, but a character is not.
    Mistyped,
    /// The code is sound and says something only a newer version understands: reload.
    NewerVersion,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::Nothing => f.write_str("there is nothing"),
            LinkError::Foreign => f.write_str("this is no link to a meeting"),
            LinkError::Empty => f.write_str("there is no code in this link"),
            LinkError::Missing { characters } => {
                write!(f, "{characters} characters are missing, usually at the end: ask for the link again")
            }
            LinkError::TooMany { characters } => write!(f, "there are {characters} characters too many"),
            LinkError::Mistyped => f.write_str("a character is mistyped"),
            LinkError::NewerVersion => f.write_str("this link needs a newer version: reload"),
        }
    }
}

impl std::error::Error for LinkError {}

/// The whole link: `{origin}/#{code}`. The path is always `/`; `origin` is like `https://meet.example`.
pub fn url(origin: &str, link: &Link) -> String {
    format!("{}/#{}", origin.trim_end_matches('/'), link.code())
}
