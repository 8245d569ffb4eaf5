//! Playback of one person's sound in an `<audio>` of its own (WHATWG): Chrome plays no sound of a `<video>` whose picture has not
//! come yet, and a person without a camera is to be heard all the same.

use crate::browser::base::listener::Listener;
use crate::browser::base::{bindings, failure};
use leptos::prelude::{ArcRwSignal, Set};
use plenum_engine::base::ids::DeviceId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlAudioElement, HtmlMediaElement, MediaStream};

/// Plays until dropped.
pub struct AudioElement {
    audio: HtmlAudioElement,
    _paused: Listener,
}

impl AudioElement {
    /// Plays a stream aloud; sets `needs_tap` if the browser wants a tap first. `paused` hears of a pause that is not ours.
    pub fn new(
        stream: &MediaStream,
        needs_tap: ArcRwSignal<bool>,
        paused: impl Fn() + 'static,
    ) -> Option<AudioElement> {
        let audio = HtmlAudioElement::new().ok()?;
        audio.set_src_object(Some(stream));
        let paused = Listener::new(&audio, "pause", move |_| paused());
        let voice = AudioElement { audio, _paused: paused };
        play(&voice.element(), move || needs_tap.set(true));
        Some(voice)
    }

    /// The element, to be played again after a tap or an interruption.
    pub fn element(&self) -> HtmlMediaElement {
        self.audio.clone().unchecked_into()
    }
}

impl Drop for AudioElement {
    fn drop(&mut self) {
        let _ = self.audio.pause();
        self.audio.set_src_object(None);
    }
}

/// How loud an element plays, percent. Phones of Apple keep their own volume; silence is silence there too.
pub fn set_volume(media: &HtmlMediaElement, volume: u8) {
    media.set_muted(volume == 0);
    media.set_volume(f64::from(volume.min(100)) / 100.0);
}

/// `setSinkId` exists (not in Safari before 18.4).
pub fn can_choose_speaker() -> bool {
    bindings::can(&bindings::get(&bindings::get(&js_sys::global(), "HTMLMediaElement"), "prototype"), "setSinkId")
}

/// Plays through this loudspeaker; through the system's if it is gone.
pub fn set_speaker(media: &HtmlMediaElement, speaker: Option<&DeviceId>) {
    let (media, speaker) = (media.clone(), speaker.cloned());
    spawn_local(async move { turn_to(&media, speaker.as_ref()).await });
}

/// The same, for whoever waits for it.
pub async fn turn_to(media: &HtmlMediaElement, speaker: Option<&DeviceId>) {
    let Some(speaker) = speaker.filter(|_| can_choose_speaker()) else { return };
    if bindings::call_async(media, "setSinkId", &[JsValue::from_str(&speaker.0)]).await.is_err() {
        log::warn!("that loudspeaker is not there");
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
