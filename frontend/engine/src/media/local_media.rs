//! Local media, our own microphone and camera: opened by a person's act and by nothing else.

mod both;
mod device;
mod taken_microphone;

use crate::api::context::Context;
use crate::api::effect::{CameraChoice, Effect};
use crate::api::event::{Failure, OpenedDevice};
use crate::api::view::{DeviceState, DeviceTrouble};
use crate::base::ids::{DeviceId, OpId, StreamRevision};
use crate::base::time::{Time, soonest};
use device::{Device, closed, trouble};

/// Microphone and camera of this page.
///
/// Invariant: `OpenMicrophone`, `OpenCamera` and `EnableMicrophone(true)` leave this file only from the methods named after a
/// person's act, which nothing that happens by itself calls; from [`LocalMedia::follow`], which goes on with an act for both;
/// and from [`LocalMedia::reopen_microphone`], which puts another track
/// in the place of one that was on air, while the act that put it there still counts.
pub struct LocalMedia {
    microphone: Device,
    camera: Device,
    /// Being replaced by another one while on air: its promise.
    changing_microphone: Option<OpId>,
    changing_camera: Option<OpId>,
    /// Chosen while the browser was still busy with the choice before.
    next_microphone: Option<DeviceId>,
    next_camera: Option<CameraChoice>,
    /// Asked for with the microphone, for which the browser has not answered yet.
    camera_follows: bool,
    /// In use or last chosen.
    pub microphone_device: Option<DeviceId>,
    /// In use or last chosen.
    pub camera_device: Option<DeviceId>,
    /// The camera looks away from the person: do not mirror it.
    pub facing_away: bool,
    /// Changes with every camera that is opened.
    pub preview: StreamRevision,
    /// The browser measures how loud the microphone is.
    measured: bool,
}

/// What became of an op, for those who tell the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to tell.
    Quiet,
    /// The microphone could not be had.
    Microphone(DeviceTrouble),
    /// The camera could not be had.
    Camera(DeviceTrouble),
}

impl LocalMedia {
    /// Nothing open; the devices chosen last time will be asked for first.
    pub fn new(microphone_device: Option<DeviceId>, camera_device: Option<DeviceId>) -> LocalMedia {
        LocalMedia {
            microphone: Device::Closed,
            camera: Device::Closed,
            changing_microphone: None,
            changing_camera: None,
            next_microphone: None,
            next_camera: None,
            camera_follows: false,
            microphone_device,
            camera_device,
            facing_away: false,
            preview: StreamRevision(0),
            measured: false,
        }
    }

    /// What goes out: microphone, camera.
    pub fn on_air(&self) -> [bool; 2] {
        [self.microphone == Device::On, self.camera == Device::On]
    }

    /// Whether a level is needed of a microphone that is held but silent; one that is on shows it.
    /// Says whether it is no more.
    pub fn measure(&mut self, silent_too: bool, cx: &mut Context) -> bool {
        let needed = match self.microphone {
            Device::On => true,
            Device::Quiet => silent_too,
            Device::Closed | Device::Opening { .. } | Device::Taken | Device::Trouble(_) => false,
        };
        let changed = std::mem::replace(&mut self.measured, needed) != needed;
        if changed {
            cx.effect(Effect::Measure(needed));
        }
        changed && !needed
    }

    /// Act of a person: microphone on.
    pub fn microphone_on(&mut self, cx: &mut Context) {
        let late = self.microphone.unanswered(cx.now);
        match &mut self.microphone {
            Device::Opening { wanted, .. } if !late => *wanted = true,
            Device::Opening { .. } => {
                // Asked anew. The old question is given up, and what comes of it let go of: phones have one at a time.
                cx.effect(Effect::CloseMicrophone);
                self.open_microphone(cx);
            }
            Device::Closed | Device::Taken | Device::Trouble(_) => self.open_microphone(cx),
            Device::Quiet => {
                self.microphone = Device::On;
                cx.effect(Effect::EnableMicrophone(true));
            }
            Device::On => {}
        }
    }

    fn open_microphone(&mut self, cx: &mut Context) {
        let op = cx.op();
        self.microphone = Device::Opening { op, wanted: true, since: cx.now };
        cx.effect(Effect::OpenMicrophone { op, device: self.microphone_device.clone() });
    }

    /// Microphone off; the device stays open for quick talk.
    pub fn microphone_off(&mut self, cx: &mut Context) {
        match &mut self.microphone {
            Device::On => {
                self.microphone = Device::Quiet;
                cx.effect(Effect::EnableMicrophone(false));
            }
            Device::Opening { wanted, .. } => *wanted = false,
            Device::Taken | Device::Trouble(_) => self.microphone = Device::Closed,
            Device::Closed | Device::Quiet => {}
        }
    }

    /// Act of a person: camera on.
    pub fn camera_on(&mut self, cx: &mut Context) {
        self.camera_follows = false;
        let late = self.camera.unanswered(cx.now);
        match &mut self.camera {
            Device::Opening { wanted, .. } if !late => *wanted = true,
            Device::Closed | Device::Opening { .. } | Device::Taken | Device::Trouble(_) => {
                if late {
                    // As with the microphone.
                    cx.effect(Effect::CloseCamera);
                }
                let camera = self.camera_device.clone().map_or(CameraChoice::Front, CameraChoice::Device);
                self.open_camera(camera, cx);
            }
            Device::On | Device::Quiet => {}
        }
    }

    fn open_camera(&mut self, camera: CameraChoice, cx: &mut Context) {
        let op = cx.op();
        self.camera = Device::Opening { op, wanted: true, since: cx.now };
        cx.effect(Effect::OpenCamera { op, camera });
    }

    /// Camera off, light out.
    pub fn camera_off(&mut self, cx: &mut Context) {
        self.camera_follows = false;
        match &mut self.camera {
            Device::On | Device::Quiet => {
                self.camera = closed(self.changing_camera.take(), cx.now);
                cx.effect(Effect::CloseCamera);
            }
            Device::Opening { wanted, .. } => *wanted = false,
            Device::Taken | Device::Trouble(_) => self.camera = Device::Closed,
            Device::Closed => {}
        }
    }

    /// Act of a person: another microphone. Only one that is on air is opened at once.
    pub fn choose_microphone(&mut self, device: DeviceId, cx: &mut Context) {
        self.microphone_device = Some(device.clone());
        match self.microphone {
            Device::On if self.changing_microphone.is_none() => {
                let op = cx.op();
                self.changing_microphone = Some(op);
                cx.effect(Effect::OpenMicrophone { op, device: Some(device) });
            }
            Device::On | Device::Opening { .. } => self.next_microphone = Some(device),
            // A silent one is let go: the next "on" opens the new choice.
            Device::Quiet => {
                self.close_microphone(cx);
                if let Device::Opening { .. } = self.microphone {
                    self.next_microphone = Some(device);
                }
            }
            Device::Closed | Device::Taken | Device::Trouble(_) => {}
        }
    }

    /// Act of a person: another camera.
    pub fn choose_camera(&mut self, device: DeviceId, cx: &mut Context) {
        self.camera_device = Some(device.clone());
        self.change_camera(CameraChoice::Device(device), cx);
    }

    /// Act of a person: front instead of back, or the other way round.
    pub fn flip_camera(&mut self, cx: &mut Context) {
        self.camera_device = None;
        let camera = if self.facing_away { CameraChoice::Front } else { CameraChoice::Back };
        self.change_camera(camera, cx);
    }

    fn change_camera(&mut self, camera: CameraChoice, cx: &mut Context) {
        match self.camera {
            Device::On if self.changing_camera.is_none() => {
                let op = cx.op();
                self.changing_camera = Some(op);
                cx.effect(Effect::OpenCamera { op, camera });
            }
            Device::On | Device::Opening { .. } => self.next_camera = Some(camera),
            Device::Closed | Device::Quiet | Device::Taken | Device::Trouble(_) => {}
        }
    }

    /// Goes on to what was chosen while the browser was busy.
    fn next(&mut self, cx: &mut Context) {
        if let (Device::On, None, Some(device)) =
            (self.microphone, self.changing_microphone, self.next_microphone.take())
        {
            self.choose_microphone(device, cx);
        }
        if let (Device::On, None, Some(camera)) = (self.camera, self.changing_camera, self.next_camera.take()) {
            self.change_camera(camera, cx);
        }
    }

    /// A device was opened. `None` if the op is not ours.
    pub fn opened(&mut self, op: OpId, opened: OpenedDevice, cx: &mut Context) -> Option<Outcome> {
        if self.microphone_op(op) {
            let stays = self.wanted(self.microphone);
            self.changing_microphone = None;
            self.microphone_device = opened.device.or(self.microphone_device.take());
            self.microphone = stays.unwrap_or(Device::Closed);
            if stays.is_none() {
                cx.effect(Effect::CloseMicrophone);
            }
        } else if self.camera_op(op) {
            let stays = self.wanted(self.camera);
            self.changing_camera = None;
            self.camera_device = opened.device.or(self.camera_device.take());
            self.facing_away = opened.facing_away;
            self.preview.0 += 1;
            self.camera = stays.unwrap_or(Device::Closed);
            if stays.is_none() {
                cx.effect(Effect::CloseCamera);
            }
        } else {
            return None;
        }
        self.next(cx);
        self.follow(cx);
        Some(Outcome::Quiet)
    }

    /// What a device becomes once the browser has opened it; `None`: let go of it at once.
    fn wanted(&self, device: Device) -> Option<Device> {
        match device {
            Device::Opening { wanted: true, .. } | Device::On => Some(Device::On),
            Device::Opening { wanted: false, .. }
            | Device::Closed
            | Device::Quiet
            | Device::Taken
            | Device::Trouble(_) => None,
        }
    }

    /// A device could not be opened. `None` if the op is not ours.
    pub fn failed(&mut self, op: OpId, failure: Failure, cx: &mut Context) -> Option<Outcome> {
        let trouble = trouble(failure);
        let outcome = if self.microphone_op(op) {
            // While changing, the old one is still there and stays as it was.
            if self.changing_microphone.take() != Some(op) {
                self.microphone = Device::Trouble(trouble);
            }
            // The remembered one may be the one that is missing: next time let the system choose.
            self.microphone_device = None;
            Outcome::Microphone(trouble)
        } else if self.camera_op(op) {
            let changing = self.changing_camera.take() == Some(op);
            let background_failed = trouble == DeviceTrouble::BackgroundFailed;
            if changing && background_failed {
                // The new one has taken the place of the old one, and then could not hide the room.
                cx.effect(Effect::CloseCamera);
            }
            if !changing || background_failed {
                self.camera = Device::Trouble(trouble);
            }
            self.camera_follows = false;
            if background_failed {
                // The camera itself is fine, and a notice is held for as long as the state lasts.
                Outcome::Quiet
            } else {
                self.camera_device = None;
                Outcome::Camera(trouble)
            }
        } else {
            return None;
        };
        self.next(cx);
        self.follow(cx);
        Some(outcome)
    }

    /// Whether this is the promise of a microphone.
    pub fn microphone_op(&self, op: OpId) -> bool {
        self.changing_microphone == Some(op)
            || matches!(self.microphone, Device::Opening { op: ours, .. } if ours == op)
    }

    fn camera_op(&self, op: OpId) -> bool {
        self.changing_camera == Some(op) || matches!(self.camera, Device::Opening { op: ours, .. } if ours == op)
    }

    /// The microphone's track ended by itself.
    pub fn microphone_ended(&mut self, cx: &mut Context) -> bool {
        if let (Device::On | Device::Quiet, Some(op)) = (self.microphone, self.changing_microphone) {
            // Another one is on its way: from here on that is all there is.
            self.changing_microphone = None;
            self.microphone = Device::Opening { op, wanted: self.microphone == Device::On, since: cx.now };
            return false;
        }
        let held = matches!(self.microphone, Device::On | Device::Quiet);
        if held {
            self.close_microphone(cx);
            self.microphone = Device::Trouble(DeviceTrouble::Lost);
            self.microphone_device = None;
        }
        held
    }

    /// The camera's track ended by itself, or could not be shown any more as the person wants it.
    pub fn camera_ended(&mut self, trouble: DeviceTrouble, cx: &mut Context) -> bool {
        self.camera_follows = false;
        if let (Device::On, Some(op)) = (self.camera, self.changing_camera) {
            self.changing_camera = None;
            self.camera = Device::Opening { op, wanted: true, since: cx.now };
            return false;
        }
        let held = self.camera == Device::On;
        if held {
            self.camera_off(cx);
            self.camera = Device::Trouble(trouble);
            if trouble == DeviceTrouble::Lost {
                self.camera_device = None;
            }
        }
        held
    }

    fn close_microphone(&mut self, cx: &mut Context) {
        match &mut self.microphone {
            Device::On | Device::Quiet => {
                self.microphone = closed(self.changing_microphone.take(), cx.now);
                cx.effect(Effect::CloseMicrophone);
            }
            Device::Opening { wanted, .. } => *wanted = false,
            Device::Taken => self.microphone = Device::Closed,
            Device::Closed | Device::Trouble(_) => {}
        }
    }

    /// Lets go of everything: the person left, or the page goes.
    pub fn close(&mut self, cx: &mut Context) {
        self.close_microphone(cx);
        self.camera_off(cx);
    }

    /// What the person sees of both.
    pub fn view(&self, now: Time) -> (DeviceState, DeviceState) {
        let camera = if self.camera_follows { DeviceState::Opening } else { self.camera.view(now) };
        (self.microphone.view(now), camera)
    }

    /// Whether the browser owes an answer for long: microphone, camera.
    pub fn unanswered(&self, now: Time) -> [bool; 2] {
        [self.microphone.unanswered(now), self.camera.unanswered(now)]
    }

    /// The microphone is held, and silent by the person's act.
    pub fn is_muted(&self) -> bool {
        self.microphone == Device::Quiet
    }

    /// When the person is to be told that no answer comes.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        soonest(self.microphone.deadline(now), self.camera.deadline(now))
    }
}
