//! What a page captures: `getUserMedia` that opens, is denied, finds nothing or finds it taken, and `getDisplayMedia`.

use super::World;
use super::page::Page;
use super::person::Attitude;
use plenum_engine::api::effect::{ScreenCommand, Source};
use plenum_engine::api::event::{DeviceEvent, Done, Event, Failure, OpenedDevice};
use plenum_engine::base::ids::{DeviceId, OpId};

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
    /// The device behind a source.
    pub fn device(&mut self, source: Source) -> &mut Device {
        match source {
            Source::Microphone => &mut self.microphone,
            Source::Camera => &mut self.camera,
            Source::Screen => &mut self.screen,
            Source::ScreenSound => &mut self.screen_sound,
        }
    }
}

impl Page {
    /// Both tracks are stopped, and so is what is just being chosen.
    pub fn close_screen(&mut self) {
        self.screen_turn += 1;
        self.screen.close();
        self.screen_sound.close();
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
        let delay = self.rng.latency(self.weather.device);
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

    /// Does something about the page's screen.
    pub fn screen_command(&mut self, page: usize, command: ScreenCommand) {
        match command {
            ScreenCommand::Open { op, .. } | ScreenCommand::Play { op } => self.open_screen(page, op),
            ScreenCommand::Prefer(_) => {
                assert!(self.pages[page].screen.open, "{} has a wish about no screen", self.label(page));
            }
            ScreenCommand::Close => self.pages[page].close_screen(),
        }
    }

    /// `getDisplayMedia`: the person takes a while to choose, and what is closed meanwhile comes to nothing.
    fn open_screen(&mut self, page: usize, op: OpId) {
        self.promised(page, op);
        let failure = match self.people[self.pages[page].person].screen_attitude {
            Attitude::Opens => None,
            Attitude::Denied => Some(Failure::Denied),
            Attitude::Missing => Some(Failure::NotFound),
            Attitude::Busy => Some(Failure::Busy),
        };
        let (cx, sound) = (self.pages[page].screen_turn, self.rng.chance(500));
        self.pages[page].screen.asked += 1;
        let delay = self.rng.latency(self.weather.device);
        self.after(delay, move |world| {
            let tab = &mut world.pages[page];
            tab.screen.asked -= 1;
            let failure = if tab.screen_turn == cx { failure } else { Some(Failure::Other) };
            let event = match failure {
                Some(failure) => Event::Failed { op, failure },
                None => {
                    (tab.screen.open, tab.screen.enabled) = (true, true);
                    (tab.screen_sound.open, tab.screen_sound.enabled) = (sound, sound);
                    Event::Done { op, done: Done::Shared { picture: true, sound, blind: false } }
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
            let news = match source {
                Source::Microphone => DeviceEvent::MicrophoneEnded,
                Source::Camera => DeviceEvent::CameraEnded,
                Source::Screen | Source::ScreenSound => {
                    self.pages[page].close_screen();
                    DeviceEvent::ScreenEnded
                }
            };
            self.hears(page, Event::Devices(news));
        }
    }
}
