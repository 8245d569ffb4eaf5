//! What a person can want. Views dispatch these; nothing else opens a microphone, a camera or a screen.

use crate::api::effect::Motion;
use crate::api::view::{Hold, Language, NoticeKind, Processing, Saving, Spot, TalkMode, Theme};
use crate::base::ids::DeviceId;
use plenum_shared::ids::PeerId;

/// One act of the person in front of this page.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// "Start a meeting": make a link and go to its lobby.
    StartMeeting,
    /// A link was pasted on the start page.
    OpenLink(Text),
    /// Back to the start page.
    GoToStart,
    /// The name others see; kept on this device. In the lobby at every keystroke, in the room when confirmed.
    SetName(Text),
    /// Microphone on or off.
    Microphone(bool),
    /// Camera on or off.
    Camera(bool),
    /// The talk key or the microphone button is held: on becomes off, and off on, until it is let go.
    Hold(Hold),
    /// It was let go.
    Release(Hold),
    /// It was lost hold of, and not let go: the pointer was cancelled, the keyboard fell silent. The microphone is off.
    LoseHold,
    /// The microphone is open until it is switched off, or only while something is held; kept on this device.
    TalkMode(TalkMode),
    /// Another key to hold (`KeyboardEvent.key`); kept on this device.
    TalkKey(Text),
    /// Whether single messages switch microphone and camera; kept on this device.
    Letters(bool),
    /// Hear nobody, or everybody again. Who hears nobody is not heard either, until they switch on.
    Deafen(bool),
    /// How loud we hear this person, percent; for this meeting.
    Volume(PeerId, u8),
    /// Hear this person not at all, or again; for this meeting, and for us alone.
    Hush(PeerId, bool),
    /// Say that this person sits in one room with us, or does not (any more). While both say so, neither plays the other's sound.
    SitTogether(PeerId, bool),
    /// Ask this person to switch off their microphone.
    AskToMute(PeerId),
    /// What the browser does to the sound of our microphone; reopens it if it is open. Kept on this device.
    Process(Processing),
    /// Another loudspeaker; kept on this device.
    ChooseSpeaker(DeviceId),
    /// Another microphone; reopens it if it is open.
    ChooseMicrophone(DeviceId),
    /// Another camera; reopens it if it is open.
    ChooseCamera(DeviceId),
    /// Front camera instead of back camera, or the other way round (phones).
    FlipCamera,
    /// Share a screen (the browser lets the person choose which), or stop; only in the room.
    Screen(bool),
    /// Play a video or sound file to everybody (the browser lets the person choose which); stopped by `Screen(false)`.
    ShareFile,
    /// What matters more in the shared screen.
    PreferMotion(Motion),
    /// Other places for the tiles.
    Arrange(Arrange),
    /// From the lobby into the room, or back in after having left.
    Join,
    /// Out of the room.
    Leave,
    /// To the other meeting whose link was put in the page's address (`NoticeKind::OtherMeeting`).
    ChangeMeeting,
    /// The link into the clipboard.
    CopyLink,
    /// What happened lately, into the clipboard, for whoever is to mend it.
    CopyLog,
    /// Look at who hears and sees whom, or no more.
    WatchConnections(bool),
    /// Try the server again now instead of waiting.
    RetryLine,
    /// Try again to reach this person.
    RetryPerson(PeerId),
    /// I have read this notice.
    Dismiss(NoticeKind),
    /// The words of the page; kept on this device.
    SetLanguage(Language),
    /// Paper or night; kept on this device.
    SetTheme(Theme),
    /// How much data may be used; kept on this device.
    SetDataSaver(Saving),
}

/// How the tiles shall stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// This one large, whoever speaks or shares.
    Pin(Spot),
    /// No more.
    Unpin,
    /// From equals in a grid to whoever speaks, or from a stage of whatever kind to equals.
    Switch,
    /// Our own tile is shown, or away.
    Myself(bool),
}

/// What a person typed or pasted; never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text(…)")
    }
}
