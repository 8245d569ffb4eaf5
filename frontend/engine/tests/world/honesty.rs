//! Watches over a page's microphone and camera: nothing may open or send but by the person's own act.

use plenum_engine::effect::{Command, Effect, Source};
use plenum_engine::event::{DeviceNews, Done, Event, PageNews};
use plenum_engine::ids::{ConnectionId, OpId};
use plenum_engine::intent::Intent;
use std::collections::{BTreeMap, BTreeSet};

/// What a person allowed so far, and what the engine made of it.
#[derive(Default)]
pub struct Honesty {
    microphone: Warrant,
    camera: Warrant,
    /// The person has left or the page was hidden, and nothing was asked for since.
    gone: bool,
}

/// One device between the person's word and the air.
#[derive(Default)]
struct Warrant {
    /// The person's last word was "on" and nothing has ended it since.
    given: bool,
    /// Its track is live.
    open: bool,
    /// Its track is enabled.
    enabled: bool,
    /// Openings that run.
    opening: BTreeSet<OpId>,
    /// Connections it was last put into; a promise that may still be kept counts.
    sent: BTreeMap<ConnectionId, bool>,
}

impl Warrant {
    /// Something may leave this page.
    fn on_air(&self) -> bool {
        self.open && self.enabled && self.sent.values().any(|on| *on)
    }
}

impl Honesty {
    /// Takes in what the engine is about to hear.
    pub fn hears(&mut self, event: &Event) {
        match event {
            Event::Intent(Intent::Microphone(on)) => {
                self.microphone.given = *on;
                self.gone &= !*on;
            }
            Event::Intent(Intent::Camera(on)) => self.camera.given = *on,
            Event::Intent(Intent::Leave | Intent::GoToStart) | Event::Page(PageNews::Hidden) => {
                (self.microphone.given, self.camera.given) = (false, false);
                self.gone = true;
            }
            Event::Devices(DeviceNews::MicrophoneEnded) => {
                (self.microphone.given, self.microphone.open) = (false, false)
            }
            Event::Devices(DeviceNews::CameraEnded) => (self.camera.given, self.camera.open) = (false, false),
            Event::Done { op, done: Done::Opened(_) } => {
                for device in [&mut self.microphone, &mut self.camera] {
                    if device.opening.remove(op) {
                        (device.open, device.enabled) = (true, true);
                    }
                }
            }
            Event::Failed { op, .. } => {
                for device in [&mut self.microphone, &mut self.camera] {
                    // What could not be had is not wanted any more: no later event may try again by itself.
                    if device.opening.remove(op) && device.opening.is_empty() && !device.open {
                        device.given = false;
                    }
                }
            }
            _ => {}
        }
    }

    /// Looks at what the engine wants; panics where it is not honest.
    pub fn judge(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::OpenMicrophone { op, .. } => {
                    assert!(self.microphone.given, "dishonest: the microphone is opened without the person's word");
                    self.microphone.opening.insert(*op);
                }
                Effect::OpenCamera { op, .. } => {
                    assert!(self.camera.given, "dishonest: the camera is opened without the person's word");
                    self.camera.opening.insert(*op);
                }
                Effect::EnableMicrophone(on) => {
                    assert!(
                        !on || self.microphone.given,
                        "dishonest: the microphone is enabled without the person's word"
                    );
                    self.microphone.enabled = *on;
                }
                Effect::CloseMicrophone => (self.microphone.open, self.microphone.enabled) = (false, false),
                Effect::CloseCamera => (self.camera.open, self.camera.enabled) = (false, false),
                Effect::Connection { id, command } => self.judge_command(*id, command),
                _ => {}
            }
        }
        assert!(self.microphone.given || !self.microphone.on_air(), "dishonest: the microphone stays on air");
        assert!(self.camera.given || !self.camera.on_air(), "dishonest: the camera stays on air");
        assert!(!self.gone || !self.microphone.open, "dishonest: the microphone is kept open though nobody is there");
        assert!(self.camera.given || !self.camera.open, "dishonest: the camera's light stays on");
    }

    fn judge_command(&mut self, id: ConnectionId, command: &Command) {
        match command {
            Command::Send { source: Source::Microphone, on, .. } => {
                assert!(!on || self.microphone.given, "dishonest: the microphone is sent without the person's word");
                self.microphone.sent.insert(id, *on);
            }
            Command::Send { source: Source::Camera, on, .. } => {
                assert!(!on || self.camera.given, "dishonest: the camera is sent without the person's word");
                self.camera.sent.insert(id, *on);
            }
            Command::Send { source: Source::Screen | Source::ScreenSound, on, .. } => {
                assert!(!on, "dishonest: the screen is sent, which nobody can ask for yet");
            }
            Command::Close => {
                self.microphone.sent.remove(&id);
                self.camera.sent.remove(&id);
            }
            _ => {}
        }
    }
}
