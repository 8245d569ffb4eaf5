//! The key schedule: the keys of a room, derived from its link and passphrase: who may enter, what opens a hello, what seals the local copy.
//!
//! HKDF-SHA-256 (RFC 5869). `Extract(salt, ikm)` is HMAC(key = salt, message = ikm):
//!
//! ```text
//! prk  = Extract(salt = "plenum/v1", ikm = secret)
//! room = Expand(prk, "room id", 16)
//! pass = passphrase flag ? Argon2id(passphrase, salt = Expand(prk, "argon2 salt", 16)) : 32 zero bytes
//! root = Extract(salt = prk, ikm = flags as one byte ‖ pass)
//! admission seed, hello key, cache key = Expand(root, "admission" | "hello key" | "cache", 32)
//! cache name = Expand(root, "cache name", 16)
//! plan b key, plan b name = Expand(root, "plan b" | "plan b name", 32 | 16)
//! passphrase key, passphrase name = Expand(prk, "passphrase" | "passphrase name", 32 | 16)
//! ```
//!
//! The passphrase itself never comes here: Argon2id runs in a worker (`frontend/passphrase`), which takes time, so that it is
//! an op (`meeting/lock.rs`, `room/next_membership.rs`).
//!
//! Invariant: labels under one key are pairwise different, so that no key is ever two things.

use crate::api::storage::CopyName;
pub use crate::api::values::Stretched;
use crate::invite::Link;
use ed25519_dalek::{Signer, SigningKey};
use hkdf::Hkdf;
use plenum_shared::ids::{PublicKey, RoomId, Signature};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// All keys of a room. Two pages have the same ones when they have the same link and the same passphrase.
pub struct KeySchedule {
    room: RoomId,
    admission: SigningKey,
    hello: Zeroizing<[u8; 32]>,
    cache: Zeroizing<[u8; 32]>,
    cache_name: [u8; 16],
    plan_b: Zeroizing<[u8; 32]>,
    plan_b_name: [u8; 16],
}

/// The link asks for a passphrase and none was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassphraseNeeded;

impl KeySchedule {
    /// Derives the keys. `pass` is what the worker made of the passphrase; a link without the flag ignores it.
    ///
    /// Errors: [`PassphraseNeeded`] where the flag is set and `pass` is not there. There is no way to the keys of such a
    /// link without one.
    pub fn derive(link: &Link, pass: Option<&Stretched>) -> Result<KeySchedule, PassphraseNeeded> {
        let pass = match (link.passphrase(), pass) {
            (true, Some(pass)) => Zeroizing::new(*pass.as_bytes()),
            (true, None) => return Err(PassphraseNeeded),
            (false, _) => Zeroizing::new([0; 32]),
        };
        let root = extract(&*prk(link), &[&[link.flags()], pass.as_slice()]);
        let admission: Zeroizing<[u8; 32]> = expand(&root, &[b"admission"]);
        Ok(KeySchedule {
            room: room(link),
            admission: SigningKey::from_bytes(&admission),
            hello: expand(&root, &[b"hello key"]),
            cache: expand(&root, &[b"cache"]),
            cache_name: *expand(&root, &[b"cache name"]),
            plan_b: expand(&root, &[b"plan b"]),
            plan_b_name: *expand(&root, &[b"plan b name"]),
        })
    }

    /// The room, as the server knows it.
    pub fn room(&self) -> RoomId {
        self.room
    }

    /// Public half of the key that proves knowledge of link and passphrase; with the room it names the door.
    pub fn admission_key(&self) -> PublicKey {
        PublicKey(self.admission.verifying_key().to_bytes())
    }

    /// Signs with the admission key (Ed25519, RFC 8032).
    pub fn sign_admission(&self, message: &[u8]) -> Signature {
        Signature(self.admission.sign(message).to_bytes())
    }

    /// Opens and seals hellos, and salts the keys of pairs.
    pub fn hello_key(&self) -> &[u8; 32] {
        &self.hello
    }

    /// Seals the copy of the document that stays in the browser.
    pub fn cache_key(&self) -> &[u8; 32] {
        &self.cache
    }

    /// What that copy is kept under: it tells nothing of link and room to whoever looks at the disk.
    pub fn cache_name(&self) -> CopyName {
        CopyName(self.cache_name)
    }

    /// Seals the Plan B note that stays in the browser.
    pub fn plan_b_key(&self) -> &[u8; 32] {
        &self.plan_b
    }

    /// What that note is kept under.
    pub fn plan_b_name(&self) -> CopyName {
        CopyName(self.plan_b_name)
    }
}

impl fmt::Debug for KeySchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySchedule(…)")
    }
}

/// The room of a link. It depends on the link only: with a wrong passphrase one stands before another door of it.
pub fn room(link: &Link) -> RoomId {
    RoomId(*expand(&prk(link), &[b"room id"]))
}

/// The salt for Argon2id: the only thing of a link that the worker needs to know.
pub fn salt(link: &Link) -> [u8; 16] {
    *expand(&prk(link), &[b"argon2 salt"])
}

/// Seals a stretched passphrase that stays on this device. It follows from the link alone, which is not kept there.
pub fn passphrase_key(link: &Link) -> Zeroizing<[u8; 32]> {
    expand(&prk(link), &[b"passphrase"])
}

/// What it is kept under. Whoever has no link cannot tell the meeting by it.
pub fn passphrase_name(link: &Link) -> CopyName {
    CopyName(*expand(&prk(link), &[b"passphrase name"]))
}

fn prk(link: &Link) -> Zeroizing<[u8; 32]> {
    extract(b"plenum/v1", &[link.secret()])
}

/// HKDF-Extract (RFC 5869 §2.2) with the parts of the input key material one after the other.
pub(crate) fn extract(salt: &[u8], ikm: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut extract = hkdf::HkdfExtract::<Sha256>::new(Some(salt));
    for part in ikm {
        extract.input_ikm(part);
    }
    let (mut prk, _) = extract.finalize();
    let out = Zeroizing::new(prk.into());
    prk.as_mut_slice().zeroize();
    out
}

/// HKDF-Expand (RFC 5869 §2.3) with the parts of the info one after the other.
pub(crate) fn expand<const N: usize>(prk: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF gives at most 255 blocks") };
    let mut out = Zeroizing::new([0; N]);
    let done = Hkdf::<Sha256>::from_prk(prk).is_ok_and(|hkdf| hkdf.expand_multi_info(info, out.as_mut_slice()).is_ok());
    // Invariant: both lengths are known when this is compiled, so no input makes it fail; a zero key never leaves here.
    assert!(done, "HKDF lengths are constants");
    out
}
