//! What peers tell each other, sealed: one namespace (`topic`) for connections, one for the room, one for each feature.
//!
//! The server has no type for any of this. A new feature brings a file here and a variant of [`PeerMessage`]; its bounds
//! stand in `bounds.rs`, its rate in `peer_budget.rs` where its [`Purpose`] has none yet.

mod bandwidth;
mod co_location;
mod diagnostics;
mod echo;
mod files;
mod link;
mod live_text;
mod mute_request;
mod plan_b;
mod private_messages;
mod reactions;
mod room;

use crate::api::note;
pub use bandwidth::{BandwidthMessage, PictureSize, Subscription};
pub use co_location::{Claim, CoLocationMessage};
pub use diagnostics::{DiagnosticsMessage, HearingReport};
pub use echo::EchoMessage;
pub use files::{FileId, FileOffer, FilesMessage};
pub use link::{ConnectionRequest, Description, DescriptionKind, LinkMessage};
pub use live_text::LiveTextMessage;
pub use mute_request::MuteRequestMessage;
pub use plan_b::PlanBMessage;
pub use private_messages::PrivateMessage;
pub use reactions::ReactionMessage;
pub use room::{GoodbyeReason, Resumes, RoomMessage, Status};
use serde::{Deserialize, Serialize};

/// Oldest and newest version of these messages that this build understands; said in the hello.
pub const VERSIONS: [u16; 2] = [1, 1];

/// One message to one peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "topic", rename_all = "snake_case")]
pub enum PeerMessage {
    /// Makes, proves or mends a connection.
    Link(LinkMessage),
    /// Who its sender is, where they are, and that they go.
    Room(RoomMessage),
    /// What is shown, and so what need be sent.
    Bandwidth(BandwidthMessage),
    /// Who hears whom.
    Diagnostics(DiagnosticsMessage),
    /// Who causes an echo.
    Echo(EchoMessage),
    /// Who sits in one room.
    CoLocation(CoLocationMessage),
    /// Whose microphone should be off.
    MuteRequest(MuteRequestMessage),
    /// Files from one to the other.
    Files(FilesMessage),
    /// What is shown for a moment.
    Reactions(ReactionMessage),
    /// What is shown while it is being written.
    LiveText(LiveTextMessage),
    /// What one person writes to one other.
    Private(PrivateMessage),
    /// What is to be done by whoever cannot connect.
    PlanB(PlanBMessage),
    /// Nothing but the acknowledgements of the bundle it stands in.
    Ack {},
    /// A topic this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// What a message is for: which budget it draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It serves to make or mend a connection.
    Connection,
    /// It says who its sender is, where they are and what they send.
    Status,
    /// It reports what its sender shows of its receiver, or whom they hear.
    Report,
    /// It asks a person for something.
    Request,
    /// It offers a file, or answers an offer.
    File,
    /// It shows something for a moment.
    Reaction,
    /// It shows a text while it is being written.
    LiveText,
    /// It was written to us alone, or says that we wrote something.
    Private,
    /// It is the Plan B note.
    Note,
    /// It is a farewell, empty, or unknown.
    Other,
}

impl PeerMessage {
    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        match self {
            PeerMessage::Link(LinkMessage::Unknown) => Purpose::Other,
            PeerMessage::Link(_) => Purpose::Connection,
            PeerMessage::Room(RoomMessage::Status(_)) => Purpose::Status,
            PeerMessage::Bandwidth(BandwidthMessage::Subscription(_))
            | PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(_)) => Purpose::Report,
            PeerMessage::Echo(EchoMessage::Heard {})
            | PeerMessage::CoLocation(CoLocationMessage::Claim(_))
            | PeerMessage::MuteRequest(MuteRequestMessage::Please {}) => Purpose::Request,
            PeerMessage::Files(FilesMessage::Unknown) => Purpose::Other,
            PeerMessage::Files(_) => Purpose::File,
            PeerMessage::Reactions(ReactionMessage::Show { .. }) => Purpose::Reaction,
            PeerMessage::LiveText(LiveTextMessage::Line { .. }) => Purpose::LiveText,
            PeerMessage::Private(PrivateMessage::Say { .. } | PrivateMessage::Received { .. }) => Purpose::Private,
            PeerMessage::PlanB(PlanBMessage::Note { .. }) => Purpose::Note,
            PeerMessage::Room(RoomMessage::Goodbye { .. } | RoomMessage::Unknown)
            | PeerMessage::Bandwidth(BandwidthMessage::Unknown)
            | PeerMessage::Diagnostics(DiagnosticsMessage::Unknown)
            | PeerMessage::Echo(EchoMessage::Unknown)
            | PeerMessage::CoLocation(CoLocationMessage::Unknown)
            | PeerMessage::MuteRequest(MuteRequestMessage::Unknown)
            | PeerMessage::Reactions(ReactionMessage::Unknown)
            | PeerMessage::LiveText(LiveTextMessage::Unknown)
            | PeerMessage::Private(PrivateMessage::Unknown)
            | PeerMessage::PlanB(PlanBMessage::Unknown)
            | PeerMessage::Ack {}
            | PeerMessage::Unknown => Purpose::Other,
        }
    }

    /// Whether it serves to make or mend a connection.
    pub fn about_connections(&self) -> bool {
        self.purpose() == Purpose::Connection
    }

    /// Whether it takes the place of an older one: both say how the same thing is now.
    pub fn supersedes(&self, older: &PeerMessage) -> bool {
        self.revision().is_some() && older.revision().is_some() && self.same_kind(older)
    }

    /// Whether both say of the same thing how it is. Of each topic one kind of message has revisions.
    pub fn same_kind(&self, other: &PeerMessage) -> bool {
        match (self, other) {
            (PeerMessage::LiveText(one), PeerMessage::LiveText(other)) => one.beside(other),
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }

    /// Whether it says how the same thing is later than another of its kind.
    pub fn is_newer(&self, other: &PeerMessage) -> bool {
        match (self, other) {
            (
                PeerMessage::PlanB(PlanBMessage::Note { edition, text }),
                PeerMessage::PlanB(PlanBMessage::Note { edition: other, text: other_text }),
            ) => note::is_later((*edition, text), (*other, other_text)),
            (one, other) => one.revision() > other.revision(),
        }
    }

    /// Of what says how things are now, which message is the newest; see [`PeerMessage::is_newer`].
    pub fn revision(&self) -> Option<u32> {
        match self {
            PeerMessage::Room(RoomMessage::Status(status)) => Some(status.revision),
            PeerMessage::Bandwidth(BandwidthMessage::Subscription(subscription)) => Some(subscription.revision),
            PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(report)) => Some(report.revision),
            PeerMessage::CoLocation(CoLocationMessage::Claim(claim)) => Some(claim.revision),
            PeerMessage::LiveText(message) => message.revision(),
            PeerMessage::PlanB(PlanBMessage::Note { edition, .. }) => Some(*edition),
            PeerMessage::Link(_)
            | PeerMessage::Room(RoomMessage::Goodbye { .. } | RoomMessage::Unknown)
            | PeerMessage::Bandwidth(BandwidthMessage::Unknown)
            | PeerMessage::Diagnostics(DiagnosticsMessage::Unknown)
            | PeerMessage::Echo(_)
            | PeerMessage::CoLocation(CoLocationMessage::Unknown)
            | PeerMessage::MuteRequest(_)
            | PeerMessage::Files(_)
            | PeerMessage::Reactions(_)
            | PeerMessage::Private(_)
            | PeerMessage::PlanB(PlanBMessage::Unknown)
            | PeerMessage::Ack {}
            | PeerMessage::Unknown => None,
        }
    }
}

impl From<LinkMessage> for PeerMessage {
    fn from(message: LinkMessage) -> PeerMessage {
        PeerMessage::Link(message)
    }
}

impl From<RoomMessage> for PeerMessage {
    fn from(message: RoomMessage) -> PeerMessage {
        PeerMessage::Room(message)
    }
}

impl From<BandwidthMessage> for PeerMessage {
    fn from(message: BandwidthMessage) -> PeerMessage {
        PeerMessage::Bandwidth(message)
    }
}

impl From<DiagnosticsMessage> for PeerMessage {
    fn from(message: DiagnosticsMessage) -> PeerMessage {
        PeerMessage::Diagnostics(message)
    }
}

impl From<EchoMessage> for PeerMessage {
    fn from(message: EchoMessage) -> PeerMessage {
        PeerMessage::Echo(message)
    }
}

impl From<CoLocationMessage> for PeerMessage {
    fn from(message: CoLocationMessage) -> PeerMessage {
        PeerMessage::CoLocation(message)
    }
}

impl From<MuteRequestMessage> for PeerMessage {
    fn from(message: MuteRequestMessage) -> PeerMessage {
        PeerMessage::MuteRequest(message)
    }
}

impl From<FilesMessage> for PeerMessage {
    fn from(message: FilesMessage) -> PeerMessage {
        PeerMessage::Files(message)
    }
}

impl From<LiveTextMessage> for PeerMessage {
    fn from(message: LiveTextMessage) -> PeerMessage {
        PeerMessage::LiveText(message)
    }
}

impl From<PrivateMessage> for PeerMessage {
    fn from(message: PrivateMessage) -> PeerMessage {
        PeerMessage::Private(message)
    }
}

impl From<PlanBMessage> for PeerMessage {
    fn from(message: PlanBMessage) -> PeerMessage {
        PeerMessage::PlanB(message)
    }
}

impl From<ReactionMessage> for PeerMessage {
    fn from(message: ReactionMessage) -> PeerMessage {
        PeerMessage::Reactions(message)
    }
}

/// What one sealed message holds: messages, each with an id if it matters, and acknowledgements for ids that came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// Ids of the other side's messages that have arrived here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acks: Vec<u64>,
    /// In the order they were written.
    #[serde(default)]
    pub messages: Vec<BundleEntry>,
}

/// One message in a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BundleEntry {
    /// Asks to be acknowledged; acted on once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// The message.
    #[serde(flatten)]
    pub message: PeerMessage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_tomorrow_are_read_as_unknown() {
        let bundle: Bundle = serde_json::from_str(
            r#"{"acks":[1],"colour":"blue","messages":[{"topic":"applause","loud":true},{"id":7,"topic":"link","type":"request","what":"a_dance","politely":1},{"topic":"room","type":"goodbye","reason":"on a horse"},{"topic":"bandwidth","type":"subscription","revision":2,"camera":"wall","hands":"thumb"},{"topic":"diagnostics","type":"hearing_report","revision":3,"faintly":["x"]}]}"#,
        )
        .unwrap();
        let messages: Vec<&PeerMessage> = bundle.messages.iter().map(|one| &one.message).collect();
        assert_eq!(
            messages,
            [
                &PeerMessage::Unknown,
                &LinkMessage::Request { what: ConnectionRequest::Unknown }.into(),
                &RoomMessage::Goodbye { reason: GoodbyeReason::Unknown }.into(),
                &BandwidthMessage::Subscription(Subscription {
                    revision: 2,
                    camera: PictureSize::Tile,
                    screen: PictureSize::Tile
                })
                .into(),
                &DiagnosticsMessage::HearingReport(HearingReport { revision: 3, well: vec![], badly: vec![] }).into()
            ]
        );
        assert_eq!(bundle.messages[1].id, Some(7));
    }
}
