//! Messages that one person writes to one other.

use serde::{Deserialize, Serialize};

/// About what is written to one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PrivateMessage {
    /// This is for you alone.
    Say {
        /// The number of this message among those of its sender to its receiver.
        number: u32,
        /// What it says; cleaned by whoever shows it.
        text: String,
    },
    /// What you wrote to me is here.
    Received {
        /// Which one.
        number: u32,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

impl std::fmt::Debug for PrivateMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PrivateMessage::Say { .. } => "PrivateMessage::Say",
            PrivateMessage::Received { .. } => "PrivateMessage::Received",
            PrivateMessage::Unknown => "PrivateMessage::Unknown",
        })
    }
}
