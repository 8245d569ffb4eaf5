//! Untrusted text, words of others, made safe to show: no markup is ever made of them, and here they also lose what only deceives.

pub use plenum_document::base::untrusted_text::{NAME_CHARACTERS, clean_line, clean_text, fold};

use plenum_document::base::untrusted_text::{MARKS_PER_LETTER, deceives, drop_additions};
use unicode_normalization::char::is_combining_mark;

/// A name as it may be shown: without control, bidi and zero-width characters, spaces to one, at most [`NAME_CHARACTERS`],
/// and without what only the page adds to names.
pub fn clean_name(raw: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    let mut marks = 0;
    let mut space = false;
    // Bounded: what is beyond cannot be shown anyway.
    for c in raw.chars().take(NAME_CHARACTERS * 8) {
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if c.is_control() || deceives(c) {
            continue;
        }
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_PER_LETTER || out.is_empty() {
                continue;
            }
            out.push(c);
            continue;
        }
        marks = 0;
        if length + usize::from(space) >= NAME_CHARACTERS {
            break;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
            length += 1;
        }
        out.push(c);
        length += 1;
    }
    drop_additions(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_names_are_made_of() {
        for name in ["Ada", "Zoë Krüger", "محمد", "李小龍", "O'Brien-Løvås", "👩\u{200D}🚀 Eva"] {
            assert_eq!(clean_name(name), name);
        }
        assert_eq!(clean_name("  Ada \n\t Lovelace  "), "Ada Lovelace");
        assert_eq!(clean_name("e\u{301}"), "e\u{301}");
    }

    #[test]
    fn nobody_writes_what_only_the_page_adds() {
        for name in [
            "Alex (2)",
            "Alex (17)",
            "Alex (you)",
            "Alex (DU) ",
            "Alex (2) (you)",
            "Alex （２）",
            "Alex (٢)",
            "Alex ( you )",
        ] {
            assert_eq!(clean_name(name), "Alex", "{name}");
        }
        for name in ["Alex (Berlin)", "Alex (they)", "f(1)", "Alex 2", "Alex ()", "Alex (2) B", ")", "(", "Alex (2"] {
            assert_eq!(clean_name(name), name);
        }
        assert_eq!((clean_name("(you)"), clean_name("(2) (3)")), (String::new(), String::new()));
    }

    #[test]
    fn names_lose_what_deceives() {
        assert_eq!(clean_name("Ada\u{202E}nimda\u{200B}\u{0007}"), "Adanimda");
        assert_eq!(clean_name("\u{301}\u{301}"), "");
        assert_eq!(clean_name(&format!("a{}b", "\u{489}".repeat(100_000))).chars().count(), 1 + MARKS_PER_LETTER);
        assert_eq!(clean_name(&"x".repeat(1 << 20)).chars().count(), NAME_CHARACTERS);
        assert_eq!(clean_name(&format!("{} yz", "x".repeat(39))).chars().count(), 39);
    }
}
