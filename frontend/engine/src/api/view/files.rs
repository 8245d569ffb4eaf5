//! Files that are offered, on their way, or here.

use super::Name;
use crate::api::files::{FileNumber, TransferId};
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// One file between one of the others and us.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Which one; later ones have higher numbers.
    pub id: TransferId,
    /// With whom. `None`: what we offer to all, as such, or a file that could not be offered.
    pub peer: Option<PeerId>,
    /// What they were called when it was offered.
    pub who: Name,
    /// Ours or theirs.
    pub direction: Direction,
    /// What it is called: without folders, control and bidi characters; never empty. Text, and nothing else.
    pub name: Arc<str>,
    /// What it says it is (`image/png`), maybe nothing. A claim, to be shown as text: nothing is opened for it.
    pub kind: Arc<str>,
    /// Bytes in all.
    pub size: u64,
    /// Bytes that have been written here, or are known to have been taken there.
    pub done: u64,
    /// How it stands.
    pub state: TransferState,
    /// It is to be told that it is offered: it is another's, and was not there before.
    pub news: bool,
    /// For so long it had been offered when this page heard of it, milliseconds, as its sender says.
    pub ago_ms: u64,
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Theirs.
    Incoming,
    /// Ours. One that goes to several has one number.
    Outgoing(FileNumber),
}

/// How a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// It is for its receiver to say whether they want it.
    Offered,
    /// They do, and nothing of it has come yet.
    Waiting,
    /// It comes.
    Running,
    /// There is no connection: it goes on from where it was as soon as there is one.
    Paused,
    /// It is there, whole.
    Done,
    /// Its receiver or its sender has called it off.
    Cancelled,
    /// Its receiver did not want it.
    Refused,
    /// It will not come.
    Failed(FileTrouble),
}

impl TransferState {
    /// Whether nothing more happens to it.
    pub fn ended(self) -> bool {
        match self {
            TransferState::Offered | TransferState::Waiting | TransferState::Running | TransferState::Paused => false,
            TransferState::Done | TransferState::Cancelled | TransferState::Refused | TransferState::Failed(_) => true,
        }
    }
}

/// Why a file does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTrouble {
    /// The other one is gone, or has loaded their page anew.
    Gone,
    /// It could not be read: changed, moved or deleted since it was chosen.
    Unreadable,
    /// It could not be kept here: no space.
    Unwritable,
    /// Something else came than was offered.
    Broken,
    /// It is larger than may be sent.
    TooLarge,
    /// As many are offered as may be at a time.
    TooMany,
}
