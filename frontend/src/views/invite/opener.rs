//! The button that opens the dialog of inviting, which comes with the room chunk.

use crate::views::ui::dom::El;
use crate::views::ui::room_screens::use_room_screens;

/// The id of the dialog in the page.
pub const ID: &str = "invite";

/// Has this button open the dialog; it waits for it. When the dialog closes, the button has the focus again.
pub fn opens(button: El) -> El {
    let screens = use_room_screens();
    button.opens(ID).mark("disabled", move || !screens.are_here())
}
