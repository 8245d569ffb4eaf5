//! Whether a popover is open (WHATWG HTML, popover).

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Whether the popover of this id is open.
pub fn is_open(id: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let popover = document.and_then(|document| document.get_element_by_id(id));
    let popover = popover.and_then(|popover| popover.dyn_into::<HtmlElement>().ok());
    popover.is_some_and(|popover| popover.matches(":popover-open").unwrap_or(false))
}
