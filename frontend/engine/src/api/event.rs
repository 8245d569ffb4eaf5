//! Events: what happens to the engine. A person's intents, answers of ops, and what sockets, connections, devices and page tell.

use crate::api::document::DocumentEvent;
use crate::api::embedding::EmbedderCommand;
use crate::api::files::FileBytes;
use crate::api::intent::{Intent, Passphrase, Text};
use crate::api::loudness::Envelopes;
use crate::api::probe::{NetworkInformation, ProbeNews};
use crate::api::rescue::{Agent, Examination};
use crate::api::stats::Stats;
use crate::api::storage::Stored;
use crate::api::values::{Candidate, SealedPassphrase, Source, Stretched, TabMessage};
pub use crate::api::values::{Device, DeviceKind};
use crate::base::ids::{ConnectionId, DeviceId, OpId, SocketId};
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The page has loaded; comes first and once.
    Started(Box<Start>),
    /// A person's act.
    Intent(Intent),
    /// The promise behind `op` was kept.
    Done {
        /// Which one.
        op: OpId,
        /// What it brought.
        done: Done,
    },
    /// The promise behind `op` was broken.
    Failed {
        /// Which one.
        op: OpId,
        /// Why.
        failure: Failure,
    },
    /// News of the WebSocket.
    Socket {
        /// Which one; news of an older one are dropped.
        socket: SocketId,
        /// What.
        news: SocketEvent,
    },
    /// News of one `RTCPeerConnection`.
    Connection {
        /// Which one; news of a dead epoch are dropped.
        id: ConnectionId,
        /// What.
        news: ConnectionEvent,
    },
    /// How loud everybody was, after `Effect::Envelopes`.
    Envelopes(Envelopes),
    /// The worker with the room document says something.
    Document(DocumentEvent),
    /// News of our own devices.
    Devices(DeviceEvent),
    /// News of the page.
    Page(PageEvent),
    /// The worker's tick, as often as the last `Effect::HeartbeatTimer` asked: heartbeats are due, and so may deadlines be.
    HeartbeatDue,
    /// The timer for `Engine::deadline` rang.
    Woke,
}

/// What the page knows when it starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// `location.origin`, such as `https://meet.example`.
    pub origin: String,
    /// `location.hash` without `#`; holds the secret of the room.
    pub fragment: Option<Text>,
    /// What this browser can do.
    pub abilities: Abilities,
    /// Which browser.
    pub agent: Agent,
    /// `navigator.languages`, most wanted first.
    pub languages: Vec<String>,
    /// What `Effect::Remember` kept on this device earlier.
    pub remembered: Remembered,
    /// What `Effect::KeepSession` kept when this tab was last unloaded; taken and deleted at load.
    pub previous: Option<PreviousSession>,
}

/// What this browser can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// `RTCPeerConnection` with data channels exists.
    pub webrtc: bool,
    /// `isSecureContext`: without it no browser gives a camera.
    pub secure: bool,
    /// `getDisplayMedia` exists; not on phones.
    pub screen: bool,
    /// What it believes of its network.
    pub network: NetworkInformation,
}

impl Default for Abilities {
    fn default() -> Self {
        Abilities { webrtc: true, secure: true, screen: true, network: NetworkInformation::default() }
    }
}

/// What was kept on this device; each `None` if never or unreadable.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// The person's name.
    pub name: Option<Text>,
    /// Tag of a language, as in `en`.
    pub language: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// Last chosen microphone.
    pub microphone: Option<DeviceId>,
    /// Last chosen camera.
    pub camera: Option<DeviceId>,
    /// `small`, `speaker` or `sound`.
    pub saving: Option<String>,
    /// How they talk and listen (`Keepsake::Preferences`).
    pub preferences: Option<String>,
}

/// The session of this tab before its reload.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviousSession {
    /// Seed of the old session's signing key; nothing that opens messages is kept.
    pub seed: [u8; 32],
    /// Which room (base64url of the room id): a reload with another link starts afresh.
    pub room: String,
    /// Whether the person was in the room (and not in the lobby).
    pub inside: bool,
    /// Whether what is written there may stay on this device.
    pub keeps: bool,
    /// What was made of the passphrase there, if the link asks for one: whoever reloads is not asked again.
    pub pass: Option<SealedPassphrase>,
}

impl std::fmt::Debug for PreviousSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreviousSession(…)")
    }
}

/// What a kept promise brought.
#[derive(Clone, Debug)]
pub enum Done {
    /// Nothing but the fact.
    Plain,
    /// A description was made and applied locally (`Command::Offer`, `Command::Answer`).
    Described(Sdp),
    /// The microphone or camera is open.
    Opened(OpenedDevice),
    /// A screen or a file was chosen (`ScreenCommand::Open`, `Play`); its tracks are live.
    Shared {
        /// There is something to see; a file may be sound alone.
        picture: bool,
        /// Its sound came with it.
        sound: bool,
        /// It is a film whose picture this browser cannot show: nothing but its sound is played.
        blind: bool,
    },
    /// What `Effect::Stretch` made of a passphrase.
    Stretched(Stretched),
    /// Words for a passphrase (`Effect::Suggest`).
    Suggested(Passphrase),
    /// What came of `Effect::Store`.
    Stored(Stored),
    /// A part of a file (`FileCommand::Read`).
    Read(FileBytes),
    /// A part of a file is kept (`FileCommand::Write`).
    Written,
    /// What was found out (`Effect::Examine`).
    Examined(Box<Examination>),
    /// The code of rooms is here (`Effect::FetchRoomChunk`), and installed.
    ChunkLoaded,
}

/// The device that was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedDevice {
    /// `MediaTrackSettings.deviceId`, if told.
    pub device: Option<DeviceId>,
    /// `MediaTrackSettings.facingMode` is `environment`: a phone's back camera; do not mirror.
    pub facing_away: bool,
}

/// A session description (RFC 8866); never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sdp(pub Arc<str>);

impl std::fmt::Debug for Sdp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sdp({} bytes)", self.0.len())
    }
}

/// Why a promise was broken, as far as the engine has to tell cases apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// `NotAllowedError`: the person said no.
    Denied,
    /// `NotAllowedError` although the page may: the operating system said no.
    System,
    /// `NotAllowedError` because the page that this one is embedded in does not pass the right on (Permissions Policy).
    Embedded,
    /// `NotFoundError`, `OverconstrainedError`: no such device.
    NotFound,
    /// `NotReadableError`, `AbortError`: another program has it.
    Busy,
    /// `TypeError` or missing API: this page may not even ask (insecure origin).
    Unsupported,
    /// The room behind the person could not be hidden as they want it (`Effect::Background`): the camera is closed.
    BackgroundFailed,
    /// Anything else.
    Other,
}

/// News of the WebSocket.
#[derive(Clone, Debug)]
pub enum SocketEvent {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
    /// The process of the server that has this shard now (`SocketCommand::Ask`).
    Instance(String),
    /// It is closed, or never opened; nothing follows.
    Closed {
        /// RFC 6455 §7.4 code; 1006 if there was none.
        code: u16,
    },
}

/// News of one `RTCPeerConnection`.
#[derive(Clone, Debug)]
pub enum ConnectionEvent {
    /// A local candidate was gathered.
    Candidate(Candidate),
    /// `connectionState` or `iceConnectionState` changed; the worse of both.
    State(ConnectionState),
    /// A data channel is open.
    ChannelOpened(Channel),
    /// A data channel brought bytes.
    ChannelSaid(Channel, Vec<u8>),
    /// A data channel was closed by the other side.
    ChannelClosed(Channel),
    /// The stream behind the tile is another object now.
    StreamChanged,
    /// After `Command::WatchFrame`: a frame of this source was decoded.
    FrameDecoded(Source),
    /// How loud this person is, 0..=255 (`RTCRtpSynchronizationSource.audioLevel` × 255).
    Level(u8),
    /// What it carried in the last second; told once a second, every five seconds while the page is hidden.
    Stats(Stats),
}

/// W3C `RTCPeerConnectionState`, `new` counted as connecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Not yet.
    Connecting,
    /// Media and data flow.
    Connected,
    /// Nothing comes; may heal by itself.
    Disconnected,
    /// Will not heal by itself.
    Failed,
    /// Closed.
    Closed,
}

/// The three negotiated data channels; the number is their SCTP stream id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// Sealed messages, ordered and reliable.
    Messages = 0,
    /// Large things, ordered and reliable, held back above 256 KiB buffered.
    Bulk = 1,
    /// Heartbeats and cursors, unordered and not repeated.
    Heartbeats = 2,
}

/// News of our own devices.
#[derive(Clone, Debug)]
pub enum DeviceEvent {
    /// The list changed (`devicechange`), or has labels since permission was given.
    Listed(Vec<Device>),
    /// A device could not be had: name of the exception (DOMException, Web IDL §2.8.1). What it means is in the answer of
    /// the op, which follows.
    Refused(DeviceKind, String),
    /// The microphone's track ended: pulled out, or permission taken away.
    MicrophoneEnded,
    /// The camera's track ended.
    CameraEnded,
    /// The room behind the person could be hidden no more, and so the camera was closed.
    BackgroundFailed,
    /// The shared screen ended: the browser's own "Stop sharing", or a window that was closed.
    ScreenEnded,
    /// The system took the microphone's sound away, or gave it back (`mute` and `unmute` of the track).
    MicrophoneCut(bool),
    /// How loud our own microphone is, 0..=255; told while it is off too, for as long as the device is held.
    Level(u8),
    /// The sound of the page goes on or stops, and not by us (`statechange` of its `AudioContext`).
    Sound(SoundState),
}

/// `AudioContext.state`, but for `closed`, which only we make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundState {
    /// It runs.
    Running,
    /// The browser has put it to sleep.
    Suspended,
    /// The system has taken it away: a call, another app (Safari's first, now W3C Web Audio).
    Interrupted,
}

/// News of the page.
#[derive(Clone, Debug)]
pub enum PageEvent {
    /// `online`, or another network, and what the browser believes of it.
    Online(NetworkInformation),
    /// `blur` of the window: keys go elsewhere, and nobody hears of their being let go.
    Blurred,
    /// `visibilitychange`.
    Visible(bool),
    /// A picture or voice was paused (`pause`), and not by us.
    Paused,
    /// The person touched the page while something waited for that.
    Touched,
    /// `pagehide`: say goodbye now, there is no later.
    Hidden,
    /// `pageshow` from the back-forward cache: everything is closed, come back.
    Restored,
    /// Another tab of this browser said something (`Effect::TellTabs` there).
    TabSaid(TabMessage),
    /// `hashchange`: another link in the same tab.
    Fragment(Text),
    /// `popstate` onto the entry of a lobby: the person went back (`Effect::Stand`).
    Back,
    /// A part of the program could not be fetched.
    PartMissing,
    /// The server has a page of another build (`Effect::LookForUpdate`).
    UpdateFound,
    /// What a run of the probe has found (`Effect::Probe`).
    Probed(u32, ProbeNews),
    /// The page around this one asks for something. It may, by the word of the host.
    Embedder(EmbedderCommand),
}
