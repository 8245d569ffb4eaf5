//! What is kept of the person in front of this page: name, language, colours, and how they like to talk and listen.

use crate::api::view::{Appearance, Language, Preferences, Saving, Theme};

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
}

impl Default for Profile {
    fn default() -> Profile {
        Profile {
            name: String::new(),
            appearance: Appearance { language: Language::En, theme: Theme::System },
            saving: Saving::Nothing,
            preferences: Preferences::default(),
        }
    }
}
