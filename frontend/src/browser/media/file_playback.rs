//! File playback: a video or sound file chosen by the person, played by an element of its own and captured as a stream (HTML
//! file upload state; W3C Media Capture from DOM Elements).

use crate::browser::base::bindings;
use crate::browser::media::audio_element::{self, AudioElement};
use crate::browser::media::media_elements;
use js_sys::Promise;
use plenum_engine::api::event::Failure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, HtmlVideoElement, MediaStream};

/// Firefox calls it by a name of its own, and lets an element fall silent from which it is called.
const CAPTURE: [&str; 2] = ["captureStream", "mozCaptureStream"];

/// Whether the browser can hand on what an element plays.
pub fn can_play() -> bool {
    capture_of(&bindings::get(&bindings::get(&js_sys::global(), "HTMLMediaElement"), "prototype")).is_some()
}

fn capture_of(element: &JsValue) -> Option<&'static str> {
    CAPTURE.into_iter().find(|name| bindings::can(element, name))
}

/// A file being played, for as long as this is held.
pub struct FilePlayback {
    /// Plays it, with controls; the tile shows it.
    pub element: HtmlVideoElement,
    address: JsValue,
    /// The system takes it for one with a picture.
    has_picture: bool,
    voice: Option<AudioElement>,
}

/// Lets the person choose a file. To be called in the task of their act: later the browser would ask nobody.
pub fn choose() -> Result<impl Future<Output = Result<JsValue, Failure>>, JsValue> {
    let input: HtmlElement = document()?.create_element("input")?.unchecked_into();
    input.set_attribute("type", "file")?;
    input.set_attribute("accept", "video/*,audio/*")?;
    let chosen = first_of(&input, &["change", "cancel"], &[]);
    input.click();
    Ok(async move {
        let _ = JsFuture::from(chosen).await;
        let file = bindings::get(&bindings::get(&input, "files"), "0");
        // A chooser that was closed is a person who thought better of it.
        if file.is_object() { Ok(file) } else { Err(Failure::Denied) }
    })
}

impl FilePlayback {
    /// Reads a file until it can be played.
    pub async fn open(file: &JsValue) -> Result<FilePlayback, JsValue> {
        let element: HtmlVideoElement = document()?.create_element("video")?.unchecked_into();
        let address =
            bindings::call(&bindings::get(&js_sys::global(), "URL"), "createObjectURL", std::slice::from_ref(file))?;
        let kind = bindings::get(file, "type").as_string().unwrap_or_default();
        let playback = FilePlayback { element, address, has_picture: kind.starts_with("video/"), voice: None };
        playback.element.set_controls(true);
        playback.element.set_attribute("playsinline", "")?;
        let ready = first_of(&playback.element, &["loadeddata"], &["error"]);
        playback.element.set_src(&playback.address.as_string().unwrap_or_default());
        JsFuture::from(ready).await?;
        Ok(playback)
    }

    /// Whether it should have a picture, and this browser can show none.
    pub fn is_blind(&self) -> bool {
        self.has_picture && self.element.video_width() == 0
    }

    /// Plays it, and hands on what it plays.
    pub fn play(&mut self) -> Result<MediaStream, JsValue> {
        let name = capture_of(&self.element).unwrap_or(CAPTURE[0]);
        let stream: MediaStream = bindings::call(&self.element, name, &[])?.dyn_into()?;
        if name == CAPTURE[1] {
            self.voice = AudioElement::new(&stream, media_elements::needs_tap(), || {});
        }
        audio_element::play(&self.element, || log::warn!("a file waits for its own button"));
        Ok(stream)
    }
}

impl Drop for FilePlayback {
    fn drop(&mut self) {
        let _ = self.element.pause();
        self.element.remove();
        let _ = bindings::call(
            &bindings::get(&js_sys::global(), "URL"),
            "revokeObjectURL",
            std::slice::from_ref(&self.address),
        );
    }
}

/// Keeps its word with the first event of the one kind, and breaks it with the first of the other.
fn first_of(target: &HtmlElement, good: &[&str], bad: &[&str]) -> Promise {
    Promise::new(&mut |keep, fail| {
        for (names, settle) in [(good, keep), (bad, fail)] {
            for name in names {
                let _ = target.add_event_listener_with_callback_and_bool(name, &settle, false);
            }
        }
    })
}

fn document() -> Result<Document, JsValue> {
    web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)
}
