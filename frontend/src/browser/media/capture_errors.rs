//! Errors of `getUserMedia`: whether the person, the operating system or the embedding page refused (W3C Permissions,
//! Permissions Policy).

use crate::browser::base::{bindings, failure};
use plenum_engine::api::event::Failure;
use wasm_bindgen::prelude::*;

/// Reads why `getUserMedia` with these constraints broke its promise.
pub async fn read(error: &JsValue, constraints: &JsValue) -> Failure {
    let failure = failure::read(error);
    if failure != Failure::Denied {
        return failure;
    }
    let name = if bindings::get(constraints, "video").is_truthy() { "camera" } else { "microphone" };
    let message = bindings::get(error, "message").as_string().unwrap_or_default();
    told_apart(&message, passed_on(name), permission(name).await.as_deref())
}

/// Chromium says it of the system; Firefox and Safari only contradict what they say of the permission.
fn told_apart(message: &str, passed_on: bool, permission: Option<&str>) -> Failure {
    match permission {
        _ if !passed_on => Failure::Embedded,
        _ if message.contains("by system") => Failure::System,
        Some("granted") => Failure::System,
        Some(_) | None => Failure::Denied,
    }
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

/// `granted`, `prompt` or `denied`; `None` where the browser does not tell.
async fn permission(name: &str) -> Option<String> {
    let query = bindings::object([("name", name.into())]);
    let status =
        bindings::call_async(&bindings::get(&bindings::navigator(), "permissions"), "query", &[query]).await.ok()?;
    bindings::get(&status, "state").as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_said_no_is_told_apart() {
        assert_eq!(told_apart("Permission denied by system", true, Some("prompt")), Failure::System);
        assert_eq!(told_apart("The request is not allowed", true, Some("granted")), Failure::System);
        assert_eq!(told_apart("Permission denied", true, Some("denied")), Failure::Denied);
        assert_eq!(told_apart("Permission dismissed", true, Some("prompt")), Failure::Denied);
        assert_eq!(told_apart("The request is not allowed", true, None), Failure::Denied);
        assert_eq!(told_apart("Permission denied", false, Some("denied")), Failure::Embedded);
    }
}
