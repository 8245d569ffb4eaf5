//! What stays of meetings on this device.

use crate::api::storage::{CopyKind, CopyName};
use std::sync::Arc;

/// What stays of this meeting, and of others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keeping {
    /// What stays of this one.
    pub state: KeepingState,
    /// What stays of all, newest first; nothing until somebody has asked.
    pub stored: Option<Arc<[StoredMeeting]>>,
}

/// What stays of this meeting on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeepingState {
    /// There is nothing to keep yet.
    #[default]
    Nothing,
    /// A sealed copy of what was written.
    Kept,
    /// Nothing, as the person wants it.
    Forgotten,
    /// Nothing new: there is no room on this device.
    Full,
    /// Nothing: this browser keeps nothing.
    Unavailable,
}

/// What is stored of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredMeeting {
    /// Under which name.
    pub name: CopyName,
    /// So many days ago it was saved last.
    pub days: u32,
    /// Its size, as it is stored.
    pub bytes: u64,
    /// It is this meeting.
    pub here: bool,
    /// What it is of.
    pub kind: CopyKind,
}
