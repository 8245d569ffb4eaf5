//! What we ask a device for. Invariant: only `ideal` constraints; exact ones make phones refuse altogether.

use crate::browser::gaps::object;
use plenum_engine::effect::CameraChoice;
use plenum_engine::ids::DeviceId;
use plenum_engine::view::Processing;
use wasm_bindgen::prelude::*;

/// Camera pixels across and down, and frames per second: enough for a stage of one, scaled down per peer.
const CAMERA: (u32, u32, u32) = (1280, 720, 30);

/// Constraints for the microphone alone.
pub fn microphone(device: Option<&DeviceId>, Processing { echo, noise, gain }: Processing) -> JsValue {
    let mut wish =
        vec![("echoCancellation", ideal(echo)), ("noiseSuppression", ideal(noise)), ("autoGainControl", ideal(gain))];
    wish.extend(device.map(|device| ("deviceId", ideal(&*device.0))));
    object([("audio", object(wish))])
}

/// Constraints for the camera alone.
pub fn camera(choice: &CameraChoice) -> JsValue {
    let which = match choice {
        CameraChoice::Front => ("facingMode", ideal("user")),
        CameraChoice::Back => ("facingMode", ideal("environment")),
        CameraChoice::Device(device) => ("deviceId", ideal(&*device.0)),
    };
    let (width, height, rate) = CAMERA;
    let wish = [which, ("width", ideal(width)), ("height", ideal(height)), ("frameRate", ideal(rate))];
    object([("video", object(wish))])
}

fn ideal(value: impl Into<JsValue>) -> JsValue {
    object([("ideal", value.into())])
}
