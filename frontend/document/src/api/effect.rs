//! What the document asks for: messages, signatures, keeping, patches for editors.

use crate::api::act::Change;
use crate::api::view::Run;
use crate::base::ids::{Key, OpId, PadId};
use serde::{Deserialize, Serialize};

/// An effect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Send this, at most [`crate::sync::message::MESSAGE_BYTES`]. No other goes to this peer until `Ready`.
    Send {
        /// To whom.
        to: Key,
        /// The message.
        bytes: Vec<u8>,
    },
    /// Sign this with the session's key and answer with `Signed`.
    Sign {
        /// To be answered with.
        op: OpId,
        /// What is signed.
        bytes: Vec<u8>,
    },
    /// Keep this copy, sealed, in place of the one before.
    Keep {
        /// All there is.
        bytes: Vec<u8>,
    },
    /// A copy that was kept earlier is worked in: whatever is kept from here on has it.
    Merged {
        /// It could be read, and not only partly.
        read: bool,
    },
    /// An act did not take place.
    Refused(Refusal),
    /// For an editor.
    Pad(PadEffect),
}

/// Why an act did not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Its text is empty or too long, or it names something that does not exist.
    Unfit,
    /// Too many acts wait for their signatures.
    Busy,
    /// The records or pads have no more room.
    Full,
    /// The signature does not hold.
    Unsigned,
}

/// For an editor that has a pad open. Its version grows by one with each patch, and with each opening.
///
/// Invariant: an edit is part of the text when its own patch is told, and otherwise never: none is made to a version that is over.
/// So an editor knows of all that it has pushed, at each effect, whether it is in the text: what is confirmed is, and no other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PadEffect {
    /// The whole text.
    Opened {
        /// Which pad.
        pad: PadId,
        /// Its version, which is another one than before.
        version: u64,
        /// Its text.
        text: String,
        /// Who wrote what.
        runs: Vec<Run>,
    },
    /// The text has changed.
    Patch {
        /// Which pad.
        pad: PadId,
        /// The version after the changes.
        version: u64,
        /// The changes, in places of the text before.
        changes: Vec<Change>,
        /// These are the editor's own changes: it confirms them and applies nothing.
        own: bool,
        /// Who wrote what came in, if it is one person's.
        author: Option<Key>,
        /// Who wrote what in the whole text, if it is of several.
        runs: Option<Vec<Run>>,
    },
    /// The changes fit no text, or the pad is full: the editor opens it anew.
    Refused {
        /// Which pad.
        pad: PadId,
    },
    /// A kept version.
    Version {
        /// Which pad.
        pad: PadId,
        /// When it was kept.
        kept_ms: u64,
        /// What it says beside the one before: kept, added and by whom, removed.
        pieces: Vec<Piece>,
    },
}

/// A piece of a comparison of two versions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What became of it.
    pub change: PieceChange,
    /// The text.
    pub text: String,
}

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceChange {
    /// It is in both.
    Kept,
    /// It came in; by whom, if that is known.
    Added(Option<Key>),
    /// It was taken out.
    Removed,
}

/// Sizes, neither keys nor text.
impl std::fmt::Debug for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Effect::Send { bytes, .. } => write!(f, "Send({})", bytes.len()),
            Effect::Sign { op, .. } => write!(f, "Sign({op:?})"),
            Effect::Keep { bytes } => write!(f, "Keep({})", bytes.len()),
            Effect::Merged { read } => write!(f, "Merged(read: {read})"),
            Effect::Refused(why) => write!(f, "Refused({why:?})"),
            Effect::Pad(pad) => write!(f, "Pad({pad:?})"),
        }
    }
}

impl std::fmt::Debug for PadEffect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PadEffect::Opened { version, .. } => write!(f, "Opened({version})"),
            PadEffect::Patch { version, changes, own, .. } => write!(f, "Patch({version}, {changes:?}, own: {own})"),
            PadEffect::Refused { .. } => f.write_str("Refused"),
            PadEffect::Version { pieces, .. } => write!(f, "Version({} pieces)", pieces.len()),
        }
    }
}
