//! What is shown of the room behind the person: the script (`background/page.js`) that covers it in a camera's track, fetched by
//! whoever hides something, and by nobody else.

use crate::browser::base::bindings;
use crate::browser::page::update;
use js_sys::Promise;
use plenum_engine::api::view::BackgroundEffect;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MediaStreamTrack;

/// Beside the script around this program, which imports it.
const SCRIPT: &str = "./background-page.js";

mod js {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        /// `import(address)`
        #[wasm_bindgen(catch)]
        pub fn import(address: &str) -> Result<Promise, JsValue>;
    }
}

thread_local! {
    static FAILED: Cell<u32> = const { Cell::new(0) };
}

/// One colour in the place of the room, 0xRRGGBB: quiet, and dark enough for a face to stand out.
const PLAIN: u32 = 0x4a_5a_52;

/// A track of what a camera sees, with the room hidden; ends when dropped.
pub struct Cover(JsValue);

impl Cover {
    /// Whether a camera's track has ended because the room could be hidden no more: an event of the script, with a mark.
    pub fn failed(ended: &JsValue) -> bool {
        bindings::get(ended, "background").is_truthy()
    }

    /// Hides the room in what this track brings.
    ///
    /// # Errors
    ///
    /// What was thrown, if it cannot be done at all, or not in time.
    pub async fn over(camera: &MediaStreamTrack, effect: BackgroundEffect) -> Result<Cover, JsValue> {
        // Browsers remember for ever what they could not import, by its address.
        let address = [SCRIPT, "#", &FAILED.get().to_string()].concat();
        match JsFuture::from(js::import(&address)?).await {
            Ok(module) => bindings::call_async(&module, "cover", &[camera.into(), colour(effect)]).await.map(Cover),
            Err(error) => {
                FAILED.set(FAILED.get() + 1);
                update::part_missing();
                Err(error)
            }
        }
    }

    /// Something else in the place of the room.
    pub fn paint(&self, effect: BackgroundEffect) {
        let _ = bindings::call(&self.0, "paint", &[colour(effect)]);
    }

    /// What may be shown.
    pub fn track(&self) -> MediaStreamTrack {
        bindings::get(&self.0, "track").unchecked_into()
    }
}

impl Drop for Cover {
    fn drop(&mut self) {
        let _ = bindings::call(&self.0, "end", &[]);
    }
}

/// As the script wants it: nothing blurs.
fn colour(effect: BackgroundEffect) -> JsValue {
    if effect == BackgroundEffect::Plain { PLAIN.into() } else { JsValue::UNDEFINED }
}
