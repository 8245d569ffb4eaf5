//! What we say of ourselves, as far as it comes from outside the room.

use crate::api::effect::{Motion, Source};
use crate::api::values::DoorTrouble;
use crate::api::view::{Doorbell, Saving};

/// What we say of ourselves, as far as it comes from outside the meeting.
#[derive(Clone, PartialEq)]
pub struct LocalState {
    /// As typed.
    pub name: String,
    /// What goes out, by `Source as usize`.
    pub on_air: [bool; 4],
    /// What matters more in our screen.
    pub motion: Motion,
    /// We hear nobody.
    pub deaf: bool,
    /// They talk only while they hold a key or the button.
    pub holds: bool,
    /// What is wrong with our browser, our microphone, or the camera.
    pub trouble: Option<DoorTrouble>,
    /// The page can be seen.
    pub visible: bool,
    /// We are being heard right now.
    pub speaking: bool,
    /// What the person spares themselves.
    pub saving: Saving,
    /// What tells them of somebody who comes in while the page is hidden; nobody else's business.
    pub doorbell: Doorbell,
}

impl LocalState {
    /// Whether this goes out.
    pub fn sends(&self, source: Source) -> bool {
        self.on_air[source as usize]
    }
}
