//! Media session (W3C Media Session): keys on headsets and keyboards, and the buttons of the small windows that browsers keep
//! in front of others, for microphone, camera and leaving.

use crate::browser::base::bindings;
use wasm_bindgen::prelude::*;

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKey {
    /// The microphone, on or off.
    Microphone,
    /// The camera, on or off.
    Camera,
    /// Out of the meeting.
    HangUp,
}

/// `MediaSessionAction`
const ACTIONS: [(&str, MediaKey); 3] =
    [("togglemicrophone", MediaKey::Microphone), ("togglecamera", MediaKey::Camera), ("hangup", MediaKey::HangUp)];

/// Hears of the keys for as long as it is held.
pub struct MediaSession(Vec<Handler>);

/// An action, and what hears of it.
type Handler = (&'static str, Closure<dyn Fn()>);

impl MediaSession {
    /// Listens to those that this browser has.
    pub fn new(pressed: impl Fn(MediaKey) + Clone + 'static) -> MediaSession {
        let hears = |(action, key)| {
            let pressed = pressed.clone();
            let closure = Closure::<dyn Fn()>::new(move || pressed(key));
            handle(action, closure.as_ref()).then_some((action, closure))
        };
        MediaSession(ACTIONS.into_iter().filter_map(hears).collect())
    }

    /// Whether microphone and camera are on, as they are shown there.
    pub fn show(&self, microphone: bool, camera: bool) {
        let _ = bindings::call(&session(), "setMicrophoneActive", &[microphone.into()]);
        let _ = bindings::call(&session(), "setCameraActive", &[camera.into()]);
    }
}

impl Drop for MediaSession {
    fn drop(&mut self) {
        for (action, _) in &self.0 {
            handle(action, &JsValue::NULL);
        }
    }
}

/// Says whether the browser knows this action; of others it throws.
fn handle(action: &str, handler: &JsValue) -> bool {
    bindings::call(&session(), "setActionHandler", &[action.into(), handler.clone()]).is_ok()
}

fn session() -> JsValue {
    bindings::get(&bindings::navigator(), "mediaSession")
}
