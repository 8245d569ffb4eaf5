//! What a person asks of others' microphones.

use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MuteRequestIntent {
    /// Ask this person to switch off their microphone.
    AskToMute(PeerId),
    /// Ask everybody whose microphone is on.
    AskAllToMute,
}
