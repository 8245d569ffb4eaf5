//! What the page around this one (its embedder) may ask for, and what it is told: no name, no link, no key, no word.

/// What it asks for.
///
/// Invariant: none of these opens or unmutes anything; that takes the person's own act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedderCommand {
    /// It is there, and wants to be told how things stand.
    Hello,
    /// The microphone off.
    Mute,
    /// The camera off.
    CameraOff,
    /// Ask the person to talk.
    AskToTalk,
    /// Out of the meeting.
    Leave,
}

/// How things stand, as far as an embedder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbedderStatus {
    /// The person is in the meeting.
    pub inside: bool,
    /// Their microphone is on.
    pub microphone: bool,
    /// Their camera is on.
    pub camera: bool,
    /// How many are in the meeting, the person among them.
    pub people: u32,
}
