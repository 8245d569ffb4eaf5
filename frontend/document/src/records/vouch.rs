//! Vouches: an old session key says that a new one is the same person's (`PEER-PROTOCOL.md`, "Reloads").

use crate::base::hash::sha256;
use crate::base::ids::Key;
use ed25519_dalek::{Signature, VerifyingKey};

/// Who a session key is to others.
fn peer(key: &Key) -> [u8; 32] {
    sha256("plenum peer v1", &[&key.0])
}

/// What an old key signs: "plenum resume v1" ‖ room ‖ old peer ‖ new peer, all of fixed length.
pub fn between_peers(room: &[u8; 16], old: &[u8; 32], new: &[u8; 32]) -> Vec<u8> {
    [b"plenum resume v1".as_slice(), room, old, new].concat()
}

/// The same, of two session keys.
pub fn vouching(room: &[u8; 16], old: &Key, new: &Key) -> Vec<u8> {
    between_peers(room, &peer(old), &peer(new))
}

/// Whether the old key has signed that the new one is the same person's in this room.
pub fn holds(room: &[u8; 16], old: &Key, new: &Key, signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_bytes(&old.0), Signature::from_slice(signature)) else {
        return false;
    };
    key.verify_strict(&vouching(room, old, new), &signature).is_ok()
}
