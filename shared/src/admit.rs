//! What a joining page signs: "plenum admit v1" and seven length-prefixed fields, the same bytes for both signatures.

use crate::ids::{PublicKey, RoomId};
use sha2::{Digest, Sha256};

/// Everything a signature of admission speaks about.
#[derive(Clone, Copy)]
pub struct Admission<'a> {
    /// Origin of the WebSocket URL dialled, as RFC 6454 writes it: `wss://meet.example`, default ports left out.
    /// So a proof cannot be passed on to another server.
    pub origin: &'a str,
    /// The 32 bytes of this connection's `challenge`. So a proof cannot be used twice.
    pub nonce: &'a [u8; 32],
    /// The room to enter.
    pub room: &'a RoomId,
    /// Public half of the key that only holders of the link (and passphrase) can derive.
    pub admission_key: &'a PublicKey,
    /// Public half of the page's own key.
    pub session_key: &'a PublicKey,
    /// The sealed hello, hashed into the signature.
    pub hello: &'a [u8],
    /// Protocol version of the `join`.
    pub version: u16,
}

impl Admission<'_> {
    /// The bytes to sign. Each field is preceded by its length as a little-endian `u32`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"plenum admit v1".to_vec();
        let hello = Sha256::digest(self.hello);
        let fields: [&[u8]; 7] = [
            self.origin.as_bytes(),
            self.nonce,
            &self.room.0,
            &self.admission_key.0,
            &self.session_key.0,
            hello.as_slice(),
            &self.version.to_le_bytes(),
        ];
        for field in fields {
            // Every field is far below 4 GiB: the longest is an origin out of one HTTP header.
            out.extend_from_slice(&(field.len() as u32).to_le_bytes());
            out.extend_from_slice(field);
        }
        out
    }
}
