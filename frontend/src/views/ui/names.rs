//! Names on the screen: initials, colours, and what to call somebody who gave none.

use crate::words;
use plenum_engine::api::view::{Language, Name, TileId};

/// Of what a button is about so many characters are said.
const ABOUT_CHARACTERS: usize = 60;

/// What one of the others is called: their name, and a number if somebody else has the same.
pub fn called(name: &Name, language: Language) -> String {
    let words = or_guest(name, language);
    match name.number {
        Some(number) => [words, " (", &number.to_string(), ")"].concat(),
        None => words.to_string(),
    }
}

/// Our own name, or "Guest".
pub fn or_guest(name: &str, language: Language) -> &str {
    if name.trim().is_empty() { words::top_guest(language) } else { name }
}

/// The name as it stands inside a sentence: one in another script must not turn the sentence around
/// (Unicode UAX #9, first strong isolate).
pub fn in_sentence(name: &Name, language: Language) -> String {
    let name = called(name, language);
    if language.direction() == "ltr" { isolated(name) } else { isolate(&name) }
}

/// Words that must not turn around those beside them.
pub fn isolated(words: String) -> String {
    if words.is_ascii() { words } else { isolate(&words) }
}

fn isolate(words: &str) -> String {
    ["\u{2068}", words, "\u{2069}"].concat()
}

/// What a button in one of many rows is called: what it does, and with which of them. Whatever people wrote is shortened.
pub fn about(word: &str, which: &str) -> String {
    let mut letters = which.trim().chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter });
    let mut begins: String = letters.by_ref().take(ABOUT_CHARACTERS).collect();
    if letters.next().is_some() {
        begins.push('…');
    }
    if begins.is_empty() {
        return word.to_string();
    }
    let joint = if word.ends_with('?') { " " } else { ": " };
    [word, joint, &isolated(begins)].concat()
}

/// Several names, one after the other.
pub fn listed(names: impl Iterator<Item = String>) -> String {
    names.map(isolated).collect::<Vec<_>>().join(", ")
}

/// One or two letters for a tile without picture: of the first word and of the last. The style sheet makes them
/// capitals; the tables for that in the program would weigh more than this whole file.
pub fn initials(name: &str) -> String {
    let mut letters =
        name.split_whitespace().filter_map(|word| word.chars().find(|letter| !letter.is_ascii_punctuation()));
    letters.next().into_iter().chain(letters.next_back()).collect()
}

/// A hue in degrees that stays with the tile; neighbours differ by the golden angle.
pub fn hue(tile: TileId) -> String {
    (u64::from(tile.0) * 137 % 360).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("ben okafor"), "bo");
        assert_eq!(initials("Eva Maria L."), "EL");
        assert_eq!(initials("  (Cem) "), "C");
        assert_eq!(initials("Łukasz Święty"), "ŁŚ");
        assert_eq!(initials("Alex (2)"), "A2");
        assert_eq!(initials("(?)"), "");
        assert_eq!(initials("🐝"), "🐝");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn nobody_is_without_a_name() {
        assert_eq!(or_guest("", Language::En), "Guest");
        assert_eq!(or_guest(" ", Language::De), "Gast");
        assert_eq!(or_guest("Ada", Language::De), "Ada");
    }

    #[test]
    fn two_of_the_same_name_are_told_apart() {
        let second = |name: &str| Name::new(name.into(), Some(2));
        assert_eq!(called(&second("Alex"), Language::En), "Alex (2)");
        assert_eq!(called(&second(""), Language::De), "Gast (2)");
        assert_eq!(in_sentence(&second("عمر"), Language::En), "\u{2068}عمر (2)\u{2069}");
    }

    #[test]
    fn a_button_in_a_row_says_which_row_and_never_more_than_a_line() {
        assert_eq!(about("Remove", " Tea\nand cake "), "Remove: Tea and cake");
        assert_eq!(about("Delete for all?", "Ada, 14:02"), "Delete for all? Ada, 14:02");
        assert_eq!(about("Remove", "שלום"), "Remove: \u{2068}שלום\u{2069}");
        assert_eq!(about("Remove", " "), "Remove");
        assert_eq!(about("Remove", &"x".repeat(60)), ["Remove: ", &"x".repeat(60)].concat());
        let long = about("Remove", &"x".repeat(100_000));
        assert!(long.contains(&["x".repeat(60).as_str(), "…"].concat()) && long.chars().count() < 80);
    }

    #[test]
    fn names_of_several_stand_in_a_row() {
        let names = ["Ada", "عمر", "Ben"].map(str::to_owned);
        assert_eq!(listed(names.into_iter()), "Ada, \u{2068}عمر\u{2069}, Ben");
    }

    #[test]
    fn foreign_scripts_are_isolated() {
        assert_eq!(in_sentence(&"Ada".into(), Language::En), "Ada");
        assert_eq!(in_sentence(&"عمر".into(), Language::En), "\u{2068}عمر\u{2069}");
        assert_eq!(in_sentence(&"Ada".into(), Language::Ar), "\u{2068}Ada\u{2069}");
    }
}
