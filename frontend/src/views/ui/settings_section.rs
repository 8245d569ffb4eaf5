//! The sections of the settings.

use crate::words::{self, Word};
use plenum_engine::api::view::Screen;

/// What there is to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Microphone and loudspeaker.
    Sound,
    /// The camera.
    Picture,
    /// One's name.
    You,
    /// How much data are used.
    Data,
    /// All keys.
    Keys,
    /// Language and colours.
    Look,
    /// What stays on this device.
    Stored,
}

impl Section {
    /// In the order of the row.
    pub const ALL: [Section; 7] =
        [Section::Sound, Section::Picture, Section::You, Section::Data, Section::Keys, Section::Look, Section::Stored];

    /// Its name.
    pub fn word(self) -> Word {
        match self {
            Section::Sound => words::settings_sound,
            Section::Picture => words::settings_picture,
            Section::You => words::settings_you,
            Section::Data => words::data_title,
            Section::Keys => words::talk_keys,
            Section::Look => words::devices_page,
            Section::Stored => words::settings_stored,
        }
    }

    /// The id of its tab.
    pub fn id(self) -> &'static str {
        match self {
            Section::Sound => "settings-sound",
            Section::Picture => "settings-picture",
            Section::You => "settings-you",
            Section::Data => "settings-data",
            Section::Keys => "settings-keys",
            Section::Look => "settings-look",
            Section::Stored => "settings-stored",
        }
    }

    /// Whether there is anything to set here: no meeting has no devices, and in the lobby one's name stands beside.
    pub fn fits(self, screen: Screen) -> bool {
        let lobby = screen == Screen::Lobby;
        match self {
            Section::Sound | Section::Picture | Section::Data => lobby || screen == Screen::Room,
            Section::You => !lobby,
            Section::Keys | Section::Look | Section::Stored => true,
        }
    }
}
