//! Chimes: two soft notes when somebody arrives, leaves or writes.

use crate::browser::base::clock;
use crate::browser::media::audio_context::{self, SharedAudioContext};
use plenum_engine::api::effect::Chime;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AudioContext, OscillatorType};

/// Of full scale: to be noticed, not to interrupt.
const VOLUME: f32 = 0.04;
/// One note, in seconds.
const NOTE: f64 = 0.16;
/// A chime that comes later than this, in milliseconds, because the browser was silent until a gesture, is old news.
const STALE_MS: f64 = 1_000.0;

/// How long both notes take, in milliseconds, and a little more.
const BOTH_MS: u32 = 500;

/// Plays it, if the browser lets us.
pub fn play(sound: &Rc<SharedAudioContext>, chime: Chime) {
    let Some(context) = sound.context() else { return };
    let awake = sound.keep_awake();
    let asked = clock::milliseconds();
    spawn_local(async move {
        audio_context::wake(context.clone()).await;
        if clock::milliseconds() - asked < STALE_MS {
            for (at, pitch) in [0.0, NOTE].into_iter().zip(pitches(chime)) {
                let _ = note(&context, context.current_time() + at, pitch);
            }
        }
        awake.for_so_long(BOTH_MS);
    });
}

/// In hertz: a fifth up, a fifth down.
fn pitches(chime: Chime) -> [f32; 2] {
    match chime {
        Chime::Arrival => [440.0, 660.0],
        Chime::Departure => [660.0, 440.0],
        Chime::Message => [880.0, 880.0],
    }
}

fn note(context: &AudioContext, start: f64, pitch: f32) -> Result<(), JsValue> {
    let (tone, volume) = (context.create_oscillator()?, context.create_gain()?);
    tone.set_type(OscillatorType::Sine);
    tone.frequency().set_value(pitch);
    let gain = volume.gain();
    gain.set_value_at_time(0.0, start)?;
    gain.linear_ramp_to_value_at_time(VOLUME, start + NOTE / 8.0)?;
    gain.linear_ramp_to_value_at_time(0.0, start + NOTE * 1.5)?;
    tone.connect_with_audio_node(&volume)?.connect_with_audio_node(&context.destination())?;
    tone.start_with_when(start)?;
    // The browser lets go of both nodes when the tone has ended.
    tone.stop_with_when(start + NOTE * 1.5)
}
