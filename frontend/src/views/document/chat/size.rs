//! How large a file is, in words.

use crate::views::ui::language::point;
use crate::words;
use plenum_engine::api::view::Language;

/// Bytes as people read them: units of a thousand, as file managers count, and one decimal, unless it is none.
pub fn size(bytes: u64, language: Language) -> String {
    let (unit, word): (u64, fn(Language, &str) -> String) = match bytes {
        0..1_000 => return words::files_bytes(language, bytes as u32),
        1_000..1_000_000 => (1_000, words::files_kilobytes),
        1_000_000..1_000_000_000 => (1_000_000, words::files_megabytes),
        _ => (1_000_000_000, words::files_gigabytes),
    };
    let tenth = unit / 10;
    // The last sizes that still have this unit are not said as a thousand of it.
    let tenths = (bytes / tenth + u64::from(bytes % tenth >= tenth / 2)).min(9_999);
    let number = match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, part) => [&whole.to_string(), point(language), &part.to_string()].concat(),
    };
    word(language, &number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, said) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (1_400, "1.4 KB"),
            (99_001, "99 KB"),
            (999_999, "999.9 KB"),
            (31_457_280, "31.5 MB"),
            (3_000_000, "3 MB"),
            (50_000_000, "50 MB"),
            (2_147_483_648, "2.1 GB"),
        ] {
            assert_eq!(size(bytes, Language::En), said, "{bytes}");
        }
        assert_eq!(size(1_400, Language::De), "1,4 KB");
    }
}
