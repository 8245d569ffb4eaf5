//! The Plan B note of a room: what is to be done by whoever cannot connect, and which of two editions counts.

use crate::api::intent::Text;

/// Its length at most, characters: a phone number, another link, one or two sentences.
pub const NOTE_CHARACTERS: usize = 280;
/// The same in bytes of UTF-8.
pub const NOTE_TEXT_BYTES: usize = 4 * NOTE_CHARACTERS;

/// Half of all editions: the later ones of each.
const HALF: u32 = 1 << 31;

/// Nobody has written so many editions while another one was on its way.
const LEAP: u32 = 1 << 16;

/// One edition of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Counts up with each change; 0 is no note at all.
    pub edition: u32,
    /// As it was written; empty if it was taken away. Whoever shows it cleans it.
    pub text: Text,
}

impl Default for Note {
    fn default() -> Note {
        Note { edition: 0, text: Text(String::new()) }
    }
}

impl Note {
    /// As somebody else has it; nothing if it keeps no bound.
    pub fn read(edition: u32, text: &str) -> Option<Note> {
        fits(edition, text).then(|| Note { edition, text: Text(text.to_owned()) })
    }

    /// The next edition.
    pub fn followed_by(&self, text: &str) -> Note {
        let text = text.trim().chars().take(NOTE_CHARACTERS).collect::<String>();
        Note { edition: self.edition.wrapping_add(1).max(1), text: Text(text.trim_end().to_owned()) }
    }

    /// Whether it takes the place of another.
    pub fn replaces(&self, other: &Note) -> bool {
        is_later((self.edition, &self.text.0), (other.edition, &other.text.0))
    }

    /// Whether it is so far ahead of another that nobody has written all of those between. Whoever takes such a one does not pass it
    /// on: serial numbers are a circle, and three editions far apart on it would chase each other through the room for ever.
    pub fn leaps(&self, other: &Note) -> bool {
        other.edition != 0 && self.edition.wrapping_sub(other.edition) > LEAP
    }
}

/// Whether an edition takes the place of another: the later one does, compared as serial numbers (RFC 1982), so that nobody can
/// write the last one. Of two alike the one whose text sorts behind does, everywhere.
pub fn is_later((edition, text): (u32, &str), (other, other_text): (u32, &str)) -> bool {
    if edition == 0 || other == 0 {
        return other == 0 && edition != 0;
    }
    match edition.wrapping_sub(other) {
        0 => text > other_text,
        HALF => edition > other,
        ahead => ahead < HALF,
    }
}

/// Whether it keeps the bounds of a note.
pub fn fits(edition: u32, text: &str) -> bool {
    edition != 0 && text.len() <= NOTE_TEXT_BYTES && text.chars().count() <= NOTE_CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(edition: u32, text: &str) -> Note {
        Note { edition, text: Text(text.to_owned()) }
    }

    #[test]
    fn the_later_edition_counts_and_there_is_always_a_later_one() {
        for (one, other, replaces) in [
            (note(1, "a"), Note::default(), true),
            (Note::default(), note(1, "a"), false),
            (Note::default(), Note::default(), false),
            (note(2, "a"), note(1, "z"), true),
            (note(1, "z"), note(2, "a"), false),
            (note(2, "b"), note(2, "a"), true),
            (note(2, "a"), note(2, "a"), false),
            (note(1, "a"), note(u32::MAX, "z"), true),
            (note(u32::MAX, "z"), note(1, "a"), false),
            (note(1 + HALF, "a"), note(1, "a"), true),
            (note(1, "a"), note(1 + HALF, "a"), false),
        ] {
            assert_eq!(one.replaces(&other), replaces, "{} after {}", one.edition, other.edition);
        }
        let last = note(u32::MAX, "the last word");
        assert!(last.followed_by("and another").replaces(&last));
        assert_eq!(last.followed_by("").edition, 1, "0 is no edition");
        assert!(!note(1, "").leaps(&last) && !note(9, "").leaps(&Note::default()));
        assert!(note(LEAP, "").leaps(&last) && !note(LEAP - 1, "").leaps(&last));
    }

    #[test]
    fn what_a_person_writes_fits_and_what_is_longer_does_not() {
        for letter in ["x", "ß", "👩"] {
            let written = Note::default().followed_by(&letter.repeat(10_000));
            assert_eq!(written.text.0.chars().count(), NOTE_CHARACTERS);
            assert!(fits(written.edition, &written.text.0));
            assert!(!fits(1, &letter.repeat(NOTE_CHARACTERS + 1)));
        }
        assert!(!fits(0, ""));
        assert_eq!(Note::default().followed_by(" \n 0 30 \n").text.0, "0 30");
    }
}
