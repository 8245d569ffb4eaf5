//! Where keys go: who has the focus when screens change, and whether it wants a key for itself (WHATWG HTML, interactive
//! elements).

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// A new screen stands after this, milliseconds: it is in the first frame or two, on any machine that is not busy.
const STANDS_MS: u32 = 50;

thread_local! {
    /// The wait for the newest screen; an older one ends with it.
    static ARRIVING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Leaves what has the focus, before it goes: taken away with the focus, it would have the browser lay out everything twice.
pub fn let_go() {
    if let Some(focused) = focused() {
        let _ = focused.blur();
    }
}

/// Gives the focus to what a new screen begins with, once the screen stands: the browser lays out everything for a focus
/// that is set before, and again for what came meanwhile. Whoever has moved the focus by then keeps it.
pub fn arrive(heading: HtmlElement) {
    let arrive = move || {
        // What has no focus of its own leaves it to the body (WHATWG HTML, `activeElement`).
        if focused().is_none_or(|focused| focused.tag_name() == "BODY") {
            // An element that cannot take the focus, or is gone, leaves it where it is.
            let _ = heading.focus();
        }
    };
    let _before = ARRIVING.replace(Some(Timeout::new(STANDS_MS, arrive)));
}

fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
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
