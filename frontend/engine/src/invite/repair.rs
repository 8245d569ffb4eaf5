//! Undoes what mail programs and people do to a code: percent-encoding, brackets, spaces, hyphens, invisible characters.

use super::LENGTH;

/// What looks like a code inside a piece of text.
pub(super) enum Found {
    /// Exactly 30 characters, not yet checked.
    Exact(String),
    /// Another number of characters, 0 for nothing at all.
    Other(usize),
}

/// How often percent-encoding is undone: a link that went through two redirecting services arrives encoded twice.
const DECODINGS: usize = 3;

/// A first word of this many characters was meant to be the whole code, so what follows it is not counted; below, the code
/// may have been written in groups.
const ONE_PIECE: usize = 16;

/// Looks for 30 characters: one word of that length, or words from the first on that add up to it.
pub(super) fn find(piece: &str) -> Found {
    let piece = decode_while(piece, |text| text.contains('%'));
    let words: Vec<String> = piece.split(separates).map(clean).filter(|word| !word.is_empty()).collect();
    let length = |word: &String| word.chars().count();
    if let Some(word) = words.iter().find(|word| length(word) == LENGTH) {
        return Found::Exact(word.clone());
    }
    let mut joined = String::new();
    let mut count = 0;
    for word in &words {
        joined.push_str(word);
        count += length(word);
        if count == LENGTH {
            return Found::Exact(joined);
        }
    }
    match words.first().map(length) {
        Some(first) if first >= ONE_PIECE => Found::Other(first),
        Some(_) | None => Found::Other(count),
    }
}

/// Percent-decodes until `sign` stands in the text, if it stands there encoded, once or several times over.
pub(super) fn uncover(text: &str, sign: char, code: &str) -> String {
    let covered = |text: &str| text.split('%').skip(1).any(|rest| rest.trim_start_matches("25").starts_with(code));
    decode_while(text, |text| !text.contains(sign) && covered(text))
}

/// Percent-decodes a few times, for as long as `needed` says so.
fn decode_while(text: &str, needed: impl Fn(&str) -> bool) -> String {
    let mut text = text.to_owned();
    for _ in 0..DECODINGS {
        if !needed(&text) {
            break;
        }
        text = percent_decode(&text);
    }
    text
}

/// Percent-decoding (RFC 3986 §2.1). A `%` without two hex digits stays; what is no UTF-8 becomes U+FFFD.
pub(super) fn percent_decode(text: &str) -> String {
    let hex = |byte: Option<&u8>| byte.and_then(|digit| char::from(*digit).to_digit(16)).map(|digit| digit as u8);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Between words: spaces, brackets, quotes, and what stands between a link and the text around it. Other punctuation
/// inside a word is a mistyped character.
fn separates(character: char) -> bool {
    character.is_whitespace() || "<>()[]{}\"'`´«»‹›„“”‚‘’,;/?|\\".contains(character)
}

/// A word without hyphens and invisible characters inside and without punctuation around it.
fn clean(word: &str) -> String {
    let visible: String =
        word.chars().filter(|character| !is_hyphen(*character) && !is_invisible(*character)).collect();
    visible.trim_matches(|character: char| !character.is_alphanumeric()).to_owned()
}

/// The hyphen and the dashes that programs make of it.
fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Soft hyphen, zero-width and direction characters, variation selectors, byte order mark.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}
