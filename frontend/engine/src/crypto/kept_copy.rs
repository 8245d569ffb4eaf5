//! Copies of the room document as they stay on a device: sealed under the cache key of the room, which takes the link to know.
//!
//! ```text
//! sealed = format u8 = 1 ‖ nonce 24 ‖ XChaCha20-Poly1305(cache key, nonce, plain; additional data = "plenum copy v1" ‖ room id)
//! plain  = length u32 (little-endian) ‖ copy ‖ zeros, up to a size class
//! ```

use crate::base::rng::Rng;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use plenum_shared::ids::RoomId;

/// The only format there is.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
const LENGTH: usize = 4;
/// Everything in a sealed copy that is not the copy.
const AROUND: usize = 1 + NONCE + LENGTH + TAG;
/// The smallest size of a sealed copy, bytes; doubles up to [`STEP`].
const SMALLEST: usize = 4 * 1024;
/// From here on sizes are multiples of this, bytes.
const STEP: usize = 1024 * 1024;
/// The largest sealed copy, bytes: all records that a room holds, all versions, and several pads at their bound.
pub const MAX: usize = 48 * STEP;

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

/// Seals a copy; nothing if it is too large.
pub fn seal(key: &[u8; 32], room: &RoomId, copy: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let size = class(copy.len())?;
    let nonce: [u8; NONCE] = rng.bytes();
    let mut sealed = Vec::with_capacity(size);
    sealed.push(FORMAT);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&u32::try_from(copy.len()).ok()?.to_le_bytes());
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
pub fn open(key: &[u8; 32], room: &RoomId, mut sealed: Vec<u8>) -> Result<Vec<u8>, Unopened> {
    if sealed.first().is_some_and(|format| *format != FORMAT) {
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
    let body = 1 + NONCE + LENGTH;
    if length > sealed.len() - AROUND {
        return Err(Unopened::Broken);
    }
    sealed.truncate(body + length);
    sealed.drain(..body);
    Ok(sealed)
}
