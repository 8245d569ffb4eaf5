//! What a person can want. Views dispatch these; nothing else opens a microphone, a camera or a screen.

use crate::effect::Motion;
use crate::ids::DeviceId;
use crate::view::{Language, NoticeKind, Saving, Spot, Theme};

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
    /// Another microphone; reopens it if it is open.
    ChooseMicrophone(DeviceId),
    /// Another camera; reopens it if it is open.
    ChooseCamera(DeviceId),
    /// Front camera instead of back camera, or the other way round (phones).
    FlipCamera,
    /// Share a screen (the browser lets the person choose which), or stop; only in the room.
    Screen(bool),
    /// What matters more in the shared screen.
    PreferMotion(Motion),
    /// Other places for the tiles.
    Arrange(Arrange),
    /// From the lobby into the room, or back in after having left.
    Join,
    /// Out of the room.
    Leave,
    /// The link into the clipboard.
    CopyLink,
    /// What happened lately, into the clipboard, for whoever is to mend it.
    CopyLog,
    /// Try the server again now instead of waiting.
    RetryLine,
    /// Try again to reach this person.
    RetryPerson(plenum_shared::ids::PeerId),
    /// I have read this notice.
    Dismiss(NoticeKind),
    /// The words of the page; kept on this device.
    Speak(Language),
    /// Paper or night; kept on this device.
    Paint(Theme),
    /// How much data may be used; kept on this device.
    Save(Saving),
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
