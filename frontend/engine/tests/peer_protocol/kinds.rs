//! Everything that may be said, by its name in `PEER-PROTOCOL.md`.

use plenum_engine::api::values::Presence;
use plenum_engine::crypto::hello::Kind;
use plenum_engine::messaging::message::{
    BandwidthMessage, CoLocationMessage, ConnectionRequest, DescriptionKind, DiagnosticsMessage, EchoMessage,
    FilesMessage, GoodbyeReason, LinkMessage, LiveTextMessage, MuteRequestMessage, PeerMessage, PictureSize,
    PlanBMessage, PrivateMessage, ReactionMessage, RoomMessage,
};

/// Everything of a type that may be said, from a match that does not compile while one is missing.
macro_rules! named {
    ($list:ident, $of:ty, $($pattern:pat => $text:literal),+ $(,)?) => {
        pub const $list: &[&str] = &[$($text),+];
        const _: fn(&$of) = |value| match value { $($pattern => ()),+ };
    };
}

named!(KINDS, PeerMessage,
    PeerMessage::Link(LinkMessage::Description(_)) => "| `link` | `description` |",
    PeerMessage::Link(LinkMessage::Candidates { .. }) => "| `link` | `candidates` |",
    PeerMessage::Link(LinkMessage::Request { .. }) => "| `link` | `request` |",
    PeerMessage::Link(LinkMessage::CallOff {}) => "| `link` | `call_off` |",
    PeerMessage::Link(LinkMessage::Fingerprints { .. }) => "| `link` | `fingerprints` |",
    PeerMessage::Room(RoomMessage::Status(_)) => "| `room` | `status` |",
    PeerMessage::Room(RoomMessage::Goodbye { .. }) => "| `room` | `goodbye` |",
    PeerMessage::Bandwidth(BandwidthMessage::Subscription(_)) => "| `bandwidth` | `subscription` |",
    PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(_)) => "| `diagnostics` | `hearing_report` |",
    PeerMessage::Echo(EchoMessage::Heard {}) => "| `echo` | `heard` |",
    PeerMessage::CoLocation(CoLocationMessage::Claim(_)) => "| `co_location` | `claim` |",
    PeerMessage::MuteRequest(MuteRequestMessage::Please {}) => "| `mute_request` | `please` |",
    PeerMessage::Files(FilesMessage::Offer(_)) => "| `files` | `offer` |",
    PeerMessage::Files(FilesMessage::Withdraw { .. }) => "| `files` | `withdraw` |",
    PeerMessage::Files(FilesMessage::Accept { .. }) => "| `files` | `accept` |",
    PeerMessage::Files(FilesMessage::Refuse { .. }) => "| `files` | `refuse` |",
    PeerMessage::Files(FilesMessage::Received { .. }) => "| `files` | `received` |",
    PeerMessage::Private(PrivateMessage::Say { .. }) => "| `private` | `say` |",
    PeerMessage::Private(PrivateMessage::Received { .. }) => "| `private` | `received` |",
    PeerMessage::Reactions(ReactionMessage::Show { .. }) => "| `reactions` | `show` |",
    PeerMessage::LiveText(LiveTextMessage::Line { .. }) => "| `live_text` | `line` |",
    PeerMessage::PlanB(PlanBMessage::Note { .. }) => "| `plan_b` | `note` |",
    PeerMessage::Ack {} => "| `ack` | |",
    PeerMessage::Unknown | PeerMessage::Link(LinkMessage::Unknown) | PeerMessage::Room(RoomMessage::Unknown)
    | PeerMessage::Bandwidth(BandwidthMessage::Unknown) | PeerMessage::Diagnostics(DiagnosticsMessage::Unknown)
    | PeerMessage::Echo(EchoMessage::Unknown) | PeerMessage::CoLocation(CoLocationMessage::Unknown)
    | PeerMessage::MuteRequest(MuteRequestMessage::Unknown) | PeerMessage::Files(FilesMessage::Unknown)
    | PeerMessage::Private(PrivateMessage::Unknown) | PeerMessage::Reactions(ReactionMessage::Unknown)
    | PeerMessage::LiveText(LiveTextMessage::Unknown)
    | PeerMessage::PlanB(PlanBMessage::Unknown) => "unknown",
);
named!(PRESENCES, Presence, Presence::Lobby => "lobby", Presence::Knocking => "knocking", Presence::In => "in");
named!(REASONS, GoodbyeReason,
    GoodbyeReason::Left => "left", GoodbyeReason::Unloaded => "unloaded", GoodbyeReason::Unknown => "unknown");
named!(DESCRIPTIONS, DescriptionKind,
    DescriptionKind::Offer => "offer", DescriptionKind::Answer => "answer", DescriptionKind::Unknown => "unknown");
named!(REQUESTS, ConnectionRequest, ConnectionRequest::IceRestart => "ice_restart", ConnectionRequest::Fresh => "fresh",
    ConnectionRequest::NoMore => "no_more", ConnectionRequest::Unknown => "unknown");
named!(SIZES, PictureSize, PictureSize::None => "none", PictureSize::Thumbnail => "thumbnail",
    PictureSize::Tile => "tile", PictureSize::Stage => "stage");
named!(MEMBERS, Kind,
    Kind::Person => "person", Kind::Bridge => "bridge", Kind::Bot => "bot", Kind::Unknown => "unknown");
