//! Preferences of talking, listening and looking, as they are kept on this device.

use crate::api::view::{
    BackgroundEffect, CaptionSize, Captions, Doorbell, JoinedWith, Preferences, Processing, TalkMode,
};
use crate::base::ids::DeviceId;
use std::sync::Arc;

/// The talk key that everybody knows.
pub const SPACE: &str = " ";
/// The longest name of a key, characters: `AudioVolumeMute` and the like.
const KEY_CHARACTERS: usize = 24;
/// How wide a panel can be, CSS pixels: no narrower than a phone, no wider than a wall.
const PANEL_WIDTHS: std::ops::RangeInclusive<u16> = 240..=2_000;
/// Before the width of the panel, as it is kept.
const PANEL: &str = "panel-";
/// Keys that a page needs for something else, or that never come alone.
const RESERVED: [&str; 14] = [
    "Escape",
    "Tab",
    "Enter",
    "Shift",
    "Control",
    "Alt",
    "AltGraph",
    "Meta",
    "CapsLock",
    "Dead",
    "Process",
    "Compose",
    "Unidentified",
    "ContextMenu",
];

/// A key that can be the talk key, as it is compared: letters in lower case, of other alphabets as the page gives them. `None` if it
/// cannot.
pub fn key(name: &str) -> Option<Arc<str>> {
    let fits = (1..=KEY_CHARACTERS).contains(&name.chars().count()) && !name.contains('\n');
    let single = name.chars().count() == 1;
    (fits && !RESERVED.contains(&name)).then(|| if single { name.to_ascii_lowercase().into() } else { name.into() })
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            mode: TalkMode::Open,
            key: SPACE.into(),
            letters: true,
            processing: Processing::ALL,
            speaker: None,
            joined_with: JoinedWith::default(),
            mirror: true,
            background: BackgroundEffect::default(),
            doorbell: Doorbell::default(),
            panel: None,
            small_self: true,
            captions: Captions::default(),
            live_typing: false,
        }
    }
}

/// A width that the panel can have.
pub fn panel_width(width: u16) -> u16 {
    width.clamp(*PANEL_WIDTHS.start(), *PANEL_WIDTHS.end())
}

impl Preferences {
    /// As it is kept: what is off or unusual in the first line, the key in the second, the loudspeaker in the third.
    pub(crate) fn write(&self) -> String {
        let words = [
            (self.mode == TalkMode::PushToTalk, "hold "),
            (!self.letters, "no-letters "),
            (!self.mirror, "no-mirror "),
            (self.background == BackgroundEffect::Blur, "background-blur "),
            (self.background == BackgroundEffect::Plain, "background-plain "),
            (!self.processing.echo, "no-echo "),
            (!self.processing.noise, "no-noise "),
            (!self.processing.gain, "no-gain "),
            (self.joined_with.microphone, "with-microphone "),
            (self.joined_with.camera, "with-camera "),
            (!self.small_self, "large-self "),
            (self.captions.shown, "captions "),
            (self.captions.size == CaptionSize::Larger, "larger-captions "),
            (self.captions.size == CaptionSize::Largest, "largest-captions "),
            (self.live_typing, "live-typing "),
            (self.doorbell == Doorbell::Notification, "notify "),
            (self.doorbell == Doorbell::NamedNotification, "notify-name "),
        ];
        let mut words: String = words.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
        if let Some(panel) = self.panel {
            words += &[PANEL, &panel.to_string(), " "].concat();
        }
        let speaker = self.speaker.as_ref().map_or("", |speaker| &*speaker.0);
        [&*words, &*self.key, speaker].join("\n")
    }

    /// As they were kept; whatever cannot be read is as at first.
    pub(crate) fn read(kept: &str) -> Preferences {
        let mut lines = kept.split('\n');
        let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let is = |word| words.contains(&word);
        Preferences {
            mode: if is("hold") { TalkMode::PushToTalk } else { TalkMode::Open },
            letters: !is("no-letters"),
            mirror: !is("no-mirror"),
            // Of two the one that hides more.
            background: match (is("background-plain"), is("background-blur")) {
                (true, _) => BackgroundEffect::Plain,
                (false, true) => BackgroundEffect::Blur,
                (false, false) => BackgroundEffect::None,
            },
            processing: Processing { echo: !is("no-echo"), noise: !is("no-noise"), gain: !is("no-gain") },
            key: lines.next().and_then(key).unwrap_or_else(|| SPACE.into()),
            speaker: lines.next().filter(|id| !id.is_empty()).map(|id| DeviceId(id.into())),
            joined_with: JoinedWith { microphone: is("with-microphone"), camera: is("with-camera") },
            doorbell: match (is("notify-name"), is("notify")) {
                (true, _) => Doorbell::NamedNotification,
                (false, true) => Doorbell::Notification,
                (false, false) => Doorbell::Chime,
            },
            panel: words.iter().find_map(|word| word.strip_prefix(PANEL)?.parse().ok()).map(panel_width),
            small_self: !is("large-self"),
            captions: Captions {
                shown: is("captions"),
                size: match (is("largest-captions"), is("larger-captions")) {
                    (true, _) => CaptionSize::Largest,
                    (false, true) => CaptionSize::Larger,
                    (false, false) => CaptionSize::Large,
                },
            },
            live_typing: is("live-typing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_survive_being_kept() {
        let unusual = Preferences {
            mode: TalkMode::PushToTalk,
            key: "t".into(),
            letters: false,
            processing: Processing { echo: false, noise: true, gain: false },
            speaker: Some(DeviceId("loud".into())),
            joined_with: JoinedWith { microphone: true, camera: false },
            mirror: false,
            background: BackgroundEffect::Blur,
            doorbell: Doorbell::NamedNotification,
            panel: Some(420),
            small_self: false,
            captions: Captions { shown: true, size: CaptionSize::Largest },
            live_typing: true,
        };
        let larger = Captions { shown: false, size: CaptionSize::Larger };
        let nameless = Preferences {
            doorbell: Doorbell::Notification,
            captions: larger,
            background: BackgroundEffect::Plain,
            ..Preferences::default()
        };
        for preferences in [Preferences::default(), unusual, nameless] {
            assert_eq!(Preferences::read(&preferences.write()), preferences);
        }
    }

    #[test]
    fn what_others_left_in_the_storage_is_no_preference() {
        for kept in [
            "",
            "\n",
            "x y\nTab\n",
            "panel-wide panel-70000",
            &"z".repeat(9_000),
            &format!("\n{}\n", "k".repeat(KEY_CHARACTERS + 1)),
        ] {
            assert_eq!(Preferences::read(kept), Preferences::default(), "{kept}");
        }
    }

    #[test]
    fn a_talk_key_is_one_that_can_be_held() {
        assert_eq!(key("T").as_deref(), Some("t"));
        assert_eq!(key("ß").as_deref(), Some("ß"));
        assert_eq!(key("F9").as_deref(), Some("F9"));
        assert!(key(&"k".repeat(KEY_CHARACTERS)).is_some() && key(&"k".repeat(KEY_CHARACTERS + 1)).is_none());
        assert!(["", "\n", "Tab", "Escape", "Shift", "Dead"].iter().all(|name| key(name).is_none()));
    }
}
