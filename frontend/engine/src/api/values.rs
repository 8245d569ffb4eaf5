//! Values that events, intents, effects and views share.

use crate::base::ids::DeviceId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use zeroize::{Zeroize, Zeroizing};

/// With what somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// The talk key.
    Key,
    /// The microphone button, with mouse, pen or finger.
    Button,
}

impl Hold {
    /// The other one.
    pub fn other(self) -> Hold {
        match self {
            Hold::Key => Hold::Button,
            Hold::Button => Hold::Key,
        }
    }
}

/// What tabs say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabMessage {
    /// Is anybody inside?
    Who,
    /// I am inside.
    Inside,
    /// I am no longer inside.
    Gone,
}

/// Where somebody is in a meeting. What others do with it is their own affair: none of these opens a microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Waiting to be let in.
    Knocking,
    /// In the meeting.
    In,
    /// Choosing camera and name. A value this build does not know counts as this one.
    #[default]
    #[serde(other)]
    Lobby,
}

/// Why somebody in the lobby cannot be heard or seen, so that those inside can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorTrouble {
    /// The browser or the system does not let the page have the microphone.
    MicrophoneBlocked,
    /// There is none.
    MicrophoneMissing,
    /// Another program has it.
    MicrophoneBusy,
    /// The microphone works, and the camera does not.
    Camera,
    /// The browser has no WebRTC, or was told to keep it off: they cannot come in at all.
    #[serde(rename = "no_webrtc")]
    NoWebRtc,
    /// Anything else about the microphone. A value this build does not know counts as this one.
    #[serde(other)]
    Microphone,
}

/// A passphrase after Argon2id: 32 bytes of key material; never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Stretched(Zeroizing<[u8; 32]>);

impl Stretched {
    /// Takes over what a worker computed.
    pub fn from_bytes(mut bytes: [u8; 32]) -> Stretched {
        let stretched = Stretched(Zeroizing::new(bytes));
        bytes.zeroize();
        stretched
    }

    /// The bytes, as key material.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Stretched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stretched(…)")
    }
}

/// The same sealed under a key of the link (`crypto/kept_passphrase.rs`), as it stays where the link is not: over a reload, and
/// on this device if the person wants that. Never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedPassphrase(pub Vec<u8>);

impl std::fmt::Debug for SealedPassphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedPassphrase(…)")
    }
}

/// What of ours can be sent, in the order of the transceivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// First transceiver, audio.
    Microphone = 0,
    /// Second transceiver, video.
    Camera = 1,
    /// Third transceiver, video.
    Screen = 2,
    /// Fourth transceiver, audio.
    ScreenSound = 3,
}

impl Source {
    /// All, in the order of the transceivers.
    pub const ALL: [Source; 4] = [Source::Microphone, Source::Camera, Source::Screen, Source::ScreenSound];
}

/// What matters more in a shared screen when there is not enough for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// Sharp text: `detail`.
    Still,
    /// Smooth motion: `motion`.
    Moving,
}

/// A candidate as browsers say it (W3C `RTCIceCandidateInit`); never shown in `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// RFC 8839 candidate-attribute.
    pub candidate: String,
    /// `sdpMid`
    #[serde(default)]
    pub mid: Option<String>,
    /// `sdpMLineIndex`
    #[serde(default)]
    pub line: Option<u16>,
    /// `usernameFragment`
    #[serde(default)]
    pub ufrag: Option<String>,
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Candidate(…)")
    }
}

/// One entry of `enumerateDevices()`.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name, empty before permission was given.
    pub label: Arc<str>,
}

/// `MediaDeviceInfo.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// `audioinput`
    Microphone,
    /// `videoinput`
    Camera,
    /// `audiooutput`
    Speaker,
}

/// What a text is written for that is shown while it is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextChannel {
    /// Captions of what is said.
    Captions = 0,
    /// A line of the chat.
    Chat = 1,
    /// Something that this build does not know; not shown.
    #[serde(other)]
    Unknown,
}

/// What somebody shows for a moment. A closed set: nothing that a peer wrote is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// A thumb up.
    ThumbsUp,
    /// Clapping hands.
    Applause,
    /// A heart.
    Heart,
    /// A laughing face.
    Laughter,
    /// Something to celebrate.
    Celebration,
    /// A surprised face.
    Surprise,
    /// A thoughtful face.
    Thinking,
    /// A waving hand.
    Wave,
    /// One that this build does not know; not shown.
    #[serde(other)]
    Unknown,
}
