//! Messages about the Plan B note: what is to be done by whoever cannot connect.

use serde::{Deserialize, Serialize};

/// About the note of the room.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PlanBMessage {
    /// The note as its sender has it. The later edition counts, of two alike the one whose text sorts behind.
    Note {
        /// Compared as a serial number (RFC 1982), so that there is always a later one; 0 stands for no note at all.
        edition: u32,
        /// What it says, empty if it was taken away; cleaned by whoever shows it.
        text: String,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

impl std::fmt::Debug for PlanBMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PlanBMessage::Note { .. } => "PlanBMessage::Note",
            PlanBMessage::Unknown => "PlanBMessage::Unknown",
        })
    }
}
