//! A guess how good a passphrase is, for a hint beside the field. A person's own idea is never as good as its length says; the
//! guess errs to the low side.

use crate::words;

/// How good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing but spaces.
    Empty,
    /// Guessed in no time.
    Weak,
    /// Holds against people, and not for long against whoever runs the server and has the link.
    Fair,
    /// As good as four words that were drawn at random.
    Good,
}

/// Bits from which one is fair, and good.
const FAIR: u32 = 26;
/// All that has no letters counts so much at most.
const NUMBERS: u32 = 17;
const GOOD: u32 = 4 * words::COUNT.ilog2();

/// How good a passphrase is, at a guess.
pub fn strength(passphrase: &str) -> Strength {
    let small = passphrase.to_lowercase();
    // Capitals are tried with the rest: a word that differs in them alone is the same one.
    let mut words: Vec<&str> = small.split_whitespace().collect();
    // What is said twice says nothing new.
    words.sort_unstable();
    words.dedup();
    let (numbers, words): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| !word.chars().any(char::is_alphabetic));
    // Dates, telephone numbers and rows of the keyboard, however many.
    let numbers = numbers.iter().map(|word| bits(word)).sum::<u32>().min(NUMBERS);
    match words.iter().map(|word| bits(word)).sum::<u32>() + numbers {
        0 => Strength::Empty,
        bits if bits < FAIR => Strength::Weak,
        bits if bits < GOOD => Strength::Fair,
        _ => Strength::Good,
    }
}

/// Bits of one word.
fn bits(word: &str) -> u32 {
    let mut letters: Vec<char> = word.chars().collect();
    let length = u32::try_from(letters.len()).unwrap_or(u32::MAX).min(64);
    let plain = letters.iter().all(|letter| letter.is_alphabetic());
    letters.sort_unstable();
    letters.dedup();
    // Whatever is repeated is found by its first time.
    let most = 4 * u32::try_from(letters.len()).unwrap_or(u32::MAX).min(64);
    let guess = match letters.len() {
        0 => 0,
        // aaaa, 1212; but not egg.
        1 | 2 if !plain || length > 3 => 3,
        _ if plain && length < 3 => 4,
        // A word of some language; longer ones are several without spaces.
        _ if plain => (3 * length / 2).max(words::COUNT.ilog2()),
        // Digits and signs: dates, and words with a number behind them, more often than chance.
        _ => 5 * length / 2,
    };
    guess.min(if plain { most.max(words::COUNT.ilog2()) } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_of_the_list_are_good_and_three_are_not() {
        for places in [[0, 1, 2, 3], [100, 200, 300, 400], [1020, 1021, 1022, 1023]] {
            for language in ["en", "de"] {
                assert_eq!(strength(&words::phrase(language, &places)), Strength::Good);
                assert_eq!(strength(&words::phrase(language, &places[..3])), Strength::Fair);
            }
        }
    }

    #[test]
    fn what_everybody_tries_first_is_weak() {
        for weak in [
            "1234",
            "12345678",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "password",
            "passwort1",
            "24.12.2024",
            "haus haus haus haus",
            "haus Haus HAUS hAus",
            "123456789 987654321",
            "12345678901234567890",
            "24.12.2024 31.12.1999",
            "abcabcabcabcabcabcabcabcabc",
        ] {
            assert_eq!(strength(weak), Strength::Weak, "{weak}");
        }
        for empty in ["", "  \u{3000}"] {
            assert_eq!(strength(empty), Strength::Empty);
        }
    }

    #[test]
    fn what_is_longer_is_better() {
        assert_eq!(strength("heute ist markttag"), Strength::Fair);
        assert_eq!(strength("k7#vR2!pX9qLm4zT"), Strength::Good);
        assert_eq!(strength(&"ab3".repeat(1_000_000)), Strength::Weak);
    }
}
