//! Ids: public keys of sessions, ids of records and pads. None of them is spelled out in `Debug`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The Ed25519 public key of a session: who wrote something, and who a peer is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

/// Keys stay out of logs.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The id of a record: the first 16 bytes of SHA-256 over what is signed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(pub [u8; 16]);

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({:02x}{:02x})", self.0[0], self.0[1])
    }
}

/// The id of a pad: that of the record which made it; all zero for the pad that is always there.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PadId(pub [u8; 16]);

impl fmt::Debug for PadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PadId({:02x}{:02x})", self.0[0], self.0[1])
    }
}

/// An operation that the caller carries out and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OpId(pub u64);
