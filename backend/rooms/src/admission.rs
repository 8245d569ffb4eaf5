//! The checks of a `join`, in their order: version, shard, and both signatures over what this very session was asked.

use ed25519_dalek::{Signature, VerifyingKey};
use plenum_shared::admit::Admission;
use plenum_shared::ids::{self, PublicKey};
use plenum_shared::limits::HELLO_BYTES;
use plenum_shared::message::Join;
use plenum_shared::{OLDEST_VERSION, VERSION};

/// Why a `join` is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// A version this build does not speak.
    Version,
    /// A room of another shard than that of the path.
    Shard,
    /// The proof is right, but for another name of this server: the page was opened under the wrong address.
    OtherName,
    /// A signature, key or length is wrong.
    // Invariant: there is one reason for all of them, so that all are answered with the same bytes.
    Proof,
}

/// What a session was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// First byte of the room, as the path says it.
    pub shard: u8,
    /// The challenge.
    pub nonce: &'a [u8; 32],
    /// WebSocket origins a proof may be made for.
    pub origins: &'a [String],
    /// WebSocket origins of the requested host that are none of the above.
    pub other_names: &'a [String],
}

/// Checks everything but the signatures.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_form(join: &Join, shard: u8) -> Result<(), Rejected> {
    if !(OLDEST_VERSION..=VERSION).contains(&join.version) {
        Err(Rejected::Version)
    } else if join.room.shard() != shard {
        Err(Rejected::Shard)
    } else if join.hello.len() > HELLO_BYTES {
        Err(Rejected::Proof)
    } else {
        Ok(())
    }
}

/// Checks everything.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(join: &Join, asked: &Asked<'_>) -> Result<(), Rejected> {
    check_form(join, asked.shard)?;
    if is_proven(asked.origins, asked.nonce, join) {
        Ok(())
    } else if is_proven(asked.other_names, asked.nonce, join) {
        Err(Rejected::OtherName)
    } else {
        Err(Rejected::Proof)
    }
}

fn is_proven(origins: &[String], nonce: &[u8; 32], join: &Join) -> bool {
    let (Some(admission_key), Some(session_key)) = (strong(&join.admission_key), strong(&join.session_key)) else {
        return false;
    };
    origins.iter().any(|origin| {
        let signed = Admission {
            origin,
            nonce,
            room: &join.room,
            admission_key: &join.admission_key,
            session_key: &join.session_key,
            hello: &join.hello,
            version: join.version,
        }
        .bytes();
        is_signed(&admission_key, &signed, &join.admission_signature)
            && is_signed(&session_key, &signed, &join.session_signature)
    })
}

/// A point of large order: a small one would verify many signatures over many messages.
fn strong(key: &PublicKey) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&key.0).ok().filter(|key| !key.is_weak())
}

fn is_signed(key: &VerifyingKey, signed: &[u8], signature: &ids::Signature) -> bool {
    key.verify_strict(signed, &Signature::from_bytes(&signature.0)).is_ok()
}
