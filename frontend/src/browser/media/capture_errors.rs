//! Errors of `getUserMedia`: what tells whether the person, the operating system or the embedding page refused (W3C
//! Permissions, Permissions Policy).

use crate::browser::base::{bindings, failure};
use plenum_engine::api::event::Failure;
use plenum_engine::api::rescue::Permission;
use plenum_engine::rescue::capture;
use wasm_bindgen::prelude::*;

/// Reads why `getUserMedia` with these constraints broke its promise.
pub async fn read(error: &JsValue, constraints: &JsValue) -> Failure {
    let failure = failure::read(error);
    if failure != Failure::Denied {
        return failure;
    }
    let name = if bindings::get(constraints, "video").is_truthy() { "camera" } else { "microphone" };
    let message = bindings::get(error, "message").as_string().unwrap_or_default();
    capture::who_denied(&message, passed_on(name), permission(name).await)
}

/// Whether the page around this one, if there is one, lets it ask. Where the browser does not tell, a page of another
/// origin does not: it would have had to say so.
fn passed_on(name: &str) -> bool {
    let window = js_sys::global();
    let policy = bindings::get(&bindings::get(&window, "document"), "featurePolicy");
    if bindings::can(&policy, "allowsFeature") {
        return bindings::call(&policy, "allowsFeature", &[name.into()]).is_ok_and(|allows| allows.is_truthy());
    }
    let framed = bindings::get(&window, "top") != bindings::get(&window, "self");
    !(framed && bindings::get(&window, "frameElement").is_null())
}

/// What the browser says of the permission for `camera` or `microphone`.
pub async fn permission(name: &str) -> Permission {
    let query = bindings::object([("name", name.into())]);
    let permissions = bindings::get(&bindings::navigator(), "permissions");
    let status = bindings::call_async(&permissions, "query", &[query]).await;
    let state = status.ok().and_then(|status| bindings::get(&status, "state").as_string());
    capture::permission(state.as_deref())
}
