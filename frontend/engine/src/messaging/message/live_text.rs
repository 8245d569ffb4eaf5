//! Messages that show a text while it is being written (real-time text, ITU-T T.140): captions, and lines of the chat.

use crate::api::values::TextChannel;
use serde::{Deserialize, Serialize};

/// About text that is being written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LiveTextMessage {
    /// So far a line has come.
    Line {
        /// What it is written for. One that this build does not know is not shown.
        channel: TextChannel,
        /// The number of the line among those of its sender in this channel; later ones have higher numbers.
        line: u32,
        /// Counts up with each message of its sender in this channel.
        revision: u32,
        /// All of the line, or its end if it is long; cleaned by whoever shows it.
        text: String,
        /// Nothing more comes of this line.
        done: bool,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

impl LiveTextMessage {
    /// Of a line that goes on, which message is the newest. What is done is said once, and nothing takes its place.
    pub fn revision(&self) -> Option<u32> {
        match self {
            LiveTextMessage::Line { revision, done: false, .. } => Some(*revision),
            LiveTextMessage::Line { done: true, .. } | LiveTextMessage::Unknown => None,
        }
    }

    /// Whether both are of one channel.
    pub fn beside(&self, other: &LiveTextMessage) -> bool {
        let channel = |message: &LiveTextMessage| match message {
            LiveTextMessage::Line { channel, .. } => Some(*channel),
            LiveTextMessage::Unknown => None,
        };
        channel(self) == channel(other)
    }
}

impl std::fmt::Debug for LiveTextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            LiveTextMessage::Line { .. } => "LiveTextMessage::Line",
            LiveTextMessage::Unknown => "LiveTextMessage::Unknown",
        })
    }
}
