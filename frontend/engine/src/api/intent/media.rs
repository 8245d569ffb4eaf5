//! What a person wants of their own microphone, camera, screen and loudspeaker.

use super::Text;
use crate::api::values::Motion;
use crate::api::view::{BackgroundEffect, Hold, Processing, TalkMode};
use crate::base::ids::DeviceId;

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaIntent {
    /// Microphone on or off.
    Microphone(bool),
    /// Camera on or off.
    Camera(bool),
    /// Both on: the browser is asked for the microphone first, and then for the camera.
    Both,
    /// The talk key or the microphone button is held: on becomes off, and off on, until it is let go.
    Hold(Hold),
    /// It was let go.
    Release(Hold),
    /// It was lost hold of, and not let go: the pointer was cancelled, the keyboard fell silent. The microphone is off.
    LoseHold,
    /// The microphone is open until it is switched off, or only while something is held; kept on this device.
    TalkMode(TalkMode),
    /// Another key to hold (`KeyboardEvent.key`), a letter in lower case; kept on this device.
    TalkKey(Text),
    /// Whether single letters switch microphone and camera; kept on this device.
    Letters(bool),
    /// Hear nobody, or everybody again. Who hears nobody is not heard either, until they switch on.
    Deafen(bool),
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
    /// Play a short tone through the chosen loudspeaker.
    TestTone,
    /// Record a few seconds of the microphone, if it is on or being opened, and play them back to the person alone.
    HearYourself,
    /// No more of either.
    EndSoundCheck,
    /// Whether the person sees themselves as in a mirror; kept on this device.
    Mirror(bool),
    /// What the others see behind the person; also of a camera that is on. Kept on this device.
    Background(BackgroundEffect),
    /// The camera on, with the room as it is: the answer of whoever is told that it could not be hidden.
    ShowBackground,
    /// What matters more in the shared screen.
    PreferMotion(Motion),
}
