//! A stretched passphrase as it stays on a device: sealed under a key of the link, which is not kept there.
//!
//! ```text
//! sealed = format u8 = 1 ‖ nonce 24 ‖ XChaCha20-Poly1305(passphrase key, nonce, pass 32; additional data = "plenum passphrase v1")
//! ```

use crate::api::storage::PASSPHRASE_BYTES;
use crate::api::values::{SealedPassphrase, Stretched};
use crate::base::rng::Rng;
use crate::crypto::key_schedule::passphrase_key;
use crate::invite::Link;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// The only format there is.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
const PASS: usize = 32;
const TAG: usize = 16;
const ABOUT: &[u8] = b"plenum passphrase v1";
const _: () = assert!(1 + NONCE + PASS + TAG == PASSPHRASE_BYTES as usize);

/// Seals it for whoever has the link.
pub fn seal(link: &Link, pass: &Stretched, rng: &mut Rng) -> SealedPassphrase {
    let nonce: [u8; NONCE] = rng.bytes();
    let mut sealed = [&[FORMAT], &nonce[..], pass.as_bytes()].concat();
    let tag = XChaCha20Poly1305::new((&*passphrase_key(link)).into())
        .encrypt_inout_detached(&XNonce::from(nonce), ABOUT, (&mut sealed[1 + NONCE..]).into())
        .map(|tag| tag.to_vec());
    // Invariant: nothing so short fails to be sealed; and what is not sealed never leaves here.
    match tag {
        Ok(tag) => sealed.extend_from_slice(&tag),
        Err(_) => sealed.clear(),
    }
    SealedPassphrase(sealed)
}

/// Opens it; nothing for what is damaged, or of another link.
pub fn open(link: &Link, sealed: &SealedPassphrase) -> Option<Stretched> {
    let rest = sealed.0.strip_prefix(&[FORMAT])?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
    let (pass, tag) = rest.split_first_chunk::<PASS>()?;
    let tag: [u8; TAG] = tag.try_into().ok()?;
    let mut pass = Zeroizing::new(*pass);
    XChaCha20Poly1305::new((&*passphrase_key(link)).into())
        .decrypt_inout_detached(&XNonce::from(*nonce), ABOUT, pass.as_mut_slice().into(), &Tag::from(tag))
        .ok()?;
    Some(Stretched::from_bytes(*pass))
}
