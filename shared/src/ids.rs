//! Who and where: room ids, peer ids and seats, none of which say anything about a person.

use crate::bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A room, as the server knows it: 16 bytes derived from the secret in the link, from which nobody gets back to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomId(#[serde(with = "bytes::fixed")] pub [u8; 16]);

impl RoomId {
    /// The first byte, by which load balancers spread rooms over instances (`/ws/<shard>` in two hex digits).
    pub fn shard(&self) -> u8 {
        self.0[0]
    }
}

/// An Ed25519 public key as it travels (RFC 8032 §5.1.5); not yet checked to be a point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(#[serde(with = "bytes::fixed")] pub [u8; 32]);

/// An Ed25519 signature as it travels (RFC 8032 §5.1.6).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signature(#[serde(with = "bytes::fixed")] pub [u8; 64]);

/// A peer for as long as its page is open: the hash of its session key, fresh per page load.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeerId(#[serde(with = "bytes::fixed")] pub [u8; 32]);

impl PeerId {
    /// SHA-256("plenum peer v1" ‖ session public key).
    pub fn of(session_key: &PublicKey) -> PeerId {
        PeerId(Sha256::new().chain_update(b"plenum peer v1").chain_update(session_key.0).finalize().into())
    }
}

/// A place at the server's table. Slots are reused; the generation tells one member from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// Which place in the room, from 0.
    pub slot: u16,
    /// Counts the members that sat in this slot, wrapping.
    pub generation: u16,
}

// Keys and ids never appear in logs: `Debug` says only what kind of thing it is.
macro_rules! discreet {
    ($($kind:ident),*) => {$(
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), "(…)"))
            }
        }
    )*};
}
discreet!(RoomId, PublicKey, Signature, PeerId);
