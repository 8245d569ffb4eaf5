//! Errors of rejected promises, as far as the engine tells cases apart (DOMException names, Web IDL §2.8.1).

use crate::browser::base::bindings;
use plenum_engine::api::event::Failure;
use wasm_bindgen::prelude::*;

/// Reads a thrown or rejected value.
pub fn read(error: &JsValue) -> Failure {
    classify(&name(error))
}

/// `error.name`, or nothing.
pub fn name(error: &JsValue) -> String {
    bindings::get(error, "name").as_string().unwrap_or_default()
}

fn classify(name: &str) -> Failure {
    match name {
        "NotAllowedError" | "SecurityError" => Failure::Denied,
        "NotFoundError" | "OverconstrainedError" => Failure::NotFound,
        "NotReadableError" | "AbortError" => Failure::Busy,
        "TypeError" | "NotSupportedError" => Failure::Unsupported,
        _ => Failure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_device_is_not_a_missing_one() {
        assert_eq!(classify("NotAllowedError"), Failure::Denied);
        assert_eq!(classify("NotFoundError"), Failure::NotFound);
        assert_eq!(classify("NotReadableError"), Failure::Busy);
        assert_eq!(classify("TypeError"), Failure::Unsupported);
        assert_eq!(classify(""), Failure::Other);
    }
}
