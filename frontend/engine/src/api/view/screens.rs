//! Shared screens, ours and those of the others.

use crate::api::values::Motion;
use crate::base::ids::StreamRevision;

/// Our own screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Not shared.
    #[default]
    Off,
    /// The browser lets the person choose.
    Asking,
    /// On air.
    On {
        /// What.
        kind: Kind,
        /// Its sound, too.
        sound: bool,
        /// What matters more.
        motion: Motion,
        /// The stream of the preview; changes with every screen that is opened.
        preview: StreamRevision,
    },
}

/// What is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A screen, a window or a tab.
    Screen,
    /// A video or sound file.
    File,
}

/// Why there is no screen to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenTrouble {
    /// This browser, or this page in it, may not share screens.
    Unsupported,
    /// This browser cannot play the file that was chosen, or cannot play it to others.
    File,
    /// The file is played, but only its sound: this browser can show no picture of it.
    NoPicture,
    /// Anything else.
    Failed,
}

/// The screen somebody shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screening {
    /// None.
    No,
    /// Their status says so, but no frame of it was decoded yet.
    Coming,
    /// There is nothing to see: they play a sound file.
    Sound,
    /// We spare ourselves its picture.
    Spared,
    /// To be seen.
    Shown,
}

impl Screening {
    /// The same where we spare ourselves its picture.
    pub fn spared(self) -> Screening {
        match self {
            Screening::Coming | Screening::Shown => Screening::Spared,
            Screening::No | Screening::Sound | Screening::Spared => self,
        }
    }
}
