//! Messages about echoes.

use serde::{Deserialize, Serialize};

/// About echoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EchoMessage {
    /// I hear myself through your loudspeaker: a hint, which may be passed over.
    Heard {},
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}
