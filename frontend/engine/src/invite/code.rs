//! The 30 characters themselves: 26 carry secret and flags, 4 carry a check, and the last is always a letter.

use super::{Link, LinkError, PASSPHRASE, RESERVED};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Characters in a code.
pub const LENGTH: usize = 30;

/// Five bits per character; without `i l o u`, which people take for something else or for a word.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The last character carries four bits as one of the sixteen letters from `a` on: mail programs leave out of a link
/// what looks like punctuation or a footnote at its end.
const LAST: u8 = 10;

/// The first 19 bits of SHA-256("plenum link v1" ‖ secret ‖ flags as one byte).
fn check(secret: &[u8; 16], flags: u8) -> u32 {
    let hash = Sha256::new().chain_update(b"plenum link v1").chain_update(secret).chain_update([flags]).finalize();
    u32::from_be_bytes([0, hash[0], hash[1], hash[2]]) >> 5
}

/// Writes a code. `flags` has its two low bits only.
pub(super) fn write(secret: &[u8; 16], flags: u8) -> String {
    let number = Zeroizing::new(u128::from_be_bytes(*secret));
    let check = check(secret, flags);
    let five = |shift: u32| (*number >> shift) as u8 & 31;
    // 25 characters hold 125 bits of the secret, the 26th its last 3 bits and the flags.
    let mut values: Vec<u8> = (0..25).map(|i| five(123 - 5 * i)).collect();
    values.push((*number as u8 & 7) << 2 | (flags & 3));
    values.extend([14, 9, 4].map(|shift| (check >> shift) as u8 & 31));
    values.push((check as u8 & 15) + LAST);
    values.iter().map(|value| char::from(ALPHABET[usize::from(*value)])).collect()
}

/// Reads exactly [`LENGTH`] characters, in upper or lower case and with `o`, `i`, `l` for the digits they look like.
///
/// Errors: `Missing` and `TooMany` for another length, `Mistyped` for a character that cannot be or a check that does not
/// hold, `NewerVersion` for a sound code with the reserved bit.
pub(super) fn read(characters: &str) -> Result<Link, LinkError> {
    let count = characters.chars().count();
    if count < LENGTH {
        return Err(LinkError::Missing { characters: LENGTH - count });
    }
    let mut values = Zeroizing::new([0_u8; LENGTH]);
    for (place, character) in values.iter_mut().zip(characters.chars()) {
        *place = value(character).ok_or(LinkError::Mistyped)?;
    }
    if count > LENGTH {
        return Err(LinkError::TooMany { characters: count - LENGTH });
    }
    let mut number = Zeroizing::new(0_u128);
    for value in &values[..25] {
        *number = *number << 5 | u128::from(*value);
    }
    *number = *number << 3 | u128::from(values[25] >> 2);
    let flags = values[25] & 3;
    let said = values[26..29].iter().fold(0, |bits, value| bits << 5 | u32::from(*value));
    let last = values[29].checked_sub(LAST).filter(|bits| *bits < 16).ok_or(LinkError::Mistyped)?;

    let link = Link::from_parts(number.to_be_bytes(), flags & PASSPHRASE != 0);
    if check(link.secret(), flags) != (said << 4 | u32::from(last)) {
        return Err(LinkError::Mistyped);
    }
    if flags & RESERVED != 0 {
        return Err(LinkError::NewerVersion);
    }
    Ok(link)
}

/// The five bits of a character, repaired where it can only have meant one thing.
fn value(character: char) -> Option<u8> {
    let meant = match character.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    ALPHABET.iter().position(|letter| char::from(*letter) == meant).map(|place| place as u8)
}
