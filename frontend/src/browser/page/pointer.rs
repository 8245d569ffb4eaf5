//! The pointer (W3C Pointer Events).

use crate::browser::base::bindings;
use wasm_bindgen::prelude::*;

/// What follows a `pointerdown` goes to whatever hears of it, wherever the pointer is, until it is let go.
pub fn capture(event: &JsValue) {
    let (target, pointer) = (bindings::get(event, "currentTarget"), bindings::get(event, "pointerId"));
    let _ = bindings::call(&target, "setPointerCapture", &[pointer]);
}
