//! Our own microphone and camera as values: which of the two, and whether it is on.

use plenum_engine::api::view::{DeviceState, Me};

/// Whether a device is on air; opening is not yet.
pub fn is_on(state: DeviceState) -> bool {
    match state {
        DeviceState::On => true,
        DeviceState::Off | DeviceState::Opening | DeviceState::Trouble(_) => false,
    }
}

/// Whether pressing the button switches on: from everything but on and opening.
pub fn wants_on(state: DeviceState) -> bool {
    match state {
        DeviceState::On | DeviceState::Opening => false,
        DeviceState::Off | DeviceState::Trouble(_) => true,
    }
}

/// One of our two devices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The microphone.
    Microphone,
    /// The camera.
    Camera,
}

impl Own {
    /// Its state.
    pub fn state(self, me: &Me) -> DeviceState {
        match self {
            Own::Microphone => me.microphone,
            Own::Camera => me.camera,
        }
    }
}
