//! Copies of the room document as they stay on a device: sealed under the cache key of the room, which takes the link to know.
//!
//! ```text
//! sealed   = format u8 = 2 ‖ nonce 24 ‖ XChaCha20-Poly1305(cache key, nonce, plain; additional data = "plenum copy v1" ‖ room id)
//! plain    = length u32 (little-endian) ‖ sessions ‖ copy ‖ zeros, up to a size class; `length` is that of sessions and copy
//! sessions = count u8, and for each: seed 32 ‖ length u8 ‖ name in UTF-8
//! ```
//!
//! Format 1 had no sessions; it is still opened.

use crate::base::rng::Rng;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use plenum_shared::ids::RoomId;
use std::fmt;
use zeroize::Zeroizing;

/// The format that is written.
const FORMAT: u8 = 2;
/// The one before it.
const WITHOUT_SESSIONS: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
const LENGTH: usize = 4;
/// Everything in a sealed copy that is neither the copy nor the sessions.
const AROUND: usize = 1 + NONCE + LENGTH + TAG;
/// The smallest size of a sealed copy, bytes; doubles up to [`STEP`].
const SMALLEST: usize = 4 * 1024;
/// From here on sizes are multiples of this, bytes.
const STEP: usize = 1024 * 1024;
/// Sessions in a copy at most.
pub const SESSIONS: usize = 8;
/// Bytes of a seed of a signing key.
const SEED: usize = 32;
/// The largest sealed copy, bytes: all records that a room holds, all versions, and several pads at their bound.
pub const MAX: usize = 48 * STEP;

/// A session that wrote into the document on this device: the name that its person had, and the seed of its signing key. Whoever
/// comes back under the same name has the old key vouch for the new one, and what they wrote, raised and answered stays theirs.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// At most 255 bytes count.
    pub name: String,
    /// As [`crate::crypto::identity::Identity::signing_seed`] gives it.
    pub seed: Zeroizing<[u8; SEED]>,
}

/// Neither name nor seed.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(…)")
    }
}

/// What a sealed copy held.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who wrote here, at most [`SESSIONS`].
    pub sessions: Vec<Session>,
    /// The copy, as the document's worker gave it.
    pub copy: Vec<u8>,
}

/// What a copy says of what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is of a format that this version does not know: a later one may.
    Format,
    /// It is damaged, cut, or of another room: nobody will ever open it here.
    Broken,
}

/// The size of the sealed form of a copy of so many bytes; nothing if it is too large to be kept.
fn class(bytes: usize) -> Option<usize> {
    let size = bytes.checked_add(AROUND)?;
    let class = if size > STEP { size.checked_next_multiple_of(STEP)? } else { size.next_power_of_two().max(SMALLEST) };
    (class <= MAX).then_some(class)
}

fn about(room: &RoomId) -> Vec<u8> {
    [b"plenum copy v1".as_slice(), &room.0].concat()
}

/// Seals a copy and who wrote into it; nothing if it is too large.
pub fn seal(key: &[u8; 32], room: &RoomId, sessions: &[Session], copy: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let sessions = write_sessions(sessions);
    let length = sessions.len() + copy.len();
    let size = class(length)?;
    let nonce: [u8; NONCE] = rng.bytes();
    let mut sealed = Vec::with_capacity(size);
    sealed.push(FORMAT);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    sealed.extend_from_slice(&sessions);
    sealed.extend_from_slice(copy);
    sealed.resize(size - TAG, 0);
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(&XNonce::from(nonce), &about(room), (&mut sealed[1 + NONCE..]).into())
        .ok()?;
    sealed.extend_from_slice(&tag);
    Some(sealed)
}

/// Opens a copy, in the memory that it came in.
///
/// # Errors
/// See [`Unopened`].
pub fn open(key: &[u8; 32], room: &RoomId, mut sealed: Vec<u8>) -> Result<Opened, Unopened> {
    let format = sealed.first().copied().unwrap_or(FORMAT);
    if ![FORMAT, WITHOUT_SESSIONS].contains(&format) {
        return Err(Unopened::Format);
    }
    if sealed.len() < AROUND || sealed.len() > MAX {
        return Err(Unopened::Broken);
    }
    let (front, tag) = sealed.split_last_chunk_mut::<TAG>().ok_or(Unopened::Broken)?;
    let (nonce, plain) = front[1..].split_first_chunk_mut::<NONCE>().ok_or(Unopened::Broken)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt_inout_detached(&XNonce::from(*nonce), &about(room), plain.into(), &Tag::from(*tag))
        .map_err(|_| Unopened::Broken)?;
    let length = plain.first_chunk::<LENGTH>().ok_or(Unopened::Broken)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Unopened::Broken)?;
    let mut body = 1 + NONCE + LENGTH;
    let end = body + length;
    if length > sealed.len() - AROUND {
        return Err(Unopened::Broken);
    }
    let mut sessions = Vec::new();
    if format == FORMAT {
        let mut rest = &sealed[body..end];
        sessions = read_sessions(&mut rest).ok_or(Unopened::Broken)?;
        body = end - rest.len();
    }
    sealed.truncate(end);
    sealed.drain(..body);
    Ok(Opened { sessions, copy: sealed })
}

/// Of so many as there may be, the first.
fn write_sessions(sessions: &[Session]) -> Zeroizing<Vec<u8>> {
    let sessions = &sessions[..sessions.len().min(SESSIONS)];
    // So much at most, so that no half of it stays behind where memory was found too small.
    let mut bytes = Vec::with_capacity(1 + sessions.len() * (SEED + 1 + usize::from(u8::MAX)));
    bytes.push(sessions.len() as u8);
    for Session { name, seed } in sessions {
        let name = &name[..name.floor_char_boundary(usize::from(u8::MAX))];
        bytes.extend_from_slice(seed.as_slice());
        bytes.push(name.len() as u8);
        bytes.extend_from_slice(name.as_bytes());
    }
    Zeroizing::new(bytes)
}

fn read_sessions(bytes: &mut &[u8]) -> Option<Vec<Session>> {
    let count = bytes.split_off_first()?;
    let session = |_| {
        let (seed, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first()?;
        let (name, rest) = rest.split_at_checked(usize::from(*length))?;
        *bytes = rest;
        Some(Session { name: str::from_utf8(name).ok()?.into(), seed: Zeroizing::new(*seed) })
    };
    (usize::from(*count) <= SESSIONS).then(|| (0..*count).map(session).collect())?
}
