//! Pads, as they are shown.

use crate::base::ids::{Key, PadId, RecordId};
use serde::{Deserialize, Serialize};

/// A version that was put back is told for so long, milliseconds: 10 minutes.
pub const TOLD_MS: u64 = 10 * 60_000;

/// A pad in the list of pads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PadView {
    /// Which.
    pub id: PadId,
    /// Its name; empty for the one that is always there, which the page names.
    pub name: String,
    /// Who took it out of the list.
    pub removed: Option<Key>,
    /// Who put a kept version back last.
    pub restored: Option<Restored>,
    /// Length of its text, UTF-16 code units.
    pub length: u32,
    /// When versions of it were kept, oldest first.
    pub versions: Vec<u64>,
    /// There is something of one's own to take back.
    pub can_undo: bool,
    /// There is something to make again.
    pub can_redo: bool,
}

/// A kept version that somebody put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Its record.
    pub id: RecordId,
    /// Who.
    pub by: Key,
    /// When, by their claim.
    pub at_ms: u64,
    /// When the version was kept, by the same clock.
    pub kept_ms: u64,
}

impl Restored {
    /// Whether whoever looks at the pad is told: the text may have changed under their hands. Whoever did it knows, and nobody
    /// is told of what was done long ago.
    pub fn is_told(&self, us: Option<Key>, now_ms: u64) -> bool {
        us != Some(self.by) && now_ms.abs_diff(self.at_ms) <= TOLD_MS
    }
}

/// A peer's caret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CursorView {
    /// Whose.
    pub peer: Key,
    /// In which pad.
    pub pad: PadId,
    /// Where the selection began, UTF-16 offset.
    pub anchor: u32,
    /// Where the caret is.
    pub head: u32,
}

/// A stretch of text of one author. Stretches of unknown authors have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// From here …
    pub from: u32,
    /// … to here, UTF-16 offsets.
    pub to: u32,
    /// Who wrote it.
    pub author: Option<Key>,
}
