//! Messages about who hears whom.

use plenum_shared::ids::PeerId;
use serde::{Deserialize, Serialize};

/// About how well people hear each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DiagnosticsMessage {
    /// Whom I hear.
    HearingReport(HearingReport),
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// Whom its writer hears and sees, where there is something to be heard and seen; the highest revision counts. Whoever
/// is in neither list is not heard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingReport {
    /// Counts up with every change.
    pub revision: u32,
    /// Well enough.
    #[serde(default)]
    pub well: Vec<PeerId>,
    /// Not without gaps.
    #[serde(default)]
    pub badly: Vec<PeerId>,
}
