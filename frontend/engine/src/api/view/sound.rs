//! How a person talks and listens.

use super::{BackgroundEffect, Captions};
use crate::base::ids::DeviceId;
use std::sync::Arc;

/// When the microphone is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkMode {
    /// From switching it on to switching it off.
    Open,
    /// Only for as long as a key or the button is held.
    PushToTalk,
}

/// What a person chose about sound; kept on this device.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// When the microphone is open.
    pub mode: TalkMode,
    /// The key to hold (`KeyboardEvent.key`, UI Events §5.7; single letters in lower case).
    pub key: Arc<str>,
    /// Whether single letters switch microphone and camera (WCAG 2.1.4: they can be turned off).
    pub letters: bool,
    /// What the browser does to the sound of the microphone.
    pub processing: Processing,
    /// The chosen loudspeaker; `None`: the system's.
    pub speaker: Option<DeviceId>,
    /// With what the person joined last, so that it can be offered to them the next time.
    pub joined_with: JoinedWith,
    /// The person sees themselves as in a mirror.
    pub mirror: bool,
    /// What the others see behind them.
    pub background: BackgroundEffect,
    /// What tells them of somebody who comes in while they look elsewhere.
    pub doorbell: Doorbell,
    /// How wide the panel beside the tiles is, CSS pixels; `None`: as the style sheet has it.
    pub panel: Option<u16>,
    /// With one other our own picture is small and stands over theirs.
    pub small_self: bool,
    /// How they want to see captions.
    pub captions: Captions,
    /// The others see what they write in the chat while they write it.
    pub live_typing: bool,
}

/// What tells a person that somebody came in while the page is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doorbell {
    /// The chime that they hear anyway.
    #[default]
    Chime,
    /// A notification too (WHATWG Notifications), which says only that somebody came.
    Notification,
    /// The same with their name, which then stands on the screen whatever else is there.
    NamedNotification,
}

/// Devices with which a person joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JoinedWith {
    /// The microphone was on.
    pub microphone: bool,
    /// The camera was on.
    pub camera: bool,
}

/// What the browser does to the sound of the microphone (W3C Media Capture and Streams, constrainable properties).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Processing {
    /// `echoCancellation`
    pub echo: bool,
    /// `noiseSuppression`
    pub noise: bool,
    /// `autoGainControl`
    pub gain: bool,
}

impl Processing {
    /// As most people need it.
    pub const ALL: Processing = Processing { echo: true, noise: true, gain: true };
}

/// How we listen to one person; theirs for the meeting, and nobody else's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// Percent, 0..=100.
    pub volume: u8,
    /// Not heard at all, by us alone.
    pub hushed: bool,
}

/// Whether two people sit in one room; while they do, neither's page plays the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seating {
    /// Nobody says so.
    Apart,
    /// We do, and wait for them to say so too.
    Asked,
    /// They do, and wait for us to say so too.
    Invited,
    /// Both do.
    Together,
}
