//! Bindings to `registry.js`, which ends every track and connection in plain JS when the app has died, and to `boot.js`, which
//! loads it.

use crate::browser::base::bindings;
use js_sys::Promise;
use plenum_engine::api::event::Failure;
use wasm_bindgen::prelude::*;
use web_sys::console;

mod js {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn enter(thing: &JsValue) -> Result<(), JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn end(thing: &JsValue) -> Result<(), JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn silence() -> Result<(), JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn silenced() -> Result<bool, JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn bequeath(key: &str, value: Option<&str>) -> Result<(), JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn guard(wanted: bool) -> Result<(), JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry)]
        pub fn capture(constraints: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = plenumRegistry, js_name = captureScreen)]
        pub fn capture_screen(options: &JsValue) -> Result<Promise, JsValue>;
    }
}

/// A peer connection, socket, worker or track that is in the registry for as long as it is held, and ended (`close`,
/// `terminate`, `stop`) when it is let go.
pub struct Registered<T: AsRef<JsValue>>(T);

impl<T: AsRef<JsValue>> Registered<T> {
    /// Enters it. Without a registry there is nothing: what cannot be silenced is not opened.
    pub fn new(thing: T) -> Result<Registered<T>, JsValue> {
        js::enter(thing.as_ref())?;
        Ok(Registered(thing))
    }
}

impl<T: AsRef<JsValue>> std::ops::Deref for Registered<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: AsRef<JsValue>> Drop for Registered<T> {
    fn drop(&mut self) {
        let _ = js::end(self.0.as_ref());
    }
}

/// `getUserMedia`; the tracks are in the registry before anybody here hears of them.
pub fn capture(constraints: &JsValue) -> Result<Promise, JsValue> {
    js::capture(constraints)
}

/// `getDisplayMedia`; the tracks are in the registry before anybody here hears of them.
pub fn capture_screen(options: &JsValue) -> Result<Promise, JsValue> {
    js::capture_screen(options)
}

/// What a page that has died leaves in this tab's storage when it goes; `None`: nothing.
pub fn bequeath(key: &str, value: Option<&str>) {
    let _ = js::bequeath(key, value);
}

/// The page is up.
pub fn started() {
    let _ = bindings::call(&boot(), "started", &[]);
}

/// A part is missing without which the page cannot come up.
pub fn not_started() {
    let _ = bindings::call(&boot(), "fail", &[]);
}

fn boot() -> JsValue {
    bindings::get(&js_sys::global(), "plenumBoot")
}

/// Why the room chunk could not be fetched: `boot.js` knows whether the server answered.
pub fn unfetched() -> Failure {
    let missing = bindings::call(&boot(), "isMissing", &[]).is_ok_and(|missing| missing.is_truthy());
    if missing { Failure::NotFound } else { Failure::Other }
}

/// Whether who closes the page is asked first (`beforeunload`); no more when the app has died.
pub fn guard(wanted: bool) {
    let _ = js::guard(wanted);
}

/// Ends everything and shows the reload screen.
pub fn silence() {
    let _ = js::silence();
}

/// Whether everything has been ended: this app counts as dead, though the browser may still call into it.
pub fn silenced() -> bool {
    js::silenced().unwrap_or(true)
}

/// Invariant: a panic silences first. Says afterwards where it was.
pub fn silence_on_panic() {
    std::panic::set_hook(Box::new(|info| {
        silence();
        console::error_1(&info.to_string().into());
    }));
}
