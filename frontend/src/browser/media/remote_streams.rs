//! Remote streams: received tracks, a `MediaStream` for each source, so that each plays in an element of its own.

use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};

/// One stream for each source.
#[derive(Clone)]
pub struct Streams {
    /// Their microphone.
    pub voice: MediaStream,
    /// Their camera.
    pub picture: MediaStream,
    /// Their screen.
    pub screen: MediaStream,
    /// The sound of their screen.
    pub screen_sound: MediaStream,
}

impl Streams {
    /// Which of the sounds may be played: voice, sound of their screen. A track that is not enabled renders silence (W3C
    /// Media Capture and Streams, section 4.3.1) while its element plays on: whoever speaks again needs no new permission.
    pub fn enable(&self, sounds: [bool; 2]) {
        for (stream, on) in [&self.voice, &self.screen_sound].into_iter().zip(sounds) {
            for track in stream.get_audio_tracks().iter() {
                track.unchecked_into::<MediaStreamTrack>().set_enabled(on);
            }
        }
    }
}
