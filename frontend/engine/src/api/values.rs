//! Values that intents, effects and views share.

use serde::{Deserialize, Serialize};

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

/// A passphrase after Argon2id; never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct StretchedPassphrase(pub [u8; 32]);

impl std::fmt::Debug for StretchedPassphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StretchedPassphrase(…)")
    }
}
