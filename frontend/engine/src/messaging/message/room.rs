//! Messages about who somebody is, where they are and what they send.

use crate::api::values::{DoorTrouble, Presence};
use plenum_shared::ids::{PublicKey, Signature};
use serde::{Deserialize, Serialize};

/// About the room and its participants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RoomMessage {
    /// Who I am, where I am and what I send.
    Status(Status),
    /// I am going.
    Goodbye {
        /// For good or perhaps only for a reload.
        reason: GoodbyeReason,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// Who somebody is, where they stand and what they send; the highest revision counts.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Counts up with every change.
    pub revision: u32,
    /// Lobby or room.
    pub presence: Presence,
    /// As they typed it; cleaned by whoever shows it.
    pub name: String,
    /// The microphone is on air.
    pub microphone: bool,
    /// The camera is on air.
    pub camera: bool,
    /// They hear nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deaf: bool,
    /// A screen is shared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub screen: bool,
    /// The sound of that screen is on air.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub screen_sound: bool,
    /// What keeps somebody in the lobby from being heard or seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<DoorTrouble>,
    /// Who they were before a reload.
    #[serde(default)]
    pub resumes: Option<Resumes>,
}

impl Status {
    /// What is on air, by `Source as usize`.
    pub fn sending(&self) -> [bool; 4] {
        [self.microphone, self.camera, self.screen, self.screen_sound]
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Status({}, {:?})", self.revision, self.presence)
    }
}

/// Proof of having been somebody: the old key's signature over the room and the new peer id. It carries the key, so that
/// somebody who never met the old peer can check it too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resumes {
    /// The old session key.
    pub key: PublicKey,
    /// By that key.
    pub signature: Signature,
}

/// How somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodbyeReason {
    /// They clicked on "Leave".
    Left,
    /// Their page is being unloaded: closed, or only reloaded.
    Unloaded,
    /// A way this build does not know; counts as unloaded.
    #[serde(other)]
    Unknown,
}
