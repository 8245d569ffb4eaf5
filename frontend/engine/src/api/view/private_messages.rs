//! What one person and we write to each other.

use super::Name;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// One message of this page; later ones have higher numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrivateId(pub u32);

/// One message from or to one person. It is kept nowhere but in this page.
#[derive(Clone, PartialEq)]
pub struct PrivateLine {
    /// Which one.
    pub id: PrivateId,
    /// The other one. After a reload of theirs it is who they are now.
    pub peer: PeerId,
    /// What they were called when it was written.
    pub who: Name,
    /// What it says: cleaned, and text and nothing else.
    pub text: Arc<str>,
    /// Who wrote it, and whether it has arrived.
    pub state: PrivateState,
}

impl std::fmt::Debug for PrivateLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateLine({:?}, {:?})", self.id, self.state)
    }
}

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateState {
    /// It came from them.
    Theirs,
    /// It is ours, and on its way.
    Sent,
    /// It is ours, and they have it.
    Received,
    /// It is ours and did not reach them: they are gone, or much was written at once.
    Lost,
}
