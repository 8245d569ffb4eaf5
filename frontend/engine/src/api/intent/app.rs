//! What a person wants of the page: where to go, what they are called, how it looks.

use super::{Passphrase, Text};
use crate::api::view::{Captions, Doorbell, Language, NoticeKind, Saving, Theme};

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub enum AppIntent {
    /// "Start a meeting": make a link and go to its lobby.
    StartMeeting,
    /// The same, and nobody comes in without this passphrase.
    StartProtected {
        /// As typed; of one that is empty nothing comes.
        passphrase: Passphrase,
        /// Remember it on this device.
        remember: bool,
    },
    /// Propose words for a passphrase.
    SuggestPassphrase,
    /// The passphrase of the meeting whose link was opened.
    Unlock {
        /// As typed.
        passphrase: Passphrase,
        /// Remember it on this device.
        remember: bool,
    },
    /// Away from this door, to try another passphrase.
    ChangePassphrase,
    /// A link was pasted on the start page.
    OpenLink(Text),
    /// Back to the start page.
    GoToStart,
    /// The name others see; kept on this device. In the lobby at every keystroke, in the room when confirmed.
    SetName(Text),
    /// From the lobby into the room, or back in after having left.
    Join,
    /// Out of the room.
    Leave,
    /// To the other meeting whose link was put in the page's address (`NoticeKind::OtherMeeting`).
    ChangeMeeting,
    /// The link into the clipboard.
    CopyLink,
    /// An invitation with the link into the clipboard, as a letter.
    CopyInvitation {
        /// In a second language too: English, or German where the page is in English.
        both: bool,
    },
    /// What happened lately, into the clipboard, for whoever is to mend it.
    CopyLog,
    /// What is wrong, into the clipboard, for whoever helps.
    CopyReport,
    /// I have read this notice.
    Dismiss(NoticeKind),
    /// The words of the page; kept on this device.
    SetLanguage(Language),
    /// Paper or night; kept on this device.
    SetTheme(Theme),
    /// How much data may be used; kept on this device.
    SetDataSaver(Saving),
    /// What tells of somebody who comes in while the page is hidden; the browser is asked whether it may. Kept on this device.
    SetDoorbell(Doorbell),
    /// How wide the panel beside the tiles is, CSS pixels; `None`: as at first. Kept on this device.
    SetPanelWidth(Option<u16>),
    /// With one other our own picture is small and stands over theirs, or not. Kept on this device.
    SetSmallSelf(bool),
    /// Whether captions are shown, and how large. Kept on this device.
    SetCaptions(Captions),
    /// Whether the others see what we write in the chat while we write it. Kept on this device.
    SetLiveTyping(bool),
}
