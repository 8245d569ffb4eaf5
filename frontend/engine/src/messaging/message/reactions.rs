//! Messages that show a reaction over its sender's tile, for a moment.

use crate::api::values::Reaction;
use serde::{Deserialize, Serialize};

/// About reactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ReactionMessage {
    /// Show this one. It is kept nowhere.
    Show {
        /// Which.
        reaction: Reaction,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}
