//! What peers tell each other, sealed. The server has no type for any of this.

use crate::effect::Candidate;
use plenum_shared::ids::{PeerId, PublicKey, Signature};
use serde::{Deserialize, Serialize};

/// Oldest and newest letter version this build understands; said in the hello.
pub const VERSIONS: [u16; 2] = [1, 1];

/// One letter. Its epoch stands in the sealed envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Who I am, where I stand and what I send.
    Status(Status),
    /// An offer or answer of this epoch.
    Description(Description),
    /// Local candidates of this epoch.
    Candidates {
        /// In the order they were gathered.
        candidates: Vec<Candidate>,
    },
    /// You are the one who offers: please do.
    Ask {
        /// What for.
        what: Wish,
    },
    /// The connection of this epoch is not needed after all, before it has proved itself: I have closed it.
    CallOff {},
    /// First letter on a data channel: the fingerprints of the descriptions as I applied them.
    Fingerprints {
        /// From my local description, `AB:CD:…` in upper case.
        mine: String,
        /// From my remote description.
        yours: String,
    },
    /// I am going.
    Goodbye {
        /// For good or perhaps only for a reload.
        how: Parting,
    },
    /// What I show of you.
    Wants(Wants),
    /// Please do me a favour: a request, which may be passed over.
    Please {
        /// Which.
        what: Favour,
    },
    /// Whom I hear.
    Hears(Hears),
    /// I hear myself through your loudspeaker: a hint, which may be passed over.
    Echo {},
    /// Whether we two sit in one room.
    Together(Together),
    /// Nothing but the receipts of the bundle it stands in.
    Receipt {},
    /// A letter this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// What a letter is about: which budget it draws on, and who acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// It serves to make or mend a connection.
    Connection,
    /// Who its writer is, where they stand and what they send.
    Status,
    /// What its writer shows of its reader, and whom they hear.
    Report,
    /// It asks a person for something.
    Request,
    /// It is a farewell, empty, or unknown.
    Other,
}

impl Letter {
    /// What it is about. A new kind gets its bounds in `bounds.rs`, and its rate in `peer_budget.rs` where its topic has none.
    pub fn topic(&self) -> Topic {
        match self {
            Letter::Description(_)
            | Letter::Candidates { .. }
            | Letter::Ask { .. }
            | Letter::CallOff {}
            | Letter::Fingerprints { .. } => Topic::Connection,
            Letter::Status(_) => Topic::Status,
            Letter::Wants(_) | Letter::Hears(_) => Topic::Report,
            Letter::Please { .. } | Letter::Echo {} | Letter::Together(_) => Topic::Request,
            Letter::Goodbye { .. } | Letter::Receipt {} | Letter::Unknown => Topic::Other,
        }
    }

    /// Whether it serves to make or mend a connection.
    pub fn about_connections(&self) -> bool {
        self.topic() == Topic::Connection
    }

    /// Of what says how things are now, which word is the newest.
    pub fn revision(&self) -> Option<u32> {
        match self {
            Letter::Status(status) => Some(status.revision),
            Letter::Wants(wants) => Some(wants.revision),
            Letter::Hears(hears) => Some(hears.revision),
            Letter::Together(together) => Some(together.revision),
            Letter::Description(_)
            | Letter::Candidates { .. }
            | Letter::Ask { .. }
            | Letter::CallOff {}
            | Letter::Fingerprints { .. }
            | Letter::Goodbye { .. }
            | Letter::Please { .. }
            | Letter::Echo {}
            | Letter::Receipt {}
            | Letter::Unknown => None,
        }
    }
}

/// Who somebody is, where they stand and what they send; the highest revision counts.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Counts up with every change.
    pub revision: u32,
    /// Lobby or room.
    pub place: Standing,
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
        write!(f, "Status({}, {:?})", self.revision, self.place)
    }
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Choosing camera and name.
    Lobby,
    /// In the meeting.
    In,
    /// A place this build does not know; counts as the lobby.
    #[serde(other)]
    Elsewhere,
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

/// What its writer shows of its reader, who need send no more than that; the highest revision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// Counts up with every change.
    pub revision: u32,
    /// Of the camera.
    pub camera: Want,
    /// Of the screen, should one be shared.
    #[serde(default = "tile", skip_serializing_if = "is_tile")]
    pub screen: Want,
}

/// Whoever does not say what they show of a screen knows nothing of such wishes.
fn tile() -> Want {
    Want::Tile
}

fn is_tile(want: &Want) -> bool {
    *want == Want::Tile
}

/// Whom its writer hears and sees, where there is something to be heard and seen; the highest revision counts. Whoever
/// is in neither list is not heard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hears {
    /// Counts up with every change.
    pub revision: u32,
    /// Well enough.
    #[serde(default)]
    pub well: Vec<PeerId>,
    /// Not without gaps.
    #[serde(default)]
    pub badly: Vec<PeerId>,
}

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Not at all: hidden page, or data is saved.
    None,
    /// Small, among many.
    Thumb,
    /// Alone with us, or pinned.
    Stage,
    /// A tile of the grid. A size this build does not know counts as one.
    #[serde(other)]
    Tile,
}

/// Whether its writer says that they sit in one room with its reader; the highest revision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// Counts up with every change.
    pub revision: u32,
    /// They do.
    pub sits: bool,
}

/// A session description on its way.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Offer or answer.
    pub kind: DescriptionKind,
    /// RFC 8866
    pub sdp: String,
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Description({:?}, {} bytes)", self.kind, self.sdp.len())
    }
}

/// W3C `RTCSdpType`, as far as we use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DescriptionKind {
    /// An offer.
    Offer,
    /// An answer.
    Answer,
    /// A kind this build does not know; ignored.
    #[serde(other)]
    Unknown,
}

/// What the answerer may ask the offerer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// New ICE credentials on this epoch's connection.
    IceRestart,
    /// A fresh connection, one epoch on.
    Fresh,
    /// No fresh one any more, unless it is being made already.
    NoMore,
    /// A wish this build does not know; ignored.
    #[serde(other)]
    Unknown,
}

/// What may be asked of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Favour {
    /// Switch off your microphone.
    Mute,
    /// A favour this build does not know; passed over.
    #[serde(other)]
    Unknown,
}

/// How somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// They clicked on "Leave".
    Left,
    /// Their page is being unloaded: closed, or only reloaded.
    Unloaded,
    /// A way this build does not know; counts as unloaded.
    #[serde(other)]
    Unknown,
}

/// What one sealed envelope holds: letters, each with an id if it matters, and receipts for ids that came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// Ids of the other side's letters that have arrived here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<u64>,
    /// In the order they were written.
    #[serde(default)]
    pub letters: Vec<Enclosed>,
}

/// One letter in a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enclosed {
    /// Asks for a receipt; acted on once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// The letter.
    #[serde(flatten)]
    pub letter: Letter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_tomorrow_are_read_as_unknown() {
        let bundle: Bundle = serde_json::from_str(
            r#"{"receipts":[1],"colour":"blue","letters":[{"letter":"applause","loud":true},{"id":7,"letter":"ask","what":"a_dance","politely":1},{"letter":"goodbye","how":"on a horse"},{"letter":"wants","revision":2,"camera":"wall","hands":"thumb"},{"letter":"hears","revision":3,"faintly":["x"]}]}"#,
        )
        .unwrap();
        let letters: Vec<&Letter> = bundle.letters.iter().map(|one| &one.letter).collect();
        assert_eq!(
            letters,
            [
                &Letter::Unknown,
                &Letter::Ask { what: Wish::Unknown },
                &Letter::Goodbye { how: Parting::Unknown },
                &Letter::Wants(Wants { revision: 2, camera: Want::Tile, screen: Want::Tile }),
                &Letter::Hears(Hears { revision: 3, well: vec![], badly: vec![] })
            ]
        );
        assert_eq!(bundle.letters[1].id, Some(7));
    }
}
