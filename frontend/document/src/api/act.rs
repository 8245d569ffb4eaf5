//! What a person does to the document.

use crate::api::news::Part;
use crate::api::words::Words;
use crate::base::ids::{PadId, RecordId};
use crate::records::content::{Agenda, Answer, Chat, HandSign, List, Method};
use serde::{Deserialize, Serialize};

/// An act of the person at this page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Says, edits, deletes or reacts.
    Chat(Chat),
    /// Raises or lowers a hand sign.
    HandSign(HandSign),
    /// Does something to the speaking list.
    List(List),
    /// Puts, answers or closes a proposal.
    Decision(DecisionAct),
    /// Does something to the agenda.
    Agenda(Agenda),
    /// Begins, moves on or ends a check-in round.
    CheckIn(CheckInAct),
    /// Writes into a pad, or does something else with one.
    Pad(PadAct),
    /// Has read the chat up to and with this line, on this device.
    Read(RecordId),
    /// Looks at this part from now on, or at none of them: what is seen is no news.
    Look(Option<Part>),
}

impl Act {
    /// Whether it means something only to the worker to which the pad is open.
    pub fn is_of_an_editor(&self) -> bool {
        match self {
            Act::Pad(pad) => match pad {
                PadAct::Open { .. }
                | PadAct::Shut { .. }
                | PadAct::Edit { .. }
                | PadAct::Undo { .. }
                | PadAct::Redo { .. }
                | PadAct::Cursor { .. }
                | PadAct::Show { .. } => true,
                PadAct::Make { .. }
                | PadAct::Rename { .. }
                | PadAct::Remove { .. }
                | PadAct::PutBack { .. }
                | PadAct::Restore { .. }
                | PadAct::Append { .. }
                | PadAct::Template { .. }
                | PadAct::Minutes { .. }
                | PadAct::Result { .. } => false,
            },
            Act::Chat(_)
            | Act::HandSign(_)
            | Act::List(_)
            | Act::Decision(_)
            | Act::Agenda(_)
            | Act::CheckIn(_)
            | Act::Read(_)
            | Act::Look(_) => false,
        }
    }
}

/// Text stays out of logs.
impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Act::Chat(_) => "Chat",
            Act::HandSign(_) => "HandSign",
            Act::List(_) => "List",
            Act::Decision(_) => "Decision",
            Act::Agenda(_) => "Agenda",
            Act::CheckIn(_) => "CheckIn",
            Act::Pad(_) => "Pad",
            Act::Read(_) => "Read",
            Act::Look(_) => "Look",
        })
    }
}

/// Acts on decisions. Commitments and their opening are the document's own business.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecisionAct {
    /// Puts a proposal.
    Propose {
        /// What is proposed.
        text: String,
        /// How it is decided.
        method: Method,
        /// What there is to choose from.
        options: Vec<String>,
        /// Answers are hidden until the close.
        hidden: bool,
    },
    /// Answers, openly or hidden as the proposal says.
    Answer {
        /// To which proposal.
        proposal: RecordId,
        /// What.
        answer: Answer,
    },
    /// Closes a proposal.
    Close {
        /// Which.
        proposal: RecordId,
    },
    /// Waits no longer for hidden answers that nobody opens.
    GiveUp {
        /// Which proposal.
        proposal: RecordId,
    },
}

/// Acts on a check-in round.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckInAct {
    /// Begins one with all who are present.
    Begin {
        /// Seconds for each.
        seconds: u16,
    },
    /// Moves on to the next person.
    Next,
    /// Ends it.
    End,
}

/// A change of a text: takes out what is between two places and puts something in. Places are UTF-16 offsets in the text
/// before the whole set of changes; the changes of a set are in order and do not overlap.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// From here …
    pub from: u32,
    /// … to here.
    pub to: u32,
    /// What comes in.
    pub insert: String,
}

/// Its places, not its text.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({}..{}, +{} bytes)", self.from, self.to, self.insert.len())
    }
}

/// What a pad can begin with.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Template {
    /// What there is to talk about.
    Agenda,
    /// Minutes to be filled in.
    Minutes,
}

/// Acts on pads.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PadAct {
    /// Makes a pad.
    Make {
        /// Its name.
        name: String,
    },
    /// Renames one.
    Rename {
        /// Which.
        pad: PadId,
        /// Its name.
        name: String,
    },
    /// Takes one out of the list. Its text stays, and anybody can put it back.
    Remove {
        /// Which.
        pad: PadId,
    },
    /// Puts one back.
    PutBack {
        /// Which.
        pad: PadId,
    },
    /// An editor opens it: its text is told, and then each change. Edits on their way to the version before are not made any more.
    Open {
        /// Which.
        pad: PadId,
    },
    /// The editor is gone.
    Shut {
        /// Which.
        pad: PadId,
    },
    /// Changes made in the editor to the text of a version. Nothing is said to those of a version that is over: what ended it is
    /// told already, and the editor rebases and sends again.
    Edit {
        /// Which pad.
        pad: PadId,
        /// The version that the editor confirmed last.
        version: u64,
        /// The changes.
        changes: Vec<Change>,
    },
    /// Takes back the last of one's own edits.
    Undo {
        /// In which pad.
        pad: PadId,
    },
    /// Makes it again.
    Redo {
        /// In which pad.
        pad: PadId,
    },
    /// One's caret and selection, UTF-16 offsets in the current text.
    Cursor {
        /// In which pad.
        pad: PadId,
        /// Where the selection began.
        anchor: u32,
        /// Where the caret is.
        head: u32,
    },
    /// Puts a kept version back, as an edit.
    Restore {
        /// Which pad.
        pad: PadId,
        /// When the version was kept, as listed.
        kept_ms: u64,
    },
    /// Appends a text at the end, as a block of its own: results, minutes, templates, imports.
    Append {
        /// To which pad.
        pad: PadId,
        /// The text.
        text: String,
    },
    /// Appends a template, with the date, those present and the agenda as far as they are known.
    Template {
        /// To which pad.
        pad: PadId,
        /// Which.
        template: Template,
        /// What the day is called.
        date: String,
        /// With which words.
        words: Words,
    },
    /// Appends the minutes of the meeting: date, those present, agenda, decisions, speaking times.
    Minutes {
        /// To which pad.
        pad: PadId,
        /// What the day is called.
        date: String,
        /// With which words.
        words: Words,
    },
    /// Appends the result of a decision.
    Result {
        /// To which pad.
        pad: PadId,
        /// Of which proposal.
        proposal: RecordId,
        /// With which words.
        words: Words,
        /// Although somebody has done it before: it may have been taken out since.
        again: bool,
    },
    /// Asks for a kept version and what was changed since the one before.
    Show {
        /// Which pad.
        pad: PadId,
        /// When it was kept, as listed.
        kept_ms: u64,
    },
}
