//! What the page says of its own accord: notices, each with what one can do, and the live region.

use super::{DeviceTrouble, Name, ScreenTrouble, TileId};

/// A sentence that says what is and what one can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The server is away; keep talking.
    ServerAway,
    /// The server is away, and nobody else is here: nobody can come.
    ServerAwayAlone,
    /// The server was never reached, though the page came from it, and nobody else is here.
    ServerUnreached,
    /// A network that wants its people to log in answers in the place of the server.
    LoginPage,
    /// Somebody cannot be connected to directly, and the server names no relay.
    NoRelay,
    /// The page was reloaded: you are back, microphone and camera are off.
    BackAfterReload,
    /// The microphone stopped.
    MicrophoneLost,
    /// The camera stopped.
    CameraLost,
    /// The microphone could not be opened.
    MicrophoneTrouble(DeviceTrouble),
    /// The camera could not be opened.
    CameraTrouble(DeviceTrouble),
    /// The screen could not be shared.
    ScreenTrouble(ScreenTrouble),
    /// The link is in the clipboard.
    LinkCopied,
    /// The link could not be copied: mark it and copy it by hand.
    LinkNotCopied,
    /// The browser shows no notifications of this page.
    NoNotifications,
    /// Words for a passphrase could not be made.
    NoWords,
    /// The debug log is in the clipboard.
    LogCopied,
    /// The clipboard would not take the debug log.
    LogNotCopied,
    /// What is wrong is in the clipboard, for whoever helps.
    ReportCopied,
    /// The clipboard would not take it: mark it and copy it by hand.
    ReportNotCopied,
    /// Somebody is in this room behind another door, though its link has no passphrase.
    OtherDoor,
    /// Somebody is in this room with another passphrase, and nobody with ours.
    OtherPassphrase,
    /// The host closed the room.
    ClosedByHost,
    /// The server has a newer page than this one.
    UpdateFound,
    /// The room is open in another tab of this browser, too.
    OtherTab,
    /// The link of another meeting was put in the page's address.
    OtherMeeting,
    /// The microphone is off, and we talk.
    TalkingWhileOff,
    /// The microphone is on, and nothing at all comes from it.
    MicrophoneSilent,
    /// The system has muted our microphone for now, for a phone call or by a switch.
    MicrophoneTaken,
    /// An interruption took the microphone from somebody who was on, and it could not be opened again.
    MicrophoneStayedOff,
    /// The microphone brings noise without a pause.
    MicrophoneNoisy,
    /// What is written is not kept on this device: there is no room.
    NotKept,
    /// Nobody can hear us: the microphone was never on here.
    NotHeard,
    /// We hear nobody.
    Deaf,
    /// The person of this tile asks us to switch off the microphone.
    AskedToMute(TileId),
    /// The page around this one asks us to talk.
    AskedToTalk,
    /// Our request is on its way.
    Asked,
    /// Our request to everybody is on its way.
    AskedAll,
    /// The person of this tile says that they sit in one room with us.
    AskedToSit(TileId),
    /// The person of this tile is in the lobby, and something of theirs does not work.
    TroubleAtDoor(TileId),
    /// Somebody hears themselves through our loudspeaker.
    Echo,
}

/// What the live region says, and a number so that the same sentence can be said twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// Counts up.
    pub number: u32,
    /// What.
    pub what: News,
}

/// What the live region says.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Somebody came in.
    Arrived(Name),
    /// Somebody left.
    Departed(Name),
    /// Somebody reloaded and is back.
    Back(Name),
    /// Somebody began to share their screen.
    Shares(Name),
    /// They share it no more.
    SharesNoMore(Name),
    /// Somebody writes captions, the first one in this meeting.
    Captions(Name),
    /// The signaling connection is lost.
    ServerAway,
    /// The same, and nobody else is here.
    ServerAwayAlone,
    /// The signaling connection is back.
    ServerBack,
    /// The connection to this person broke.
    Interrupted(Name),
    /// And is back.
    Reconnected(Name),
}
