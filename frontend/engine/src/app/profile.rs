//! What is kept of the person in front of this page: name, language, colours, and how they like to talk and listen.

use crate::api::view::{Appearance, JoinedWith, Language, Preferences, Saving, Theme};

/// The person.
pub struct Profile {
    /// As typed.
    pub name: String,
    /// Language and colours.
    pub appearance: Appearance,
    /// What data they spare.
    pub saving: Saving,
    /// How they talk and listen.
    pub preferences: Preferences,
    /// What the link of this visit says of it.
    pub preset: Preset,
}

/// What the lobby offers to join with, as the link of this visit says: microphone, camera.
///
/// Invariant: it opens nothing, and nothing of it is kept.
#[derive(Clone, Copy, Default)]
pub struct Preset(pub [Option<bool>; 2]);

impl Preset {
    /// What the person is offered, where this is what was kept.
    pub fn over(self, kept: JoinedWith) -> JoinedWith {
        let [microphone, camera] = self.0;
        JoinedWith { microphone: microphone.unwrap_or(kept.microphone), camera: camera.unwrap_or(kept.camera) }
    }

    /// What is to be kept, where it was that and the person was on with this: nothing else of what the link decides.
    pub fn kept(self, before: JoinedWith, with: JoinedWith) -> JoinedWith {
        let [microphone, camera] = self.0.map(|preset| preset.is_none());
        JoinedWith {
            microphone: if microphone { with.microphone } else { before.microphone },
            camera: if camera { with.camera } else { before.camera },
        }
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile {
            name: String::new(),
            appearance: Appearance { language: Language::En, theme: Theme::System },
            saving: Saving::Nothing,
            preferences: Preferences::default(),
            preset: Preset::default(),
        }
    }
}
