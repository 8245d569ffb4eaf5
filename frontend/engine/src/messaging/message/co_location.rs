//! Messages about who sits in one room.

use serde::{Deserialize, Serialize};

/// About sitting in one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CoLocationMessage {
    /// Whether we two sit in one room.
    Claim(Claim),
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// Whether its writer says that they sit in one room with its reader; the highest revision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Counts up with every change.
    pub revision: u32,
    /// They do.
    pub sits: bool,
}
