//! Argon2id over a passphrase as people mean it. Its parameters are part of the link's flag: other ones would need another flag.

use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Memory of Argon2id, KiB: 64 MiB, the second recommendation of RFC 9106 §4, which a phone can still spare.
pub const ARGON2_MEMORY_KIB: u32 = 64 * 1024;
/// Passes of Argon2id (RFC 9106 §4).
pub const ARGON2_PASSES: u32 = 3;
/// Lanes of Argon2id: a worker has one thread.
pub const ARGON2_LANES: u32 = 1;

/// Why a passphrase could not be stretched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StretchError {
    /// Nothing but spaces.
    Empty,
    /// No 64 MiB to be had: close other tabs.
    Memory,
}

/// What counts in a passphrase: NFKC (Unicode Standard Annex 15), without spaces around it, each run of white space inside as
/// one space. Upper and lower case stay.
pub fn plain(passphrase: &str) -> Zeroizing<String> {
    // NFKC comes first: it turns no-break and ideographic spaces into plain ones. Nothing grows by more than it, so that no
    // half of a passphrase stays behind in memory that was moved.
    let mut composed = Zeroizing::new(String::with_capacity(passphrase.len() * 18));
    composed.extend(passphrase.nfkc());
    let mut plain = Zeroizing::new(String::with_capacity(composed.len()));
    for word in composed.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// Argon2id, version 1.3 (RFC 9106), over what counts in a passphrase. Takes 0.2 s and 64 MiB: call it in a worker.
///
/// # Errors
/// See [`StretchError`].
pub fn stretch(passphrase: &str, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, StretchError> {
    let plain = plain(passphrase);
    if plain.is_empty() {
        return Err(StretchError::Empty);
    }
    let params =
        Params::new(ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES, Some(32)).map_err(|_| StretchError::Memory)?;
    let mut out = Zeroizing::new([0; 32]);
    // The parameters are constants and a salt has 16 bytes: what can fail is the memory.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(plain.as_bytes(), salt, out.as_mut_slice())
        .map_err(|_| StretchError::Memory)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Salt of the link in `PEER-PROTOCOL.md`, and what comes of "Grüße aus Köln" with it.
    const SALT: [u8; 16] =
        [0x94, 0x07, 0xad, 0xc1, 0x27, 0x32, 0x4f, 0x2d, 0x03, 0x42, 0x37, 0xd7, 0xaa, 0x82, 0xc5, 0xb7];
    const KNOWN: &str = "4a6c400001a0d3ccb06efc2696929e57d6dec12b37390f49b9f9895594406599";

    #[test]
    fn a_passphrase_is_stretched_as_people_mean_it() {
        // Composed, and as another keyboard writes it: combining diaeresis, no-break and ideographic spaces, a line end.
        for spelling in ["Grüße aus Köln", "  Gru\u{308}ße\u{a0}\t aus\u{3000}Ko\u{308}ln\n"] {
            assert_eq!(hex(&*stretch(spelling, &SALT).expect("there is memory")), KNOWN);
        }
        // Nothing else is evened out.
        for other in ["grüße aus köln", "GrüßeausKöln", "Gruesse aus Koeln"] {
            assert_ne!(hex(&*stretch(other, &SALT).expect("there is memory")), KNOWN);
        }
    }

    #[test]
    fn the_salt_counts() {
        assert_ne!(hex(&*stretch("Grüße aus Köln", &[0; 16]).expect("there is memory")), KNOWN);
    }

    #[test]
    fn a_passphrase_of_spaces_is_none() {
        for empty in ["", " ", "\t\u{a0}\u{3000}\n"] {
            assert_eq!(stretch(empty, &[0; 16]).unwrap_err(), StretchError::Empty);
        }
    }

    #[test]
    fn no_character_grows_by_more_than_is_reserved() {
        let longest = "\u{fdfa}".repeat(9);
        let composed: String = longest.nfkc().collect();
        assert!(composed.len() <= longest.len() * 18);
        assert!(!plain(&longest).is_empty());
    }
}
