//! Our own microphone when an interruption takes it, and when it is taken back.

use super::{Device, LocalMedia};
use crate::api::context::Context;

impl LocalMedia {
    /// An interruption ended the microphone's track: who was on will be on again, and who was silent opens it anew when they
    /// want to speak. False if that is not so: nothing was held, or another one is on its way.
    pub fn microphone_taken(&mut self, cx: &mut Context) -> bool {
        let held = matches!(self.microphone, Device::On | Device::Quiet) && self.changing_microphone.is_none();
        if held {
            let on = self.microphone == Device::On;
            self.close_microphone(cx);
            self.microphone = if on { Device::Taken } else { Device::Closed };
        }
        held
    }

    /// An interruption took the microphone from somebody who was on.
    pub fn microphone_is_taken(&self) -> bool {
        self.microphone == Device::Taken
    }

    /// It could not be had, or was lost.
    pub fn microphone_troubled(&self) -> bool {
        matches!(self.microphone, Device::Trouble(_))
    }

    /// After an interruption: a microphone that was on and is dead is opened once more, and a silent one let go of. The
    /// dead one goes first, since phones have one at a time. False if nothing is opened.
    pub fn reopen_microphone(&mut self, cx: &mut Context) -> bool {
        let on = matches!(self.microphone, Device::On | Device::Taken) && self.changing_microphone.is_none();
        if on || self.microphone == Device::Quiet && self.changing_microphone.is_none() {
            self.close_microphone(cx);
        }
        if on {
            self.open_microphone(cx);
        }
        on
    }
}
