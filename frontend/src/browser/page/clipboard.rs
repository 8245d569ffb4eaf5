//! Copying text (W3C Clipboard API; secure origins only).

use crate::browser::base::promises::Promises;
use crate::browser::base::{bindings, failure};
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::base::ids::OpId;
use wasm_bindgen::prelude::*;

/// Copies; Safari allows it only from within a click, so nothing is awaited before.
pub fn copy(promises: &Promises, op: OpId, text: &str) {
    let clipboard = bindings::get(&bindings::navigator(), "clipboard");
    if !bindings::can(&clipboard, "writeText") {
        return promises.keep(op, std::future::ready(Err(Failure::Unsupported)));
    }
    let written = bindings::call(&clipboard, "writeText", &[text.into()]);
    promises.keep(op, async move {
        let written = async { wasm_bindgen_futures::JsFuture::from(written?.dyn_into::<js_sys::Promise>()?).await };
        written.await.map(|_| Done::Plain).map_err(|error: JsValue| failure::read(&error))
    });
}
