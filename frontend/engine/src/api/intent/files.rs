//! What a person does with files: sends them, takes them, calls them off.

use super::Text;
use crate::api::files::{ChosenFile, TransferId};
use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub enum FilesIntent {
    /// Offers files: to one person, or to all who are in the room and come into it.
    Offer {
        /// Those.
        files: Vec<OfferedFile>,
        /// To nobody else; `None`: to all.
        to: Option<PeerId>,
    },
    /// Takes a file that somebody offers. Nothing of it is sent before.
    Accept(TransferId),
    /// Ends one transfer: does not take the file, takes no more of it, or sends no more of it to this person. What we offer to
    /// all is taken back from everybody.
    Cancel(TransferId),
    /// Keeps a file that has arrived (`<a download>`): the browser asks where to, or puts it with the other downloads.
    Save(TransferId),
    /// Shows no more of a transfer that has ended, and lets go of what has arrived by it. With an offer to all that has ended
    /// goes what was ever sent by it.
    Dismiss(TransferId),
}

/// A file, as it was chosen, dropped or pasted.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferedFile {
    /// How the adaptor calls it.
    pub chosen: ChosenFile,
    /// `File.name`.
    pub name: Text,
    /// `File.size`, bytes.
    pub size: u64,
    /// `File.type`; may be empty.
    pub kind: String,
}
