//! Text files that are pasted into a pad or dropped on it: their text goes to where the caret is.

use super::desk::Desk;
use crate::browser::page::text_files::TextFiles;
use leptos::prelude::*;
use plenum_document::base::ids::PadId;
use plenum_document::pads::pad::TEXT_UNITS;

/// Inserts them, or says that they cannot be. The pad stays the one they were given to, whichever is shown by then.
pub fn insert(desk: Desk, pad: PadId, files: TextFiles) {
    files.read(TEXT_UNITS as u32, move |text| {
        let editor = text.and_then(|text| Some((desk.editor_of(pad)?, text)));
        let inserted = editor.is_some_and(|(editor, text)| editor.insert(&text));
        // Whoever has left the room in the meantime is told nothing.
        let _ = desk.import_failed.try_set(!inserted);
    });
}
