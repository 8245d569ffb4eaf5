//! The sound check: a tone through the chosen loudspeaker, and a few seconds of our own microphone, played back to ourselves.

use crate::base::ids::{DeviceId, OpId};

/// What to do for it. Nothing of it ever goes to a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum SoundCheckCommand {
    /// Plays a short tone; answers `Done::Plain` when it has ended.
    Tone {
        /// Its promise.
        op: OpId,
        /// Through this loudspeaker; `None`: the system's.
        speaker: Option<DeviceId>,
    },
    /// Records the microphone that is open, in the memory of this page; breaks its promise if the browser cannot, and keeps it never.
    ///
    /// Invariant: comes only while a person's act has the microphone on.
    Record {
        /// Its promise.
        op: OpId,
    },
    /// Ends the recording and plays it, once; answers `Done::Plain` when it has ended, and nothing of it is left.
    Play {
        /// Its promise.
        op: OpId,
        /// Through this loudspeaker; `None`: the system's.
        speaker: Option<DeviceId>,
    },
    /// Ends whatever goes on, and forgets what was recorded; what it promised is not answered any more.
    Stop,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SoundCheck {
    /// Nothing goes on.
    #[default]
    Off,
    /// The tone is played.
    Tone,
    /// The microphone is being opened for it.
    Opening,
    /// It is being recorded.
    Recording,
    /// What was recorded is played.
    Playing,
    /// This browser could not.
    Failed,
}
