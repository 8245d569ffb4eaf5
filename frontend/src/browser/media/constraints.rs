//! Media constraints for microphone and camera. Invariant: only `ideal` constraints; exact ones make phones refuse altogether.

use crate::browser::base::bindings::object;
use plenum_engine::api::effect::CameraChoice;
use plenum_engine::api::sender_parameters::CameraSize;
use plenum_engine::api::view::Processing;
use plenum_engine::base::ids::DeviceId;
use wasm_bindgen::prelude::*;

/// Camera pixels across and down: enough for a stage of one, scaled down per peer; and where many show themselves.
const LARGE: (u32, u32) = (1280, 720);
const SMALL: (u32, u32) = (640, 360);
/// Pictures per second.
const RATE: u32 = 30;

/// Constraints for the microphone alone.
pub fn microphone(device: Option<&DeviceId>, Processing { echo, noise, gain }: Processing) -> JsValue {
    let mut wish =
        vec![("echoCancellation", ideal(echo)), ("noiseSuppression", ideal(noise)), ("autoGainControl", ideal(gain))];
    wish.extend(device.map(|device| ("deviceId", ideal(&*device.0))));
    object([("audio", object(wish))])
}

/// Constraints for the camera alone.
pub fn camera(choice: &CameraChoice, size: CameraSize) -> JsValue {
    let which = match choice {
        CameraChoice::Front => ("facingMode", ideal("user")),
        CameraChoice::Back => ("facingMode", ideal("environment")),
        CameraChoice::Device(device) => ("deviceId", ideal(&*device.0)),
    };
    object([("video", object(std::iter::once(which).chain(measures(size))))])
}

/// Constraints for the track of an open camera.
pub fn size(size: CameraSize) -> JsValue {
    object(measures(size))
}

fn measures(size: CameraSize) -> [(&'static str, JsValue); 3] {
    let (width, height) = match size {
        CameraSize::Large => LARGE,
        CameraSize::Small => SMALL,
    };
    [("width", ideal(width)), ("height", ideal(height)), ("frameRate", ideal(RATE))]
}

fn ideal(value: impl Into<JsValue>) -> JsValue {
    object([("ideal", value.into())])
}
