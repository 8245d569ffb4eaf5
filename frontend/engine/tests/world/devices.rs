//! Microphone and camera of a page: `getUserMedia` that opens, is denied, finds nothing or finds it taken.

use super::World;
use super::page::Page;
use super::person::Attitude;
use plenum_engine::effect::Source;
use plenum_engine::event::{DeviceNews, Done, Event, Failure, OpenedDevice};
use plenum_engine::ids::{DeviceId, OpId};

/// One capture device as a page holds it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device {
    /// Its track is live: the light is on.
    pub open: bool,
    /// `track.enabled`
    pub enabled: bool,
    /// Requests for another one that run.
    pub asked: u32,
}

impl Device {
    /// Its track is stopped.
    pub fn close(&mut self) {
        (self.open, self.enabled) = (false, false);
    }

    /// Something other than silence or black comes out of it.
    pub fn on_air(self) -> bool {
        self.open && self.enabled
    }
}

impl Page {
    /// The device behind one of the two sources we have.
    pub fn device(&mut self, source: Source) -> &mut Device {
        match source {
            Source::Microphone | Source::ScreenSound => &mut self.microphone,
            Source::Camera | Source::Screen => &mut self.camera,
        }
    }
}

impl World {
    /// `getUserMedia` for one device.
    pub fn open_device(&mut self, page: usize, op: OpId, source: Source, wanted: Option<DeviceId>, facing_away: bool) {
        let person = &self.people[self.pages[page].person];
        let attitude = if source == Source::Camera { person.camera_attitude } else { person.microphone_attitude };
        let failure = match attitude {
            Attitude::Opens => None,
            Attitude::Denied => Some(Failure::Denied),
            Attitude::Missing => Some(Failure::NotFound),
            Attitude::Busy => Some(Failure::Busy),
        };
        self.pages[page].device(source).asked += 1;
        let delay = self.dice.latency(self.weather.device);
        self.after(delay, move |world| {
            world.pages[page].device(source).asked -= 1;
            let event = match failure {
                Some(failure) => Event::Failed { op, failure },
                None => {
                    let device = world.pages[page].device(source);
                    (device.open, device.enabled) = (true, true);
                    let device = wanted.or(Some(DeviceId("default".into())));
                    Event::Done { op, done: Done::Opened(OpenedDevice { device, facing_away }) }
                }
            };
            world.hears(page, event);
            world.frames_may_flow(page);
        });
    }

    /// The device is pulled out, or its permission taken away.
    pub fn pull_out(&mut self, page: usize, source: Source) {
        let device = self.pages[page].device(source);
        if device.open {
            device.open = false;
            let news = if source == Source::Camera { DeviceNews::CameraEnded } else { DeviceNews::MicrophoneEnded };
            self.hears(page, Event::Devices(news));
        }
    }
}
