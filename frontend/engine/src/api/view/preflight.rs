//! What the lobby has found out by itself, before anybody joins: how one is heard and seen, and what the line carries.

/// The result, which is told in one sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preflight {
    /// How one is heard and seen.
    pub devices: Devices,
    /// What the line carries.
    pub line: Line,
}

/// How one is heard and seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Devices {
    /// Nothing is known yet, or nothing is on.
    #[default]
    Unknown,
    /// Heard and seen.
    HeardAndSeen,
    /// Heard, with the camera off.
    Heard,
    /// Heard, and the camera does not work.
    HeardNotSeen,
    /// The camera works, and the microphone does not.
    SeenNotHeard,
    /// The microphone does not work.
    NotHeard,
    /// The microphone is on and brings nothing at all.
    Silent,
    /// One may be heard, but nothing can be played to them.
    NoSound,
}

/// What the line carries, as far as it can be told beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Sound and pictures, as far as is known.
    #[default]
    Fine,
    /// Sound, and small pictures.
    Small,
    /// Hardly more than sound.
    SoundOnly,
    /// The network lets neither a direct connection nor one over a relay through.
    Blocked,
}
