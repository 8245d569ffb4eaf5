//! The editor's words in the language of the page.

use crate::browser::page::editor::Labels;
use crate::words::{self, Word};
use plenum_engine::api::view::Language;

/// CodeMirror's own words: what they are in English there, and ours.
const PHRASES: [(&str, Word); 14] = [
    ("Find", words::notes_find),
    ("next", words::notes_find_next),
    ("previous", words::notes_find_previous),
    ("match case", words::notes_find_case),
    ("Replace", words::notes_find_with),
    ("replace", words::notes_find_replace),
    ("replace all", words::notes_find_replace_all),
    ("close", words::top_close),
    ("current match", words::notes_find_current),
    ("on line", words::notes_find_line),
    ("replaced match on line $", words::notes_find_replaced),
    ("replaced $ matches", words::notes_find_replaced_all),
    ("Selection deleted", words::notes_deleted),
    ("Control character", words::notes_control),
];

/// All of them.
pub fn labels(language: Language) -> Labels {
    Labels {
        name: words::panel_notes(language).to_string(),
        description: words::notes_leave(language).to_string(),
        placeholder: words::notes_placeholder(language).to_string(),
        phrases: PHRASES.iter().map(|(english, word)| (*english, word(language).to_string())).collect(),
    }
}
