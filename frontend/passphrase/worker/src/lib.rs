//! Passphrases as a program of its own: what `worker.js` calls in a Web Worker, which is ended after its one answer. The memory of
//! a program in a browser never shrinks; this one's goes with it.
#![forbid(unsafe_code)]

use plenum_passphrase::{stretching, words};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Key material of a passphrase (UTF-8). Throws if there is none to be had.
#[wasm_bindgen]
pub fn stretch(passphrase: Vec<u8>, salt: &[u8]) -> Result<Vec<u8>, JsError> {
    let passphrase = Zeroizing::new(passphrase);
    let text = std::str::from_utf8(&passphrase).map_err(|_| JsError::new("a passphrase is no text"))?;
    let salt = salt.try_into().map_err(|_| JsError::new("a salt has 16 bytes"))?;
    match stretching::stretch(text, salt) {
        Ok(stretched) => Ok(stretched.to_vec()),
        Err(stretching::StretchError::Empty) => Err(JsError::new("a passphrase is empty")),
        Err(stretching::StretchError::Memory) => Err(JsError::new("there is no memory")),
    }
}

/// A proposal: the words of a language at these places.
#[wasm_bindgen]
pub fn phrase(language: &str, places: &[u16]) -> String {
    words::phrase(language, places)
}
