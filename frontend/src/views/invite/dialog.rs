//! The dialog of inviting. Comes with the room chunk; what it holds, with the dialogs chunk.

use crate::views::invite::opener::ID;
use crate::views::ui::dialog_screens::{inside, use_dialog_screens};
use crate::views::ui::dom::El;
use crate::views::ui::modal::modal;
use crate::words;
use leptos::prelude::*;

/// The dialog, which is empty until it is opened. Keys pressed in it are none of the room's.
pub fn dialog() -> El {
    let open = RwSignal::new(false);
    let screens = use_dialog_screens();
    let opening = move || {
        open.set(true);
        screens.want();
    };
    let dialog = modal("front invite-sheet", ID, words::invite_title).opening(opening).closed(move || open.set(false));
    inside(dialog, move || open.get(), |dialogs| (dialogs.invite)())
}
