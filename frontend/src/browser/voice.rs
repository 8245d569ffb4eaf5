//! One person's sound, in an element of its own (`<audio>`, WHATWG): Chrome plays no sound of a `<video>` whose picture
//! has not come yet, and a person without a camera is to be heard all the same.

use crate::browser::failure;
use leptos::prelude::{ArcRwSignal, Set};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlAudioElement, HtmlMediaElement, MediaStream};

/// Plays until dropped.
pub struct Voice(HtmlAudioElement);

impl Voice {
    /// Plays a stream aloud; sets `needs_tap` if the browser wants a tap first.
    pub fn new(stream: &MediaStream, needs_tap: ArcRwSignal<bool>) -> Option<Voice> {
        let audio = HtmlAudioElement::new().ok()?;
        audio.set_src_object(Some(stream));
        let voice = Voice(audio);
        play(&voice.element(), move || needs_tap.set(true));
        Some(voice)
    }

    /// The element, to be played again after a tap or an interruption.
    pub fn element(&self) -> HtmlMediaElement {
        self.0.clone().unchecked_into()
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        let _ = self.0.pause();
        self.0.set_src_object(None);
    }
}

/// Plays; calls `refused` if the browser wants a person's tap first.
pub fn play(media: &HtmlMediaElement, refused: impl FnOnce() + 'static) {
    let Ok(playing) = media.play() else { return };
    spawn_local(async move {
        let Err(error) = JsFuture::from(playing).await else { return };
        // Anything else is an interruption by the next stream, which is played in its turn.
        if failure::name(&error) == "NotAllowedError" {
            refused();
        }
    });
}
