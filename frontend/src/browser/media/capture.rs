//! Capture of our microphone and camera: opened, owned and stopped, one of each (W3C Media Capture and Streams).

use crate::browser::base::listener::Listener;
use crate::browser::base::promises::answer;
use crate::browser::base::registry::{self, Registered};
use crate::browser::base::{bindings, failure};
use crate::browser::media::audio_context::SharedAudioContext;
use crate::browser::media::background::Cover;
use crate::browser::media::devices::Devices;
use crate::browser::media::local_tracks::LocalTracks;
use crate::browser::media::meter::Meter;
use crate::browser::media::{capture_errors, constraints, preview};
use crate::event_sender::EventSender;
use js_sys::Array;
use plenum_engine::api::effect::{CameraChoice, Source};
use plenum_engine::api::event::{DeviceEvent, DeviceKind, Done, Event, Failure, OpenedDevice};
use plenum_engine::api::sender_parameters::CameraSize;
use plenum_engine::api::view::{BackgroundEffect, Processing};
use plenum_engine::base::ids::{DeviceId, OpId};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaStream, MediaStreamTrack};

/// What both devices share.
pub struct Studio {
    /// Where events go.
    pub events: EventSender,
    /// Where tracks go.
    pub local_tracks: Rc<LocalTracks>,
    /// Whose labels are known as soon as one device was opened.
    pub devices: Rc<Devices>,
    /// For the meter.
    pub sound: Rc<SharedAudioContext>,
}

/// One of the two devices.
///
/// Invariant: only `open_microphone` and `open_camera` open one, and only the effects of those names call them.
pub struct Capture {
    source: Source,
    studio: Rc<Studio>,
    /// Counts openings and closings: a late promise finds that it is not its turn any more.
    turn: Cell<u32>,
    /// What the browser shall do to the sound of the next microphone.
    processing: Cell<Processing>,
    /// How large the camera is captured.
    size: Cell<CameraSize>,
    /// What is shown behind the person.
    background: Cell<BackgroundEffect>,
    /// Whether anybody needs the microphone's level.
    measured: Cell<bool>,
    /// Name of the exception with which the browser refused it last.
    refused: Cell<Option<String>>,
    open: RefCell<Option<Open>>,
}

/// An open device; let go of when dropped.
struct Open {
    _news: Vec<Listener>,
    meter: Option<Meter>,
    /// Goes before the track that it covers.
    cover: Option<Cover>,
    track: Registered<MediaStreamTrack>,
}

impl Capture {
    /// Closed.
    pub fn new(source: Source, studio: Rc<Studio>) -> Rc<Capture> {
        Rc::new(Capture {
            source,
            studio,
            turn: Cell::new(0),
            processing: Cell::new(Processing::ALL),
            size: Cell::default(),
            background: Cell::default(),
            measured: Cell::default(),
            refused: Cell::default(),
            open: RefCell::default(),
        })
    }

    /// Asks for the microphone.
    pub fn open_microphone(self: &Rc<Self>, op: OpId, device: Option<&DeviceId>) {
        self.open(op, constraints::microphone(device, self.processing.get()));
    }

    /// What the browser shall do to the sound of microphones opened from here on.
    pub fn process(&self, processing: Processing) {
        self.processing.set(processing);
    }

    /// Asks for the camera.
    pub fn open_camera(self: &Rc<Self>, op: OpId, choice: &CameraChoice) {
        self.open(op, constraints::camera(choice, self.size.get()));
    }

    /// How large the camera is captured. A browser that refuses goes on as it was.
    pub fn resize(self: &Rc<Self>, size: CameraSize) {
        self.size.set(size);
        let Some(track) = self.open.borrow().as_ref().map(|open| handle(&*open.track)) else { return };
        let (me, turn) = (Rc::downgrade(self), self.turn.get());
        spawn_local(async move {
            let resized = bindings::call_async(&track, "applyConstraints", &[constraints::size(size)]).await;
            if let (Ok(_), Some(me)) = (resized, me.upgrade().filter(|me| me.turn.get() == turn)) {
                // Every sender scales what it gets by how large that is.
                me.studio.local_tracks.set(me.source, me.shown());
            }
        });
    }

    /// What is shown behind the person from here on, of an open camera too.
    pub fn background(self: &Rc<Self>, effect: BackgroundEffect) {
        self.background.set(effect);
        let (me, turn) = (self.clone(), self.turn.get());
        spawn_local(async move {
            if !me.show().await && me.turn.get() == turn {
                me.close();
                me.tell_ended(true);
            }
        });
    }

    /// Shows what is open to the page and to the others, as it is to be shown. False if the room could not be hidden, or if it
    /// was closed meanwhile.
    ///
    /// Invariant: while the room is to be hidden nothing is shown until it is.
    async fn show(self: &Rc<Self>) -> bool {
        let turn = self.turn.get();
        if let Some(track) = self.uncovered() {
            self.pass_on();
            let cover = Cover::over(&track, self.background.get()).await;
            if self.turn.get() != turn {
                return false;
            }
            // Unless somebody has changed their mind meanwhile.
            if self.uncovered().is_some() {
                let Ok(cover) = cover else { return false };
                if let Some(open) = &mut *self.open.borrow_mut() {
                    open.cover = Some(cover);
                }
            }
        }
        self.pass_on();
        if let Some(open) = &mut *self.open.borrow_mut() {
            match self.background.get() {
                // After the room is shown in its place: nobody sees a gap.
                BackgroundEffect::None => open.cover = None,
                effect => open.cover.iter().for_each(|cover| cover.paint(effect)),
            }
        }
        true
    }

    /// The track that is open, if the room in it is to be hidden and is not.
    fn uncovered(&self) -> Option<MediaStreamTrack> {
        let open = self.open.borrow();
        let bare = open.as_ref().filter(|open| open.cover.is_none())?;
        (self.background.get() != BackgroundEffect::None).then(|| handle(&*bare.track))
    }

    /// What may be shown of what is open.
    fn shown(&self) -> Option<MediaStreamTrack> {
        let open = self.open.borrow();
        let open = open.as_ref()?;
        match self.background.get() {
            BackgroundEffect::None => Some(handle(&*open.track)),
            BackgroundEffect::Blur | BackgroundEffect::Plain => open.cover.as_ref().map(Cover::track),
        }
    }

    /// To the others, and to the page's own preview.
    fn pass_on(&self) {
        let shown = self.shown();
        if self.source == Source::Camera {
            let stream = shown.as_ref().and_then(|track| MediaStream::new_with_tracks(&Array::of1(track)).ok());
            preview::set(stream);
        }
        self.studio.local_tracks.set(self.source, shown);
    }

    /// `MediaStreamTrack.enabled`
    pub fn enable(&self, enabled: bool) {
        if let Some(open) = &*self.open.borrow() {
            open.track.set_enabled(enabled);
        }
    }

    /// Measures how loud it is, one opened in its place too, or no more.
    pub fn measure(&self, wanted: bool) {
        self.measured.set(wanted);
        if let Some(meter) = self.open.borrow().as_ref().and_then(|open| open.meter.as_ref()) {
            meter.measure(wanted);
        }
    }

    /// Lets go of it; what is just being opened is let go of as soon as it is.
    pub fn close(&self) {
        self.turn.set(self.turn.get() + 1);
        self.size.take();
        self.let_go();
    }

    // Not among the promises that are given up: a track that nobody waits for any more must still be stopped.
    fn open(self: &Rc<Self>, op: OpId, constraints: JsValue) {
        self.turn.set(self.turn.get() + 1);
        let (me, turn) = (self.clone(), self.turn.get());
        spawn_local(async move {
            let result = me.opened(turn, &constraints).await;
            let listed = result.is_ok();
            if let (Err(_), Some(name)) = (&result, me.refused.take()) {
                me.studio.events.send(Event::Devices(DeviceEvent::Refused(me.kind(), name)));
            }
            me.studio.events.send(answer(op, result));
            if listed {
                me.studio.devices.list();
            }
            // One that is opened in the middle of a call may never have had a sound.
            if me.source == Source::Microphone && me.open.borrow().as_ref().is_some_and(|open| open.track.muted()) {
                me.studio.events.send(Event::Devices(DeviceEvent::MicrophoneCut(true)));
            }
        });
    }

    async fn opened(self: &Rc<Self>, turn: u32, constraints: &JsValue) -> Result<Done, Failure> {
        let mut captured = self.capture(constraints).await;
        // Phones have one camera at a time: then the old one has to go first.
        if matches!(captured, Err(Failure::Busy)) && self.turn.get() == turn && self.open.borrow().is_some() {
            self.let_go();
            captured = self.capture(constraints).await;
            if captured.is_err() && self.turn.get() == turn {
                self.tell_ended(false);
            }
        }
        let track = captured?;
        if self.turn.get() != turn {
            return Err(Failure::Other);
        }
        let opened = self.adopt(track);
        if self.uncovered().is_none() || self.show().await {
            return Ok(Done::Opened(opened));
        }
        if self.turn.get() == turn {
            self.close();
        }
        Err(Failure::BackgroundFailed)
    }

    async fn capture(&self, constraints: &JsValue) -> Result<Registered<MediaStreamTrack>, Failure> {
        let captured = async {
            let stream: MediaStream = JsFuture::from(registry::capture(constraints)?).await?.dyn_into()?;
            let track: MediaStreamTrack = stream.get_tracks().get(0).dyn_into()?;
            Registered::new(track)
        };
        match captured.await {
            Ok(captured) => Ok(captured),
            Err(error) => {
                self.refused.set(Some(failure::name(&error)));
                Err(capture_errors::read(&error, constraints).await)
            }
        }
    }

    fn kind(&self) -> DeviceKind {
        if self.source == Source::Microphone { DeviceKind::Microphone } else { DeviceKind::Camera }
    }

    /// Holds what was opened, and shows it unless something in it has to be hidden first.
    fn adopt(self: &Rc<Self>, track: Registered<MediaStreamTrack>) -> OpenedDevice {
        let opened = describe(&track);
        let meter = match self.source {
            Source::Microphone => {
                let meter = Meter::new(&self.studio.sound, &track, self.studio.events.clone());
                self.studio.local_tracks.hear(meter.as_ref().map(Meter::analyser));
                if let (Some(meter), true) = (&meter, self.measured.get()) {
                    meter.measure(true);
                }
                meter
            }
            Source::Camera | Source::Screen | Source::ScreenSound => None,
        };
        let (me, turn) = (Rc::downgrade(self), self.turn.get());
        let ended = Listener::new(&track, "ended", move |event| {
            if let Some(me) = me.upgrade().filter(|me| me.turn.get() == turn) {
                me.close();
                me.tell_ended(Cover::failed(&event));
            }
        });
        let mut listeners = vec![ended];
        if self.source == Source::Microphone {
            for (name, cut) in [("mute", true), ("unmute", false)] {
                let events = self.studio.events.clone();
                let tell = move |_| events.send(Event::Devices(DeviceEvent::MicrophoneCut(cut)));
                listeners.push(Listener::new(&track, name, tell));
            }
        }
        let previous = self.open.replace(Some(Open { _news: listeners, meter, cover: None, track }));
        // What takes its place is put in before it ends: nobody sees a gap where nothing has to be hidden.
        self.pass_on();
        drop(previous);
        opened
    }

    fn let_go(&self) {
        let open = self.open.take();
        if open.is_some() {
            self.studio.local_tracks.set(self.source, None);
            match self.source {
                Source::Microphone => self.studio.local_tracks.hear(None),
                Source::Camera => preview::set(None),
                Source::Screen | Source::ScreenSound => {}
            }
        }
        drop(open);
    }

    fn tell_ended(&self, background_failed: bool) {
        let news = match self.source {
            Source::Microphone => DeviceEvent::MicrophoneEnded,
            Source::Camera if background_failed => DeviceEvent::BackgroundFailed,
            Source::Camera => DeviceEvent::CameraEnded,
            Source::Screen | Source::ScreenSound => return,
        };
        self.studio.events.send(Event::Devices(news));
    }
}

/// Another handle of the same object.
///
/// Invariant: never `track.clone()` or `stream.clone()`: web-sys takes these for the browser's methods of that name,
/// which open the device a second time, where nobody closes it.
fn handle<T: Clone>(object: &T) -> T {
    Clone::clone(object)
}

fn describe(track: &MediaStreamTrack) -> OpenedDevice {
    let settings = bindings::call(track, "getSettings", &[]).unwrap_or_default();
    OpenedDevice {
        device: bindings::get(&settings, "deviceId").as_string().map(|id| DeviceId(id.into())),
        facing_away: bindings::get(&settings, "facingMode") == "environment",
    }
}
