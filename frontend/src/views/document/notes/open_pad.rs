//! A pad that was opened: its editor, and what is known of its text.

use crate::browser::page::editor::Editor;
use plenum_document::api::view::Run;
use plenum_document::pads::unsaid::Unsaid;
use std::rc::Rc;

/// A pad that was opened.
#[derive(Default)]
pub struct OpenPad {
    /// From its first text on.
    pub editor: Option<Rc<Editor>>,
    /// This worker was asked for its text.
    pub asked: bool,
    /// How many edits it has refused, one after the other.
    pub refusals: u32,
    /// Who wrote what.
    pub runs: Vec<Run>,
    /// Somebody wrote of whom it was not known yet who they are.
    pub strangers: bool,
    /// What others wrote since it was last said aloud.
    pub unsaid: Unsaid,
}
