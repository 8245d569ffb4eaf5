//! Words to propose as a passphrase: 1,024 short everyday ones in each language, all of letters that every keyboard has. Four
//! of them, drawn at random, are 40 bits.

/// Ten bits each.
pub const COUNT: usize = 1024;

/// `words/en.txt`
const ENGLISH: &str = include_str!("../words/en.txt");
/// `words/de.txt`
const GERMAN: &str = include_str!("../words/de.txt");

/// The words at these places of the list for a language (`de`, or any other for English), with a space between. Places beyond
/// the end begin anew.
pub fn phrase(language: &str, places: &[u16]) -> String {
    let list = if language == "de" { GERMAN } else { ENGLISH };
    let word = |place: &u16| list.lines().nth(usize::from(*place) % COUNT).unwrap_or_default();
    places.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stretching::plain;
    use std::collections::BTreeSet;

    #[test]
    fn each_list_has_1024_different_words_that_every_keyboard_can_write() {
        for list in [ENGLISH, GERMAN] {
            let words: BTreeSet<&str> = list.lines().collect();
            assert_eq!((words.len(), list.lines().count()), (COUNT, COUNT));
            for word in words {
                assert!(
                    (3..=9).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_lowercase()),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn no_word_begins_another_that_differs_in_its_ending_only() {
        for list in [ENGLISH, GERMAN] {
            let words: BTreeSet<&str> = list.lines().collect();
            for word in &words {
                for ending in ["e", "n", "s", "y", "er", "el"] {
                    let longer = format!("{word}{ending}");
                    assert!(!words.contains(&*longer), "{word} and {longer} are easily mistaken");
                }
            }
        }
    }

    #[test]
    fn a_phrase_is_the_words_at_its_places() {
        assert_eq!(phrase("en", &[0, 1023, 1, 1024]), "able zoo acid able");
        assert_eq!(phrase("de", &[0, 1]), "abend abteil");
        // It is proposed as it counts.
        assert_eq!(*plain(&phrase("de", &[7, 8, 9, 10])), phrase("de", &[7, 8, 9, 10]));
    }
}
