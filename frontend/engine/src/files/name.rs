//! The name of a file of somebody else, made safe: to be shown, and to be kept under.

use crate::base::untrusted_text::clean_line;
use crate::messaging::bounds::FILE_NAME_BYTES;
use std::sync::Arc;

/// Bytes of a name at most, its ending included: what every file system takes.
const BYTES: usize = 200;
/// Bytes of an ending that survives the cutting of a name.
const ENDING_BYTES: usize = 16;
/// What a file without any name is called.
const NAMELESS: &str = "file";

/// A name without folders, control, bidi and zero-width characters and what systems take for something else; never empty.
pub fn clean(raw: &str) -> Arc<str> {
    let last = raw.rsplit(['/', '\\']).find(|part| !part.trim_matches(['.', ' ']).is_empty()).unwrap_or_default();
    let line = clean_line(last, FILE_NAME_BYTES);
    let safe: String =
        line.chars().map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c }).collect();
    // Hidden files, and names that a system would cut.
    let name = safe.trim_start_matches(['.', ' ', '~']).trim_end_matches(['.', ' ']);
    let name = shortened(name);
    if name.is_empty() { NAMELESS.into() } else { name.into() }
}

/// What a file says it is: a media type (RFC 6838, section 4.2), or nothing.
pub fn kind(raw: &str) -> Arc<str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    let part = |part: &str| !part.is_empty() && part.chars().all(fits);
    let whole = raw.split_once('/').is_some_and(|(one, other)| part(one) && part(other));
    if whole { raw.to_ascii_lowercase().into() } else { "".into() }
}

/// Cut in the middle, so that its ending stays.
fn shortened(name: &str) -> String {
    if name.len() <= BYTES {
        return name.to_owned();
    }
    let ending =
        name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.len() <= ENDING_BYTES).unwrap_or_default();
    let mut at = BYTES - ending.len();
    while !name.is_char_boundary(at) {
        at -= 1;
    }
    format!("{}{ending}", name[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_people_call_files() {
        for name in ["Protokoll 2026-11.pdf", "Entwurf (2).odt", "写真.jpg", "ملف.txt", "a.tar.gz", "Zoë.png"] {
            assert_eq!(&*clean(name), name);
        }
    }

    #[test]
    fn names_lose_folders_tricks_and_what_systems_take_for_something_else() {
        for (raw, safe) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\x.dll", "x.dll"),
            ("photo\u{202E}gpj.exe", "photogpj.exe"),
            ("a\u{0}b\n\u{200B}c.txt", "ab c.txt"),
            (".bashrc", "bashrc"),
            ("x. . .", "x"),
            ("a:b*c?.txt", "a_b_c_.txt"),
            ("folder/", "folder"),
            ("..", "file"),
            ("", "file"),
            ("\u{202E}\u{200B}", "file"),
        ] {
            assert_eq!(&*clean(raw), safe, "{raw:?}");
        }
        let long = clean(&format!("{}.pdf", "ä".repeat(500)));
        assert!(long.len() <= BYTES && long.ends_with(".pdf"), "{long}");
        assert!(clean(&"n".repeat(1 << 20)).len() <= BYTES);
    }

    #[test]
    fn a_kind_is_a_media_type_or_nothing() {
        assert_eq!(&*kind("Image/SVG+xml"), "image/svg+xml");
        for raw in ["", "image", "image/", "text/html;charset=x", "a/b/c", "<b>/x", "te\u{202E}xt/x"] {
            assert_eq!(&*kind(raw), "", "{raw:?}");
        }
    }
}
