//! Screen capture, or a file played to everybody: chosen in the browser's own dialog, owned and stopped (W3C Screen Capture).

use crate::browser::base::bindings::{self, object};
use crate::browser::base::failure;
use crate::browser::base::listener::Listener;
use crate::browser::base::promises::answer;
use crate::browser::base::registry::{self, Registered};
use crate::browser::media::file_playback::{self, FilePlayback};
use crate::browser::media::local_tracks::LocalTracks;
use crate::browser::media::media_elements;
use crate::event_sender::EventSender;
use plenum_engine::api::effect::{Motion, ScreenCommand, Source};
use plenum_engine::api::event::{DeviceEvent, Done, Event, Failure};
use plenum_engine::base::ids::OpId;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaStream, MediaStreamTrack};

/// Pixels across and down at most: more is scaled down before anybody could read it.
const SIZE: (u32, u32) = (1920, 1080);
/// Frames per second at most where messages matter: what is read stands still.
const STILL_RATE: u32 = 15;
/// And where motion matters.
const MOVING_RATE: u32 = 30;

/// The shared screen.
///
/// Invariant: only `ScreenCommand::Open` asks for one, and whatever came too late is stopped.
pub struct Screen {
    events: EventSender,
    local_tracks: Rc<LocalTracks>,
    /// Counts openings and closings: a late choice finds that it is not its turn any more.
    turn: Cell<u32>,
    open: RefCell<Option<Open>>,
}

/// What is on air; let go of when dropped.
struct Open {
    _ended: Option<Listener>,
    /// A file may be sound alone.
    picture: Option<Registered<MediaStreamTrack>>,
    /// The sound, if the browser and the person gave it, and whatever else came with it.
    _others: Vec<Registered<MediaStreamTrack>>,
    _playback: Option<FilePlayback>,
}

impl Screen {
    /// None.
    pub fn new(events: EventSender, local_tracks: Rc<LocalTracks>) -> Rc<Screen> {
        Rc::new(Screen { events, local_tracks, turn: Cell::new(0), open: RefCell::default() })
    }

    /// Carries out a command.
    pub fn carry_out(self: &Rc<Self>, command: ScreenCommand) {
        match command {
            ScreenCommand::Open { op, motion } => self.open(op, motion),
            ScreenCommand::Play { op } => self.play(op),
            ScreenCommand::Prefer(motion) => {
                if let Some(picture) = self.open.borrow().as_ref().and_then(|open| open.picture.as_ref()) {
                    prefer(picture, motion);
                }
            }
            ScreenCommand::Close => self.close(),
        }
    }

    // Not among the promises that are given up: a track that nobody waits for any more must still be stopped.
    fn open(self: &Rc<Self>, op: OpId, motion: Motion) {
        self.turn.set(self.turn.get() + 1);
        let (me, turn) = (self.clone(), self.turn.get());
        // Asked for at once: later the browser would no longer know that a person wants it.
        let asked = registry::capture_screen(&wish(motion));
        spawn_local(async move {
            let result = match asked {
                Ok(asked) => me.opened(turn, motion, JsFuture::from(asked)).await,
                Err(error) => Err(error),
            };
            me.events.send(answer(op, result.map_err(|error| failure::read(&error)).flatten()));
        });
    }

    fn play(self: &Rc<Self>, op: OpId) {
        self.turn.set(self.turn.get() + 1);
        let (me, turn) = (self.clone(), self.turn.get());
        let chosen = file_playback::choose();
        spawn_local(async move {
            let result = match chosen {
                Ok(chosen) => match chosen.await {
                    Ok(file) => me.played(turn, &file).await,
                    Err(failure) => Ok(Err(failure)),
                },
                Err(error) => Err(error),
            };
            me.events.send(answer(op, result.map_err(|error| failure::read(&error)).flatten()));
        });
    }

    async fn played(self: &Rc<Self>, turn: u32, file: &JsValue) -> Result<Result<Done, Failure>, JsValue> {
        let mut playback = FilePlayback::open(file).await?;
        if self.turn.get() != turn {
            return Ok(Err(Failure::Other));
        }
        let stream = playback.play()?;
        self.put_on_air(turn, Motion::Moving, &stream, Some(playback))
    }

    async fn opened(
        self: &Rc<Self>,
        turn: u32,
        motion: Motion,
        asked: JsFuture,
    ) -> Result<Result<Done, Failure>, JsValue> {
        let stream: MediaStream = asked.await?.dyn_into()?;
        self.put_on_air(turn, motion, &stream, None)
    }

    fn put_on_air(
        self: &Rc<Self>,
        turn: u32,
        motion: Motion,
        stream: &MediaStream,
        playback: Option<FilePlayback>,
    ) -> Result<Result<Done, Failure>, JsValue> {
        let mut tracks = Vec::new();
        for track in stream.get_tracks() {
            tracks.push(Registered::new(track.dyn_into::<MediaStreamTrack>()?)?);
        }
        let picture = tracks.iter().position(|track| track.kind() == "video");
        if self.turn.get() != turn || tracks.is_empty() || picture.is_none() && playback.is_none() {
            return Ok(Err(Failure::Other));
        }
        let picture = picture.map(|picture| tracks.swap_remove(picture));
        let sound = tracks.iter().find(|track| track.kind() == "audio");
        if let Some(sound) = sound {
            bindings::set(sound.as_ref(), "contentHint", &"music".into());
        }
        let blind = playback.as_ref().is_some_and(FilePlayback::is_blind);
        let done = Done::Shared { picture: picture.is_some(), sound: sound.is_some(), blind };
        if let Some(picture) = &picture {
            prefer(picture, motion);
        }
        // Invariant: `Clone::clone` is another handle; `track.clone()` would be a second capture that nobody closes.
        self.local_tracks.set(Source::Screen, picture.as_ref().map(|picture| Clone::clone(&**picture)));
        self.local_tracks.set(Source::ScreenSound, sound.map(|sound| Clone::clone(&**sound)));
        media_elements::set_own_screen(
            Some(Clone::clone(stream)),
            playback.as_ref().map(|playback| playback.element.clone()),
        );
        let me = Rc::downgrade(self);
        let end = move |_| {
            if let Some(me) = me.upgrade().filter(|me| me.turn.get() == turn) {
                me.events.send(Event::Devices(DeviceEvent::ScreenEnded));
            }
        };
        // A file ends with its last picture, whatever becomes of the tracks.
        let ended = match (&playback, &picture) {
            (Some(playback), _) => Some(Listener::new(&playback.element, "ended", end)),
            (None, Some(picture)) => Some(Listener::new(picture, "ended", end)),
            (None, None) => None,
        };
        let previous = self.open.replace(Some(Open { _ended: ended, picture, _others: tracks, _playback: playback }));
        drop(previous);
        Ok(Ok(done))
    }

    fn close(&self) {
        self.turn.set(self.turn.get() + 1);
        let open = self.open.take();
        if open.is_some() {
            self.local_tracks.set(Source::Screen, None);
            self.local_tracks.set(Source::ScreenSound, None);
            media_elements::set_own_screen(None, None);
        }
        drop(open);
    }
}

/// What we ask for. Its sound is music and films: nothing of it is noise, and our own meeting is no part of it.
fn wish(motion: Motion) -> JsValue {
    let raw = ["echoCancellation", "noiseSuppression", "autoGainControl"].map(|filter| (filter, false.into()));
    let audio = object(raw.into_iter().chain([("restrictOwnAudio", true.into())]));
    object([
        ("video", size(motion)),
        ("audio", audio),
        ("systemAudio", "include".into()),
        ("surfaceSwitching", "include".into()),
        ("selfBrowserSurface", "exclude".into()),
    ])
}

fn size(motion: Motion) -> JsValue {
    let most = |value: u32| object([("max", value.into())]);
    let rate = match motion {
        Motion::Still => STILL_RATE,
        Motion::Moving => MOVING_RATE,
    };
    object([("width", most(SIZE.0)), ("height", most(SIZE.1)), ("frameRate", most(rate))])
}

/// `contentHint`, where the browser has it, and the frame rate.
fn prefer(track: &MediaStreamTrack, motion: Motion) {
    let hint = match motion {
        Motion::Still => "detail",
        Motion::Moving => "motion",
    };
    bindings::set(track, "contentHint", &hint.into());
    // Another handle, see above.
    let track: MediaStreamTrack = Clone::clone(track);
    spawn_local(async move {
        // Where the rate cannot be changed the hint is enough.
        let _ = bindings::call_async(&track, "applyConstraints", &[size(motion)]).await;
    });
}
