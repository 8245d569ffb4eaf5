//! The way to the menu of devices, and the field for one's own name.

use crate::inside;
use crate::views::dom::{El, el};
use crate::views::{icons, toolbar};
use crate::words;
use leptos::prelude::*;

/// The button that opens the menu; the browser does the opening, the closing and Escape (HTML popover). It waits for the menu.
pub fn opener() -> El {
    let ready = RwSignal::from(inside::ready());
    let opener = toolbar::tool("tool", icons::SLIDERS, words::room_devices).set("popovertarget", "devices");
    opener.mark("disabled", move || !ready.get())
}

/// The menu of the lobby, as soon as it is here.
pub fn menu() -> impl Fn() -> Option<AnyView> + Send {
    let ready = RwSignal::from(inside::ready());
    move || ready.get().then(inside::menu).flatten()
}

/// A field for one's own name.
pub fn name_field() -> El {
    el("input").set("type", "text").set("dir", "auto").set("autocomplete", "nickname").set("maxlength", "64")
}
