//! Where there is something new, beside the chat, which counts its lines.

use serde::{Deserialize, Serialize};

/// A part of the document that one looks at by itself. The speaking list is none: whose turn it is, and who comes next, stands
/// over the tiles for all to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The pads.
    Notes,
    /// The agenda, the check-in round and decisions.
    Agenda,
}

/// Whether others have written something since the person last looked, by part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// In the pads, or in the list of them.
    pub notes: bool,
    /// In the agenda, the check-in round or decisions.
    pub agenda: bool,
}

impl News {
    /// Of one part.
    pub fn of(&self, part: Part) -> bool {
        match part {
            Part::Notes => self.notes,
            Part::Agenda => self.agenda,
        }
    }

    /// The place of one part.
    pub fn place(&mut self, part: Part) -> &mut bool {
        match part {
            Part::Notes => &mut self.notes,
            Part::Agenda => &mut self.agenda,
        }
    }
}
