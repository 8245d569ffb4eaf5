//! Copying text (W3C Clipboard API; secure origins only), and the way of before where there is none or it refuses.

use crate::browser::base::promises::Promises;
use crate::browser::base::{bindings, failure};
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::base::ids::OpId;
use wasm_bindgen::prelude::*;

/// Copies; Safari allows it only from within a click, so nothing is awaited before.
pub fn copy(promises: &Promises, op: OpId, text: &str) {
    let clipboard = bindings::get(&bindings::navigator(), "clipboard");
    if !bindings::can(&clipboard, "writeText") {
        let result = if by_command(text) { Ok(Done::Plain) } else { Err(Failure::Unsupported) };
        return promises.keep(op, std::future::ready(result));
    }
    let written = bindings::call(&clipboard, "writeText", &[text.into()]);
    let text = text.to_owned();
    promises.keep(op, async move {
        let written = async { wasm_bindgen_futures::JsFuture::from(written?.dyn_into::<js_sys::Promise>()?).await };
        match written.await {
            Ok(_) => Ok(Done::Plain),
            // Apps that show pages often have the API and refuse it.
            Err(_) if by_command(&text) => Ok(Done::Plain),
            Err(error) => Err(failure::read(&error)),
        }
    });
}

/// `document.execCommand("copy")` of what stands in a field that nobody sees. The field is put where the focus is: a modal dialog
/// lets nothing outside of it be marked.
fn by_command(text: &str) -> bool {
    let document = bindings::get(&js_sys::global(), "document");
    let focused = bindings::get(&document, "activeElement");
    let place = bindings::call(&focused, "closest", &["dialog".into()]).ok().filter(|dialog| dialog.is_object());
    let place = place.unwrap_or_else(|| bindings::get(&document, "body"));
    let Ok(field) = bindings::call(&document, "createElement", &["textarea".into()]) else { return false };
    bindings::set(&field, "value", &text.into());
    bindings::set(&field, "className", &"unseen".into());
    let copied = bindings::call(&place, "appendChild", std::slice::from_ref(&field))
        .and_then(|_| bindings::call(&field, "focus", &[]))
        .and_then(|_| bindings::call(&field, "select", &[]))
        .and_then(|_| bindings::call(&document, "execCommand", &["copy".into()]))
        .is_ok_and(|copied| copied.is_truthy());
    let _ = bindings::call(&field, "remove", &[]);
    let _ = bindings::call(&focused, "focus", &[]);
    copied
}
