//! Text fields (HTML, `HTMLTextAreaElement`).

use crate::browser::base::bindings;
use wasm_bindgen::prelude::*;

/// Puts text where the caret is, in place of what is marked, and gives what the field holds then.
pub fn insert(field: &JsValue, text: &str) -> Option<String> {
    let [from, to] = ["selectionStart", "selectionEnd"].map(|end| bindings::get(field, end));
    bindings::call(field, "setRangeText", &[text.into(), from, to, "end".into()]).ok()?;
    bindings::get(field, "value").as_string()
}
