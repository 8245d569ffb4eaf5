//! One of our own devices, from the person's wish to the light that is on.

use crate::api::event::Failure;
use crate::api::view::{DeviceState, DeviceTrouble};
use crate::base::ids::OpId;
use crate::base::time::Time;

/// So long a browser may ask, milliseconds, before the person is told that no answer comes: who reads the question has
/// answered by then.
const UNANSWERED_MS: u64 = 15_000;

/// A device, from the person's wish to the light that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// Not held.
    Closed,
    /// The browser is asking or opening; `wanted` turns false if the person thinks better of it meanwhile. Another one
    /// chosen meanwhile is opened afterwards: two requests at once would leave it open which of them is held.
    Opening { op: OpId, wanted: bool, since: Time },
    /// On air.
    On,
    /// Held, but silent (microphone only): quick to speak again.
    Quiet,
    /// Was on air until an interruption took it (microphone only): opened again when that is over.
    Taken,
    /// Could not be had, or was lost.
    Trouble(DeviceTrouble),
}

impl Device {
    /// Whether the browser owes an answer for long.
    pub fn unanswered(self, now: Time) -> bool {
        matches!(self, Device::Opening { wanted: true, since, .. } if now.since(since) >= UNANSWERED_MS)
    }

    /// When the person is to be told that no answer comes.
    pub fn deadline(self, now: Time) -> Option<Time> {
        match self {
            Device::Opening { since, wanted: true, .. } => Some(since + UNANSWERED_MS).filter(|at| *at > now),
            Device::Opening { wanted: false, .. }
            | Device::Closed
            | Device::On
            | Device::Quiet
            | Device::Taken
            | Device::Trouble(_) => None,
        }
    }

    /// What the person sees of it.
    pub fn view(self, now: Time) -> DeviceState {
        match self {
            device if device.unanswered(now) => DeviceState::Trouble(DeviceTrouble::Unanswered),
            Device::Closed | Device::Quiet | Device::Opening { wanted: false, .. } => DeviceState::Off,
            Device::Opening { wanted: true, .. } | Device::Taken => DeviceState::Opening,
            Device::On => DeviceState::On,
            Device::Trouble(trouble) => DeviceState::Trouble(trouble),
        }
    }
}

/// What is left of a device that was let go. While another one is still being opened in its place we wait for that one,
/// to let it go too: a light nobody asked for must not stay on.
pub(super) fn closed(changing: Option<OpId>, since: Time) -> Device {
    changing.map_or(Device::Closed, |op| Device::Opening { op, wanted: false, since })
}

/// What a person should know of a broken promise.
pub(super) fn trouble(failure: Failure) -> DeviceTrouble {
    match failure {
        Failure::Denied => DeviceTrouble::Denied,
        Failure::System => DeviceTrouble::System,
        Failure::Embedded => DeviceTrouble::Embedded,
        Failure::NotFound => DeviceTrouble::NotFound,
        Failure::Busy => DeviceTrouble::Busy,
        Failure::Unsupported => DeviceTrouble::Insecure,
        Failure::BackgroundFailed => DeviceTrouble::BackgroundFailed,
        Failure::Other => DeviceTrouble::Other,
    }
}
