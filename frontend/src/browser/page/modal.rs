//! Modal dialogs (WHATWG HTML, `<dialog>`): the browser keeps the focus inside, closes them at Escape, and then gives the focus back
//! to what had it before.

use crate::browser::base::bindings;
use web_sys::{Element, Event};

/// Shows the dialog of this id. It hears `beforetoggle` first, in browsers that do not send it too, so that it can fill itself.
pub fn show(id: &str) {
    let Some(dialog) = dialog(id) else { return };
    if let Ok(before) = Event::new("beforetoggle") {
        let _ = dialog.dispatch_event(&before);
    }
    if bindings::call(&dialog, "showModal", &[]).is_err() {
        log::warn!("a dialog could not be shown");
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
