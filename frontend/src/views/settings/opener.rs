//! The button that opens the settings, which come with the room chunk.

use crate::views::ui::dom::{El, button, el};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::views::ui::room_screens::use_room_screens;
use crate::words;

/// The id of the dialog in the page.
pub const ID: &str = "settings";

/// The button, which waits for the dialog.
pub fn opener() -> El {
    let screens = use_room_screens();
    button("tool")
        .label(words::settings_title)
        .opens(ID)
        .mark("disabled", move || !screens.are_here())
        .child(icon(icons::SLIDERS))
        .child(el("span").bind("data-short", say(words::settings_short)).tell(say(words::settings_title)))
}
