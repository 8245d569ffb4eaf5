//! Messages that ask somebody to switch off their microphone.

use serde::{Deserialize, Serialize};

/// About microphones that should be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MuteRequestMessage {
    /// Please switch off your microphone: a request, which may be passed over.
    Please {},
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}
