//! One human being with one browser tab: what they want, and what their devices say to that.

use super::kept_copies::KeptCopies;
use super::rng::Rng;
use super::weather::Weather;
use plenum_engine::api::effect::Source;
use std::collections::BTreeSet;

/// What happens when a page asks for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attitude {
    /// It opens.
    Opens,
    /// "Block."
    Denied,
    /// There is none.
    Missing,
    /// Another program has it.
    Busy,
}

/// Where a person believes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No page open.
    Away,
    /// Choosing name and devices.
    Lobby,
    /// In the meeting.
    In,
    /// Has clicked on "Leave".
    Left,
}

/// A person.
pub struct Person {
    /// Code of the link they have.
    pub code: String,
    /// What the others should call them now.
    pub name: String,
    /// Every name they ever typed.
    pub names: BTreeSet<String>,
    /// Their tab's page, if it is open.
    pub page: Option<usize>,
    /// Where they believe to be.
    pub standing: Standing,
    /// Their last word about the microphone, as far as it still counts.
    pub microphone: bool,
    /// Their last word about the camera, as far as it still counts.
    pub camera: bool,
    /// Their last word about the screen, as far as it still counts.
    pub screen: bool,
    /// Their microphone.
    pub microphone_attitude: Attitude,
    /// Their camera.
    pub camera_attitude: Attitude,
    /// What becomes of their choice of a screen.
    pub screen_attitude: Attitude,
    /// What `localStorage` holds for their name.
    pub kept_name: Option<String>,
    /// What stays in their browser of room documents.
    pub store: KeptCopies,
    /// In whose browser they are, by whose store.
    pub store_of: usize,
    /// Their network is gone.
    pub offline: bool,
    /// Their network lets them reach everybody but the server.
    pub walled: bool,
    /// Their browser has no WebRTC.
    pub no_webrtc: bool,
}

const NAMES: [&str; 8] = ["Ada", "Ben", "Cem", "Dora", "Eli", "Fadi", "Gül", "Hanna"];

impl Person {
    /// Somebody who has not come yet.
    pub fn new(index: usize, rng: &mut Rng, weather: &Weather) -> Person {
        let devices =
            [Attitude::Opens, Attitude::Opens, Attitude::Opens, Attitude::Denied, Attitude::Missing, Attitude::Busy];
        let attitude = |rng: &mut Rng| if weather.devices_fail { rng.pick(&devices) } else { Attitude::Opens };
        Person {
            code: String::new(),
            name: String::new(),
            names: BTreeSet::from([String::new()]),
            page: None,
            standing: Standing::Away,
            microphone: false,
            camera: false,
            screen: false,
            microphone_attitude: attitude(rng),
            camera_attitude: attitude(rng),
            screen_attitude: attitude(rng),
            kept_name: None,
            store: KeptCopies::default(),
            store_of: index,
            offline: false,
            walled: false,
            no_webrtc: false,
        }
        .called(NAMES[index % NAMES.len()])
    }

    /// The same person under another name.
    pub fn called(mut self, name: &str) -> Person {
        self.call(name);
        self
    }

    /// Their last word about this source.
    pub fn wish(&mut self, source: Source) -> &mut bool {
        match source {
            Source::Microphone => &mut self.microphone,
            Source::Camera => &mut self.camera,
            Source::Screen | Source::ScreenSound => &mut self.screen,
        }
    }

    /// What they said about their devices does not count any more.
    pub fn switched_off(&mut self) {
        (self.microphone, self.camera, self.screen) = (false, false, false);
    }

    /// From now on they go by this name.
    pub fn call(&mut self, name: &str) {
        self.name = name.to_owned();
        self.names.insert(name.to_owned());
    }
}
