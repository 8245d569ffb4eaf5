//! What the engine and the worker that keeps the room document say to each other.

use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// For the worker.
#[derive(Clone)]
pub enum DocumentCommand {
    /// Somebody can be reached, for the first time or again: what was said to them before may be lost.
    Resynchronise(PeerId),
    /// One more message to them may be sent.
    Ready(PeerId),
    /// They are gone.
    Forget(PeerId),
    /// A message of theirs has come, whole. Answer with [`DocumentEvent::Taken`] when it is worked in; until then it holds
    /// up its writer.
    Receive {
        /// Whose.
        from: PeerId,
        /// Which of theirs.
        stream: u32,
        /// What they say.
        bytes: Arc<[u8]>,
    },
}

/// From the worker.
#[derive(Clone)]
pub enum DocumentEvent {
    /// A message to somebody, at most 8 MiB. One is under way to each at a time, until [`DocumentCommand::Ready`].
    Send {
        /// To whom.
        to: PeerId,
        /// What.
        bytes: Arc<[u8]>,
    },
    /// A message is worked in.
    Taken {
        /// Whose.
        from: PeerId,
        /// Which of theirs.
        stream: u32,
    },
}

impl std::fmt::Debug for DocumentCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DocumentCommand::Resynchronise(_) => f.write_str("Resynchronise"),
            DocumentCommand::Ready(_) => f.write_str("Ready"),
            DocumentCommand::Forget(_) => f.write_str("Forget"),
            DocumentCommand::Receive { bytes, .. } => write!(f, "Receive({} bytes)", bytes.len()),
        }
    }
}

impl std::fmt::Debug for DocumentEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DocumentEvent::Send { bytes, .. } => write!(f, "Send({} bytes)", bytes.len()),
            DocumentEvent::Taken { .. } => f.write_str("Taken"),
        }
    }
}
