//! Modal dialogs (WHATWG HTML, `dialog`), called by their ids: what opens one need not know it, and may be in another chunk.

use crate::browser::base::bindings;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlElement};

/// What a dialog hears right before it is shown.
pub const OPENING: &str = "opening";

/// Shows it in front of everything, of which nothing can be reached then by keyboard, pointer or assistive tool. Escape closes
/// it, and whatever had the focus has it again: both are the browser's work. One that is open stays as it is.
pub fn open(id: &str) {
    let Some(dialog) = dialog(id).filter(|dialog| !dialog.has_attribute("open")) else { return };
    if let Ok(event) = Event::new(OPENING) {
        let _ = dialog.dispatch_event(&event);
    }
    if bindings::call(&dialog, "showModal", &[]).is_err() {
        log::warn!("a dialog does not open");
    }
}

/// The same by a button, which has the focus again afterwards: not every browser gives it to what a pointer presses.
pub fn open_from(pressed: Option<EventTarget>, id: &str) {
    focus_pressed(pressed);
    open(id);
}

/// Gives the focus to the button that was pressed.
pub fn focus_pressed(pressed: Option<EventTarget>) {
    let element = pressed.and_then(|pressed| pressed.dyn_into::<Element>().ok());
    let button = element.and_then(|element| element.closest("button").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Closes it. One that is closed stays so.
pub fn close(id: &str) {
    if let Some(dialog) = dialog(id) {
        let _ = bindings::call(&dialog, "close", &[]);
    }
}

fn dialog(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
