//! Whether a popover is open, and closing it (WHATWG HTML, popover).

use crate::browser::base::bindings;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Whether the popover of this id is open.
pub fn is_open(id: &str) -> bool {
    popover(id).is_some_and(|popover| popover.matches(":popover-open").unwrap_or(false))
}

/// Closes it. One that is closed stays so.
pub fn close(id: &str) {
    if let Some(popover) = popover(id) {
        let _ = bindings::call(&popover, "hidePopover", &[]);
    }
}

fn popover(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
