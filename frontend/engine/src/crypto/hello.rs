//! The hello: what a page tells the other members about itself before it sends a first message, sealed from the server.
//!
//! ```text
//! sealed = nonce 24 ‖ XChaCha20-Poly1305(hello key, nonce, plain; additional data = label ‖ room ‖ session key)
//! plain  = signature 64 ‖ length u16 little-endian ‖ body (JSON) ‖ zeros
//! signature = by the session key over label ‖ room ‖ session key ‖ body
//! ```

use crate::base::rng::Rng;
use crate::crypto::identity::{Identity, verify};
use crate::crypto::key_schedule::KeySchedule;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use plenum_shared::bytes;
use plenum_shared::ids::{PublicKey, RoomId, Signature};
use plenum_shared::limits::HELLO_BYTES;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Every hello of this version has this many bytes, so that its length tells nothing. Larger ones, up to
/// [`HELLO_BYTES`], are read: a later version may have more to say.
pub const SEALED_BYTES: usize = 512;

/// What this build knows of the names in [`Hello::must_understand`]. None has been given yet.
pub const UNDERSTOOD: [&str; 0] = [];

const LABEL: &[u8] = b"plenum hello v1";
const NONCE: usize = 24;
const TAG: usize = 16;
const SIGNATURE: usize = 64;
const LENGTH: usize = 2;

/// The largest body that fits, bytes.
pub const BODY_BYTES: usize = SEALED_BYTES - NONCE - TAG - SIGNATURE - LENGTH;

/// What a page says about itself. Fields that this build does not know are ignored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// X25519 public key; not yet checked, [`crate::crypto::sealing::Pair::new`] does.
    #[serde(with = "bytes::fixed")]
    pub exchange_key: [u8; 32],
    /// Oldest and newest version of messages the page understands; the first is never above the second.
    pub versions: [u16; 2],
    /// Names of what it can do beyond that; unknown ones are harmless.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// Names of what its reader must know as well. Whoever does not know one of them takes it for a page of another version: nothing is
    /// exchanged with it but who is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub must_understand: Vec<String>,
    /// What sort of member it is.
    #[serde(default)]
    pub kind: Kind,
}

impl Hello {
    /// What this build says of itself.
    pub fn new(session: &Identity, versions: [u16; 2], capabilities: &[&str], kind: Kind) -> Hello {
        Hello {
            exchange_key: session.exchange_key(),
            versions,
            capabilities: capabilities.iter().map(|name| (*name).to_owned()).collect(),
            must_understand: Vec::new(),
            kind,
        }
    }

    /// Whether a page that reads these versions of messages, and knows what [`UNDERSTOOD`] names, can talk with this one.
    pub fn understood(&self, [oldest, newest]: [u16; 2]) -> bool {
        let shared = self.versions[0] <= newest && oldest <= self.versions[1];
        shared && self.must_understand.iter().all(|name| UNDERSTOOD.contains(&name.as_str()))
    }
}

/// What sort of member says hello. It is a claim, good for an icon, never for a right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody at a page.
    #[default]
    Person,
    /// A bridge to telephones or another system.
    Bridge,
    /// A program.
    Bot,
    /// A kind this build does not know.
    #[serde(other)]
    Unknown,
}

impl fmt::Debug for Hello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hello(…)")
    }
}

/// The names of capabilities do not fit: our own bug, as they are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooBig;

/// Why a hello was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelloError {
    /// Too short to hold anything, or above [`HELLO_BYTES`].
    Size,
    /// It does not open: another room, passphrase or session key, or somebody who has neither made it.
    Sealed,
    /// The signature is not by the session key: made by another member.
    Signature,
    /// It opens, but is not what a hello looks like.
    Body,
}

/// Makes the hello of a session in a room. Make it once and send the same bytes again: its hash is part of the admission
/// proof and of every pair's keys.
///
/// Errors: [`TooBig`] where the body is above [`BODY_BYTES`].
pub fn make(session: &Identity, keys: &KeySchedule, hello: &Hello, rng: &mut Rng) -> Result<Vec<u8>, TooBig> {
    let body = serde_json::to_vec(hello).map_err(|_| TooBig)?;
    seal_body(session, keys, &body, rng)
}

/// Signs, pads and seals any body.
fn seal_body(session: &Identity, keys: &KeySchedule, body: &[u8], rng: &mut Rng) -> Result<Vec<u8>, TooBig> {
    let length = u16::try_from(body.len()).ok().filter(|length| usize::from(*length) <= BODY_BYTES).ok_or(TooBig)?;
    let about = about(&keys.room(), &session.public_key());
    let signature = session.sign(&[&about, body].concat());
    let mut plain = Zeroizing::new(Vec::with_capacity(SEALED_BYTES));
    plain.extend_from_slice(&signature.0);
    plain.extend_from_slice(&length.to_le_bytes());
    plain.extend_from_slice(body);
    plain.resize(SEALED_BYTES - NONCE - TAG, 0);
    let nonce: [u8; NONCE] = rng.bytes();
    let sealed = XChaCha20Poly1305::new(keys.hello_key().into())
        .encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: &about })
        .map_err(|_| TooBig)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens the hello that the server says is of this session key. It proves nothing by itself: a server may replay last
/// week's. A peer exists once a message from it has opened.
///
/// Errors: see [`HelloError`].
pub fn open(keys: &KeySchedule, session_key: &PublicKey, sealed: &[u8]) -> Result<Hello, HelloError> {
    if sealed.len() > HELLO_BYTES {
        return Err(HelloError::Size);
    }
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(HelloError::Size)?;
    if sealed.len() < TAG + SIGNATURE + LENGTH {
        return Err(HelloError::Size);
    }
    let about = about(&keys.room(), session_key);
    let plain = XChaCha20Poly1305::new(keys.hello_key().into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &about })
        .map_err(|_| HelloError::Sealed)?;
    let (signature, rest) = plain.split_first_chunk::<SIGNATURE>().ok_or(HelloError::Body)?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>().ok_or(HelloError::Body)?;
    let (body, padding) = rest.split_at_checked(u16::from_le_bytes(*length).into()).ok_or(HelloError::Body)?;
    // The signature does not cover the padding, so nothing may hide there.
    if padding.iter().any(|byte| *byte != 0) {
        return Err(HelloError::Body);
    }
    if !verify(session_key, &[&about, body].concat(), &Signature(*signature)) {
        return Err(HelloError::Signature);
    }
    let hello: Hello = serde_json::from_slice(body).map_err(|_| HelloError::Body)?;
    if hello.versions[0] > hello.versions[1] {
        return Err(HelloError::Body);
    }
    Ok(hello)
}

/// Whose hello, and where: what both the seal and the signature speak about.
fn about(room: &RoomId, session_key: &PublicKey) -> Vec<u8> {
    [LABEL, &room.0, &session_key.0].concat()
}
