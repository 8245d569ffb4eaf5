//! A modal dialog: its title, its cross, and whatever it is about.

use crate::browser::page::dialog;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el};
use crate::views::ui::language::say;
use crate::words::Word;

/// A dialog that is closed; `El::opens` opens it by its id. The focus begins on its title, and Tab stays in it.
pub fn modal(classes: &'static str, id: &'static str, title: Word) -> El {
    let close = components::cross().press(move || dialog::close(id));
    let heading = el("h2").set("tabindex", "-1").set("autofocus", "").tell(say(title));
    el("dialog")
        .set("class", classes)
        .set("id", id)
        // A press beside it closes it, where the browser can do that.
        .set("closedby", "any")
        .label(title)
        // The page's own keys wait, but for the one that tells of them all.
        .key(|key| key != "?")
        .child(div("menu-head").child(heading).child(close))
}
