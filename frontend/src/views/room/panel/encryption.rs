//! That the meeting is encrypted, and what the server sees of it all the same.

use crate::views::ui::components;
use crate::views::ui::dom::{self, El, el, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::views::ui::modal::modal;
use crate::words;

/// The id of the dialog in the page.
const ID: &str = "sees";

/// The lock beside the toolbar, where a window is wide enough for it; on others the People tab has it.
pub fn corner() -> El {
    let button =
        dom::button("round lock-corner").label(words::encryption_open).bind("title", say(words::encryption_open));
    button.opens(ID).child(icon(icons::LOCK))
}

/// The same with its words, in the People tab.
pub fn opener() -> El {
    components::button("plain lock-line", Some(icons::LOCK), words::encryption_open).opens(ID)
}

/// What is encrypted, and what the server sees.
pub fn dialog() -> El {
    modal("menu", ID, words::start_sees_title)
        .child(p("", words::start_sees_text))
        .child(el("h3").tell(say(words::start_sealed_title)))
        .child(p("", words::start_sealed_text))
}
