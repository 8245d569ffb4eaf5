//! Watches over a page's microphone, camera and screen: nothing may open or send but by the person's own act.

use plenum_engine::api::effect::{Command, Effect, ScreenCommand, Source};
use plenum_engine::api::embedding::EmbedderCommand;
use plenum_engine::api::event::{DeviceEvent, Done, Event, PageEvent, SoundState};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::api::view::Hold;
use plenum_engine::base::ids::{ConnectionId, OpId};
use std::collections::{BTreeMap, BTreeSet};

/// What a person allowed so far, and what the engine made of it.
#[derive(Default)]
pub struct Honesty {
    microphone: Warrant,
    camera: Warrant,
    /// With what the person holds the microphone open, or shut.
    held: BTreeSet<Hold>,
    screen: Warrant,
    /// The sound of the screen came with it.
    sound: bool,
    /// What happens right now is the person's wish to share.
    asks: bool,
    /// The person has left or the page was hidden, and nothing was asked for since.
    gone: bool,
    /// What takes the microphone away, and whether it was heard since.
    interruption: Interruption,
    /// What happens right now is the person's act, or answers one.
    acted: bool,
}

/// What the system does to a page without asking.
#[derive(Default)]
struct Interruption {
    hidden: bool,
    /// `AudioContext` is interrupted.
    taken: bool,
    /// The track is muted.
    cut: bool,
    /// One of these was so, and nothing was heard from the microphone since.
    shaken: bool,
}

impl Interruption {
    fn hears(&mut self, event: &Event) {
        match event {
            Event::Page(PageEvent::Visible(visible)) => self.hidden = !visible,
            Event::Devices(DeviceEvent::Sound(state)) => match state {
                SoundState::Running | SoundState::Suspended => self.taken = false,
                SoundState::Interrupted => self.taken = true,
            },
            Event::Devices(DeviceEvent::MicrophoneCut(cut)) => self.cut = *cut,
            Event::Devices(DeviceEvent::Level(1..)) => self.shaken = false,
            _ => {}
        }
        self.shaken |= self.hidden || self.taken || self.cut;
    }
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
        self.asks = matches!(
            event,
            Event::Intent(Intent::Media(MediaIntent::Screen(true)) | Intent::Media(MediaIntent::ShareFile))
        );
        self.acted = matches!(event, Event::Intent(_) | Event::Done { .. } | Event::Failed { .. });
        self.interruption.hears(event);
        match event {
            Event::Devices(DeviceEvent::MicrophoneCut(true) | DeviceEvent::Sound(SoundState::Interrupted)) => {
                self.lose()
            }
            Event::Intent(Intent::Media(MediaIntent::Screen(on))) => self.screen.given = *on,
            Event::Intent(Intent::Media(MediaIntent::ShareFile)) => self.screen.given = true,
            Event::Intent(Intent::Media(MediaIntent::Microphone(on))) => {
                self.microphone.given = *on;
                self.held.clear();
                self.gone &= !*on;
            }
            // The page around may take, and never give.
            Event::Page(PageEvent::Embedder(EmbedderCommand::CameraOff)) => self.camera.given = false,
            Event::Intent(Intent::Media(MediaIntent::Deafen(true)))
            | Event::Page(PageEvent::Embedder(EmbedderCommand::Mute)) => {
                self.microphone.given = false;
                self.held.clear();
            }
            Event::Intent(Intent::Media(MediaIntent::Hold(with))) => {
                self.held.insert(*with);
                self.gone = false;
            }
            Event::Intent(Intent::Media(MediaIntent::Release(with))) => {
                self.held.remove(with);
            }
            Event::Intent(Intent::Media(MediaIntent::LoseHold))
            | Event::Page(PageEvent::Blurred | PageEvent::Visible(false)) => self.lose(),
            Event::Intent(Intent::Media(MediaIntent::Both)) => {
                (self.microphone.given, self.camera.given, self.gone) = (true, true, false);
                self.held.clear();
            }
            Event::Intent(Intent::Media(MediaIntent::Camera(on))) => self.camera.given = *on,
            Event::Intent(Intent::Media(MediaIntent::ShowBackground)) => self.camera.given = true,
            Event::Intent(Intent::App(AppIntent::Leave) | Intent::App(AppIntent::GoToStart))
            | Event::Page(PageEvent::Hidden) => {
                (self.microphone.given, self.camera.given, self.screen.given) = (false, false, false);
                self.held.clear();
                self.gone = true;
            }
            Event::Devices(DeviceEvent::MicrophoneEnded) => {
                self.lose();
                // What an interruption takes may be taken back; what was pulled out may not.
                let given = self.microphone.given && self.interruption.shaken;
                self.microphone.ended();
                self.microphone.given |= given;
            }
            Event::Devices(DeviceEvent::CameraEnded | DeviceEvent::BackgroundFailed) => self.camera.ended(),
            Event::Devices(DeviceEvent::ScreenEnded) => self.screen.ended(),
            Event::Done { op, done: Done::Shared { sound, .. } } if self.screen.opening.remove(op) => {
                (self.screen.open, self.screen.enabled) = (true, true);
                self.sound = *sound;
            }
            Event::Done { op, done: Done::Opened(_) } => {
                for device in [&mut self.microphone, &mut self.camera] {
                    if device.opening.remove(op) {
                        (device.open, device.enabled) = (true, true);
                    }
                }
            }
            Event::Failed { op, .. } => {
                let microphone = self.microphone.opening.contains(op);
                for device in [&mut self.microphone, &mut self.camera, &mut self.screen] {
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
                    let holds = self.acted || !self.held.is_empty();
                    let seen = holds || !self.interruption.hidden && !self.interruption.taken;
                    ensure(seen, "the microphone is opened by itself though nobody is at the page")?;
                    // On phones a second one silences the first.
                    ensure(self.microphone.opening.is_empty(), "two microphones are asked for at a time")?;
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
                Effect::CloseMicrophone => {
                    // Where none is open it is the asking for one that is given up.
                    if !self.microphone.open {
                        self.microphone.opening.clear();
                    }
                    (self.microphone.open, self.microphone.enabled) = (false, false);
                }
                Effect::CloseCamera => {
                    if !self.camera.open {
                        self.camera.opening.clear();
                    }
                    (self.camera.open, self.camera.enabled) = (false, false);
                }
                Effect::Screen(command) => self.judge_screen(command)?,
                Effect::SoundCheck(SoundCheckCommand::Record { .. }) => {
                    let on = self.microphone.open && self.microphone.enabled && self.speaks();
                    ensure(on, "a microphone is recorded that is not on")?;
                }
                Effect::Connection { id, command } => self.judge_command(*id, command)?,
                _ => {}
            }
        }
        ensure(self.speaks() || !self.microphone.on_air(), "the microphone stays on air")?;
        ensure(self.camera.given || !self.camera.on_air(), "the camera stays on air")?;
        ensure(self.screen.given || !self.screen.open, "the screen stays on air")?;
        ensure(
            self.screen.given || self.screen.opening.is_empty(),
            "a screen is still being chosen that nobody wants",
        )?;
        ensure(!self.gone || !self.microphone.open, "the microphone is kept open though nobody is there")?;
        ensure(self.camera.given || !self.camera.open, "the camera's light stays on")
    }

    /// Nothing is open.
    pub fn silent(&self) -> bool {
        !self.microphone.open && !self.camera.open && !self.screen.open
    }

    fn judge_screen(&mut self, command: &ScreenCommand) -> Result<(), &'static str> {
        match command {
            ScreenCommand::Open { op, .. } | ScreenCommand::Play { op } => {
                self.screen.opening.insert(*op);
                ensure(self.asks, "a screen is asked for without the person's word")?;
                ensure(!self.screen.open, "a second screen is asked for")
            }
            ScreenCommand::Prefer(_) => ensure(self.screen.open, "a wish about no screen"),
            // What is just being chosen is let go of, too.
            ScreenCommand::Close => {
                self.screen.open = false;
                self.screen.opening.clear();
                Ok(())
            }
        }
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
            Command::Send { source: Source::Screen, on, .. } => {
                ensure(!on || self.screen.given && self.screen.open, "the screen is sent without the person's word")
            }
            Command::Send { source: Source::ScreenSound, on, .. } => {
                let may = self.screen.given && self.screen.open && self.sound;
                ensure(!on || may, "the sound of the screen is sent without the person's word")
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
