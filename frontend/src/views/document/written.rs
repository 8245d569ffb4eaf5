//! The words with which the document writes minutes, results and templates, in the language of the page.

use crate::words::{self, Word};
use plenum_document::api::words::Words;
use plenum_engine::api::view::Language;

/// In the order of `Phrase` in the document.
const PHRASES: [Word; 28] = [
    words::written_minutes,
    words::written_date,
    words::written_present,
    words::written_agenda,
    words::written_decisions,
    words::written_speaking_times,
    words::written_proposal,
    words::written_poll,
    words::written_adopted,
    words::written_blocked,
    words::written_open,
    words::written_opening,
    words::written_nothing,
    words::written_most,
    words::written_veto,
    words::written_concerns,
    words::written_agree,
    words::written_aside,
    words::written_abstain,
    words::written_unopened,
    words::written_unfit,
    words::written_late,
    words::written_minutes_short,
    words::written_somebody,
    words::written_done,
    words::written_topics,
    words::written_tasks,
    words::written_next_meeting,
];

/// All of them.
pub fn written(language: Language) -> Words {
    Words(PHRASES.iter().map(|word| word(language).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenum_document::api::words::Phrase;

    #[test]
    fn every_phrase_has_its_words() {
        let german = written(Language::De);
        for (phrase, said) in [
            (Phrase::Minutes, "Protokoll"),
            (Phrase::Opening, "Geschlossen, es fehlen noch die verdeckten Antworten von"),
            (Phrase::Abstain, "Enthaltung"),
            (Phrase::NextMeeting, "Nächstes Treffen"),
        ] {
            assert_eq!(german.say(phrase), said);
        }
        assert_eq!(german.0.len(), Phrase::NextMeeting as usize + 1);
    }
}
