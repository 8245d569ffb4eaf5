//! Where keys go: whether what has the focus wants this key for itself (WHATWG HTML, interactive elements).

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// Leaves what has the focus, before it goes: taken away with the focus, it would have the browser lay out everything twice.
pub fn let_go() {
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.blur();
    }
}

/// What a person writes or chooses in.
const FIELDS: &str = "input, textarea, select, [contenteditable]";
/// What Space presses, opens or moves.
const CONTROLS: &str = "a[href], button, summary, [role=button], [role=tab], [role=slider], [role=menuitem]";

/// Whether the element that a key was pressed in needs it.
pub fn wants(target: Option<EventTarget>, key: &str) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let inside = |selector| element.closest(selector).is_ok_and(|found| found.is_some());
    inside(FIELDS) || key == " " && inside(CONTROLS)
}
