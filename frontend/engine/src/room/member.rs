//! What the server says of somebody: their hello and their seat. It is a reason to write to them, never to hang up.

use crate::base::time::Time;
use plenum_shared::ids::{PublicKey, Seat};
use plenum_shared::message::SeatedPeer;

/// One of the others, as a holder of a seat.
pub struct Member {
    /// The public key of their session.
    pub key: PublicKey,
    /// As the server handed it on.
    pub hello: Vec<u8>,
    /// Where they sit, as far as the server says.
    pub seat: Option<Seat>,
    /// When they were first heard of.
    pub met: Time,
    /// Since when they have not been listed.
    pub unlisted: Option<Time>,
    /// Messages we do not share a version with.
    pub other_version: bool,
}

impl Member {
    /// Just heard of, and not seated yet.
    pub fn new(seated_peer: &SeatedPeer, now: Time) -> Member {
        Member {
            key: seated_peer.session_key,
            hello: seated_peer.hello.clone(),
            seat: None,
            met: now,
            unlisted: Some(now),
            other_version: false,
        }
    }
}
