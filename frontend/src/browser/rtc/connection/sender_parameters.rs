//! Sender parameters (`RTCRtpSender`, W3C WebRTC §5.2).

use crate::browser::base::bindings::{self, Sender};
use crate::browser::base::failure;
use js_sys::Array;
use plenum_engine::api::event::Failure;
use plenum_engine::api::sender_parameters::{Measure, Parameters};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Tells a sender how to send; false if it has no encoding yet. What a browser does not know of it, it leaves out by itself.
pub async fn tune(sender: &Sender, parameters: Parameters) -> Result<bool, Failure> {
    let track = bindings::get(sender, "track");
    change(sender, |encoding| write(encoding, parameters, &track)).await
}

/// Stops a sender that has lost its picture. A Firefox goes on to send the last one once a second, for as long as the connection lasts.
pub async fn rest(sender: &Sender) -> Result<(), Failure> {
    // Without an encoding it has never sent anything.
    change(sender, |encoding| bindings::set(encoding, "active", &false.into())).await.map(drop)
}

/// Changes the one encoding of a sender; false if there is none yet.
async fn change(sender: &Sender, change: impl FnOnce(&JsValue)) -> Result<bool, Failure> {
    let set = async {
        // Read, changed and set in one task, or `setParameters` refuses them.
        let read = sender.get_parameters()?;
        let encodings = Array::from(&bindings::get(&read, "encodings"));
        let first = encodings.get(0);
        if !first.is_object() {
            return Ok(false);
        }
        change(&first);
        bindings::set(&read, "encodings", &encodings);
        JsFuture::from(sender.set_parameters(&read)?).await.map(|_| true)
    };
    set.await.map_err(|error| failure::read(&error))
}

/// The same as an encoding of a sender that is still to be made and has no track.
pub fn encoding(parameters: Parameters) -> JsValue {
    let encoding = bindings::object([]);
    write(&encoding, parameters, &JsValue::UNDEFINED);
    encoding
}

fn write(encoding: &JsValue, parameters: Parameters, track: &JsValue) {
    bindings::set(encoding, "active", &parameters.active.into());
    bindings::set(encoding, "maxBitrate", &parameters.bitrate.into());
    if let Some(Measure { lines, rate }) = parameters.picture {
        let settings = bindings::call(track, "getSettings", &[]).unwrap_or_default();
        let side = |name| bindings::get(&settings, name).as_f64();
        bindings::set(encoding, "scaleResolutionDownBy", &scale(side("width"), side("height"), lines).into());
        bindings::set(encoding, "maxFramerate", &cap(rate).into());
    }
}

/// The cap under which this many pictures per second come: browsers leave out what comes too early, and never make up for it.
fn cap(rate: u8) -> u16 {
    u16::from(rate) + 1
}

/// By how much a track of this size is made smaller. One whose size nobody tells stays as it is.
fn scale(width: Option<f64>, height: Option<f64>, lines: u16) -> f64 {
    let (Some(width), Some(height)) = (width, height) else { return 1.0 };
    // `max` makes nothing of what is no number; browsers refuse to enlarge.
    (width.min(height) / f64::from(lines.max(1))).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_smaller_and_never_larger() {
        assert_eq!(scale(Some(1280.0), Some(720.0), 360), 2.0);
        assert_eq!(scale(Some(720.0), Some(1280.0), 360), 2.0, "a phone held upright");
        assert_eq!(scale(Some(640.0), Some(360.0), 720), 1.0);
        assert_eq!(scale(None, Some(720.0), 180), 1.0);
        assert_eq!(scale(Some(f64::NAN), Some(f64::NAN), 180), 1.0);
        assert!(scale(Some(1.0), Some(1.0), 0).is_finite());
    }
}
