//! The room document as a program of its own: what `worker.js` calls in a Web Worker.
//!
//! Invariant: whatever goes wrong here ends the worker and nothing else. A panic is a trap, a request that cannot be read an
//! exception; the page hears of both and starts another worker.
#![forbid(unsafe_code)]

mod host;

use host::Host;
use plenum_document::base::time::Time;
use wasm_bindgen::prelude::*;

/// One document, from its first request on.
#[wasm_bindgen]
pub struct DocumentHost(Host);

#[wasm_bindgen]
impl DocumentHost {
    /// Waits for a document to be opened.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "it is made in JS")]
    pub fn new() -> DocumentHost {
        DocumentHost(Host::default())
    }

    /// The reply to a request, both encoded; `now` is `Date.now()`.
    pub fn answer(&mut self, request: &[u8], now: f64) -> Result<Vec<u8>, JsError> {
        self.0.answer(request, time(now)).map_err(|why| JsError::new(why.0))
    }

    /// What came of the time that has passed, encoded; nothing if nothing did.
    pub fn tick(&mut self, now: f64) -> Result<Option<Vec<u8>>, JsError> {
        self.0.tick(time(now)).map_err(|why| JsError::new(why.0))
    }

    /// When `tick` is due at the latest, as `Date.now()` will say it.
    pub fn deadline(&self) -> Option<f64> {
        self.0.deadline().map(|Time(ms)| ms as f64)
    }
}

fn time(now: f64) -> Time {
    Time(now as u64)
}
