//! Level meter of our own microphone (`AnalyserNode`, W3C Web Audio).

use crate::browser::base::bindings;
use crate::browser::base::registry::Registered;
use crate::browser::media::audio_context::{Awake, SharedAudioContext};
use crate::event_sender::EventSender;
use gloo_timers::callback::Interval;
use js_sys::Array;
use plenum_engine::api::event::{DeviceEvent, Event};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{AnalyserNode, AudioContextState, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack};

/// How often the level is read, in milliseconds: fast enough to look alive.
const READ_MS: u32 = 100;
/// Samples that are looked at: 43 ms at 48 kHz, the shortest power of two that hears a whole period of a deep voice.
const SAMPLES: usize = 2048;

/// Measures while it is asked to, until dropped.
///
/// Invariant: what it listens to is a copy of the track that stays in this page and feeds nothing but the analyser. The
/// track that others can get is silenced by itself; so we notice who talks while it is off, and nobody else hears it.
pub struct Meter {
    _copy: Registered<MediaStreamTrack>,
    source: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
    sound: Rc<SharedAudioContext>,
    events: EventSender,
    reading: RefCell<Option<Reading>>,
}

/// Reads the level, and keeps the context running for it.
struct Reading {
    _clock: Interval,
    _awake: Awake,
}

impl Meter {
    /// `None` if the browser cannot: then nobody sees a level, and all else works.
    pub fn new(sound: &Rc<SharedAudioContext>, track: &MediaStreamTrack, events: EventSender) -> Option<Meter> {
        let context = sound.context()?;
        let copy: MediaStreamTrack = bindings::call(track, "clone", &[]).ok()?.dyn_into().ok()?;
        let copy = Registered::new(copy).ok()?;
        let stream = MediaStream::new_with_tracks(&Array::of1(&copy)).ok()?;
        let source = context.create_media_stream_source(&stream).ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES as u32);
        source.connect_with_audio_node(&analyser).ok()?;
        Some(Meter { _copy: copy, source, analyser, sound: sound.clone(), events, reading: RefCell::default() })
    }

    /// Measures from here on, or no more.
    pub fn measure(&self, wanted: bool) {
        let reading = wanted.then(|| self.read_on());
        drop(self.reading.replace(reading));
    }

    fn read_on(&self) -> Reading {
        let (analyser, events) = (self.analyser.clone(), self.events.clone());
        let clock = Interval::new(READ_MS, move || {
            // A sleeping context says zero of the loudest microphone.
            if analyser.context().state() == AudioContextState::Running {
                events.send(Event::Devices(DeviceEvent::Level(scale(read(&analyser)))));
            }
        });
        Reading { _clock: clock, _awake: self.sound.keep_awake() }
    }
}

impl Meter {
    /// What hears the microphone.
    pub fn analyser(&self) -> AnalyserNode {
        self.analyser.clone()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.source.disconnect();
        let _ = self.analyser.disconnect();
    }
}

/// How loud it is right now, 0..=1.
pub fn read(analyser: &AnalyserNode) -> f64 {
    let mut samples = [0.0_f32; SAMPLES];
    analyser.get_float_time_domain_data(&mut samples);
    loudness(&samples)
}

/// Root mean square, 0..=1, as in RFC 6464.
fn loudness(samples: &[f32]) -> f64 {
    let power: f64 = samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
    (power / samples.len().max(1) as f64).sqrt()
}

/// 0..=1 to 0..=255. Only silence is 0.
pub fn scale(level: f64) -> u8 {
    (level.clamp(0.0, 1.0) * 255.0).ceil() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loudness_is_the_root_mean_square() {
        assert_eq!(loudness(&[0.5, -0.5, 0.5, -0.5]), 0.5);
        assert_eq!(loudness(&[]), 0.0);
    }

    #[test]
    fn the_quietest_room_is_not_a_dead_microphone() {
        assert_eq!(scale(loudness(&[0.000_01, 0.0])), 1);
        assert_eq!(scale(loudness(&[0.0, 0.0])), 0);
    }

    #[test]
    fn only_silence_is_nothing() {
        assert_eq!(scale(0.0), 0);
        assert_eq!(scale(0.000_1), 1);
        assert_eq!(scale(1.0), 255);
    }

    #[test]
    fn nonsense_from_the_browser_stays_in_range() {
        assert_eq!(scale(f64::NAN), 0);
        assert_eq!(scale(7.0), 255);
        assert_eq!(scale(-1.0), 0);
    }
}
