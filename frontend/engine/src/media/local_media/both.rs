//! Both devices by one act. The browser asks one question at a time: phones lose the first one when the second overtakes it.

use super::{Device, LocalMedia};
use crate::api::context::Context;

impl LocalMedia {
    /// Act of a person: microphone on, and the camera as soon as the browser has answered for the microphone.
    pub fn both_on(&mut self, cx: &mut Context) {
        self.microphone_on(cx);
        match self.microphone {
            Device::Opening { .. } => self.camera_follows = true,
            Device::Closed | Device::On | Device::Quiet | Device::Taken | Device::Trouble(_) => self.camera_on(cx),
        }
    }

    /// The browser may have answered for the microphone, with whatever it was.
    pub(super) fn follow(&mut self, cx: &mut Context) {
        let answered = !matches!(self.microphone, Device::Opening { .. });
        if answered && std::mem::take(&mut self.camera_follows) {
            self.camera_on(cx);
        }
    }
}
