//! How large a file is, in words.

use crate::views::ui::language::point;
use crate::words;
use plenum_engine::api::view::Language;

/// Bytes as people read them: units of a thousand, as file managers count, and one decimal below ten.
pub fn size(bytes: u64, language: Language) -> String {
    let (unit, word): (u64, fn(Language, &str) -> String) = match bytes {
        0..1_000 => return words::files_bytes(language, bytes as u32),
        1_000..1_000_000 => (1_000, words::files_kilobytes),
        1_000_000..1_000_000_000 => (1_000_000, words::files_megabytes),
        _ => (1_000_000_000, words::files_gigabytes),
    };
    let tenths = bytes.div_ceil(unit / 10);
    let number = match (tenths / 10, tenths % 10) {
        (whole, tenth) if whole < 10 && tenth > 0 => [&whole.to_string(), point(language), &tenth.to_string()].concat(),
        (whole, tenth) => (whole + u64::from(tenth > 0 && whole >= 10)).to_string(),
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
            (99_001, "100 KB"),
            (3_000_000, "3 MB"),
            (50_000_000, "50 MB"),
            (2_147_483_648, "2.2 GB"),
        ] {
            assert_eq!(size(bytes, Language::En), said, "{bytes}");
        }
        assert_eq!(size(1_400, Language::De), "1,4 KB");
    }
}
