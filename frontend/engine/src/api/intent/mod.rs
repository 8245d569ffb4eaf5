//! What a person can want: a namespace for the page, one for their devices, one for the room, one for each feature.
//! Views dispatch these; nothing else opens a microphone, a camera or a screen.

mod app;
mod co_location;
mod diagnostics;
mod document;
mod files;
mod keeping;
mod layout;
mod live_text;
mod media;
mod mute_request;
mod plan_b;
mod private_messages;
mod reactions;
mod room;

pub use app::AppIntent;
pub use co_location::CoLocationIntent;
pub use diagnostics::DiagnosticsIntent;
pub use document::DocumentIntent;
pub use files::{FilesIntent, OfferedFile};
pub use keeping::KeepingIntent;
pub use layout::LayoutIntent;
pub use live_text::LiveTextIntent;
pub use media::MediaIntent;
pub use mute_request::MuteRequestIntent;
pub use plan_b::PlanBIntent;
pub use private_messages::PrivateIntent;
pub use reactions::ReactionIntent;
pub use room::RoomIntent;

use zeroize::Zeroizing;

/// One act of the person in front of this page.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// What a person wants of the page: where to go, what they are called, how it looks.
    App(AppIntent),
    /// What a person wants of their own microphone, camera, screen and loudspeaker.
    Media(MediaIntent),
    /// What a person wants of the room and of those in it.
    Room(RoomIntent),
    /// How a person wants the tiles to stand.
    Layout(LayoutIntent),
    /// What a person wants to know of the connections.
    Diagnostics(DiagnosticsIntent),
    /// What a person does to the room document.
    Document(DocumentIntent),
    /// What a person wants of what stays of meetings on this device.
    Keeping(KeepingIntent),
    /// What a person does with files.
    Files(FilesIntent),
    /// What a person says of who sits in one room with them.
    CoLocation(CoLocationIntent),
    /// What a person asks of others' microphones.
    MuteRequest(MuteRequestIntent),
    /// What a person shows of themselves for a moment.
    Reactions(ReactionIntent),
    /// What a person shows of a text while they write it.
    LiveText(LiveTextIntent),
    /// What a person writes to one other.
    Private(PrivateIntent),
    /// What a person does with the Plan B note.
    PlanB(PlanBIntent),
}

/// What a person typed or pasted; never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text(…)")
    }
}

/// A passphrase as it was typed; never shown in `Debug`, and wiped from memory when it is let go.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// As typed.
    pub fn new(typed: String) -> Passphrase {
        Passphrase(Zeroizing::new(typed))
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing but spaces: there is none.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl From<AppIntent> for Intent {
    fn from(intent: AppIntent) -> Intent {
        Intent::App(intent)
    }
}

impl From<MediaIntent> for Intent {
    fn from(intent: MediaIntent) -> Intent {
        Intent::Media(intent)
    }
}

impl From<RoomIntent> for Intent {
    fn from(intent: RoomIntent) -> Intent {
        Intent::Room(intent)
    }
}

impl From<LayoutIntent> for Intent {
    fn from(intent: LayoutIntent) -> Intent {
        Intent::Layout(intent)
    }
}

impl From<DiagnosticsIntent> for Intent {
    fn from(intent: DiagnosticsIntent) -> Intent {
        Intent::Diagnostics(intent)
    }
}

impl From<KeepingIntent> for Intent {
    fn from(intent: KeepingIntent) -> Intent {
        Intent::Keeping(intent)
    }
}

impl From<CoLocationIntent> for Intent {
    fn from(intent: CoLocationIntent) -> Intent {
        Intent::CoLocation(intent)
    }
}

impl From<MuteRequestIntent> for Intent {
    fn from(intent: MuteRequestIntent) -> Intent {
        Intent::MuteRequest(intent)
    }
}

impl From<PrivateIntent> for Intent {
    fn from(intent: PrivateIntent) -> Intent {
        Intent::Private(intent)
    }
}

impl From<LiveTextIntent> for Intent {
    fn from(intent: LiveTextIntent) -> Intent {
        Intent::LiveText(intent)
    }
}

impl From<PlanBIntent> for Intent {
    fn from(intent: PlanBIntent) -> Intent {
        Intent::PlanB(intent)
    }
}

impl From<ReactionIntent> for Intent {
    fn from(intent: ReactionIntent) -> Intent {
        Intent::Reactions(intent)
    }
}

impl From<DocumentIntent> for Intent {
    fn from(intent: DocumentIntent) -> Intent {
        Intent::Document(intent)
    }
}

impl From<FilesIntent> for Intent {
    fn from(intent: FilesIntent) -> Intent {
        Intent::Files(intent)
    }
}
