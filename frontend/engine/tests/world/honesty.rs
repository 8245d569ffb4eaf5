//! Watches over a page's microphone and camera: nothing may open or send but by the person's own act.

use plenum_engine::effect::{Command, Effect, Source};
use plenum_engine::event::{DeviceNews, Done, Event, PageNews};
use plenum_engine::ids::{ConnectionId, OpId};
use plenum_engine::intent::Intent;
use plenum_engine::view::Hold;
use std::collections::{BTreeMap, BTreeSet};

/// What a person allowed so far, and what the engine made of it.
#[derive(Default)]
pub struct Honesty {
    microphone: Warrant,
    camera: Warrant,
    /// With what the person holds the microphone open, or shut.
    held: BTreeSet<Hold>,
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

impl Warrant {
    /// The track ended by itself. One that the person chose in its place may still come.
    fn ended(&mut self) {
        self.open = false;
        self.given &= !self.opening.is_empty();
    }
}

impl Honesty {
    /// Takes in what the engine is about to hear.
    pub fn hears(&mut self, event: &Event) {
        match event {
            Event::Intent(Intent::Microphone(on)) => {
                self.microphone.given = *on;
                self.held.clear();
                self.gone &= !*on;
            }
            Event::Intent(Intent::Deafen(true)) => {
                self.microphone.given = false;
                self.held.clear();
            }
            Event::Intent(Intent::Hold(with)) => {
                self.held.insert(*with);
                self.gone = false;
            }
            Event::Intent(Intent::Release(with)) => {
                self.held.remove(with);
            }
            Event::Intent(Intent::LoseHold) | Event::Page(PageNews::Blurred | PageNews::Visible(false)) => self.lose(),
            Event::Intent(Intent::Camera(on)) => self.camera.given = *on,
            Event::Intent(Intent::Leave | Intent::GoToStart) | Event::Page(PageNews::Hidden) => {
                (self.microphone.given, self.camera.given) = (false, false);
                self.held.clear();
                self.gone = true;
            }
            Event::Devices(DeviceNews::MicrophoneEnded) => {
                self.lose();
                self.microphone.ended();
            }
            Event::Devices(DeviceNews::CameraEnded) => self.camera.ended(),
            Event::Done { op, done: Done::Opened(_) } => {
                for device in [&mut self.microphone, &mut self.camera] {
                    if device.opening.remove(op) {
                        (device.open, device.enabled) = (true, true);
                    }
                }
            }
            Event::Failed { op, .. } => {
                let microphone = self.microphone.opening.contains(op);
                for device in [&mut self.microphone, &mut self.camera] {
                    // What could not be had is not wanted any more: no later event may try again by itself.
                    if device.opening.remove(op) && device.opening.is_empty() && !device.open {
                        device.given = false;
                    }
                }
                if microphone && self.microphone.opening.is_empty() && !self.microphone.open {
                    self.held.clear();
                }
            }
            _ => {}
        }
    }

    /// What was held is held no more, though nobody let go: whatever was before, it is off.
    fn lose(&mut self) {
        // A button that is down may not have been down for long enough to be held; a key is held at once.
        self.microphone.given &= !self.held.contains(&Hold::Key);
        self.held.clear();
    }

    /// The person lets the microphone be on: by their last word, or by holding it right now.
    fn speaks(&self) -> bool {
        self.microphone.given || !self.held.is_empty()
    }

    /// Looks at what the engine wants, and says where it is not honest.
    pub fn judge(&mut self, effects: &[Effect]) -> Result<(), &'static str> {
        for effect in effects {
            match effect {
                Effect::OpenMicrophone { op, .. } => {
                    ensure(self.speaks(), "the microphone is opened without the person's word")?;
                    self.microphone.opening.insert(*op);
                }
                Effect::OpenCamera { op, .. } => {
                    ensure(self.camera.given, "the camera is opened without the person's word")?;
                    self.camera.opening.insert(*op);
                }
                Effect::EnableMicrophone(on) => {
                    ensure(!on || self.speaks(), "the microphone is enabled without the person's word")?;
                    self.microphone.enabled = *on;
                }
                Effect::CloseMicrophone => (self.microphone.open, self.microphone.enabled) = (false, false),
                Effect::CloseCamera => (self.camera.open, self.camera.enabled) = (false, false),
                Effect::Connection { id, command } => self.judge_command(*id, command)?,
                _ => {}
            }
        }
        ensure(self.speaks() || !self.microphone.on_air(), "the microphone stays on air")?;
        ensure(self.camera.given || !self.camera.on_air(), "the camera stays on air")?;
        ensure(!self.gone || !self.microphone.open, "the microphone is kept open though nobody is there")?;
        ensure(self.camera.given || !self.camera.open, "the camera's light stays on")
    }

    /// Neither is open.
    pub fn silent(&self) -> bool {
        !self.microphone.open && !self.camera.open
    }

    fn judge_command(&mut self, id: ConnectionId, command: &Command) -> Result<(), &'static str> {
        match command {
            Command::Send { source: Source::Microphone, on, .. } => {
                self.microphone.sent.insert(id, *on);
                ensure(!on || self.speaks(), "the microphone is sent without the person's word")
            }
            Command::Send { source: Source::Camera, on, .. } => {
                self.camera.sent.insert(id, *on);
                ensure(!on || self.camera.given, "the camera is sent without the person's word")
            }
            Command::Send { source: Source::Screen | Source::ScreenSound, on, .. } => {
                ensure(!on, "the screen is sent, which nobody can ask for yet")
            }
            Command::Close => {
                self.microphone.sent.remove(&id);
                self.camera.sent.remove(&id);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn ensure(fine: bool, otherwise: &'static str) -> Result<(), &'static str> {
    if fine { Ok(()) } else { Err(otherwise) }
}
