//! Carets of others: ephemeral, one for each peer, gone with it.

use crate::base::ids::{Key, PadId};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};

/// A place in a text that moves with it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Before this unit.
    Before {
        /// The client that inserted it.
        client: u64,
        /// The clock.
        clock: u32,
    },
    /// At the end.
    End,
}

/// A peer's caret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// In which pad.
    pub pad: PadId,
    /// Where the selection began.
    pub anchor: Place,
    /// Where the caret is.
    pub head: Place,
}

/// The carets of all peers.
#[derive(Default)]
pub struct Cursors {
    of: LiteMap<Key, Cursor>,
    revision: u64,
}

impl Cursors {
    /// A peer's caret is here now.
    pub fn set(&mut self, peer: Key, cursor: Cursor) {
        self.of.insert(peer, cursor);
        self.revision += 1;
    }

    /// A peer is gone.
    pub fn forget(&mut self, peer: &Key) {
        if self.of.remove(peer).is_some() {
            self.revision += 1;
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Cursor)> {
        self.of.iter()
    }

    /// Grows when one moves.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}
