//! What a document has dropped, for the debug log.

use serde::{Deserialize, Serialize};

/// What was dropped, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Messages of an unknown version or kind.
    pub unknown: u64,
    /// Messages that could not be read.
    pub malformed: u64,
    /// Records whose signature does not hold.
    pub forged: u64,
    /// Records for which there was no room.
    pub full: u64,
    /// Records that came before those they follow.
    pub gaps: u64,
    /// Records that took the place of another: their author forked.
    pub forks: u64,
    /// What came faster than it may.
    pub too_fast: u64,
    /// Pad updates that break a rule.
    pub unfit_updates: u64,
    /// Pad updates whose predecessors never came.
    pub orphaned: u64,
    /// Cursors out of range.
    pub unfit_cursors: u64,
}
