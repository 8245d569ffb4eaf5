//! Reads whatever a person pasted: a fragment, a bare code, a whole address or the line of a mail around it.

use super::repair::{Found, find, is_invisible, percent_decode, uncover};
use super::{LENGTH, Link, LinkError, code};

/// What is read of a text, bytes: more than a long mail, so that pasting a book costs nothing.
pub const TEXT_BYTES: usize = 64 * 1024;
/// A name out of a link, characters: the rest is left out.
pub const NAME_CHARS: usize = 64;
/// A language tag, characters (RFC 5646 §4.4.1 asks for at least 35).
pub const LANG_CHARS: usize = 35;

/// A parameter's key is at most this long, characters: longer things before a `=` are a code.
const KEY_CHARS: usize = 24;

/// A link and what stood before its code: `#name=Ada&lang=de&theme=dark&audio=off&video=off&CODE`.
#[derive(Clone, PartialEq, Eq)]
pub struct Visit {
    /// Where to go.
    pub link: Link,
    /// The name to propose: without control characters, trimmed, 1 to [`NAME_CHARS`] characters.
    pub name: Option<String>,
    /// The language to show, as a tag of letters, digits and hyphens in the case it was written in.
    pub lang: Option<String>,
    /// The colours to show, written as a language tag is.
    pub theme: Option<String>,
    /// Whether the lobby offers to join with the microphone on.
    pub audio: Option<bool>,
    /// The same of the camera.
    pub video: Option<bool>,
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visit(…)")
    }
}

/// Reads a link out of a text, repairing what can be repaired without guessing.
///
/// Of several `#` and `&` the last one with 30 characters behind it counts, so that letters of a host name are never
/// taken for a code, and so that a redirecting service may put its own parameters behind ours.
///
/// Errors: see [`LinkError`]; counts are of the place that looked most like a code.
pub fn read(text: &str) -> Result<Visit, LinkError> {
    let text = text.get(..text.floor_char_boundary(TEXT_BYTES)).unwrap_or_default().replace("&amp;", "&");
    let text = uncover(&text, '#', "23");
    let (before, fragments) = match text.split_once('#') {
        Some((_, fragments)) => ("", fragments),
        None if text.contains("://") => return Err(LinkError::Empty),
        None => (text.as_str(), ""),
    };
    let mut closest: Option<usize> = None;
    for fragment in fragments.rsplit('#').chain([before]) {
        let fragment = uncover(fragment, '&', "26");
        let pieces: Vec<&str> = fragment.split('&').collect();
        for (place, piece) in pieces.iter().enumerate().rev() {
            if parameter(piece).is_some() {
                continue;
            }
            match find(piece) {
                Found::Exact(characters) => return visit(code::read(&characters)?, &pieces[..place]),
                Found::Other(0) => {}
                Found::Other(count) => {
                    let best = closest.get_or_insert(count);
                    if count.abs_diff(LENGTH) < best.abs_diff(LENGTH) {
                        *best = count;
                    }
                }
            }
        }
    }
    Err(match closest {
        None => LinkError::Empty,
        Some(count) if count < LENGTH => LinkError::Missing { characters: LENGTH - count },
        Some(count) => LinkError::TooMany { characters: count - LENGTH },
    })
}

/// Adds what the parameters say; of a key given twice the last one counts, unknown ones are ignored.
fn visit(link: Link, parameters: &[&str]) -> Result<Visit, LinkError> {
    let mut visit = Visit { link, name: None, lang: None, theme: None, audio: None, video: None };
    for (key, value) in parameters.iter().filter_map(|piece| parameter(piece)) {
        match key.to_ascii_lowercase().as_str() {
            "name" => visit.name = name(value),
            "lang" => visit.lang = tag(value),
            "theme" => visit.theme = tag(value),
            "audio" => visit.audio = switch(value),
            "video" => visit.video = switch(value),
            _ => {}
        }
    }
    Ok(visit)
}

/// Splits `key=value`; `None` for a piece that is no parameter.
fn parameter(piece: &str) -> Option<(&str, &str)> {
    let (key, value) = piece.split_once('=')?;
    let key = key.trim();
    let plain = key.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character));
    (plain && (1..=KEY_CHARS).contains(&key.len())).then_some((key, value))
}

/// Decodes a name; `+` is a space, as forms write it.
fn name(value: &str) -> Option<String> {
    let decoded = percent_decode(&value.replace('+', " "));
    // A joiner holds an emoji together; every other invisible character can only deceive.
    let shown = |character: &char| !character.is_control() && (!is_invisible(*character) || *character == '\u{200d}');
    let name: String = decoded.chars().filter(shown).take(NAME_CHARS).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// A tag, of a language or of colours, or nothing where it cannot be one.
fn tag(value: &str) -> Option<String> {
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (plain && (2..=LANG_CHARS).contains(&value.len())).then(|| value.to_owned())
}

/// `on` or `off`.
fn switch(value: &str) -> Option<bool> {
    match value {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}
