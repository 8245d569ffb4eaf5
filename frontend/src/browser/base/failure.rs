//! Errors of rejected promises, as far as the engine tells cases apart (DOMException names, Web IDL §2.8.1).

use crate::browser::base::bindings;
use plenum_engine::api::event::Failure;
use plenum_engine::rescue::capture;
use wasm_bindgen::prelude::*;

/// Reads a thrown or rejected value.
pub fn read(error: &JsValue) -> Failure {
    capture::failure(&name(error))
}

/// `error.name`, or nothing.
pub fn name(error: &JsValue) -> String {
    bindings::get(error, "name").as_string().unwrap_or_default()
}
