//! The Plan B note as it stays on a device: sealed under a key of the room, which takes link and passphrase to know.
//!
//! ```text
//! sealed = format u8 = 1 ‖ nonce 24 ‖ XChaCha20-Poly1305(plan b key, nonce, plain; additional data = "plenum plan b v1" ‖ room id)
//! plain  = edition u32 ‖ length u16 (both little-endian) ‖ text in UTF-8 ‖ zeros, up to 1,126 bytes
//! ```
//!
//! Every sealed note has the same size: how long the note is cannot be told.

use crate::api::note::{NOTE_TEXT_BYTES, Note};
use crate::api::storage::NOTE_BYTES;
use crate::base::rng::Rng;
use crate::crypto::key_schedule::KeySchedule;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};

/// The only format there is.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
const EDITION: usize = 4;
const LENGTH: usize = 2;
const PLAIN: usize = EDITION + LENGTH + NOTE_TEXT_BYTES;
const _: () = assert!(1 + NONCE + PLAIN + TAG == NOTE_BYTES as usize);

fn about(keys: &KeySchedule) -> Vec<u8> {
    [b"plenum plan b v1".as_slice(), &keys.room().0].concat()
}

/// Seals it for whoever has the keys of the room; nothing if it keeps no bound.
pub fn seal(keys: &KeySchedule, note: &Note, rng: &mut Rng) -> Option<Vec<u8>> {
    let text = note.text.0.as_bytes();
    let length = u16::try_from(text.len()).ok().filter(|_| text.len() <= NOTE_TEXT_BYTES)?;
    let nonce: [u8; NONCE] = rng.bytes();
    let mut sealed = [&[FORMAT], nonce.as_slice(), &note.edition.to_le_bytes(), &length.to_le_bytes(), text].concat();
    sealed.resize(1 + NONCE + PLAIN, 0);
    let tag = XChaCha20Poly1305::new(keys.plan_b_key().into())
        .encrypt_inout_detached(&XNonce::from(nonce), &about(keys), (&mut sealed[1 + NONCE..]).into())
        .ok()?;
    sealed.extend_from_slice(&tag);
    Some(sealed)
}

/// Opens it; nothing for what is damaged, of another room or of another format.
pub fn open(keys: &KeySchedule, sealed: &[u8]) -> Option<Note> {
    let rest = sealed.strip_prefix(&[FORMAT])?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
    let (plain, tag) = rest.split_first_chunk::<PLAIN>()?;
    let tag: [u8; TAG] = tag.try_into().ok()?;
    let mut plain = *plain;
    XChaCha20Poly1305::new(keys.plan_b_key().into())
        .decrypt_inout_detached(&XNonce::from(*nonce), &about(keys), plain.as_mut_slice().into(), &Tag::from(tag))
        .ok()?;
    let (edition, rest) = plain.split_first_chunk::<EDITION>()?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    let text = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
    Note::read(u32::from_le_bytes(*edition), str::from_utf8(text).ok()?)
}
