//! The identity of one opened page: its signing key, which is who it is, and its exchange key, by which others seal messages to it.

use crate::base::rng::Rng;
use crate::crypto::key_schedule::{expand, extract};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use plenum_document::records::vouch;
use plenum_shared::ids::{PeerId, PublicKey, RoomId, Signature};
use std::fmt;
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

/// The keys of one page load. Both come from one seed:
/// `prk = Extract(salt = "plenum session v1", ikm = seed)`, Ed25519 seed = `Expand(prk, "signing", 32)`,
/// X25519 secret = `Expand(prk, "exchange", 32)`.
pub struct Identity {
    signing: SigningKey,
    exchange: StaticSecret,
}

impl Identity {
    /// A fresh session.
    pub fn new(rng: &mut Rng) -> Identity {
        Identity::from_seed(rng.bytes())
    }

    /// The session with this seed.
    pub fn from_seed(seed: [u8; 32]) -> Identity {
        let seed = Zeroizing::new(seed);
        let prk = extract(b"plenum session v1", &[seed.as_slice()]);
        let signing: Zeroizing<[u8; 32]> = expand(&prk, &[b"signing"]);
        let exchange: Zeroizing<[u8; 32]> = expand(&prk, &[b"exchange"]);
        Identity { signing: SigningKey::from_bytes(&signing), exchange: StaticSecret::from(*exchange) }
    }

    /// The seed of the signing key alone, to be kept in the tab's own storage over a reload, sealed in the copy of the room
    /// document (`kept_copy.rs`), and nowhere else: whoever finds it can write as this person, or say that somebody is their
    /// heir, and opens nothing that was ever written to them.
    pub fn signing_seed(&self) -> [u8; 32] {
        self.signing.to_bytes()
    }

    /// Public half of the signing key.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }

    /// Who this page is to others.
    pub fn peer(&self) -> PeerId {
        PeerId::of(&self.public_key())
    }

    /// Signs with the signing key (Ed25519, RFC 8032). Every message begins with a label of its own, so that no signature
    /// can be taken for another.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.signing.sign(message).to_bytes())
    }

    /// Public half of the exchange key (X25519, RFC 7748).
    pub fn exchange_key(&self) -> [u8; 32] {
        x25519_dalek::PublicKey::from(&self.exchange).to_bytes()
    }

    /// X25519 with another's public key; `None` where the result is all zero (RFC 7748 §6.1), which anybody could know.
    pub(crate) fn agree(&self, theirs: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        let shared = self.exchange.diffie_hellman(&x25519_dalek::PublicKey::from(*theirs));
        shared.was_contributory().then(|| Zeroizing::new(shared.to_bytes()))
    }
}

/// What is left of the session before a reload: its signing key.
pub struct PreviousIdentity(SigningKey);

impl PreviousIdentity {
    /// From what [`Identity::signing_seed`] gave.
    pub fn from_seed(signing_seed: &[u8; 32]) -> PreviousIdentity {
        PreviousIdentity(SigningKey::from_bytes(signing_seed))
    }

    /// Public half of the signing key.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Says that `new_peer` is the same person in the same room.
    pub fn vouch(&self, room: &RoomId, new_peer: &PeerId) -> Signature {
        let old_peer = PeerId::of(&self.public_key());
        Signature(self.0.sign(&vouching(room, &old_peer, new_peer)).to_bytes())
    }
}

impl fmt::Debug for PreviousIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreviousIdentity(…)")
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// Whether the holder of `old_key` said that `new_peer` is the same person in this room. The old peer is
/// `PeerId::of(old_key)`; whether it is one that was here is for the caller to know.
pub fn verify_vouch(old_key: &PublicKey, room: &RoomId, new_peer: &PeerId, signature: &Signature) -> bool {
    verify(old_key, &vouching(room, &PeerId::of(old_key), new_peer), signature)
}

/// Strict Ed25519: besides RFC 8032 §5.1.7, keys and commitments of small order are refused, so that a signature speaks for
/// one key and one message only. False for bytes that are no key or no signature.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// What is signed; the room document reads the same vouches.
fn vouching(room: &RoomId, old_peer: &PeerId, new_peer: &PeerId) -> Vec<u8> {
    vouch::between_peers(&room.0, &old_peer.0, &new_peer.0)
}
