//! What the engine wants done. An adaptor carries each out without an opinion of its own.

use crate::api::document::{DocumentCommand, DocumentNews};
use crate::api::embedding::EmbedderStatus;
use crate::api::event::{Channel, Sdp};
use crate::api::files::FileCommand;
use crate::api::intent::Passphrase;
use crate::api::sender_parameters::Parameters;
use crate::api::sound_check::SoundCheckCommand;
use crate::api::storage::StoreCommand;
use crate::api::values::TabMessage;
pub use crate::api::values::{Candidate, Motion, Source};
use crate::api::view::Name;
use crate::base::ids::{ConnectionId, DeviceId, OpId, SocketId};
use plenum_shared::ids::PeerId;
use plenum_shared::message::IceServer;
use std::sync::Arc;

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Something about a WebSocket.
    Socket {
        /// Which one.
        socket: SocketId,
        /// What.
        command: SocketCommand,
    },
    /// Something about an `RTCPeerConnection`.
    Connection {
        /// Which one.
        id: ConnectionId,
        /// What.
        command: Command,
    },
    /// Keep so many connections ready that `Open` can take, made with these servers, and let go of those that are too many.
    /// Nothing of them goes out: none gathers candidates before its first description is applied.
    Prepare {
        /// With their channels, their transceivers and a written offer: for the offerer.
        offers: usize,
        /// With their channels: for either role.
        plain: usize,
        /// From `welcome`.
        ice_servers: Arc<[IceServer]>,
    },
    /// Gather ICE candidates over these servers with a connection of its own, which has one data channel and no track, and tell
    /// `PageEvent::Probed` of what comes.
    Probe {
        /// Which run this is: what comes says so again.
        run: u32,
        /// `None`: close it, no more is wanted.
        ice_servers: Option<Arc<[IceServer]>>,
    },
    /// `getUserMedia` for the microphone alone. The track starts enabled. Answers `Done::Opened`. If one is open
    /// already, the new one takes its place in every sender and the old one is stopped.
    ///
    /// Invariant: comes only out of a person's intent.
    OpenMicrophone {
        /// Its promise.
        op: OpId,
        /// The wanted one; `None`: the system's choice.
        device: Option<DeviceId>,
    },
    /// `MediaStreamTrack.enabled` of the open microphone.
    EnableMicrophone(bool),
    /// What the browser does to the sound of microphones opened from here on.
    Process(crate::api::view::Processing),
    /// Through which loudspeaker others are heard (`setSinkId`, W3C Audio Output Devices); `None`: the system's.
    Speaker(Option<DeviceId>),
    /// Stop the microphone's track and let go of the device.
    CloseMicrophone,
    /// `getUserMedia` for the camera alone. Answers `Done::Opened`. If one is open already, the new one takes its place in every sender.
    ///
    /// Invariant: comes only out of a person's intent.
    OpenCamera {
        /// Its promise.
        op: OpId,
        /// Which one.
        camera: CameraChoice,
    },
    /// How large the open camera is captured, as a wish (`applyConstraints`); one opened in its place too. What is opened
    /// after `CloseCamera` is large.
    CameraSize(crate::api::sender_parameters::CameraSize),
    /// What the camera shows behind the person: the one that is open, at once, and those opened from here on. Where that is not
    /// the room as it is, no picture goes out or is shown that does not hide it: what cannot be hidden is closed, and the
    /// promise of `OpenCamera` broken (`Failure::BackgroundFailed`), or `DeviceEvent::BackgroundFailed` told.
    Background(crate::api::view::BackgroundEffect),
    /// Stop the camera's track: light out.
    CloseCamera,
    /// Whether anybody needs to know how loud the open microphone is (`DeviceEvent::Level`); measuring keeps the sound of the
    /// whole page running. Nobody, as long as nothing is said.
    Measure(bool),
    /// Something about our own screen.
    Screen(ScreenCommand),
    /// Something about the sound check.
    SoundCheck(SoundCheckCommand),
    /// Look whether the server has a newer page than this one; if so, `PageEvent::UpdateFound` follows.
    LookForUpdate,
    /// Fetch the part of the program that meetings need; answers `Done::ChunkLoaded`.
    FetchRoomChunk {
        /// Its promise.
        op: OpId,
    },
    /// Argon2id of a passphrase (`frontend/passphrase`) in a worker that is thrown away afterwards; answers `Done::Stretched`.
    Stretch {
        /// Its promise.
        op: OpId,
        /// As typed.
        passphrase: Passphrase,
        /// Of the link.
        salt: [u8; 16],
    },
    /// Words of the list for a language, by the same worker, since the lists are there; answers `Done::Suggested`.
    Suggest {
        /// Its promise.
        op: OpId,
        /// In which language.
        language: crate::api::view::Language,
        /// Where in the list, drawn at random.
        places: [u16; 4],
    },
    /// For the worker with the room document.
    Document(DocumentCommand),
    /// What of the room document is to be seen. It is no part of the view: nothing but the views reads it.
    ShowDocument(DocumentNews),
    /// Something about the sealed copies of room documents on this device (IndexedDB); answers `Done::Stored`.
    Store {
        /// Its promise.
        op: OpId,
        /// What.
        command: StoreCommand,
    },
    /// Something about a file.
    Files(FileCommand),
    /// Keep something on this device (`localStorage`).
    Remember(Keepsake),
    /// Keep the session for a reload (`sessionStorage`); only ever while the page is being hidden, so that a duplicated tab finds nothing.
    KeepSession(crate::api::event::PreviousSession),
    /// Should this page die inside a meeting, keep this session for its reload then; `None`: it leaves nothing any more.
    Bequeath(Option<crate::api::event::PreviousSession>),
    /// Go to this fragment (with `#` in front); the browser's back button comes back. Does not answer with `PageEvent::Fragment`.
    Go(Fragment),
    /// The same, but in place of the current entry of the history: the link there was damaged or carried parameters.
    Mend(Fragment),
    /// Where the page stands in the browser's history, which Back follows.
    Stand(HistoryEntry),
    /// Text into the clipboard.
    Copy {
        /// Its promise.
        op: OpId,
        /// What.
        text: Fragment,
    },
    /// What happened lately into the clipboard: the page's own log and this report, without addresses and secrets.
    CopyLog {
        /// Its promise.
        op: OpId,
        /// How things stand in the meeting.
        report: String,
    },
    /// Find out what is worth knowing when something has failed: permissions, how many devices, which kind of network. `probe`:
    /// and whether our server answers, asked for a small file past every cache. Answers `Done::Examined`.
    Examine {
        /// Its promise.
        op: OpId,
        /// Ask the server.
        probe: bool,
    },
    /// The channel to other tabs of this browser at this room (`BroadcastChannel`); `None`: to nobody any more.
    OpenTabs(Option<Arc<str>>),
    /// Tell those tabs.
    TellTabs(TabMessage),
    /// Tell the page around this one how things stand; only after `EmbedderCommand::Hello`.
    TellEmbedder(EmbedderStatus),
    /// A short soft sound.
    Chime(Chime),
    /// Ask the person, by the browser, whether the page may show notifications (WHATWG Notifications); answers `Done::Plain`, or fails
    /// where it may not.
    ///
    /// Invariant: comes only out of a person's intent.
    AskToNotify {
        /// Its promise.
        op: OpId,
    },
    /// Show a notification that somebody came in, with their name if the person wants it there.
    Notify(Option<Name>),
    /// Play again what was paused, let the page's sound run again, and hold what browsers take from a page that is not seen.
    Resume,
    /// Keep the screen awake, or let it sleep.
    WakeLock(bool),
    /// `Event::HeartbeatDue` every so many milliseconds, from a worker; `None`: no more.
    HeartbeatTimer(Option<u32>),
    /// Tell `Event::Envelopes` about these, of nobody else: how loud our microphone and they are, while that has to be
    /// compared. Nobody: no more.
    Envelopes(Arc<[ConnectionId]>),
    /// How loud somebody is, in steps 0..=8; `None` is ourselves. No part of the view: levels cost nothing.
    Level(Option<PeerId>, u8),
}

/// Where the page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryEntry {
    /// At no meeting: going away costs nothing.
    #[default]
    Outside,
    /// In a lobby: its entry of the history is marked, so that Back can return to it.
    Lobby,
    /// In a meeting: an entry of its own after that of the lobby, and who closes the page is asked first (`beforeunload`).
    Inside,
}

/// What to do with our own screen.
#[derive(Clone, Debug)]
pub enum ScreenCommand {
    /// `getDisplayMedia`, with its sound where the browser and the person give it; answers `Done::Shared`.
    ///
    /// Invariant: comes only out of a person's intent.
    Open {
        /// Its promise.
        op: OpId,
        /// What matters more.
        motion: Motion,
    },
    /// Let the person choose a video or sound file, and play it to the others too (W3C Media Capture from DOM Elements:
    /// `captureStream`); answers `Done::Shared` once it plays.
    ///
    /// Invariant: comes only out of a person's intent.
    Play {
        /// Its promise.
        op: OpId,
    },
    /// `contentHint` of the open track (W3C MediaStreamTrack Content Hints), and its frame rate.
    Prefer(Motion),
    /// Stop its tracks. What is just being chosen is stopped as soon as it is, and its promise broken.
    Close,
}

/// What to do with a WebSocket.
#[derive(Clone, Debug)]
pub enum SocketCommand {
    /// `new WebSocket("wss://HOST/ws/<shard>")` with `binaryType = "arraybuffer"`.
    Open {
        /// First byte of the room id.
        shard: u8,
    },
    /// `GET /instance/<shard>`: which process of the server it is by now. Answers `SocketEvent::Instance`, or nothing.
    Ask {
        /// First byte of the room id.
        shard: u8,
    },
    /// Send a text frame.
    Text(String),
    /// Send a binary frame.
    Binary(Vec<u8>),
    /// Close it; no news of it are wanted any more.
    Close,
}

/// What to do with an `RTCPeerConnection`.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make it (`max-bundle`), with the three negotiated channels. The offerer adds the four transceivers
    /// (microphone, camera, screen, screen sound) at once, the answerer none.
    Open {
        /// Who offers.
        role: Role,
        /// From `welcome`.
        ice_servers: Arc<[IceServer]>,
    },
    /// `createOffer` (with `iceRestart` if so), `setLocalDescription`; answers `Done::Described`. What was prepared has its
    /// offer and answers at once, while it is still being applied: a connection carries out its operations in order.
    Offer {
        /// Its promise.
        op: OpId,
        /// New ICE credentials on the same connection.
        ice_restart: bool,
    },
    /// `setRemoteDescription(offer)`, take the four transceivers in m-line order, set each to `sendrecv`, put in the
    /// wanted tracks, `createAnswer`, `setLocalDescription`; answers `Done::Described`.
    Answer {
        /// Its promise.
        op: OpId,
        /// Theirs.
        offer: Sdp,
    },
    /// `setRemoteDescription(answer)`; answers `Done::Plain`.
    Accept {
        /// Its promise.
        op: OpId,
        /// Theirs.
        answer: Sdp,
    },
    /// `addIceCandidate` for each; one that the browser refuses is skipped. Never before a remote description is applied.
    AddCandidates(Vec<Candidate>),
    /// Whether our microphone (camera, screen, …) goes to this peer: `replaceTrack(track)` or `replaceTrack(null)`; answers `Done::Plain`.
    /// Before the transceivers exist it is only noted and `Open` or `Answer` put it in.
    Send {
        /// Its promise.
        op: OpId,
        /// Which of ours.
        source: Source,
        /// On or off.
        on: bool,
    },
    /// How a source goes to this peer: `getParameters`, change, `setParameters` in one task; answers `Done::Plain`. Never
    /// before the transceivers exist. What a browser does not know of them it leaves out.
    SetParameters {
        /// Its promise.
        op: OpId,
        /// Which of ours.
        source: Source,
        /// All of them.
        parameters: Parameters,
    },
    /// `setConfiguration` with these servers: the next ICE restart gathers over them (W3C WebRTC, section 4.4.1.6).
    SetIceServers(Arc<[IceServer]>),
    /// Bytes into a data channel; dropped if it is not open.
    Say(Channel, Vec<u8>),
    /// The fingerprint message has opened: from here on the stream may be attached to its tile, seen and heard.
    Reveal,
    /// Play its sound, or no more. Of two connections to one peer at most one is heard.
    Hear(bool),
    /// How loud this peer is played, percent, 0..=100; 0 is silence. Every connection begins at 100. Never before `Reveal`.
    Volume(u8),
    /// Which of their sounds may be played: their voice, the sound of their screen. Every connection begins with neither.
    /// Never before `Reveal`.
    Play([bool; 2]),
    /// Tell (once) when the next frame of their camera or screen is decoded.
    WatchFrame(Source),
    /// Close it; no news of it are wanted any more.
    Close,
}

/// Who offers in an epoch; the other one only ever answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Adds the transceivers and offers, ICE restarts too.
    Offerer,
    /// Liveness.
    Answerer,
}

/// Which camera.
#[derive(Clone, Debug, PartialEq)]
pub enum CameraChoice {
    /// The one that looks at the person (`facingMode: "user"`), as a wish.
    Front,
    /// The one that looks away (`facingMode: "environment"`), as a wish.
    Back,
    /// This one, as a wish.
    Device(DeviceId),
}

/// What to keep on this device.
#[derive(Clone, Debug, PartialEq)]
pub enum Keepsake {
    /// The person's name; empty removes it.
    Name(crate::api::intent::Text),
    /// `en` or `de`.
    Language(&'static str),
    /// `light`, `dark`, or empty for the system's.
    Theme(&'static str),
    /// Last chosen microphone.
    Microphone(DeviceId),
    /// Last chosen camera.
    Camera(DeviceId),
    /// `small`, `speaker`, `sound`, or empty for everything.
    Saving(&'static str),
    /// How they talk and listen.
    Preferences(String),
}

/// A fragment or link; holds the secret of the room and is never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Fragment(pub String);

impl std::fmt::Debug for Fragment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fragment(…)")
    }
}

/// A short soft sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chime {
    /// Somebody came in.
    Arrival,
    /// Somebody left.
    Departure,
    /// Somebody wrote.
    Message,
}
