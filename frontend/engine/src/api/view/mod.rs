//! What there is to see, as plain comparable values: every screen can be written down in a test.

mod background;
mod beside;
mod connections;
mod files;
mod keeping;
mod language;
mod layout;
mod live_text;
mod name;
mod notices;
mod passphrase;
mod plan_b;
mod preflight;
mod private_messages;
mod reactions;
mod rescue;
mod screens;
mod sound;

use crate::api::values::Device;
use crate::base::ids::{ConnectionId, DeviceId, StreamRevision};
use crate::invite::LinkError;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

pub use crate::api::sound_check::SoundCheck;
pub use crate::api::values::{Hold, Presence, Reaction, TextChannel};
pub use background::BackgroundEffect;
pub use beside::Beside;
pub use connections::{Between, ConnectionTo, Connections, Grade, Mutual, Rift, Sample, Shown};
pub use files::{Direction, FileTrouble, Transfer, TransferState};
pub use keeping::{Keeping, KeepingState, StoredMeeting};
pub use language::Language;
pub use layout::{Layout, Shape, Spot};
pub use live_text::{CaptionSize, Captions, LiveLine, LiveText};
pub use name::Name;
pub use notices::{Announcement, News, NoticeKind};
pub use passphrase::{LockTrouble, Locked, Protection};
pub use plan_b::PlanB;
pub use preflight::{Devices, Line, Preflight};
pub use private_messages::{PrivateId, PrivateLine, PrivateState};
pub use reactions::ShownReaction;
pub use rescue::Surroundings;
pub use screens::{Kind, ScreenTrouble, Screening, Sharing};
pub use sound::{Doorbell, Hearing, JoinedWith, Preferences, Processing, Seating, TalkMode};

/// Everything the views show, in slices of which only the changed ones are built anew and passed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Which slices are other ones than before.
    pub revisions: Revisions,
    /// Language and theme.
    pub appearance: Appearance,
    /// Which screen.
    pub screen: Screen,
    /// The person in front of this page.
    pub me: Me,
    /// The others, in the order of their tiles: those in the room and those in the lobby.
    pub people: Arc<[Person]>,
    /// How the tiles stand.
    pub layout: Layout,
    /// The signaling connection.
    pub signaling: SignalingState,
    /// What data we save and use.
    pub data_saver: DataSaver,
    /// Who hears and sees whom; made only while the person looks at it.
    pub connections: Option<Arc<Connections>>,
    /// Files, private messages, reactions, and what stays of the meeting.
    pub beside: Beside,
    /// What can be chosen.
    pub devices: Arc<[Device]>,
    /// One sentence each; they go away when what they say is over.
    pub notices: Arc<[NoticeKind]>,
    /// The last thing the live region says.
    pub announcement: Option<Announcement>,
    /// The whole link, for showing and sharing; `None` outside a meeting.
    pub link: Option<Arc<str>>,
    /// The same link where the server wants to be called, if it refuses to be called by the name we used.
    pub moved: Option<Arc<str>>,
}

/// Each counts up whenever its slice has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Appearance, screen, signaling, links.
    pub page: u32,
    /// The person in front of this page and their devices.
    pub me: u32,
    /// The others, their layout, connections, reactions, private messages, live text, files, what data is used, and what stays of it.
    pub room: u32,
    /// Notices and the live region.
    pub notices: u32,
}

/// Language and theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// The words of the page.
    pub language: Language,
    /// Paper or night.
    pub theme: Theme,
}

/// What data we save and use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataSaver {
    /// What the person chose.
    pub saving: Saving,
    /// At the rate of the last second, megabytes per hour; nothing outside the room.
    pub sent: u32,
    /// The same for what comes in.
    pub received: u32,
}

/// What is left away to save data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing: everything in the quality the connections carry.
    #[default]
    Nothing,
    /// All pictures stay small.
    SmallPictures,
    /// Only the picture of whoever speaks, and small.
    OnlySpeaker,
    /// No pictures come in.
    OnlySound,
}

/// Paper or night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The one that is asked for by this name.
    pub fn asked(name: &str) -> Option<Theme> {
        match name {
            "system" => Some(Theme::System),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }
}

/// Which screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The start page; `problem` is what is wrong with the link that was pasted there.
    Start {
        /// If a pasted link could not be read.
        problem: Option<LinkError>,
    },
    /// The page was opened with a link that cannot be read.
    Damaged(LinkError),
    /// Something about this browser or version makes a meeting impossible.
    Unable(Unable),
    /// Before the lobby of a meeting with a passphrase: it is asked for, or being checked.
    Locked(Locked),
    /// Before going in: camera, microphone, name.
    Lobby,
    /// On the way in: the part of the program that the room needs is not here yet.
    Arriving,
    /// In the meeting.
    Room,
    /// Has left; one click from coming back.
    Left,
}

impl Default for Screen {
    fn default() -> Screen {
        Screen::Start { problem: None }
    }
}

/// Why there can be no meeting here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unable {
    /// No WebRTC in this browser.
    NoWebRtc,
    /// The server speaks another version: reload.
    OtherVersion,
}

/// The person in front of this page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    /// As others see it; may be empty in the lobby.
    pub name: Arc<str>,
    /// The microphone.
    pub microphone: DeviceState,
    /// The camera.
    pub camera: DeviceState,
    /// The screen.
    pub sharing: Sharing,
    /// This browser can share one.
    pub can_share: bool,
    /// Show the preview mirrored (not for a back camera, nor for whoever does not want it).
    pub mirrored: bool,
    /// The stream of the preview; changes with every camera that is opened.
    pub preview: StreamRevision,
    /// The devices in use or last chosen.
    pub chosen: Chosen,
    /// We are being heard right now.
    pub speaking: bool,
    /// The talk key or the button is held: the microphone is the other way round until it is let go.
    pub held: bool,
    /// We hear nobody.
    pub deaf: bool,
    /// How we talk and listen.
    pub preferences: Preferences,
    /// How far the sound check is.
    pub sound_check: SoundCheck,
    /// Where the page is shown.
    pub around: Surroundings,
}

/// Devices in use or last chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// The microphone.
    pub microphone: Option<DeviceId>,
    /// The camera.
    pub camera: Option<DeviceId>,
}

/// One of our own devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceState {
    /// Off; others hear or see nothing.
    #[default]
    Off,
    /// The browser is asking or opening.
    Opening,
    /// On air.
    On,
    /// It was wanted and could not be had.
    Trouble(DeviceTrouble),
}

/// Why a device could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceTrouble {
    /// The person said no.
    Denied,
    /// The operating system said no.
    System,
    /// The page around this one does not pass the right on.
    Embedded,
    /// The browser has been asking for long; its answer still counts.
    Unanswered,
    /// There is none.
    NotFound,
    /// Another program has it.
    Busy,
    /// The page may not even ask: insecure origin.
    Insecure,
    /// It stopped: pulled out, or permission taken away.
    Lost,
    /// The room behind the person was to be hidden, and could not be (camera only).
    BackgroundFailed,
    /// Anything else.
    Other,
}

/// One of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Who. Stays the same for a tile as long as the person is here; after a reload the tile stays and `peer` is new.
    pub peer: PeerId,
    /// Key of the tile: survives a reload of that person's page.
    pub tile: TileId,
    /// What they are called.
    pub name: Name,
    /// Lobby or room.
    pub presence: Presence,
    /// Their microphone is on, as their status says.
    pub microphone: bool,
    /// Their camera is on, as their status says.
    pub camera: bool,
    /// They are being heard right now.
    pub speaking: bool,
    /// They hear nobody, as their status says.
    pub deaf: bool,
    /// How we listen to them.
    pub hearing: Hearing,
    /// Whether they sit in one room with us.
    pub seating: Seating,
    /// What their tile plays.
    pub streams: Streams,
    /// Show the picture: the camera is on and a frame of this connection was decoded.
    pub picture: bool,
    /// The screen they share.
    pub screen: Screening,
    /// How the connection to them is.
    pub link: LinkState,
    /// How good it is, while there is one.
    pub grade: Grade,
}

/// Names a tile for as long as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId(pub u32);

/// What a tile plays, and what it makes ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// What is seen and heard.
    pub shown: Option<Stream>,
    /// Of a fresh connection that is pending: waits hidden in the same tile until its first frame.
    pub next: Option<Stream>,
}

/// What a tile plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Of which connection.
    pub connection: ConnectionId,
    /// Attach again when it changes.
    pub revision: StreamRevision,
}

/// How the connection to a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not needed: they are in the lobby.
    None,
    /// Being made.
    Connecting,
    /// Sound and picture can flow.
    Connected,
    /// Nothing comes from them at the moment; being tried again.
    Interrupted,
    /// Could not be made; trying again takes a click.
    Failed,
    /// They closed their page a moment ago; a reload comes back into this tile.
    Leaving,
    /// Their page is of a version we do not understand: they need to reload.
    OtherVersion,
}

/// The signaling connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignalingState {
    /// No meeting, no signaling connection.
    #[default]
    Idle,
    /// Being made for the first time, or lost a moment ago.
    Connecting,
    /// We have a seat.
    Seated,
    /// Lost for more than two seconds; calls go on.
    Away,
    /// The server answers, but the code of meetings is not there.
    Incomplete,
    /// The code of meetings is on its way for long.
    Slow,
    /// The server does not let us in.
    Refused {
        /// Why.
        reason: plenum_shared::message::Refusal,
        /// It will be tried again by itself.
        retrying: bool,
    },
}
