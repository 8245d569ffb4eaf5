//! The button that opens the menu of devices, which comes with the room chunk.

use crate::views::ui::dom::El;
use crate::views::ui::icons;
use crate::views::ui::room_screens::use_room_screens;
use crate::views::ui::tools;
use crate::words;
use leptos::prelude::*;

/// The button that opens the menu. It waits for the menu.
pub fn opener() -> El {
    let screens = use_room_screens();
    let opener = tools::tool("tool", icons::SLIDERS, words::room_devices).opens("devices");
    opener.mark("disabled", move || !screens.are_here())
}

/// The menu of the lobby, as soon as it is here.
pub fn menu() -> impl Fn() -> Option<AnyView> + Send {
    let screens = use_room_screens();
    move || screens.menu()
}
